/* The office's own tables in every format that it may keep them in. */

#include "pipeline/map/registry.h"
#include "reports/workbook/registry_book.h"
#include "reports/write/book.h"
#include "tests/support/test.h"

#include "pipeline/base/file.h"
#include "pipeline/base/strbuf.h"

static const char *const ROWS[][4] = {{"# The lines above and below are not read.", "", "", ""},
                                      {"center_code", "name_en", "opened", "language"},
                                      {"# HKW-003", "An example", "2008-06-01", "my"},
                                      {"AAA-001", "First", "2010-06-01", "th"},
                                      {"BBB-002", "Second", "", ""}};

static void write_text(const char *path, char separator)
{
    Error err = {0};
    StrBuf text = STRBUF_INIT;
    for (size_t r = 0; r < COUNT_OF(ROWS); r++)
        for (int c = 0; c < 4; c++)
            strbuf_appendf(&text, "%s%c", ROWS[r][c], c < 3 ? separator : '\n');
    file_write(path, strbuf_str(&text), &err);
    strbuf_free(&text);
    assert_ok(err);
}

static void write_book(const char *path)
{
    Error err = {0};
    Book *book = book_create(path, &(BookOptions){.as_of = {2026, 11, 21}});
    BookSheet *sheet = book_sheet(book, STR("centers"), NULL);
    for (size_t r = 0; r < COUNT_OF(ROWS); r++)
        for (int c = 0; c < 4; c++)
            if (ROWS[r][c][0])
                book_text(sheet, (int)r, c, str_from(ROWS[r][c]), (BookStyle){0});
    book_close(book, &err);
    assert_ok(err);
}

typedef struct Folder {
    Arena *arena;
    const char *path;
} Folder;

static Folder folder_open(void)
{
    Error err = {0};
    Folder folder = {.arena = arena_create()};
    folder.path = test_folder(folder.arena);
    file_make_folder(file_join(folder.arena, folder.path, "registry"), &err);
    assert_ok(err);
    return folder;
}

static void folder_close(Folder *folder)
{
    test_folder_remove(folder->path);
    arena_free(folder->arena);
}

static void check_centers(const Folder *folder)
{
    Error err = {0};
    const Registry *registry = registry_load(folder->path, folder->arena, &err);
    assert_ok(err);
    assert_int_equal(registry->center_count, 2);
    assert_true(str_is(registry->centers[0].code, "AAA-001"));
    assert_true(str_is(registry->centers[0].opened, "2010-06-01"));
    assert_true(str_is(registry->centers[0].language, "th"));
    assert_true(str_is(registry->centers[1].name_en, "Second"));
    assert_true(str_is(registry->centers[1].language, "en"));
}

static void tabs_commas_and_workbooks_say_the_same(void **state)
{
    (void)state;
    static const char *const ENDINGS[] = {"tsv", "csv", "xlsx"};
    for (size_t i = 0; i < COUNT_OF(ENDINGS); i++) {
        Folder folder = folder_open();
        const char *path =
            arena_printf(folder.arena, "%s/registry/centers.%s", folder.path, ENDINGS[i]).ptr;
        if (i == 2)
            write_book(path);
        else
            write_text(path, i == 0 ? '\t' : ',');
        check_centers(&folder);
        folder_close(&folder);
    }
}

/* "rollbook init" left its forms, and somebody put tables of his own beside them. */
static void a_blank_form_beside_a_table_is_passed_over(void **state)
{
    (void)state;
    Error err = {0};
    Folder folder = folder_open();
    Assets assets = {0};
    WorkbookContext context = {.assets = &assets, .as_of = {2026, 1, 1}};
    static const char *const NAMES[] = {"centers", "population", "targets"};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        registry_book_write(
            &context, NAMES[i],
            arena_printf(folder.arena, "%s/registry/%s.xlsx", folder.path, NAMES[i]).ptr, &err);
    assert_ok(err);
    const Registry *blank = registry_load(folder.path, folder.arena, &err);
    assert_ok(err);
    assert_int_equal(blank->center_count + blank->population_count + blank->target_count, 0);
    write_text(file_join(folder.arena, folder.path, "registry/centers.tsv"), '\t');
    check_centers(&folder);
    folder_close(&folder);
}

static void two_tables_with_lines_stop_the_run(void **state)
{
    (void)state;
    Error err = {0};
    Folder folder = folder_open();
    write_text(file_join(folder.arena, folder.path, "registry/centers.tsv"), '\t');
    write_book(file_join(folder.arena, folder.path, "registry/centers.xlsx"));
    registry_load(folder.path, folder.arena, &err);
    assert_int_equal(err.status, STATUS_CONFIG);
    assert_string_equal(err.file, "registry/centers.xlsx");
    assert_non_null(strstr(err.message, "registry/centers.tsv"));
    folder_close(&folder);
}

/* From the PDF of the batch report: its tabs come out as blanks. */
static void a_line_pasted_from_a_printed_page_says_the_same(void **state)
{
    (void)state;
    static const char *const LINES[] = {"4889a22ebb4e\tTSA-005\t2026-10\taccept\tby phone",
                                        "4889a22ebb4e TSA-005 2026-10 accept by phone",
                                        "  4889A22EBB4E   TSA-005   2026-10   Accept   by phone "};
    for (size_t i = 0; i < COUNT_OF(LINES); i++) {
        Error err = {0};
        Folder folder = folder_open();
        Str text = arena_printf(folder.arena, "sha256\tcenter\tperiod\taction\twhy\n%s\n%s\n",
                                LINES[i], "35683710de48 withdraw sent twice");
        file_write(file_join(folder.arena, folder.path, "registry/files.tsv"), text, &err);
        const Registry *registry = registry_load(folder.path, folder.arena, &err);
        assert_ok(err);
        assert_int_equal(registry->file_count, 2);
        const FileRule *accept = &registry->files[0], *withdraw = &registry->files[1];
        assert_true(str_is(accept->sha256, "4889a22ebb4e"));
        assert_true(str_is(accept->center, "TSA-005"));
        assert_true(str_is(accept->period, "2026-10"));
        assert_int_equal(accept->action, FILE_ACCEPT);
        assert_true(str_is(accept->why, "by phone"));
        assert_true(str_is(withdraw->sha256, "35683710de48"));
        assert_int_equal(withdraw->center.len + withdraw->period.len, 0);
        assert_int_equal(withdraw->action, FILE_WITHDRAW);
        assert_true(str_is(withdraw->why, "sent twice"));
        folder_close(&folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tabs_commas_and_workbooks_say_the_same),
        cmocka_unit_test(a_blank_form_beside_a_table_is_passed_over),
        cmocka_unit_test(a_line_pasted_from_a_printed_page_says_the_same),
        cmocka_unit_test(two_tables_with_lines_stop_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
