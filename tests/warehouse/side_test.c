/* Tables filled beside the warehouse come over whole, with their indexes, in their order. */

#include "tests/support/test.h"

#include "pipeline/base/parallel.h"
#include "pipeline/warehouse/side.h"

static const char SCHEMA[] =
    "CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parent,"
    " name TEXT CHECK (name <> ''), UNIQUE (parent_id, name)) STRICT;"
    "CREATE INDEX child_by_name ON child (name) WHERE name IS NOT NULL;"
    "CREATE TABLE pair (a TEXT, b INTEGER, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;";

static const char *const TABLES[] = {"parent", "child", "pair"};
enum { TABLE_COUNT = sizeof TABLES / sizeof TABLES[0] };

static const char SIDES[] = "SELECT count(*) FROM pragma_database_list WHERE name GLOB 'side*'";

typedef struct Filling {
    Side *side;
    Error err;
} Filling;

static void fill(void *self)
{
    Filling *filling = self;
    db_exec(side_db(filling->side),
            "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
            " INSERT INTO parent SELECT i FROM n;"
            "INSERT INTO child SELECT id, 1001 - id, iif(id % 3, 'child ' || id, NULL) FROM parent;"
            "INSERT INTO pair SELECT 'a' || (id % 7), id FROM parent",
            &filling->err);
    side_finish(filling->side, &filling->err);
}

static Db *open_warehouse(Error *err)
{
    Db *db = db_open(":memory:", DB_CREATE, err);
    db_trust_references(db, err);
    db_exec(db, SCHEMA, err);
    return db;
}

static void take_filled_side(Db *db, Error *err)
{
    Filling filling = {.side = side_open(db, TABLES, TABLE_COUNT, err)};
    Aside filler = aside_start(fill, &filling);
    db_begin(db, err);
    aside_join(&filler);
    assert_ok(filling.err);
    side_take(db, filling.side, err);
}

static void rows_and_indexes_come_over(void **state)
{
    (void)state;
    Error err = {0};
    Db *db = open_warehouse(&err);
    for (int night = 0; night < 2; night++) {
        db_exec(db, "DELETE FROM pair; DELETE FROM child; DELETE FROM parent", &err);
        take_filled_side(db, &err);
        db_commit(db, &err);
        side_forget(db, &err);
        assert_ok(err);
        assert_int_equal(db_int(db, "SELECT count(*) FROM pair WHERE a = 'a' || (b % 7)", &err),
                         1000);
        assert_int_equal(db_int(db, "SELECT id FROM child WHERE name = 'child 500'", &err), 500);
        assert_int_equal(db_int(db, "SELECT id FROM child WHERE parent_id = 1", &err), 1000);
        assert_int_equal(
            db_int(db, "SELECT integrity_check = 'ok' FROM pragma_integrity_check", &err), 1);
        assert_int_equal(db_int(db, SIDES, &err), 0);
    }
    assert_ok(err);
    db_close(db);
}

static void what_is_taken_over_goes_with_the_transaction(void **state)
{
    (void)state;
    Error err = {0};
    Db *db = open_warehouse(&err);
    take_filled_side(db, &err);
    db_rollback(db);
    assert_int_equal(db_int(db, "SELECT count(*) FROM child", &err), 0);
    assert_ok(err);
    /* before side_forget: the next side stands beside it */
    take_filled_side(db, &err);
    db_commit(db, &err);
    assert_int_equal(db_int(db, "SELECT count(*) FROM child", &err), 1000);
    assert_int_equal(db_int(db, SIDES, &err), 2);
    side_forget(db, &err);
    assert_int_equal(db_int(db, SIDES, &err), 0);
    assert_ok(err);
    db_close(db);
}

static void a_row_that_the_table_has_already_is_refused(void **state)
{
    (void)state;
    Error err = {0};
    Db *db = open_warehouse(&err);
    db_exec(db, "INSERT INTO pair VALUES ('a3', 3)", &err);
    assert_ok(err);
    take_filled_side(db, &err);
    assert_int_equal(err.status, STATUS_SQL);
    db_close(db);
}

static void after_a_failure_nothing_is_taken_over(void **state)
{
    (void)state;
    Error err = {0};
    Db *db = open_warehouse(&err);
    Side *side = side_open(db, TABLES, TABLE_COUNT, &err);
    db_exec(side_db(side), "INSERT INTO parent VALUES (1)", &err);
    assert_ok(err);
    Error earlier = {.status = STATUS_IO};
    side_take(db, side, &earlier);
    side_take(db, NULL, &err);
    assert_int_equal(db_int(db, "SELECT count(*) FROM parent", &err), 0);
    assert_ok(err);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_indexes_come_over),
        cmocka_unit_test(what_is_taken_over_goes_with_the_transaction),
        cmocka_unit_test(a_row_that_the_table_has_already_is_refused),
        cmocka_unit_test(after_a_failure_nothing_is_taken_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
