#ifndef ROLLBOOK_LINK_CHILD_SPLINK_H
#define ROLLBOOK_LINK_CHILD_SPLINK_H

/*
 * The register of children for Splink (splink_export.h): where a country's registers outgrow one
 * machine, Splink on Spark takes over. SQL knows no syllables, so names go in Latin letters with
 * their sound classes as columns of their own, and the model is one of plain SQL
 * (templates/models/children_splink.json), trained on these records at the export.
 */

#include "pipeline/warehouse/batch.h"

/*
 * Writes the folder. A record is what one center says of one child; `record` is the number of its
 * first link_record. The files hold names. STATUS_CONFIG where there are no records yet.
 */
void child_splink_export(const Batch *batch, const char *folder, Error *err);

#endif
