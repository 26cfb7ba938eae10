#ifndef ROLLBOOK_LOAD_PAPERS_H
#define ROLLBOOK_LOAD_PAPERS_H

/*
 * The documents that registers tell of a child: document_status, one row for each kind, and
 * document_number, one for each number that was given. Records come by child and are added up as
 * they pass.
 */

#include "pipeline/warehouse/db.h"

/* Kinds of numbers, as they are called in both tables. */
enum { PAPER_THAI_ID, PAPER_G_CODE, PAPER_PASSPORT, PAPER_PINK_CARD, PAPER_NRC, PAPER_COUNT };

/* What one row of a register says. Text is borrowed; what is not known has a NULL ptr. */
typedef struct PaperRecord {
    Str date; /* of the register */
    int64_t raw_row_id;
    Str numbers[PAPER_COUNT]; /* as given */
    Str thai_id13;            /* where it is valid or repaired */
    Str thai_id13_status;
    Str kind; /* of a document that is named without its number */
} PaperRecord;

typedef struct Papers Papers;

/* Never NULL; the caller closes it. */
Papers *papers_open(Db *db, Error *err);

/* A record of the current child. */
void papers_see(Papers *papers, const PaperRecord *record);

/* How many kinds of document the current child has, and which, in order of their names; borrowed
 * until papers_end_child. */
size_t papers_count(const Papers *papers);
Str papers_kind(const Papers *papers, size_t i);

/* The current child is this one: writes its rows. The next one begins without any. */
void papers_end_child(Papers *papers, int64_t child_id, Error *err);

/* Writes what waits and releases. */
void papers_close(Papers *papers, Error *err);

#endif
