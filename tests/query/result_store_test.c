/* A report's second language takes the rows that the first one read, and protects them itself. */

#include "reports/query/query.h"
#include "tests/support/report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char SQL[] = "CREATE TABLE fact (period TEXT, children INTEGER) STRICT;"
                          "INSERT INTO fact VALUES ('2026-09', 3), ('2026-09', 40), ('2026-10', 5);"
                          "CREATE VIEW report_fact AS SELECT * FROM fact;";
static const char REACH[] = "view\tcolumns\taudiences\trows\nreport_fact\t*\tdonor\ttotal\n";

static bool lookup(const void *context, Str name, Value *value)
{
    *value = (Value){.type = VALUE_TEXT, .text = str_from(context)};
    return str_is(name, "period");
}

static ResultSet ask(ReportFixture *fixture, ResultStore *known, const char *period, int minimum)
{
    Protection protection = {.minimum_cell = minimum};
    Query query = {.reach = fixture->context.reach,
                   .sql = STR("SELECT children FROM report_fact WHERE period = :period"
                              " ORDER BY children"),
                   .file = "test.md",
                   .lookup = lookup,
                   .context = period,
                   .protection = &protection,
                   .known = known};
    Error err = {0};
    ResultSet result = query_run(fixture->arena, &query, &err);
    assert_int_equal(err.status, STATUS_OK);
    return result;
}

static void what_is_known_is_not_asked_again(void **state)
{
    (void)state;
    ReportFixture *fixture = fixture_open(SQL, REACH, AUDIENCE_OFFICER);
    ResultStore *known = result_store_create();
    ResultSet first = ask(fixture, known, "2026-09", 0);
    assert_int_equal(first.row_count, 2);
    Error err = {0};
    Db *db = db_open(fixture->warehouse, DB_WRITE, &err);
    db_exec(db, "INSERT INTO fact VALUES ('2026-09', 60)", &err);
    db_close(db);
    assert_int_equal(err.status, STATUS_OK);
    assert_int_equal(ask(fixture, known, "2026-09", 0).row_count, 2);
    assert_int_equal(ask(fixture, NULL, "2026-09", 0).row_count, 3);
    assert_int_equal(ask(fixture, known, "2026-10", 0).row_count, 1); /* bound otherwise */
    /* What one hides stays hidden there only. */
    ResultSet hidden = ask(fixture, known, "2026-09", 10);
    assert_int_equal(result_at(&hidden, 0, 0).type, VALUE_HIDDEN);
    ResultSet shown = ask(fixture, known, "2026-09", 0);
    assert_int_equal(result_at(&shown, 0, 0).type, VALUE_INT);
    assert_int_equal(result_at(&first, 1, 0).integer, 40);
    result_store_free(known);
    fixture_close(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_is_not_asked_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
