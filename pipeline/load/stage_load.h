#ifndef ROLLBOOK_LOAD_STAGE_LOAD_H
#define ROLLBOOK_LOAD_STAGE_LOAD_H

#include "pipeline/warehouse/batch.h"

/*
 * Makes the warehouse's dimensions and facts anew from the staging rows of current submissions and
 * from who is who (child_record): enrolment spells, attendance, other facts, the best known values
 * of each child, child_period, what was due and came, and copies of files, submissions and issues
 * for reports. Runs the rules of stage "load" on the way and replaces their issues. Runs inside the
 * night's transaction, which the caller opened.
 */
void stage_load(Batch *batch, Error *err);

#endif
