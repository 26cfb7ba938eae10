#include "pipeline/map/hold_errors.h"

#include "pipeline/base/mem.h"

#include <stdlib.h>

static int by_id(const void *left, const void *right)
{
    const Submission *const *a = left, *const *b = right;
    return (*a)->id < (*b)->id ? -1 : (*a)->id > (*b)->id;
}

static Submission **in_order_of_id(SubmissionSet *set)
{
    size_t count = submission_count(set);
    Submission **items = x_new_array(Submission *, count + 1);
    for (size_t i = 0; i < count; i++)
        items[i] = submission_at(set, i);
    qsort(items, count, sizeof *items, by_id);
    return items;
}

static bool may_be_held(const Submission *submission)
{
    return strcmp(submission->status, "current") == 0 && submission->action != FILE_ACCEPT;
}

void submission_hold_errors(SubmissionSet *set, Db *db, double error_share, Error *err)
{
    if (!error_ok(err) || error_share >= 1)
        return;
    Submission **items = in_order_of_id(set);
    size_t count = submission_count(set), at = 0;
    Stmt *row = db_prepare(db,
                           "SELECT submission_id, count(DISTINCT raw_row_id) FROM issue"
                           " WHERE stage = 'map' AND severity = 'error' AND raw_row_id IS NOT NULL"
                           " AND submission_id IS NOT NULL"
                           " GROUP BY submission_id ORDER BY submission_id",
                           err);
    while (stmt_step(row, err)) {
        while (at < count && items[at]->id < stmt_int(row, 0))
            at++;
        if (at < count && items[at]->id == stmt_int(row, 0) && may_be_held(items[at]) &&
            (double)stmt_int(row, 1) > error_share * (double)items[at]->rows) {
            items[at]->status = "held";
            items[at]->reason = "submission.many_errors";
        }
    }
    stmt_free(row);
    x_free(items);
}
