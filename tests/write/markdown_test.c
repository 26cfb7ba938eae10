/* Markdown: what is data stays data, whatever it looks like. */

#include "pipeline/base/file.h"
#include "reports/model/builder.h"
#include "reports/write/writer.h"

#include <cmark.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

/* The Markdown of blocks, without the document's head. */
static const char *written(Arena *arena, BlockList *list)
{
    Error err = {0};
    char folder[] = "/tmp/rollbook-markdown-test.XXXXXX";
    assert_non_null(mkdtemp(folder));
    Assets assets = {0};
    Config *config = config_load(arena, NULL, &err);
    WriterOptions options = {.config = config, .assets = &assets};
    Document document = {.title = STR("T"),
                         .language = STR("en"),
                         .as_of = {2026, 11, 21},
                         .blocks = list->items,
                         .count = list->count};
    const char *path = file_join(arena, folder, "x.md");
    write_markdown(&document, &options, path, &err);
    assert_string_equal(err.message, "");
    Str text = file_read(arena, path, 1 << 20, &err);
    size_t start = str_find(text, STR("2026\n\n"), 0) + 6;
    file_remove_tree(folder, &err);
    return arena_cstr(arena, str_slice(text, start, text.len));
}

static void text_that_looks_like_markup_reads_back_as_text(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "*not emphasis* and _this_ neither",
        "# no heading",
        "1. no list",
        "12) none",
        "- no item",
        "+ none",
        "> no quote",
        "<b>no HTML</b>",
        "`no code`",
        "[no](link)",
        "a | b",
        "\\*",
        "&amp; &lt; &#35;",
        "~~~",
        "===",
        "---",
        "![x](y)",
        "MLC_003_a",
        "a\nb\n\nc",
        "``",
        "=SUM(A1)",
        "ด.ช. *x*",
        "*****",
        "{{period}}",
    };
    Arena *arena = arena_create();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        BlockList list = {.arena = arena};
        add_paragraph(&list, str_from(texts[i]));
        const char *markdown = written(arena, &list);
        cmark_node *root = cmark_parse_document(markdown, strlen(markdown), 0);
        cmark_consolidate_text_nodes(root);
        cmark_node *paragraph = cmark_node_first_child(root);
        assert_int_equal(cmark_node_get_type(paragraph), CMARK_NODE_PARAGRAPH);
        assert_null(cmark_node_next(paragraph));
        cmark_node *text = cmark_node_first_child(paragraph);
        assert_int_equal(cmark_node_get_type(text), CMARK_NODE_TEXT);
        assert_null(cmark_node_next(text));
        /* Line breaks in data become blanks. */
        char *expected = strdup(texts[i]);
        for (char *c = expected; *c; c++)
            *c = *c == '\n' ? ' ' : *c;
        assert_string_equal(cmark_node_get_literal(text), expected);
        free(expected);
        cmark_node_free(root);
    }
    arena_free(arena);
}

static void tables_carry_alignment_spans_totals_and_marks(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const TableColumn columns[] = {
        {.name = STR_LIT("d"), .label = STR_LIT("District"), .align = ALIGN_LEFT},
        {.name = STR_LIT("n"),
         .label = STR_LIT("Girls"),
         .align = ALIGN_RIGHT,
         .format = FORMAT_COUNT},
    };
    const TableSpan spans[] = {{.label = STR_LIT("2026"), .first = 1, .last = 1}};
    const TableCell first[] = {{.value = {.type = VALUE_TEXT, .text = STR_LIT("A|B")}},
                               {.value = {.type = VALUE_INT, .integer = 1234},
                                .mark = MARK_WARNING,
                                .comment = STR_LIT("see row 3")}};
    const TableCell second[] = {
        {.value = {.type = VALUE_TEXT, .text = STR_LIT("Total")}},
        {.value = {.type = VALUE_REAL, .real = 0.5}, .format = FORMAT_PERCENT}};
    const TableRow rows[] = {{.cells = first}, {.role = ROW_TOTAL, .cells = second}};
    const Str notes[] = {STR_LIT("a *note*")};
    Table table = {.id = STR("t"),
                   .caption = STR("Caption"),
                   .columns = columns,
                   .column_count = 2,
                   .spans = spans,
                   .span_count = 1,
                   .rows = rows,
                   .row_count = 2,
                   .notes = notes,
                   .note_count = 1};
    BlockList list = {.arena = arena};
    Captions captions = {0};
    add_table(&list, &captions, table);
    assert_string_equal(written(arena, &list), "**Table 1. Caption**\n\n"
                                               "| District | 2026: Girls |\n|---|---:|\n"
                                               "| A\\|B | ▲ 1,234 (see row 3) |\n"
                                               "| **Total** | **50.0%** |\n\n*a \\*note\\**\n");
    arena_free(arena);
}

static void lists_inside_lists_keep_their_indent(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    BlockList inner = {.arena = arena};
    add_paragraph(&inner, STR("deep"));
    ListItem deep = {.blocks = inner.items, .count = inner.count};
    BlockList outer = {.arena = arena};
    add_paragraph(&outer, STR("top"));
    block_list_add(&outer, (Block){.kind = BLOCK_LIST, .items = &deep, .item_count = 1});
    ListItem items[] = {{.blocks = outer.items, .count = outer.count}};
    BlockList list = {.arena = arena};
    block_list_add(
        &list,
        (Block){.kind = BLOCK_LIST, .ordered = true, .start = 1, .items = items, .item_count = 1});
    assert_string_equal(written(arena, &list), "1. top\n\n   - deep\n");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_that_looks_like_markup_reads_back_as_text),
        cmocka_unit_test(tables_carry_alignment_spans_totals_and_marks),
        cmocka_unit_test(lists_inside_lists_keep_their_indent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
