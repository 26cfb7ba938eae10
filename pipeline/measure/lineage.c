#include "pipeline/measure/lineage.h"

#include "pipeline/base/digest.h"
#include "pipeline/measure/indicator.h"
#include "pipeline/warehouse/rule.h"

#include <stdio.h>

/* Where a raw row lies and what one of its cells holds. */
static const char PLACE_SQL[] =
    "SELECT path, name, row_number, column_number,"
    " (SELECT c.value ->> 2 FROM json_each(cells) c WHERE c.value ->> 0 = column_number),"
    " (SELECT f.sha256 FROM source_file f WHERE f.source_file_id = place.source_file_id)"
    " FROM (SELECT h.source_file_id, (SELECT p.path FROM source_path p WHERE p.source_file_id = "
    "h.source_file_id"
    "               ORDER BY p.present DESC, p.path LIMIT 1) AS path,"
    "       h.name, w.row_number, w.cells,"
    "       coalesce((SELECT m.column_number FROM temp.mapped_column m"
    "                 WHERE m.raw_sheet_id = h.raw_sheet_id AND m.field = ?2),"
    "                (SELECT m.column_number FROM temp.mapped_column m"
    "                 WHERE m.raw_sheet_id = h.raw_sheet_id AND m.field = 'full_name'),"
    /* The figure rests on the row's being there: its first cell stands for it. */
    "                (SELECT min(c.value ->> 0) FROM json_each(w.cells) c))"
    "       AS column_number"
    "       FROM raw_row w JOIN raw_sheet h ON h.raw_sheet_id = w.raw_sheet_id"
    "       WHERE w.raw_row_id = ?1) place";

/* Text of a cell in one line of a tab-separated table. */
static void append_plain(StrBuf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++)
        strbuf_append_char(out, (unsigned char)text.ptr[i] < ' ' ? ' ' : text.ptr[i]);
}

/*
 * "file<TAB>sheet<TAB>C12<TAB>content"; the cell is the row alone where its column is not known.
 * sha256: of the file, for the end of the line; "-" where there is none.
 */
static void append_place(StrBuf *out, Stmt *place, int64_t raw_row_id, const char *field,
                         char sha256[DIGEST_TEXT_SIZE], Error *err)
{
    strcpy(sha256, "-");
    stmt_bind_int(place, 1, raw_row_id, err);
    stmt_bind_cstr(place, 2, field, err);
    if (stmt_step(place, err)) {
        char column[8] = "";
        if (!stmt_is_null(place, 3))
            column_name((int)stmt_int(place, 3), column);
        append_plain(out, stmt_str(place, 0));
        strbuf_append_char(out, '\t');
        append_plain(out, stmt_str(place, 1));
        strbuf_appendf(out, "\t%s%lld\t", column, (long long)stmt_int(place, 2));
        append_plain(out, stmt_str(place, 4));
        if (!stmt_is_null(place, 5))
            snprintf(sha256, DIGEST_TEXT_SIZE, "%.*s", STR_ARG(stmt_str(place, 5)));
    } else {
        strbuf_append_cstr(out, "-\t-\t-\t-");
    }
    stmt_reset(place);
}

/* One figure's name, as taken apart. NULL: not split by that. */
typedef struct FigureName {
    const char *indicator, *period, *area, *disaggregation, *sex, *age;
} FigureName;

/* {"age":"6-11","sex":"F"} or sex=F,age=6-11: both are pairs of names and values. */
static void read_disaggregation(FigureName *name, Arena *arena, Str text, Error *err)
{
    static const char NOISE[] = "{}\":=,";
    const char *words[4] = {NULL};
    size_t count = 0;
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        while (i < text.len && !strchr(NOISE, text.ptr[i]))
            i++;
        if (i > from && count < 4)
            words[count++] = arena_cstr(arena, str_slice(text, from, i));
        i += i == from;
    }
    for (size_t i = 0; i + 1 < count; i += 2) {
        if (strcmp(words[i], "sex") == 0)
            name->sex = words[i + 1];
        else if (strcmp(words[i], "age") == 0)
            name->age = words[i + 1];
    }
    if (count == 0 || count % 2 || (!name->sex && !name->age))
        error_set(err, STATUS_USAGE, "expected sex=F,age=6-11 after the area, found \"%.*s\"",
                  STR_ARG(text));
    if (name->sex && name->age)
        name->disaggregation =
            arena_printf(arena, "{\"age\":\"%s\",\"sex\":\"%s\"}", name->age, name->sex).ptr;
    else if (name->sex)
        name->disaggregation = arena_printf(arena, "{\"sex\":\"%s\"}", name->sex).ptr;
    else
        name->disaggregation = arena_printf(arena, "{\"age\":\"%s\"}", name->age).ptr;
}

static FigureName read_figure_name(Arena *arena, Str what, Error *err)
{
    FigureName name = {.disaggregation = ""};
    const char **parts[] = {&name.indicator, &name.period, &name.area};
    Str rest = what;
    for (int i = 0; i < 3; i++) {
        size_t colon = str_find(rest, STR(":"), 0);
        *parts[i] = arena_cstr(arena, str_slice(rest, 0, colon));
        rest = str_slice(rest, colon + 1, rest.len);
    }
    if (!*name.indicator || !*name.period || !*name.area)
        error_set(err, STATUS_USAGE,
                  "expected indicator:period:area (retention_any:2026-Q3:TH63) or a child's id, "
                  "found \"%.*s\"",
                  STR_ARG(what));
    else if (rest.len > 0)
        read_disaggregation(&name, arena, rest, err);
    return name;
}

/* "# reached:2026-Q3:TH63 = 12 ..." False where there is no such figure. */
static bool append_figure(Db *db, const FigureName *name, StrBuf *out, Error *err)
{
    Stmt *stmt = db_prepare(db,
                            "SELECT numerator, denominator, value, coverage FROM indicator_value"
                            " WHERE indicator = ?1 AND period_code = ?2 AND area_code = ?3"
                            " AND disaggregation = ?4",
                            err);
    stmt_bind_cstr(stmt, 1, name->indicator, err);
    stmt_bind_cstr(stmt, 2, name->period, err);
    stmt_bind_cstr(stmt, 3, name->area, err);
    stmt_bind_cstr(stmt, 4, name->disaggregation, err);
    bool found = stmt_step(stmt, err);
    if (found) {
        strbuf_appendf(out, "# %s:%s:%s", name->indicator, name->period, name->area);
        if (*name->disaggregation)
            strbuf_appendf(out, ":%s", name->disaggregation);
        static const char *const LABELS[] = {"numerator", "denominator", "value"};
        for (int i = 0; i < 3; i++) {
            strbuf_appendf(out, " %s ", LABELS[i]);
            if (stmt_is_null(stmt, i))
                strbuf_append_cstr(out, "-");
            else
                strbuf_append_double(out, stmt_double(stmt, i));
        }
        if (!stmt_is_null(stmt, 3))
            strbuf_appendf(out, " centers %.*s", STR_ARG(stmt_str(stmt, 3)));
        strbuf_append_char(out, '\n');
    } else if (error_ok(err)) {
        error_set(err, STATUS_INPUT, "there is no figure %s:%s:%s%s%s", name->indicator,
                  name->period, name->area, *name->disaggregation ? ":" : "", name->disaggregation);
    }
    stmt_free(stmt);
    return found;
}

/* The units of one figure, in order: source_table, source_id, numerator, denominator. */
static Stmt *select_units(Db *db, Arena *arena, const Indicator *it, const FigureName *name,
                          Error *err)
{
    const char *periods =
        it->months
            ? "u.period_code IN (SELECT m.period_code FROM calendar_period m JOIN"
              " calendar_period p ON m.period_code || '-15' BETWEEN p.first_day AND p.last_day"
              " WHERE m.kind = 'month' AND p.period_code = ?1 UNION SELECT ?1)"
            : "u.period_code = ?1";
    Str sql = arena_printf(
        arena,
        "SELECT u.source_table, u.source_id, u.numerator, u.denominator FROM (%s) u WHERE %s"
        " AND (?2 = 'TH63' OR ?2 = u.district_code OR ?2 = u.center_code)"
        " AND (?3 IS NULL OR ?3 = coalesce(u.sex, 'unknown'))"
        " AND (?4 IS NULL OR ?4 = coalesce(u.age_band, 'unknown'))"
        " ORDER BY u.source_table, u.source_id, u.numerator, u.denominator",
        it->sql, periods);
    Stmt *units = db_prepare(db, sql.ptr, err);
    stmt_bind_cstr(units, 1, name->period, err);
    stmt_bind_cstr(units, 2, name->area, err);
    stmt_bind_cstr(units, 3, name->sex, err);
    stmt_bind_cstr(units, 4, name->age, err);
    return units;
}

/* The first row of a submission: what a figure about whole files rests on. */
static int64_t row_of_submission(Db *db, int64_t submission_id, Error *err)
{
    static const char *const KINDS[] = {
        "register", "attendance", "center_month", "center_profile", "staff",
        "incident", "programme",  "placement",    "out_of_school",  "exam",
        "outreach", "visit",      "meeting"};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        char sql[160];
        snprintf(sql, sizeof sql,
                 "SELECT min(raw_row_id) FROM stg_%s t JOIN loaded_submission s"
                 " USING (submission_id) WHERE submission_id = %lld AND s.kind = '%s'",
                 KINDS[i], (long long)submission_id, KINDS[i]);
        int64_t row = db_int(db, sql, err);
        if (row)
            return row;
    }
    return 0;
}

/* The first row of the return that came, as load finds it (08_returns.sql); 0 for one that did not.
 */
static int64_t row_of_return(Db *db, int64_t center_return_id, Error *err)
{
    Stmt *stmt = db_prepare(
        db,
        "WITH due AS (SELECT * FROM center_return WHERE center_return_id = ?1 AND received)"
        " SELECT t.raw_row_id, s.status FROM due d JOIN stg_attendance t"
        "  ON t.center_code = d.center_code AND t.month = d.period_code AND d.kind = 'attendance'"
        " JOIN submission s USING (submission_id) WHERE s.status IN ('current', 'superseded')"
        " UNION ALL SELECT t.raw_row_id, s.status FROM due d JOIN stg_center_month t"
        "  ON t.center_code = d.center_code AND t.month = d.period_code AND d.kind = 'center_month'"
        " JOIN submission s USING (submission_id) WHERE s.status IN ('current', 'superseded')"
        " UNION ALL SELECT t.raw_row_id, s.status FROM due d"
        " JOIN calendar_period y ON y.period_code = d.period_code AND d.kind = 'register'"
        " JOIN submission s ON s.center_code = d.center_code AND s.kind = 'register'"
        "  AND s.status IN ('current', 'superseded')"
        "  AND s.period_code || '-15' BETWEEN y.first_day AND y.last_day"
        " JOIN stg_register t USING (submission_id) ORDER BY 2, 1 LIMIT 1",
        err);
    stmt_bind_int(stmt, 1, center_return_id, err);
    int64_t row = stmt_step(stmt, err) ? stmt_int(stmt, 0) : 0;
    stmt_free(stmt);
    return row;
}

/* The raw row that a row of the warehouse rests on; 0 where it rests on none (a return that never
 * came, and the office's own registry: an estimate, a center). */
static int64_t raw_row_of(Db *db, Str table, int64_t id, Error *err)
{
    static const char *const TABLES[] = {
        "enrolment", "attendance", "center_month",   "programme_spell",
        "placement", "incident",   "center_profile", "visit",
        "problem",   "staff",      "meeting",        "out_of_school",
    };
    for (size_t i = 0; i < sizeof TABLES / sizeof TABLES[0]; i++) {
        if (!str_is(table, TABLES[i]))
            continue;
        char sql[160];
        snprintf(sql, sizeof sql, "SELECT raw_row_id FROM %s WHERE %s_id = %lld", TABLES[i],
                 TABLES[i], (long long)id);
        return db_int(db, sql, err);
    }
    if (str_is(table, "loaded_submission"))
        return row_of_submission(db, id, err);
    return str_is(table, "center_return") ? row_of_return(db, id, err) : 0;
}

static void append_amount(StrBuf *out, Stmt *units, int column)
{
    strbuf_append_char(out, '\t');
    if (stmt_is_null(units, column))
        strbuf_append_cstr(out, "-");
    else
        strbuf_append_double(out, stmt_double(units, column));
}

static void write_figure(Db *db, const Assets *assets, Arena *arena, Str what, StrBuf *out,
                         Error *err)
{
    FigureName name = read_figure_name(arena, what, err);
    if (!error_ok(err) || !append_figure(db, &name, out, err))
        return;
    Indicator it =
        indicator_read(arena, assets, indicator_path(arena, str_from(name.indicator)), err);
    if (!error_ok(err))
        return;
    strbuf_append_cstr(out, "file\tsheet\tcell\tcontent\tnumerator\tdenominator\trow\tsha256\n");
    Stmt *units = select_units(db, arena, &it, &name, err);
    Stmt *place = db_prepare(db, PLACE_SQL, err);
    while (stmt_step(units, err)) {
        Str table = stmt_str(units, 0);
        int64_t id = stmt_int(units, 1);
        char sha256[DIGEST_TEXT_SIZE];
        append_place(out, place, raw_row_of(db, table, id, err), it.field, sha256, err);
        append_amount(out, units, 2);
        append_amount(out, units, 3);
        strbuf_appendf(out, "\t%.*s %lld\t%s\n", STR_ARG(table), (long long)id, sha256);
    }
    stmt_free(place);
    stmt_free(units);
}

static void write_child(Db *db, Str public_id, StrBuf *out, Error *err)
{
    Stmt *child = db_prepare(db,
                             "SELECT c.child_id, c.public_id, c.status, m.public_id FROM child c"
                             " LEFT JOIN child m ON m.child_id = c.merged_into"
                             " WHERE c.public_id = ?1",
                             err);
    stmt_bind_str(child, 1, public_id, err);
    int64_t child_id = 0;
    if (stmt_step(child, err)) {
        child_id = stmt_int(child, 0);
        strbuf_appendf(out, "# %.*s %.*s", STR_ARG(stmt_str(child, 1)),
                       STR_ARG(stmt_str(child, 2)));
        if (!stmt_is_null(child, 3))
            strbuf_appendf(out, " into %.*s", STR_ARG(stmt_str(child, 3)));
        strbuf_append_char(out, '\n');
    } else if (error_ok(err)) {
        error_set(err, STATUS_INPUT, "there is no child %.*s", STR_ARG(public_id));
    }
    stmt_free(child);
    strbuf_append_cstr(out, "file\tsheet\tcell\tcontent\tkind\tcenter\tperiod\tsha256\n");
    Stmt *records = db_prepare(db,
                               "SELECT l.raw_row_id, l.kind, l.center_code, l.period_code"
                               " FROM child_record k JOIN link_record l USING (link_record_id)"
                               " WHERE k.child_id = ?1 AND l.live"
                               " ORDER BY l.period_code, l.center_code, l.raw_row_id",
                               err);
    stmt_bind_int(records, 1, child_id, err);
    Stmt *place = db_prepare(db, PLACE_SQL, err);
    while (stmt_step(records, err)) {
        char sha256[DIGEST_TEXT_SIZE];
        append_place(out, place, stmt_int(records, 0), "full_name", sha256, err);
        for (int i = 1; i <= 3; i++) {
            strbuf_append_char(out, '\t');
            append_plain(out, stmt_is_null(records, i) ? STR("-") : stmt_str(records, i));
        }
        strbuf_appendf(out, "\t%s\n", sha256);
    }
    stmt_free(place);
    stmt_free(records);
}

void lineage_write(Db *db, const Assets *assets, Str what, StrBuf *out, Error *err)
{
    Arena *arena = arena_create();
    rules_map_columns(db, err); /* temporary: nothing of the warehouse changes */
    if (str_starts_with(what, STR("MEC-")))
        write_child(db, what, out, err);
    else
        write_figure(db, assets, arena, what, out, err);
    arena_free(arena);
}
