#include "pipeline/load/stage_load.h"

#include "pipeline/load/child_period.h"
#include "pipeline/warehouse/rule.h"
#include "pipeline/warehouse/script.h"

/* In this order: each step reads what the ones before it made. */
static const char *const STEPS[] = {
    "pipeline/load/sql/01_clear.sql",      "pipeline/load/sql/02_dimensions.sql",
    "pipeline/load/sql/03_periods.sql",    "pipeline/load/sql/04_observations.sql",
    "pipeline/load/sql/05_attendance.sql", "pipeline/load/sql/06_spells.sql",
    "pipeline/load/sql/07_facts.sql",      "pipeline/load/sql/08_survivorship.sql",
    "pipeline/load/sql/09_returns.sql",
};
static const char SNAPSHOTS[] = "pipeline/load/sql/10_snapshots.sql";
static const char ANSWERS[] = "pipeline/load/sql/11_answers.sql";
enum { STEP_COUNT = sizeof STEPS / sizeof STEPS[0] };

void stage_load(Batch *batch, Error *err)
{
    script_prepare(batch, err);
    db_exec(batch->db, "DELETE FROM issue WHERE stage = 'load'", err);
    script_load_table(batch, "templates/dictionaries/grades.tsv", "grade_list", err);
    script_load_table(batch, "templates/dictionaries/places.tsv", "place_list", err);
    rules_map_columns(batch, err);
    for (int i = 0; i < STEP_COUNT; i++)
        script_run(batch, STEPS[i], err);
    child_period_fill(batch, err);
    rules_run(batch, "load", err);
    script_run(batch, SNAPSHOTS, err);
    script_load_table(batch, "templates/strings/feedback.tsv", "feedback_word", err);
    script_run(batch, ANSWERS, err);
    if (error_ok(err))
        log_info(
            batch->log, "load: %lld children on %lld spells",
            (long long)db_int(batch->db, "SELECT count(DISTINCT child_id) FROM enrolment", err),
            (long long)db_int(batch->db, "SELECT count(*) FROM enrolment", err));
}
