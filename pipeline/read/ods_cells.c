/*
 * The short cut for plain cells, as xlsx_cells.c is for the other format:
 *
 *     <table:table-cell office:value-type="string"
 * calcext:value-type="string"><text:p>Htoo</text:p></table:table-cell> <table:table-cell
 * office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>
 *     <table:table-cell table:number-columns-repeated="3"/>
 *
 * Anything else (another prefix, a formula, a span, an entity, markup in the text, blanks that
 * count as one) is left untouched for the scanner and its handler in ods.c.
 */

#include "pipeline/read/ods.h"
#include "pipeline/read/tag_scan.h"

/* More than the longest cell that is worth the short cut. */
enum { CELL_LOOK = 16 << 10 };

typedef struct CellTag {
    OdsValue value;
    int64_t repeat;
} CellTag;

/* The byte behind text, where it stands at p; else NULL. The buffer ends in NUL bytes. */
#define PAST(p, text) (memcmp((p), (text), sizeof(text) - 1) == 0 ? (p) + sizeof(text) - 1 : NULL)

/*
 * The name of an attribute and its `="`. *into is where its value goes, NULL where it does not
 * matter; the result NULL for one that the short cut does not know. Of two with the same local name
 * the first counts, as in ods.c.
 */
static const char *read_name(const char *p, CellTag *tag, Str **into, bool *repeat)
{
    OdsValue *value = &tag->value;
    const char *past;
    *into = NULL;
    *repeat = false;
    if ((past = PAST(p, "office:"))) {
        p = past;
        if ((past = PAST(p, "value-type=\"")))
            *into = value->type.ptr ? NULL : &value->type;
        else if ((past = PAST(p, "value=\"")))
            *into = &value->value;
        else if ((past = PAST(p, "date-value=\"")))
            *into = &value->date;
        else if ((past = PAST(p, "time-value=\"")))
            *into = &value->time;
        else if ((past = PAST(p, "boolean-value=\"")))
            *into = &value->boolean;
        else if (!(past = PAST(p, "currency=\"")))
            return NULL;
        return past;
    }
    if ((past = PAST(p, "calcext:value-type=\""))) {
        *into = value->type.ptr ? NULL : &value->type;
        return past;
    }
    if ((past = PAST(p, "table:style-name=\"")) ||
        (past = PAST(p, "table:content-validation-name=\"")))
        return past;
    *repeat = true;
    return PAST(p, "table:number-columns-repeated=\"");
}

/* The byte behind the tag's ">" or "/>"; NULL for anything that is not plain. */
static const char *read_tag(const char *p, CellTag *tag, bool *empty)
{
    *tag = (CellTag){.repeat = 1};
    bool repeated = false;
    while (*p == ' ') {
        Str *into;
        bool repeat;
        p = read_name(p + 1, tag, &into, &repeat);
        if (!p)
            return NULL;
        const char *from = p;
        if (repeat) {
            int64_t number = 0;
            for (; *p >= '0' && *p <= '9' && p - from < 7; p++)
                number = number * 10 + (*p - '0');
            if (p == from || number == 0 || number > ODS_REPEAT_MAX || repeated)
                return NULL;
            repeated = true;
            tag->repeat = number;
        } else
            while ((unsigned char)*p >= ' ' && *p != '"' && *p != '&' && *p != '<')
                p++;
        if (*p != '"')
            return NULL;
        if (into) {
            if (into->ptr)
                return NULL; /* twice: no XML */
            *into = (Str){from, (size_t)(p - from)};
        }
        if (p - from == 5 && memcmp(from, "error", 5) == 0)
            return NULL; /* of calcext:value-type */
        p++;
    }
    *empty = *p == '/';
    p += *empty;
    return *p == '>' ? p + 1 : NULL;
}

/* One paragraph whose text counts as it stands, or none, and the end of the cell. */
static const char *read_text(const char *p, Str *text)
{
    *text = STR("");
    const char *past = PAST(p, "<text:p>");
    if (past) {
        const char *from = p = past;
        bool blank = true; /* blanks at the beginning do not count */
        for (; (unsigned char)*p >= ' ' && *p != '<' && *p != '&'; p++) {
            if (*p == ' ' && blank)
                return NULL;
            blank = *p == ' ';
        }
        *text = (Str){from, (size_t)(p - from)};
        p = PAST(p, "</text:p>");
        if (!p)
            return NULL;
    }
    return PAST(p, "</table:table-cell>");
}

/* One cell whose attributes begin at p; the byte behind it, or NULL. */
static const char *scan_cell(OdsGrid *self, const char *p)
{
    CellTag tag;
    bool empty;
    Str text = STR("");
    p = read_tag(p, &tag, &empty);
    if (p && !empty)
        p = read_text(p, &text);
    if (!p || text.len > (size_t)self->grid.workbook->limits->cell_text_bytes)
        return NULL;
    Cell cell = {0};
    Str value = ods_set_value(&cell, &tag.value);
    if (cell.type != CELL_EMPTY)
        cell.text = value;
    else if (text.len > 0) {
        cell.type = CELL_TEXT;
        cell.text = text;
    }
    ods_add_cell(self, &cell, tag.repeat);
    return p;
}

void ods_scan_cells(OdsGrid *self, Error *err)
{
    TagScan *scan = markup_scan(self->grid.markup);
    while (scan && error_ok(err)) {
        if (scan->end - scan->p < CELL_LOOK)
            tag_scan_fill(scan, CELL_LOOK, err);
        const char *p = PAST(scan->p, "<table:table-cell");
        if (!p)
            return;
        p = scan_cell(self, p);
        if (!p || p > scan->end)
            return;
        scan->p += p - scan->p;
    }
}
