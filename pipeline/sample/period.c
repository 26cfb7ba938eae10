/* Periods and standings. */

#include "pipeline/sample/period.h"

#include "pipeline/base/mem.h"

#include <stdio.h>

enum { OBSERVED_MONTHS = 2 }; /* a silent center's children are carried so long: the default */

static Date last_of(Date first, int months)
{
    return date_add_days(date_add_months(first, months), -1);
}

static Period make(const World *world, PeriodKind kind, Date first, Date last)
{
    Period period = {.kind = kind, .first = first, .last = last};
    period.day = date_cmp(last, world->as_of) < 0 ? last : world->as_of;
    return period;
}

static Period make_month(const World *world, Date first)
{
    Period period = make(world, PERIOD_MONTH, first, last_of(first, 1));
    snprintf(period.code, sizeof period.code, "%04d-%02d", first.year % 10000, first.month % 100);
    return period;
}

int period_list(const World *world, Period out[PERIODS_MAX])
{
    int count = 0;
    for (Date m = {FIRST_YEAR, 5, 1}; date_cmp(m, world->as_of) <= 0; m = date_add_months(m, 1))
        out[count++] = make_month(world, m);
    for (Date q = {FIRST_YEAR, 4, 1}; date_cmp(q, world->as_of) <= 0; q = date_add_months(q, 3)) {
        Period period = make(world, PERIOD_QUARTER, q, last_of(q, 3));
        snprintf(period.code, sizeof period.code, "%04d-Q%d", q.year % 10000,
                 (q.month + 2) / 3 % 10);
        out[count++] = period;
    }
    for (int calendar = 0; calendar < 2; calendar++)
        for (int year = 0; year < YEARS; year++) {
            Date first = school_year_start((Calendar)calendar, FIRST_YEAR + year);
            Period period = make(world, PERIOD_SCHOOL_YEAR, first,
                                 school_year_end((Calendar)calendar, FIRST_YEAR + year));
            period.calendar = (Calendar)calendar;
            period.year = year;
            snprintf(period.code, sizeof period.code, "%04d-SY.%s", (FIRST_YEAR + year) % 10000,
                     calendar == CALENDAR_THAI ? "thai" : "mlc");
            out[count++] = period;
        }
    return count;
}

bool period_holds(const Period *period, Date day)
{
    return date_cmp(day, period->first) >= 0 && date_cmp(day, period->last) <= 0;
}

bool period_cohort(const World *world, Calendar calendar, int year, const Period *period,
                   Period *month)
{
    Date first = school_year_start(calendar, FIRST_YEAR + year);
    *month = make_month(world, (Date){first.year, first.month, 1});
    if (period->kind == PERIOD_SCHOOL_YEAR &&
        (period->calendar != calendar || period->year != year))
        return false;
    return date_cmp(period->day, month->last) > 0 &&
           date_cmp(period->day, (Date){first.year + 1, first.month, first.day}) < 0;
}

/* --- standings
 * ---------------------------------------------------------------------------------------------- */

static Date carried_until(const Stay *stay)
{
    Date month = {stay->observed_until.year, stay->observed_until.month, 1};
    return last_of(month, OBSERVED_MONTHS + 1);
}

static State state_of(const Stay *stay, const Period *period)
{
    bool open = date_is_none(stay->end);
    if (!open && date_cmp(stay->end, period->day) <= 0)
        return STATE_LEFT;
    if (!open || date_cmp(period->day, stay->observed_until) <= 0)
        return STATE_ACTIVE;
    return date_cmp(period->day, carried_until(stay)) <= 0 ? STATE_CARRIED : STATE_NOT_OBSERVED;
}

/* Days present at that center in the period's months so far. Rows are in order of children. */
static int64_t days_present(const Reported *r, size_t from, const Stay *stay, const Period *period)
{
    Date first = {period->first.year, period->first.month, 1};
    int64_t days = 0;
    for (size_t i = from; i < r->attended_count && r->attended[i].child == stay->child; i++) {
        const Attended *a = &r->attended[i];
        if (a->center == stay->center && date_cmp(a->month, first) >= 0 &&
            date_cmp(a->month, period->day) <= 0 && a->present > 0)
            days += a->present;
    }
    return days;
}

/*
 * Which of a child's stays counts: with several centers, those open at the period's end first, by
 * days present and then center code; of others the one last heard of. With one center the latest
 * stay.
 */
static int64_t rank_of(const Reported *r, size_t from, const Stay *stay, bool rival,
                       int center_number, const Period *period)
{
    if (!rival)
        return date_to_days(stay->start);
    bool open = date_is_none(stay->end);
    bool now = (open || date_cmp(stay->end, period->day) > 0) &&
               (!open || date_cmp(period->day, carried_until(stay)) <= 0);
    int64_t tail = 999999 - center_number;
    if (now)
        return 100000000000000 + days_present(r, from, stay, period) * 1000000 + tail;
    return (date_to_days(stay->observed_until) + 2440588) * 1000000 + tail;
}

void standing_make(const World *world, const Stays *stays, const Reported *reported,
                   const Period *period, Standing *out)
{
    int *ranks = stays_center_ranks(world);
    memset(out, 0, (size_t)world->child_count * sizeof *out);
    size_t attended = 0;
    for (size_t from = 0, to; from < stays->count; from = to) {
        int child = stays->items[from].child;
        bool rival = false;
        for (to = from; to < stays->count && stays->items[to].child == child; to++)
            rival = rival || stays->items[to].center != stays->items[from].center;
        while (attended < reported->attended_count && reported->attended[attended].child < child)
            attended++;
        int64_t best = -1;
        for (size_t i = from; i < to; i++) {
            const Stay *stay = &stays->items[i];
            bool open = date_is_none(stay->end);
            if (date_cmp(stay->start, period->day) > 0 ||
                (!open && date_cmp(stay->end, period->first) <= 0))
                continue;
            out[child].reached =
                out[child].reached || !open || date_cmp(period->first, carried_until(stay)) <= 0;
            int64_t rank =
                rank_of(reported, attended, stay, rival, ranks[stay->center] + 1, period);
            if (rank <= best)
                continue;
            best = rank;
            out[child].stay = stay;
            out[child].state = state_of(stay, period);
        }
    }
    x_free(ranks);
}

bool standing_gone_for_good(const Stays *stays, const size_t *first, int child, Date day)
{
    for (size_t i = first[child]; i < first[child + 1]; i++) {
        const Stay *s = &stays->items[i];
        if (s->exit == EXIT_STATED && date_cmp(s->end, day) <= 0 &&
            (s->reason == REASON_DEATH || s->reason == REASON_RESETTLED))
            return true;
    }
    return false;
}

bool standing_good_exit(const Stays *stays, const size_t *first, int child, const Standing *now,
                        Date day)
{
    if (now->stay && now->state != STATE_LEFT)
        return false;
    const Stay *last = NULL;
    for (size_t i = first[child]; i < first[child + 1]; i++) {
        const Stay *s = &stays->items[i];
        if (!date_is_none(s->end) && date_cmp(s->end, day) <= 0 &&
            (!last || date_cmp(s->end, last->end) > 0))
            last = s;
    }
    return last && (last->exit == EXIT_PLACED ||
                    (last->exit == EXIT_STATED &&
                     (last->reason == REASON_COMPLETED || last->reason == REASON_TRANSFER_THAI)));
}
