/* The baselines on the staged rows of a warehouse. */

#include "pipeline/evaluate/baseline.h"
#include "pipeline/evaluate/evaluate.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/unicode.h"

static Str fold(Arena *arena, Str text)
{
    return text.len ? arena_str(arena, str_trim(unicode_fold(arena, text))) : STR("");
}

static BaselineRecord *read_records(const TruthTable *truth, Db *db, Arena *arena, Map *children,
                                    size_t *count, Error *err)
{
    BaselineRecord *records = NULL;
    size_t cap = 0;
    *count = 0;
    Stmt *rows = db_prepare(
        db,
        "SELECT r.raw_row_id, coalesce(r.full_name, r.name_en, r.name_my, r.name_th,"
        "         trim(coalesce(r.first_name, '') || ' ' || coalesce(r.last_name, ''))),"
        "       CASE WHEN r.birth_precision = 'day' THEN r.birth_from END, r.sex, r.father_name,"
        "       r.mother_name, coalesce(r.phone, r.guardian_phone)"
        " FROM stg_register r JOIN submission s USING (submission_id) WHERE s.status = 'current'"
        " ORDER BY r.raw_row_id",
        err);
    while (stmt_step(rows, err)) {
        int64_t line = truth_table_line(truth, stmt_int(rows, 0));
        if (line < 0 || truth->lines[line].fields[TRUTH_CHILD].len == 0)
            continue;
        x_grow(records, cap, *count + 1);
        BaselineRecord *r = &records[(*count)++];
        *r = (BaselineRecord){
            .truth = (int32_t)map_intern(children, truth->lines[line].fields[TRUTH_CHILD])};
        for (int f = 0; f < BASELINE_FIELDS; f++)
            r->fields[f] = fold(arena, stmt_str(rows, f + 1));
    }
    stmt_free(rows);
    return records;
}

void evaluate_baselines(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err)
{
    Arena *arena = arena_create();
    Map *children = map_create();
    size_t count;
    BaselineRecord *records = read_records(truth, db, arena, children, &count, err);
    if (error_ok(err)) {
        int bits;
        ClusterScore exact = baseline_exact(records, count);
        ClusterScore plain = baseline_two_class(records, count, &bits);
        score_number(sheet, "baseline_exact_precision", exact.precision);
        score_number(sheet, "baseline_exact_recall", exact.recall);
        score_number(sheet, "baseline_exact_cluster_f1", exact.f1);
        score_number(sheet, "baseline_two_class_precision", plain.precision);
        score_number(sheet, "baseline_two_class_recall", plain.recall);
        score_number(sheet, "baseline_two_class_cluster_f1", plain.f1);
        score_count(sheet, "baseline_two_class_threshold_bits", bits);
    }
    x_free(records);
    map_free(children);
    arena_free(arena);
}
