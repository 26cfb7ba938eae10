#ifndef ROLLBOOK_LOAD_ROLL_INDEX_H
#define ROLLBOOK_LOAD_ROLL_INDEX_H

/*
 * Who stands on the registers of a center and school year, by student number and by name. What two
 * children share finds neither.
 */

#include "pipeline/load/roll.h"

typedef struct RollIndex RollIndex;

/* With the student numbers of the roll, which must outlive it. Never NULL; the caller frees it. */
RollIndex *roll_index_open(const Roll *roll);
void roll_index_free(RollIndex *index);

/* The child with this number; 0: none, or two. */
int64_t roll_index_by_code(RollIndex *index, const RollQuery *query);

/*
 * Whether the number is another child's on the center's registers of any year: then a name that
 * fits child_id is a namesake's.
 */
bool roll_index_is_anothers(RollIndex *index, const RollQuery *query, int64_t child_id);

/* Says that names of this center and school year will be asked for. */
void roll_index_want_names(RollIndex *index, const RollQuery *query);

/* Takes in the names of the centers and years that were asked for: every spelling of a record. */
void roll_index_add_names(RollIndex *index);

/* The only child of that name, or the only one of that name and grade; 0: none. */
int64_t roll_index_by_name(RollIndex *index, const RollQuery *query);

#endif
