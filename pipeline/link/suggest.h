#ifndef ROLLBOOK_LINK_SUGGEST_H
#define ROLLBOOK_LINK_SUGGEST_H

/*
 * A first model for a strange table, from the names and contents of its columns, so that a newcomer
 * gets groups in two commands. The model is written out for people to read and change.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/link/link_table.h"
#include "pipeline/link/model.h"

/*
 * Suggests comparisons for the table's columns. `notes` gets a line for every column that is left
 * out and why. STATUS_INPUT where nothing can be compared. Lives in the arena.
 */
LinkModel *suggest_model(Arena *arena, const LinkTable *table, StrBuf *notes, Error *err);

/*
 * Adds blocking rules to a model that has none: tight combinations first, then loose ones with a
 * cap, as many as a budget of 50 pairs per row allows. Column i of the table is the model's.
 */
void suggest_rules(LinkModel *model, Arena *arena, const LinkTable *table);

/*
 * link_only where several tables hold hardly any doubles of their own, else link_and_dedupe;
 * dedupe_only for one table.
 */
LinkType suggest_link_type(const LinkModel *model, const LinkTable *table);

#endif
