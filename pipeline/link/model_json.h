#ifndef ROLLBOOK_LINK_MODEL_JSON_H
#define ROLLBOOK_LINK_MODEL_JSON_H

/*
 * A model as rollbook's own JSON. README.md describes every key; unknown ones are refused by name.
 *
 *     {"rollbook_model": 1,
 *      "unique_id": "record_id",
 *      "comparisons": [{"column": "first_name", "kind": "name", "crossed_with": "last_name"},
 *                      {"column": "dob", "kind": "date"}],
 *      "blocking": ["first_name & dob", {"rule": "dob", "cap": 300}]}
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/link/model.h"

/*
 * Reads a model: rollbook's own, or Splink's settings (told by their keys). STATUS_CONFIG with the
 * line where the text is no JSON, or with the key that is wrong. Lives in the arena.
 */
LinkModel *model_read_json(Arena *arena, Str text, Error *err);

/* Appends the model with everything that was learned; reads back the same. */
void model_write_json(StrBuf *out, const LinkModel *model);

#endif
