/*
 * Traps, one by one. What a trap's "expect" means:
 *
 *   same    all live records of the child are one child
 *   apart   no record of the first child shares a cluster with one of the second
 *   field   the staged row has that value: "sex=F"
 *   issue   some issue is about the row; with the detail "-1", or about the row before
 *   rule    an issue of the rule in detail names the center in sheet
 *   exit    the child's spell at the center in sheet ended with the reason in detail
 *   figure  the indicator in path has the value of detail ("2026-Q3=0") for the area in sheet
 *   status  the file's best submission has that status; refused files are "rejected"
 *   center  the file was taken for that center
 *   absent  the row is staged nowhere
 *   staged  the row is staged
 *   read    every row of the file that the truth knows is staged
 *   grades  every staged row of the file has its grade
 *   births  98 % of the file's birth dates are right
 *   zawgyi  of the file's children who have records elsewhere, 80 % were recognised
 */

#include "pipeline/evaluate/evaluate.h"

#include "pipeline/base/mem.h"

#include <stdio.h>
#include <stdlib.h>

/* Which child a record names and which cluster it is in, sorted by child. */
typedef struct Membership {
    int64_t child, cluster, line;
} Membership;

typedef struct Judge {
    const TruthTable *truth;
    Db *db;
    Map *children; /* truth names, dense */
    Membership *members;
    size_t count;
    size_t *first; /* first[child] ... first[child + 1]: its members */
    Stmt *issue, *status, *center;
    Map *staged; /* raw_row_id as text, of every staging table */
} Judge;

static int by_child(const void *a, const void *b)
{
    const Membership *x = a, *y = b;
    if (x->child != y->child)
        return x->child < y->child ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static void read_members(Judge *judge, Error *err)
{
    size_t cap = 0;
    judge->children = map_create();
    Stmt *rows = db_prepare(judge->db,
                            "SELECT l.raw_row_id, k.child_id FROM link_record l"
                            " JOIN child_record k USING (link_record_id)"
                            " WHERE l.live ORDER BY l.link_record_id",
                            err);
    while (stmt_step(rows, err)) {
        int64_t line = truth_table_line(judge->truth, stmt_int(rows, 0));
        if (line < 0 || judge->truth->lines[line].fields[TRUTH_CHILD].len == 0)
            continue;
        x_grow(judge->members, cap, judge->count + 1);
        judge->members[judge->count++] =
            (Membership){map_intern(judge->children, judge->truth->lines[line].fields[TRUTH_CHILD]),
                         stmt_int(rows, 1), line};
    }
    stmt_free(rows);
    qsort(judge->members, judge->count, sizeof *judge->members, by_child);
    judge->first = x_new_array(size_t, map_count(judge->children) + 2);
    for (size_t i = 0; i < judge->count; i++)
        judge->first[judge->members[i].child + 1] = i + 1;
}

static void read_staged(Judge *judge, Error *err)
{
    judge->staged = map_create();
    Stmt *rows = db_prepare(
        judge->db,
        "SELECT raw_row_id FROM stg_register UNION ALL SELECT raw_row_id FROM stg_attendance"
        " UNION ALL SELECT raw_row_id FROM stg_programme UNION ALL SELECT raw_row_id FROM"
        " stg_placement UNION ALL SELECT raw_row_id FROM stg_out_of_school",
        err);
    char key[24];
    while (stmt_step(rows, err)) {
        snprintf(key, sizeof key, "%lld", (long long)stmt_int(rows, 0));
        map_set(judge->staged, str_from(key), 1);
    }
    stmt_free(rows);
}

static bool is_staged(const Judge *judge, int64_t raw_row_id)
{
    char key[24];
    snprintf(key, sizeof key, "%lld", (long long)raw_row_id);
    return raw_row_id && map_get(judge->staged, str_from(key), NULL);
}

/* The members of a child by its truth name; count 0 where it has none. */
static const Membership *members_of(const Judge *judge, Str child, size_t *count)
{
    int64_t number;
    *count = 0;
    if (!map_get(judge->children, child, NULL))
        return NULL;
    number = map_intern(judge->children, child);
    size_t from = judge->first[number], to = judge->first[number + 1];
    *count = to - from;
    return judge->members + from;
}

static bool judge_same(const Judge *judge, Str child)
{
    size_t count;
    const Membership *m = members_of(judge, child, &count);
    for (size_t i = 1; i < count; i++)
        if (m[i].cluster != m[0].cluster)
            return false;
    return count > 0;
}

static bool judge_apart(const Judge *judge, Str children)
{
    Str rest = children, a, b;
    if (!str_split(&rest, ',', &a) || !str_split(&rest, ',', &b))
        return false;
    size_t na, nb;
    const Membership *x = members_of(judge, a, &na), *y = members_of(judge, b, &nb);
    for (size_t i = 0; i < na; i++)
        for (size_t j = 0; j < nb; j++)
            if (x[i].cluster == y[j].cluster)
                return false;
    return na > 0 && nb > 0;
}

/* The raw row at a trap's place, also one that the truth's rows leave out (a totals row). */
static int64_t row_at(const Judge *judge, const Str *trap, Error *err)
{
    Stmt *find =
        db_prepare(judge->db,
                   "SELECT w.raw_row_id FROM raw_row w JOIN raw_sheet h USING (raw_sheet_id)"
                   " JOIN source_path p USING (source_file_id)"
                   " WHERE p.path = ?1 AND w.row_number = CAST(?3 AS INTEGER) AND (h.name = ?2"
                   " OR (SELECT count(*) FROM raw_sheet o"
                   "     WHERE o.source_file_id = h.source_file_id) = 1)"
                   " ORDER BY h.name = ?2 DESC, w.raw_row_id LIMIT 1",
                   err);
    stmt_bind_str(find, 1, trap[2], err);
    stmt_bind_str(find, 2, trap[3], err);
    stmt_bind_str(find, 3, trap[4], err);
    int64_t row = stmt_step(find, err) ? stmt_int(find, 0) : 0;
    stmt_free(find);
    return row;
}

/* detail is "field=value"; the field is a column of stg_register. */
static bool judge_field(const Judge *judge, int64_t row, Str detail, Error *err)
{
    static const char *const FIELDS[] = {"sex",        "thai_id13",  "g_code",       "leaving_date",
                                         "birth_from", "grade_code", "district_code"};
    size_t equals = str_find(detail, STR("="), 0);
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++) {
        if (!str_is(str_slice(detail, 0, equals), FIELDS[i]))
            continue;
        char sql[96];
        snprintf(sql, sizeof sql, "SELECT %s FROM stg_register WHERE raw_row_id = ?1", FIELDS[i]);
        Stmt *get = db_prepare(judge->db, sql, err);
        stmt_bind_int(get, 1, row, err);
        bool right = stmt_step(get, err) &&
                     str_eq(stmt_str(get, 0), str_slice(detail, equals + 1, detail.len));
        stmt_free(get);
        return right;
    }
    return false;
}

static bool judge_issue(const Judge *judge, int64_t row, Error *err)
{
    stmt_bind_int(judge->issue, 1, row, err);
    bool found = stmt_step(judge->issue, err) && stmt_int(judge->issue, 0) > 0;
    stmt_reset(judge->issue);
    return found;
}

/* Runs a query of one number on up to three texts. */
static int64_t ask(const Judge *judge, const char *sql, Str a, Str b, Str c, Error *err)
{
    Stmt *stmt = db_prepare(judge->db, sql, err);
    stmt_bind_str(stmt, 1, a, err);
    stmt_bind_str(stmt, 2, b, err);
    if (c.ptr)
        stmt_bind_str(stmt, 3, c, err);
    int64_t answer = stmt_step(stmt, err) ? stmt_int(stmt, 0) : 0;
    stmt_free(stmt);
    return answer;
}

static bool judge_exit(const Judge *judge, const Str *trap, Error *err)
{
    size_t count;
    const Membership *m = members_of(judge, trap[7], &count);
    if (count == 0)
        return false;
    char child[24];
    snprintf(child, sizeof child, "%lld", (long long)m[0].cluster);
    return ask(judge,
               "SELECT count(*) FROM enrolment WHERE child_id = CAST(?1 AS INTEGER)"
               " AND center_code = ?2 AND exit_reason = ?3",
               str_from(child), trap[3], trap[6], err) > 0;
}

static bool judge_figure(const Judge *judge, const Str *trap, Error *err)
{
    size_t equals = str_find(trap[6], STR("="), 0);
    Str period = str_slice(trap[6], 0, equals), value = str_slice(trap[6], equals + 1, trap[6].len);
    Arena *arena = arena_create();
    Str want = arena_printf(arena, "%.*s %.*s", STR_ARG(trap[3]), STR_ARG(value));
    int64_t found = ask(judge,
                        "SELECT count(*) FROM indicator_value WHERE indicator = ?1"
                        " AND period_code = ?2 AND disaggregation = ''"
                        " AND area_code || ' ' || CAST(value AS INTEGER) = ?3",
                        trap[2], period, want, err);
    arena_free(arena);
    return found > 0;
}

static bool judge_text(Stmt *stmt, Str path, Str want, Error *err)
{
    stmt_bind_str(stmt, 1, path, err);
    bool right = stmt_step(stmt, err) && str_eq(stmt_str(stmt, 0), want);
    stmt_reset(stmt);
    return right;
}

/* Shares over the rows of one file. */
static bool judge_file(const Judge *judge, Str path, Str expect, Error *err)
{
    Stmt *get = db_prepare(judge->db,
                           "SELECT grade_code, birth_from, birth_to FROM stg_register"
                           " WHERE raw_row_id = ?1",
                           err);
    int64_t all = 0, right = 0;
    for (size_t i = 0; i < judge->truth->count; i++) {
        const TruthLine *line = &judge->truth->lines[i];
        if (!str_eq(line->fields[TRUTH_PATH], path))
            continue;
        if (str_is(expect, "read")) {
            all++;
            right += str_is(line->fields[TRUTH_KIND], "register") ||
                             str_is(line->fields[TRUTH_KIND], "programme")
                         ? is_staged(judge, line->raw_row_id)
                         : line->raw_row_id != 0;
            continue;
        }
        Str want = line->fields[str_is(expect, "grades") ? TRUTH_GRADE : TRUTH_BIRTH_FROM];
        if (want.len == 0 || line->raw_row_id == 0)
            continue;
        stmt_bind_int(get, 1, line->raw_row_id, err);
        bool there = stmt_step(get, err);
        all++;
        right += there && str_eq(stmt_str(get, str_is(expect, "grades") ? 0 : 1), want);
        stmt_reset(get);
    }
    stmt_free(get);
    return all > 0 && (double)right >= (double)all * (str_is(expect, "births") ? 0.98 : 1.0);
}

static bool judge_zawgyi(const Judge *judge, Str path)
{
    int64_t all = 0, right = 0;
    for (size_t i = 0; i < judge->count; i++) {
        const Membership *m = &judge->members[i];
        if (!str_eq(judge->truth->lines[m->line].fields[TRUTH_PATH], path))
            continue;
        bool elsewhere = false, known = false;
        for (size_t j = judge->first[m->child]; j < judge->first[m->child + 1]; j++) {
            const Membership *o = &judge->members[j];
            if (str_eq(judge->truth->lines[o->line].fields[TRUTH_PATH], path))
                continue;
            elsewhere = true;
            known = known || o->cluster == m->cluster;
        }
        all += elsewhere;
        right += elsewhere && known;
    }
    return (double)right >= 0.8 * (double)all;
}

static bool judge_trap(const Judge *judge, const Str *trap, Error *err)
{
    Str expect = trap[5];
    if (str_is(expect, "same"))
        return judge_same(judge, trap[7]);
    if (str_is(expect, "apart"))
        return judge_apart(judge, trap[7]);
    if (str_is(expect, "status"))
        return judge_text(judge->status, trap[2], trap[6], err);
    if (str_is(expect, "center"))
        return judge_text(judge->center, trap[2], trap[6], err);
    if (str_is(expect, "zawgyi"))
        return judge_zawgyi(judge, trap[2]);
    if (str_is(expect, "read") || str_is(expect, "grades") || str_is(expect, "births"))
        return judge_file(judge, trap[2], expect, err);
    if (str_is(expect, "rule"))
        return ask(judge, "SELECT count(*) FROM issue WHERE rule = ?1 AND center_code = ?2",
                   trap[6], trap[3], (Str){NULL, 0}, err) > 0;
    if (str_is(expect, "exit"))
        return judge_exit(judge, trap, err);
    if (str_is(expect, "figure"))
        return judge_figure(judge, trap, err);
    int64_t row = row_at(judge, trap, err);
    if (str_is(expect, "absent"))
        return !is_staged(judge, row);
    if (str_is(expect, "staged"))
        return is_staged(judge, row);
    if (str_is(expect, "field"))
        return judge_field(judge, row, trap[6], err);
    return str_is(expect, "issue") && (judge_issue(judge, row, err) ||
                                       (str_is(trap[6], "-1") && judge_issue(judge, row - 1, err)));
}

/* Counts by trap; the table prints in the order in which traps first occur. */
typedef struct TrapCount {
    Str name, number;
    int64_t laid, caught;
    int told;
} TrapCount;

static Judge judge_open(const TruthTable *truth, Db *db, Error *err)
{
    Judge judge = {.truth = truth, .db = db};
    read_members(&judge, err);
    read_staged(&judge, err);
    judge.issue = db_prepare(db, "SELECT count(*) FROM issue WHERE raw_row_id = ?1", err);
    judge.status = db_prepare(
        db,
        "SELECT CASE WHEN f.read_status = 'refused' THEN 'rejected' ELSE coalesce((SELECT s.status"
        " FROM submission s WHERE s.source_file_id = f.source_file_id"
        " ORDER BY s.status = 'current' DESC, s.status LIMIT 1), 'rejected') END"
        " FROM source_path p JOIN source_file f USING (source_file_id)"
        " WHERE p.path = ?1 ORDER BY p.source_path_id LIMIT 1",
        err);
    judge.center = db_prepare(db,
                              "SELECT s.center_code FROM source_path p JOIN submission s"
                              " USING (source_file_id) WHERE p.path = ?1"
                              " ORDER BY s.submission_id LIMIT 1",
                              err);
    return judge;
}

static void judge_close(Judge *judge)
{
    stmt_free(judge->issue);
    stmt_free(judge->status);
    stmt_free(judge->center);
    map_free(judge->children);
    map_free(judge->staged);
    x_free(judge->members);
    x_free(judge->first);
}

void evaluate_traps(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err)
{
    Judge judge = judge_open(truth, db, err);
    Map *names = map_create();
    TrapCount *counts = NULL;
    size_t cap = 0;
    for (size_t t = 0; t < truth->traps.row_count && error_ok(err); t++) {
        const Str *trap = truth->traps.rows[t].fields;
        bool fresh = !map_get(names, trap[1], NULL);
        size_t n = (size_t)map_intern(names, trap[1]);
        if (fresh) {
            x_grow(counts, cap, n + 1);
            counts[n] = (TrapCount){.name = trap[1], .number = trap[0]};
        }
        bool caught = judge_trap(&judge, trap, err);
        counts[n].laid++;
        counts[n].caught += caught;
        if (!caught && counts[n].told++ < 3)
            score_finding(sheet, "trap %.*s (%.*s): %.*s [%.*s] row %.*s, expected %.*s %.*s %.*s",
                          STR_ARG(trap[0]), STR_ARG(trap[1]), STR_ARG(trap[2]), STR_ARG(trap[3]),
                          STR_ARG(trap[4]), STR_ARG(trap[5]), STR_ARG(trap[6]), STR_ARG(trap[7]));
    }
    int64_t laid = 0, caught = 0;
    for (size_t n = 0; n < map_count(names); n++) {
        char name[96];
        snprintf(name, sizeof name, "trap_%.*s: %.*s (%lld)", STR_ARG(counts[n].number),
                 STR_ARG(counts[n].name), (long long)counts[n].laid);
        score_number(sheet, name, (double)counts[n].caught / (double)counts[n].laid);
        laid += counts[n].laid;
        caught += counts[n].caught;
    }
    score_count(sheet, "traps", laid);
    score_count(sheet, "traps_caught", caught);
    x_free(counts);
    map_free(names);
    judge_close(&judge);
}
