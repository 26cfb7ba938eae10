#ifndef ROLLBOOK_SAMPLE_REPORTED_H
#define ROLLBOOK_SAMPLE_REPORTED_H

/*
 * What the files say, with true identities: every list, who stood on it, who was present. From it
 * come the truth's stays (stay.c) and figures (figures.c): what a perfect reader, who knows each
 * child, would have to find. Files that are superseded or held do not enter.
 */

#include "pipeline/sample/world.h"

typedef struct ListSeen {
    int center, year;
    Date date; /* of which the list speaks, as a reader can tell */
    int rows;
    unsigned levels; /* bit per grade on it */
    bool full;       /* no more than a fifth smaller than the one before */
    Date previous;   /* date of the center's list before; none: the first */
} ListSeen;

typedef struct Sighting {
    int child, spell, list; /* list: index */
    Date entered, left;     /* none: not told */
    Reason reason;
    int level, order;
} Sighting;

typedef struct Attended {
    int child, spell, center;
    Date month;
    int school_days, present;
} Attended;

typedef struct BirthTold {
    int child;
    Date from, to, date; /* date: of the list that tells it */
    int rank;            /* 4 day, 2 year, 1 age */
} BirthTold;

typedef struct Placed {
    int child, center;
    Date start;
    bool nfe;
} Placed;

typedef struct Reported {
    ListSeen *lists;
    Sighting *sightings;
    Attended *attended;
    BirthTold *births;
    Placed *placed;
    size_t list_count, list_cap, sighting_count, sighting_cap, attended_count, attended_cap;
    size_t birth_count, birth_cap, placed_count, placed_cap;
} Reported;

void reported_list(Reported *reported, const ListSeen *list);         /* its rows follow */
void reported_sighting(Reported *reported, const Sighting *sighting); /* of the last list */
void reported_attended(Reported *reported, const Attended *attended);
void reported_birth(Reported *reported, const BirthTold *birth);
void reported_placed(Reported *reported, const Placed *placed);
void reported_free(Reported *reported);

#endif
