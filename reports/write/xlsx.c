/*
 * A document as an Excel workbook: a sheet for each level-1 heading, with native tables and charts,
 * frozen headings and print set-up; a first sheet with title and linked contents. Formulas stand
 * only where the sum of the cells above is the figure itself, and carry their value.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/base/utf8.h"
#include "reports/write/writer.h"
#include "reports/write/xlsx_private.h"

/* --- blocks ----------------------------------------------------------------------------------- */

static void put_blocks(XlsxWriter *writer, const Block *blocks, size_t count, int indent);

static void put_list(XlsxWriter *writer, const Block *block, int indent)
{
    for (size_t i = 0; i < block->item_count; i++) {
        const ListItem *item = &block->items[i];
        Str bullet =
            block->ordered ? arena_printf(writer->arena, "%d. ", block->start + (int)i) : STR("• ");
        size_t rest = 0;
        if (item->count && item->blocks[0].kind == BLOCK_PARAGRAPH) {
            Str text = xlsx_inlines(writer, item->blocks[0].inlines, item->blocks[0].inline_count);
            xlsx_put_text(writer,
                          arena_printf(writer->arena, "%.*s%.*s", STR_ARG(bullet), STR_ARG(text)),
                          (BookStyle){.color = XLSX_INK}, indent + 1);
            rest = 1;
        }
        put_blocks(writer, item->blocks + rest, item->count - rest, indent + 2);
    }
}

static void put_blocks(XlsxWriter *writer, const Block *blocks, size_t count, int indent)
{
    for (size_t i = 0; i < count; i++) {
        const Block *block = &blocks[i];
        switch (block->kind) {
        case BLOCK_HEADING: {
            BookStyle style = {
                .bold = true, .size = block->level <= 2 ? 13 : 11, .color = XLSX_ACCENT};
            xlsx_put_text(writer, xlsx_inlines(writer, block->inlines, block->inline_count), style,
                          0);
            break;
        }
        case BLOCK_PARAGRAPH:
            xlsx_put_text(writer, xlsx_inlines(writer, block->inlines, block->inline_count),
                          (BookStyle){.color = XLSX_INK}, indent);
            break;
        case BLOCK_LIST:
            put_list(writer, block, indent);
            break;
        case BLOCK_QUOTE:
            put_blocks(writer, block->blocks, block->block_count, indent + 1);
            break;
        case BLOCK_CODE:
            xlsx_put_text(writer, block->text, (BookStyle){.color = XLSX_GREY}, indent);
            break;
        case BLOCK_TABLE:
            xlsx_put_table(writer, block->table);
            break;
        case BLOCK_FIGURE:
            xlsx_put_figure(writer, block->figure);
            break;
        case BLOCK_RULE:
        case BLOCK_PAGE_BREAK:
            break;
        }
    }
}

/* --- sheets ----------------------------------------------------------------------------------- */

/* The marks that every page carries, joined: draft, sample, confidential. */
static Str marks(XlsxWriter *writer)
{
    const Document *document = writer->document;
    StrBuf buf = STRBUF_INIT;
    const struct {
        bool on;
        const char *key;
    } list[] = {{document->draft, "report.draft"},
                {document->sample, "report.sample"},
                {document->confidential, "report.confidential"}};
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
        if (list[i].on) {
            if (buf.len)
                strbuf_append_cstr(&buf, "  ·  ");
            strbuf_append(&buf, words_get(writer->words, list[i].key));
        }
    Str text = arena_str(writer->arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return text;
}

static void begin_sheet(XlsxWriter *writer, BookSheet *sheet)
{
    writer->sheet = sheet;
    writer->row = 0;
    writer->tables_on_sheet = 0;
    writer->landscape = false;
    writer->freeze_row = writer->freeze_col = 0;
    writer->columns_used = 0;
    for (size_t i = 0; i < XLSX_COLUMNS_KEPT; i++)
        writer->widths[i] = XLSX_COLUMN_MIN;
    book_no_gridlines(writer->sheet);
    book_default_height(writer->sheet, xlsx_line_height(writer) + 1);
    Str text = marks(writer);
    if (text.len)
        xlsx_put_text(writer, text, (BookStyle){.bold = true, .size = 10, .color = 0x9A3B3B}, 0);
}

static Str escape_ampersands(XlsxWriter *writer, Str text)
{
    StrBuf buf = STRBUF_INIT;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '&')
            strbuf_append_char(&buf, '&');
        strbuf_append_char(&buf, text.ptr[i]);
    }
    Str escaped = arena_str(writer->arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return escaped;
}

static void end_sheet(XlsxWriter *writer)
{
    int columns =
        writer->columns_used > XLSX_TEXT_COLUMNS ? writer->columns_used : XLSX_TEXT_COLUMNS;
    if (writer->columns_used == 0)
        writer->widths[0] = 16;
    for (int col = 0; col < columns && col < XLSX_COLUMNS_KEPT; col++)
        book_column_width(writer->sheet, col, col, writer->widths[col] + 0.7);
    if (writer->tables_on_sheet == 1 && writer->freeze_row > 0 && writer->freeze_row <= 16) {
        book_freeze(writer->sheet, writer->freeze_row, writer->freeze_col);
        book_repeat_rows(writer->sheet, writer->freeze_row - 1, writer->freeze_row - 1);
    }
    Str page =
        words_fill(writer->words, writer->arena, "report.page", "page", "&P", "pages", "&N", NULL);
    Str title = escape_ampersands(writer, utf8_cut(writer->document->title, 120));
    Str header = arena_printf(writer->arena, "&L&9%.*s&R&9%.*s", STR_ARG(title),
                              STR_ARG(escape_ampersands(writer, marks(writer))));
    Str footer = arena_printf(writer->arena, "&L&8%.*s&R&8%.*s",
                              STR_ARG(escape_ampersands(writer, writer->document->generator)),
                              STR_ARG(page));
    book_print_setup(writer->sheet, writer->landscape, header, footer);
}

/* The end of the blocks that belong to the sheet beginning at `from`. */
static size_t sheet_end(const Document *document, size_t from)
{
    size_t i = from + 1;
    while (i < document->count &&
           !(document->blocks[i].kind == BLOCK_HEADING && document->blocks[i].level == 1))
        i++;
    return i;
}

static bool begins_sheet(const Document *document, size_t i)
{
    return document->blocks[i].kind == BLOCK_HEADING && document->blocks[i].level == 1;
}

/* What a level-1 heading begins. */
typedef struct Section {
    Str title, name; /* name: of its sheet, as Excel knows it */
    BookSheet *sheet;
    const Block *blocks;
    size_t count;
} Section;

static void put_front_sheet(XlsxWriter *writer, size_t first_heading, const Section *sections,
                            size_t count)
{
    const Document *document = writer->document;
    BookStyle title = {.bold = true, .size = 18, .color = XLSX_ACCENT};
    xlsx_put_text(writer, document->title, title, 0);
    if (document->subtitle.len)
        xlsx_put_text(writer, document->subtitle, (BookStyle){.size = 13, .color = XLSX_INK}, 0);
    xlsx_put_text(writer, document->office, (BookStyle){.color = XLSX_GREY}, 0);
    char iso[DATE_TEXT_SIZE];
    date_format_iso(document->as_of, iso);
    Value as_of = {.type = VALUE_DATE, .text = str_from(iso)};
    Str date = value_text(writer->arena, writer->words, as_of, FORMAT_DATE);
    xlsx_put_text(writer,
                  words_fill(writer->words, writer->arena, "report.as_of", "date", date.ptr, NULL),
                  (BookStyle){.color = XLSX_GREY}, 0);
    writer->row++;
    put_blocks(writer, document->blocks, first_heading, 0);
    if (count > 0) {
        xlsx_put_text(writer, words_get(writer->words, "report.contents"),
                      (BookStyle){.bold = true, .size = 13, .color = XLSX_ACCENT}, 0);
        for (size_t i = 0; i < count; i++) {
            const char *target =
                arena_printf(writer->arena, "'%.*s'!A1", STR_ARG(sections[i].name)).ptr;
            book_link(writer->sheet, writer->row++, 0, target, sections[i].title,
                      (BookStyle){.color = XLSX_ACCENT});
        }
    }
}

static const char *font_of(const char *language)
{
    if (strcmp(language, "th") == 0)
        return "TH Sarabun New"; /* cabinet resolution of 7 September 2553 B.E. */
    return strcmp(language, "my") == 0 ? "Myanmar Text" : "Calibri";
}

void write_xlsx(const Document *document, const WriterOptions *options, const char *path,
                Error *err)
{
    if (!error_ok(err))
        return;
    Arena *arena = arena_create();
    XlsxWriter *writer = arena_new(arena, XlsxWriter);
    writer->document = document;
    writer->arena = arena;
    const char *language = arena_cstr(arena, document->language);
    writer->words =
        options->words ? options->words : words_load(options->assets, arena, language, err);
    if (!error_ok(err)) {
        arena_free(arena);
        return;
    }
    writer->book = book_create(path, &(BookOptions){.title = document->title,
                                                    .author = document->office,
                                                    .as_of = document->as_of,
                                                    .font = font_of(language),
                                                    .font_size = language[0] == 't' ? 14 : 11});
    size_t first = 0;
    while (first < document->count && !begins_sheet(document, first))
        first++;
    /* All sheets are there before the first is written, so that the contents can link to them. */
    BookSheet *front = book_sheet(writer->book, words_get(writer->words, "report.contents"), NULL);
    Section *sections = arena_new_array(arena, Section, document->count + 1);
    size_t count = 0;
    for (size_t i = first; i < document->count; i = sheet_end(document, i)) {
        const Block *heading = &document->blocks[i];
        Section *section = &sections[count++];
        section->title = xlsx_inlines(writer, heading->inlines, heading->inline_count);
        section->sheet = book_sheet(writer->book, section->title, &section->name);
        section->blocks = heading + 1;
        section->count = sheet_end(document, i) - i - 1;
    }
    begin_sheet(writer, front);
    put_front_sheet(writer, first, sections, count);
    end_sheet(writer);
    for (size_t i = 0; i < count; i++) {
        begin_sheet(writer, sections[i].sheet);
        xlsx_put_text(writer, sections[i].title,
                      (BookStyle){.bold = true, .size = 15, .color = XLSX_ACCENT}, 0);
        put_blocks(writer, sections[i].blocks, sections[i].count, 0);
        end_sheet(writer);
    }
    book_close(writer->book, err);
    arena_free(arena);
}
