/* rollbook child: everything that is known about one child, each line with what it rests on. */

#include "pipeline/cli/office.h"
#include "pipeline/cli/table_out.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {OFFICE_OPTIONS, {0}};

/* What is told of a child: a heading and one line for each row of a query on its number. */
static const struct {
    const char *heading;
    const char *sql;
} PARTS[] = {
    {"child\tstatus\tname\tlatin\tsex\tborn_from\tborn_to\tprecision\tthai_id13\tg_code",
     "SELECT public_id, status, display_name, name_latin, sex, birth_from, birth_to,"
     " birth_precision, thai_id13, g_code FROM child WHERE child_id = ?1"},
    {"spelling\tof\tscript\tlatin\trecords",
     "SELECT name, role, script, romanised, records FROM child_name WHERE child_id = ?1"
     " ORDER BY role <> 'child', role, records DESC, name"},
    {"number\tof\tstatus\tfirst_seen\tlast_seen\trecords\tfile\tsheet\trow",
     "SELECT d.number, d.kind, d.status, d.first_date, d.last_date, d.records,"
     " (SELECT p.path FROM source_path p WHERE p.source_file_id = h.source_file_id"
     "  ORDER BY p.present DESC, p.path LIMIT 1), h.name, w.row_number"
     " FROM document_number d JOIN raw_row w ON w.raw_row_id = d.raw_row_id"
     " JOIN raw_sheet h ON h.raw_sheet_id = w.raw_sheet_id WHERE d.child_id = ?1"
     " ORDER BY d.first_date, d.kind, d.number"},
    {"center\tschool_year\tgrade\tfrom\tuntil\texit\tdestination\tobserved_until",
     "SELECT center_code, school_year, grade_code, start_date, end_date, exit_reason, destination,"
     " observed_until FROM enrolment WHERE child_id = ?1"
     " ORDER BY start_date, center_code, enrolment_id"},
    {"attendance\tfrom\tuntil\tmonths\tdays_present\tschool_days",
     "SELECT center_code, min(month), max(month), count(*), sum(days_present), sum(school_days)"
     " FROM attendance WHERE child_id = ?1 GROUP BY center_code ORDER BY min(month), center_code"},
    {"record\tkind\tcenter\tperiod\tin_use\tfile\tsheet\trow",
     "SELECT l.link_record_id, l.kind, l.center_code, l.period_code, iif(l.live, 'yes', 'no'),"
     " (SELECT p.path FROM source_path p WHERE p.source_file_id = h.source_file_id"
     "  ORDER BY p.present DESC, p.path LIMIT 1), h.name, w.row_number"
     " FROM child_record k JOIN link_record l USING (link_record_id)"
     " JOIN raw_row w ON w.raw_row_id = l.raw_row_id"
     " JOIN raw_sheet h ON h.raw_sheet_id = w.raw_sheet_id WHERE k.child_id = ?1"
     " ORDER BY l.period_code, l.center_code, l.kind, l.link_record_id"},
    {"event\trun\tas_of\tother_child\treason",
     "SELECT iif(e.child_id = ?1, e.event, e.event || ' (the other)'), e.run_id, r.as_of,"
     " o.public_id, e.reason FROM child_event e LEFT JOIN run r ON r.run_id = e.run_id"
     " LEFT JOIN child o ON o.child_id = iif(e.child_id = ?1, e.other_child_id, e.child_id)"
     " WHERE ?1 IN (e.child_id, e.other_child_id) ORDER BY e.child_event_id"},
};

/* The child's number; where it was merged into another, *went is that one's. */
static int64_t find_child(Db *db, const char *id, int64_t *went, Error *err)
{
    int64_t child = 0;
    Stmt *stmt =
        db_prepare(db, "SELECT child_id, merged_into FROM child WHERE public_id = upper(?1)", err);
    stmt_bind_cstr(stmt, 1, id, err);
    if (stmt_step(stmt, err)) {
        child = stmt_int(stmt, 0);
        *went = stmt_int(stmt, 1);
    } else if (error_ok(err)) {
        error_set(err, STATUS_INPUT,
                  "there is no child \"%s\"; expected a public id such as MEC-0000123-4, which"
                  " \"rollbook find NAME\" tells",
                  id);
    }
    stmt_free(stmt);
    return child;
}

static void print_child(Db *db, int64_t child, Error *err)
{
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0] && error_ok(err); i++) {
        Stmt *stmt = db_prepare(db, PARTS[i].sql, err);
        stmt_bind_int(stmt, 1, child, err);
        table_out(stdout, PARTS[i].heading, stmt, err);
        stmt_free(stmt);
    }
}

static int run(const Options *options, Error *err)
{
    Office office = office_open(options, err);
    Db *db = warehouse_read(office.outputs, err);
    for (size_t i = 0; i < options->argument_count && error_ok(err); i++) {
        int64_t went = 0;
        int64_t child = find_child(db, options->arguments[i], &went, err);
        print_child(db, child, err);
        if (went)
            print_child(db, went, err);
    }
    db_close(db);
    office_close(&office);
    return 0;
}

const Command COMMAND_CHILD = {
    .name = "child",
    .arguments = "ID...",
    .summary =
        "everything about one child: spellings, numbers, centers, records with their place, events",
    .description =
        "Tab-separated parts, each under a heading line that names its columns. A child that was "
        "merged\n"
        "is followed by the one that it went into. The output holds names.",
    .options = OPTIONS,
    .min_arguments = 1,
    .max_arguments = ARGUMENTS_ANY,
    .run = run,
};
