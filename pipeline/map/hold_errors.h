#ifndef ROLLBOOK_MAP_HOLD_ERRORS_H
#define ROLLBOOK_MAP_HOLD_ERRORS_H

#include "pipeline/map/submission.h"

/*
 * Holds what cannot be trusted: each submission of which more than this share of the rows has a
 * cell that cannot be read, unless the officer accepted its file (config.hold_error_share; 1:
 * none). Reads the issues of stage map. Before submission_resolve, so that what was accepted last
 * stands. What was read and breaks a rule (a birth in the future) does not count: rules look at
 * the lists in use together, so which list is in use must be settled before.
 */
void submission_hold_errors(SubmissionSet *set, Db *db, double error_share, Error *err);

#endif
