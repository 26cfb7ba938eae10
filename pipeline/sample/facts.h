#ifndef ROLLBOOK_SAMPLE_FACTS_H
#define ROLLBOOK_SAMPLE_FACTS_H

/*
 * What is true of a child or a center in a month or a year, beyond who was where: presence, meals,
 * gardens, incidents, programmes. Pure functions of the world: the files that report them and the
 * figures of the truth ask the same questions and get the same answers.
 */

#include "pipeline/sample/clerk.h"

enum { INCIDENTS_MAX = 12, HOMESCHOOL_CHILDREN = 26, HOMESCHOOL_TRANSITIONS = 3, CRITERIA = 20 };

/* True while the spell lasts: start <= day < end. */
bool spell_active(const Spell *spell, Date day);

/* School days in a month on which the child was on the roll, and days present. False: not on it. */
bool presence(const World *world, int child, const Spell *spell, Date month, int *school_days,
              int *days_present);

typedef struct Incident {
    int child;
    Date date;
    const char *type, *status; /* codes */
    Date referred;             /* none: not */
} Incident;

typedef struct MonthFacts {
    int school_days, days_open, days_closed, days_alternative, children_alternative;
    int feeding_days, meals;
    bool garden;
    int garden_children;
    double harvest_kg; /* whole hundred grams */
    int drills, on_roll, teachers;
    Incident incidents[INCIDENTS_MAX];
    int incident_count;
} MonthFacts;

MonthFacts month_facts(const World *world, int center, Date month);

typedef struct ProfileFacts {
    Date date; /* when it was filled in */
    int classrooms, toilets, boarders, teachers;
    bool electricity, contact_tree, protection_policy, code_of_conduct;
    Date plan, drill; /* none: not */
    int funding_months;
    const char *registration, *water; /* codes */
} ProfileFacts;

ProfileFacts profile_facts(const World *world, int center, int year);

/* The homeschooling programme: the n-th of its 26 children and their spell, 0 <= n < 26. */
typedef struct Homeschool {
    int child, center;
    Date start, end; /* end none: still in it */
    bool transition; /* into a Thai school */
} Homeschool;

/* False where the sample is too small to have an n-th. */
bool homeschool_facts(const World *world, int n, Homeschool *out);

/* Psychosocial support: one case of a center in a school year. Dates: none where not reached. */
typedef struct SupportCase {
    Date referred, assessed, started, completed, reassessed;
    int score_start, score_end; /* SDQ totals; lower is better */
} SupportCase;

int support_count(const World *world, int center, int year);
SupportCase support_facts(const World *world, int center, int year, int n);

/* A visit of the office to a center: the n-th of a school year, 0 or 1. False where there is none.
 */
typedef struct Visit {
    Date date;
    int met;             /* of CRITERIA */
    const char *problem; /* NULL: none found */
    Date closed;         /* none: open */
} Visit;

bool visit_facts(const World *world, int center, int year, int n, Visit *out);

#endif
