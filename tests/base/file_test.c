/* Whole reads, writes that appear at once, sorted walks. */

#include "tests/support/test.h"

#include <sys/stat.h>

static void a_write_is_whole_private_and_leaves_nothing_behind(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    Error err = {0};
    const char *path = file_join(arena, folder, "report.md");
    file_write(path, STR("first"), &err);
    file_write(path, STR("second"), &err);
    assert_ok(err);
    assert_str(file_read(arena, path, 100, &err), "second");
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(file_walk(arena, folder, &err).count, 1);

    file_write(file_join(arena, folder, "no/such/folder.md"), STR("x"), &err);
    assert_int_equal(err.status, STATUS_IO);
    test_folder_remove(folder);
    assert_false(file_exists(folder));
    arena_free(arena);
}

static void a_file_past_the_limit_is_refused(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    Error err = {0};
    const char *path = file_join(arena, folder, "x");
    file_write(path, STR("12345"), &err);
    file_read(arena, path, 4, &err);
    assert_int_equal(err.status, STATUS_LIMIT);
    Error missing = {0};
    file_read(arena, file_join(arena, folder, "y"), 4, &missing);
    assert_int_equal(missing.status, STATUS_INPUT);
    Error is_folder = {0};
    file_read(arena, folder, 4, &is_folder);
    assert_int_equal(is_folder.status, STATUS_INPUT);
    test_folder_remove(folder);
    arena_free(arena);
}

static void a_walk_is_sorted_and_follows_no_links(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    Error err = {0};
    file_make_folder(file_join(arena, folder, "b/deep"), &err);
    static const char *const NAMES[] = {"c.txt", "b/deep/x", "a.txt", "b.txt", ".hidden"};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        file_write(file_join(arena, folder, NAMES[i]), STR("x"), &err);
    assert_int_equal(symlink("/etc/passwd", file_join(arena, folder, "link")), 0);
    FileList list = file_walk(arena, folder, &err);
    assert_ok(err);
    static const char *const EXPECTED[] = {"a.txt", "b.txt", "b/deep/x", "c.txt"};
    assert_int_equal(list.count, COUNT_OF(EXPECTED));
    for (size_t i = 0; i < COUNT_OF(EXPECTED); i++)
        assert_string_equal(list.paths[i], EXPECTED[i]);
    test_folder_remove(folder);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_write_is_whole_private_and_leaves_nothing_behind),
        cmocka_unit_test(a_file_past_the_limit_is_refused),
        cmocka_unit_test(a_walk_is_sorted_and_follows_no_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
