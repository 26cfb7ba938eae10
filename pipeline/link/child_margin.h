#ifndef ROLLBOOK_LINK_CHILD_MARGIN_H
#define ROLLBOOK_LINK_CHILD_MARGIN_H

/*
 * Entities that fit two children about equally well. Where two cannot be one child (they stand side
 * by side in a register, or a guard keeps them apart) and a third would join either with nearly the
 * same weight, or with nearly the same name where the two are twins, the better of them is a guess:
 * it joins neither, and a person must say which.
 */

#include "pipeline/link/child_guard.h"

typedef struct ChildMargins ChildMargins;

/* The guards are borrowed. */
ChildMargins *child_margins_create(const ChildGuards *guards, uint32_t entity_count);
void child_margins_free(ChildMargins *margins); /* NULL is allowed */

/*
 * Notes who could be whom, and who fits two children by weight. `self` is
 * ChildMargins, `pairs` are best first, those below least_bits are no candidates. As
 * LinkageOptions.scored.
 */
void child_margins_find(void *self, const ScoredPairs *pairs, double least_bits);

/* The first guard that keeps two entities apart, GUARD_MARGIN among them. */
Guard child_margins_pair(const ChildMargins *margins, uint32_t a, uint32_t b);

/* The guards that it asks. */
const ChildGuards *child_margins_guards(const ChildMargins *margins);

/* ClusterForbids: self is ChildMargins. */
bool child_margins_forbid(void *self, const uint32_t *a, size_t a_count, const uint32_t *b,
                          size_t b_count, double weight_bits);

#endif
