#ifndef ROLLBOOK_WAREHOUSE_ISSUE_H
#define ROLLBOOK_WAREHOUSE_ISSUE_H

/*
 * Issues: what is wrong with a cell, a row, a sheet or a file. Data, not failures. The message is
 * the text of `message_key` in templates/strings/issues.tsv (en, th, my) with {value}, {expected}
 * and {other} filled in when it is shown.
 */

#include "pipeline/warehouse/db.h"

typedef enum Severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR } Severity;

typedef struct Issue {
    const char *stage; /* "read", "map", "validate", "link": each stage replaces its own */
    const char *rule;  /* stable id: "date.unreadable"; also the message key unless one is given */
    Severity severity;
    int64_t source_file_id;  /* 0: not about a file */
    int64_t submission_id;   /* 0: not about one */
    int64_t raw_row_id;      /* 0: about the file or sheet */
    int column;              /* 1-based; 0: about the row */
    const char *sheet;       /* for issues about a sheet without a row; NULL otherwise */
    const char *center_code; /* NULL where it is not known */
    const char *field;       /* canonical field, NULL where none */
    Str value;               /* what was found */
    Str expected;            /* what was expected */
    Str other; /* a second thing the message names (the other row, the other center) */
    const char *message_key;
} Issue;

typedef struct IssueLog IssueLog;

IssueLog *issue_log_open(Db *db, Error *err);
void issue_log_add(IssueLog *log, const Issue *issue, Error *err);
void issue_log_close(IssueLog *log);

const char *severity_name(Severity severity); /* "info", "warning", "error" */

#endif
