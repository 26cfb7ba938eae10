/* The link stage on a small invented world: ids that last, decisions that bind, twins apart. */

#include "pipeline/base/file.h"
#include "pipeline/link/public_id.h"
#include "pipeline/link/stage_link.h"
#include "tests/support/register_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const GIVEN[] = {"Aung Min",   "Su Su Hlaing", "Thandar Win", "Kyaw Zin",
                                    "Moe Thuzar", "Naw Eh Paw",   "Saw Htoo",    "Hla Hla Oo",
                                    "Zaw Lin",    "Khin Mar",     "Ye Yint",     "Nilar Soe"};
static const char *const PARENTS[] = {"U Ba Thein", "U Tin Maung", "U Soe Naing", "Saw Ler Moo",
                                      "U Kyaw Swe", "U Than Htay", "U Myo Myint", "Saw Hser Gay",
                                      "U Nyi Nyi",  "U Win Bo",    "U Zaw Moe",   "U Thet Oo"};
static const char *const MOTHERS[] = {
    "Daw Khin Yi", "Daw Mya Sein", "Naw Paw Say",   "Daw Aye Kyi", "Daw Tin Hla", "Naw Mu Wah",
    "Daw San Nu",  "Daw Ohn Kyin", "Daw Thida Aye", "Daw Nwe Ni",  "Naw Klo Say", "Daw Pyone"};

/* Two years of two centers, twelve children each, nobody moves. */
static void add_world(Night *night)
{
    for (int center = 0; center < 2; center++)
        for (int year = 0; year < 2; year++) {
            int submission = center * 2 + year + 1;
            const char *code = center ? "MAE-002" : "HKW-001";
            add_register(night, submission, code, "current");
            for (int i = 0; i < 12; i++) {
                char number[16], birth[48];
                int k = (i * 5 + center * 7) % 12;
                snprintf(number, sizeof number, "%03d", i + 1);
                snprintf(birth, sizeof birth, "%d-%02d-%02d", 2012 + i % 6,
                         1 + (i * 7 + center) % 12, 2 + (i * 11 + center * 5) % 26);
                add_child(night, submission, code, number, GIVEN[i], i % 2 ? "F" : "M", birth,
                          MOTHERS[k], PARENTS[k]);
            }
        }
}

static void run_link(Night *night)
{
    Error err = {0};
    stage_link(&night->batch, &err);
    night_ok(&err);
}

static void children_carry_on_from_year_to_year_and_are_counted_once(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    add_world(&night);
    run_link(&night);
    assert_int_equal(night_int(&night, "SELECT count(*) FROM link_record"), 48);
    assert_int_equal(night_int(&night, "SELECT count(*) FROM child WHERE status = 'live'"), 24);
    assert_int_equal(child_of(&night, 1), child_of(&night, 13));
    assert_int_not_equal(child_of(&night, 1), child_of(&night, 25));
    char id[PUBLIC_ID_SIZE];
    public_id_format(1, id);
    assert_string_equal(night_text(&night, "SELECT public_id FROM child ORDER BY child_id"), id);
    assert_int_equal(child_of(&night, 1), 1); /* ids are issued in the order of first rows */
    assert_int_equal(child_of(&night, 2), 2);
    night_close(&night);
}

static void a_second_night_changes_nothing(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    add_world(&night);
    run_link(&night);
    static const char *const SQL =
        "SELECT (SELECT group_concat(child_id || ':' || link_record_id) FROM (SELECT * FROM "
        "child_record"
        " ORDER BY child_record_id)) || (SELECT group_concat(event || child_id) FROM (SELECT * FROM"
        " child_event ORDER BY child_event_id)) || (SELECT count(*) || coalesce(sum(weight_bits), "
        "0)"
        " FROM link_pair)";
    const char *before = night_text(&night, SQL);
    run_link(&night);
    assert_string_equal(night_text(&night, SQL), before);
    night_close(&night);
}

static void a_corrected_register_keeps_the_ids(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    add_world(&night);
    run_link(&night);
    int64_t child = child_of(&night, 13);
    night_sql(&night, "UPDATE submission SET status = 'superseded' WHERE submission_id = 2");
    add_register(&night, 9, "HKW-001", "current");
    int row = add_child(&night, 9, "HKW-001", "001", "Aung Myin", "M", "2012-01-02", "Daw Khin Yee",
                        "U Ba Thein");
    run_link(&night);
    assert_int_equal(child_of(&night, row), child);
    assert_int_equal(night_int(&night, "SELECT live FROM link_record WHERE raw_row_id = 13"), 0);
    night_close(&night);
}

static void twins_are_two_children(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    add_world(&night);
    add_register(&night, 5, "MRT-003", "current");
    add_register(&night, 6, "PHO-004", "current");
    /* One twin here, the other there: nothing but the given name tells them apart. */
    int a = add_child(&night, 5, "MRT-003", "", "Htet Htet", "M", "2014-03-05", "Daw Hnin Si",
                      "U Chit Hlaing");
    int b = add_child(&night, 6, "PHO-004", "", "Wai Yan", "M", "2014-03-05", "Daw Hnin Si",
                      "U Chit Hlaing");
    run_link(&night);
    assert_int_not_equal(child_of(&night, a), child_of(&night, b));
    night_close(&night);
}

static int64_t reviews_of(Night *night, int raw_row, const char *rule)
{
    char sql[512];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM link_pair p JOIN link_record l ON l.link_record_id IN"
             " (p.left_id, p.right_id) WHERE p.band = 'review' AND p.rule = '%s'"
             " AND l.raw_row_id = %d",
             rule, raw_row);
    return night_int(night, sql);
}

static void who_could_be_either_twin_joins_neither(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    add_world(&night);
    add_register(&night, 5, "SKB-003", "current");
    add_register(&night, 6, "SKB-003", "current");
    add_register(&night, 7, "SKB-003", "current");
    const char *born = "2017-09-14", *mother = "Daw Tin Myat", *father = "U Hla Soe Win Maung";
    int a = add_child(&night, 5, "SKB-003", "", "Akar Zin Nai", "M", born, mother, father);
    int b = add_child(&night, 5, "SKB-003", "", "Akar Sin Nine Min", "M", born, mother, father);
    /* The list of both tells them apart by elimination, ... */
    int c = add_child(&night, 6, "SKB-003", "", "Akar Zinn Naing", "M", born, mother, father);
    int d = add_child(&night, 6, "SKB-003", "", "Akar Zin Naing Min", "M", born, mother, father);
    /* ... but who is this one, when the other has left? */
    int lone =
        add_child(&night, 7, "SKB-003", "", "Akar Zin Naing Min Khan", "M", born, mother, father);
    run_link(&night);
    assert_int_equal(child_of(&night, a), child_of(&night, c));
    assert_int_equal(child_of(&night, b), child_of(&night, d));
    assert_int_not_equal(child_of(&night, a), child_of(&night, b));
    assert_int_not_equal(child_of(&night, lone), child_of(&night, a));
    assert_int_not_equal(child_of(&night, lone), child_of(&night, b));
    assert_true(reviews_of(&night, lone, "margin") > 0);
    night_close(&night);
}

static void twins_side_by_side_stay_two_however_alike(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    add_world(&night);
    const char *born = "2014-04-18", *mother = "Naw Paw Htoo", *father = "Saw Ba Bo";
    int rows[3][2];
    for (int list = 0; list < 3; list++) {
        add_register(&night, 5 + list, "YNO-013", "current");
        rows[list][0] = add_child(&night, 5 + list, "YNO-013", "228", "Saw Moo Ghay Say", "M", born,
                                  mother, father);
        rows[list][1] = add_child(&night, 5 + list, "YNO-013", "229", "Saw Mu Ghay Hsay", "M", born,
                                  mother, father);
    }
    run_link(&night);
    for (int list = 1; list < 3; list++)
        for (int twin = 0; twin < 2; twin++)
            assert_int_equal(child_of(&night, rows[list][twin]), child_of(&night, rows[0][twin]));
    assert_int_not_equal(child_of(&night, rows[0][0]), child_of(&night, rows[0][1]));
    night_close(&night);
}

static void a_child_listed_twice_under_its_code_is_one(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    add_world(&night);
    int again = add_child(&night, 1, "HKW-001", "001", "Aung Myint", "M", "2012-01-02",
                          "Daw Khin Yi", "U Ba Thein");
    run_link(&night);
    assert_int_equal(child_of(&night, again), child_of(&night, 1));
    night_close(&night);
}

static void write_decisions(Night *night, const char *folder, const char *answer, int left,
                            int right)
{
    char path[512], sql[256];
    snprintf(path, sizeof path, "%s/review", folder);
    Error err = {0};
    file_make_folder(path, &err);
    snprintf(path, sizeof path, "%s/review/decisions.tsv", folder);
    snprintf(sql, sizeof sql, "SELECT content_key FROM link_record WHERE raw_row_id = %d", left);
    const char *a = night_text(night, sql);
    snprintf(sql, sizeof sql, "SELECT content_key FROM link_record WHERE raw_row_id = %d", right);
    const char *b = night_text(night, sql);
    Str text = arena_printf(
        night->arena, "left_key\tright_key\tanswer\tdecided_by\twhy\n%s\t%s\t%s\tofficer\tseen\n",
        a, b, answer);
    file_write(path, text, &err);
    night_ok(&err);
}

static void what_people_decide_binds_until_it_is_revoked(void **state)
{
    (void)state;
    char folder[] = "/tmp/rollbook-link-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Night night = night_open("2026-11-21");
    night.batch.inputs_dir = folder;
    add_world(&night);
    run_link(&night);
    int64_t one = child_of(&night, 1), two = child_of(&night, 2);
    assert_int_not_equal(one, two);

    write_decisions(&night, folder, "same", 1, 2);
    run_link(&night);
    assert_int_equal(child_of(&night, 2), one); /* the oldest id stays */
    assert_int_equal(night_int(&night, "SELECT count(*) FROM child_event WHERE event = 'merged'"),
                     1);
    assert_string_equal(night_text(&night,
                                   "SELECT reason LIKE 'decision: same (officer), records % and %'"
                                   " FROM child_event WHERE event = 'merged'"),
                        "1");
    assert_string_equal(night_text(&night, "SELECT applied FROM link_decision"), "yes");
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT merged_into FROM child WHERE child_id = %d", (int)two);
    assert_int_equal(night_int(&night, sql), one);

    write_decisions(&night, folder, "revoked", 1, 2);
    run_link(&night);
    assert_int_equal(child_of(&night, 1), one);
    assert_int_equal(child_of(&night, 2), two); /* the old id comes back */
    assert_int_equal(night_int(&night, "SELECT count(*) FROM child_event WHERE event = 'revived'"
                                       " AND reason LIKE 'decision: revoked (officer), %'"),
                     1);

    write_decisions(&night, folder, "different", 3, 15);
    run_link(&night);
    assert_int_equal(child_of(&night, 3), child_of(&night, 15)); /* the same words: one person */
    assert_string_equal(night_text(&night, "SELECT applied FROM link_decision"), "contradicted");
    Error err = {0};
    file_remove_tree(folder, &err);
    night_close(&night);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_carry_on_from_year_to_year_and_are_counted_once),
        cmocka_unit_test(a_second_night_changes_nothing),
        cmocka_unit_test(a_corrected_register_keeps_the_ids),
        cmocka_unit_test(twins_are_two_children),
        cmocka_unit_test(who_could_be_either_twin_joins_neither),
        cmocka_unit_test(twins_side_by_side_stay_two_however_alike),
        cmocka_unit_test(a_child_listed_twice_under_its_code_is_one),
        cmocka_unit_test(what_people_decide_binds_until_it_is_revoked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
