/* Figures of the project's months, quarters and school years. */

#include "pipeline/sample/figures.h"

#include "pipeline/base/mem.h"
#include "pipeline/sample/birth.h"
#include "pipeline/sample/calendar.h"
#include "pipeline/sample/facts.h"
#include "pipeline/sample/period.h"
#include "pipeline/sample/registry.h"
#include "pipeline/sample/returns.h"

#include <stdio.h>

enum { AREAS = 6 }; /* the whole area, then the five districts */

static const char *const AREA_CODES[AREAS] = {"TH63",   "TH6304", "TH6305",
                                              "TH6306", "TH6307", "TH6308"};

/* Numerator and denominator of one indicator and period, by area. */
typedef struct Sums {
    double n[AREAS], d[AREAS];
} Sums;

static int area_of(Str district)
{
    for (int a = 1; a < AREAS; a++)
        if (str_is(district, AREA_CODES[a]))
            return a;
    return 0;
}

static void add_area(Sums *sums, int area, double n, double d)
{
    const int areas = (int)(sizeof sums->n / sizeof sums->n[0]);
    sums->n[0] += n;
    sums->d[0] += d;
    if (area < 1 || area >= areas)
        return;
    sums->n[area] += n;
    sums->d[area] += d;
}

static void add(Sums *sums, const Center *center, double n, double d)
{
    add_area(sums, area_of(center->district_code), n, d);
}

typedef enum Unit { UNIT_COUNT, UNIT_SHARE, UNIT_RATE } Unit;

/* Writes the areas for which there is something to divide by, or to count. */
static void put(StrBuf *out, const char *indicator, const Period *period, const Sums *sums,
                Unit unit, int areas)
{
    for (int a = 0; a < areas; a++) {
        if (unit != UNIT_COUNT && sums->d[a] <= 0)
            continue;
        strbuf_appendf(out, "%s\t%s\t%s\t\t", indicator, period->code, AREA_CODES[a]);
        double value = unit == UNIT_COUNT   ? sums->n[a]
                       : unit == UNIT_SHARE ? sums->n[a] / sums->d[a]
                                            : 1000 * sums->n[a] / sums->d[a];
        if (unit == UNIT_COUNT) { /* a zero's numerator may be missing: the value says it */
            strbuf_append_cstr(out, "\t\t");
        } else {
            strbuf_append_double(out, sums->n[a]);
            strbuf_append_char(out, '\t');
            strbuf_append_double(out, sums->d[a]);
            strbuf_append_char(out, '\t');
        }
        strbuf_append_double(out, value);
        strbuf_append_char(out, '\n');
    }
}

static bool within(Date day, const Period *period)
{
    return !date_is_none(day) && date_cmp(day, period->first) >= 0 &&
           date_cmp(day, period->day) <= 0;
}

/* --- centers' months
 * ------------------------------------------------------------------------------------------ */

static void months_of_period(StrBuf *out, const World *world, const Period *period)
{
    Sums feeding = {0}, gardens = {0}, meals = {0}, harvest = {0}, alternative = {0};
    bool any = false;
    for (int c = 0; c < world->center_count; c++) {
        const Center *center = &world->centers[c];
        for (int year = 0; year < YEARS; year++) {
            Date months[MONTHS_MAX];
            int count = calendar_months(world, c, year, months);
            for (int m = 0; m < count; m++) {
                Date middle = {months[m].year, months[m].month, 15};
                if (!returns_sends_month(world, c, months[m]) || !period_holds(period, middle))
                    continue;
                MonthFacts f = month_facts(world, c, months[m]);
                any = true;
                add(&feeding, center, f.feeding_days, f.school_days);
                add(&gardens, center, f.garden, 1);
                add(&meals, center, f.meals, 0);
                add(&harvest, center, f.harvest_kg, 0);
                if (f.days_closed > 0)
                    add(&alternative, center, f.days_alternative, f.days_closed);
            }
        }
    }
    if (!any)
        return;
    put(out, "feeding_days", period, &feeding, UNIT_SHARE, AREAS);
    put(out, "garden_centers", period, &gardens, UNIT_SHARE, AREAS);
    put(out, "alternative_teaching", period, &alternative, UNIT_SHARE, AREAS);
    put(out, "meals", period, &meals, UNIT_COUNT, 1);
    for (int a = 0; a < AREAS; a++)
        harvest.n[a] = (double)(long long)(harvest.n[a] * 10 + 0.5) / 10;
    put(out, "harvest", period, &harvest, UNIT_COUNT, 1);
}

/* --- programmes, visits, meetings
 * -------------------------------------------------------------------------------- */

static void homeschool_of_period(StrBuf *out, const World *world, const Period *period)
{
    Sums ever = {0}, active = {0}, moved = {0};
    Homeschool one;
    for (int n = 0; homeschool_facts(world, n, &one); n++) {
        const Center *center = &world->centers[one.center];
        if (date_cmp(one.start, period->day) > 0)
            continue;
        bool over = !date_is_none(one.end) && date_cmp(one.end, period->day) <= 0;
        add(&ever, center, 1, 1);
        add(&active, center, !over, 0);
        add(&moved, center, one.transition && over, 1);
    }
    put(out, "homeschool_enrolled", period, &ever, UNIT_COUNT, AREAS);
    put(out, "homeschool_active", period, &active, UNIT_COUNT, 1);
    put(out, "homeschool_transition", period, &moved, UNIT_SHARE, AREAS);
}

static void support_of_period(StrBuf *out, const World *world, const Period *period)
{
    Sums referred = {0}, assessed = {0}, completed = {0}, improved = {0};
    for (int c = 0; c < world->center_count; c++)
        for (int year = 0; year < YEARS; year++) {
            Date day = year ? (Date){FIRST_YEAR + 1, 11, 15} : (Date){FIRST_YEAR + 1, 3, 30};
            int count = calendar_sends(world, c, day) ? support_count(world, c, year) : 0;
            for (int n = 0; n < count; n++) {
                SupportCase s = support_facts(world, c, year, n);
                const Center *center = &world->centers[c];
                add(&referred, center, within(s.referred, period), 0);
                add(&assessed, center, within(s.assessed, period), 0);
                add(&completed, center, within(s.completed, period), 0);
                if (within(s.completed, period))
                    add(&improved, center, s.score_end < s.score_start, 1);
            }
        }
    put(out, "pss_referred", period, &referred, UNIT_COUNT, 1);
    put(out, "pss_assessed", period, &assessed, UNIT_COUNT, 1);
    put(out, "pss_completed", period, &completed, UNIT_COUNT, 1);
    put(out, "pss_improved", period, &improved, UNIT_SHARE, AREAS);
}

static void visits_of_period(StrBuf *out, const World *world, const Period *period)
{
    Sums safe = {0}, solved = {0};
    for (int c = 0; c < world->center_count; c++)
        for (int year = 0; year < YEARS; year++)
            for (int n = 0; n < 2; n++) {
                Visit v;
                if (!visit_facts(world, c, year, n, &v) || date_cmp(v.date, world->as_of) > 0)
                    continue;
                if (within(v.date, period))
                    add(&safe, &world->centers[c], v.met >= CRITERIA, 1);
                if (v.problem && date_cmp(v.date, period->day) <= 0)
                    add(&solved, &world->centers[c],
                        !date_is_none(v.closed) && date_cmp(v.closed, period->day) <= 0, 1);
            }
    put(out, "safety_met", period, &safe, UNIT_SHARE, AREAS);
    put(out, "problems_solved", period, &solved, UNIT_SHARE, AREAS);
}

static Date months_before(Date day, int months)
{
    /* SQLite's "-n months": the same day of the month, carried over where it does not exist. */
    int index = day.year * 12 + day.month - 1 - months;
    Date first = {index / 12, index % 12 + 1, 1};
    return date_add_days(first, day.day - 1);
}

static bool drilled(const World *world, int center, Date from, Date to)
{
    for (Date month = {from.year, from.month, 1}; date_cmp(month, to) <= 0;
         month = date_add_months(month, 1)) {
        for (int year = 0; year < YEARS; year++) {
            Date months[MONTHS_MAX];
            int count = calendar_months(world, center, year, months);
            for (int m = 0; m < count; m++)
                if (date_cmp(months[m], month) == 0 && returns_sends_month(world, center, month) &&
                    month_facts(world, center, month).drills > 0)
                    return true;
        }
    }
    return false;
}

static void readiness_of_period(StrBuf *out, const World *world, const Period *period)
{
    Sums ready = {0};
    for (int c = 0; c < world->center_count; c++) {
        Calendar calendar = world->centers[c].calendar;
        for (int year = YEARS - 1; year >= 0; year--) {
            ProfileFacts p = profile_facts(world, c, year);
            Date begins = school_year_start(calendar, FIRST_YEAR + year);
            if (!calendar_sends(world, c, p.date) || date_cmp(begins, period->day) > 0)
                continue;
            Date half = months_before(period->day, 6);
            bool planned =
                !date_is_none(p.plan) && date_cmp(p.plan, months_before(period->day, 12)) >= 0;
            bool drill = (!date_is_none(p.drill) && date_cmp(p.drill, half) >= 0) ||
                         drilled(world, c, half, period->day);
            add(&ready, &world->centers[c], planned && p.contact_tree && drill, 1);
            break;
        }
    }
    put(out, "emergency_ready", period, &ready, UNIT_SHARE, AREAS);
}

static void attendance_of_period(StrBuf *out, const World *world, const Reported *r,
                                 const Period *period)
{
    Sums attendance = {0}, chronic = {0};
    for (size_t i = 0; i < r->attended_count; i++) {
        const Attended *a = &r->attended[i];
        if (!period_holds(period, (Date){a->month.year, a->month.month, 15}) || a->present < 0)
            continue;
        add(&attendance, &world->centers[a->center], a->present, a->school_days);
        add(&chronic, &world->centers[a->center], a->present * 5 < a->school_days * 4, 1);
    }
    put(out, "attendance", period, &attendance, UNIT_SHARE, AREAS);
    put(out, "chronic_absence", period, &chronic, UNIT_SHARE, AREAS);
}

/* --- children: one center each
 * ------------------------------------------------------------------------------------- */

static void children_of_period(StrBuf *out, const World *world, const Standing *standing,
                               const Period *period)
{
    Sums reached = {0}, active = {0}, silent = {0};
    for (int i = 0; i < world->child_count; i++) {
        const Standing *s = &standing[i];
        if (!s->stay)
            continue;
        const Center *center = &world->centers[s->stay->center];
        add(&reached, center, s->reached, 0);
        add(&active, center, s->state == STATE_ACTIVE || s->state == STATE_CARRIED, 0);
        add(&silent, center, s->state == STATE_NOT_OBSERVED, 0);
    }
    put(out, "reached", period, &reached, UNIT_COUNT, AREAS);
    put(out, "active", period, &active, UNIT_COUNT, AREAS);
    put(out, "not_observed", period, &silent, UNIT_COUNT, 1);
}

static bool is_on_roll(const Standing *s)
{
    return s->stay && (s->state == STATE_ACTIVE || s->state == STATE_CARRIED);
}

/* Moved to a Thai school or NFE in the period: a placement that begins in it, or an exit that says
 * so. */
static bool moved_to_school(const Reported *r, const Stays *stays, const size_t *first, int child,
                            const Period *period)
{
    for (size_t i = first[child]; i < first[child + 1]; i++) {
        const Stay *x = &stays->items[i];
        bool says =
            x->exit == EXIT_PLACED || (x->exit == EXIT_STATED && x->reason == REASON_TRANSFER_THAI);
        if (says && within(x->end, period))
            return true;
        for (size_t p = 0; p < r->placed_count; p++)
            if (r->placed[p].child == child && within(r->placed[p].start, period) &&
                date_cmp(x->start, r->placed[p].start) <= 0 &&
                (date_is_none(x->end) ||
                 date_cmp(x->end, date_add_days(r->placed[p].start, -120)) >= 0))
                return true;
    }
    return false;
}

static void transition_of_period(StrBuf *out, const World *world, const Reported *r,
                                 const Stays *stays, const size_t *first, const Standing *standing,
                                 const Period *period)
{
    Sums transition = {0};
    for (int i = 0; i < world->child_count; i++) {
        if (!standing[i].stay)
            continue;
        bool moved = moved_to_school(r, stays, first, i, period);
        if (standing[i].reached || moved)
            add(&transition, &world->centers[standing[i].stay->center], moved, 1);
    }
    put(out, "transition", period, &transition, UNIT_SHARE, AREAS);
}

/* --- out of school
 * ------------------------------------------------------------------------------------------ */

static Date year_begun(Calendar calendar, Date day)
{
    Date start = school_year_start(calendar, day.year);
    return date_cmp(start, day) <= 0 ? start : school_year_start(calendar, day.year - 1);
}

static bool school_age(int age)
{
    return age >= 3 && age <= 17; /* the ages of the population estimates */
}

static void take_population(const World *world, const Period *period, Sums *sums)
{
    static const int BANDS[][2] = {{3, 5}, {6, 11}, {12, 14}, {15, 17}};
    for (int a = 1; a < AREAS; a++)
        for (int b = 0; b < 4; b++) {
            int people = registry_population(world, str_from(AREA_CODES[a]), BANDS[b][0],
                                             BANDS[b][1], period->day.year);
            add_area(sums, a, people, people);
        }
}

static void oos_of_period(StrBuf *out, const World *world, const Reported *r,
                          const BirthTold *births, const Standing *standing, const Period *period)
{
    Sums any = {0}, formal = {0};
    take_population(world, period, &any);
    take_population(world, period, &formal);
    for (int i = 0; i < world->child_count; i++) {
        if (!is_on_roll(&standing[i]) || births[i].rank == 0)
            continue;
        const Center *center = &world->centers[standing[i].stay->center];
        Date born = birth_middle(&births[i]);
        if (school_age(date_completed_years(born, year_begun(center->calendar, period->day))))
            add(&any, center, -1, 0);
    }
    Date year = year_begun(CALENDAR_MLC, period->day);
    for (size_t p = 0; p < r->placed_count; p++) {
        const Placed *placed = &r->placed[p];
        const BirthTold *birth = &births[placed->child];
        if (date_cmp(placed->start, period->day) > 0 || birth->rank == 0)
            continue;
        double middle = (double)(date_to_days(birth->from) + date_to_days(birth->to)) / 2;
        if (!school_age((int)(((double)date_to_days(year) - middle) / 365.2425)))
            continue;
        add(&formal, &world->centers[placed->center], -1, 0);
        if (!is_on_roll(&standing[placed->child]))
            add(&any, &world->centers[placed->center], -1, 0);
    }
    put(out, "oos_any", period, &any, UNIT_SHARE, AREAS);
    put(out, "oos_formal", period, &formal, UNIT_SHARE, AREAS);
}

static void incidents_of_month(StrBuf *out, const World *world, const Standing *standing,
                               const Period *period)
{
    Sums rate = {0};
    int *on_roll = x_new_array(int, (size_t)world->center_count);
    for (int i = 0; i < world->child_count; i++)
        if (is_on_roll(&standing[i]))
            on_roll[standing[i].stay->center]++;
    for (int c = 0; c < world->center_count; c++)
        for (int year = 0; year < YEARS; year++) {
            Date months[MONTHS_MAX];
            int count = calendar_months(world, c, year, months);
            for (int m = 0; m < count; m++) {
                if (date_cmp(months[m], period->first) != 0 ||
                    !returns_sends_month(world, c, months[m]))
                    continue;
                MonthFacts f = month_facts(world, c, months[m]);
                int confirmed = 0;
                for (int n = 0; n < f.incident_count; n++)
                    confirmed += strcmp(f.incidents[n].status, "confirmed") == 0 ||
                                 strcmp(f.incidents[n].status, "closed") == 0;
                add(&rate, &world->centers[c], confirmed, on_roll[c]);
            }
        }
    put(out, "incident_rate", period, &rate, UNIT_RATE, AREAS);
    x_free(on_roll);
}

/* What became by the period's day of those on a roll at the end of their school year's first month.
 */
static void retention_of_period(StrBuf *out, const World *world, const Reported *reported,
                                const Stays *stays, const size_t *first, const Standing *standing,
                                const Period *period)
{
    Sums any = {0}, strict = {0};
    Standing *base = x_new_array(Standing, (size_t)world->child_count);
    for (int calendar = 0; calendar < 2; calendar++)
        for (int year = 0; year < YEARS; year++) {
            Period month;
            if (!period_cohort(world, (Calendar)calendar, year, period, &month))
                continue;
            standing_make(world, stays, reported, &month, base);
            for (int i = 0; i < world->child_count; i++) {
                const Standing *b = &base[i], *now = &standing[i];
                if (!is_on_roll(b) || (int)world->centers[b->stay->center].calendar != calendar ||
                    (now->stay && now->state == STATE_NOT_OBSERVED) ||
                    standing_gone_for_good(stays, first, i, period->day))
                    continue;
                bool here = is_on_roll(now);
                bool good = !here && standing_good_exit(stays, first, i, now, period->day);
                const Center *center = &world->centers[b->stay->center];
                add(&any, center, here || good, 1);
                add(&strict, center, (here && now->stay->center == b->stay->center) || good, 1);
            }
        }
    x_free(base);
    put(out, "retention_any", period, &any, UNIT_SHARE, AREAS);
    if (period->kind != PERIOD_MONTH)
        put(out, "retention_strict", period, &strict, UNIT_SHARE, AREAS);
}

void figures_write(StrBuf *out, const World *world, Reported *reported)
{
    Stays stays = stays_make(world, reported);
    size_t *first = x_new_array(size_t, (size_t)world->child_count + 2);
    for (size_t i = 0; i < stays.count; i++)
        first[stays.items[i].child + 1]++;
    for (int c = 0; c < world->child_count; c++)
        first[c + 1] += first[c];
    Standing *standing = x_new_array(Standing, (size_t)world->child_count);
    BirthTold *births = births_known(world, reported);
    Period periods[PERIODS_MAX];
    int count = period_list(world, periods);
    for (int p = 0; p < count; p++) {
        const Period *period = &periods[p];
        standing_make(world, &stays, reported, period, standing);
        children_of_period(out, world, standing, period);
        transition_of_period(out, world, reported, &stays, first, standing, period);
        if (period->kind == PERIOD_MONTH)
            incidents_of_month(out, world, standing, period);
        if (period->kind != PERIOD_MONTH)
            oos_of_period(out, world, reported, births, standing, period);
        retention_of_period(out, world, reported, &stays, first, standing, period);
        attendance_of_period(out, world, reported, period);
        months_of_period(out, world, period);
        homeschool_of_period(out, world, period);
        support_of_period(out, world, period);
        visits_of_period(out, world, period);
        readiness_of_period(out, world, period);
    }
    x_free(first);
    x_free(standing);
    x_free(births);
    stays_free(&stays);
}
