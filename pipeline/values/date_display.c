/* Dates as registers print them: day first, in either era. */

#include "pipeline/values/date_display.h"

enum { BE_OFFSET = 543 };

void date_append_display(StrBuf *buf, Date from, Date to, DateEra era)
{
    int offset = era == DATE_ERA_BE ? BE_OFFSET : 0;
    if (date_is_none(from) || date_is_none(to))
        return;
    bool whole_months = from.day == 1 && to.day == date_days_in_month(to.year, to.month);
    bool same_year = from.year == to.year;
    if (date_cmp(from, to) == 0)
        strbuf_appendf(buf, "%02d/%02d/%04d", from.day, from.month, from.year + offset);
    else if (whole_months && same_year && from.month == to.month)
        strbuf_appendf(buf, "%02d/%04d", from.month, from.year + offset);
    else if (same_year)
        strbuf_appendf(buf, "%04d", from.year + offset);
    else
        strbuf_appendf(buf, "%04d-%04d", from.year + offset, to.year + offset);
}
