/* What threads map and one writes is what one thread alone would have left, row by row. */

#include "pipeline/base/strbuf.h"
#include "tests/support/map_office.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum { SMALL_FILES = 40, LARGE_ROWS = 6000 };

/* Files of every fate: lists, one longer than may wait in pieces, one of no kind, one without a
 * center, one with wrong cells. */
static void add_files(MapOffice *office)
{
    char path[64];
    StrBuf text = STRBUF_INIT;
    db_begin(office->db, &office->err);
    for (int f = 0; f < SMALL_FILES; f++) {
        snprintf(path, sizeof path, "HKW-003/2026-%02d/list %02d.xlsx", 6 + f % 4, f);
        strbuf_clear(&text);
        strbuf_append_cstr(&text, "No|Name|Sex|DOB|Grade\n");
        int rows = f == 1 ? LARGE_ROWS : 3 + f % 7;
        for (int r = 1; r <= rows; r++)
            strbuf_appendf(&text, "%d|Naw Paw %d|%s|%s|%d\n", r, r, r % 2 ? "F" : "M",
                           f == 5 && r == 2 ? "31/02/2014" : "12/03/2014", 1 + r % 6);
        add_sheet(office, add_file(office, path), "Sheet1", strbuf_cstr(&text));
    }
    add_sheet(office, add_file(office, "letter.xlsx"), "Sheet1", "Dear all|we are well\n");
    add_sheet(office, add_file(office, "whose.xlsx"), "Sheet1",
              "No|Name|Sex|DOB|Grade\n1|Naw Paw|F|12/03/2014|2\n");
    db_commit(office->db, &office->err);
    strbuf_free(&text);
    assert_true(error_ok(&office->err));
}

static const char *const TABLES[] = {
    "SELECT * FROM stg_register ORDER BY stg_register_id",
    "SELECT * FROM issue ORDER BY issue_id",
    "SELECT * FROM sheet_mapping ORDER BY sheet_mapping_id",
    "SELECT * FROM submission ORDER BY submission_id",
    "SELECT source_file_id, submissions FROM mapped_file ORDER BY source_file_id",
};
enum { TABLE_COUNT = sizeof TABLES / sizeof *TABLES };

static void map_into(MapOffice *office, char *left[TABLE_COUNT])
{
    add_files(office);
    map_all(office);
    for (int t = 0; t < TABLE_COUNT; t++)
        left[t] = strdup(ask(office, TABLES[t]));
}

/* The same office, its warehouse in a file to which a second connection can be made. */
static void move_to_file(MapOffice *office)
{
    char path[96];
    snprintf(path, sizeof path, "%s/warehouse.db", office->inputs);
    db_close(office->db);
    office->files = 0;
    office->db = db_open(path, DB_CREATE, &office->err);
    db_exec(office->db, "PRAGMA journal_mode = WAL", &office->err);
    warehouse_migrate(office->db, &office->err);
}

static void threads_leave_what_one_leaves(void **state)
{
    MapOffice *office = *state;
    char *alone[TABLE_COUNT], *crew[TABLE_COUNT];
    map_into(office, alone);
    move_to_file(office);
    map_into(office, crew);
    assert_string_not_equal(alone[0], "");
    assert_string_not_equal(alone[1], "");
    for (int t = 0; t < TABLE_COUNT; t++) {
        assert_true(strcmp(alone[t], crew[t]) == 0);
        free(alone[t]);
        free(crew[t]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(threads_leave_what_one_leaves, open_office, close_office),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
