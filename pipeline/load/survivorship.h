#ifndef ROLLBOOK_LOAD_SURVIVORSHIP_H
#define ROLLBOOK_LOAD_SURVIVORSHIP_H

/*
 * The best known values of each child. Sex and birth: what most records say, a whole date before a
 * month or year; the rest: what the latest record says. Ties go to the later record, then to the
 * earlier row. Of documents the strongest; "none" only where a record says so and none says more.
 */

#include "pipeline/warehouse/db.h"

/* Reads temp.evidence and temp.other_evidence; writes child, document_status and document_number
 * (papers.h). A child that stays as it is is not touched. */
void survivorship_settle(Db *db, Error *err);

#endif
