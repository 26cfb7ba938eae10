/* From lists to stays. */

#include "pipeline/sample/stay.h"

#include "pipeline/base/mem.h"
#include "pipeline/sample/calendar.h"
#include "pipeline/sample/facts.h"
#include "pipeline/sample/returns.h"

#include <stdlib.h>

enum { TRANSFER_DAYS = 120, HOLD_DROP_PERCENT = 20 };

static Date later(Date a, Date b)
{
    return date_cmp(a, b) >= 0 ? a : b;
}

static Date earlier(Date a, Date b)
{
    return date_cmp(a, b) <= 0 ? a : b;
}

/* Midway between two days; of two middle ones the first. */
static Date midway(Date a, Date b)
{
    int64_t sum = date_to_days(a) + date_to_days(b);
    return date_from_days((sum - ((sum % 2) + 2) % 2) / 2);
}

static Date month_last(Date day)
{
    return (Date){day.year, day.month, date_days_in_month(day.year, day.month)};
}

/* --- lists
 * -------------------------------------------------------------------------------------------------
 */

/* Each center's lists in order of their dates; says which are full. Caller frees. */
static int *order_lists(Reported *r)
{
    int *order = x_new_array(int, r->list_count + 1);
    for (size_t i = 0; i < r->list_count; i++) {
        size_t at = i;
        while (at > 0) {
            const ListSeen *before = &r->lists[order[at - 1]], *this = &r->lists[i];
            if (before->center < this->center ||
                (before->center == this->center && date_cmp(before->date, this->date) <= 0))
                break;
            order[at] = order[at - 1];
            at--;
        }
        order[at] = (int)i;
    }
    for (size_t i = 0; i < r->list_count; i++) {
        ListSeen *list = &r->lists[order[i]];
        const ListSeen *before = i > 0 ? &r->lists[order[i - 1]] : NULL;
        bool first = !before || before->center != list->center;
        list->full = first || list->rows * 100 >= before->rows * (100 - HOLD_DROP_PERCENT);
        list->previous = first ? (Date){0} : before->date;
    }
    return order;
}

static int by_child(const void *a, const void *b, void *reported)
{
    const Sighting *x = a, *y = b;
    const Reported *r = reported;
    const ListSeen *lx = &r->lists[x->list], *ly = &r->lists[y->list];
    if (x->child != y->child)
        return x->child - y->child;
    if (lx->center != ly->center)
        return lx->center - ly->center;
    int date = date_cmp(lx->date, ly->date);
    return date ? date : x->order - y->order;
}

static int attended_order(const void *a, const void *b)
{
    const Attended *x = a, *y = b;
    if (x->child != y->child)
        return x->child - y->child;
    if (x->center != y->center)
        return x->center - y->center;
    return date_cmp(x->month, y->month);
}

static void order_sightings(Reported *r)
{
    if (r->sighting_count)
        qsort_r(r->sightings, r->sighting_count, sizeof *r->sightings, by_child, r);
    /* One row a list: of two the first. */
    size_t kept = 0;
    for (size_t i = 0; i < r->sighting_count; i++)
        if (kept == 0 || r->sightings[kept - 1].child != r->sightings[i].child ||
            r->sightings[kept - 1].list != r->sightings[i].list)
            r->sightings[kept++] = r->sightings[i];
    r->sighting_count = kept;
}

static int school_year_of(Calendar calendar, Date month)
{
    return month.year - (month.month < (calendar == CALENDAR_THAI ? 5 : 6)) - FIRST_YEAR;
}

/* Sightings [from, to) are a child's: is it on one of the center's lists of that school year? */
static bool is_listed(const Reported *r, size_t from, size_t to, int center, int year)
{
    for (size_t s = from; s < to; s++) {
        const ListSeen *list = &r->lists[r->sightings[s].list];
        if (list->center == center && list->year == year)
            return true;
    }
    return false;
}

/*
 * Attendance counts for children whom a list of the center names in the same school year, once a
 * month. One who left and came back has a new student number, which no list may have yet; then
 * the row tells its child by the name.
 */
static void keep_on_roll(const World *world, Reported *r)
{
    size_t kept = 0, from = 0, to = 0;
    if (r->attended_count)
        qsort(r->attended, r->attended_count, sizeof *r->attended, attended_order);
    for (size_t i = 0; i < r->attended_count; i++) {
        const Attended a = r->attended[i];
        while (from < r->sighting_count && r->sightings[from].child < a.child)
            from++;
        for (to = to > from ? to : from;
             to < r->sighting_count && r->sightings[to].child == a.child; to++)
            ;
        int year = school_year_of(world->centers[a.center].calendar, a.month);
        bool again = kept > 0 && attended_order(&r->attended[kept - 1], &a) == 0;
        if (is_listed(r, from, to, a.center, year) && !again)
            r->attended[kept++] = a;
    }
    r->attended_count = kept;
}

/* --- what a center tells of itself
 * ----------------------------------------------------------------------------- */

static void listen(const World *world, const Reported *r, Stays *stays)
{
    stays->heard = x_new_array(Date, (size_t)world->center_count);
    stays->attendance_until = x_new_array(Date, (size_t)world->center_count);
    for (size_t i = 0; i < r->list_count; i++) {
        Date *heard = &stays->heard[r->lists[i].center];
        *heard = later(*heard, month_last(r->lists[i].date));
    }
    for (size_t i = 0; i < r->attended_count; i++) {
        const Attended *a = &r->attended[i];
        stays->heard[a->center] = later(stays->heard[a->center], month_last(a->month));
        stays->attendance_until[a->center] =
            later(stays->attendance_until[a->center], month_last(a->month));
    }
    for (int c = 0; c < world->center_count; c++)
        for (int year = 0; year < YEARS; year++) {
            Date months[MONTHS_MAX];
            int count = calendar_months(world, c, year, months);
            for (int m = 0; m < count; m++)
                if (returns_sends_month(world, c, months[m]))
                    stays->heard[c] = later(stays->heard[c], month_last(months[m]));
        }
    for (int c = 0; c < world->center_count; c++)
        stays->heard[c] = earlier(stays->heard[c], world->as_of);
}

static Date last_present(const Reported *r, const size_t *first, int child, int center)
{
    Date last = {0};
    for (size_t i = first[child]; i < first[child + 1]; i++)
        if (r->attended[i].center == center && r->attended[i].present > 0)
            last = later(last, month_last(r->attended[i].month));
    return last;
}

/* The center's next list that speaks for a child of that grade; none. */
static Date next_list(const Reported *r, const int *order, int center, Date after, int level)
{
    for (size_t i = 0; i < r->list_count; i++) {
        const ListSeen *list = &r->lists[order[i]];
        if (list->center == center && date_cmp(list->date, after) > 0 &&
            (list->full || (list->levels >> level & 1u)))
            return list->date;
    }
    return (Date){0};
}

/* --- segments
 * ----------------------------------------------------------------------------------------------------
 */

/* A run of one child's sightings at one center that make one stay. */
typedef struct Segment {
    size_t from, to; /* sightings [from, to) */
    Date entered;    /* the earliest told */
} Segment;

static bool has_left(const Sighting *s)
{
    return !date_is_none(s->left) || s->reason != REASON_NONE;
}

static size_t cut_segments(const Reported *r, size_t from, size_t to, Segment *out, size_t max)
{
    size_t count = 0;
    for (size_t i = from; i < to; i++) {
        const Sighting *s = &r->sightings[i];
        const Sighting *before = i > from ? &r->sightings[i - 1] : NULL;
        bool begins = !before || r->lists[before->list].year != r->lists[s->list].year ||
                      (!date_is_none(before->left) && !date_is_none(s->entered) &&
                       date_cmp(s->entered, before->left) > 0);
        if (begins && count < max)
            out[count++] = (Segment){i, i, s->entered};
        Segment *segment = &out[count - 1];
        segment->to = i + 1;
        if (!date_is_none(s->entered) &&
            (date_is_none(segment->entered) || date_cmp(s->entered, segment->entered) < 0))
            segment->entered = s->entered;
    }
    return count;
}

static Date stay_start(const World *world, const Reported *r, const Segment *segment,
                       const Segment *before)
{
    const Sighting *first = &r->sightings[segment->from], *last = &r->sightings[segment->to - 1];
    const ListSeen *list = &r->lists[first->list];
    Date year_start =
        school_year_start(world->centers[list->center].calendar, FIRST_YEAR + list->year);
    if (before) {
        const Sighting *end = &r->sightings[before->to - 1];
        if (!has_left(end) && r->lists[end->list].year == list->year - 1)
            return year_start; /* stayed over the turn of the year */
    }
    if (!date_is_none(segment->entered) &&
        date_cmp(segment->entered, r->lists[last->list].date) <= 0)
        return later(segment->entered, year_start);
    bool in_year = !date_is_none(list->previous) && date_cmp(list->previous, year_start) >= 0;
    if (in_year && date_cmp(list->date, year_start) > 0 &&
        (date_is_none(last->left) || date_cmp(last->left, list->date) > 0))
        return later(year_start, midway(list->previous, list->date));
    return year_start;
}

/*
 * The leaving day that a segment's lists tell. A day before the school year in which an earlier
 * list has the child still there is a slip of the pen; then the list before tells, or none.
 */
static Date told_leaving(const Reported *r, const Segment *segment, Date year_start)
{
    size_t staying = segment->from;
    while (staying < segment->to && has_left(&r->sightings[staying]))
        staying++;
    for (size_t i = segment->to; i > segment->from; i--) {
        const Sighting *s = &r->sightings[i - 1];
        bool slip = !date_is_none(s->left) && date_cmp(s->left, year_start) < 0 && staying < i - 1;
        if (!slip)
            return s->left;
    }
    return (Date){0};
}

typedef struct Maker {
    const World *world;
    Reported *r;
    const int *order;    /* lists by center and date */
    const size_t *first; /* attended rows by child */
    Stays *stays;
} Maker;

static void add_stay(Maker *m, const Segment *segments, size_t count, size_t n)
{
    const Segment *segment = &segments[n];
    const Reported *r = m->r;
    const Sighting *last = &r->sightings[segment->to - 1];
    const ListSeen *list = &r->lists[last->list];
    const Center *center = &m->world->centers[list->center];
    Stay stay = {.child = last->child,
                 .center = list->center,
                 .year = list->year,
                 .level = last->level,
                 .reason = last->reason,
                 .first_seen = r->lists[r->sightings[segment->from].list].date,
                 .last_seen = list->date,
                 .last_present = last_present(r, m->first, last->child, list->center)};
    stay.start = stay_start(m->world, r, segment, n > 0 ? &segments[n - 1] : NULL);
    bool goes_on = n + 1 < count && !has_left(last);
    Date year_start = school_year_start(center->calendar, FIRST_YEAR + list->year);
    Date left = told_leaving(r, segment, year_start);
    if (!date_is_none(left) && date_cmp(left, stay.start) <= 0)
        return; /* no day on the roll */
    if (has_left(last)) {
        stay.end = date_is_none(left) ? stay.last_seen : left;
        stay.exit = last->reason == REASON_NONE ? EXIT_NOT_STATED : EXIT_STATED;
    } else if (goes_on) {
        stay.end = school_year_start(center->calendar, FIRST_YEAR + list->year + 1);
    } else {
        stay.lost_before = next_list(r, m->order, list->center, stay.last_seen, stay.level);
        if (date_is_none(stay.lost_before) && !date_is_none(center->closed) &&
            date_cmp(center->closed, m->world->as_of) <= 0)
            stay.lost_before = later(center->closed, stay.last_seen);
    }
    if (!date_is_none(stay.lost_before)) {
        stay.lost_after = earlier(later(stay.last_seen, stay.last_present), stay.lost_before);
        stay.end = later(stay.start, midway(stay.lost_after, stay.lost_before));
        stay.exit = EXIT_LOST;
    }
    x_grow(m->stays->items, m->stays->cap, m->stays->count + 1);
    m->stays->items[m->stays->count++] = stay;
}

static void make_segments(Maker *m)
{
    enum { SEGMENTS = 16 };
    const Reported *r = m->r;
    for (size_t i = 0; i < r->sighting_count;) {
        size_t end = i;
        while (end < r->sighting_count && r->sightings[end].child == r->sightings[i].child &&
               r->lists[r->sightings[end].list].center == r->lists[r->sightings[i].list].center)
            end++;
        Segment segments[SEGMENTS];
        size_t count = cut_segments(r, i, end, segments, SEGMENTS);
        for (size_t n = 0; n < count; n++)
            add_stay(m, segments, count, n);
        i = end;
    }
}

/* --- across centers
 * --------------------------------------------------------------------------------------------------
 */

static bool follows(const Stays *all, const Stay *x, const Stay *y)
{
    if (x->center == y->center || x->child != y->child ||
        date_cmp(y->last_seen, x->last_seen) <= 0 ||
        (!date_is_none(y->end) && date_cmp(y->end, x->start) <= 0))
        return false;
    if (x->exit == EXIT_LOST)
        return date_cmp(y->start, date_add_days(x->lost_before, TRANSFER_DAYS)) <= 0;
    if (!date_is_none(x->end))
        return false;
    Date until = all->attendance_until[x->center];
    bool away = !date_is_none(x->last_present) && date_cmp(x->last_present, until) < 0 &&
                date_cmp(y->start, date_add_days(x->last_present, -31)) >= 0 &&
                date_cmp(date_add_days(x->last_present, 27), until) < 0;
    return date_cmp(y->first_seen, all->heard[x->center]) > 0 || away;
}

/* The stay at another center that a child went to: the earliest, by code where two begin together.
 */
static const Stay *next_stay(const World *world, const Stays *stays, size_t at)
{
    const Stay *x = &stays->items[at], *best = NULL;
    size_t from = at, to = at;
    while (from > 0 && stays->items[from - 1].child == x->child)
        from--;
    while (to < stays->count && stays->items[to].child == x->child)
        to++;
    for (size_t i = from; i < to; i++) {
        const Stay *y = &stays->items[i];
        if (!follows(stays, x, y))
            continue;
        int order = best ? date_cmp(y->start, best->start) : -1;
        if (order < 0 || (order == 0 && strcmp(world->centers[y->center].code,
                                               world->centers[best->center].code) < 0))
            best = y;
    }
    return best;
}

static void find_moves(const World *world, Stays *stays)
{
    /* All are told from the stays as they were before any move was known. */
    Stay *moved = x_new_array(Stay, stays->count + 1);
    memcpy(moved, stays->items, stays->count * sizeof *moved);
    for (size_t i = 0; i < stays->count; i++) {
        const Stay *x = &stays->items[i], *next = next_stay(world, stays, i);
        if (!next)
            continue;
        Date limit = date_is_none(x->lost_before) ? next->start : x->lost_before;
        Date after =
            date_is_none(x->lost_after) ? later(x->last_seen, x->last_present) : x->lost_after;
        moved[i].exit = EXIT_MOVED;
        moved[i].end = later(later(x->start, after), earlier(next->start, limit));
    }
    memcpy(stays->items, moved, stays->count * sizeof *moved);
    x_free(moved);
}

static void find_placed(const Reported *r, Stays *stays)
{
    for (size_t i = 0; i < stays->count; i++) {
        Stay *x = &stays->items[i];
        if (x->exit != EXIT_LOST)
            continue;
        Date start = {0};
        for (size_t p = 0; p < r->placed_count; p++)
            if (r->placed[p].child == x->child &&
                (date_is_none(start) || date_cmp(r->placed[p].start, start) < 0))
                start = r->placed[p].start;
        if (date_is_none(start) || date_cmp(start, x->start) < 0 ||
            date_cmp(start, date_add_days(x->lost_before, TRANSFER_DAYS)) > 0)
            continue;
        x->exit = EXIT_PLACED;
        x->end = later(later(x->start, x->lost_after), earlier(start, x->lost_before));
    }
}

static int by_start(const void *a, const void *b)
{
    const Stay *x = a, *y = b;
    if (x->child != y->child)
        return x->child - y->child;
    int date = date_cmp(x->start, y->start);
    return date ? date : x->center - y->center;
}

/* Index of each child's first attended row. */
static size_t *index_attended(const World *world, Reported *r)
{
    size_t *first = x_new_array(size_t, (size_t)world->child_count + 2);
    for (size_t i = 0; i < r->attended_count; i++)
        first[r->attended[i].child + 1]++;
    for (int c = 0; c < world->child_count; c++)
        first[c + 1] += first[c];
    return first;
}

Stays stays_make(const World *world, Reported *reported)
{
    Stays stays = {0};
    listen(world, reported, &stays);
    int *order = order_lists(reported);
    order_sightings(reported);
    size_t kept = 0;
    keep_on_roll(world, reported);
    size_t *first = index_attended(world, reported);
    Maker maker = {world, reported, order, first, &stays};
    make_segments(&maker);
    find_moves(world, &stays);
    find_placed(reported, &stays);
    kept = 0;
    for (size_t i = 0; i < stays.count; i++) {
        Stay *stay = &stays.items[i];
        if (!date_is_none(stay->end) && date_cmp(stay->end, stay->start) <= 0)
            continue;
        stay->observed_until =
            date_is_none(stay->end) ? later(stays.heard[stay->center], stay->last_seen) : stay->end;
        stays.items[kept++] = *stay;
    }
    stays.count = kept;
    if (kept)
        qsort(stays.items, kept, sizeof *stays.items, by_start);
    x_free(order);
    x_free(first);
    return stays;
}

void stays_free(Stays *stays)
{
    x_free(stays->items);
    x_free(stays->heard);
    x_free(stays->attendance_until);
    *stays = (Stays){0};
}

int *stays_center_ranks(const World *world)
{
    int *ranks = x_new_array(int, (size_t)world->center_count);
    for (int a = 0; a < world->center_count; a++)
        for (int b = 0; b < world->center_count; b++)
            ranks[a] += strcmp(world->centers[b].code, world->centers[a].code) < 0;
    return ranks;
}
