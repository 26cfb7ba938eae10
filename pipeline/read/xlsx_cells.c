/*
 * The short cut for plain cells:
 *
 *     <c r="B7" s="3"><v>42</v></c>
 *     <c r="C7" s="1" t="s"><v>17</v></c>
 *     <c r="D7" t="inlineStr"><is><t>text</t></is></c>
 *
 * Anything else (a prefix, an entity, a formula, a blank where none is needed) is left untouched
 * for the scanner and its handler, which know all of XML. Both must agree on every input: the fuzz
 * target sheet_fuzz.c compares them.
 */

#include "pipeline/read/xlsx_sheet.h"

#include "pipeline/base/number.h"

/* More than the longest cell that is worth the short cut. */
enum { CELL_LOOK = 16 << 10 };

typedef struct CellTag {
    int64_t row, col; /* 0: not given */
    size_t style;
    SheetCellType type;
} CellTag;

/*
 * The attributes r, s and t, each at most once, in any order. Returns the byte behind the tag's ">"
 * or "/>"; NULL for anything else. The buffer ends in NUL bytes, which match nothing here.
 */
static const char *read_tag(const char *p, CellTag *tag, bool *empty)
{
    *tag = (CellTag){.type = TYPE_NUMBER};
    unsigned seen = 0;
    while (*p == ' ') {
        char name = p[1];
        if (p[2] != '=' || p[3] != '"')
            return NULL;
        p += 4;
        unsigned bit = name == 'r' ? 1u : name == 's' ? 2u : name == 't' ? 4u : 0u;
        if (bit == 0 || (seen & bit))
            return NULL;
        seen |= bit;
        if (name == 'r') {
            uint32_t col = 0, row = 0;
            const char *from = p;
            for (; *p >= 'A' && *p <= 'Z' && p - from < 3; p++)
                col = col * 26 + (uint32_t)(*p - 'A' + 1);
            const char *digits = p;
            for (; *p >= '0' && *p <= '9' && p - digits < 7; p++)
                row = row * 10 + (uint32_t)(*p - '0');
            if (digits == from || digits == p)
                return NULL;
            tag->row = row;
            tag->col = col;
        } else if (name == 's') {
            const char *from = p;
            for (; *p >= '0' && *p <= '9' && p - from < 6; p++)
                tag->style = tag->style * 10 + (size_t)(*p - '0');
            if (p == from)
                return NULL;
        } else {
            const char *from = p;
            while (*p >= 'a' && *p <= 'z')
                p++;
            if (p - from == 6 && memcmp(from, "inline", 6) == 0 && memcmp(p, "Str", 3) == 0)
                p += 3;
            if (p == from)
                return NULL;
            tag->type = sheet_cell_type((Str){from, (size_t)(p - from)});
        }
        if (*p != '"')
            return NULL;
        p++;
    }
    *empty = *p == '/';
    p += *empty;
    return *p == '>' ? p + 1 : NULL;
}

/*
 * A decimal of at most 15 digits, without exponent, up to the next "<": exact by one division
 * (Clinger 1990). NULL where it is anything else.
 */
static const char *read_number(const char *p, double *value)
{
    static const double POWERS[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    bool negative = *p == '-';
    p += negative;
    const char *from = p;
    uint64_t digits = 0;
    while (*p >= '0' && *p <= '9')
        digits = digits * 10 + (uint64_t)(*p++ - '0');
    ptrdiff_t count = p - from, scale = 0;
    if (count == 0)
        return NULL;
    if (*p == '.') {
        const char *point = ++p;
        while (*p >= '0' && *p <= '9')
            digits = digits * 10 + (uint64_t)(*p++ - '0');
        scale = p - point;
        count += scale;
    }
    if (count > 15 || *p != '<')
        return NULL;
    double magnitude = (double)digits;
    if (scale > 0)
        magnitude /= POWERS[scale];
    *value = negative ? -magnitude : magnitude;
    return p;
}

/* Text without entities or carriage returns, up to the next "<". */
static const char *read_plain(const char *p)
{
    while (*p != '<' && *p != '&' && *p != '\r' && *p != '\0')
        p++;
    return *p == '<' ? p : NULL;
}

/* One cell at p; the byte behind it, or NULL where the short cut does not lead there. */
static const char *scan_cell(SheetRows *self, const char *p)
{
    CellTag tag;
    bool empty;
    Str value = STR("");
    double number = 0;
    bool parsed = false;
    p = read_tag(p + 2, &tag, &empty);
    if (!p)
        return NULL;
    if (!empty && memcmp(p, "</c>", 4) == 0) {
        p += 4;
    } else if (!empty && tag.type == TYPE_INLINE) {
        if (memcmp(p, "<is><t", 6) != 0)
            return NULL;
        p += 6;
        if (memcmp(p, " xml:space=\"preserve\"", 21) == 0)
            p += 21;
        if (*p++ != '>')
            return NULL;
        const char *from = p;
        p = read_plain(p);
        if (!p || memcmp(p, "</t></is></c>", 13) != 0)
            return NULL;
        value = (Str){from, (size_t)(p - from)};
        p += 13;
    } else if (!empty) {
        if (memcmp(p, "<v>", 3) != 0)
            return NULL;
        p += 3;
        const char *from = p;
        if (tag.type == TYPE_NUMBER || tag.type == TYPE_SHARED)
            p = read_number(p, &number);
        parsed = p != NULL;
        if (!p)
            p = read_plain(from);
        if (!p || memcmp(p, "</v></c>", 8) != 0)
            return NULL;
        value = (Str){from, (size_t)(p - from)};
        p += 8;
    }
    if (value.len > (size_t)self->workbook->base.limits->cell_text_bytes)
        return NULL;
    self->col++;
    sheet_place_cell(self, tag.row, tag.col);
    if (value.len == 0)
        return p;

    self->type = tag.type;
    self->style = tag.style;
    self->has_formula = false;
    if (tag.type == TYPE_NUMBER && parsed) {
        Cell *cell = sheet_add_cell(self);
        if (cell) {
            cell->text = arena_str(self->scratch, value);
            cell_set_number(cell, number, sheet_style(self, tag.style), self->workbook->date_1904);
        }
        return p;
    }
    const StringTable *strings = &self->workbook->strings;
    if (tag.type == TYPE_SHARED && parsed && number >= 0 && number < (double)strings->count &&
        !memchr(value.ptr, '.', value.len) && value.ptr[0] != '-') {
        bool decoded;
        Str text = string_table_get(strings, (size_t)number, &decoded);
        Cell *cell = text.len > 0 ? sheet_add_cell(self) : NULL;
        if (cell) {
            cell->type = CELL_TEXT;
            cell->text = text;
            cell->flags |= decoded ? CELL_DECODED : 0;
            sheet_count_text(self, text.len);
        }
        return p;
    }
    sheet_finish_value(self, value);
    return p;
}

void sheet_scan_cells(SheetRows *self, Error *err)
{
    TagScan *scan = self->scan;
    while (error_ok(err)) {
        if (scan->end - scan->p < CELL_LOOK)
            tag_scan_fill(scan, CELL_LOOK, err);
        const char *p = scan->p;
        while (*p == '\n' || *p == ' ')
            p++;
        if (p[0] != '<' || p[1] != 'c' || (p[2] != ' ' && p[2] != '>'))
            return;
        p = scan_cell(self, p);
        if (!p || p > scan->end)
            return;
        scan->p += p - scan->p;
    }
}
