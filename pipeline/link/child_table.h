#ifndef ROLLBOOK_LINK_CHILD_TABLE_H
#define ROLLBOOK_LINK_CHILD_TABLE_H

/*
 * Entities as rows of a linkage table. Columns that the model names and that end in a number hold
 * the n-th distinct value ("name1", "name2" ...); those it does not name are left out.
 */

#include "pipeline/link/child_quiet.h"
#include "pipeline/link/linkage.h"

/*
 * child_of_row: as in child_entities_build. Entities of quiet units come as they were packed.
 * STATUS_CONFIG where the model names another column.
 */
LinkTable *child_table_build(const LinkModel *model, const ChildRows *rows,
                             const ChildEntities *entities, const ChildUnits *units,
                             const KeptChains *kept, const int64_t *child_of_row, LinkNames *names,
                             Error *err);

#endif
