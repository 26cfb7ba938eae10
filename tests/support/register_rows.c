#include "tests/support/register_rows.h"

#include <stdio.h>

void add_register(Night *night, int submission, const char *center, const char *status)
{
    char sql[1024];
    snprintf(
        sql, sizeof sql,
        "INSERT INTO source_file (source_file_id, sha256, size, kind, first_run_id)"
        " VALUES (%d, 'sha%d', 1, 'csv', 1);"
        "INSERT INTO source_path (source_file_id, path, first_run_id, last_run_id)"
        " VALUES (%d, 'file%03d.csv', 1, 1);"
        "INSERT INTO raw_sheet (raw_sheet_id, source_file_id, number, name) VALUES (%d, %d, 1, "
        "'s');"
        "INSERT INTO submission (submission_id, source_file_id, center_code, kind, period_code,"
        " status) VALUES (%d, %d, '%s', 'register', '2026-SY.mlc', '%s')",
        submission, submission, submission, submission, submission, submission, submission,
        submission, center, status);
    night_sql(night, sql);
}

int add_child(Night *night, int submission, const char *center, const char *code, const char *name,
              const char *sex, const char *birth, const char *mother, const char *father)
{
    char sql[2048];
    int row = (int)night_int(night, "SELECT coalesce(max(raw_row_id), 0) + 1 FROM raw_row");
    snprintf(
        sql, sizeof sql,
        "INSERT INTO raw_row (raw_row_id, raw_sheet_id, row_number, cells) VALUES (%d, %d, %d, "
        "'[]');"
        "INSERT INTO stg_register (raw_row_id, submission_id, center_code, period_code,"
        " register_date, student_code, full_name, sex, birth_from, birth_to, birth_precision,"
        " birth_text, mother_name, father_name) VALUES (%d, %d, '%s', '2026-SY.mlc',"
        " '2026-06-01', nullif('%s', ''), '%s', '%s', nullif('%s', ''), nullif('%s', ''), 'day',"
        " nullif('%s', ''), '%s', '%s')",
        row, submission, row, row, submission, center, code, name, sex, birth, birth, birth, mother,
        father);
    night_sql(night, sql);
    return row;
}

int64_t child_of(Night *night, int raw_row)
{
    char sql[256];
    snprintf(sql, sizeof sql,
             "SELECT k.child_id FROM child_record k JOIN link_record l USING (link_record_id)"
             " WHERE l.raw_row_id = %d",
             raw_row);
    return night_int(night, sql);
}
