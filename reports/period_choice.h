#ifndef ROLLBOOK_REPORTS_PERIOD_CHOICE_H
#define ROLLBOOK_REPORTS_PERIOD_CHOICE_H

/* Which periods a report is written for. */

#include "pipeline/config/config.h"
#include "pipeline/warehouse/batch.h"

typedef struct ReportPeriod {
    Str code, previous; /* previous: of the same kind and calendar; empty where there is none */
    Str first_day, last_day;
} ReportPeriod;

enum { REPORT_PERIODS_MAX = 4 };

typedef struct PeriodChoice {
    ReportPeriod items[REPORT_PERIODS_MAX];
    size_t count;
} PeriodChoice;

/*
 * wanted NULL: of a month the last closed one; of other kinds the running one (provisional) and the
 * last closed one until it is released to that audience. Else the wanted period, or where it is of
 * another kind, the last period of this kind within it. STATUS_USAGE where there is no such period.
 */
PeriodChoice period_choose(Db *db, Arena *arena, Str kind, Audience audience, Date as_of,
                           const char *wanted, Error *err);

#endif
