#ifndef ROLLBOOK_VALIDATE_STAGE_VALIDATE_H
#define ROLLBOOK_VALIDATE_STAGE_VALIDATE_H

#include "pipeline/warehouse/batch.h"

/*
 * Checks the staging rows of all current submissions: the field rules of field_rules.c, then the
 * cross-record rules of stage "validate" in templates/rules. Replaces the issues of stage
 * "validate". An error empties the cell that it blames (in staging; the raw row keeps it) and the
 * child stays; what was emptied stands in stg_emptied and is put back before the next check.
 */
void stage_validate(Batch *batch, Error *err);

#endif
