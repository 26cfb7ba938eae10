#ifndef ROLLBOOK_MAP_HOLD_ERRORS_H
#define ROLLBOOK_MAP_HOLD_ERRORS_H

#include "pipeline/map/submission.h"

/*
 * Holds what cannot be trusted: each submission of which more than this share of the rows has a
 * cell in error, unless the officer accepted its file (config.hold_error_share; 1: none). Reads the
 * issues of stage map. Before submission_resolve, so that what was accepted last stands.
 */
void submission_hold_errors(SubmissionSet *set, Db *db, double error_share, Error *err);

#endif
