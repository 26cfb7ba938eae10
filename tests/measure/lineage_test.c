/* From a figure to the cells that it counts. */

#include "pipeline/base/number.h"
#include "pipeline/load/stage_load.h"
#include "pipeline/measure/lineage.h"
#include "pipeline/measure/stage_measure.h"
#include "tests/support/center.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Center A: three children in June; one with 18 of 20 days in July. Names in column B, days in D.
 */
static Night network(void)
{
    Night night = night_open("2026-11-21");
    center_add(&night, "A", "TH6306");
    int june = center_send(&night, "A", "register", "2026-06");
    for (int child = 1; child <= 3; child++)
        center_list(&night, june, "2026-06-10", child, "student_code, sex",
                    arena_printf(night.arena, "'s%d', '%s'", child, child == 1 ? "F" : "M").ptr);
    int july = center_send(&night, "A", "attendance", "2026-07");
    int row =
        center_row(&night, july, "attendance", 0, "month, student_code, school_days, days_present",
                   "'2026-07', 's1', 20, 18");
    night_sql(&night,
              arena_printf(night.arena,
                           "UPDATE raw_row SET cells = '[[2,\"s\",\"Naw Paw\"],[4,\"n\",18]]'"
                           " WHERE raw_row_id IN (1, %d);"
                           "INSERT INTO sheet_mapping (raw_sheet_id, columns) VALUES"
                           " (%d, '[[2,\"full_name\",\"Name\"]]'),"
                           " (%d, '[[2,\"full_name\",\"Name\"],[4,\"days_present\",\"P\"]]')",
                           row, june, july)
                  .ptr);
    Error err = {0};
    db_begin(night.db, &err);
    stage_load(&night.batch, &err);
    stage_measure(&night.batch, &err);
    db_commit(night.db, &err);
    night_ok(&err);
    return night;
}

static const char *lineage(Night *night, const char *what, Error *err)
{
    StrBuf out = STRBUF_INIT;
    lineage_write(night->db, &night->assets, str_from(what), &out, err);
    const char *text = arena_cstr(night->arena, strbuf_str(&out));
    strbuf_free(&out);
    return text;
}

static void a_figure_ends_at_file_sheet_and_cell(void **state)
{
    (void)state;
    Night night = network();
    Error err = {0};
    assert_string_equal(
        lineage(&night, "attendance:2026-Q3:TH63", &err),
        "# attendance:2026-Q3:TH63 numerator 18 denominator 20 value 0.9 centers 1/1\n"
        "file\tsheet\tcell\tcontent\tnumerator\tdenominator\trow\tsha256\n"
        "A/2.xlsx\tSheet1\tD1\t18\t18\t20\tattendance 1\tsha2\n");
    night_ok(&err);
    night_close(&night);
}

static void a_part_of_a_figure_lists_its_own_units(void **state)
{
    (void)state;
    Night night = network();
    Error err = {0};
    static const char GIRL[] =
        "# active:2026-Q2:TH6306:{\"sex\":\"F\"} numerator 1 denominator - value 1"
        " centers 1/1\n"
        "file\tsheet\tcell\tcontent\tnumerator\tdenominator\trow\tsha256\n"
        "A/1.xlsx\tSheet1\tB1\tNaw Paw\t1\t-\tenrolment 1\tsha1\n";
    assert_string_equal(lineage(&night, "active:2026-Q2:TH6306:sex=F", &err), GIRL);
    assert_string_equal(lineage(&night, "active:2026-Q2:TH6306:{\"sex\":\"F\"}", &err), GIRL);
    night_ok(&err);
    night_close(&night);
}

/* For every stored figure, the units add up to it. */
static void units_add_up_to_every_figure(void **state)
{
    (void)state;
    Night night = network();
    Error err = {0};
    /* one at a time: lineage makes a temporary table, which an open query would lock */
    static const char FIGURE[] =
        "SELECT %s FROM indicator_value WHERE numerator IS NOT NULL"
        " ORDER BY indicator, period_code, area_code, disaggregation LIMIT 1 OFFSET %d";
    static const char NAME[] =
        "indicator || ':' || period_code || ':' || area_code ||"
        " CASE disaggregation WHEN '' THEN '' ELSE ':' || disaggregation END";
    static const char SUMS[] = "printf('%g/%g', numerator, coalesce(denominator, 0))";
    int checked = 0;
    for (;; checked++) {
        const char *what = night_text(&night, arena_printf(night.arena, FIGURE, NAME, checked).ptr);
        if (!*what)
            break;
        double sums[2] = {0, 0};
        Str rest = str_from(lineage(&night, what, &err));
        for (Str line; str_split(&rest, '\n', &line);) {
            Str cells[7] = {{0}};
            int count = 0;
            for (Str row = line, cell; count < 7 && str_split(&row, '\t', &cell);)
                cells[count++] = cell;
            double value = 0;
            for (int i = 0; i < 2 && count == 7; i++)
                if (number_parse(cells[4 + i], &value))
                    sums[i] += value;
        }
        const char *stored =
            night_text(&night, arena_printf(night.arena, FIGURE, SUMS, checked).ptr);
        Str added = arena_printf(night.arena, "%g/%g", sums[0], sums[1]);
        if (strcmp(stored, added.ptr) != 0)
            fail_msg("%s: stored %s, units add up to %s", what, stored, added.ptr);
    }
    night_ok(&err);
    assert_true(checked > 100);
    night_close(&night);
}

static void a_child_is_shown_with_its_records(void **state)
{
    (void)state;
    Night night = network();
    Error err = {0};
    assert_string_equal(lineage(&night, "MEC-0000001-X", &err),
                        "# MEC-0000001-X live\n"
                        "file\tsheet\tcell\tcontent\tkind\tcenter\tperiod\tsha256\n"
                        "A/1.xlsx\tSheet1\tB1\tNaw Paw\tregister\t-\t-\tsha1\n");
    night_ok(&err);
    night_close(&night);
}

static void what_is_not_there_is_said(void **state)
{
    (void)state;
    Night night = network();
    static const struct {
        const char *what;
        Status status;
    } CASES[] = {
        {"nonsense", STATUS_USAGE},
        {"active:2026-Q2:TH63:sex", STATUS_USAGE},
        {"active:1999-Q2:TH63", STATUS_INPUT},
        {"MEC-9999999-9", STATUS_INPUT},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Error err = {0};
        lineage(&night, CASES[i].what, &err);
        assert_int_equal(err.status, CASES[i].status);
    }
    night_close(&night);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_figure_ends_at_file_sheet_and_cell),
        cmocka_unit_test(a_part_of_a_figure_lists_its_own_units),
        cmocka_unit_test(units_add_up_to_every_figure),
        cmocka_unit_test(a_child_is_shown_with_its_records),
        cmocka_unit_test(what_is_not_there_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
