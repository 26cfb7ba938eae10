/*
 * A birth date spread over three columns is put together as one would write it, and read as any
 * other date: what the year's era is, and what an impossible day leaves, is decided there.
 */

#include "pipeline/map/convert.h"

#include "pipeline/base/unicode.h"
#include "pipeline/map/text_key.h"

static Str text_of(Arena *scratch, const GridCell *cell)
{
    if (!cell || text_is_blank(cell->value))
        return STR("");
    return unicode_ascii_digits(scratch, str_trim(cell->value));
}

static bool is_digits(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return text.len > 0;
}

void convert_birth_parts(const ConvertContext *context, int year_column, const GridCell *day,
                         const GridCell *month, const GridCell *year, Record *record, Error *err)
{
    Arena *scratch = context->scratch;
    Str d = text_of(scratch, day), m = text_of(scratch, month), y = text_of(scratch, year);
    if (record_has(record, SLOT_birth_from) || d.len + m.len + y.len == 0)
        return;
    /* A day without its month says nothing; neither does a year of two digits alone: it is an age.
     */
    const char *join = m.len && is_digits(m) ? "/" : " ";
    Str text = m.len == 0 ? y : arena_printf(scratch, "%.*s%s%.*s", STR_ARG(m), join, STR_ARG(y));
    if (d.len && m.len)
        text = arena_printf(scratch, "%.*s%s%.*s", STR_ARG(d), join, STR_ARG(text));
    MapColumn column = {.col = year_column,
                        .field = F_date_of_birth,
                        .dates = date_context_birth(context->list_date)};
    column.dates.order = DATE_DAY_FIRST;
    column.dates.order_known = true;
    if (y.len == 0 || (m.len == 0 && y.len < 4)) {
        convert_report(context, "date.unreadable", SEVERITY_ERROR, year_column, F_date_of_birth,
                       arena_printf(scratch, "%.*s/%.*s/%.*s", STR_ARG(d), STR_ARG(m), STR_ARG(y)),
                       STR(""), err);
        return;
    }
    GridCell whole = {.col = year_column, .type = 's', .value = text, .source = STR("")};
    convert_cell(context, &column, &whole, record, err);
}
