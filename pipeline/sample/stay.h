#ifndef ROLLBOOK_SAMPLE_STAY_H
#define ROLLBOOK_SAMPLE_STAY_H

/*
 * Stays of children at centers as lists tell them, by the rules of pipeline/load/README.md ("Rules
 * of spells"), written down a second time so that one implementation can be held against the other.
 */

#include "pipeline/sample/reported.h"

typedef enum StayExit {
    EXIT_NONE,
    EXIT_STATED, /* reason holds */
    EXIT_NOT_STATED,
    EXIT_LOST,
    EXIT_MOVED,  /* to another center, told by that center's list */
    EXIT_PLACED, /* in a Thai school or NFE */
} StayExit;

typedef struct Stay {
    int child, center, year, level;
    Date start, end; /* end none: open */
    StayExit exit;
    Reason reason;
    Date observed_until;
    Date first_seen, last_seen;
    Date lost_after, lost_before; /* lost_before none: the center does not tell */
    Date last_present;
} Stay;

typedef struct Stays {
    Stay *items; /* by child, then start, then center */
    size_t count, cap;
    Date *heard;            /* by center: the last day of which it told anything */
    Date *attendance_until; /* by center: the same of attendance; none */
} Stays;

Stays stays_make(const World *world, Reported *reported);
void stays_free(Stays *stays);

/* Center codes in byte order: the rank of each center. Caller frees. */
int *stays_center_ranks(const World *world);

#endif
