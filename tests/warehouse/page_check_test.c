/* Damaged pages are found, wherever SQLite's own check finds them; sound files pass. */

#include "tests/support/test.h"

#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/page_check.h"

/* Tables of every kind, with rows that overflow their page, and pages that are free again. */
static const char CONTENTS[] =
    "PRAGMA page_size = 1024;"
    "CREATE TABLE child (id INTEGER PRIMARY KEY, name, born, remarks);"
    "CREATE TABLE figure (kind, period, value, PRIMARY KEY (kind, period)) WITHOUT ROWID;"
    "CREATE TABLE gone (x);"
    "CREATE INDEX child_by_name ON child (name);"
    "WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
    " INSERT INTO child SELECT i * 3 - 4000, 'name ' || i % 700, i * 1.5,"
    "  CASE WHEN i % 100 = 0 THEN hex(zeroblob(i)) WHEN i % 3 THEN i * 100000000 END FROM n;"
    "INSERT INTO figure SELECT name, id, born FROM child;"
    "INSERT INTO gone SELECT hex(zeroblob(2000)) FROM child LIMIT 20;"
    "DELETE FROM gone WHERE rowid > 3;"
    "DELETE FROM child WHERE id % 7 = 0";

static const char *make_file(Arena *arena, const char *folder)
{
    Error err = {0};
    const char *path = file_join(arena, folder, "whole.db");
    Db *db = db_open(path, DB_CREATE, &err);
    db_exec(db, CONTENTS, &err);
    db_close(db);
    assert_ok(err);
    return path;
}

/* Whether the check finds something; *text, of length ERROR_MESSAGE_MAX, is what. */
static bool finds(const char *path, char *text)
{
    Error err = {0};
    StrBuf report = STRBUF_INIT;
    Db *db = db_open(path, DB_READ, &err);
    int faults = page_check(db, path, &report, &err);
    db_close(db);
    snprintf(text, ERROR_MESSAGE_MAX, "%s%s", strbuf_cstr(&report), err.message);
    strbuf_free(&report);
    return faults > 0 || !error_ok(&err);
}

static bool sqlite_finds(const char *path)
{
    Error err = {0};
    Db *db = db_open(path, DB_READ, &err);
    Stmt *stmt = db_prepare(db, "PRAGMA quick_check(1)", &err);
    bool sound = stmt_step(stmt, &err) && str_is(stmt_str(stmt, 0), "ok") && error_ok(&err);
    stmt_free(stmt);
    db_close(db);
    return !sound;
}

static void a_sound_file_passes(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    char text[ERROR_MESSAGE_MAX];
    assert_false(finds(make_file(arena, folder), text));
    assert_string_equal(text, "");
    test_folder_remove(folder);
    arena_free(arena);
}

/* One byte of the file's head, or of the heads and pointers of pages, where structure lies dense.
 */
static size_t place_of(uint32_t random, size_t size)
{
    size_t page = random % (size / 1024), at = random / 65536 % 1024;
    return page * 1024 + (random / 7 % 3 ? at % 64 : at);
}

static void what_sqlite_finds_in_changed_bytes_is_found(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    Error err = {0};
    Str whole = file_read(arena, make_file(arena, folder), 4 << 20, &err);
    const char *path = file_join(arena, folder, "changed.db");
    char *bytes = arena_alloc(arena, whole.len);
    uint32_t random = 2463534242;
    int theirs = 0;
    for (int round = 0; round < 600; round++) {
        random ^= random << 13, random ^= random >> 17, random ^= random << 5; /* Marsaglia */
        memcpy(bytes, whole.ptr, whole.len);
        size_t at = place_of(random, whole.len);
        bytes[at] = (char)(bytes[at] ^ (1 << round % 8));
        file_write_unsynced(path, (Str){bytes, whole.len}, &err);
        assert_ok(err);
        char text[ERROR_MESSAGE_MAX];
        bool found = finds(path, text);
        if (!sqlite_finds(path))
            continue;
        theirs++;
        if (!found)
            fail_msg("round %d: bit %d of byte %zu on page %zu is not found", round, round % 8,
                     at % 1024, at / 1024 + 1);
    }
    assert_true(theirs > 150);
    test_folder_remove(folder);
    arena_free(arena);
}

static void damage_is_told_with_its_page(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        size_t at, len;
        const char *expected;
    } DAMAGES[] = {
        {"a page of zeros", 20 * 1024, 1024, "integrity: page 21: is not a page of a tree"},
        {"no free pages known", 32, 8, "has no place"},
        {"one page fewer than there are", 31, 1, "the file is not as long as its head says"},
    };
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    Error err = {0};
    Str whole = file_read(arena, make_file(arena, folder), 4 << 20, &err);
    const char *path = file_join(arena, folder, "changed.db");
    for (size_t i = 0; i < COUNT_OF(DAMAGES); i++) {
        char *bytes = arena_alloc(arena, whole.len);
        memcpy(bytes, whole.ptr, whole.len);
        memset(bytes + DAMAGES[i].at, 0, DAMAGES[i].len);
        file_write_unsynced(path, (Str){bytes, whole.len}, &err);
        char text[ERROR_MESSAGE_MAX];
        assert_true(finds(path, text));
        if (!strstr(text, DAMAGES[i].expected))
            fail_msg("%s: %s", DAMAGES[i].what, text);
    }
    file_write_unsynced(path, str_slice(whole, 0, whole.len - 1), &err);
    char text[ERROR_MESSAGE_MAX];
    assert_true(finds(path, text));
    test_folder_remove(folder);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_file_passes),
        cmocka_unit_test(what_sqlite_finds_in_changed_bytes_is_found),
        cmocka_unit_test(damage_is_told_with_its_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
