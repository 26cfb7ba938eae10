#ifndef ROLLBOOK_VALUES_DATE_DISPLAY_H
#define ROLLBOOK_VALUES_DATE_DISPLAY_H

/* Dates for people's eyes; machines get ISO 8601 (date_append_value). */

#include "pipeline/values/date_reader.h"

typedef enum DateEra { DATE_ERA_CE, DATE_ERA_BE } DateEra;

/*
 * As precise as the span is: "12/05/2014" or "12/05/2557", "05/2557", "2557", "2556-2557" for what
 * lies between two years. Nothing where from or to is none.
 */
void date_append_display(StrBuf *buf, Date from, Date to, DateEra era);

#endif
