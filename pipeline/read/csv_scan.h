#ifndef ROLLBOOK_READ_CSV_SCAN_H
#define ROLLBOOK_READ_CSV_SCAN_H

/*
 * Finds where the fields of delimited text end. 64 bytes become bit masks (of delimiters and line
 * ends, of quotes, of NULs), the masks say which of these bytes stand within quotes, and what
 * matters to the reader becomes a list of places, which it walks.
 */

#include "pipeline/base/str.h"

enum { CSV_PLACES_MAX = 1024 };

typedef struct CsvScan CsvScan;

/* Fills the scan's list from scan->at on, and moves that to what it did not look at. */
typedef void CsvFind(CsvScan *scan);

struct CsvScan {
    const char *at, *end; /* what no list has seen yet */
    char delimiter;
    CsvFind *find;
    uint64_t inside;                 /* all bits: at stands in quotes */
    uint64_t after_end, after_close; /* 1: behind the end of a field, behind a closing quote */
    size_t next, count;              /* of places: the one to give out next; how many there are */
    const char *places[CSV_PLACES_MAX]; /* in order */
};

/*
 * The finders that this machine can run, slowest first: portable, SSE2, AVX2. The last is the one
 * that is used; tests hold all to the first. Returns how many.
 */
size_t csv_finders(CsvFind *out[3]);

/* Begins at text. The delimiter is no quote, line end or NUL. */
void csv_scan_begin(CsvScan *scan, Str text, char delimiter, CsvFind *find);

/*
 * Makes the next list, where all of this one was given out; false at the end of the text. In it are
 * each delimiter and line end outside quotes, each NUL, and each quote that is more than the first
 * or last byte of its field. So a field that begins with a quote and has no quote in the list also
 * ends with one, and what stands between these two is its text.
 */
bool csv_scan_more(CsvScan *scan);

/* The next place, which is passed by this; end where there is none. */
static inline const char *csv_scan_next(CsvScan *scan)
{
    if (scan->next == scan->count && !csv_scan_more(scan))
        return scan->end;
    return scan->places[scan->next++];
}

#endif
