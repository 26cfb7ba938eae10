/* Errors with their places, and the arena. */

#include "tests/support/test.h"

static void the_first_failure_wins_and_keeps_its_place(void **state)
{
    (void)state;
    Error err = {0};
    char file[] = "a/b.xlsx";
    error_set_at(&err, STATUS_FORMAT, (SourceRef){file, "Grade 3", 12, 3},
                 "expected a date, found \"%s\"", "31/02/2014");
    file[0] = 'X'; /* the error owns its text */
    error_set(&err, STATUS_IO, "something later");
    error_place(&err, (SourceRef){.file = "other.csv"});
    char line[256];
    error_format(&err, line, sizeof line);
    assert_string_equal(line, "a/b.xlsx [Grade 3] C12: expected a date, found \"31/02/2014\"");
    assert_int_equal(err.status, STATUS_FORMAT);
}

static void a_place_is_filled_in_by_who_knows_it(void **state)
{
    (void)state;
    Error err = {0};
    error_place(&err, (SourceRef){.file = "not failed.csv"});
    assert_int_equal(err.file[0], 0);
    error_set(&err, STATUS_FORMAT, "bad");
    error_place(&err, (SourceRef){.file = "x.xml", .row = 7});
    char line[256];
    error_format(&err, line, sizeof line);
    assert_string_equal(line, "x.xml line 7: bad");
}

static void long_messages_are_cut_at_a_character(void **state)
{
    (void)state;
    Error err = {0};
    char text[601];
    for (size_t i = 0; i < 600; i += 3)
        memcpy(text + i, "က", 3);
    text[600] = '\0';
    error_set(&err, STATUS_FORMAT, "x%s", text);
    assert_int_equal(strlen(err.message), 1 + 84 * 3);
}

static void columns_are_named_as_spreadsheets_do(void **state)
{
    (void)state;
    static const struct {
        int col;
        const char *name;
    } CASES[] = {{1, "A"},     {26, "Z"},      {27, "AA"}, {702, "ZZ"},
                 {703, "AAA"}, {16384, "XFD"}, {0, ""}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        char name[8];
        column_name(CASES[i].col, name);
        assert_string_equal(name, CASES[i].name);
    }
}

static void every_status_has_its_exit_code(void **state)
{
    (void)state;
    static const int CODES[] = {
        [STATUS_OK] = 0,     [STATUS_USAGE] = 2,  [STATUS_IO] = 6,  [STATUS_INPUT] = 3,
        [STATUS_FORMAT] = 3, [STATUS_LIMIT] = 3,  [STATUS_SQL] = 4, [STATUS_CONFIG] = 3,
        [STATUS_LOCKED] = 4, [STATUS_REFUSED] = 5};
    for (Status status = STATUS_OK; status <= STATUS_REFUSED; status++)
        assert_int_equal(status_exit_code(status), CODES[status]);
}

static void an_arena_hands_out_aligned_memory_and_starts_again(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 5000; size += 97) {
            char *bytes = arena_alloc(arena, size);
            assert_int_equal((uintptr_t)bytes % 16, 0);
            memset(bytes, 0xAA, size);
        }
        int *zeroed = arena_new_array(arena, int, 100);
        for (int i = 0; i < 100; i++)
            assert_int_equal(zeroed[i], 0);
        assert_str(arena_str(arena, STR("kept")), "kept");
        assert_str(arena_printf(arena, "%d %s", 4, "th"), "4 th");
        assert_true(arena_used(arena) > 100000);
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    char *large = arena_alloc(arena, 3 << 20);
    memset(large, 1, 3 << 20);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_failure_wins_and_keeps_its_place),
        cmocka_unit_test(a_place_is_filled_in_by_who_knows_it),
        cmocka_unit_test(long_messages_are_cut_at_a_character),
        cmocka_unit_test(columns_are_named_as_spreadsheets_do),
        cmocka_unit_test(every_status_has_its_exit_code),
        cmocka_unit_test(an_arena_hands_out_aligned_memory_and_starts_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
