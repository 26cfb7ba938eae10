#ifndef ROLLBOOK_LINK_CHILD_GUARD_H
#define ROLLBOOK_LINK_CHILD_GUARD_H

/*
 * What a child-protection officer would never let a statistic decide. Two groups of entities are
 * kept apart when
 *   decision       people said that two of their rows are different children;
 *   thai_id13      both have valid 13-digit numbers and none in common;
 *   same_register  both stand in one live register, unless number and name are the same;
 *   twins          they share birthday and parents, and their given names or sexes differ;
 *   nine_months    their births lie 1 to 270 days apart, names differ, the mother is one: a date
 *                  is wrong or they are not one mother's children; a person must say which;
 *   margin         one of them fits another child about as well (child_margin.h).
 */

#include "pipeline/link/child_table.h"

typedef enum Guard {
    GUARD_NONE,
    GUARD_DECISION,
    GUARD_THAI_ID,
    GUARD_SAME_REGISTER,
    GUARD_TWINS,
    GUARD_NINE_MONTHS,
    GUARD_MARGIN,
    GUARD_COUNT,
} Guard;

const char *guard_name(Guard guard); /* "" for GUARD_NONE */

typedef struct ChildGuards ChildGuards;

/* Everything is borrowed. */
ChildGuards *child_guards_create(const LinkModel *model, const LinkTable *table,
                                 const ChildRows *rows, const ChildEntities *entities,
                                 const KeptApart *apart, LinkNames *names);
void child_guards_free(ChildGuards *guards); /* NULL is allowed */

/* The first guard that keeps two entities apart; never GUARD_MARGIN, which takes all pairs. */
Guard child_guards_pair(const ChildGuards *guards, uint32_t a, uint32_t b);

/*
 * Both stand in one live register, but one of them nowhere else and under a like name: it may be
 * the other, entered twice.
 */
bool child_guards_maybe_twice(const ChildGuards *guards, uint32_t a, uint32_t b);

/* Both stand in one live register. */
bool child_guards_side_by_side(const ChildGuards *guards, uint32_t a, uint32_t b);

/* Fewest days between two births that are known to the day; -1 where one is not. */
int child_guards_days_between(const ChildGuards *guards, uint32_t a, uint32_t b);

/* How alike two entities' own names are at best, 0 ... 1; -1 where one has none. */
double child_guards_names_alike(const ChildGuards *guards, uint32_t a, uint32_t b);

#endif
