#ifndef ROLLBOOK_LINK_SPLINK_H
#define ROLLBOOK_LINK_SPLINK_H

/*
 * Splink's settings (JSON of versions 4 and 5) as a model. SQL conditions are recognised by a table
 * of templates after blanks and quotes are normalised; anything else is refused by name.
 */

#include "pipeline/link/model.h"

#include <jansson.h>

/* True for an object with Splink's keys. */
bool splink_is_settings(const json_t *root);

/* Fills an empty model. Values are compared verbatim, as Splink does. */
void splink_read(LinkModel *model, Arena *arena, const json_t *root, Error *err);

#endif
