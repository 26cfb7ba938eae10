#include "tests/support/center.h"

#include "pipeline/base/strbuf.h"

#include <stdarg.h>

__attribute__((format(printf, 2, 3))) static void run(Night *night, const char *format, ...)
{
    StrBuf sql = STRBUF_INIT;
    va_list args;
    va_start(args, format);
    strbuf_vappendf(&sql, format, args);
    va_end(args);
    night_sql(night, strbuf_cstr(&sql));
    strbuf_free(&sql);
}

void center_add(Night *night, const char *code, const char *district)
{
    run(night,
        "INSERT INTO stg_center (raw_row_id, center_code, name_en, district_code, calendar)"
        " VALUES (0, '%s', 'Center %s', '%s', 'mlc')",
        code, code, district);
}

int center_send(Night *night, const char *code, const char *kind, const char *period)
{
    int id = (int)night_int(night, "SELECT 1 + coalesce(max(submission_id), 0) FROM submission");
    run(night,
        "INSERT INTO source_file (source_file_id, sha256, size, kind, first_run_id)"
        " VALUES (%d, 'sha%d', 1, 'xlsx', 1);"
        "INSERT INTO source_path (source_file_id, path, first_run_id, last_run_id)"
        " VALUES (%d, '%s/%d.xlsx', 1, 1);"
        "INSERT INTO raw_sheet (raw_sheet_id, source_file_id, number, name)"
        " VALUES (%d, %d, 1, 'Sheet1');"
        "INSERT INTO submission (submission_id, source_file_id, center_code, kind, period_code,"
        " status) VALUES (%d, %d, '%s', '%s', '%s', 'current')",
        id, id, id, code, id, id, id, id, id, code, kind, period);
    return id;
}

static int new_row(Night *night, int submission)
{
    int id = (int)night_int(night, "SELECT 1 + coalesce(max(raw_row_id), 0) FROM raw_row");
    run(night,
        "INSERT INTO raw_row (raw_row_id, raw_sheet_id, row_number, cells)"
        " SELECT %d, %d, 1 + count(*), '[]' FROM raw_row WHERE raw_sheet_id = %d;"
        "UPDATE submission SET rows = rows + 1 WHERE submission_id = %d",
        id, submission, submission, submission);
    return id;
}

static void link_row(Night *night, int row, const char *kind, int child_id)
{
    run(night,
        "INSERT OR IGNORE INTO child (child_id, public_id, first_run_id)"
        " VALUES (%d, printf('MEC-%%07d-X', %d), 1);"
        "INSERT INTO link_record (link_record_id, raw_row_id, kind, content_key, first_run_id)"
        " VALUES (%d, %d, '%s', 'key%d', 1);"
        "INSERT INTO child_record (child_id, first_child_id, link_record_id) VALUES (%d, %d, %d)",
        child_id, child_id, row, row, kind, row, child_id, child_id, row);
}

int center_list(Night *night, int submission, const char *date, int child_id, const char *columns,
                const char *values)
{
    int row = new_row(night, submission);
    run(night,
        "INSERT INTO stg_register (raw_row_id, submission_id, center_code, period_code,"
        " register_date%s%s) SELECT %d, submission_id, center_code, period_code, '%s'%s%s"
        " FROM submission WHERE submission_id = %d",
        columns ? ", " : "", columns ? columns : "", row, date, values ? ", " : "",
        values ? values : "", submission);
    link_row(night, row, "register", child_id);
    return row;
}

int center_row(Night *night, int submission, const char *table, int child_id, const char *columns,
               const char *values)
{
    int row = new_row(night, submission);
    run(night,
        "INSERT INTO stg_%s (raw_row_id, submission_id, center_code, %s)"
        " SELECT %d, submission_id, center_code, %s FROM submission WHERE submission_id = %d",
        table, columns, row, values, submission);
    if (child_id)
        link_row(night, row, table, child_id);
    return row;
}
