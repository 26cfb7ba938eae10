#ifndef ROLLBOOK_LINK_EXPLAIN_GROUP_H
#define ROLLBOOK_LINK_EXPLAIN_GROUP_H

/*
 * How a record's child was put together: who was joined to whom with what weight, the weakest of
 * these joins, and the runner-up, the best candidate that stayed outside.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/link/child_match.h"

/* `entity` is one of the child's. As lines of text, or as a JSON object. */
void explain_group_text(const ChildWorld *world, const ChildMatch *match, uint32_t entity,
                        StrBuf *out);
void explain_group_json(const ChildWorld *world, const ChildMatch *match, uint32_t entity,
                        StrBuf *out);

/* "new" where the row is no child's yet. */
Str explain_child_id(const ChildWorld *world, uint32_t row, char id[16]);

#endif
