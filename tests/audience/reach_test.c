/* What a donor's template can reach: nothing but its extract, and no small count. */

#include "tests/support/report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static const char SQL[] =
    "CREATE TABLE child (name TEXT, phone TEXT, district TEXT, sex TEXT) STRICT;"
    "INSERT INTO child VALUES ('Naw Secret','0812345678','A','F'),('Saw "
    "Hidden','0899999999','A','M'),"
    "('Mya','1','A','F'),('Su','2','A','F'),('Ko','3','A','F'),('Zaw','4','A','F'),('Aye','5','B','"
    "F'),"
    "('Hla','6','A','M'),('Win','7','A','M'),('Tun','8','A','M'),('Moe','9','A','M');"
    "CREATE VIEW report_child AS SELECT * FROM child;"
    "CREATE VIEW report_rate AS SELECT 'A' AS district, 0.5 AS share, 4.0 AS numerator, 8.0 AS "
    "denominator"
    " UNION ALL SELECT 'B', 0.75, 75.0, 100.0 UNION ALL SELECT 'C', 0.98, 98.0, 100.0;"
    "CREATE VIEW report_officer AS SELECT name FROM child;";
static const char REACH[] = "view\tcolumns\taudiences\trows\n"
                            "report_child\tdistrict, sex\tpartner, donor\tchild\n"
                            "report_rate\t*\tdonor\ttotal\n";

static void every_way_to_a_name_is_closed(void **state)
{
    (void)state;
    static const char *const attempts[] = {
        "SELECT name FROM report_child ORDER BY 1",
        "SELECT max(name) AS n FROM report_child",
        "SELECT name FROM child ORDER BY 1",
        "SELECT * FROM main.child ORDER BY 1",
        "SELECT name FROM report_officer ORDER BY 1",
        "SELECT name FROM warehouse.child ORDER BY 1",
        "WITH report_child AS (SELECT name FROM child) SELECT name FROM report_child ORDER BY 1",
        "SELECT sql FROM sqlite_schema ORDER BY 1",
        "SELECT name FROM sqlite_master ORDER BY 1",
        "SELECT name FROM pragma_table_info('report_child') ORDER BY 1",
        "PRAGMA table_info(report_child)",
        "ATTACH 'warehouse.db' AS w",
        "SELECT load_extension('x') AS x",
        "SELECT readfile('warehouse.db') AS x",
        "CREATE TABLE x (a)",
        "SELECT \"name\" || '' AS n FROM report_child ORDER BY 1",
    };
    ReportFixture *fixture = fixture_open(SQL, REACH, AUDIENCE_DONOR);
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        char body[512];
        snprintf(body, sizeof body, "```table t\n%s\n```\n", attempts[i]);
        const char *result = fixture_expand(fixture, body, "en");
        assert_null(strstr(result, "Secret"));
        assert_true(strncmp(result, "9 test.md:5: ", 13) == 0);
    }
    fixture_close(fixture);
}

static void the_extract_holds_no_byte_of_a_name(void **state)
{
    (void)state;
    ReportFixture *fixture = fixture_open(SQL, REACH, AUDIENCE_DONOR);
    char path[256];
    snprintf(path, sizeof path, "%s/.extract-donor.db", fixture->folder);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    static char bytes[1 << 20];
    size_t count = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_true(count > 0);
    assert_null(memmem(bytes, count, "Secret", 6));
    assert_null(memmem(bytes, count, "0812345678", 10));
    assert_non_null(memmem(bytes, count, "report_child", 12));
    fixture_close(fixture);
    assert_null(fopen(path, "rb"));
}

static void small_counts_and_rates_are_hidden(void **state)
{
    (void)state;
    const struct {
        const char *body, *expected;
    } cases[] = {
        {"```table t rows=district columns=sex value=n total=both\nSELECT district, sex, count(*) "
         "AS "
         "n FROM report_child GROUP BY 1, 2 ORDER BY 1, 2\n```\n",
         "    row | \"A\" | 5 | 5 | 10\n    row | \"B\" | hidden | 0 | hidden\n"
         "    total | \"Total\" | 6 | 5 | 11\n"},
        {"```table t dimension=district hide=numerator,denominator\nSELECT district, share, "
         "numerator,"
         " denominator FROM report_rate ORDER BY 1\n```\n",
         "    row | \"A\" | hidden\n    row | \"B\" | 0.75\n    row | \"C\" | hidden\n"},
        {"```table t exempt=\"agreed in writing\"\nSELECT district, count(*) AS n FROM "
         "report_child GROUP BY 1 ORDER BY 1\n```\n",
         "    row | \"A\" | 10\n    row | \"B\" | 1\n"},
        {"{{q.n}}\n\n```values q\nSELECT count(*) AS n FROM report_child WHERE district = "
         "'B'\n```\n",
         "  paragraph <value hidden>‡</>\n"},
    };
    ReportFixture *fixture = fixture_open(SQL, REACH, AUDIENCE_DONOR);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *dump = fixture_expand(fixture, cases[i].body, "en");
        if (!strstr(dump, cases[i].expected))
            print_error("case %zu: %s\n", i, dump);
        assert_non_null(strstr(dump, cases[i].expected));
    }
    fixture_close(fixture);
}

static void what_cannot_be_protected_is_refused(void **state)
{
    (void)state;
    const struct {
        const char *sql, *reason;
    } cases[] = {
        {"SELECT district, sex FROM report_child ORDER BY 1, 2", "a list of single children"},
        {"SELECT district, share FROM report_rate ORDER BY 1", "column \"share\" is a rate"},
        {"SELECT CAST(count(*) AS TEXT) AS n FROM report_child WHERE sex = 'F' AND district = 'B'",
         "is text made by the query and holds digits"},
    };
    ReportFixture *fixture = fixture_open(SQL, REACH, AUDIENCE_DONOR);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char body[512];
        snprintf(body, sizeof body, "```table t\n%s\n```\n", cases[i].sql);
        assert_non_null(strstr(fixture_expand(fixture, body, "en"), cases[i].reason));
    }
    fixture_close(fixture);
}

static void the_officer_reads_the_warehouse_but_changes_nothing(void **state)
{
    (void)state;
    ReportFixture *fixture = fixture_open(SQL, REACH, AUDIENCE_OFFICER);
    assert_non_null(strstr(fixture_expand(fixture,
                                          "```table t\nSELECT name FROM report_officer "
                                          "WHERE name LIKE 'Naw%'\n```\n",
                                          "en"),
                           "Naw Secret"));
    assert_non_null(
        strstr(fixture_expand(fixture, "```table t\nUPDATE child SET name = ''\n```\n", "en"),
               "may not use statements that change something"));
    fixture_close(fixture);
}

/* A center's template may ask for what it likes: there is nothing of another center to be found. */
static void a_center_finds_its_own_rows_only(void **state)
{
    (void)state;
    static const char SETUP[] =
        "CREATE TABLE finding (center_code TEXT, value TEXT) STRICT;"
        "INSERT INTO finding VALUES ('A-1', 'own'), ('B-2', 'foreign'), ('C''3', 'quoted');"
        "CREATE VIEW report_finding AS SELECT * FROM finding;"
        "CREATE VIEW report_period AS SELECT '2026-09' AS period;";
    ReportFixture *fixture =
        fixture_open(SETUP,
                     "view\tcolumns\taudiences\trows\nreport_finding\t*\tcenter\ttotal\n"
                     "report_period\t*\tcenter\ttotal\n",
                     AUDIENCE_CENTER);
    Error err = {0};
    Reach *all = reach_open(fixture->warehouse, fixture->folder, &fixture->assets, AUDIENCE_CENTER,
                            &(ReachNeed){0}, NULL, &err);
    const struct {
        const char *center, *found;
    } cases[] = {{"A-1", "own 1"}, {"C'3", "quoted 1"}, {"D-4", " 1"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Reach *reach = reach_center(all, cases[i].center, &err);
        Stmt *stmt = db_prepare(reach_db(reach),
                                "SELECT coalesce((SELECT group_concat(value) FROM report_finding),"
                                " '') || ' ' || (SELECT count(*) FROM report_period)",
                                &err);
        assert_true(stmt_step(stmt, &err));
        assert_string_equal(stmt_str(stmt, 0).ptr, cases[i].found);
        stmt_free(stmt);
        static const char *const attempts[] = {"SELECT * FROM finding",
                                               "SELECT * FROM warehouse.report_finding",
                                               "SELECT * FROM sqlite_schema", "ATTACH 'x' AS y"};
        for (size_t k = 0; k < sizeof attempts / sizeof *attempts; k++) {
            Error refused = {0};
            stmt_free(db_prepare(reach_db(reach), attempts[k], &refused));
            assert_int_not_equal(refused.status, STATUS_OK);
        }
        reach_close(reach);
    }
    assert_int_equal(err.status, STATUS_OK);
    reach_close(all);
    fixture_close(fixture);
}

/* How many rows a table of the extract has; -1: it is not there. */
static int64_t rows_of(Reach *reach, const char *table)
{
    char sql[96];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    Error missing = {0};
    int64_t count = db_int(reach_db(reach), sql, &missing);
    return error_ok(&missing) ? count : -1;
}

static const char PERIODS_SQL[] = "CREATE TABLE fact (period TEXT, sex TEXT) STRICT;"
                                  "INSERT INTO fact VALUES ('2026-09', 'F'), ('2026-10', 'F'), "
                                  "('2026-10', 'M'), ('2026-11', 'F');"
                                  "CREATE VIEW report_fact AS SELECT * FROM fact;"
                                  "CREATE VIEW report_fact_more AS SELECT * FROM fact;"
                                  "CREATE VIEW report_all AS SELECT * FROM fact;";
static const char PERIODS_REACH[] = "view\tcolumns\taudiences\trows\n"
                                    "report_fact\t*\tdonor\tchild\n"
                                    "report_fact\tsex\tpartner\tchild\n"
                                    "report_fact_more\t*\tdonor,partner\tchild\n"
                                    "report_all\t*\tdonor,partner\ttotal\n";

static void the_extract_brings_what_templates_name_for_their_periods(void **state)
{
    (void)state;
    ReportFixture *fixture = fixture_open(PERIODS_SQL, PERIODS_REACH, AUDIENCE_OFFICER);
    ReachAsk asks[] = {{STR("FROM report_fact WHERE"), STR("2026-09")},
                       {STR("my_report_fact_more, report_fact"), STR("2026-09,2026-10")},
                       {STR("FROM report_all"), STR("2026-11")}};
    ReachNeed need = {.items = asks, .count = sizeof asks / sizeof *asks};
    Error err = {0};
    Reach *reach = reach_open(fixture->warehouse, fixture->folder, &fixture->assets, AUDIENCE_DONOR,
                              &need, NULL, &err);
    assert_int_equal(err.status, STATUS_OK);
    assert_int_equal(rows_of(reach, "report_fact"), 3);
    assert_int_equal(rows_of(reach, "report_fact_more"), -1);
    assert_int_equal(rows_of(reach, "report_all"), 4);
    reach_close(reach);
    fixture_close(fixture);
}

/* The first extract is marked, so that what was taken over is told from what was made anew. */
static void equal_tables_are_taken_over_and_others_are_not(void **state)
{
    (void)state;
    ReportFixture *fixture = fixture_open(PERIODS_SQL, PERIODS_REACH, AUDIENCE_OFFICER);
    ReachAsk all = {STR("report_fact report_fact_more report_all"), STR("2026-09")};
    ReachAsk other = {STR("report_fact report_fact_more report_all"), STR("2026-10")};
    ReachNeed first = {.items = &all, .count = 1}, second = {.items = &other, .count = 1};
    Error err = {0};
    Reach *donor = reach_open(fixture->warehouse, fixture->folder, &fixture->assets, AUDIENCE_DONOR,
                              &first, NULL, &err);
    Str path = arena_printf(fixture->arena, "%s/.extract-donor.db", fixture->folder);
    Db *marked = db_open(path.ptr, DB_WRITE, &err);
    db_exec(marked, "INSERT INTO report_all VALUES ('mark', 'mark')", &err);
    db_close(marked);
    Reach *partner = reach_open(fixture->warehouse, fixture->folder, &fixture->assets,
                                AUDIENCE_PARTNER, &second, donor, &err);
    assert_int_equal(err.status, STATUS_OK);
    assert_int_equal(rows_of(partner, "report_all"), 5);       /* the same columns, all periods */
    assert_int_equal(rows_of(partner, "report_fact_more"), 2); /* of another period */
    Error refused = {0};
    stmt_free(db_prepare(reach_db(partner), "SELECT period FROM report_fact", &refused));
    assert_int_not_equal(refused.status, STATUS_OK); /* of the partner's columns only */
    assert_int_equal(db_int(reach_db(partner),
                            "SELECT count(*) FROM report_all INDEXED BY report_all_by_period"
                            " WHERE period = 'mark'",
                            &err),
                     1);
    assert_int_equal(err.status, STATUS_OK);
    reach_close(partner);
    reach_close(donor);
    fixture_close(fixture);
}

static void reach_that_names_no_view_or_column_is_a_fault(void **state)
{
    (void)state;
    ReportFixture *fixture = fixture_open(SQL, REACH, AUDIENCE_OFFICER);
    const struct {
        const char *line, *message;
    } cases[] = {{"report_nothing\t*\tdonor\ttotal\n", "no such table: warehouse.report_nothing"},
                 {"report_child\tdistrikt\tdonor\ttotal\n", "no such column: v.distrikt"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char tsv[256];
        snprintf(tsv, sizeof tsv, "view\tcolumns\taudiences\trows\n%s", cases[i].line);
        fixture_write(fixture, "templates/reports/reach.tsv", tsv);
        Error err = {0};
        assert_null(reach_open(fixture->warehouse, fixture->folder, &fixture->assets,
                               AUDIENCE_DONOR, &(ReachNeed){0}, NULL, &err));
        assert_int_equal(err.status, STATUS_CONFIG);
        assert_int_equal(err.row, 2);
        assert_non_null(strstr(err.message, cases[i].message));
    }
    fixture_close(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_a_name_is_closed),
        cmocka_unit_test(the_extract_holds_no_byte_of_a_name),
        cmocka_unit_test(small_counts_and_rates_are_hidden),
        cmocka_unit_test(what_cannot_be_protected_is_refused),
        cmocka_unit_test(the_officer_reads_the_warehouse_but_changes_nothing),
        cmocka_unit_test(a_center_finds_its_own_rows_only),
        cmocka_unit_test(the_extract_brings_what_templates_name_for_their_periods),
        cmocka_unit_test(equal_tables_are_taken_over_and_others_are_not),
        cmocka_unit_test(reach_that_names_no_view_or_column_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
