/* Zip containers that lie: each check of the container refuses its own damage. */

#include "pipeline/read/container.h"
#include "tests/support/small_zip.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Two entries, "a.xml" of 26 letters and "b.xml". */
static Str sample(SmallZip *zip)
{
    small_zip_add(zip, STR("a.xml"), STR("abcdefghijklmnopqrstuvwxyz"));
    small_zip_add(zip, STR("b.xml"), STR("b"));
    return small_zip_bytes(zip);
}

/* Reads a.xml; the failure's message, or the part's text. */
static const char *read_part(Arena *arena, Str bytes)
{
    Error err = {0};
    Container *container = container_open(arena, bytes, &READ_LIMITS, &err);
    const ContainerEntry *entry = container ? container_find(container, STR("A.XML")) : NULL;
    Str text = entry ? part_read_all(arena, container, entry, 1000, &err) : STR("no entry");
    return arena_cstr(arena, error_ok(&err) ? text : str_from(err.message));
}

static const struct {
    const char *name;
    size_t offset; /* from the start; from the central directory where >= DIRECTORY */
    char value;
    const char *expected;
} DAMAGES[] = {
    {"wrong checksum", 1000 + 16, 0x7F, "checksum"},
    {"larger than it says", 1000 + 24, 3, "larger than it says"},
    {"smaller than it says", 1000 + 24, 60, "smaller than it says"},
    {"unknown method", 1000 + 10, 97, "unknown method 97"},
    {"encrypted", 1000 + 8, 1, "password"},
    {"names differ", 30, 'x', "names differ"},
    {"not where it should be", 1000 + 42, 9, "not where"},
    {"past the end", 1000 + 22, 1, "past the end"},
    {"overlap", 1000 + 20, 40, "overlap"},
    {"directory ends early", 1000 + 46 + 5, 0, "ends early"},
};

static void every_lie_has_its_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof DAMAGES / sizeof *DAMAGES; i++) {
        SmallZip zip = {0};
        Arena *arena = arena_create();
        size_t directory = 0;
        Str bytes = sample(&zip);
        directory = bytes.len - 22 - zip.directory.len;
        size_t at = DAMAGES[i].offset;
        zip.file.ptr[at >= 1000 ? directory + at - 1000 : at] = DAMAGES[i].value;
        const char *found = read_part(arena, bytes);
        if (!strstr(found, DAMAGES[i].expected))
            fail_msg("%s: found \"%s\"", DAMAGES[i].name, found);
        arena_free(arena);
        small_zip_free(&zip);
    }
}

static void a_cut_off_archive_is_refused_at_every_length(void **state)
{
    (void)state;
    SmallZip zip = {0};
    Arena *arena = arena_create();
    Str bytes = sample(&zip);
    for (size_t len = 0; len < bytes.len; len++)
        assert_non_null(strstr(read_part(arena, str_slice(bytes, 0, len)), "damaged"));
    assert_string_equal(read_part(arena, bytes), "abcdefghijklmnopqrstuvwxyz");
    arena_free(arena);
    small_zip_free(&zip);
}

static void bytes_before_and_after_the_archive_do_not_matter(void **state)
{
    (void)state;
    SmallZip zip = {0};
    Arena *arena = arena_create();
    StrBuf file = STRBUF_INIT;
    strbuf_append_cstr(&file, "##########");
    strbuf_append(&file, sample(&zip));
    assert_string_equal(read_part(arena, strbuf_str(&file)), "abcdefghijklmnopqrstuvwxyz");
    strbuf_append_cstr(&file, "tail");
    assert_string_equal(read_part(arena, strbuf_str(&file)), "abcdefghijklmnopqrstuvwxyz");
    strbuf_free(&file);
    arena_free(arena);
    small_zip_free(&zip);
}

static void a_part_that_is_there_twice_is_refused(void **state)
{
    (void)state;
    SmallZip zip = {0};
    Arena *arena = arena_create();
    small_zip_add(&zip, STR("a.xml"), STR("1"));
    small_zip_add(&zip, STR("A.xml"), STR("2"));
    assert_non_null(strstr(read_part(arena, small_zip_bytes(&zip)), "twice"));
    arena_free(arena);
    small_zip_free(&zip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lie_has_its_message),
        cmocka_unit_test(a_cut_off_archive_is_refused_at_every_length),
        cmocka_unit_test(bytes_before_and_after_the_archive_do_not_matter),
        cmocka_unit_test(a_part_that_is_there_twice_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
