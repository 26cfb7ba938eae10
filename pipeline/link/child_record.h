#ifndef ROLLBOOK_LINK_CHILD_RECORD_H
#define ROLLBOOK_LINK_CHILD_RECORD_H

/*
 * Numbers of rows that last: a raw row has one number for good. Rows are numbered before they are
 * written, so that the writing may go on beside what only asks for numbers.
 */

#include "pipeline/link/child_row.h"

typedef struct ChildRecords {
    int64_t last; /* the highest number that the warehouse has; rows with higher ones are new */
    bool *there;  /* by number: a row has it tonight */
    bool *same;   /* by number: link_record says of that row what it says of itself */
} ChildRecords;

/* Fills link_record_id of every row; new ones are numbered in order. The rows are borrowed. */
ChildRecords child_records_number(Db *db, ChildRows *rows, Error *err);

/*
 * Brings link_record up to date: new rows are added, rows of submissions that are no longer current
 * are not live.
 */
void child_records_write(Db *db, int64_t run_id, const ChildRecords *records, const ChildRows *rows,
                         Error *err);
void child_records_free(ChildRecords *records);

#endif
