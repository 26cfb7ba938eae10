#ifndef ROLLBOOK_VALIDATE_SHARE_H
#define ROLLBOOK_VALIDATE_SHARE_H

/*
 * No rule of stage validate looks beyond one center, so the centers are shared out: each share is
 * checked on a connection and thread of its own, which sees what was committed before.
 */

#include "pipeline/warehouse/batch.h"

/*
 * Runs all rules of the stage over all shares and leaves what they find in temp.found of the
 * batch's connection (pipeline/warehouse/rule.h), which has no transaction open. How many shares
 * there are makes no difference to what is found; a database in memory is one.
 *
 * While rules run, `submission` is a temporary view of the share's own submissions, and temp.share
 * (submission_id) holds their numbers.
 */
void shares_check(Batch *batch, Error *err);

#endif
