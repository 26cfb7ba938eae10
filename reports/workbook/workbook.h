#ifndef ROLLBOOK_REPORTS_WORKBOOK_WORKBOOK_H
#define ROLLBOOK_REPORTS_WORKBOOK_WORKBOOK_H

/*
 * Workbooks that people fill in and send back, as against reports that they read: feedback to a
 * center, the review of doubtful pairs, the blank intake form. Their rows, marks and drop-downs are
 * data, not layout, so they are made by code and not by a template.
 */

#include "pipeline/base/asset.h"
#include "pipeline/base/digest.h"
#include "pipeline/config/config.h"
#include "pipeline/warehouse/db.h"

/* What every such workbook needs to know. */
typedef struct WorkbookContext {
    Db *db;
    const Config *config;
    const Assets *assets;
    Date as_of;
} WorkbookContext;

/* The sheets that go back to all centers, in kinds and order. Threads may share what was found. */
typedef struct SentSheets SentSheets;
SentSheets *sent_sheets_find(const char *warehouse, Date as_of, Error *err);
void sent_sheets_free(SentSheets *sheets); /* NULL is allowed */

/*
 * Writes feedback to centers: a center's own rows of its current submissions as it sent them, each
 * child's public id before and a message behind every row, faulty cells marked; in front a sheet
 * that says what was read, groups faults that repeat, and points at children who may also be on
 * another center's list, without a word about the other. Corrected and sent back it is read as that
 * center's new submission.
 *
 * One maker writes any number of workbooks and keeps what they have in common: words, spellings,
 * prepared queries, temporary tables of context.db. It is for one thread. context.db and sheets
 * must outlive it.
 */
typedef struct FeedbackMaker FeedbackMaker;
FeedbackMaker *feedback_open(WorkbookContext context, const SentSheets *sheets, Error *err);
void feedback_close(FeedbackMaker *maker); /* NULL is allowed */

/*
 * Writes one. language NULL: the center's own. path NULL: nothing is written. Either way digest is
 * that of its contents, whatever the day: it is the same as long as nothing has changed for the
 * center.
 */
void feedback_write(FeedbackMaker *maker, const char *center_code, const char *language,
                    const char *path, char digest[DIGEST_TEXT_SIZE], Error *err);

/*
 * The doubtful pairs side by side, the evidence in bits and color, a drop-down to answer; sorted by
 * expected gain, locked but for the answer column.
 */
void review_write(const WorkbookContext *context, const char *language, const char *path,
                  Error *err);

#endif
