#ifndef ROLLBOOK_BASE_ERROR_H
#define ROLLBOOK_BASE_ERROR_H

/*
 * What stops a run, and where. An Error is not an issue: a faulty cell is data (a row of the table
 * `issue`), and the run goes on.
 */

#include <stdbool.h>
#include <stdint.h>

typedef enum Status {
    STATUS_OK = 0,
    STATUS_USAGE,   /* the command line is wrong */
    STATUS_IO,      /* an output cannot be written (disk full, permission) */
    STATUS_INPUT,   /* an input cannot be opened or read */
    STATUS_FORMAT,  /* an input's bytes are not what its format demands */
    STATUS_LIMIT,   /* an input exceeds a named limit */
    STATUS_SQL,     /* SQLite refused a statement, or the warehouse is damaged */
    STATUS_CONFIG,  /* configuration, template, dictionary or model is wrong */
    STATUS_LOCKED,  /* another run holds the warehouse */
    STATUS_REFUSED, /* a report was refused (disclosure, unknown name, empty result) */
} Status;

/* A place in an input, as its author would name it. Zero means "not known". */
typedef struct SourceRef {
    const char *file;  /* path relative to inputs/ */
    const char *sheet; /* worksheet name, or the repeated XML element */
    int64_t row;       /* 1-based, as a spreadsheet shows it; XML: line */
    int col;           /* 1-based: 3 is column C */
} SourceRef;

enum { ERROR_FILE_MAX = 256, ERROR_SHEET_MAX = 64, ERROR_MESSAGE_MAX = 256 };

/*
 * What stopped the run. Start from {0}; the first failure wins and stays. It owns the text of its
 * place, so that it may outlive the reader that raised it.
 */
typedef struct Error {
    Status status;
    char file[ERROR_FILE_MAX];
    char sheet[ERROR_SHEET_MAX];
    int64_t row;
    int col;
    char message[ERROR_MESSAGE_MAX];
} Error;

/* True while nothing failed. Every function that takes an Error begins with this question. */
static inline bool error_ok(const Error *err)
{
    return err->status == STATUS_OK;
}

/*
 * Records a failure unless one is there already. The message says what was found and what was
 * expected, and leaves the place to error_set_at. Text that does not fit is cut at a character.
 */
__attribute__((format(printf, 3, 4))) void error_set(Error *err, Status status, const char *format,
                                                     ...);
__attribute__((format(printf, 4, 5))) void error_set_at(Error *err, Status status, SourceRef at,
                                                        const char *format, ...);

/* Fills in the place of a failure that has none yet (a caller that knows the file). */
void error_place(Error *err, SourceRef at);

/* "file [sheet] C12: message" into out, cut to size. */
void error_format(const Error *err, char *out, int size);

/* The exit code of DESIGN section 9 for a status: 0, 2, 3, 4, 5 or 6. */
int status_exit_code(Status status);

/* A column as a spreadsheet names it: 1 is "A", 28 is "AB". out holds at least 8 bytes. */
void column_name(int col, char out[8]);

#endif
