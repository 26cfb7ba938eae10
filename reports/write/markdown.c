/*
 * Writes a document as Markdown: CommonMark 0.30 with GitHub's pipe tables. Text is escaped, so
 * that no data is ever read as markup. Charts are SVG files beside it (markdown_chart.c).
 */

#include "reports/write/markdown_private.h"

#include "pipeline/base/file.h"

#include <stdio.h>

static void write_blocks(MarkdownWriter *writer, const Block *blocks, size_t count,
                         const char *indent, Error *err);

/* --- text ----------------------------------------------------------------------------------- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* Whether the character at i would begin markup there. */
static bool needs_escape(Str text, size_t i, bool line_start)
{
    char c = text.ptr[i];
    char before = i > 0 ? text.ptr[i - 1] : ' ';
    char after = i + 1 < text.len ? text.ptr[i + 1] : ' ';
    if (strchr("\\`*[]<>|", c))
        return true;
    if (c == '_')
        return !(is_word(before) && is_word(after));
    if (c == '&')
        return is_word(after) || after == '#';
    if (c == '~')
        return after == '~' || before == '~';
    if (!line_start)
        return false;
    return i == 0 ? strchr("#+-=", c) != NULL
                  : (c == '.' || c == ')') && before >= '0' && before <= '9';
}

/* line_start: the text stands where a block could begin. Line breaks become blanks. */
static void append_escaped(StrBuf *out, Str text, bool line_start)
{
    bool digits = line_start; /* still within leading digits, as in "3." */
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\n' || c == '\r') {
            strbuf_append_char(out, ' ');
            continue;
        }
        if (needs_escape(text, i, i == 0 ? line_start : digits))
            strbuf_append_char(out, '\\');
        digits = digits && c >= '0' && c <= '9';
        strbuf_append_char(out, c);
    }
}

void markdown_append_text(StrBuf *out, Str text)
{
    append_escaped(out, text, false);
}

static void write_inlines(MarkdownWriter *writer, const Inline *inlines, size_t count,
                          const char *indent, bool line_start)
{
    StrBuf *out = &writer->out;
    for (size_t i = 0; i < count; i++) {
        const Inline *item = &inlines[i];
        bool start = line_start && i == 0;
        switch (item->kind) {
        case INLINE_TEXT:
        case INLINE_VALUE:
            append_escaped(out, item->text, start);
            break;
        case INLINE_EMPH:
        case INLINE_STRONG:
            strbuf_append_cstr(out, item->kind == INLINE_EMPH ? "*" : "**");
            write_inlines(writer, item->children, item->count, indent, false);
            strbuf_append_cstr(out, item->kind == INLINE_EMPH ? "*" : "**");
            break;
        case INLINE_CODE: {
            bool ticks = str_find(item->text, STR("`"), 0) < item->text.len;
            strbuf_append_cstr(out, ticks ? "`` " : "`");
            strbuf_append(out, item->text);
            strbuf_append_cstr(out, ticks ? " ``" : "`");
            break;
        }
        case INLINE_LINK:
            strbuf_append_char(out, '[');
            write_inlines(writer, item->children, item->count, indent, false);
            strbuf_append_cstr(out, "](<");
            strbuf_append(out, item->url);
            strbuf_append_cstr(out, ">)");
            break;
        case INLINE_SOFT_BREAK:
            strbuf_appendf(out, "\n%s", indent);
            break;
        case INLINE_LINE_BREAK:
            strbuf_appendf(out, "\\\n%s", indent);
            break;
        }
    }
}

/* --- tables --------------------------------------------------------------------------------- */

static void append_caption(MarkdownWriter *writer, const char *key, int number, Str caption,
                           const char *indent)
{
    if (str_is_empty(caption))
        return;
    char digits[16];
    snprintf(digits, sizeof digits, "%d", number);
    strbuf_appendf(&writer->out, "%s**", indent);
    if (number > 0) {
        strbuf_append(&writer->out,
                      words_fill(writer->words, writer->arena, key, "n", digits, NULL));
        strbuf_append_cstr(&writer->out, ". ");
    }
    append_escaped(&writer->out, caption, false);
    strbuf_append_cstr(&writer->out, "**\n\n");
}

static void append_notes(MarkdownWriter *writer, const Str *notes, size_t count, const char *indent)
{
    for (size_t i = 0; i < count; i++) {
        strbuf_appendf(&writer->out, "\n%s*", indent);
        append_escaped(&writer->out, notes[i], false);
        strbuf_append_cstr(&writer->out, "*\n");
    }
}

/* A span's label stands before each of its columns' labels: pipe tables have one heading row. */
static void append_column_label(MarkdownWriter *writer, const Table *table, size_t column)
{
    for (size_t i = 0; i < table->span_count; i++)
        if ((int)column >= table->spans[i].first && (int)column <= table->spans[i].last) {
            append_escaped(&writer->out, table->spans[i].label, false);
            strbuf_append_cstr(&writer->out, ": ");
        }
    append_escaped(&writer->out, table->columns[column].label, false);
}

static void append_cell(MarkdownWriter *writer, const TableCell *cell, ValueFormat format,
                        bool strong)
{
    StrBuf text = STRBUF_INIT;
    value_append(&text, writer->words, cell->value, format);
    static const char *const SHAPES[] = {
        [MARK_ERROR] = "✗ ",  [MARK_WARNING] = "▲ ", [MARK_GOOD] = "● ",
        [MARK_MIDDLE] = "▲ ", [MARK_BAD] = "■ ",     [MARK_HEAT] = NULL,
    };
    if (SHAPES[cell->mark])
        strbuf_append_cstr(&writer->out, SHAPES[cell->mark]);
    bool bold = strong && text.len > 0;
    strbuf_append_cstr(&writer->out, bold ? "**" : "");
    append_escaped(&writer->out, strbuf_str(&text), false);
    strbuf_append_cstr(&writer->out, bold ? "**" : "");
    if (!str_is_empty(cell->comment)) {
        strbuf_append_cstr(&writer->out, " (");
        append_escaped(&writer->out, cell->comment, false);
        strbuf_append_char(&writer->out, ')');
    }
    strbuf_free(&text);
}

static void write_table(MarkdownWriter *writer, const Table *table, const char *indent)
{
    StrBuf *out = &writer->out;
    append_caption(writer, "report.table", table->number, table->caption, indent);
    strbuf_appendf(out, "%s|", indent);
    for (size_t i = 0; i < table->column_count; i++) {
        strbuf_append_char(out, ' ');
        append_column_label(writer, table, i);
        strbuf_append_cstr(out, " |");
    }
    strbuf_appendf(out, "\n%s|", indent);
    for (size_t i = 0; i < table->column_count; i++) {
        Align align = table->columns[i].align;
        strbuf_append_cstr(out, align == ALIGN_RIGHT    ? "---:|"
                                : align == ALIGN_CENTER ? ":---:|"
                                                        : "---|");
    }
    strbuf_append_char(out, '\n');
    for (size_t r = 0; r < table->row_count; r++) {
        const TableRow *row = &table->rows[r];
        strbuf_appendf(out, "%s|", indent);
        for (size_t i = 0; i < table->column_count; i++) {
            strbuf_append_char(out, ' ');
            for (int step = 0; i == 0 && step < row->indent; step++)
                strbuf_append_cstr(out, "– ");
            append_cell(writer, &row->cells[i], table_cell_format(table, r, i),
                        row->role != ROW_BODY);
            strbuf_append_cstr(out, " |");
        }
        strbuf_append_char(out, '\n');
    }
    append_notes(writer, table->notes, table->note_count, indent);
}

/* --- figures -------------------------------------------------------------------------------- */

static Str file_name_of(Str path)
{
    for (size_t slash; (slash = str_find(path, STR("/"), 0)) < path.len;)
        path = str_slice(path, slash + 1, path.len);
    return path;
}

static void write_figure(MarkdownWriter *writer, const Figure *figure, const char *indent,
                         Error *err)
{
    Str picture =
        arena_printf(writer->arena, "%.*s-%.*s.svg", STR_ARG(writer->stem), STR_ARG(figure->id));
    markdown_chart(writer, figure, picture.ptr, err);
    strbuf_appendf(&writer->out, "%s![", indent);
    append_escaped(&writer->out, figure->alt, false);
    Str name = file_name_of(picture);
    strbuf_appendf(&writer->out, "](<%.*s>)\n\n", STR_ARG(name));
    append_caption(writer, "report.figure", figure->number, figure->caption, indent);
    /* append_caption ends with a blank line, which the caller adds too. */
    if (!str_is_empty(figure->caption))
        writer->out.len--;
    append_notes(writer, figure->notes, figure->note_count, indent);
}

/* --- blocks --------------------------------------------------------------------------------- */

static void write_list(MarkdownWriter *writer, const Block *block, const char *indent, Error *err)
{
    for (size_t i = 0; i < block->item_count; i++) {
        Str mark =
            block->ordered ? arena_printf(writer->arena, "%d. ", block->start + (int)i) : STR("- ");
        const char *inner = arena_printf(writer->arena, "%s%*s", indent, (int)mark.len, "").ptr;
        size_t from = writer->out.len;
        write_blocks(writer, block->items[i].blocks, block->items[i].count, inner, err);
        /* The item's first line begins with the mark in place of its indent. */
        if (writer->out.len >= from + strlen(inner))
            memcpy(writer->out.ptr + from + strlen(indent), mark.ptr, mark.len);
    }
}

static void write_quote(MarkdownWriter *writer, const Block *block, const char *indent, Error *err)
{
    const char *inner = arena_printf(writer->arena, "%s> ", indent).ptr;
    write_blocks(writer, block->blocks, block->block_count, inner, err);
}

static void write_code(MarkdownWriter *writer, Str text, const char *indent)
{
    size_t fence = 3;
    for (size_t i = 0, run = 0; i < text.len; i++) {
        run = text.ptr[i] == '`' ? run + 1 : 0;
        fence = run >= fence ? run + 1 : fence;
    }
    Str ticks = arena_printf(writer->arena, "%.*s", (int)fence, "````````````````````````````````");
    strbuf_appendf(&writer->out, "%s%.*stext\n", indent, STR_ARG(ticks));
    Str rest = str_ends_with(text, STR("\n")) ? str_slice(text, 0, text.len - 1) : text;
    for (Str line; str_split(&rest, '\n', &line);)
        strbuf_appendf(&writer->out, "%s%.*s\n", indent, STR_ARG(line));
    strbuf_appendf(&writer->out, "%s%.*s\n", indent, STR_ARG(ticks));
}

static void write_block(MarkdownWriter *writer, const Block *block, const char *indent, Error *err)
{
    StrBuf *out = &writer->out;
    switch (block->kind) {
    case BLOCK_HEADING: {
        int level = block->level >= 6 ? 6 : block->level + 1; /* the title is level 1 */
        strbuf_appendf(out, "%s%.*s ", indent, level, "######");
        write_inlines(writer, block->inlines, block->inline_count, indent, false);
        strbuf_append_char(out, '\n');
        break;
    }
    case BLOCK_PARAGRAPH:
        strbuf_append_cstr(out, indent);
        write_inlines(writer, block->inlines, block->inline_count, indent, true);
        strbuf_append_char(out, '\n');
        break;
    case BLOCK_LIST:
        write_list(writer, block, indent, err);
        break;
    case BLOCK_QUOTE:
        write_quote(writer, block, indent, err);
        break;
    case BLOCK_CODE:
        write_code(writer, block->text, indent);
        break;
    case BLOCK_RULE:
        strbuf_appendf(out, "%s---\n", indent);
        break;
    case BLOCK_TABLE:
        write_table(writer, block->table, indent);
        break;
    case BLOCK_FIGURE:
        write_figure(writer, block->figure, indent, err);
        break;
    case BLOCK_PAGE_BREAK:
        return;
    }
}

static void write_blocks(MarkdownWriter *writer, const Block *blocks, size_t count,
                         const char *indent, Error *err)
{
    for (size_t i = 0; i < count; i++) {
        /* Blocks of one container are parted by a blank line. */
        if (i > 0 && blocks[i].kind != BLOCK_PAGE_BREAK) {
            Str blank = str_from(indent);
            while (blank.len > 0 && blank.ptr[blank.len - 1] == ' ')
                blank.len--;
            strbuf_append(&writer->out, blank);
            strbuf_append_char(&writer->out, '\n');
        }
        write_block(writer, &blocks[i], indent, err);
    }
}

/* --- the whole ------------------------------------------------------------------------------ */

static void write_banner(MarkdownWriter *writer, bool wanted, const char *key)
{
    if (!wanted)
        return;
    strbuf_append_cstr(&writer->out, "> **");
    append_escaped(&writer->out, words_get(writer->words, key), false);
    strbuf_append_cstr(&writer->out, "**\n\n");
}

static void write_head(MarkdownWriter *writer, const Document *document)
{
    StrBuf *out = &writer->out;
    strbuf_append_cstr(out, "# ");
    append_escaped(out, document->title, false);
    strbuf_append_cstr(out, "\n\n");
    if (!str_is_empty(document->subtitle)) {
        strbuf_append_cstr(out, "**");
        append_escaped(out, document->subtitle, false);
        strbuf_append_cstr(out, "**\n\n");
    }
    write_banner(writer, document->draft, "report.draft");
    write_banner(writer, document->sample, "report.sample");
    write_banner(writer, document->confidential, "report.confidential");
    if (!str_is_empty(document->office)) {
        append_escaped(out, document->office, true);
        strbuf_append_cstr(out, "  \n");
    }
    char iso[DATE_TEXT_SIZE];
    date_format_iso(document->as_of, iso);
    Value as_of = {.type = VALUE_DATE, .text = str_from(iso)};
    Str date = value_text(writer->arena, writer->words, as_of, FORMAT_DATE);
    append_escaped(out,
                   words_fill(writer->words, writer->arena, "report.as_of", "date", date.ptr, NULL),
                   true);
    strbuf_append_cstr(out, "\n\n");
}

void write_markdown(const Document *document, const WriterOptions *options, const char *path,
                    Error *err)
{
    if (!error_ok(err))
        return;
    Arena *arena = arena_create();
    Str stem = str_from(path);
    if (str_ends_with(stem, STR(".md")))
        stem.len -= 3;
    const char *language = arena_cstr(arena, document->language);
    MarkdownWriter writer = {.arena = arena,
                             .options = options,
                             .words = options->words
                                          ? options->words
                                          : words_load(options->assets, arena, language, err),
                             .stem = stem};
    if (error_ok(err)) {
        write_head(&writer, document);
        write_blocks(&writer, document->blocks, document->count, "", err);
        file_write_unsynced(path, strbuf_str(&writer.out), err);
    }
    strbuf_free(&writer.out);
    arena_free(arena);
}
