/* Where things come to stand: pages, headings, tables, contents. Judged by the display list. */

#include "tests/support/test.h"

#include "reports/layout/layout.h"
#include "reports/layout/theme.h"
#include "tests/support/sample_document.h"

static Typesetter typesetter;
static Arena *arena;
static Words *words;

static int set_up(void **state)
{
    (void)state;
    Error err = {0};
    Assets assets = {0};
    arena = arena_create();
    typesetter_open(&typesetter, config_load(arena, NULL, &err), &err);
    words = words_load(&assets, arena, "en", &err);
    return error_ok(&err) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    typesetter_close(&typesetter);
    arena_free(arena);
    return 0;
}

static const Display *lay_out(const Document *document)
{
    Error err = {0};
    const Display *display = layout_document(&typesetter, words, document, arena, &err);
    assert_ok(err);
    return display;
}

static const Document *document_of(const Block *blocks, size_t count)
{
    Document *document = sample_text(arena, 1);
    document->blocks = blocks;
    document->count = count;
    return document;
}

static Str draw_text_of(const Draw *draw)
{
    StrBuf buf = STRBUF_INIT;
    for (size_t i = 0; i < draw->glyph_count; i++)
        strbuf_append(&buf, code_table_text(draw->face->codes, draw->glyphs[i].code));
    Str text = arena_str(arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return text;
}

/* All text of a page, a line for each draw. */
static Str page_text(const Page *page)
{
    StrBuf buf = STRBUF_INIT;
    for (size_t i = 0; i < page->count; i++)
        for (size_t d = 0; d < page->placements[i].box->draw_count; d++) {
            strbuf_append(&buf, draw_text_of(&page->placements[i].box->draws[d]));
            strbuf_append_char(&buf, '\n');
        }
    Str text = arena_str(arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return text;
}

static bool has(Str text, const char *needle)
{
    return str_find(text, str_from(needle), 0) < text.len;
}

static void nothing_stands_outside_the_margins(void **state)
{
    (void)state;
    const Document *documents[] = {sample_report(arena, "en"), sample_register(arena, 60),
                                   sample_text(arena, 3)};
    for (size_t i = 0; i < COUNT_OF(documents); i++) {
        const Display *display = lay_out(documents[i]);
        for (size_t p = 0; p < display->page_count; p++) {
            const Page *page = &display->pages[p];
            for (size_t b = 0; b < page->count; b++)
                for (size_t d = 0; d < page->placements[b].box->draw_count; d++) {
                    const Draw *draw = &page->placements[b].box->draws[d];
                    Mpt x = page->placements[b].x + draw->x, y = page->placements[b].y + draw->y;
                    if (draw->kind != DRAW_TEXT || draw->node == NONE)
                        continue;
                    Str text = str_trim(draw_text_of(draw));
                    Mpt end = x + (text.len > 0 ? draw->width - PT(4) : 0);
                    assert_true(x >= MARGIN_SIDE && end <= page->width - MARGIN_SIDE);
                    assert_true(y > 0 && y < page->height - MARGIN_BOTTOM / 2);
                }
        }
    }
}

/* Headings at every height of the page: after each stands text of its own on the same page, and the
 * first line of the list that this text speaks of. */
static void a_heading_is_never_left_at_a_pages_foot(void **state)
{
    (void)state;
    Block first = sample_paragraph(arena, "First of the list.");
    Block second = sample_paragraph(arena, "Second of the list.");
    const ListItem items[] = {{&first, 1}, {&second, 1}};
    for (size_t before = 10; before < 60; before++) {
        Block *blocks = arena_new_array(arena, Block, before + 3);
        for (size_t i = 0; i < before; i++)
            blocks[i] = sample_paragraph(arena, "One line of text.");
        blocks[before] = sample_heading(arena, 2, "The heading");
        blocks[before + 1] = sample_paragraph(arena, "What the heading is about.");
        blocks[before + 2] = (Block){.kind = BLOCK_LIST, .items = items, .item_count = 2};
        const Display *display = lay_out(document_of(blocks, before + 3));
        for (size_t p = 0; p < display->page_count; p++) {
            Str text = page_text(&display->pages[p]);
            assert_int_equal(has(text, "The heading"), has(text, "What the heading is about."));
            assert_int_equal(has(text, "The heading"), has(text, "First of the list."));
        }
    }
}

static void no_line_of_a_paragraph_stands_alone(void **state)
{
    (void)state;
    static const char three[] = "Zebra one two three four five six seven eight nine ten eleven "
                                "twelve thirteen fourteen fifteen sixteen seventeen eighteen "
                                "nineteen twenty and so on until the third line of this paragraph "
                                "is reached, which says nothing but that it is a long one, yak.";
    for (size_t before = 20; before < 50; before++) {
        Block *blocks = arena_new_array(arena, Block, before + 1);
        for (size_t i = 0; i < before; i++)
            blocks[i] = sample_paragraph(arena, "One line of text.");
        blocks[before] = sample_paragraph(arena, three);
        const Display *display = lay_out(document_of(blocks, before + 1));
        for (size_t p = 0; p < display->page_count; p++) {
            Str text = page_text(&display->pages[p]);
            /* Three lines cannot be divided two and two. */
            assert_int_equal(has(text, "Zebra"), has(text, "yak"));
        }
    }
}

static const Table *long_table(size_t rows, bool total)
{
    const char **cells = arena_new_array(arena, const char *, rows * 2);
    for (size_t r = 0; r < rows; r++) {
        cells[2 * r] = arena_printf(arena, "row-%zu.", r).ptr;
        cells[2 * r + 1] = "value";
    }
    Table *table = sample_table(arena, 2, rows, cells);
    TableColumn *columns = arena_new_array(arena, TableColumn, 2);
    columns[0].label = STR("Head of names");
    columns[1].label = STR("Head of values");
    table->columns = columns;
    table->caption = STR("A long one");
    table->number = 7;
    if (total) {
        TableRow *copy = arena_new_array(arena, TableRow, rows);
        memcpy(copy, table->rows, rows * sizeof *copy);
        copy[rows - 1].role = ROW_TOTAL;
        table->rows = copy;
    }
    return table;
}

static void a_tables_head_stands_on_every_page_and_its_caption_once(void **state)
{
    (void)state;
    Block block = sample_table_block(long_table(150, false));
    const Display *display = lay_out(document_of(&block, 1));
    assert_true(display->page_count >= 4);
    size_t rows = 0;
    for (size_t p = 0; p < display->page_count; p++) {
        Str text = page_text(&display->pages[p]);
        assert_true(has(text, "Head of names"));
        assert_int_equal(has(text, "A long one"), p == 0);
        assert_int_equal(has(text, "Table 7, continued"), p > 0);
        for (size_t at = 0; (at = str_find(text, STR("row-"), at)) < text.len; at++)
            rows++;
    }
    assert_int_equal(rows, 150);
}

static void a_total_is_never_alone_on_a_page(void **state)
{
    (void)state;
    for (size_t rows = 30; rows < 60; rows++) {
        Block block = sample_table_block(long_table(rows, true));
        const Display *display = lay_out(document_of(&block, 1));
        Str last = page_text(&display->pages[display->page_count - 1]);
        char total[24], before[24];
        snprintf(total, sizeof total, "row-%zu.", rows - 1);
        snprintf(before, sizeof before, "row-%zu.", rows - 2);
        assert_true(has(last, total));
        assert_true(has(last, before));
    }
}

/* One cell of 400 lines: pages of it, nothing lost, nothing below the margin. */
static void a_row_taller_than_a_page_is_divided_between_lines(void **state)
{
    (void)state;
    StrBuf text = STRBUF_INIT;
    for (int i = 0; i < 400; i++)
        strbuf_appendf(&text, "%sline-%d.", i ? "\n" : "", i);
    const char *cells[2] = {"name", arena_cstr(arena, strbuf_str(&text))};
    strbuf_free(&text);
    Block block = sample_table_block(sample_table(arena, 2, 1, cells));
    const Display *display = lay_out(document_of(&block, 1));
    size_t lines = 0;
    assert_true(display->page_count > 4);
    for (size_t p = 0; p < display->page_count; p++) {
        const Page *page = &display->pages[p];
        Str all = page_text(page);
        for (size_t at = 0; (at = str_find(all, STR("line-"), at)) < all.len; at++)
            lines++;
        for (size_t b = 0; b + 1 < page->count; b++)
            assert_true(page->placements[b].y + page->placements[b].box->height <=
                        page->height - MARGIN_BOTTOM + PT(1));
    }
    assert_int_equal(lines, 400);
}

static void a_table_too_wide_for_an_upright_page_takes_its_heading_to_a_landscape_one(void **state)
{
    (void)state;
    enum { COLUMNS = 14 };
    const char **cells = arena_new_array(arena, const char *, COLUMNS);
    for (size_t c = 0; c < COLUMNS; c++)
        cells[c] = "unbreakable";
    Block blocks[] = {sample_paragraph(arena, "Upright."),
                      sample_heading(arena, 1, "Wide"),
                      sample_paragraph(arena, "Few words."),
                      sample_table_block(sample_table(arena, COLUMNS, 1, cells)),
                      sample_heading(arena, 1, "Narrow"),
                      sample_paragraph(arena, "Again upright.")};
    const Display *display = lay_out(document_of(blocks, COUNT_OF(blocks)));
    assert_int_equal(display->page_count, 3);
    assert_false(display->pages[0].landscape);
    assert_true(display->pages[1].landscape);
    assert_false(display->pages[2].landscape);
    assert_true(has(page_text(&display->pages[1]), "Wide"));
    assert_true(has(page_text(&display->pages[2]), "Narrow"));
}

/* "Unknown" over three columns of one digit each: the columns give way, the word is not cut. */
static void a_heading_over_several_columns_is_not_cut(void **state)
{
    (void)state;
    static const char *const cells[] = {"a", "0", "0", "0"};
    Table *table = sample_table(arena, 4, 1, cells);
    TableColumn *columns = arena_new_array(arena, TableColumn, 4);
    for (size_t c = 0; c < 4; c++)
        columns[c].label = STR("x");
    TableSpan span = {STR("Incomprehensibilities"), 1, 2};
    table->columns = columns;
    table->spans = &span;
    table->span_count = 1;
    Block block = sample_table_block(table);
    const Display *display = lay_out(document_of(&block, 1));
    assert_true(has(page_text(&display->pages[0]), "Incomprehensibilities\n"));
}

static void the_contents_name_the_pages_on_which_headings_stand(void **state)
{
    (void)state;
    const Display *display = lay_out(sample_report(arena, "en"));
    Str contents = page_text(&display->pages[1]);
    assert_true(has(contents, "Contents"));
    for (size_t i = 0; i < display->bookmark_count; i++) {
        const Bookmark *bookmark = &display->bookmarks[i];
        Str page = page_text(&display->pages[bookmark->page]);
        const char *title = arena_cstr(arena, bookmark->title);
        assert_true(has(page, title));
        if (bookmark->level > 2)
            continue;
        char line[256];
        snprintf(line, sizeof line, "%s\n%zu\n", title, bookmark->page + 1);
        assert_true(has(contents, line));
    }
}

static void a_heading_in_the_text_can_be_linked_to(void **state)
{
    (void)state;
    Inline word = {.kind = INLINE_TEXT, .text = STR("there")};
    Inline links[] = {
        {.kind = INLINE_LINK, .url = STR("#Target"), .children = &word, .count = 1},
        {.kind = INLINE_LINK, .url = STR("#nowhere"), .children = &word, .count = 1},
    };
    Block blocks[] = {{.kind = BLOCK_PARAGRAPH, .inlines = links, .inline_count = 2},
                      sample_heading(arena, 1, "Target")};
    const Display *display = lay_out(document_of(blocks, COUNT_OF(blocks)));
    assert_int_equal(display->link_count, 2);
    assert_int_equal(display->links[0].bookmark, 0);
    assert_int_equal(display->links[1].bookmark, NONE);
}

static void an_empty_document_is_one_page(void **state)
{
    (void)state;
    const Display *display = lay_out(document_of(NULL, 0));
    assert_int_equal(display->page_count, 1);
}

static void the_dump_shows_places_structure_and_text(void **state)
{
    (void)state;
    Block block = sample_paragraph(arena, "Seen.");
    StrBuf dump = STRBUF_INIT;
    display_dump(&dump, lay_out(document_of(&block, 1)));
    assert_true(has(strbuf_str(&dump), "page 1 portrait\n"));
    assert_true(has(strbuf_str(&dump), " P Seen.\n"));
    strbuf_free(&dump);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(nothing_stands_outside_the_margins),
        TEST(a_heading_is_never_left_at_a_pages_foot),
        TEST(no_line_of_a_paragraph_stands_alone),
        TEST(a_tables_head_stands_on_every_page_and_its_caption_once),
        TEST(a_total_is_never_alone_on_a_page),
        TEST(a_row_taller_than_a_page_is_divided_between_lines),
        TEST(a_table_too_wide_for_an_upright_page_takes_its_heading_to_a_landscape_one),
        TEST(a_heading_over_several_columns_is_not_cut),
        TEST(the_contents_name_the_pages_on_which_headings_stand),
        TEST(a_heading_in_the_text_can_be_linked_to),
        TEST(an_empty_document_is_one_page),
        TEST(the_dump_shows_places_structure_and_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
