/* The night's figures against those of the invented lives. */

#include "pipeline/evaluate/evaluate.h"

#include "pipeline/base/number.h"

#include <math.h>
#include <stdio.h>

enum { TOLD_MAX = 40 };

/* Equal, both empty, or within rounding. */
static bool same_figure(Str want, Stmt *row, int column)
{
    double value;
    if (want.len == 0)
        return true; /* the truth does not state this part */
    if (stmt_is_null(row, column) || !number_parse(want, &value))
        return false;
    return fabs(value - stmt_double(row, column)) <= 1e-6 * (1 + fabs(value));
}

void evaluate_figures(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err)
{
    Stmt *get = db_prepare(db,
                           "SELECT numerator, denominator, value FROM indicator_value"
                           " WHERE indicator = ?1 AND period_code = ?2 AND area_code = ?3"
                           " AND disaggregation = ?4",
                           err);
    int64_t right = 0, missing = 0;
    double error_sum = 0;
    int told = 0;
    for (size_t i = 0; i < truth->indicators.row_count && error_ok(err); i++) {
        const Str *f = truth->indicators.rows[i].fields;
        for (int p = 0; p < 4; p++)
            stmt_bind_str(get, p + 1, f[p], err);
        bool there = stmt_step(get, err);
        bool same = there && same_figure(f[4], get, 0) && same_figure(f[5], get, 1) &&
                    same_figure(f[6], get, 2);
        right += same;
        missing += !there;
        double want = 0;
        if (there && number_parse(f[6], &want) && want != 0)
            error_sum += fabs(stmt_double(get, 2) - want) / fabs(want);
        if (!same && told++ < TOLD_MAX)
            score_finding(
                sheet, "figure %.*s %.*s %.*s %.*s: truth %.*s/%.*s = %.*s, warehouse %s%g/%g = %g",
                STR_ARG(f[0]), STR_ARG(f[1]), STR_ARG(f[2]), STR_ARG(f[3]), STR_ARG(f[4]),
                STR_ARG(f[5]), STR_ARG(f[6]),
                there ? "" : "has none: ", there ? stmt_double(get, 0) : 0,
                there ? stmt_double(get, 1) : 0, there ? stmt_double(get, 2) : 0);
        stmt_reset(get);
    }
    stmt_free(get);
    int64_t count = (int64_t)truth->indicators.row_count;
    score_count(sheet, "figures", count);
    score_count(sheet, "figures_right", right);
    score_count(sheet, "figures_missing", missing);
    score_number(sheet, "figures_mean_error",
                 count > missing ? error_sum / (double)(count - missing) : 0);
}
