/* What registers tell of a child's documents comes down to a row for each kind and each number. */

#include "tests/support/test.h"

#include "pipeline/load/papers.h"

static const char SCHEMA[] =
    "CREATE TABLE document_status (id INTEGER PRIMARY KEY, child_id, date, kind, number,"
    " raw_row_id);"
    "CREATE TABLE document_number (id INTEGER PRIMARY KEY, child_id, kind, number, status,"
    " first_date, last_date, records, raw_row_id)";

static const PaperRecord RECORDS[] = {
    {.date = STR_LIT("2026-06-30"), .raw_row_id = 7, .kind = STR_LIT("pink_card")},
    {.date = STR_LIT("2026-06-30"),
     .raw_row_id = 8,
     .numbers = {[PAPER_PINK_CARD] = STR_LIT("P1"), [PAPER_G_CODE] = STR_LIT("G1")}},
    {.date = STR_LIT("2025-06-30"),
     .raw_row_id = 9,
     .numbers = {[PAPER_THAI_ID] = STR_LIT("1"), [PAPER_G_CODE] = STR_LIT("G1")},
     .thai_id13_status = STR_LIT("bad_checksum")},
    {.date = STR_LIT("2025-06-30"),
     .raw_row_id = 5,
     .numbers = {[PAPER_THAI_ID] = STR_LIT("1"), [PAPER_G_CODE] = STR_LIT("G2")}},
};
enum { RECORD_COUNT = sizeof RECORDS / sizeof RECORDS[0] };

static void assert_text(Db *db, const char *sql, const char *expected)
{
    Error err = {0};
    Stmt *stmt = db_prepare(db, sql, &err);
    assert_true(stmt_step(stmt, &err));
    assert_str(stmt_str(stmt, 0), expected);
    stmt_free(stmt);
}

static void the_first_record_of_a_kind_and_of_a_number_counts(void **state)
{
    (void)state;
    Error err = {0};
    Db *db = db_open(":memory:", DB_CREATE, &err);
    db_exec(db, SCHEMA, &err);
    Papers *papers = papers_open(db, &err);
    for (size_t i = 0; i < RECORD_COUNT; i++)
        papers_see(papers, &RECORDS[i]);
    /* a number that is not sound is no document */
    assert_int_equal(papers_count(papers), 2);
    assert_str(papers_kind(papers, 0), "g_code");
    assert_str(papers_kind(papers, 1), "pink_card");
    papers_end_child(papers, 3, &err);
    assert_int_equal(papers_count(papers), 0);
    papers_end_child(papers, 4, &err);
    papers_close(papers, &err);
    assert_ok(err);
    assert_text(db,
                "SELECT group_concat(child_id || ' ' || date || ' ' || kind || ' ' || number ||"
                " ' ' || raw_row_id, '; ') FROM (SELECT * FROM document_status ORDER BY id)",
                "3 2025-06-30 g_code G1 9; 3 2026-06-30 pink_card P1 8");
    assert_text(
        db,
        "SELECT group_concat(kind || ' ' || number || ' ' || coalesce(status, '-') || ' ' ||"
        " first_date || ' ' || last_date || ' ' || records || ' ' || raw_row_id, '; ')"
        " FROM (SELECT * FROM document_number ORDER BY id)",
        "g_code G1 - 2025-06-30 2026-06-30 2 9; g_code G2 - 2025-06-30 2025-06-30 1 5;"
        " thai_id 1 bad_checksum 2025-06-30 2025-06-30 2 5;"
        " pink_card P1 - 2026-06-30 2026-06-30 1 8");
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_record_of_a_kind_and_of_a_number_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
