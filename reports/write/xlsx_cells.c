/* The cells of a sheet: running text over merged columns, and values with their own types. */

#include "pipeline/base/strbuf.h"
#include "pipeline/base/unicode.h"
#include "reports/write/xlsx_private.h"

enum { FIRST_COLUMN_MAX = 52 };

/* --- text ------------------------------------------------------------------------------------ */

static void append_inlines(StrBuf *buf, const Inline *inlines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Inline *item = &inlines[i];
        if (item->kind == INLINE_SOFT_BREAK)
            strbuf_append_char(buf, ' ');
        else if (item->kind == INLINE_LINE_BREAK)
            strbuf_append_char(buf, '\n');
        else if (item->count)
            append_inlines(buf, item->children, item->count);
        else
            strbuf_append(buf, item->text);
    }
}

Str xlsx_inlines(XlsxWriter *writer, const Inline *inlines, size_t count)
{
    StrBuf buf = STRBUF_INIT;
    append_inlines(&buf, inlines, count);
    Str text = arena_str(writer->arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return text;
}

/*
 * Characters of the sheet's width that a text takes. Thai and Burmese letters are wider than the
 * digit that the width is counted in, and their lines end at words that no blank tells.
 */
static double text_width(Str text)
{
    Script script = unicode_main_script(text);
    return unicode_width(text) * (script == SCRIPT_THAI || script == SCRIPT_MYANMAR ? 1.25 : 1.0);
}

/* Lines that a wrapped text takes in a width of so many characters. */
int xlsx_wrapped_lines(Str text, double characters)
{
    int lines = 0;
    Str rest = text, line = {0};
    while (str_split(&rest, '\n', &line))
        lines += 1 + (int)(text_width(line) * 1.05 / characters);
    return lines > 0 ? lines : 1;
}

double xlsx_line_height(const XlsxWriter *writer)
{
    const char *language = words_language(writer->words);
    return strcmp(language, "my") == 0 ? 22 : strcmp(language, "th") == 0 ? 21 : 15;
}

/* A text over the width of the sheet, as high as it needs. */
void xlsx_put_text(XlsxWriter *writer, Str text, BookStyle style, int indent)
{
    enum { CHARACTERS = 96 };
    style.wrap = true;
    style.top = true;
    style.indent = indent;
    book_merge(writer->sheet, writer->row, 0, writer->row, XLSX_TEXT_COLUMNS - 1, text, style);
    double scale = style.size ? style.size / 11.0 : 1;
    int lines = xlsx_wrapped_lines(text, (CHARACTERS - indent * 3) / scale);
    book_row_height(writer->sheet, writer->row, xlsx_line_height(writer) * scale * lines + 2);
    writer->row++;
}

static double widest_column(int col)
{
    return col == 0 ? FIRST_COLUMN_MAX : XLSX_COLUMN_MAX;
}

void xlsx_use_width(XlsxWriter *writer, int col, double characters)
{
    double most = widest_column(col);
    if (col >= XLSX_COLUMNS_KEPT)
        return;
    if (characters > most)
        characters = most;
    if (characters > writer->widths[col])
        writer->widths[col] = characters;
    if (col + 1 > writer->columns_used)
        writer->columns_used = col + 1;
}

int xlsx_cell_lines(const XlsxWriter *writer, int col, const Value *value, ValueFormat format)
{
    Str text = value_text(writer->arena, writer->words, *value, format);
    return text_width(text) + 2 <= widest_column(col)
               ? 1
               : xlsx_wrapped_lines(text, widest_column(col) - 1);
}

/* --- values ----------------------------------------------------------------------------------- */

const char *xlsx_number_format(const XlsxWriter *writer, ValueFormat format, ValueType type)
{
    switch (format) {
    case FORMAT_COUNT:
        return "#,##0";
    case FORMAT_DECIMAL:
        return "#,##0.0";
    case FORMAT_PERCENT:
        return "0.0%";
    case FORMAT_DATE:
        return strcmp(words_language(writer->words), "th") == 0 ? "[$-107041E]d mmm yyyy"
                                                                : "d mmm yyyy";
    case FORMAT_ID:
        return "@";
    case FORMAT_PLAIN:
        return type == VALUE_REAL ? "#,##0.##" : "#,##0";
    case FORMAT_MONTH:
    case FORMAT_YEAR:
    case FORMAT_PERIOD:
        return NULL;
    }
    return NULL;
}

bool xlsx_is_number(const Value *value, ValueFormat format)
{
    bool textual = format == FORMAT_ID || format == FORMAT_MONTH || format == FORMAT_PERIOD ||
                   format == FORMAT_YEAR;
    return !textual && (value->type == VALUE_INT || value->type == VALUE_REAL);
}

double xlsx_value_number(const Value *value)
{
    return value->type == VALUE_INT ? (double)value->integer : value->real;
}

/* Writes a value with its own type, so that Excel can go on computing with it. */
void xlsx_put_value(XlsxWriter *writer, int col, const Value *value, ValueFormat format,
                    BookStyle style)
{
    Str text = value_text(writer->arena, writer->words, *value, format);
    xlsx_use_width(writer, col, text_width(text) + 2 + style.indent);
    Date date;
    if (xlsx_is_number(value, format)) {
        style.number_format = xlsx_number_format(writer, format, value->type);
        book_number(writer->sheet, writer->row, col, xlsx_value_number(value), style);
    } else if (value->type == VALUE_DATE && date_parse_iso(value->text, &date)) {
        style.number_format = xlsx_number_format(writer, FORMAT_DATE, value->type);
        book_date(writer->sheet, writer->row, col, date, style);
    } else {
        style.number_format = format == FORMAT_ID ? "@" : NULL;
        style.wrap = text_width(text) + 2 > widest_column(col);
        book_text(writer->sheet, writer->row, col, text, style);
    }
}
