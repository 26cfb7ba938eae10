#ifndef ROLLBOOK_LOAD_ROLL_SOUND_H
#define ROLLBOOK_LOAD_ROLL_SOUND_H

/*
 * Who stands on the registers of a center and school year under a name that sounds like the one
 * asked for: attendance lists are copied by hand, and "Naw Eh Paw" becomes "Naw Ae Por". Tables and
 * names are loaded only when somebody asks.
 */

#include "pipeline/base/asset.h"
#include "pipeline/load/roll.h"

typedef struct RollSound RollSound;

RollSound *roll_sound_open(void);
void roll_sound_free(RollSound *sound); /* NULL is allowed */

/* Says that names of this query's center and school year will be asked for. */
void roll_sound_want(RollSound *sound, const RollQuery *query);

/* Takes in the names of the centers and years that were asked for; the roll must outlive it. */
void roll_sound_add_names(RollSound *sound, const Assets *assets, const Roll *roll, Error *err);

/*
 * The child whose name, in some script that its register gives, is alike enough to be the same
 * (0.93 and above: one random pair in a thousand is) where no other child's comes near it (0.80).
 * Where both tell a grade it must be the same. 0: nobody, or several. *name: as the register has
 * it.
 */
int64_t roll_sound_find(RollSound *sound, const RollQuery *query, Str *name);

#endif
