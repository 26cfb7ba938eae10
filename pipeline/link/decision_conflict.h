#ifndef ROLLBOOK_LINK_DECISION_CONFLICT_H
#define ROLLBOOK_LINK_DECISION_CONFLICT_H

/*
 * Answers that cannot all be obeyed: "same" about a chain of records and "different" about two of
 * them. The link stage finds out with every row at hand and obeys "different"; this looks at the
 * answers alone, so that who gives one is told at once.
 */

#include "pipeline/link/decision.h"

typedef struct DecisionConflict {
    size_t different; /* index of the answer that keeps records apart */
    size_t same;      /* index of the first answer that would join them */
    size_t sames;     /* how many such answers there are */
} DecisionConflict;

/* What a key means: one text for all keys of the same record. Borrowed by the call. */
typedef Str KeyMeaning(void *context, Str key);

/* One for each "different" that "same" contradicts; taken back answers do not count. */
DecisionConflict *decision_conflicts(const Decisions *decisions, KeyMeaning *meaning, void *context,
                                     Arena *arena, size_t *count);

#endif
