/* Answers of people: read back from workbooks, binding whatever is renamed, moved or learned. */

#include "pipeline/base/file.h"
#include "pipeline/link/stage_link.h"
#include "reports/write/book.h"
#include "tests/support/register_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static char folder[64];

/* One row of a register, as text, so that it can be listed again elsewhere. */
typedef struct Listed {
    const char *code, *name, *sex, *birth, *mother, *father;
} Listed;

static const Listed LISTED[] = {
    {"001", "Aung Min Khant", "M", "2014-03-05", "Daw Hnin Si", "U Chit Hlaing"},
    {"002", "Su Su Hlaing", "F", "2013-07-19", "Daw Mya Sein", "U Tin Maung"},
    {"003", "Saw Htoo Paw", "M", "2012-11-02", "Naw Paw Say", "Saw Ler Moo"},
    {"004", "Thandar Win", "F", "2015-01-23", "Daw Aye Kyi", "U Than Htay"},
    {"005", "Aung Myint Khant", "M", "2014-05-03", "Daw Hnin", "U Chit Hlaing"},
    {"006", "Nilar Soe", "F", "2012-06-30", "Daw San Nu", "U Nyi Nyi"},
};
enum { LISTED_COUNT = sizeof LISTED / sizeof LISTED[0] };

/* Lists all of them at one center, in the order given. Returns the first row's number. */
static int list_all(Night *night, int submission, bool backwards)
{
    int first = 0;
    add_register(night, submission, "HKW-001", "current");
    for (int i = 0; i < LISTED_COUNT; i++) {
        const Listed *l = &LISTED[backwards ? LISTED_COUNT - 1 - i : i];
        int row = add_child(night, submission, "HKW-001", l->code, l->name, l->sex, l->birth,
                            l->mother, l->father);
        first = first ? first : row;
    }
    return first;
}

static Night open_office(void)
{
    snprintf(folder, sizeof folder, "/tmp/rollbook-answer-XXXXXX");
    assert_non_null(mkdtemp(folder));
    Night night = night_open("2026-11-21");
    night.batch.inputs_dir = folder;
    Error err = {0};
    file_make_folder(file_join(night.arena, folder, "review"), &err);
    night_ok(&err);
    return night;
}

static void close_office(Night *night)
{
    Error err = {0};
    file_remove_tree(folder, &err);
    night_close(night);
}

static void run_link(Night *night)
{
    Error err = {0};
    stage_link(&night->batch, &err);
    night_ok(&err);
}

static const char *key_of(Night *night, int row)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT content_key FROM link_record WHERE raw_row_id = %d", row);
    return night_text(night, sql);
}

/* A review workbook with one question, answered: the columns of reports/workbook/review.c. */
static void answer(Night *night, const char *file, const char *left, const char *right,
                   const char *answered)
{
    enum { HEAD = 3, ANSWER = 1, WHY = 2, LEFT = 20, RIGHT = 21 };
    Error err = {0};
    const char *path = file_join(night->arena, folder, file);
    Book *book = book_create(path, &(BookOptions){.as_of = night->batch.as_of});
    BookSheet *sheet = book_sheet(book, STR("Review"), NULL);
    book_text(sheet, HEAD, LEFT, STR("left_key"), (BookStyle){0});
    book_text(sheet, HEAD, RIGHT, STR("right_key"), (BookStyle){0});
    book_text(sheet, HEAD + 1, ANSWER, str_from(answered), (BookStyle){0});
    book_text(sheet, HEAD + 1, WHY, STR("asked the parents"), (BookStyle){0});
    book_text(sheet, HEAD + 1, LEFT, str_from(left), (BookStyle){0});
    book_text(sheet, HEAD + 1, RIGHT, str_from(right), (BookStyle){0});
    book_close(book, &err);
    night_ok(&err);
}

static void an_answer_in_any_language_binds(void **state)
{
    (void)state;
    static const struct {
        const char *answered;
        bool one;
    } CASES[] = {{"same", true},       {"คนเดียวกัน", true}, {"တူညီ", true},       {" Same ", true},
                 {"different", false}, {"ไม่แน่ใจ", false},  {"perhaps", false}, {"", false}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Night night = open_office();
        int first = list_all(&night, 1, false);
        run_link(&night);
        assert_int_not_equal(child_of(&night, first), child_of(&night, first + 4));
        answer(&night, "review/answers.xlsx", key_of(&night, first), key_of(&night, first + 4),
               CASES[i].answered);
        run_link(&night);
        assert_int_equal(child_of(&night, first) == child_of(&night, first + 4), CASES[i].one);
        close_office(&night);
    }
}

static void an_answer_survives_new_files_other_orders_and_new_models(void **state)
{
    (void)state;
    Night night = open_office();
    int first = list_all(&night, 1, false);
    run_link(&night);
    answer(&night, "review/answers.xlsx", key_of(&night, first), key_of(&night, first + 4), "same");
    run_link(&night);
    int64_t child = child_of(&night, first);
    assert_int_equal(child_of(&night, first + 4), child);

    /* The workbook has another name, the register came again as another file, backwards. */
    assert_int_equal(rename(file_join(night.arena, folder, "review/answers.xlsx"),
                            file_join(night.arena, folder, "review/kept.xlsx")),
                     0);
    night_sql(&night, "UPDATE submission SET status = 'rejected' WHERE submission_id = 1");
    int again = list_all(&night, 2, true);
    night_sql(&night, "DELETE FROM link_model"); /* and everything is learned anew */
    run_link(&night);
    assert_int_equal(child_of(&night, again + 5), child_of(&night, again + 1));
    assert_string_equal(night_text(&night, "SELECT applied FROM link_decision"), "yes");
    assert_int_equal(night_int(&night, "SELECT count(*) FROM link_model"), 1);

    /* An answer "different" keeps what the weight would join. */
    answer(&night, "review/kept.xlsx", key_of(&night, again), key_of(&night, again + 1),
           "different");
    run_link(&night);
    assert_int_not_equal(child_of(&night, again), child_of(&night, again + 1));
    close_office(&night);
}

static void contradictions_are_told_and_not_obeyed(void **state)
{
    (void)state;
    Night night = open_office();
    int first = list_all(&night, 1, false);
    run_link(&night);
    const char *a = key_of(&night, first), *b = key_of(&night, first + 2);
    const char *c = key_of(&night, first + 4);
    /* a is b, b is c, and a is not c: the last "same" in order gives way. */
    answer(&night, "review/1.xlsx", a, b, "same");
    answer(&night, "review/2.xlsx", b, c, "same");
    answer(&night, "review/3.xlsx", a, c, "different");
    run_link(&night);
    assert_int_not_equal(child_of(&night, first), child_of(&night, first + 4));
    assert_int_equal(child_of(&night, first), child_of(&night, first + 2));
    assert_string_equal(night_text(&night, "SELECT group_concat(applied, ' ') FROM"
                                           " (SELECT applied FROM link_decision ORDER BY source)"),
                        "yes contradicted yes");
    /* Who is in no list is unknown, and nothing else changes. */
    answer(&night, "review/2.xlsx", a, "no such key", "same");
    run_link(&night);
    assert_string_equal(night_text(&night, "SELECT group_concat(applied, ' ') FROM"
                                           " (SELECT applied FROM link_decision ORDER BY source)"),
                        "yes unknown yes");
    close_office(&night);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_in_any_language_binds),
        cmocka_unit_test(an_answer_survives_new_files_other_orders_and_new_models),
        cmocka_unit_test(contradictions_are_told_and_not_obeyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
