#include "pipeline/load/cohort.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/bulk.h"

/* What became of a member: two of who is on a roll, and one for each reason of leaving. */
enum { ACTIVE_SAME, ACTIVE_OTHER, FIRST_REASON, OUTCOMES_MAX = 64 };

/* Members of one center who are alike. */
typedef struct Group {
    Str center, district, sex, age_band;
    int64_t counts[OUTCOMES_MAX];
} Group;

typedef struct Member {
    size_t person, group;
} Member;

/* The cohort of one school year. */
typedef struct Year {
    Str base, calendar; /* base: its first month */
    Member *members;
    size_t member_count, member_cap;
    Map *group_numbers;
    Group *groups;
    size_t group_count, group_cap;
} Year;

/* A period that looks at a year's cohort. */
typedef struct Span {
    Str period, kind;
    size_t year;
} Span;

/* Where a child stands in the current period. */
typedef struct Standing {
    bool on_roll, not_observed;
    Str center;
} Standing;

struct Cohorts {
    Arena *arena;
    StrBuf key;
    Map *year_numbers, *reasons;
    Year *years;
    size_t year_count, year_cap;
    Span *spans;
    size_t span_count, span_cap;
    Str period;
    Standing *standings;
    size_t people;
    Bulk *table;
};

static Str kept(Cohorts *cohorts, Str text)
{
    return text.ptr ? arena_str(cohorts->arena, text) : text;
}

static void read_spans(Cohorts *cohorts, Db *db, Error *err)
{
    Stmt *row = db_prepare(db,
                           "SELECT school_year, base, calendar, period_code, kind FROM cohort_span"
                           " ORDER BY period_code, school_year",
                           err);
    while (stmt_step(row, err)) {
        size_t year = (size_t)map_intern(cohorts->year_numbers, stmt_str(row, 0));
        if (year == cohorts->year_count) {
            x_grow(cohorts->years, cohorts->year_cap, year + 1);
            cohorts->years[cohorts->year_count++] =
                (Year){.base = kept(cohorts, stmt_str(row, 1)),
                       .calendar = kept(cohorts, stmt_str(row, 2)),
                       .group_numbers = map_create()};
        }
        x_grow(cohorts->spans, cohorts->span_cap, cohorts->span_count + 1);
        cohorts->spans[cohorts->span_count++] = (Span){.period = kept(cohorts, stmt_str(row, 3)),
                                                       .kind = kept(cohorts, stmt_str(row, 4)),
                                                       .year = year};
    }
    stmt_free(row);
}

Cohorts *cohorts_open(Db *db, size_t people, Error *err)
{
    Cohorts *cohorts = x_new(Cohorts);
    *cohorts = (Cohorts){.arena = arena_create(),
                         .year_numbers = map_create(),
                         .reasons = map_create(),
                         .people = people,
                         .standings = x_new_array(Standing, people + 1)};
    read_spans(cohorts, db, err);
    cohorts->table = bulk_open(db,
                               "cohort_group (period_code, kind, center_code, district_code, sex,"
                               " age_band, active, same_center, exit_reason, children)",
                               err);
    return cohorts;
}

void cohorts_begin_period(Cohorts *cohorts, Str period_code)
{
    cohorts->period = period_code;
    memset(cohorts->standings, 0, cohorts->people * sizeof *cohorts->standings);
}

static void add_member(Cohorts *cohorts, Year *year, size_t person, const CohortChild *child)
{
    Str parts[] = {child->center, child->sex, child->age_band};
    strbuf_clear(&cohorts->key);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        strbuf_append(&cohorts->key, parts[i]);
        strbuf_append_char(&cohorts->key, '\x1f');
    }
    size_t group = (size_t)map_intern(year->group_numbers, strbuf_str(&cohorts->key));
    if (group == year->group_count) {
        x_grow(year->groups, year->group_cap, group + 1);
        year->groups[year->group_count++] = (Group){.center = child->center,
                                                    .district = child->district,
                                                    .sex = child->sex,
                                                    .age_band = child->age_band};
    }
    x_grow(year->members, year->member_cap, year->member_count + 1);
    year->members[year->member_count++] = (Member){person, group};
}

void cohorts_see(Cohorts *cohorts, size_t person, const CohortChild *child)
{
    cohorts->standings[person] = (Standing){child->on_roll, child->not_observed, child->center};
    for (size_t y = 0; child->on_roll && y < cohorts->year_count; y++) {
        Year *year = &cohorts->years[y];
        if (str_eq(year->base, cohorts->period) && str_eq(year->calendar, child->calendar))
            add_member(cohorts, year, person, child);
    }
}

/* -1: the member counts no longer, it died or was resettled or nobody knows. */
static int64_t outcome_of(Cohorts *cohorts, const Member *member, Str center, Str reason,
                          Error *err)
{
    const Standing *now = &cohorts->standings[member->person];
    if (now->on_roll)
        return str_eq(now->center, center) ? ACTIVE_SAME : ACTIVE_OTHER;
    if (now->not_observed || str_is(reason, "death") || str_is(reason, "resettled"))
        return -1;
    int64_t outcome = FIRST_REASON + map_intern(cohorts->reasons, reason);
    if (outcome < OUTCOMES_MAX)
        return outcome;
    error_set(err, STATUS_LIMIT, "expected at most %d reasons of leaving",
              OUTCOMES_MAX - FIRST_REASON);
    return -1;
}

static void write_group(Cohorts *cohorts, const Span *span, Group *group, Error *err)
{
    Bulk *row = cohorts->table;
    for (size_t outcome = 0; outcome < FIRST_REASON + map_count(cohorts->reasons); outcome++) {
        if (group->counts[outcome] == 0)
            continue;
        bulk_str(row, 1, span->period);
        bulk_str(row, 2, span->kind);
        bulk_str(row, 3, group->center);
        bulk_str(row, 4, group->district);
        bulk_str(row, 5, group->sex);
        bulk_str(row, 6, group->age_band);
        bulk_int(row, 7, outcome < FIRST_REASON);
        bulk_int(row, 8, outcome == ACTIVE_SAME);
        if (outcome >= FIRST_REASON && map_key_at(cohorts->reasons, outcome - FIRST_REASON).len)
            bulk_str(row, 9, map_key_at(cohorts->reasons, outcome - FIRST_REASON));
        bulk_int(row, 10, group->counts[outcome]);
        bulk_end_row(row, err);
        group->counts[outcome] = 0;
    }
}

void cohorts_end_period(Cohorts *cohorts, int64_t day, CohortReason reason, const void *rolls,
                        Error *err)
{
    for (size_t s = 0; error_ok(err) && s < cohorts->span_count; s++) {
        const Span *span = &cohorts->spans[s];
        if (!str_eq(span->period, cohorts->period))
            continue;
        Year *year = &cohorts->years[span->year];
        for (size_t i = 0; i < year->member_count; i++) {
            const Member *member = &year->members[i];
            Group *group = &year->groups[member->group];
            Str left = {NULL, 0};
            if (!cohorts->standings[member->person].on_roll)
                left = reason(rolls, member->person, day);
            int64_t outcome = outcome_of(cohorts, member, group->center, left, err);
            if (outcome >= 0)
                group->counts[outcome]++;
        }
        for (size_t g = 0; g < year->group_count; g++)
            write_group(cohorts, span, &year->groups[g], err);
    }
}

void cohorts_close(Cohorts *cohorts, Error *err)
{
    if (!cohorts)
        return;
    bulk_close(cohorts->table, err);
    for (size_t y = 0; y < cohorts->year_count; y++) {
        x_free(cohorts->years[y].members);
        x_free(cohorts->years[y].groups);
        map_free(cohorts->years[y].group_numbers);
    }
    x_free(cohorts->years);
    x_free(cohorts->spans);
    x_free(cohorts->standings);
    map_free(cohorts->year_numbers);
    map_free(cohorts->reasons);
    strbuf_free(&cohorts->key);
    arena_free(cohorts->arena);
    x_free(cohorts);
}
