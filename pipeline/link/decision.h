#ifndef ROLLBOOK_LINK_DECISION_H
#define ROLLBOOK_LINK_DECISION_H

/*
 * What people decided about pairs: inputs/review/decisions.tsv (columns left_key, right_key,
 * answer, decided_by, why) and the answers in inputs/review workbooks. A key is a record's content
 * key, or a child's public id. Later lines win over earlier ones about the same pair; "revoked"
 * takes an answer back. What contradicts another answer is recorded, not obeyed.
 */

#include "pipeline/warehouse/batch.h"

typedef enum Answer { ANSWER_SAME, ANSWER_DIFFERENT, ANSWER_UNSURE } Answer;

typedef enum Applied {
    APPLIED_YES,
    APPLIED_CONTRADICTED,
    APPLIED_UNKNOWN,
    APPLIED_REVOKED
} Applied;

typedef struct Decision {
    Str left_key, right_key;
    Answer answer;
    Str decided_by, why, source;
    Applied applied;
} Decision;

typedef struct Decisions {
    Decision *items; /* in the order of the files and lines */
    size_t count;
} Decisions;

/* Reads them all. A wrong line is STATUS_CONFIG with its file and line. */
Decisions decisions_read(const Batch *batch, Arena *arena, Error *err);

/* Of several decisions about one pair all but the last are revoked. */
void decisions_settle(Decisions *decisions);

/* Replaces link_decision. */
void decisions_write(Db *db, const Decisions *decisions, Error *err);

#endif
