#ifndef ROLLBOOK_LOAD_COHORT_H
#define ROLLBOOK_LOAD_COHORT_H

/*
 * The retention cohort of each period, counted while child_period is made: children on a roll at
 * the end of a school year's first month, by center, sex, age band and what became of them by the
 * period's day. It is what the view retention_cohort says child by child, added up in arrays: the
 * view looks for each child in each period. A test of measure compares the two.
 */

#include "pipeline/warehouse/db.h"

typedef struct Cohorts Cohorts;

/* Reads which periods look at which school years (view cohort_span). people: children are numbered
 * from 0 to people - 1. */
Cohorts *cohorts_open(Db *db, size_t people, Error *err);

/* Periods come in order of their codes; text is borrowed until cohorts_close. */
void cohorts_begin_period(Cohorts *cohorts, Str period_code);

/* One child of the period, at the center that stands for it. */
typedef struct CohortChild {
    Str center, district, calendar, sex, age_band;
    bool on_roll;      /* active or carried at the end */
    bool not_observed; /* nobody knows */
} CohortChild;

/* Children who are not seen are on no roll. */
void cohorts_see(Cohorts *cohorts, size_t person, const CohortChild *child);

/* The reason of the last exit of a person by a day; NULL ptr: none is known. */
typedef Str (*CohortReason)(const void *rolls, size_t person, int64_t day);

/* Writes the period's groups to cohort_group. day: the period's, counted as in child_period.c. */
void cohorts_end_period(Cohorts *cohorts, int64_t day, CohortReason reason, const void *rolls,
                        Error *err);

/* Writes what waits and releases. NULL is allowed. */
void cohorts_close(Cohorts *cohorts, Error *err);

#endif
