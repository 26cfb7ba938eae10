/* Nights that only add end where nights that compare everything end. */

#include "pipeline/link/stage_link.h"
#include "tests/support/register_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { CENTERS = 4, CHILDREN = 240, SEEDS = 4 };

/* --- an invented population ---------------------------------------------------------------------
 */

typedef struct Person {
    char name[64], mother[64], father[64], birth[48], code[16];
    char sex;
    int center;
} Person;

static uint32_t state;

static int below(int n)
{
    state = state * UINT32_C(1664525) + UINT32_C(1013904223);
    return (int)((state >> 8) % (uint32_t)n);
}

static const char *const WORDS[] = {
    "Aung", "Zin", "Min", "Khin", "Su",  "Hlaing", "Moe",  "Thu",   "Ye",  "Naing", "Ei",  "Phyu",
    "Kyaw", "Lin", "Hla", "Soe",  "Nwe", "Mya",    "Thet", "Paing", "Wai", "Yan",   "Ohn", "Nay"};
enum { WORD_COUNT = sizeof WORDS / sizeof WORDS[0] };

static void invent_name(char out[64], const char *title)
{
    snprintf(out, 64, "%s %s %s %s", title, WORDS[below(WORD_COUNT)], WORDS[below(WORD_COUNT)],
             WORDS[below(WORD_COUNT)]);
}

/* Families of one to three; a few are twins. */
static void invent_people(Person *people)
{
    for (int i = 0; i < CHILDREN; i++) {
        Person *person = &people[i];
        bool sibling = i > 0 && below(3) == 0;
        *person = (Person){.sex = below(2) ? 'F' : 'M', .center = below(CENTERS)};
        invent_name(person->name, person->sex == 'F' ? "Ma" : "Maung");
        invent_name(person->mother, "Daw");
        invent_name(person->father, "U");
        snprintf(person->birth, sizeof person->birth, "%d-%02d-%02d", 2010 + below(9),
                 1 + below(12), 1 + below(28));
        snprintf(person->code, sizeof person->code, "%04d", i + 1);
        if (!sibling)
            continue;
        memcpy(person->mother, person[-1].mother, sizeof person->mother);
        memcpy(person->father, person[-1].father, sizeof person->father);
        person->center = person[-1].center;
        if (below(6) == 0)
            memcpy(person->birth, person[-1].birth, sizeof person->birth);
    }
}

static const char *center_name(int center)
{
    static const char *const NAMES[] = {"HKW-001", "MAE-002", "MRT-003", "PHO-004", "NEW-005"};
    return NAMES[center];
}

/* A letter too few, a missing day, no father: as the next clerk writes it. */
static void list_person(Night *night, int submission, int center, const Person *person)
{
    Person row = *person;
    size_t length = strlen(row.name);
    if (below(4) == 0)
        row.name[length - 1] = 0;
    if (below(10) == 0)
        row.birth[0] = 0;
    if (below(10) == 0)
        row.father[0] = 0;
    add_child(night, submission, center_name(center), center == person->center ? row.code : "",
              row.name, row.sex == 'F' ? "F" : "M", row.birth, row.mother, row.father);
}

static void list_center(Night *night, int submission, int center, const Person *people, int one_in)
{
    add_register(night, submission, center_name(center), "current");
    for (int i = 0; i < CHILDREN; i++)
        if (people[i].center == center && below(one_in) == 0)
            list_person(night, submission, center, &people[i]);
}

/* --- nights -------------------------------------------------------------------------------------
 */

static void run_link(Night *night, int64_t run)
{
    Error err = {0};
    char sql[256];
    snprintf(sql, sizeof sql,
             "INSERT OR IGNORE INTO run (run_id, as_of, status, program_version, started_at)"
             " VALUES (%lld, '2026-11-21', 'running', 't', 't')",
             (long long)run);
    night_sql(night, sql);
    night->batch.run_id = run;
    stage_link(&night->batch, &err);
    night_ok(&err);
}

static const char *const EVERYTHING =
    "SELECT (SELECT group_concat(child_id || ':' || link_record_id) FROM (SELECT * FROM "
    "child_record"
    " ORDER BY link_record_id)) || '|' || (SELECT group_concat(child_id || status ||"
    " coalesce(merged_into, '')) FROM (SELECT * FROM child ORDER BY child_id)) || '|' ||"
    " (SELECT group_concat(run_id || event || child_id || coalesce(other_child_id, '') || reason)"
    " FROM (SELECT * FROM child_event ORDER BY child_event_id)) || '|' ||"
    " (SELECT group_concat(left_id || '-' || right_id || band || coalesce(rule, '') || weight_bits)"
    " FROM (SELECT * FROM link_pair ORDER BY left_id, right_id)) || '|' ||"
    " (SELECT group_concat(left_id || '-' || right_id || weight_bits)"
    " FROM (SELECT * FROM link_score ORDER BY left_id, right_id)) || '|' ||"
    " (SELECT group_concat(child_id || role || name || records)"
    " FROM (SELECT * FROM child_name ORDER BY child_id, role, name))";

/* Files that were mapped and will not be mapped anew: their centers may be quiet. */
static void note_mapped(Night *night)
{
    night_sql(night, "INSERT OR IGNORE INTO mapped_file (source_file_id, digest, submissions)"
                     " SELECT source_file_id, 'as it was', '[]' FROM source_file");
}

static void decide(Night *night, const char *folder, const char *answers)
{
    char path[160];
    snprintf(path, sizeof path, "%s/review", folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/review/decisions.tsv", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("left_key\tright_key\tanswer\n", file);
    fputs(night_text(night, answers), file);
    fclose(file);
}

/* About children of two centers that nobody lists again, and one of each with a child to come. */
static const char *const ANSWERS =
    "SELECT group_concat(line, '') FROM (SELECT a.content_key || char(9) || b.content_key || "
    "char(9)"
    " || CASE WHEN a.link_record_id % 3 THEN 'same' ELSE 'different' END || char(10) AS line"
    " FROM link_record a JOIN link_record b ON b.link_record_id = a.link_record_id + 9"
    " WHERE a.link_record_id % 40 IN (1, 6) ORDER BY a.link_record_id)";

typedef struct Nights {
    bool all;           /* forgets before each night what the last one left */
    bool mapped;        /* files are known to be as they were */
    const char *answer; /* a folder for people's answers, of which some come each night; or NULL */
} Nights;

static void run_another(Night *night, int64_t run, const Nights *nights)
{
    if (nights->mapped)
        note_mapped(night);
    if (nights->all)
        night_sql(night, "UPDATE link_entity SET digest = 0;"
                         " UPDATE link_center SET digest = 0, files = 0");
    run_link(night, run);
}

/*
 * Four nights: everything; a new list of one center, some of its children now at another, and a
 * corrected list; a list withdrawn and a center that was not there; a cell emptied and one row
 * more.
 */
static const char *four_nights(Night *night, uint32_t seed, const Nights *nights)
{
    Person people[CHILDREN];
    state = seed;
    invent_people(people);
    if (nights->answer)
        night->batch.inputs_dir = nights->answer;
    for (int center = 0; center < CENTERS; center++)
        list_center(night, center + 1, center, people, 1);
    run_another(night, 1, nights);

    if (nights->answer)
        decide(night, nights->answer, ANSWERS);
    night_sql(night, "UPDATE submission SET status = 'superseded' WHERE submission_id = 2");
    list_center(night, 10, 1, people, 1);
    add_register(night, 11, center_name(2), "current");
    for (int i = 0; i < CHILDREN; i += 17)
        list_person(night, 11, 2, &people[i]);
    run_another(night, 2, nights);

    night_sql(night, "UPDATE submission SET status = 'rejected' WHERE submission_id = 3");
    add_register(night, 12, center_name(CENTERS), "current");
    for (int i = 5; i < CHILDREN; i += 11)
        list_person(night, 12, CENTERS, &people[i]);
    run_another(night, 3, nights);

    night_sql(night, "INSERT INTO stg_emptied (stg_table, stg_row_id, raw_row_id, field, value)"
                     " SELECT 'stg_register', stg_register_id, raw_row_id, 'birth', birth_from"
                     " FROM stg_register WHERE submission_id = 1 AND birth_from IS NOT NULL"
                     " ORDER BY 1, 2 LIMIT 1;"
                     " UPDATE stg_register SET birth_from = NULL, birth_to = NULL"
                     " WHERE stg_register_id IN (SELECT stg_row_id FROM stg_emptied)");
    add_register(night, 13, center_name(3), "current");
    list_person(night, 13, 3, &people[7]);
    run_another(night, 4, nights);
    return night_text(night, EVERYTHING);
}

static void a_night_that_adds_ends_as_one_that_compares_everything(void **state_)
{
    (void)state_;
    for (uint32_t seed = 1; seed <= SEEDS; seed++) {
        Night adds = night_open("2026-11-21"), compares = night_open("2026-11-21");
        Night reads = night_open("2026-11-21");
        const char *one = four_nights(&adds, seed, &(Nights){.mapped = true});
        const char *other = four_nights(&compares, seed, &(Nights){.all = true});
        const char *third = four_nights(&reads, seed, &(Nights){.all = false});
        assert_string_equal(one, other);
        assert_string_equal(third, other);
        /* It says something only where there was something to join, to keep and to retire. */
        assert_true(night_int(&adds, "SELECT count(*) FROM link_pair WHERE band = 'link'") > 10);
        assert_true(night_int(&adds, "SELECT count(*) FROM child_event WHERE run_id = 3") > 0);
        assert_int_equal(night_int(&adds, "SELECT count(*) FROM link_model"), 1);
        night_close(&adds);
        night_close(&compares);
        night_close(&reads);
    }
}

static void peoples_answers_bind_on_nights_that_add(void **state_)
{
    (void)state_;
    for (uint32_t seed = 1; seed <= SEEDS; seed++) {
        char one_folder[] = "/tmp/rollbook-add-XXXXXX", other_folder[] = "/tmp/rollbook-all-XXXXXX";
        assert_non_null(mkdtemp(one_folder));
        assert_non_null(mkdtemp(other_folder));
        Night adds = night_open("2026-11-21"), compares = night_open("2026-11-21");
        const char *one = four_nights(&adds, seed, &(Nights){.mapped = true, .answer = one_folder});
        const char *other =
            four_nights(&compares, seed, &(Nights){.all = true, .answer = other_folder});
        assert_string_equal(one, other);
        assert_true(night_int(&adds, "SELECT count(*) FROM link_decision WHERE applied = 'yes'") >
                    5);
        night_close(&adds);
        night_close(&compares);
    }
}

/* Nobody looks at rows whose files are as they were ... */
static void a_center_whose_files_stay_is_not_read(void **state_)
{
    (void)state_;
    static const char *const RENAMED = "SELECT count(*) FROM child_name WHERE name = 'Ma Other'";
    static const char *const RENAME = "UPDATE stg_register SET full_name = 'Ma Other' WHERE"
                                      " submission_id = 1 AND stg_register_id % 5 = 0";
    Night night = night_open("2026-11-21");
    Person people[CHILDREN];
    state = 1;
    invent_people(people);
    for (int center = 0; center < CENTERS; center++)
        list_center(&night, center + 1, center, people, 1);
    note_mapped(&night);
    run_link(&night, 1);
    night_sql(&night, RENAME);
    run_link(&night, 2);
    assert_int_equal(night_int(&night, RENAMED), 0);
    /* ... until one is mapped anew, or what is kept cannot be read. */
    night_sql(&night, "UPDATE link_center SET packed = x'8080' WHERE center_code = 'HKW-001'");
    run_link(&night, 3);
    assert_true(night_int(&night, RENAMED) > 0);
    night_sql(&night,
              "UPDATE stg_register SET full_name = 'Ma Third' WHERE full_name = 'Ma Other'");
    run_link(&night, 4);
    assert_true(night_int(&night, RENAMED) > 0);
    night_sql(&night, "UPDATE mapped_file SET digest = 'anew' WHERE source_file_id = 1");
    run_link(&night, 5);
    assert_int_equal(night_int(&night, RENAMED), 0);
    night_close(&night);
}

static void only_what_is_new_or_has_changed_is_compared(void **state_)
{
    (void)state_;
    Night night = night_open("2026-11-21");
    four_nights(&night, 1, &(Nights){.mapped = true});
    /* A weight of old rows that no night recomputes, and a new row that is compared with all. */
    night_sql(&night, "UPDATE link_score SET weight_bits = -7.5 WHERE link_score_id ="
                      " (SELECT max(link_score_id) FROM link_score)");
    int64_t kept = night_int(&night, "SELECT count(*) FROM link_score WHERE weight_bits = -7.5");
    add_register(&night, 20, center_name(CENTERS), "current");
    int row = add_child(&night, 20, center_name(CENTERS), "", "Ma Shwe Yin", "F", "2014-02-03",
                        "Daw Aye Aye", "U Ba");
    run_link(&night, 5);
    assert_int_equal(kept, 1);
    assert_int_equal(night_int(&night, "SELECT count(*) FROM link_score WHERE weight_bits = -7.5"),
                     1);
    assert_true(child_of(&night, row) > 0);
    /* Another program, other names, another model: everything is compared again. */
    night_sql(&night, "UPDATE link_entity SET digest = digest + 1");
    run_link(&night, 6);
    assert_int_equal(night_int(&night, "SELECT count(*) FROM link_score WHERE weight_bits = -7.5"),
                     0);
    night_close(&night);
}

/*
 * A school's home: all share a number, and every other one is the one before without an ng. Those
 * two meet by the number alone.
 */
static void list_home(Night *night, int submission, int center, int from, int count,
                      const char *phone)
{
    char sql[160], name[64], birth[32], code[16];
    add_register(night, submission, center_name(center), "current");
    for (int i = from; i < from + count; i++) {
        snprintf(code, sizeof code, "K%04d", i);
        snprintf(birth, sizeof birth, "%d-%02d-%02d", 2004 + i % 14, 1 + i % 12, 1 + i % 28);
        if (i % 2 == 0)
            snprintf(name, sizeof name, "Ma %s %s Hlaing", WORDS[below(WORD_COUNT)],
                     WORDS[below(WORD_COUNT)]);
        else
            name[strlen(name) - 2] = 0;
        add_child(night, submission, center_name(center), code, name, "F", i % 2 == 0 ? birth : "",
                  "", "");
    }
    snprintf(sql, sizeof sql, "UPDATE stg_register SET phone = '%s' WHERE submission_id = %d",
             phone, submission);
    night_sql(night, sql);
}

/* A number that 120 share is 70's on the second night, and another 120 come to share one. */
static const char *two_nights_of_homes(Night *night, bool all)
{
    static const char *const ONE = "0811111111", *const OTHER = "0822222222";
    Person people[CHILDREN];
    state = 3;
    invent_people(people);
    for (int center = 0; center < CENTERS; center++)
        list_center(night, 20 + center, center, people, 1);
    list_home(night, 1, 0, 0, 70, ONE);
    list_home(night, 2, 1, 100, 50, ONE);
    list_home(night, 3, 2, 200, 70, OTHER);
    run_link(night, 1);
    night_sql(night, "UPDATE submission SET status = 'rejected' WHERE submission_id = 2");
    list_home(night, 4, 3, 300, 50, OTHER);
    if (all)
        night_sql(night, "UPDATE link_entity SET digest = 0; UPDATE link_center SET digest = 0");
    run_link(night, 2);
    return night_text(night, EVERYTHING);
}

static void a_block_no_longer_divided_beside_one_that_now_is(void **state_)
{
    (void)state_;
    Night adds = night_open("2026-11-21"), compares = night_open("2026-11-21");
    const char *one = two_nights_of_homes(&adds, false);
    const char *other = two_nights_of_homes(&compares, true);
    assert_string_equal(one, other);
    night_close(&adds);
    night_close(&compares);
}

static int64_t rows_of_child(Night *night, int row)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM child_record WHERE child_id = %lld",
             (long long)child_of(night, row));
    return night_int(night, sql);
}

/* Two lists of two children at each of two centers. Returns the first row at the second center. */
static int list_two_centers(Night *night)
{
    int first = 0;
    for (int submission = 1; submission <= 4; submission++) {
        const char *center = center_name((submission - 1) / 2);
        add_register(night, submission, center, "current");
        int row = add_child(night, submission, center, "0001", "Ma Shwe Yin", "F", "2014-02-03",
                            "Daw Aye Aye", "U Ba");
        add_child(night, submission, center, "0002", "Maung Kyaw Zin", "M", "2012-07-09",
                  "Daw Khin Su", "U Hla");
        first = submission == 3 ? row : first;
    }
    return first;
}

static void a_center_whose_rows_stay_keeps_its_chains(void **state_)
{
    (void)state_;
    Night night = night_open("2026-11-21");
    int row = list_two_centers(&night);
    run_link(&night, 1);
    assert_int_equal(night_int(&night, "SELECT count(*) FROM link_center"), 2);
    assert_string_equal(night_text(&night, "SELECT chains FROM link_center WHERE center_code ="
                                           " 'MAE-002'"),
                        "0,1,0,1");
    /* What is kept is believed: nobody looks at the rows again ... */
    night_sql(&night, "DELETE FROM link_model");
    night_sql(&night, "UPDATE link_center SET chains = '0,0,0,0' WHERE center_code = 'MAE-002'");
    run_link(&night, 2);
    int64_t believed = rows_of_child(&night, row);
    assert_int_equal(night_int(&night, "SELECT count(*) FROM link_center WHERE chains ="
                                       " '0,0,0,0'"),
                     1);
    /* ... until one of them changes, or what is kept cannot be true. */
    night_sql(&night, "UPDATE stg_register SET sex = NULL WHERE student_code = '0001' AND"
                      " submission_id = 3");
    run_link(&night, 3);
    assert_string_equal(night_text(&night, "SELECT chains FROM link_center WHERE center_code ="
                                           " 'MAE-002'"),
                        "0,1,0,1");
    assert_true(rows_of_child(&night, row) < believed);
    night_sql(&night, "UPDATE link_center SET chains = '0,1,1' WHERE center_code = 'MAE-002'");
    run_link(&night, 4);
    assert_string_equal(night_text(&night, "SELECT chains FROM link_center WHERE center_code ="
                                           " 'MAE-002'"),
                        "0,1,0,1");
    night_close(&night);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_night_that_adds_ends_as_one_that_compares_everything),
        cmocka_unit_test(peoples_answers_bind_on_nights_that_add),
        cmocka_unit_test(a_center_whose_files_stay_is_not_read),
        cmocka_unit_test(only_what_is_new_or_has_changed_is_compared),
        cmocka_unit_test(a_block_no_longer_divided_beside_one_that_now_is),
        cmocka_unit_test(a_center_whose_rows_stay_keeps_its_chains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
