#ifndef ROLLBOOK_LINK_CHILD_AGREE_H
#define ROLLBOOK_LINK_CHILD_AGREE_H

/* Whether two rows about children can be the same child at all, and how alike their names are. */

#include "pipeline/link/child_row.h"
#include "pipeline/link/link_names.h"

/* The names of all rows, each distinct spelling parsed once. */
typedef struct RowNames RowNames;

/* Of those rows that are wanted; rows and names are borrowed. */
RowNames *row_names_parse(const ChildRows *rows, const bool *wanted, LinkNames *names);
void row_names_free(RowNames *names);

/* The best similarity over all spellings of two rows; any value below floor where it is less. */
double row_names_similarity_above(const RowNames *names, uint32_t a, uint32_t b, double floor);

/*
 * True where something speaks against: sexes differ, births lie more than a year apart, or both
 * have valid 13-digit numbers that differ.
 */
bool child_contradicts(const ChildRow *a, const ChildRow *b);

/*
 * How well names fit where a row could be either of two twins, each 0 ... 1: with the twin it would
 * be joined to and with the other one; and, where the row has a twin beside it in its own list
 * (`paired`), the same of that twin.
 */
typedef struct TwinFit {
    double fit, other;
    bool paired;
    double paired_fit, paired_other;
} TwinFit;

/* False where the other one's name (TwinFit.other) is too far from the row's to be in question. */
bool child_twin_in_question(double other);

/* True where the row may as well be the other twin: then a person must say which. */
bool child_twin_unclear(const TwinFit *twins);

#endif
