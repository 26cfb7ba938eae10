#include "pipeline/validate/field_rules.h"

#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/issue.h"

/*
 * One line a rule: the cell is wrong where `broken` holds. $ stands for the column. `expected` is
 * what the message prints; bounds are wide enough for every real child and center (children of
 * centers are 3 to 20, see the README of templates/rules).
 */
typedef struct FieldRule {
    const char *id;
    Severity severity;
    const char *table;
    const char *field;  /* canonical, as the sender's heading was understood */
    const char *column; /* in the staging table */
    const char *broken; /* SQL condition */
    const char *expected;
} FieldRule;

/* A day counted from the as-of date, worked out once for a statement and not for each row. */
#define AS_OF           "(SELECT as_of FROM setting)"
#define AS_OF_MOVED(by) "(SELECT date(as_of, '" by "') FROM setting)"

static const FieldRule FIELD_RULES[] = {
    {"date.in_future", SEVERITY_ERROR, "stg_register", "date_of_birth", "birth_from", "$ > " AS_OF,
     NULL},
    {"birth.implausible", SEVERITY_ERROR, "stg_register", "date_of_birth", "birth_to",
     "$ < " AS_OF_MOVED("-35 years"), "0-35"},
    {"date.in_future", SEVERITY_ERROR, "stg_register", "enrolment_date", "enrolment_date",
     "$ > " AS_OF_MOVED("+31 days"), NULL},
    {"date.implausible", SEVERITY_ERROR, "stg_register", "enrolment_date", "enrolment_date",
     "$ < '1990-01-01'", "1990-"},
    {"date.in_future", SEVERITY_ERROR, "stg_register", "leaving_date", "leaving_date",
     "$ > " AS_OF_MOVED("+31 days"), NULL},
    {"date.implausible", SEVERITY_ERROR, "stg_register", "leaving_date", "leaving_date",
     "$ < '1990-01-01'", "1990-"},
    {"number.out_of_range", SEVERITY_ERROR, "stg_register", "age", "age", "$ NOT BETWEEN 1 AND 35",
     "1-35"},
    {"number.out_of_range", SEVERITY_ERROR, "stg_register", "weight_kg", "weight_kg",
     "$ NOT BETWEEN 5 AND 150", "5-150"},
    {"number.out_of_range", SEVERITY_ERROR, "stg_register", "height_cm", "height_cm",
     "$ NOT BETWEEN 50 AND 210", "50-210"},
    {"district.outside_area", SEVERITY_WARNING, "stg_register", "district", "district_code",
     "$ NOT IN (SELECT district_code FROM district_list WHERE in_area = '1')", NULL},
    {"number.out_of_range", SEVERITY_ERROR, "stg_attendance", "school_days", "school_days",
     "$ NOT BETWEEN 0 AND 31", "0-31"},
    {"number.out_of_range", SEVERITY_ERROR, "stg_attendance", "days_present", "days_present",
     "$ NOT BETWEEN 0 AND 31", "0-31"},
    {"number.out_of_range", SEVERITY_ERROR, "stg_attendance", "days_absent", "days_absent",
     "$ NOT BETWEEN 0 AND 31", "0-31"},
    {"number.out_of_range", SEVERITY_ERROR, "stg_center_month", "school_days", "school_days",
     "$ NOT BETWEEN 0 AND 31", "0-31"},
    {"number.out_of_range", SEVERITY_ERROR, "stg_center_month", "feeding_days", "feeding_days",
     "$ NOT BETWEEN 0 AND 31", "0-31"},
    {"feeding.above_school_days", SEVERITY_WARNING, "stg_center_month", "feeding_days",
     "feeding_days", "$ > coalesce(school_days, days_open)", NULL},
    {"number.out_of_range", SEVERITY_ERROR, "stg_center_month", "incidents", "incidents",
     "$ NOT BETWEEN 0 AND 500", "0-500"},
    {"number.out_of_range", SEVERITY_ERROR, "stg_center_month", "meals_served", "meals_served",
     "$ NOT BETWEEN 0 AND 200000", "0-200000"},
    {"number.out_of_range", SEVERITY_ERROR, "stg_center_profile", "latitude", "latitude",
     "$ NOT BETWEEN 15 AND 19", "15-19"},
    {"number.out_of_range", SEVERITY_ERROR, "stg_center_profile", "longitude", "longitude",
     "$ NOT BETWEEN 97 AND 100", "97-100"},
    {"number.out_of_range", SEVERITY_ERROR, "stg_center_profile", "classrooms", "classrooms",
     "$ NOT BETWEEN 0 AND 200", "0-200"},
    {"date.in_future", SEVERITY_ERROR, "stg_incident", "incident_date", "incident_date",
     "$ > " AS_OF, NULL},
    {"date.in_future", SEVERITY_ERROR, "stg_programme", "start_date", "start_date",
     "$ > " AS_OF_MOVED("+31 days"), NULL},
    {"programme.ends_before_start", SEVERITY_ERROR, "stg_programme", "end_date", "end_date",
     "$ < start_date", NULL},
    {"date.in_future", SEVERITY_ERROR, "stg_placement", "start_date", "start_date",
     "$ > " AS_OF_MOVED("+92 days"), NULL},
    {"visit.more_met_than_total", SEVERITY_ERROR, "stg_visit", "criteria_met", "criteria_met",
     "$ > criteria_total", NULL},
    {"problem.closed_before_opened", SEVERITY_ERROR, "stg_visit", "closed_date", "closed_date",
     "$ < opened_date", NULL},
};

/* The rule's condition, as SQL about the table t. */
static void append_broken(StrBuf *sql, const FieldRule *rule)
{
    for (const char *p = rule->broken; *p; p++)
        if (*p == '$')
            strbuf_appendf(sql, "t.%s", rule->column);
        else
            strbuf_append_char(sql, *p);
}

/* number: where the rule stands in the table, the order of its issues. */
static void find(Db *db, const FieldRule *rule, int64_t number, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql,
                   "INSERT INTO temp.found (rule_number, rule, severity, place, raw_row_id,"
                   " submission_id, source_file_id, center_code, field, value, expected)"
                   " SELECT ?1, ?2, ?3, t.rowid, t.raw_row_id, t.submission_id, s.source_file_id,"
                   " t.center_code, ?4, t.%s, ?5 FROM %s t"
                   " JOIN submission s ON s.submission_id = t.submission_id"
                   " AND s.status = 'current'"
                   " WHERE t.rowid IN (SELECT suspect_id FROM temp.suspect) AND ",
                   rule->column, rule->table);
    append_broken(&sql, rule);
    Stmt *insert = db_prepare(db, strbuf_cstr(&sql), err);
    stmt_bind_int(insert, 1, number, err);
    stmt_bind_cstr(insert, 2, rule->id, err);
    stmt_bind_cstr(insert, 3, severity_name(rule->severity), err);
    stmt_bind_cstr(insert, 4, rule->field, err);
    stmt_bind_cstr(insert, 5, rule->expected, err);
    stmt_run(insert, err);
    stmt_free(insert);
    strbuf_free(&sql);
}

/* Rows that break any of the rules of one table: it is read once for all of them. */
static void find_suspects(Db *db, const FieldRule *rules, size_t count, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql,
                   "DROP TABLE IF EXISTS temp.suspect;"
                   "CREATE TEMP TABLE suspect (suspect_id INTEGER PRIMARY KEY);"
                   "INSERT INTO temp.suspect SELECT t.rowid FROM %s t WHERE t.submission_id IN"
                   " (SELECT submission_id FROM temp.share) AND (",
                   rules[0].table);
    for (size_t i = 0; i < count; i++) {
        strbuf_append_cstr(&sql, i ? " OR (" : "(");
        append_broken(&sql, &rules[i]);
        strbuf_append_cstr(&sql, ")");
    }
    strbuf_append_cstr(&sql, ")");
    db_exec(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
}

void field_rules_find(Db *db, Error *err)
{
    enum { RULE_COUNT = sizeof FIELD_RULES / sizeof FIELD_RULES[0] };
    for (size_t first = 0, end; error_ok(err) && first < RULE_COUNT; first = end) {
        for (end = first + 1;
             end < RULE_COUNT && strcmp(FIELD_RULES[end].table, FIELD_RULES[first].table) == 0;)
            end++;
        find_suspects(db, &FIELD_RULES[first], end - first, err);
        for (size_t i = first; error_ok(err) && i < end; i++)
            find(db, &FIELD_RULES[i], (int64_t)i, err);
    }
}

void field_columns(const char *field, const char *columns[FIELD_COLUMNS_MAX])
{
    static const struct {
        const char *field;
        const char *columns[FIELD_COLUMNS_MAX];
    } SPREAD[] = {
        {"date_of_birth",
         {"birth_from", "birth_to", "birth_precision", "birth_calendar", "birth_flags"}},
        {"grade", {"grade_code"}},
        {"district", {"district_code"}},
    };
    for (size_t i = 0; i < sizeof SPREAD / sizeof SPREAD[0]; i++)
        if (strcmp(SPREAD[i].field, field) == 0) {
            memcpy(columns, SPREAD[i].columns, sizeof SPREAD[i].columns);
            return;
        }
    memset(columns, 0, FIELD_COLUMNS_MAX * sizeof columns[0]);
    columns[0] = field;
}
