#include "pipeline/load/stage_load.h"

#include "pipeline/load/attendance.h"
#include "pipeline/load/child_period.h"
#include "pipeline/load/segment.h"
#include "pipeline/load/survivorship.h"
#include "pipeline/warehouse/rule.h"
#include "pipeline/warehouse/script.h"

#include <stdio.h>

static void run(Batch *batch, const char *name, Error *err)
{
    char path[64];
    snprintf(path, sizeof path, "pipeline/load/sql/%s.sql", name);
    script_run(batch, path, err);
}

/*
 * In this order: each step reads what the ones before it made. What neither spells nor periods
 * need comes after them, so that it is done while the periods are filled.
 */
static void run_steps(Batch *batch, Error *err)
{
    Attendance *attendance = attendance_open(batch->assets, batch->db, err);
    run(batch, "01_clear", err);
    run(batch, "02_dimensions", err);
    run(batch, "03_periods", err);
    run(batch, "04_observations", err);
    attendance_match(attendance, batch->db, err);
    /* what needs no attendance, while its rows look for their children */
    segment_fill(batch->db, err);
    run(batch, "05_evidence", err);
    survivorship_settle(batch->db, err);
    attendance_settle(attendance, batch->db, err);
    run(batch, "06_spells", err);
    ChildPeriods *periods = child_period_begin(batch, attendance, err);
    attendance_write(attendance, batch->db, err);
    attendance_find_strays(attendance, batch->db, err);
    run(batch, "07_facts", err);
    run(batch, "08_returns", err);
    rules_begin(batch->db, err);
    rules_find(batch, "load", err);
    rules_note(batch->db, "load", err);
    run(batch, "09_snapshots", err);
    script_load_table(batch, "templates/strings/feedback.tsv", "feedback_word", err);
    run(batch, "10_answers", err);
    child_period_end(periods, batch->db, err);
    attendance_free(attendance);
}

void stage_load(Batch *batch, Error *err)
{
    script_prepare(batch, err);
    db_exec(batch->db, "DELETE FROM issue WHERE stage = 'load'", err);
    script_load_table(batch, "templates/dictionaries/grades.tsv", "grade_list", err);
    script_load_table(batch, "templates/dictionaries/places.tsv", "place_list", err);
    rules_need_columns(batch->db, err);
    run_steps(batch, err);
    if (error_ok(err))
        log_info(
            batch->log, "load: %lld children on %lld spells",
            (long long)db_int(batch->db, "SELECT count(DISTINCT child_id) FROM enrolment", err),
            (long long)db_int(batch->db, "SELECT count(*) FROM enrolment", err));
}
