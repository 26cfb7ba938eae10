/* rollbook diff: what changed between two runs. */

#include "pipeline/base/number.h"
#include "pipeline/cli/office.h"
#include "pipeline/cli/table_out.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {OFFICE_OPTIONS, {0}};

/* ?1 the earlier run, ?2 the later. */
static const struct {
    const char *heading;
    const char *sql;
} PARTS[] = {
    {"count\tbefore\tafter\tchange",
     "SELECT name, a.value, b.value, printf('%+g', b.value - a.value) FROM"
     " (SELECT * FROM run_figure WHERE run_id = ?2 AND kind = 'count') b"
     " JOIN (SELECT * FROM run_figure WHERE run_id = ?1 AND kind = 'count') a USING (name)"
     " WHERE a.value <> b.value ORDER BY name"},
    {"file\tpath\tsha256",
     "SELECT iif(p.first_run_id > ?1, 'new', 'gone'), p.path, f.sha256 FROM source_path p"
     " JOIN source_file f USING (source_file_id)"
     " WHERE f.purpose = 'submission' AND ((p.first_run_id > ?1 AND p.first_run_id <= ?2)"
     " OR (p.first_run_id <= ?1 AND p.last_run_id >= ?1 AND p.last_run_id < ?2 AND NOT p.present))"
     " ORDER BY 1 DESC, p.path, f.sha256"},
    {"children\tnumber",
     "SELECT event, count(DISTINCT child_id) FROM child_event WHERE run_id > ?1 AND run_id <= ?2"
     " GROUP BY event ORDER BY event"},
    {"event\tchild\tother_child\trun\treason",
     "SELECT e.event, c.public_id, o.public_id, e.run_id, e.reason FROM child_event e"
     " JOIN child c ON c.child_id = e.child_id LEFT JOIN child o ON o.child_id = e.other_child_id"
     " WHERE e.run_id > ?1 AND e.run_id <= ?2 AND e.event <> 'created' ORDER BY e.child_event_id"},
    {"finding\tbefore\tafter\tchange",
     "SELECT name, sum(iif(run_id = ?1, value, 0)), sum(iif(run_id = ?2, value, 0)),"
     " printf('%+g', sum(iif(run_id = ?2, value, -value))) FROM run_figure"
     " WHERE run_id IN (?1, ?2) AND kind = 'finding' GROUP BY name"
     " HAVING sum(iif(run_id = ?2, value, -value)) <> 0 ORDER BY name"},
    {"figure\tbefore\tafter",
     "SELECT n.name, printf('%.6g', a.value), printf('%.6g', b.value) FROM"
     " (SELECT DISTINCT name FROM run_figure WHERE run_id IN (?1, ?2) AND kind = 'figure') n"
     " LEFT JOIN run_figure a ON a.run_id = ?1 AND a.kind = 'figure' AND a.name = n.name"
     " LEFT JOIN run_figure b ON b.run_id = ?2 AND b.kind = 'figure' AND b.name = n.name"
     " WHERE a.value IS NOT b.value ORDER BY n.name"},
};

static int64_t find_run(Db *db, const char *text, Error *err)
{
    int64_t run_id = 0;
    if (!number_parse_int(str_from(text), &run_id))
        error_set(err, STATUS_USAGE, "expected the number of a run, found \"%s\"", text);
    Stmt *stmt = db_prepare(db,
                            "SELECT (SELECT count(*) FROM run_figure WHERE run_id = ?1),"
                            " (SELECT group_concat(run_id, ', ') FROM (SELECT DISTINCT run_id FROM"
                            " run_figure ORDER BY run_id DESC LIMIT 8))",
                            err);
    stmt_bind_int(stmt, 1, run_id, err);
    if (stmt_step(stmt, err) && stmt_int(stmt, 0) == 0)
        error_set(err, STATUS_INPUT, "there is no finished run %s; the last ones are %.*s", text,
                  STR_ARG(stmt_is_null(stmt, 1) ? STR("none") : stmt_str(stmt, 1)));
    stmt_free(stmt);
    return run_id;
}

static void print_runs(Db *db, int64_t before, int64_t after, Error *err)
{
    Stmt *stmt = db_prepare(db,
                            "SELECT run_id, as_of, program_version FROM run"
                            " WHERE run_id IN (?1, ?2) ORDER BY run_id = ?2",
                            err);
    stmt_bind_int(stmt, 1, before, err);
    stmt_bind_int(stmt, 2, after, err);
    table_out(stdout, "run\tas_of\tprogram", stmt, err);
    stmt_free(stmt);
}

static int run(const Options *options, Error *err)
{
    Office office = office_open(options, err);
    Db *db = warehouse_read(office.outputs, err);
    int64_t before = find_run(db, options->arguments[0], err);
    int64_t after = find_run(db, options->arguments[1], err);
    if (error_ok(err) && before >= after)
        error_set(err, STATUS_USAGE, "expected the earlier run first: rollbook diff %lld %lld",
                  (long long)after, (long long)before);
    int64_t lines = 0;
    if (error_ok(err))
        print_runs(db, before, after, err);
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0] && error_ok(err); i++) {
        Stmt *stmt = db_prepare(db, PARTS[i].sql, err);
        stmt_bind_int(stmt, 1, before, err);
        stmt_bind_int(stmt, 2, after, err);
        lines += table_out(stdout, PARTS[i].heading, stmt, err);
        stmt_free(stmt);
    }
    if (error_ok(err) && lines == 0)
        puts("nothing changed");
    db_close(db);
    office_close(&office);
    return 0;
}

const Command COMMAND_DIFF = {
    .name = "diff",
    .arguments = "RUN RUN",
    .summary = "what changed between two runs: files, rows, children, findings, figures",
    .description =
        "Runs go by number; the earlier one first. Figures are the headlines of the periods that "
        "the runs\n"
        "spoke of. Tab-separated parts, each under a heading line; no names.",
    .options = OPTIONS,
    .min_arguments = 2,
    .max_arguments = 2,
    .run = run,
};
