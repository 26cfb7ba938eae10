/*
 * The largest table by far: children x periods. All spells lie in an array, by child, and periods
 * pass over it in order, so that rows come in the order of the table's key and nothing is sorted.
 * Days are counted from 1970-01-01 (date_to_days).
 */

#include "pipeline/load/child_period.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/load/attended.h"
#include "pipeline/load/cohort.h"
#include "pipeline/load/movement.h"
#include "pipeline/load/text_pool.h"
#include "pipeline/warehouse/bulk.h"

#include <stdlib.h>

enum { STATE_ACTIVE, STATE_CARRIED, STATE_NOT_OBSERVED, STATE_LEFT, STATE_COUNT };
static const Str STATES[STATE_COUNT] = {STR_LIT("active"), STR_LIT("carried"),
                                        STR_LIT("not_observed"), STR_LIT("left")};

enum { SEX_COUNT = 4 };
static const Str SEXES[SEX_COUNT] = {STR_LIT("F"), STR_LIT("M"), STR_LIT("X"), {NULL, 0}};

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
    int64_t children, girls, boys, reached, not_observed;
    int64_t *standings;                /* by standing_number; NULL: the center never had a child */
    int64_t cells_filled, cells_asked; /* of who is on the roll */
    bool any;
} CenterCount;

typedef struct Center {
    Str code, district, calendar;
    size_t district_number;
    CenterCount count;
} Center;

typedef struct Spell {
    int64_t enrolment_id;
    int64_t start, end; /* on the roll on d if start <= d < end */
    int64_t observed;   /* the last day of which its center spoke */
    int64_t carried;    /* the last day on which the child counts without a word from there */
    int64_t center_id;
    Str grade, curriculum;
    Str reason;                        /* of its end */
    int official_age;                  /* of the grade; -1: not known */
    int64_t cells_filled, cells_asked; /* key cells of the row that it rests on */
    bool open;                         /* end is not known */
} Spell;

typedef struct Person {
    int64_t child_id;
    size_t first, count; /* spells[first .. first + count - 1] */
    size_t arrival;      /* of them the earliest */
    Date born;           /* the middle of the interval; none: not known */
    int sex;             /* of SEXES */
    bool documented, two_centers;
} Person;

typedef struct Period {
    Str code, kind;
    int64_t first_day, day; /* day: the last one, or as-of while it runs */
} Period;

/* School years of all calendars, by first day. */
typedef struct SchoolYear {
    Str calendar;
    Date first;
    int64_t first_day;
} SchoolYear;

typedef struct Rolls {
    TextPool texts;
    Center *centers; /* by center_id */
    size_t center_count, center_cap;
    Spell *spells;
    size_t spell_count, spell_cap;
    Person *people;
    size_t person_count, person_cap;
    Period *periods;
    size_t period_count, period_cap;
    SchoolYear *years;
    size_t year_count, year_cap;
    bool by_birthday;  /* ages in completed years, not by calendar years */
    Map *districts;    /* of centers, numbered; "": none is known */
    int64_t *learners; /* of the current period, by district and age */
    Map *period_numbers;
    unsigned char *bands; /* of people, of periods: 1 + the age band; 0: on no roll */
    const Attendance *attendance;
    Bulk *children, *groups, *counts, *learner_groups, *filled_groups;
    Cohorts *cohorts;
    Movements *movements;
} Rolls;

static int64_t day_of(Str text, int64_t missing)
{
    Date date;
    return date_parse_iso(text, &date) ? date_to_days(date) : missing;
}

static void read_centers(Rolls *rolls, Db *db, Error *err)
{
    Stmt *stmt = db_prepare(db,
                            "SELECT center_id, center_code, district_code, calendar FROM center"
                            " ORDER BY center_id",
                            err);
    while (stmt_step(stmt, err)) {
        size_t id = (size_t)stmt_int(stmt, 0);
        x_grow(rolls->centers, rolls->center_cap, id + 1);
        while (rolls->center_count <= id)
            rolls->centers[rolls->center_count++] = (Center){0};
        rolls->centers[id] =
            (Center){.code = text_pool_copy(&rolls->texts, stmt_str(stmt, 1)),
                     .district = text_pool_copy(&rolls->texts, stmt_str(stmt, 2)),
                     .calendar = text_pool_copy(&rolls->texts, stmt_str(stmt, 3)),
                     .district_number = (size_t)map_intern(rolls->districts, stmt_str(stmt, 2))};
    }
    stmt_free(stmt);
}

/* What a child needs to prove who it is before a Thai authority. */
static bool is_document(Str status)
{
    return str_is(status, "thai_id") || str_is(status, "g_code") ||
           str_is(status, "thai_birth_cert");
}

static int sex_number(Str sex)
{
    int number = 0;
    while (SEXES[number].ptr && !str_eq(SEXES[number], sex))
        number++;
    return number;
}

static Person *person_of(Rolls *rolls, Stmt *stmt)
{
    int64_t child_id = stmt_int(stmt, 0);
    if (rolls->person_count && rolls->people[rolls->person_count - 1].child_id == child_id)
        return &rolls->people[rolls->person_count - 1];
    x_grow(rolls->people, rolls->person_cap, rolls->person_count + 1);
    Person *person = &rolls->people[rolls->person_count++];
    *person = (Person){.child_id = child_id,
                       .first = rolls->spell_count,
                       .arrival = rolls->spell_count,
                       .sex = sex_number(stmt_str(stmt, 1)),
                       .documented = is_document(stmt_str(stmt, 11))};
    Date from, to;
    if (date_parse_iso(stmt_str(stmt, 2), &from)) {
        int64_t first = date_to_days(from), last = first;
        if (date_parse_iso(stmt_str(stmt, 3), &to))
            last = date_to_days(to);
        person->born = date_from_days(first + (last - first) / 2);
    }
    return person;
}

static void read_spells(Rolls *rolls, Db *db, int observed_months, Error *err)
{
    Stmt *stmt = db_prepare(db,
                            "SELECT e.child_id, h.sex, h.birth_from, h.birth_to, e.enrolment_id,"
                            " e.start_date, e.end_date, e.observed_until, c.center_id,"
                            " e.grade_code, e.curriculum, h.document_status,"
                            " coalesce(g.official_age, -1), e.exit_reason,"
                            " (SELECT sum(cells) FROM main.filled_cell f"
                            "  WHERE f.raw_row_id = e.raw_row_id),"
                            " (SELECT sum(asked) FROM main.filled_cell f"
                            "  WHERE f.raw_row_id = e.raw_row_id)"
                            " FROM enrolment e JOIN center c ON c.center_code = e.center_code"
                            " JOIN child h ON h.child_id = e.child_id"
                            " LEFT JOIN grade g ON g.grade_code = e.grade_code"
                            " ORDER BY e.child_id, e.enrolment_id",
                            err);
    while (stmt_step(stmt, err)) {
        Person *person = person_of(rolls, stmt);
        x_grow(rolls->spells, rolls->spell_cap, rolls->spell_count + 1);
        Spell *spell = &rolls->spells[rolls->spell_count++];
        *spell = (Spell){.enrolment_id = stmt_int(stmt, 4),
                         .start = day_of(stmt_str(stmt, 5), INT64_MAX),
                         .end = day_of(stmt_str(stmt, 6), INT64_MAX),
                         .open = stmt_is_null(stmt, 6),
                         .center_id = stmt_int(stmt, 8),
                         .grade = text_pool_share(&rolls->texts, stmt_str(stmt, 9)),
                         .curriculum = text_pool_share(&rolls->texts, stmt_str(stmt, 10)),
                         .official_age = (int)stmt_int(stmt, 12),
                         .reason = text_pool_share(&rolls->texts, stmt_str(stmt, 13)),
                         .cells_filled = stmt_int(stmt, 14),
                         .cells_asked = stmt_int(stmt, 15)};
        Date observed = {0};
        date_parse_iso(stmt_str(stmt, 7), &observed);
        spell->observed = date_to_days(observed);
        observed.day = 1;
        spell->carried = date_to_days(date_add_months(observed, observed_months + 1)) - 1;
        person->count++;
        if (spell->start < rolls->spells[person->arrival].start)
            person->arrival = rolls->spell_count - 1;
        person->two_centers |= spell->center_id != rolls->spells[person->first].center_id;
    }
    stmt_free(stmt);
}

/* Periods that end before the first spell have no children. */
static void read_periods(Rolls *rolls, Db *db, Date as_of, Error *err)
{
    Stmt *stmt = db_prepare(db,
                            "SELECT period_code, first_day, last_day, kind FROM calendar_period"
                            " WHERE last_day >= (SELECT min(start_date) FROM enrolment)"
                            " ORDER BY period_code",
                            err);
    int64_t today = date_to_days(as_of);
    while (stmt_step(stmt, err)) {
        x_grow(rolls->periods, rolls->period_cap, rolls->period_count + 1);
        map_set(rolls->period_numbers, stmt_str(stmt, 0), (int64_t)rolls->period_count);
        int64_t last = day_of(stmt_str(stmt, 2), today);
        rolls->periods[rolls->period_count++] =
            (Period){.code = text_pool_copy(&rolls->texts, stmt_str(stmt, 0)),
                     .kind = text_pool_share(&rolls->texts, stmt_str(stmt, 3)),
                     .first_day = day_of(stmt_str(stmt, 1), today),
                     .day = last < today ? last : today};
    }
    stmt_free(stmt);
    stmt = db_prepare(
        db, "SELECT calendar, first_day FROM temp.school_year ORDER BY first_day, calendar", err);
    while (stmt_step(stmt, err)) {
        x_grow(rolls->years, rolls->year_cap, rolls->year_count + 1);
        SchoolYear *year = &rolls->years[rolls->year_count++];
        *year = (SchoolYear){.calendar = text_pool_share(&rolls->texts, stmt_str(stmt, 0))};
        date_parse_iso(stmt_str(stmt, 1), &year->first);
        year->first_day = date_to_days(year->first);
    }
    stmt_free(stmt);
}

static bool is_within(const Spell *spell, const Period *period)
{
    return spell->start <= period->day && spell->end > period->first_day;
}

/* On the roll at the period's end, of a center that is not silent for too long. */
static bool stands_at_end(const Spell *spell, const Period *period)
{
    return spell->end > period->day && (!spell->open || period->day <= spell->carried);
}

static int64_t days_present(const Rolls *rolls, const Person *person, const Spell *spell,
                            const Period *period)
{
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    date_format_iso(date_from_days(period->first_day), first);
    date_format_iso(date_from_days(period->day), last);
    return (int64_t)attendance_days_present(rolls->attendance, person->child_id,
                                            rolls->centers[spell->center_id].code, (Str){first, 7},
                                            (Str){last, 7});
}

/* Of two spells that stand at the end the one with more days present, then the first center. */
static bool is_better_attended(const Rolls *rolls, const Person *person, const Spell *spell,
                               const Spell *than, const Period *period)
{
    int64_t days = days_present(rolls, person, spell, period);
    int64_t other = days_present(rolls, person, than, period);
    return days > other || (days == other && spell->center_id < than->center_id);
}

/*
 * Which spell stands for the child: open at the end first, then most days present, then the first
 * center code; of ended or unobserved ones the one last heard of. Of a child of one center the
 * latest. NULL: no spell touches the period.
 */
static const Spell *spell_for(const Rolls *rolls, const Person *person, const Period *period,
                              bool *reached)
{
    const Spell *best = NULL;
    bool best_stands = false;
    *reached = false;
    for (size_t i = 0; i < person->count; i++) {
        const Spell *spell = &rolls->spells[person->first + i];
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
            better = is_better_attended(rolls, person, spell, best, period);
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
static int age_of(const Rolls *rolls, const Person *person, const Center *center,
                  const Period *period)
{
    const SchoolYear *year = year_at(rolls, center->calendar, period->day);
    if (!year || date_is_none(person->born))
        return -1;
    int age = rolls->by_birthday ? date_completed_years(person->born, year->first)
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

static void count_child(Center *center, const Spell *spell, const Period *period, Standing is)
{
    CenterCount *count = &center->count;
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
static void count_movement(Rolls *rolls, const Person *person, const Spell *spell,
                           const Period *period, Standing is)
{
    const Spell *arrival = &rolls->spells[person->arrival];
    MovedChild child = {.movement = MOVEMENT_CAME,
                        .center = rolls->centers[arrival->center_id].code,
                        .district = rolls->centers[spell->center_id].district,
                        .sex = SEXES[is.sex],
                        .age_band = BANDS[is.band].name};
    if (arrival->start >= period->first_day && arrival->start <= period->day)
        movements_add(rolls->movements, &child);
    if (is.state != STATE_LEFT || !spell->reason.ptr || str_is(spell->reason, "transfer_mlc"))
        return;
    child.movement = MOVEMENT_LEFT;
    child.center = rolls->centers[spell->center_id].code;
    movements_add(rolls->movements, &child);
}

static int over_age_of(const Spell *spell, int age)
{
    enum { OVER_AGE_YEARS = 2 };
    if (age < 0 || spell->official_age < 0)
        return OVER_AGE_UNKNOWN;
    return age - spell->official_age >= OVER_AGE_YEARS ? OVER_AGE_YES : OVER_AGE_NO;
}

static void write_child(Rolls *rolls, const Person *person, const Spell *spell,
                        const Period *period, bool reached, Error *err)
{
    Center *center = &rolls->centers[spell->center_id];
    int age = age_of(rolls, person, center, period);
    Standing is = {.sex = person->sex,
                   .band = age_band(age),
                   .state = state_at(spell, period->day),
                   .over_age = over_age_of(spell, age),
                   .reached = reached,
                   .documented = person->documented};
    count_child(center, spell, period, is);
    count_movement(rolls, person, spell, period, is);
    CohortChild member = {.center = center->code,
                          .district = center->district,
                          .calendar = center->calendar,
                          .sex = SEXES[is.sex],
                          .age_band = BANDS[is.band].name,
                          .on_roll = is.state == STATE_ACTIVE || is.state == STATE_CARRIED,
                          .not_observed = is.state == STATE_NOT_OBSERVED};
    size_t number = (size_t)(person - rolls->people);
    cohorts_see(rolls->cohorts, number, &member);
    rolls->bands[number * rolls->period_count + (size_t)(period - rolls->periods)] =
        (unsigned char)(1 + is.band);
    center->count.cells_filled += member.on_roll ? spell->cells_filled : 0;
    center->count.cells_asked += member.on_roll ? spell->cells_asked : 0;
    if (member.on_roll)
        rolls->learners[center->district_number * AGE_COUNT + (size_t)(age < 0 ? 0 : 1 + age)]++;
    Bulk *row = rolls->children;
    bulk_str(row, 1, period->code);
    bulk_int(row, 2, person->child_id);
    bulk_int(row, 3, spell->enrolment_id);
    bulk_str(row, 4, center->code);
    bulk_str(row, 5, center->district);
    bulk_str(row, 6, SEXES[is.sex]);
    if (age >= 0)
        bulk_int(row, 7, age);
    bulk_str(row, 8, BANDS[is.band].name);
    bulk_str(row, 9, spell->grade);
    bulk_str(row, 10, spell->curriculum);
    bulk_str(row, 11, STATES[is.state]);
    bulk_int(row, 12, is.reached);
    if (is.over_age != OVER_AGE_UNKNOWN)
        bulk_int(row, 13, is.over_age);
    bulk_int(row, 14, is.documented);
    bulk_end_row(row, err);
}

/* Children of a center who are alike in all that figures look at. */
static void write_groups(Rolls *rolls, const Period *period, Center *center, Error *err)
{
    Bulk *row = rolls->groups;
    for (int i = 0; center->count.standings && i < STANDING_COUNT; i++) {
        if (center->count.standings[i] == 0)
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
        bulk_int(row, 10, center->count.standings[i]);
        bulk_end_row(row, err);
        center->count.standings[i] = 0;
    }
}

/* Periods in which figures look at learners and at the rows behind them. */
static bool is_school_period(const Period *period)
{
    return str_is(period->kind, "quarter") || str_is(period->kind, "school_year");
}

static void write_filled(Rolls *rolls, const Period *period, const Center *center, Error *err)
{
    if (!is_school_period(period) || center->count.cells_asked == 0)
        return;
    bulk_str(rolls->filled_groups, 1, period->code);
    bulk_str(rolls->filled_groups, 2, center->code);
    bulk_str(rolls->filled_groups, 3, center->district);
    bulk_int(rolls->filled_groups, 4, center->count.cells_filled);
    bulk_int(rolls->filled_groups, 5, center->count.cells_asked);
    bulk_end_row(rolls->filled_groups, err);
}

static void write_counts(Rolls *rolls, const Period *period, Error *err)
{
    for (size_t i = 0; i < rolls->center_count; i++) {
        Center *center = &rolls->centers[i];
        const int64_t counts[] = {center->count.children, center->count.girls, center->count.boys,
                                  center->count.reached, center->count.not_observed};
        if (center->count.any) {
            bulk_str(rolls->counts, 1, period->code);
            bulk_str(rolls->counts, 2, center->code);
            for (int c = 0; c < 5; c++)
                bulk_int(rolls->counts, 3 + c, counts[c]);
            bulk_end_row(rolls->counts, err);
            write_groups(rolls, period, center, err);
            write_filled(rolls, period, center, err);
        }
        center->count = (CenterCount){.standings = center->count.standings};
    }
}

/* Of quarters and school years, as the view learner says child by child. */
static void write_learners(Rolls *rolls, const Period *period, Error *err)
{
    bool wanted = is_school_period(period);
    size_t count = map_count(rolls->districts) * AGE_COUNT;
    for (size_t i = 0; wanted && i < count; i++) {
        Str district = map_key_at(rolls->districts, i / AGE_COUNT);
        if (rolls->learners[i] == 0)
            continue;
        bulk_str(rolls->learner_groups, 1, period->code);
        if (district.len)
            bulk_str(rolls->learner_groups, 2, district);
        if (i % AGE_COUNT > 0)
            bulk_int(rolls->learner_groups, 3, (int64_t)(i % AGE_COUNT) - 1);
        bulk_int(rolls->learner_groups, 4, rolls->learners[i]);
        bulk_end_row(rolls->learner_groups, err);
    }
    memset(rolls->learners, 0, count * sizeof *rolls->learners);
}

static int by_child(const void *key, const void *person)
{
    int64_t a = *(const int64_t *)key, b = ((const Person *)person)->child_id;
    return a < b ? -1 : a > b;
}

/* The band that child_period has for a child in a month. */
static Str band_in(const void *all, int64_t child_id, Str month)
{
    const Rolls *rolls = all;
    int64_t period;
    const Person *person =
        rolls->person_count
            ? bsearch(&child_id, rolls->people, rolls->person_count, sizeof *person, by_child)
            : NULL;
    if (!person || !map_get(rolls->period_numbers, month, &period))
        return (Str){NULL, 0};
    size_t number = (size_t)(person - rolls->people);
    unsigned char band = rolls->bands[number * rolls->period_count + (size_t)period];
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

static void write_period(Rolls *rolls, const Period *period, Error *err)
{
    cohorts_begin_period(rolls->cohorts, period->code);
    for (size_t i = 0; i < rolls->person_count; i++) {
        bool reached;
        const Person *person = &rolls->people[i];
        const Spell *spell = spell_for(rolls, person, period, &reached);
        if (spell)
            write_child(rolls, person, spell, period, reached, err);
    }
    write_counts(rolls, period, err);
    write_learners(rolls, period, err);
    movements_end_period(rolls->movements, period->code, err);
    cohorts_end_period(rolls->cohorts, period->day, last_reason, rolls, err);
}

void child_period_fill(Batch *batch, const Attendance *attendance, Error *err)
{
    if (!error_ok(err))
        return;
    Rolls rolls = {.texts = text_pool_open(),
                   .attendance = attendance,
                   .districts = map_create(),
                   .period_numbers = map_create()};
    rolls.by_birthday = strcmp(batch->config->age_basis, "completed") == 0;
    read_centers(&rolls, batch->db, err);
    read_spells(&rolls, batch->db, batch->config->observed_months, err);
    read_periods(&rolls, batch->db, batch->as_of, err);
    rolls.bands = x_new_array(unsigned char, rolls.person_count *rolls.period_count + 1);
    rolls.learners = x_new_array(int64_t, map_count(rolls.districts) * AGE_COUNT + 1);
    rolls.children = bulk_open(batch->db,
                               "child_period (period_code, child_id, enrolment_id, center_code,"
                               " district_code, sex, age, age_band, grade_code, curriculum, state,"
                               " reached, over_age, documented)",
                               err);
    rolls.groups = bulk_open(batch->db,
                             "child_group (period_code, center_code, district_code, sex, age_band,"
                             " state, reached, over_age, documented, children)",
                             err);
    rolls.learner_groups =
        bulk_open(batch->db, "learner_group (period_code, district_code, age, children)", err);
    rolls.filled_groups = bulk_open(
        batch->db, "filled_group (period_code, center_code, district_code, cells, asked)", err);
    rolls.movements = movements_open(batch->db, err);
    rolls.cohorts = cohorts_open(batch->db, rolls.person_count, err);
    rolls.counts = bulk_open(batch->db,
                             "center_period (period_code, center_code, children, girls, boys,"
                             " reached, not_observed)",
                             err);
    for (size_t i = 0; error_ok(err) && i < rolls.period_count; i++)
        write_period(&rolls, &rolls.periods[i], err);
    bulk_close(rolls.children, err);
    bulk_close(rolls.groups, err);
    bulk_close(rolls.counts, err);
    bulk_close(rolls.learner_groups, err);
    bulk_close(rolls.filled_groups, err);
    movements_close(rolls.movements, err);
    cohorts_close(rolls.cohorts, err);
    attended_fill(batch->db, attendance, band_in, &rolls, err);
    for (size_t i = 0; i < rolls.center_count; i++)
        x_free(rolls.centers[i].count.standings);
    x_free(rolls.centers);
    x_free(rolls.spells);
    x_free(rolls.people);
    x_free(rolls.periods);
    x_free(rolls.years);
    x_free(rolls.bands);
    x_free(rolls.learners);
    map_free(rolls.districts);
    map_free(rolls.period_numbers);
    text_pool_close(&rolls.texts);
}
