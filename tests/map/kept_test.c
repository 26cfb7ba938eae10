/* Files that nothing changes for are mapped once; what they say together is settled every night. */

#include "tests/support/map_office.h"

#include "pipeline/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void add_list(MapOffice *o, const char *path, const char *rows)
{
    char text[512];
    snprintf(text, sizeof text, "No|Name|Sex|DOB|Grade|Vilage\n%s", rows);
    add_sheet(o, add_file(o, path), "S", text);
}

static const char ROWS[] = "1|Naw A|F|2016-01-02|G3|x\n2|Saw B|M|2015-02-30|G4|y\n";
static const char KEPT[] = "SELECT group_concat(source_file_id, ' ') FROM"
                           " (SELECT source_file_id FROM map_kept ORDER BY 1)";

/* All that map leaves, without numbers that only say in which night it was made. */
static const char *all_of(MapOffice *o)
{
    return ask(o, "SELECT s.source_file_id, center_code, s.kind, period_code, coverage, revision,"
                  " rows, rows_unused, status, reason, (SELECT source_file_id FROM submission n"
                  " WHERE n.submission_id = s.superseded_by) FROM submission s"
                  " UNION ALL SELECT 'row', raw_row_id, full_name, sex, birth_from, grade_code,"
                  " s.source_file_id, s.kind, s.status, '', '' FROM stg_register JOIN submission s"
                  " USING (submission_id)"
                  " UNION ALL SELECT 'issue', source_file_id, stage, rule, severity, raw_row_id,"
                  " column_number, field, value, expected, other FROM issue"
                  " UNION ALL SELECT 'sheet', m.raw_sheet_id, m.kind, header_row, first_data_row,"
                  " date_order, columns, s.source_file_id, s.period_code, '', '' FROM"
                  " sheet_mapping m LEFT JOIN submission s USING (submission_id)"
                  " ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11");
}

static void expect_the_same_as_mapped_anew(MapOffice *o)
{
    const char *kept = all_of(o);
    db_exec(o->db, "DELETE FROM mapped_file", &o->err);
    map_all(o);
    assert_string_equal(kept, all_of(o));
}

static void a_file_without_changes_is_not_mapped_again(void **state)
{
    MapOffice *o = *state;
    add_list(o, "HKW-003/2026-06/a.xlsx", ROWS);
    add_list(o, "HKW-003/2026-07/b.xlsx", ROWS);
    map_all(o);
    assert_string_equal(ask(o, KEPT), "-");
    const char *first = all_of(o);
    /* A mark that mapping again would wipe out. */
    db_exec(o->db, "UPDATE stg_register SET remarks = 'kept'", &o->err);
    map_all(o);
    assert_string_equal(ask(o, KEPT), "1 2");
    assert_string_equal(all_of(o), first);
    assert_string_equal(ask(o, "SELECT DISTINCT remarks FROM stg_register"), "kept");
    expect_the_same_as_mapped_anew(o);
}

static void a_new_file_supersedes_a_kept_one(void **state)
{
    MapOffice *o = *state;
    add_list(o, "HKW-003/2026-06/list 2026-06-20.xlsx", ROWS);
    map_all(o);
    add_list(o, "HKW-003/2026-06/list 2026-06-25.xlsx", ROWS);
    map_all(o);
    assert_string_equal(ask(o, KEPT), "1");
    assert_string_equal(
        ask(o, "SELECT source_file_id, status FROM submission ORDER BY source_file_id"),
        "1 superseded; 2 current");
    expect_the_same_as_mapped_anew(o);
}

/* Its rows are moved, so that it must be mapped anew when the other is withdrawn. */
static void a_kept_file_that_was_split_is_mapped_again(void **state)
{
    MapOffice *o = *state;
    add_list(o, "HKW-003/2026-06/list 2026-06-20.xlsx", ROWS);
    map_all(o);
    add_sheet(o, add_file(o, "HKW-003/2026-06/g4 2026-06-25.xlsx"), "Grade 4",
              "No|Name|Sex|DOB\n1|Saw B|M|2015-02-03\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT full_name, s.source_file_id FROM stg_register JOIN"
                               " submission s USING (submission_id) WHERE status = 'current'"
                               " ORDER BY 1"),
                        "Naw A 1; Saw B 2");
    map_all(o);
    assert_string_equal(ask(o, KEPT), "2");
    expect_the_same_as_mapped_anew(o);
}

static void headings_of_the_office_map_every_file_again(void **state)
{
    MapOffice *o = *state;
    add_list(o, "HKW-003/2026-06/a.xlsx", ROWS);
    map_all(o);
    char path[128];
    snprintf(path, sizeof path, "%s/registry/headings.tsv", o->inputs);
    file_write(path, STR("spelling\tfield\nVilage\taddress\n"), &o->err);
    map_all(o);
    assert_string_equal(ask(o, KEPT), "-");
    assert_string_equal(ask(o, "SELECT address FROM stg_register ORDER BY 1"), "x; y");
}

static void what_the_officer_says_of_a_file_maps_it_again(void **state)
{
    MapOffice *o = *state;
    add_list(o, "HKW-003/2026-06/a.xlsx", ROWS);
    add_list(o, "HKW-003/2026-07/b.xlsx", ROWS);
    map_all(o);
    char path[128];
    snprintf(path, sizeof path, "%s/registry/files.tsv", o->inputs);
    Str line =
        arena_printf(o->arena, "sha256\tcenter\tperiod\taction\twhy\n%064d\tAYO-002\t\t\t\n", 2);
    file_write(path, line, &o->err);
    map_all(o);
    assert_string_equal(ask(o, KEPT), "1");
    assert_string_equal(ask(o, "SELECT center_code FROM submission ORDER BY source_file_id"),
                        "HKW-003; AYO-002");
}

static void a_held_file_is_mapped_until_it_counts(void **state)
{
    MapOffice *o = *state;
    add_list(o, "unknown/list.xlsx", ROWS);
    map_all(o);
    map_all(o);
    assert_string_equal(ask(o, KEPT), "-");
    assert_string_equal(ask(o, "SELECT count(*) FROM issue WHERE rule LIKE 'submission.%'"), "1");
}

static void another_month_maps_every_file_again(void **state)
{
    MapOffice *o = *state;
    add_list(o, "HKW-003/2026-06/a.xlsx", ROWS);
    map_all(o);
    o->as_of = (Date){2026, 11, 30};
    map_all(o);
    assert_string_equal(ask(o, KEPT), "1");
    o->as_of = (Date){2026, 12, 1};
    map_all(o);
    assert_string_equal(ask(o, KEPT), "-");
}

#define WITH_OFFICE(test) cmocka_unit_test_setup_teardown(test, open_office, close_office)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_OFFICE(a_file_without_changes_is_not_mapped_again),
        WITH_OFFICE(a_new_file_supersedes_a_kept_one),
        WITH_OFFICE(a_kept_file_that_was_split_is_mapped_again),
        WITH_OFFICE(headings_of_the_office_map_every_file_again),
        WITH_OFFICE(what_the_officer_says_of_a_file_maps_it_again),
        WITH_OFFICE(a_held_file_is_mapped_until_it_counts),
        WITH_OFFICE(another_month_maps_every_file_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
