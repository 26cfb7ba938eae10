/*
 * The largest table by far: children x periods. All spells lie in an array, by child, and periods
 * pass over it in order, so that rows come in the order of the table's key and nothing is sorted.
 * They are counted here and written by a thread, to a side of its own.
 */

#include "pipeline/load/child_period.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/load/attended.h"
#include "pipeline/load/cohort.h"
#include "pipeline/load/movement.h"
#include "pipeline/load/rolls.h"
#include "pipeline/warehouse/bulk.h"
#include "pipeline/warehouse/side.h"

#include <pthread.h>
#include <stdlib.h>

enum { STATE_ACTIVE, STATE_CARRIED, STATE_NOT_OBSERVED, STATE_LEFT, STATE_COUNT };
static const Str STATES[STATE_COUNT] = {STR_LIT("active"), STR_LIT("carried"),
                                        STR_LIT("not_observed"), STR_LIT("left")};

/* Ages as learners are counted: not known, 0 ... AGE_MAX. */
enum { AGE_MAX = 40, AGE_COUNT = AGE_MAX + 2 };

enum { BAND_COUNT = 7, BAND_UNKNOWN = BAND_COUNT - 1 };
static const struct {
    int last; /* age */
    Str name;
} BANDS[BAND_COUNT] = {{2, STR_LIT("0-2")},
                       {5, STR_LIT("3-5")},
                       {11, STR_LIT("6-11")},
                       {14, STR_LIT("12-14")},
                       {17, STR_LIT("15-17")},
                       {INT32_MAX, STR_LIT("18+")},
                       {INT32_MAX, STR_LIT("unknown")}};

/* Two years or more over the grade's official age. */
enum { OVER_AGE_NO, OVER_AGE_YES, OVER_AGE_UNKNOWN, OVER_AGE_COUNT };

/* What a child is in a period, as figures look at it. */
typedef struct Standing {
    int sex, band, state, over_age;
    bool reached, documented;
} Standing;

enum { STANDING_COUNT = SEX_COUNT * BAND_COUNT * STATE_COUNT * OVER_AGE_COUNT * 2 * 2 };

static int standing_number(Standing is)
{
    int number = (is.sex * BAND_COUNT + is.band) * STATE_COUNT + is.state;
    return ((number * OVER_AGE_COUNT + is.over_age) * 2 + is.reached) * 2 + is.documented;
}

static Standing standing_of(int number)
{
    Standing is = {.documented = number % 2, .reached = number / 2 % 2};
    is.over_age = (number /= 4) % OVER_AGE_COUNT;
    is.state = (number /= OVER_AGE_COUNT) % STATE_COUNT;
    is.band = (number /= STATE_COUNT) % BAND_COUNT;
    is.sex = number / BAND_COUNT;
    return is;
}

/* Children of one center in the current period. */
typedef struct CenterCount {
    const SchoolYear *year; /* of its calendar, in which the period ends; NULL: none is known */
    int64_t children, girls, boys, reached, not_observed;
    int64_t *standings;                /* by standing_number; NULL: the center never had a child */
    int64_t cells_filled, cells_asked; /* of who is on the roll */
    bool any;
} CenterCount;

/* A row of child_period, to be written. */
typedef struct Row {
    const Person *person;
    const Spell *spell;
    Standing is;
    int age; /* negative: not known */
} Row;

typedef struct Page {
    Row *rows;
    size_t count, cap;
} Page;

struct ChildPeriods {
    Rolls rolls;
    const Attendance *attendance;
    bool by_birthday;     /* ages in completed years, not by calendar years */
    CenterCount *counts;  /* of centers in the current period */
    int64_t *learners;    /* of the current period, by district and age */
    unsigned char *bands; /* of people, of periods: 1 + the age band; 0: on no roll */
    Cohorts *cohorts;
    Movements *movements;
    Bulk *groups, *center_periods, *learner_groups, *filled_groups;
    size_t current; /* period */
    Page *pages;    /* of periods */

    /* of the thread that writes pages */
    pthread_t writer;
    bool in_thread;
    Side *side; /* with child_period alone */
    Error err;

    pthread_mutex_t lock; /* over counted */
    pthread_cond_t more;
    size_t counted; /* pages that may be written: nobody else touches them any more */
};

static bool is_within(const Spell *spell, const Period *period)
{
    return spell->start <= period->day && spell->end > period->first_day;
}

/* On the roll at the period's end, of a center that is not silent for too long. */
static bool stands_at_end(const Spell *spell, const Period *period)
{
    return spell->end > period->day && (!spell->open || period->day <= spell->carried);
}

static int64_t days_present(const ChildPeriods *filler, const Person *person, const Spell *spell,
                            const Period *period)
{
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    date_format_iso(date_from_days(period->first_day), first);
    date_format_iso(date_from_days(period->day), last);
    return (int64_t)attendance_days_present(filler->attendance, person->child_id,
                                            filler->rolls.centers[spell->center_id].code,
                                            (Str){first, 7}, (Str){last, 7});
}

/* Of two spells that stand at the end the one with more days present, then the first center. */
static bool is_better_attended(const ChildPeriods *filler, const Person *person, const Spell *spell,
                               const Spell *than, const Period *period)
{
    int64_t days = days_present(filler, person, spell, period);
    int64_t other = days_present(filler, person, than, period);
    return days > other || (days == other && spell->center_id < than->center_id);
}

/*
 * Which spell stands for the child: open at the end first, then most days present, then the first
 * center code; of ended or unobserved ones the one last heard of. Of a child of one center the
 * latest. NULL: no spell touches the period.
 */
static const Spell *spell_for(const ChildPeriods *filler, const Person *person,
                              const Period *period, bool *reached)
{
    const Spell *best = NULL;
    bool best_stands = false;
    *reached = false;
    for (size_t i = 0; i < person->count; i++) {
        const Spell *spell = &filler->rolls.spells[person->first + i];
        if (!is_within(spell, period))
            continue;
        *reached |= !spell->open || period->first_day <= spell->carried;
        bool stands = person->two_centers && stands_at_end(spell, period);
        bool better;
        if (!best || stands != best_stands)
            better = !best || stands;
        else if (!person->two_centers)
            better = spell->start > best->start;
        else if (stands)
            better = is_better_attended(filler, person, spell, best, period);
        else
            better = spell->observed > best->observed ||
                     (spell->observed == best->observed && spell->center_id < best->center_id);
        if (better) {
            best = spell;
            best_stands = stands;
        }
    }
    return best;
}

static const SchoolYear *year_at(const Rolls *rolls, Str calendar, int64_t day)
{
    for (size_t i = rolls->year_count; i > 0; i--)
        if (rolls->years[i - 1].first_day <= day && str_eq(rolls->years[i - 1].calendar, calendar))
            return &rolls->years[i - 1];
    return NULL;
}

/* On the first day of the school year; -1: not known, or not of this world. */
static int age_of(const ChildPeriods *filler, const Person *person, const SchoolYear *year)
{
    if (!year || date_is_none(person->born))
        return -1;
    int age = filler->by_birthday ? date_completed_years(person->born, year->first)
                                  : year->first.year - person->born.year;
    return age <= AGE_MAX ? age : -1;
}

static int age_band(int age)
{
    int band = 0;
    while (age > BANDS[band].last)
        band++;
    return age < 0 ? BAND_UNKNOWN : band;
}

static int state_at(const Spell *spell, int64_t day)
{
    if (spell->end <= day)
        return STATE_LEFT;
    if (!spell->open || day <= spell->observed)
        return STATE_ACTIVE;
    return day <= spell->carried ? STATE_CARRIED : STATE_NOT_OBSERVED;
}

static void count_child(CenterCount *count, const Spell *spell, const Period *period, Standing is)
{
    bool on_roll = stands_at_end(spell, period);
    count->children += on_roll;
    count->girls += on_roll && is.sex == 0;
    count->boys += on_roll && is.sex == 1;
    count->reached += is.reached;
    count->not_observed += spell->end > period->day && !on_roll;
    count->any = true;
    if (!count->standings)
        count->standings = x_new_array(int64_t, STANDING_COUNT);
    count->standings[standing_number(is)]++;
}

/* Who came in the period stands in its table at another center, perhaps, than where it came to. */
static void count_movement(ChildPeriods *filler, const Person *person, const Spell *spell,
                           const Period *period, Standing is)
{
    const Rolls *rolls = &filler->rolls;
    const Spell *arrival = &rolls->spells[person->arrival];
    MovedChild child = {.movement = MOVEMENT_CAME,
                        .center = rolls->centers[arrival->center_id].code,
                        .district = rolls->centers[spell->center_id].district,
                        .sex = SEXES[is.sex],
                        .age_band = BANDS[is.band].name};
    if (arrival->start >= period->first_day && arrival->start <= period->day)
        movements_add(filler->movements, &child);
    if (is.state != STATE_LEFT || !spell->reason.ptr || str_is(spell->reason, "transfer_mlc"))
        return;
    child.movement = MOVEMENT_LEFT;
    child.center = rolls->centers[spell->center_id].code;
    movements_add(filler->movements, &child);
}

static int over_age_of(const Spell *spell, int age)
{
    enum { OVER_AGE_YEARS = 2 };
    if (age < 0 || spell->official_age < 0)
        return OVER_AGE_UNKNOWN;
    return age - spell->official_age >= OVER_AGE_YEARS ? OVER_AGE_YES : OVER_AGE_NO;
}

/* What a child is in the current period, counted wherever it counts. */
static void count(ChildPeriods *filler, const Person *person, const Spell *spell, bool reached)
{
    const Rolls *rolls = &filler->rolls;
    const Period *period = &rolls->periods[filler->current];
    const Center *center = &rolls->centers[spell->center_id];
    CenterCount *counted = &filler->counts[spell->center_id];
    int age = age_of(filler, person, counted->year);
    Standing is = {.sex = person->sex,
                   .band = age_band(age),
                   .state = state_at(spell, period->day),
                   .over_age = over_age_of(spell, age),
                   .reached = reached,
                   .documented = person->documented};
    count_child(counted, spell, period, is);
    count_movement(filler, person, spell, period, is);
    CohortChild member = {.center = center->code,
                          .district = center->district,
                          .calendar = center->calendar,
                          .sex = SEXES[is.sex],
                          .age_band = BANDS[is.band].name,
                          .on_roll = is.state == STATE_ACTIVE || is.state == STATE_CARRIED,
                          .not_observed = is.state == STATE_NOT_OBSERVED};
    size_t number = (size_t)(person - rolls->people);
    cohorts_see(filler->cohorts, number, &member);
    filler->bands[number * rolls->period_count + filler->current] = (unsigned char)(1 + is.band);
    if (member.on_roll) {
        counted->cells_filled += spell->cells_filled;
        counted->cells_asked += spell->cells_asked;
        filler->learners[center->district_number * AGE_COUNT + (size_t)(age < 0 ? 0 : 1 + age)]++;
    }
    Page *page = &filler->pages[filler->current];
    x_grow(page->rows, page->cap, page->count + 1);
    page->rows[page->count++] = (Row){person, spell, is, age};
}

static void count_period(ChildPeriods *filler)
{
    const Rolls *rolls = &filler->rolls;
    const Period *period = &rolls->periods[filler->current];
    cohorts_begin_period(filler->cohorts, period->code);
    for (size_t i = 0; i < rolls->center_count; i++)
        filler->counts[i].year = year_at(rolls, rolls->centers[i].calendar, period->day);
    for (size_t i = 0; i < rolls->person_count; i++) {
        bool reached;
        const Person *person = &rolls->people[i];
        const Spell *spell = spell_for(filler, person, period, &reached);
        if (spell)
            count(filler, person, spell, reached);
    }
}

/* Children of a center who are alike in all that figures look at. */
static void write_groups(ChildPeriods *filler, const Period *period, const Center *center,
                         CenterCount *count, Error *err)
{
    Bulk *row = filler->groups;
    for (int i = 0; count->standings && i < STANDING_COUNT; i++) {
        if (count->standings[i] == 0)
            continue;
        Standing is = standing_of(i);
        bulk_str(row, 1, period->code);
        bulk_str(row, 2, center->code);
        bulk_str(row, 3, center->district);
        bulk_str(row, 4, SEXES[is.sex]);
        bulk_str(row, 5, BANDS[is.band].name);
        bulk_str(row, 6, STATES[is.state]);
        bulk_int(row, 7, is.reached);
        if (is.over_age != OVER_AGE_UNKNOWN)
            bulk_int(row, 8, is.over_age);
        bulk_int(row, 9, is.documented);
        bulk_int(row, 10, count->standings[i]);
        bulk_end_row(row, err);
        count->standings[i] = 0;
    }
}

/* Periods in which figures look at learners and at the rows behind them. */
static bool is_school_period(const Period *period)
{
    return str_is(period->kind, "quarter") || str_is(period->kind, "school_year");
}

static void write_filled(ChildPeriods *filler, const Period *period, const Center *center,
                         const CenterCount *count, Error *err)
{
    if (!is_school_period(period) || count->cells_asked == 0)
        return;
    bulk_str(filler->filled_groups, 1, period->code);
    bulk_str(filler->filled_groups, 2, center->code);
    bulk_str(filler->filled_groups, 3, center->district);
    bulk_int(filler->filled_groups, 4, count->cells_filled);
    bulk_int(filler->filled_groups, 5, count->cells_asked);
    bulk_end_row(filler->filled_groups, err);
}

static void write_counts(ChildPeriods *filler, const Period *period, Error *err)
{
    Bulk *row = filler->center_periods;
    for (size_t i = 0; i < filler->rolls.center_count; i++) {
        const Center *center = &filler->rolls.centers[i];
        CenterCount *count = &filler->counts[i];
        const int64_t numbers[] = {count->children, count->girls, count->boys, count->reached,
                                   count->not_observed};
        if (count->any) {
            bulk_str(row, 1, period->code);
            bulk_str(row, 2, center->code);
            for (int c = 0; c < 5; c++)
                bulk_int(row, 3 + c, numbers[c]);
            bulk_end_row(row, err);
            write_groups(filler, period, center, count, err);
            write_filled(filler, period, center, count, err);
        }
        *count = (CenterCount){.standings = count->standings};
    }
}

/* Of quarters and school years, as the view learner says child by child. */
static void write_learners(ChildPeriods *filler, const Period *period, Error *err)
{
    bool wanted = is_school_period(period);
    size_t count = map_count(filler->rolls.districts) * AGE_COUNT;
    for (size_t i = 0; wanted && i < count; i++) {
        Str district = map_key_at(filler->rolls.districts, i / AGE_COUNT);
        if (filler->learners[i] == 0)
            continue;
        bulk_str(filler->learner_groups, 1, period->code);
        if (district.len)
            bulk_str(filler->learner_groups, 2, district);
        if (i % AGE_COUNT > 0)
            bulk_int(filler->learner_groups, 3, (int64_t)(i % AGE_COUNT) - 1);
        bulk_int(filler->learner_groups, 4, filler->learners[i]);
        bulk_end_row(filler->learner_groups, err);
    }
    memset(filler->learners, 0, count * sizeof *filler->learners);
}

static int by_child(const void *key, const void *person)
{
    int64_t a = *(const int64_t *)key, b = ((const Person *)person)->child_id;
    return a < b ? -1 : a > b;
}

/* The band that child_period has for a child in a month. */
static Str band_in(const void *all, int64_t child_id, Str month)
{
    const ChildPeriods *filler = all;
    const Rolls *rolls = &filler->rolls;
    int64_t period;
    const Person *person =
        rolls->person_count
            ? bsearch(&child_id, rolls->people, rolls->person_count, sizeof *person, by_child)
            : NULL;
    if (!person || !map_get(rolls->period_numbers, month, &period))
        return (Str){NULL, 0};
    size_t number = (size_t)(person - rolls->people);
    unsigned char band = filler->bands[number * rolls->period_count + (size_t)period];
    return band ? BANDS[band - 1].name : (Str){NULL, 0};
}

/* Of the last spell that ended by the day; of two on one day the first. */
static Str last_reason(const void *all, size_t person_index, int64_t day)
{
    const Rolls *rolls = all;
    const Person *person = &rolls->people[person_index];
    const Spell *last = NULL;
    for (size_t i = 0; i < person->count; i++) {
        const Spell *spell = &rolls->spells[person->first + i];
        if (!spell->open && spell->end <= day && (!last || spell->end > last->end))
            last = spell;
    }
    return last ? last->reason : (Str){NULL, 0};
}

/* What was counted in the current period; the next begins with nothing. */
static void write_counted(ChildPeriods *filler, Error *err)
{
    const Period *period = &filler->rolls.periods[filler->current];
    write_counts(filler, period, err);
    write_learners(filler, period, err);
    movements_end_period(filler->movements, period->code, err);
    cohorts_end_period(filler->cohorts, period->day, last_reason, &filler->rolls, err);
}

static void open_tables(ChildPeriods *filler, Db *db, Error *err)
{
    filler->groups = bulk_open(db,
                               "child_group (period_code, center_code, district_code, sex,"
                               " age_band, state, reached, over_age, documented, children)",
                               err);
    filler->center_periods = bulk_open(db,
                                       "center_period (period_code, center_code, children, girls,"
                                       " boys, reached, not_observed)",
                                       err);
    filler->learner_groups =
        bulk_open(db, "learner_group (period_code, district_code, age, children)", err);
    filler->filled_groups =
        bulk_open(db, "filled_group (period_code, center_code, district_code, cells, asked)", err);
    filler->movements = movements_open(db, err);
    filler->cohorts = cohorts_open(db, filler->rolls.person_count, err);
}

static void close_tables(ChildPeriods *filler, Error *err)
{
    bulk_close(filler->groups, err);
    bulk_close(filler->center_periods, err);
    bulk_close(filler->learner_groups, err);
    bulk_close(filler->filled_groups, err);
    movements_close(filler->movements, err);
    cohorts_close(filler->cohorts, err);
}

static void write_row(Bulk *row, const Period *period, const Row *child, const Center *center,
                      Error *err)
{
    const Spell *spell = child->spell;
    const Standing *is = &child->is;
    bulk_str(row, 1, period->code);
    bulk_int(row, 2, child->person->child_id);
    bulk_int(row, 3, spell->enrolment_id);
    bulk_str(row, 4, center->code);
    bulk_str(row, 5, center->district);
    bulk_str(row, 6, SEXES[is->sex]);
    if (child->age >= 0)
        bulk_int(row, 7, child->age);
    bulk_str(row, 8, BANDS[is->band].name);
    bulk_str(row, 9, spell->grade);
    bulk_str(row, 10, spell->curriculum);
    bulk_str(row, 11, STATES[is->state]);
    bulk_int(row, 12, is->reached);
    if (is->over_age != OVER_AGE_UNKNOWN)
        bulk_int(row, 13, is->over_age);
    bulk_int(row, 14, is->documented);
    bulk_end_row(row, err);
}

static void wait_for_page(ChildPeriods *filler, size_t i)
{
    pthread_mutex_lock(&filler->lock);
    while (filler->counted <= i)
        pthread_cond_wait(&filler->more, &filler->lock);
    pthread_mutex_unlock(&filler->lock);
}

static void page_is_counted(ChildPeriods *filler)
{
    pthread_mutex_lock(&filler->lock);
    filler->counted++;
    pthread_cond_signal(&filler->more);
    pthread_mutex_unlock(&filler->lock);
}

/* The thread: it has the side and the counted pages to itself. */
static void *write_pages(void *self)
{
    ChildPeriods *filler = self;
    const Rolls *rolls = &filler->rolls;
    Error *err = &filler->err;
    Bulk *children = bulk_open(side_db(filler->side),
                               "child_period (period_code, child_id, enrolment_id, center_code,"
                               " district_code, sex, age, age_band, grade_code, curriculum,"
                               " state, reached, over_age, documented)",
                               err);
    for (size_t p = 0; error_ok(err) && p < rolls->period_count; p++) {
        wait_for_page(filler, p);
        Page *page = &filler->pages[p];
        for (size_t i = 0; error_ok(err) && i < page->count; i++)
            write_row(children, &rolls->periods[p], &page->rows[i],
                      &rolls->centers[page->rows[i].spell->center_id], err);
    }
    bulk_close(children, err);
    side_finish(filler->side, err);
    return NULL;
}

/* Counts all periods, while the thread writes those that are counted. */
static void count_and_write(ChildPeriods *filler, Error *err)
{
    filler->err = *err; /* after a failure nothing is written */
    filler->in_thread = pthread_create(&filler->writer, NULL, write_pages, filler) == 0;
    for (size_t i = 0; i < filler->rolls.period_count; i++) {
        filler->current = i;
        count_period(filler);
        page_is_counted(filler);
        write_counted(filler, err);
    }
    if (!filler->in_thread)
        write_pages(filler);
}

ChildPeriods *child_period_begin(Batch *batch, const Attendance *attendance, Error *err)
{
    static const char *const TABLES[] = {"child_period"};
    if (!error_ok(err))
        return NULL;
    ChildPeriods *filler = x_new(ChildPeriods);
    *filler = (ChildPeriods){.rolls = rolls_read(batch, err), .attendance = attendance};
    const Rolls *rolls = &filler->rolls;
    filler->by_birthday = strcmp(batch->config->age_basis, "completed") == 0;
    filler->counts = x_new_array(CenterCount, rolls->center_count + 1);
    filler->learners = x_new_array(int64_t, map_count(rolls->districts) * AGE_COUNT + 1);
    filler->bands = x_new_array(unsigned char, rolls->person_count * rolls->period_count + 1);
    filler->pages = x_new_array(Page, rolls->period_count + 1);
    pthread_mutex_init(&filler->lock, NULL);
    pthread_cond_init(&filler->more, NULL);
    filler->side = side_open(batch->db, TABLES, 1, err);
    open_tables(filler, batch->db, err);
    count_and_write(filler, err);
    close_tables(filler, err);
    attended_fill(batch->db, attendance, band_in, filler, err);
    return filler;
}

static void release(ChildPeriods *filler)
{
    for (size_t i = 0; i < filler->rolls.center_count; i++)
        x_free(filler->counts[i].standings);
    for (size_t i = 0; i < filler->rolls.period_count; i++)
        x_free(filler->pages[i].rows);
    x_free(filler->counts);
    x_free(filler->learners);
    x_free(filler->bands);
    x_free(filler->pages);
    pthread_mutex_destroy(&filler->lock);
    pthread_cond_destroy(&filler->more);
    rolls_free(&filler->rolls);
    x_free(filler);
}

void child_period_end(ChildPeriods *filler, Db *db, Error *err)
{
    if (!filler)
        return;
    if (filler->in_thread)
        pthread_join(filler->writer, NULL);
    if (error_ok(err))
        *err = filler->err;
    side_take(db, filler->side, err);
    release(filler);
}
