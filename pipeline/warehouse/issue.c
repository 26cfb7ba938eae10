#include "pipeline/warehouse/issue.h"

#include "pipeline/base/mem.h"

struct IssueLog {
    Stmt *insert;
};

const char *severity_name(Severity severity)
{
    switch (severity) {
    case SEVERITY_INFO:
        return "info";
    case SEVERITY_WARNING:
        return "warning";
    case SEVERITY_ERROR:
        return "error";
    }
    return "error";
}

IssueLog *issue_log_open(Db *db, Error *err)
{
    IssueLog *log = x_new(IssueLog);
    log->insert = db_prepare(db,
                             "INSERT INTO issue (stage, rule, severity, source_file_id,"
                             " submission_id, raw_row_id, column_number, sheet, center_code, field,"
                             " value, expected, other, message_key)"
                             " VALUES (?1, ?2, ?3, nullif(?4, 0), nullif(?5, 0), nullif(?6, 0),"
                             " nullif(?7, 0), ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                             err);
    return log;
}

void issue_log_add(IssueLog *log, const Issue *issue, Error *err)
{
    Stmt *insert = log->insert;
    stmt_bind_cstr(insert, 1, issue->stage, err);
    stmt_bind_cstr(insert, 2, issue->rule, err);
    stmt_bind_cstr(insert, 3, severity_name(issue->severity), err);
    stmt_bind_int(insert, 4, issue->source_file_id, err);
    stmt_bind_int(insert, 5, issue->submission_id, err);
    stmt_bind_int(insert, 6, issue->raw_row_id, err);
    stmt_bind_int(insert, 7, issue->column, err);
    stmt_bind_cstr(insert, 8, issue->sheet, err);
    stmt_bind_cstr(insert, 9, issue->center_code, err);
    stmt_bind_cstr(insert, 10, issue->field, err);
    stmt_bind_text_or_null(insert, 11, issue->value, err);
    stmt_bind_text_or_null(insert, 12, issue->expected, err);
    stmt_bind_text_or_null(insert, 13, issue->other, err);
    stmt_bind_cstr(insert, 14, issue->message_key ? issue->message_key : issue->rule, err);
    stmt_run(insert, err);
}

void issue_log_close(IssueLog *log)
{
    if (!log)
        return;
    stmt_free(log->insert);
    x_free(log);
}
