/* rollbook.yaml: defaults, values, and faults with their lines. */

#include "tests/support/test.h"

#include "pipeline/config/config.h"

static Config *load(Arena *arena, Str yaml, Error *err)
{
    const char *folder = test_folder(arena);
    const char *path = file_join(arena, folder, "rollbook.yaml");
    file_write(path, yaml, err);
    Config *config = config_load(arena, path, err);
    test_folder_remove(folder);
    return config;
}

static void every_key_has_a_default(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Error err = {0};
    Config *config = config_load(arena, NULL, &err);
    assert_ok(err);
    assert_string_equal(config->time_zone, "Asia/Bangkok");
    assert_int_equal(config->minimum_cell[AUDIENCE_DONOR], 5);
    assert_string_equal(config->languages[1], "th");
    arena_free(arena);
}

static void values_are_read(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Error err = {0};
    Config *config = load(arena,
                          STR("office:\n  name_en: Tak 2\n  sample: true\nlanguages: [th]\n"
                              "thresholds:\n  hold_drop_share: 0.35\naudiences:\n  donor:\n"
                              "    minimum_cell: 10\ncalendar:\n  project_start: 2022-10-01\n"),
                          &err);
    assert_ok(err);
    assert_string_equal(config->office_name[0], "Tak 2");
    assert_true(config->sample);
    assert_string_equal(config->languages[0], "th");
    assert_null(config->languages[1]);
    assert_true(config->hold_drop_share == 0.35);
    assert_int_equal(config->minimum_cell[AUDIENCE_DONOR], 10);
    assert_int_equal(config->project_start.month, 10);
    arena_free(arena);
}

static void the_shipped_file_shows_the_defaults(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Error err = {0};
    Config *defaults = config_load(arena, NULL, &err);
    Config *shipped = config_load(arena, "rollbook.yaml", &err);
    assert_ok(err);
    assert_int_equal(shipped->silent_after_days, defaults->silent_after_days);
    assert_string_equal(shipped->font_myanmar.path, defaults->font_myanmar.path);
    assert_string_equal(shipped->office_name[1], defaults->office_name[1]);
    for (Audience a = 0; a < AUDIENCE_COUNT; a++)
        assert_int_equal(shipped->minimum_cell[a], defaults->minimum_cell[a]);
    assert_true(shipped->sample); /* the clone holds invented data, and says so */
    arena_free(arena);
}

static void faults_are_told_with_their_line(void **state)
{
    (void)state;
    static const struct {
        Str yaml;
        int64_t line;
    } CASES[] = {
        {STR_LIT("office:\n  nmae: x\n"), 2},
        {STR_LIT("\nthresholds:\n  heaping_share: 3\n"), 3},
        {STR_LIT("audiences:\n  donor:\n    minimum_cell: 1\n"), 3},
        {STR_LIT("languages: [fr]\n"), 1},
        {STR_LIT("calendar:\n  project_start: 1 July\n"), 2},
        {STR_LIT("indicators:\n  age_basis: guess\n"), 2},
        {STR_LIT("a: [b\n"), 2},
    };
    Arena *arena = arena_create();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Error err = {0};
        load(arena, CASES[i].yaml, &err);
        assert_int_equal(err.status, STATUS_CONFIG);
        assert_int_equal(err.row, CASES[i].line);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_has_a_default),
        cmocka_unit_test(values_are_read),
        cmocka_unit_test(the_shipped_file_shows_the_defaults),
        cmocka_unit_test(faults_are_told_with_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
