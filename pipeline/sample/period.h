#ifndef ROLLBOOK_SAMPLE_PERIOD_H
#define ROLLBOOK_SAMPLE_PERIOD_H

/* Months, quarters and school years of the invented time, and where each child stood in them. */

#include "pipeline/sample/stay.h"

enum { PERIODS_MAX = 64 };

typedef enum PeriodKind { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_SCHOOL_YEAR } PeriodKind;

typedef struct Period {
    char code[16]; /* 2026-09, 2026-Q3, 2026-SY.mlc */
    PeriodKind kind;
    Date first, last;
    Date day;          /* at which it is looked at: its last, or the as-of date while it runs */
    Calendar calendar; /* of a school year */
    int year;          /* the same: 0 or 1 */
} Period;

/* All that have begun, from May of the first year. Returns how many. */
int period_list(const World *world, Period out[PERIODS_MAX]);

bool period_holds(const Period *period, Date day);

/*
 * The first month of a school year, whose last day makes the retention cohort. False where the
 * period is not one over which that cohort is followed.
 */
bool period_cohort(const World *world, Calendar calendar, int year, const Period *period,
                   Period *month);

typedef enum State { STATE_LEFT, STATE_ACTIVE, STATE_CARRIED, STATE_NOT_OBSERVED } State;

/* A child in a period: the one stay that counts, NULL where it has none. */
typedef struct Standing {
    const Stay *stay;
    State state;
    bool reached;
} Standing;

/* out: one per child of the world. */
void standing_make(const World *world, const Stays *stays, const Reported *reported,
                   const Period *period, Standing *out);

/* Died or resettled by that day. first: index of each child's first stay. */
bool standing_gone_for_good(const Stays *stays, const size_t *first, int child, Date day);

/* Not on a roll, and the last exit by that day was completion or a Thai school or NFE. */
bool standing_good_exit(const Stays *stays, const size_t *first, int child, const Standing *now,
                        Date day);

#endif
