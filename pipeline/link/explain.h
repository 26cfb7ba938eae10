#ifndef ROLLBOOK_LINK_EXPLAIN_H
#define ROLLBOOK_LINK_EXPLAIN_H

/*
 * Why two records are, or are not, the same child: every part of the weight, in bits, and the guard
 * that keeps them apart.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/batch.h"

/*
 * A record as people name it: a child's public id (its first live record), a record's number, or a
 * content key. Returns the link_record_id; STATUS_INPUT where there is none.
 */
int64_t explain_find_record(Db *db, Str name, Error *err);

/* The content key of a record, in the arena. */
Str explain_content_key(Db *db, Arena *arena, int64_t record, Error *err);

/*
 * Appends the waterfall as text, or as one JSON object, and how each record's child was put
 * together (explain_group.h).
 */
void explain_pair(const Batch *batch, int64_t left, int64_t right, bool json, StrBuf *out,
                  Error *err);

#endif
