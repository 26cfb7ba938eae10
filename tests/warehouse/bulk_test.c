/* Rows written many to a statement: how many there are makes no difference to what is written. */

#include "tests/support/test.h"

#include "pipeline/warehouse/bulk.h"

static void every_row_is_written_whatever_their_number(void **state)
{
    (void)state;
    static const int COUNTS[] = {0, 1, 63, 64, 65, 128, 200};
    for (size_t i = 0; i < sizeof COUNTS / sizeof COUNTS[0]; i++) {
        Error err = {0};
        Db *db = db_open(":memory:", DB_CREATE, &err);
        db_exec(db, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c REAL) STRICT", &err);
        Bulk *bulk = bulk_open(db, "t (a, b, c)", &err);
        for (int row = 0; row < COUNTS[i]; row++) {
            bulk_int(bulk, 1, row);
            if (row % 2)
                bulk_str(bulk, 2, STR("odd"));
            else
                bulk_double(bulk, 3, row / 4.0);
            bulk_end_row(bulk, &err);
        }
        bulk_close(bulk, &err);
        assert_ok(err);
        int64_t n = COUNTS[i];
        assert_int_equal(db_int(db, "SELECT count(*) FROM t", &err), n);
        assert_int_equal(db_int(db, "SELECT sum(a) FROM t", &err), n * (n - 1) / 2);
        /* a column that a row does not set is NULL, whatever the row before had there */
        assert_int_equal(db_int(db,
                                "SELECT count(*) FROM t WHERE (b IS 'odd') = (a % 2)"
                                " AND c IS iif(a % 2, NULL, a / 4.0)",
                                &err),
                         n);
        assert_ok(err);
        db_close(db);
    }
}

static void a_copied_text_may_change_and_flushing_writes_what_waits(void **state)
{
    (void)state;
    Error err = {0};
    Db *db = db_open(":memory:", DB_CREATE, &err);
    db_exec(db, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT", &err);
    Bulk *bulk = bulk_open(db, "t (a, b)", &err);
    char text[12];
    for (int row = 0; row < 200; row++) {
        snprintf(text, sizeof text, "%d", row);
        bulk_int(bulk, 1, row);
        bulk_copy(bulk, 2, row % 3 ? str_from(text) : (Str){NULL, 0});
        bulk_end_row(bulk, &err);
        if (row % 50 == 10) {
            bulk_flush(bulk, &err);
            assert_int_equal(db_int(db, "SELECT count(*) FROM t", &err), row + 1);
        }
    }
    bulk_close(bulk, &err);
    assert_int_equal(
        db_int(db, "SELECT count(*) FROM t WHERE b IS iif(a % 3, CAST(a AS TEXT), NULL)", &err),
        200);
    assert_ok(err);
    db_close(db);
}

static void a_text_without_bytes_is_null_and_an_empty_one_is_not(void **state)
{
    (void)state;
    Error err = {0};
    Db *db = db_open(":memory:", DB_CREATE, &err);
    db_exec(db, "CREATE TABLE t (a TEXT, b TEXT) STRICT", &err);
    Bulk *bulk = bulk_open(db, "t (a, b)", &err);
    bulk_str(bulk, 1, (Str){NULL, 0});
    bulk_str(bulk, 2, STR(""));
    bulk_end_row(bulk, &err);
    bulk_close(bulk, &err);
    assert_int_equal(db_int(db, "SELECT a IS NULL AND b = '' FROM t", &err), 1);
    assert_ok(err);
    db_close(db);
}

static void a_refused_row_is_told_even_when_it_waits_until_the_end(void **state)
{
    (void)state;
    Error err = {0};
    Db *db = db_open(":memory:", DB_CREATE, &err);
    db_exec(db, "CREATE TABLE t (a TEXT NOT NULL) STRICT", &err);
    Bulk *bulk = bulk_open(db, "t (a)", &err);
    bulk_end_row(bulk, &err);
    assert_ok(err);
    bulk_close(bulk, &err);
    assert_int_equal(err.status, STATUS_SQL);
    assert_null(bulk_open(db, "t (a)", &err)); /* sticky */
    bulk_close(NULL, &err);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_written_whatever_their_number),
        cmocka_unit_test(a_copied_text_may_change_and_flushing_writes_what_waits),
        cmocka_unit_test(a_text_without_bytes_is_null_and_an_empty_one_is_not),
        cmocka_unit_test(a_refused_row_is_told_even_when_it_waits_until_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
