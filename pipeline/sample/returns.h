#ifndef ROLLBOOK_SAMPLE_RETURNS_H
#define ROLLBOOK_SAMPLE_RETURNS_H

/* Everything that comes in besides registers, each group in a file of its own. */

#include "pipeline/sample/writing.h"

/* Monthly: attendance of each child, the center's return (returns_month.c). */
void returns_write_months(Scribe *scribe, Error *err);

/* Yearly: profiles, staff, exams (returns_year.c). */
void returns_write_years(Scribe *scribe, Error *err);

/* Homeschooling, gardens, psychosocial support, placements, out-of-school list, incidents. */
void returns_write_programmes(Scribe *scribe, Error *err);

/* The office's own: visits, outreach, meetings (returns_office.c). */
void returns_write_office(Scribe *scribe, Error *err);

/* Files that go wrong, and files that come again (returns_odd.c). */
void returns_write_odd(Scribe *scribe, Error *err);

/* True where the center's clerk sends attendance for that month. */
bool returns_sends_attendance(const World *world, int center, int year, Date month);
/* True where a monthly return of that center comes. */
bool returns_sends_month(const World *world, int center, Date month);
/* The center and month of attendance that came twice: which is 0 or 1. False: none of the kind. */
bool returns_restated(const World *world, int which, int *center, Date *month);
/* True where the placement of a child who left for a Thai school is reported. */
bool returns_reports_placement(const World *world, int child, int spell, Date *start);

/* A child's name and number as its center's lists of that year have them. */
void returns_child(Scribe *scribe, const Clerk *clerk, int child, int spell, int year,
                   Written *code, Written *name);

#endif
