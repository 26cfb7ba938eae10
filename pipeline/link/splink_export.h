#ifndef ROLLBOOK_LINK_SPLINK_EXPORT_H
#define ROLLBOOK_LINK_SPLINK_EXPORT_H

/*
 * Everything that Splink needs to take over, as files of one folder:
 *
 *     settings-duckdb.json, settings-spark.json   Splink's settings, one per dialect of SQL
 *     records.csv                                 the table as the engine compared it
 *     tf_COLUMN.csv                               how common each value is (COLUMN, tf_COLUMN)
 *     model.json                                  the same model as rollbook's own, with what
 * Splink cannot say: the sibling class and its shares
 *
 * With the frequencies registered, Splink's match_weight is the two-class weight W2 (score.h). What
 * Splink finds is read back by `rollbook dedupe --model model.json records.csv`.
 */

#include "pipeline/link/link_table.h"
#include "pipeline/link/model.h"

/*
 * Writes the folder, which is made where it is missing. unique_id is a column of the table; -1:
 * records are numbered, and the settings say so. STATUS_CONFIG where the model is not trained, or
 * by name what Splink cannot say; STATUS_IO where a file cannot be written.
 */
void splink_export(const LinkModel *model, const LinkTable *table, int unique_id,
                   const char *folder, Error *err);

#endif
