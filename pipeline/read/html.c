/*
 * HTML tables, which web systems and old programs export under the name .xls. Each table that is
 * not inside another is a sheet. Tags are read leniently, as browsers do: rows and cells end where
 * the next begins. All cells are text, as in CSV.
 */

#include "pipeline/base/mem.h"
#include "pipeline/base/utf8.h"
#include "pipeline/read/cells.h"
#include "pipeline/read/csv_encoding.h"

#include <stdio.h>

enum { SPAN_MAX = 1000, COVERED_MAX = 16384 };

typedef struct HtmlWorkbook {
    Workbook base; /* must be first */
    Str text;      /* the document as UTF-8 */
    size_t *table_at;
    size_t table_cap;
} HtmlWorkbook;

typedef struct HtmlTag {
    Str name;
    Str attributes;
    bool closes;
    size_t end; /* offset behind the tag */
} HtmlTag;

typedef struct HtmlRows {
    RowCursor base; /* must be first */
    HtmlWorkbook *workbook;
    SourceRef at;
    size_t pos;
    int nested; /* tables inside the cell */
    bool ended, in_cell;
    CellList cells;
    Arena *scratch;
    StrBuf text;
    int64_t row;
    int col, colspan;
    unsigned flags;
    int64_t covered_to[COVERED_MAX + 1]; /* last row that a cell above covers, by column */
    int64_t cell_count;
} HtmlRows;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The tag at pos, where text has "<"; false where that is only a sign. Comments have no name. */
static bool read_tag(Str text, size_t pos, HtmlTag *tag)
{
    *tag = (HtmlTag){.name = STR(""), .attributes = STR("")};
    Str rest = str_slice(text, pos, text.len);
    if (str_starts_with(rest, STR("<!--"))) {
        size_t end = str_find(text, STR("-->"), pos + 4);
        tag->end = end < text.len ? end + 3 : text.len;
        return true;
    }
    if (rest.len > 1 && (rest.ptr[1] == '!' || rest.ptr[1] == '?')) {
        size_t end = str_find(text, STR(">"), pos);
        tag->end = end < text.len ? end + 1 : text.len;
        return true;
    }
    size_t at = pos + 1;
    if (at < text.len && text.ptr[at] == '/') {
        tag->closes = true;
        at++;
    }
    if (at >= text.len || !is_letter(text.ptr[at]))
        return false;
    size_t from = at;
    while (at < text.len && !is_blank(text.ptr[at]) && text.ptr[at] != '>' && text.ptr[at] != '/')
        at++;
    tag->name = str_slice(text, from, at);
    from = at;
    char quote = 0;
    for (; at < text.len && (quote || text.ptr[at] != '>'); at++) {
        char c = text.ptr[at];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if ((c == '"' || c == '\'') && at > from && text.ptr[at - 1] == '=')
            quote = c;
    }
    tag->attributes = str_slice(text, from, at);
    tag->end = at < text.len ? at + 1 : text.len;
    return true;
}

static bool tag_is(const HtmlTag *tag, const char *name)
{
    return str_eq_ignore_case(tag->name, str_from(name));
}

/* Elements whose content is not text of the page; comment is LibreOffice's note beside a cell. */
static bool is_skipped(const HtmlTag *tag)
{
    return !tag->closes &&
           (tag_is(tag, "script") || tag_is(tag, "style") || tag_is(tag, "comment"));
}

/* Where such an element's closing tag begins. */
static size_t content_end(Str text, const HtmlTag *tag)
{
    for (size_t at = tag->end; (at = str_find(text, STR("</"), at)) < text.len; at += 2)
        if (str_eq_ignore_case(str_slice(text, at + 2, at + 2 + tag->name.len), tag->name))
            return at;
    return text.len;
}

/* A number in an attribute: colspan="3" or colspan=3. */
static int attribute_number(Str attributes, const char *name)
{
    Str wanted = str_from(name);
    for (size_t at = 0; at + wanted.len < attributes.len; at++) {
        if (!str_eq_ignore_case(str_slice(attributes, at, at + wanted.len), wanted))
            continue;
        at += wanted.len;
        while (at < attributes.len && (is_blank(attributes.ptr[at]) || attributes.ptr[at] == '=' ||
                                       attributes.ptr[at] == '"' || attributes.ptr[at] == '\''))
            at++;
        int value = 0;
        for (; at < attributes.len && attributes.ptr[at] >= '0' && attributes.ptr[at] <= '9'; at++)
            if (value < SPAN_MAX)
                value = value * 10 + (attributes.ptr[at] - '0');
        return value < 1 ? 1 : value > SPAN_MAX ? SPAN_MAX : value;
    }
    return 1;
}

/* --- text
 * ------------------------------------------------------------------------------------------ */

/* A character reference at pos (HTML 13.2.5.72, the few names that tables use); 0: none. */
static uint32_t read_reference(Str text, size_t *pos)
{
    static const struct {
        Str name;
        uint32_t cp;
    } NAMES[] = {
        {STR_LIT("amp;"), '&'},      {STR_LIT("lt;"), '<'},       {STR_LIT("gt;"), '>'},
        {STR_LIT("quot;"), '"'},     {STR_LIT("apos;"), '\''},    {STR_LIT("nbsp;"), ' '},
        {STR_LIT("ndash;"), 0x2013}, {STR_LIT("mdash;"), 0x2014}, {STR_LIT("lsquo;"), 0x2018},
        {STR_LIT("rsquo;"), 0x2019}, {STR_LIT("ldquo;"), 0x201C}, {STR_LIT("rdquo;"), 0x201D},
        {STR_LIT("eacute;"), 0xE9},  {STR_LIT("copy;"), 0xA9}};
    Str rest = str_slice(text, *pos + 1, *pos + 12);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (str_starts_with(rest, NAMES[i].name)) {
            *pos += 1 + NAMES[i].name.len;
            return NAMES[i].cp;
        }
    if (rest.len < 3 || rest.ptr[0] != '#')
        return 0;
    bool hex = rest.ptr[1] == 'x' || rest.ptr[1] == 'X';
    uint32_t cp = 0;
    size_t at = hex ? 2 : 1, first = at;
    for (; at < rest.len && rest.ptr[at] != ';'; at++) {
        char c = rest.ptr[at];
        int digit = c >= '0' && c <= '9'  ? c - '0'
                    : hex && is_letter(c) ? (c | 0x20) - 'a' + 10
                                          : 99;
        if (digit > (hex ? 15 : 9))
            return 0;
        cp = cp * (hex ? 16 : 10) + (uint32_t)digit;
    }
    if (at == first || at == rest.len || cp > 0x10FFFF || cp < 9)
        return 0;
    *pos += 1 + at + 1;
    return cp;
}

/* Text of a cell: blanks in a row are one, references are resolved. */
static void append_text(HtmlRows *self, Str text)
{
    StrBuf *out = &self->text;
    for (size_t at = 0; at < text.len;) {
        if (is_blank(text.ptr[at])) {
            if (out->len > 0 && out->ptr[out->len - 1] != ' ' && out->ptr[out->len - 1] != '\n')
                strbuf_append_char(out, ' ');
            at++;
            continue;
        }
        if (text.ptr[at] == '&') {
            uint32_t cp = read_reference(text, &at);
            if (cp)
                utf8_append(out, cp);
            else
                strbuf_append_char(out, text.ptr[at++]);
            continue;
        }
        size_t from = at;
        while (at < text.len && text.ptr[at] != '&' && !is_blank(text.ptr[at]))
            at++;
        strbuf_append(out, str_slice(text, from, at));
    }
}

/* --- rows
 * ------------------------------------------------------------------------------------------ */

static void end_cell(HtmlRows *self, Error *err)
{
    if (!self->in_cell)
        return;
    self->in_cell = false;
    Str text = str_trim(strbuf_str(&self->text));
    const ReadLimits *limits = self->workbook->base.limits;
    if (text.len > (size_t)limits->cell_text_bytes)
        error_set_at(err, STATUS_LIMIT, self->at, "a cell's text is longer than 32,767 characters");
    if (++self->cell_count > limits->cells)
        error_set_at(err, STATUS_LIMIT, self->at, "the sheet has more than 20 million cells");
    if (text.len > 0 && self->col <= limits->cols) {
        Cell *cell = cell_list_add(&self->cells, self->col);
        cell->type = CELL_TEXT;
        cell->flags = self->flags;
        cell->text = arena_str(self->scratch, text);
    }
    self->col += self->colspan - 1;
}

static void begin_cell(HtmlRows *self, const HtmlTag *tag, Error *err)
{
    end_cell(self, err);
    do
        self->col++;
    while (self->col <= COVERED_MAX && self->covered_to[self->col] >= self->row);
    self->colspan = attribute_number(tag->attributes, "colspan");
    int rowspan = attribute_number(tag->attributes, "rowspan");
    self->flags = 0;
    if (self->colspan > 1 || rowspan > 1) {
        self->flags = CELL_MERGED;
        workbook_add_merged(&self->workbook->base,
                            (MergedRange){self->row, self->row + rowspan - 1, self->col,
                                          self->col + self->colspan - 1});
    }
    for (int i = 0; i < self->colspan && self->col + i <= COVERED_MAX; i++)
        self->covered_to[self->col + i] = self->row + rowspan - 1;
    self->in_cell = true;
    strbuf_clear(&self->text);
}

/* The row is over: true where it has cells to give. */
static bool end_row(HtmlRows *self, Error *err)
{
    end_cell(self, err);
    return self->cells.count > 0 && error_ok(err);
}

static void begin_row(HtmlRows *self)
{
    self->row++;
    self->at.row = self->row;
    self->col = 0;
    cell_list_clear(&self->cells);
    arena_reset(self->scratch);
}

/* Handles a tag; true where a row became whole. */
static bool take_tag(HtmlRows *self, const HtmlTag *tag, Error *err)
{
    self->pos = tag->end;
    if (tag_is(tag, "table")) {
        if (!tag->closes) {
            if (self->nested++ > 0 && self->in_cell)
                append_text(self, STR(" "));
        } else if (--self->nested == 0) {
            self->ended = true;
            return end_row(self, err);
        }
        return false;
    }
    if (self->nested > 1) { /* a table inside a cell is a part of its text */
        if (self->in_cell)
            append_text(self, STR(" "));
        return false;
    }
    if (tag_is(tag, "tr")) {
        bool whole = end_row(self, err);
        if (whole) {
            self->pos = (size_t)(tag->name.ptr - self->workbook->text.ptr) - 1 - tag->closes;
            return true; /* the tag is read again when the row was taken */
        }
        if (!tag->closes)
            begin_row(self);
        return false;
    }
    if (tag_is(tag, "td") || tag_is(tag, "th")) {
        if (tag->closes)
            end_cell(self, err);
        else if (self->row > 0)
            begin_cell(self, tag, err);
    } else if (tag_is(tag, "br") || tag_is(tag, "p") || tag_is(tag, "div")) {
        if (self->in_cell && self->text.len > 0 && !tag->closes)
            strbuf_append_char(&self->text, '\n');
    } else if (is_skipped(tag))
        self->pos = content_end(self->workbook->text, tag);
    return false;
}

static bool html_rows_next(RowCursor *cursor, Row *row, Error *err)
{
    HtmlRows *self = (HtmlRows *)cursor;
    Str text = self->workbook->text;
    bool whole = false;
    cell_list_clear(&self->cells);
    while (!whole && !self->ended && error_ok(err)) {
        HtmlTag tag;
        size_t open = str_find(text, STR("<"), self->pos);
        if (self->in_cell && open > self->pos)
            append_text(self, str_slice(text, self->pos, open));
        if (open == text.len) {
            self->ended = true;
            whole = end_row(self, err);
        } else if (read_tag(text, open, &tag)) {
            whole = take_tag(self, &tag, err);
        } else {
            if (self->in_cell)
                strbuf_append_char(&self->text, '<');
            self->pos = open + 1;
        }
    }
    if (!whole || !error_ok(err))
        return false;
    *row = (Row){.at = self->at, .cells = self->cells.items, .count = self->cells.count};
    return true;
}

static void html_rows_close(RowCursor *cursor)
{
    HtmlRows *self = (HtmlRows *)cursor;
    cell_list_free(&self->cells);
    strbuf_free(&self->text);
    arena_free(self->scratch);
    x_free(self);
}

static const RowCursorOps HTML_ROWS = {.next = html_rows_next, .close = html_rows_close};

static RowCursor *html_rows(Workbook *workbook, size_t index, Error *err)
{
    (void)err;
    HtmlRows *self = x_new(HtmlRows);
    self->base.ops = &HTML_ROWS;
    self->workbook = (HtmlWorkbook *)workbook;
    self->at = (SourceRef){.file = workbook->name, .sheet = workbook->sheets[index].name.ptr};
    self->pos = self->workbook->table_at[index];
    self->scratch = arena_create();
    return &self->base;
}

static void html_close(Workbook *workbook)
{
    x_free(((HtmlWorkbook *)workbook)->table_at);
}

static const WorkbookOps HTML_WORKBOOK = {.rows = html_rows, .close = html_close};

static void list_tables(HtmlWorkbook *self, Error *err)
{
    Str text = self->text;
    int nested = 0;
    HtmlTag tag;
    for (size_t at = 0; error_ok(err) && (at = str_find(text, STR("<"), at)) < text.len;) {
        if (!read_tag(text, at, &tag)) {
            at++;
            continue;
        }
        if (tag_is(&tag, "table")) {
            if (!tag.closes && nested++ == 0) {
                char name[16];
                size_t index = self->base.sheet_count;
                snprintf(name, sizeof name, "%zu", index + 1);
                workbook_add_sheet(&self->base, str_from(name), false, err);
                x_grow(self->table_at, self->table_cap, index + 1);
                self->table_at[index] = at;
            } else if (tag.closes && nested > 0)
                nested--;
        }
        at = is_skipped(&tag) ? content_end(text, &tag) : tag.end;
    }
}

/* charset= in a meta element; false where the page names none. */
static bool declared_charset(Str bytes, char out[ENCODING_NAME_SIZE])
{
    Str head = str_slice(bytes, 0, 4096);
    size_t at = str_find(head, STR("charset="), 0);
    if (at == head.len)
        return false;
    at += 8;
    while (at < head.len && (head.ptr[at] == '"' || head.ptr[at] == '\'' || head.ptr[at] == ' '))
        at++;
    size_t len = 0;
    while (at < head.len && len + 1 < ENCODING_NAME_SIZE &&
           (is_letter(head.ptr[at]) || (head.ptr[at] >= '0' && head.ptr[at] <= '9') ||
            head.ptr[at] == '-' || head.ptr[at] == '_'))
        out[len++] = head.ptr[at++];
    out[len] = '\0';
    return len > 0;
}

Workbook *html_open(const WorkbookSource *source, Error *err)
{
    HtmlWorkbook *self = arena_new(source->arena, HtmlWorkbook);
    workbook_init(&self->base, &HTML_WORKBOOK, FILE_HTML, source);
    char charset[ENCODING_NAME_SIZE];
    const char *declared = source->options->encoding;
    if (!declared && declared_charset(source->bytes, charset))
        declared = charset;
    csv_find_encoding(source->bytes, declared, self->base.encoding);
    Error unknown = {0};
    DecodedText decoded = csv_decode(source->arena, source->bytes, self->base.encoding, &unknown);
    if (!error_ok(&unknown)) { /* a page may claim anything */
        csv_find_encoding(source->bytes, NULL, self->base.encoding);
        decoded = csv_decode(source->arena, source->bytes, self->base.encoding, err);
    }
    self->text = decoded.text;
    list_tables(self, err);
    if (error_ok(err) && self->base.sheet_count == 0)
        error_set(err, STATUS_FORMAT, "a web page without a table");
    if (!error_ok(err)) {
        html_close(&self->base);
        x_free(self->base.sheets);
        return NULL;
    }
    return &self->base;
}
