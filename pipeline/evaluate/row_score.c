/* Rows and values: nothing lost without a reason, and read as they were meant. */

#include "pipeline/evaluate/evaluate.h"

#include <stdio.h>
#include <stdlib.h>

/* Staging tables by kind of record. */
static const char *const KINDS[] = {"register",      "attendance", "center_month", "center_profile",
                                    "staff",         "incident",   "programme",    "placement",
                                    "out_of_school", "exam",       "visit",        "outreach",
                                    "meeting"};

/* Raw rows that were staged, and those that some issue of at least a warning is about. */
static Map *row_set(Db *db, const char *sql, Error *err)
{
    Map *set = map_create();
    Stmt *rows = db_prepare(db, sql, err);
    char key[24];
    while (stmt_step(rows, err)) {
        snprintf(key, sizeof key, "%lld", (long long)stmt_int(rows, 0));
        map_set(set, str_from(key), 1);
    }
    stmt_free(rows);
    return set;
}

static bool has_row(const Map *set, int64_t raw_row_id)
{
    char key[24];
    snprintf(key, sizeof key, "%lld", (long long)raw_row_id);
    return map_get(set, str_from(key), NULL);
}

static Map *staged_rows(Db *db, const char *kind, Error *err)
{
    char sql[160];
    snprintf(sql, sizeof sql, "SELECT raw_row_id FROM stg_%s ORDER BY raw_row_id", kind);
    return row_set(db, sql, err);
}

static void score_kind(const TruthTable *truth, Db *db, const char *kind, const Map *blamed,
                       ScoreSheet *sheet, int64_t total[3], Error *err)
{
    Map *staged = staged_rows(db, kind, err);
    int64_t rows = 0, found = 0, explained = 0;
    Str last_path = STR("");
    int told = 0;
    for (size_t i = 0; i < truth->count; i++) {
        const TruthLine *line = &truth->lines[i];
        if (!line->current || !str_is(line->fields[TRUTH_KIND], kind))
            continue;
        rows++;
        if (line->raw_row_id && has_row(staged, line->raw_row_id))
            found++;
        else if (line->raw_row_id && has_row(blamed, line->raw_row_id))
            explained++;
        else if (!str_eq(last_path, line->fields[TRUTH_PATH]) && told++ < 8) {
            last_path = line->fields[TRUTH_PATH];
            score_finding(sheet, "%s lost: %.*s [%.*s] row %.*s%s", kind,
                          STR_ARG(line->fields[TRUTH_PATH]), STR_ARG(line->fields[TRUTH_SHEET]),
                          STR_ARG(line->fields[TRUTH_ROW]),
                          line->raw_row_id ? "" : " (not among the rows read)");
        }
    }
    char name[64];
    snprintf(name, sizeof name, "rows_%s", kind);
    score_count(sheet, name, rows);
    snprintf(name, sizeof name, "rows_%s_staged", kind);
    score_count(sheet, name, found);
    total[0] += rows;
    total[1] += found;
    total[2] += explained;
    map_free(staged);
}

/* --- values
 * -------------------------------------------------------------------------------------------------
 */

typedef struct Tally {
    int64_t right, wrong, empty;
} Tally;

/* Compares one value that the truth states; empty staged values are counted apart. */
static void tally(Tally *t, Str want, Str found)
{
    if (want.len == 0)
        return;
    if (found.ptr == NULL || found.len == 0)
        t->empty++;
    else if (str_eq(want, found))
        t->right++;
    else
        t->wrong++;
}

/*
 * A birth is right where the staged interval is the one written. 1 January is often put down for
 * a year alone, and a reader may take it so.
 */
static void tally_birth(Tally *t, const TruthLine *line, Str from, Str to)
{
    Str want_from = line->fields[TRUTH_BIRTH_FROM], want_to = line->fields[TRUTH_BIRTH_TO];
    if (want_from.len == 0)
        return;
    bool first = str_ends_with(want_from, STR("-01-01"));
    bool year = first && from.len == 10 && to.len == 10 &&
                str_eq(str_slice(from, 0, 4), str_slice(want_from, 0, 4)) &&
                str_ends_with(from, STR("-01-01")) && str_ends_with(to, STR("-12-31"));
    if (from.ptr == NULL)
        t->empty++;
    else if ((str_eq(from, want_from) && str_eq(to, want_to)) || year)
        t->right++;
    else
        t->wrong++;
}

static void print_tally(ScoreSheet *sheet, const char *name, Tally t)
{
    char text[64];
    int64_t all = t.right + t.wrong + t.empty;
    snprintf(text, sizeof text, "%s_right", name);
    score_number(sheet, text, all ? (double)t.right / (double)all : 1);
    snprintf(text, sizeof text, "%s_wrong", name);
    score_count(sheet, text, t.wrong);
    snprintf(text, sizeof text, "%s_empty", name);
    score_count(sheet, text, t.empty);
}

static void note_wrong(ScoreSheet *sheet, int *told, const char *field, const TruthLine *line,
                       Str want, Str found)
{
    if (want.len && found.len && !str_eq(want, found) && (*told)++ < 10)
        score_finding(sheet, "%s: %.*s [%.*s] row %.*s: expected %.*s, staged %.*s", field,
                      STR_ARG(line->fields[TRUTH_PATH]), STR_ARG(line->fields[TRUTH_SHEET]),
                      STR_ARG(line->fields[TRUTH_ROW]), STR_ARG(want), STR_ARG(found));
}

static void score_register_values(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err)
{
    static const struct {
        int truth;
        const char *name;
    } FIELDS[] = {{TRUTH_SEX, "sex"},     {TRUTH_GRADE, "grade"}, {TRUTH_DISTRICT, "district"},
                  {TRUTH_START, "entry"}, {TRUTH_END, "leaving"}, {TRUTH_REASON, "reason"}};
    enum { COUNT = sizeof FIELDS / sizeof *FIELDS };
    Tally tallies[COUNT] = {{0}}, birth = {0};
    int told[COUNT + 1] = {0};
    Stmt *rows = db_prepare(db,
                            "SELECT raw_row_id, sex, grade_code, district_code, enrolment_date,"
                            " leaving_date, leaving_reason, birth_from, birth_to"
                            " FROM stg_register ORDER BY raw_row_id",
                            err);
    while (stmt_step(rows, err)) {
        int64_t at = truth_table_line(truth, stmt_int(rows, 0));
        if (at < 0 || !truth->lines[at].current)
            continue;
        const TruthLine *line = &truth->lines[at];
        for (int f = 0; f < COUNT; f++) {
            tally(&tallies[f], line->fields[FIELDS[f].truth], stmt_str(rows, f + 1));
            note_wrong(sheet, &told[f], FIELDS[f].name, line, line->fields[FIELDS[f].truth],
                       stmt_str(rows, f + 1));
        }
        int64_t wrong = birth.wrong;
        tally_birth(&birth, line, stmt_str(rows, 7), stmt_str(rows, 8));
        if (birth.wrong > wrong)
            note_wrong(sheet, &told[COUNT], "birth", line, line->fields[TRUTH_BIRTH_FROM],
                       stmt_str(rows, 7));
    }
    stmt_free(rows);
    print_tally(sheet, "birth", birth);
    for (int f = 0; f < COUNT; f++)
        print_tally(sheet, FIELDS[f].name, tallies[f]);
}

static void score_attendance_values(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err)
{
    Tally days = {0}, present = {0};
    int told = 0;
    Stmt *rows = db_prepare(db,
                            "SELECT raw_row_id, CAST(CAST(school_days AS INTEGER) AS TEXT),"
                            " CAST(CAST(days_present AS INTEGER) AS TEXT)"
                            " FROM stg_attendance ORDER BY raw_row_id",
                            err);
    while (stmt_step(rows, err)) {
        int64_t at = truth_table_line(truth, stmt_int(rows, 0));
        if (at < 0 || !truth->lines[at].current)
            continue;
        const TruthLine *line = &truth->lines[at];
        tally(&days, line->fields[TRUTH_SCHOOL_DAYS], stmt_str(rows, 1));
        tally(&present, line->fields[TRUTH_DAYS_PRESENT], stmt_str(rows, 2));
        note_wrong(sheet, &told, "days present", line, line->fields[TRUTH_DAYS_PRESENT],
                   stmt_str(rows, 2));
    }
    stmt_free(rows);
    print_tally(sheet, "school_days", days);
    print_tally(sheet, "days_present", present);
}

/* Files: read and used as the truth says. */
static void score_files(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err)
{
    Stmt *status =
        db_prepare(db,
                   "SELECT CASE WHEN f.read_status = 'refused' THEN 'rejected'"
                   "  ELSE coalesce((SELECT s.status FROM submission s WHERE s.source_file_id = "
                   "f.source_file_id"
                   "    ORDER BY s.status = 'current' DESC, s.status LIMIT 1), 'rejected') END"
                   " FROM source_path p JOIN source_file f USING (source_file_id)"
                   " WHERE p.path = ?1 AND p.present ORDER BY p.source_path_id LIMIT 1",
                   err);
    int64_t files = 0, right = 0;
    for (size_t i = 0; i < truth->files.row_count && error_ok(err); i++) {
        const Str *f = truth->files.rows[i].fields;
        stmt_bind_str(status, 1, f[0], err);
        bool there = stmt_step(status, err);
        files++;
        if (there && str_eq(stmt_str(status, 0), f[2]))
            right++;
        else
            score_finding(sheet, "file %.*s: expected %.*s, is %.*s", STR_ARG(f[0]), STR_ARG(f[2]),
                          STR_ARG(there ? stmt_str(status, 0) : STR("not found")));
        stmt_reset(status);
    }
    stmt_free(status);
    score_count(sheet, "files", files);
    score_count(sheet, "files_right", right);
}

void evaluate_rows(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err)
{
    Map *blamed = row_set(db,
                          "SELECT DISTINCT raw_row_id FROM issue WHERE raw_row_id IS NOT NULL"
                          " ORDER BY raw_row_id",
                          err);
    int64_t total[3] = {0};
    for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS && error_ok(err); k++)
        score_kind(truth, db, KINDS[k], blamed, sheet, total, err);
    score_count(sheet, "rows", total[0]);
    score_count(sheet, "rows_staged", total[1]);
    score_count(sheet, "rows_set_aside", total[2]);
    score_count(sheet, "rows_lost", total[0] - total[1] - total[2]);
    score_register_values(truth, db, sheet, err);
    score_attendance_values(truth, db, sheet, err);
    score_files(truth, db, sheet, err);
    map_free(blamed);
}
