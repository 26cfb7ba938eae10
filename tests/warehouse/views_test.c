/* templates/README.md, reach.tsv and the views themselves name the same columns. */

#include "pipeline/base/file.h"
#include "pipeline/base/map.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/tsv.h"
#include "tests/support/night.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { AUDIENCES = 3 };
static const char *const AUDIENCE[AUDIENCES] = {"ministry", "partner", "donor"};

/* "a, b, c": the columns of a view, or of a TSV list of columns. */
static Str view_columns(Night *night, Str view)
{
    const char *sql = arena_printf(night->arena,
                                   "SELECT group_concat(name, ', ') FROM"
                                   " pragma_table_info('%.*s')",
                                   STR_ARG(view))
                          .ptr;
    return str_from(night_text(night, sql));
}

static bool list_has(Str list, Str wanted)
{
    for (Str rest = list, piece; str_split(&rest, ',', &piece);)
        if (str_eq(str_trim(piece), wanted))
            return true;
    return false;
}

/* What README says of an audience: "all", "-", or "without a, b" (in the view's order). */
static Str reach_words(Night *night, const Tsv *reach, Str view, const char *audience)
{
    for (size_t r = 0; r < reach->row_count; r++) {
        const Str *fields = reach->rows[r].fields;
        if (!str_eq(fields[0], view) || !list_has(fields[2], str_from(audience)))
            continue;
        if (str_is(fields[1], "*"))
            return STR("all");
        StrBuf words = STRBUF_INIT;
        for (Str rest = view_columns(night, view), piece; str_split(&rest, ',', &piece);)
            if (!list_has(fields[1], str_trim(piece)))
                strbuf_appendf(&words, "%s%.*s", words.len ? ", " : "without ",
                               STR_ARG(str_trim(piece)));
        Str text = arena_str(night->arena, strbuf_str(&words));
        strbuf_free(&words);
        return text;
    }
    return STR("-");
}

static void readme_lists_every_view_with_its_columns_and_audiences(void **state)
{
    (void)state;
    Error err = {0};
    Night night = night_open("2026-11-21");
    Tsv reach = tsv_parse(
        night.arena, asset_read(&night.assets, night.arena, "templates/reports/reach.tsv", &err),
        "reach.tsv", &err);
    Str readme = file_read(night.arena, "templates/README.md", 1 << 20, &err);
    night_ok(&err);
    Map *listed = map_create();
    for (Str rest = readme, line; str_split(&rest, '\n', &line);) {
        if (!str_starts_with(line, STR("| `report_")))
            continue;
        Str cells[8] = {{0}};
        int count = 0;
        for (Str row = line, cell; count < 8 && str_split(&row, '|', &cell);)
            cells[count++] = str_trim(cell);
        assert_true(count >= 7);
        Str view = str_slice(cells[1], 1, cells[1].len - 1);
        map_set(listed, view, 1);
        assert_string_equal(arena_cstr(night.arena, cells[3]),
                            arena_cstr(night.arena, view_columns(&night, view)));
        for (int a = 0; a < AUDIENCES; a++) {
            Str expected = reach_words(&night, &reach, view, AUDIENCE[a]);
            if (!str_eq(cells[4 + a], expected))
                fail_msg("%.*s, %s: README says \"%.*s\", reach.tsv \"%.*s\"", STR_ARG(view),
                         AUDIENCE[a], STR_ARG(cells[4 + a]), STR_ARG(expected));
        }
    }
    Stmt *views = db_prepare(night.db,
                             "SELECT name FROM sqlite_schema WHERE type = 'view'"
                             " AND name LIKE 'report_%' ORDER BY name",
                             &err);
    size_t count = 0;
    for (; stmt_step(views, &err); count++)
        if (!map_get(listed, stmt_str(views, 0), NULL))
            fail_msg("README does not list %.*s", STR_ARG(stmt_str(views, 0)));
    stmt_free(views);
    assert_true(count > 30);
    assert_int_equal(count, map_count(listed));
    map_free(listed);
    night_close(&night);
}

static void names_and_single_cells_reach_nobody_outside(void **state)
{
    (void)state;
    Error err = {0};
    Night night = night_open("2026-11-21");
    Tsv reach = tsv_parse(
        night.arena, asset_read(&night.assets, night.arena, "templates/reports/reach.tsv", &err),
        "reach.tsv", &err);
    night_ok(&err);
    static const char *const SECRET[] = {"name",      "display_name", "public_id",  "thai_id13",
                                         "left_name", "birth_from",   "value_text", "cells"};
    for (size_t r = 0; r < reach.row_count; r++) {
        Str columns = str_is(reach.rows[r].fields[1], "*")
                          ? view_columns(&night, reach.rows[r].fields[0])
                          : reach.rows[r].fields[1];
        for (size_t s = 0; s < sizeof SECRET / sizeof SECRET[0]; s++)
            if (list_has(columns, str_from(SECRET[s])))
                fail_msg("reach.tsv gives away %s", SECRET[s]);
        if (list_has(reach.rows[r].fields[2], STR("donor")) &&
            list_has(columns, STR("center_code")))
            fail_msg("donors would see centers in %.*s", STR_ARG(reach.rows[r].fields[0]));
    }
    night_close(&night);
}

/* Q2's report was last written on 28 September; then a late file changed one of its two figures. */
static void a_quarter_is_restated_where_its_report_says_otherwise(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    night_sql(
        &night,
        "INSERT INTO calendar_period (period_code, kind, first_day, last_day) VALUES"
        " ('2026-Q2', 'quarter', '2026-04-01', '2026-06-30'),"
        " ('2026-Q3', 'quarter', '2026-07-01', '2026-09-30'),"
        " ('2026-Q4', 'quarter', '2026-10-01', '2026-12-31'),"
        " ('PTD', 'project', '2022-07-01', '2026-11-21');"
        "INSERT INTO indicator (indicator, code, unit, direction, title_en, title_th,"
        "  definition_en, definition_th, source, sort) VALUES"
        " ('reached', '-', 'count', 'up', 'Reached', 'x', 'x', 'x', 'x', 1),"
        " ('meals', 'I6', 'count', 'up', 'Meals', 'x', 'x', 'x', 'x', 2);"
        "INSERT INTO run (run_id, as_of, status, program_version, started_at) VALUES"
        " (7, '2026-08-01', 'done', 'x', 'x'), (8, '2026-09-28', 'done', 'x', 'x'),"
        " (9, '2026-10-05', 'done', 'x', 'x');"
        "INSERT INTO run_figure (run_id, kind, name, value) VALUES"
        " (7, 'figure', 'reached:2026-Q2:TH63', 1), (8, 'figure', 'reached:2026-Q2:TH63', 40),"
        " (8, 'figure', 'meals:2026-Q2:TH63', 90), (9, 'figure', 'reached:2026-Q2:TH63', 45),"
        " (8, 'figure', 'reached:2026-Q3:TH63', 50);"
        "INSERT INTO indicator_value (indicator, period_code, area_code, numerator, value)"
        " VALUES ('reached', '2026-Q2', 'TH63', 45, 45), ('meals', '2026-Q2', 'TH63', 90, 90),"
        " ('reached', '2026-Q3', 'TH63', 60, 60)");
    assert_string_equal(night_text(&night,
                                   "SELECT group_concat(indicator || ' ' || period || ' ' || was ||"
                                   " ' ' || now || ' ' || reported) FROM report_restatement"),
                        "reached 2026-Q2 40.0 45.0 2026-09-28");
    night_close(&night);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readme_lists_every_view_with_its_columns_and_audiences),
        cmocka_unit_test(names_and_single_cells_reach_nobody_outside),
        cmocka_unit_test(a_quarter_is_restated_where_its_report_says_otherwise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
