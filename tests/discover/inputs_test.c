/* What a night sees of inputs/ before it begins. */

#include "pipeline/base/file.h"
#include "pipeline/discover/inputs.h"
#include "tests/support/test.h"

typedef struct Folder {
    Arena *arena;
    const char *path;
} Folder;

static void put(const Folder *folder, const char *name, const char *text)
{
    Error err = {0};
    const char *path = file_join(folder->arena, folder->path, name);
    Str parent = str_slice(str_from(path), 0, (size_t)(strrchr(path, '/') - path));
    file_make_folder(arena_cstr(folder->arena, parent), &err);
    file_write(path, str_from(text), &err);
    assert_ok(err);
}

static Folder make_folder(void)
{
    Arena *arena = arena_create();
    Folder folder = {arena, test_folder(arena)};
    put(&folder, "north/register.csv", "No,Name\n");
    put(&folder, "north/june.csv", "No,Days\n");
    put(&folder, "registry/centers.tsv", "center_code\n");
    put(&folder, "README.md", "Put here what the centers send.\n");
    return folder;
}

static void release(Folder *folder)
{
    test_folder_remove(folder->path);
    arena_free(folder->arena);
}

static const char *digest(const Folder *folder)
{
    Error err = {0};
    char text[DIGEST_TEXT_SIZE];
    Inputs inputs = inputs_list(folder->arena, folder->path, &err);
    assert_ok(err);
    inputs_digest(&inputs, text);
    return arena_cstr(folder->arena, str_from(text));
}

static void every_file_is_listed_by_path_with_its_own_digest(void **state)
{
    (void)state;
    Folder folder = make_folder();
    Error err = {0};
    Inputs inputs = inputs_list(folder.arena, folder.path, &err);
    static const struct {
        const char *path, *text, *purpose;
    } EXPECTED[] = {{"north/june.csv", "No,Days\n", "submission"},
                    {"north/register.csv", "No,Name\n", "submission"},
                    {"registry/centers.tsv", "center_code\n", "registry"}};
    assert_ok(err);
    assert_int_equal(inputs.count, COUNT_OF(EXPECTED)); /* the README is for people */
    for (size_t i = 0; i < COUNT_OF(EXPECTED); i++) {
        char sha256[DIGEST_TEXT_SIZE];
        digest_of(str_from(EXPECTED[i].text), sha256);
        assert_string_equal(inputs.files[i].path, EXPECTED[i].path);
        assert_string_equal(inputs.files[i].sha256, sha256);
        assert_int_equal(inputs.files[i].size, strlen(EXPECTED[i].text));
        assert_string_equal(input_purpose(inputs.files[i].path), EXPECTED[i].purpose);
        assert_null(inputs.files[i].trouble);
    }
    release(&folder);
}

static void the_digest_changes_with_contents_and_with_paths(void **state)
{
    (void)state;
    Folder folder = make_folder();
    const char *first = digest(&folder);
    assert_string_equal(digest(&folder), first);
    put(&folder, "north/README.md", "Another one for people.\n");
    assert_string_equal(digest(&folder), first);

    put(&folder, "north/june.csv", "No,Days,Sick\n");
    const char *changed = digest(&folder);
    assert_string_not_equal(changed, first);
    put(&folder, "north/june (1).csv", "No,Days,Sick\n");
    assert_string_not_equal(digest(&folder), changed);
    release(&folder);
}

static void a_missing_folder_is_told(void **state)
{
    (void)state;
    Folder folder = make_folder();
    Error err = {0};
    inputs_list(folder.arena, file_join(folder.arena, folder.path, "south"), &err);
    assert_int_equal(err.status, STATUS_INPUT);
    release(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_listed_by_path_with_its_own_digest),
        cmocka_unit_test(the_digest_changes_with_contents_and_with_paths),
        cmocka_unit_test(a_missing_folder_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
