/* The document tree as indented text: for `report --dump` and for goldens. */

#include "pipeline/base/number.h"
#include "pipeline/base/strbuf.h"
#include "reports/model/document.h"

static void dump_blocks(StrBuf *buf, const Block *blocks, size_t count, int depth);

static void begin_line(StrBuf *buf, int depth, const char *what)
{
    for (int i = 0; i < depth; i++)
        strbuf_append_cstr(buf, "  ");
    strbuf_append_cstr(buf, what);
}

static void dump_value(StrBuf *buf, Value value)
{
    switch (value.type) {
    case VALUE_EMPTY:
        strbuf_append_cstr(buf, "-");
        break;
    case VALUE_NONE:
        strbuf_append_cstr(buf, "none");
        break;
    case VALUE_HIDDEN:
        strbuf_append_cstr(buf, "hidden");
        break;
    case VALUE_INT:
        strbuf_append_int(buf, value.integer);
        break;
    case VALUE_REAL:
        strbuf_append_double(buf, value.real);
        break;
    case VALUE_DATE:
        strbuf_append(buf, value.text);
        break;
    case VALUE_TEXT:
        strbuf_appendf(buf, "\"%.*s\"", STR_ARG(value.text));
        break;
    }
}

static void dump_inlines(StrBuf *buf, const Inline *inlines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Inline *item = &inlines[i];
        switch (item->kind) {
        case INLINE_TEXT:
            strbuf_append(buf, item->text);
            break;
        case INLINE_EMPH:
        case INLINE_STRONG:
            strbuf_append_cstr(buf, item->kind == INLINE_EMPH ? "<em>" : "<strong>");
            dump_inlines(buf, item->children, item->count);
            strbuf_append_cstr(buf, "</>");
            break;
        case INLINE_CODE:
            strbuf_appendf(buf, "<code>%.*s</>", STR_ARG(item->text));
            break;
        case INLINE_LINK:
            strbuf_appendf(buf, "<link %.*s>", STR_ARG(item->url));
            dump_inlines(buf, item->children, item->count);
            strbuf_append_cstr(buf, "</>");
            break;
        case INLINE_VALUE:
            strbuf_appendf(buf, "<value ");
            dump_value(buf, item->value);
            if (item->reference.len > 0)
                strbuf_appendf(buf, " %.*s", STR_ARG(item->reference));
            strbuf_appendf(buf, ">%.*s</>", STR_ARG(item->text));
            break;
        case INLINE_SOFT_BREAK:
            strbuf_append_cstr(buf, " ");
            break;
        case INLINE_LINE_BREAK:
            strbuf_append_cstr(buf, "<br>");
            break;
        }
    }
}

static const char *role_name(RowRole role)
{
    static const char *const NAMES[] = {"row", "group", "subtotal", "total"};
    return NAMES[role];
}

static const char *mark_name(CellMark mark)
{
    static const char *const NAMES[] = {"",        "!error", "!warning", "!good",
                                        "!middle", "!bad",   "!heat"};
    return NAMES[mark];
}

static void dump_notes(StrBuf *buf, const Str *notes, size_t count, int depth)
{
    for (size_t i = 0; i < count; i++) {
        begin_line(buf, depth, "note ");
        strbuf_appendf(buf, "%.*s\n", STR_ARG(notes[i]));
    }
}

static void dump_table(StrBuf *buf, const Table *table, int depth)
{
    begin_line(buf, depth, "table ");
    strbuf_appendf(buf, "%.*s %d \"%.*s\"%s%s%s\n", STR_ARG(table->id), table->number,
                   STR_ARG(table->caption), table->row_totals == TOTAL_SUM ? " row-totals" : "",
                   table->column_totals ? " column-totals" : "",
                   table->landscape ? " landscape" : "");
    for (size_t i = 0; i < table->span_count; i++) {
        begin_line(buf, depth + 1, "span ");
        strbuf_appendf(buf, "%d-%d %.*s\n", table->spans[i].first, table->spans[i].last,
                       STR_ARG(table->spans[i].label));
    }
    begin_line(buf, depth + 1, "columns");
    for (size_t i = 0; i < table->column_count; i++)
        strbuf_appendf(buf, " | %.*s", STR_ARG(table->columns[i].label));
    strbuf_append_char(buf, '\n');
    for (size_t r = 0; r < table->row_count; r++) {
        const TableRow *row = &table->rows[r];
        begin_line(buf, depth + 1, role_name(row->role));
        for (size_t i = 0; i < table->column_count; i++) {
            strbuf_append_cstr(buf, " | ");
            dump_value(buf, row->cells[i].value);
            strbuf_append_cstr(buf, mark_name(row->cells[i].mark));
            if (row->cells[i].reference.len > 0)
                strbuf_appendf(buf, " @%.*s", STR_ARG(row->cells[i].reference));
        }
        strbuf_append_char(buf, '\n');
    }
    dump_notes(buf, table->notes, table->note_count, depth + 1);
}

static void dump_figure(StrBuf *buf, const Figure *figure, int depth)
{
    static const char *const KINDS[] = {"bar", "stacked", "horizontal", "line"};
    begin_line(buf, depth, "figure ");
    strbuf_appendf(buf, "%.*s %d %s \"%.*s\"", STR_ARG(figure->id), figure->number,
                   KINDS[figure->kind], STR_ARG(figure->caption));
    if (figure->has_target) {
        strbuf_append_cstr(buf, " target ");
        strbuf_append_double(buf, figure->target);
    }
    strbuf_append_char(buf, '\n');
    begin_line(buf, depth + 1, "categories");
    for (size_t i = 0; i < figure->category_count; i++)
        strbuf_appendf(buf, " | %.*s", STR_ARG(figure->categories[i]));
    strbuf_append_char(buf, '\n');
    for (size_t s = 0; s < figure->series_count; s++) {
        begin_line(buf, depth + 1, "series ");
        strbuf_append(buf, figure->series[s].label);
        for (size_t i = 0; i < figure->category_count; i++) {
            strbuf_append_cstr(buf, " | ");
            dump_value(buf, figure->series[s].values[i]);
        }
        strbuf_append_char(buf, '\n');
    }
    dump_notes(buf, figure->notes, figure->note_count, depth + 1);
}

static void dump_text_block(StrBuf *buf, const Block *block, int depth)
{
    begin_line(buf, depth, block->kind == BLOCK_HEADING ? "heading" : "paragraph ");
    if (block->kind == BLOCK_HEADING)
        strbuf_appendf(buf, " %d ", block->level);
    dump_inlines(buf, block->inlines, block->inline_count);
    strbuf_append_char(buf, '\n');
}

static void dump_blocks(StrBuf *buf, const Block *blocks, size_t count, int depth)
{
    for (size_t i = 0; i < count; i++) {
        const Block *block = &blocks[i];
        switch (block->kind) {
        case BLOCK_HEADING:
        case BLOCK_PARAGRAPH:
            dump_text_block(buf, block, depth);
            break;
        case BLOCK_LIST:
            begin_line(buf, depth, block->ordered ? "list ordered\n" : "list\n");
            for (size_t k = 0; k < block->item_count; k++) {
                begin_line(buf, depth + 1, "item\n");
                dump_blocks(buf, block->items[k].blocks, block->items[k].count, depth + 2);
            }
            break;
        case BLOCK_QUOTE:
            begin_line(buf, depth, "quote\n");
            dump_blocks(buf, block->blocks, block->block_count, depth + 1);
            break;
        case BLOCK_CODE:
            begin_line(buf, depth, "code\n");
            strbuf_append(buf, block->text);
            break;
        case BLOCK_RULE:
            begin_line(buf, depth, "rule\n");
            break;
        case BLOCK_TABLE:
            dump_table(buf, block->table, depth);
            break;
        case BLOCK_FIGURE:
            dump_figure(buf, block->figure, depth);
            break;
        case BLOCK_PAGE_BREAK:
            begin_line(buf, depth, "page break\n");
            break;
        }
    }
}

void document_dump(StrBuf *buf, const Document *document)
{
    char as_of[DATE_TEXT_SIZE] = "-";
    if (!date_is_none(document->as_of))
        date_format_iso(document->as_of, as_of);
    strbuf_appendf(buf, "document %.*s \"%.*s\"\n", STR_ARG(document->name),
                   STR_ARG(document->title));
    strbuf_appendf(buf, "  subtitle \"%.*s\"\n", STR_ARG(document->subtitle));
    strbuf_appendf(buf, "  period %.*s language %.*s audience %s as-of %s\n",
                   STR_ARG(document->period_code), STR_ARG(document->language),
                   audience_name(document->audience), as_of);
    strbuf_appendf(buf, "  flags%s%s%s%s%s\n", document->draft ? " draft" : "",
                   document->sample ? " sample" : "", document->confidential ? " confidential" : "",
                   document->contents ? " contents" : "", document->cover ? " cover" : "");
    dump_blocks(buf, document->blocks, document->count, 1);
}
