#ifndef ROLLBOOK_READ_CSV_SCAN_H
#define ROLLBOOK_READ_CSV_SCAN_H

/*
 * Finds the bytes that matter in delimited text: delimiter, quote, line ends. 64 bytes become one
 * bit mask (SSE2, with a portable twin that tests compare), and the mask's bits are walked.
 */

#include "pipeline/base/str.h"

typedef struct CsvScan {
    const char *end;
    const char *block; /* start of the 64 bytes that mask describes; NULL before the first */
    uint64_t mask;     /* bit i: block[i] is special and not passed yet */
    char delimiter;
} CsvScan;

/* Special bytes of the 64 at p. */
uint64_t csv_mask(const char *p, char delimiter);
uint64_t csv_mask_portable(const char *p, char delimiter);

/* The mask of the block at p, of which only the bytes before end exist. */
uint64_t csv_mask_partial(const char *p, const char *end, char delimiter);

/* Moves to the block of p, and passes what stands before p in it. */
static inline void csv_seek(CsvScan *scan, const char *p)
{
    scan->block = p;
    scan->mask = scan->end - p >= 64 ? csv_mask(p, scan->delimiter)
                                     : csv_mask_partial(p, scan->end, scan->delimiter);
}

/* The next special byte, which is passed by this; end where there is none. */
static inline const char *csv_next_special(CsvScan *scan)
{
    while (scan->mask == 0) {
        if (scan->end - scan->block <= 64)
            return scan->end;
        csv_seek(scan, scan->block + 64);
    }
    const char *found = scan->block + __builtin_ctzll(scan->mask);
    scan->mask &= scan->mask - 1;
    return found;
}

/* The delimiter that the first records agree on most: , ; TAB or |. */
char csv_find_delimiter(Str text);

#endif
