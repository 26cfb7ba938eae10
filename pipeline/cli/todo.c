#include "pipeline/cli/todo.h"

#include "reports/query/words.h"

#include <stdio.h>

/* Columns by position, see each printer. ?1 the as-of date. */
static const char EMPTY[] =
    "SELECT '@batch.no_centers' FROM report_data_quality WHERE centers = 0"
    " UNION ALL SELECT '@batch.no_files' FROM report_data_quality WHERE files = 0";
static const char SILENT[] =
    "SELECT s.center_code, coalesce(c.name_en, ''), coalesce(c.name_th, ''),"
    " coalesce(c.contact, '-'), count(*),"
    " CAST(max(julianday(?1) - julianday(s.due)) AS INTEGER) AS days_late, min(s.period)"
    " FROM report_silent s LEFT JOIN center c ON c.center_code = s.center_code"
    " WHERE s.due > date(?1, '-6 months') GROUP BY s.center_code"
    " ORDER BY days_late DESC, s.center_code";
static const char HELD[] =
    "SELECT path, sha256, coalesce(center_code, 'CENTER'), coalesce(period_code, 'PERIOD'), reason"
    " FROM loaded_submission WHERE status = 'held' ORDER BY path, submission_id";
static const char REFUSED[] =
    "SELECT '@batch.refused', ': ', l.path, ': ', '@batch.unread.' || coalesce(f.fault,"
    " 'file.damaged'), coalesce(' (' || l.read_reason || ')', '') FROM loaded_file l"
    " LEFT JOIN (SELECT source_file_id, min(message_key) AS fault FROM finding"
    "  WHERE rule GLOB 'file.*' AND rule <> 'file.vanished' GROUP BY source_file_id) f"
    " USING (source_file_id) WHERE (l.read_status = 'refused' OR f.fault = 'file.not_understood')"
    " AND l.present AND l.purpose = 'submission' ORDER BY l.path";
static const char VANISHED[] = "SELECT l.path, l.sha256 FROM loaded_file l JOIN finding f"
                               " USING (source_file_id) WHERE f.rule = 'file.vanished'"
                               " AND NOT l.present ORDER BY l.path";
static const char HEADINGS[] =
    "SELECT '@batch.heading', ': ', value, ' (', min(path), '). ', '@batch.heading_line', ':' ||"
    " char(10), value, char(9), coalesce(field, 'FIELD'), char(9), coalesce(center_code, '')"
    " FROM finding WHERE rule = 'column.unknown' GROUP BY value, field, center_code"
    " ORDER BY field IS NULL, count(DISTINCT path) DESC, value, center_code LIMIT 20";
static const char UNSETTLED[] =
    "SELECT '@batch.not_obeyed', ': ', coalesce(left_id, '?'), ', ', coalesce(right_id, '?'), ' (',"
    " '@answer.' || answer, ', ', source, '): ', '@batch.applied.' || applied FROM report_decision"
    " WHERE applied IN ('contradicted', 'unknown') ORDER BY decision";
static const char PAIRS[] =
    "SELECT count(*) FROM link_pair WHERE band = 'review' HAVING count(*) > 0";
static const char FAULTS[] =
    "SELECT center_code, sum(severity = 'error'), sum(severity = 'warning') FROM finding"
    " WHERE severity <> 'info' AND center_code IS NOT NULL GROUP BY center_code"
    " HAVING sum(severity = 'error') > 0"
    " ORDER BY sum(severity = 'error') DESC, sum(severity = 'warning') DESC, center_code";

/* What changed since the last run, as the batch report lists it: a line a row, columns one after
 * the other, of which those with @ are words. */
static const char *const CHANGES[] = {
    "SELECT '@batch.count.' || name, ': ', CAST(coalesce(before, 0) AS INTEGER), ' -> ',"
    " CAST(coalesce(after, 0) AS INTEGER) FROM report_count_change WHERE kind = 'count'"
    " ORDER BY name",
    "SELECT '@batch.late_file', ': ', path, ' (', days_late, ' ', '@batch.days_late', '): ',"
    " '@submission_status.' || status FROM report_file_change WHERE change = 'new' AND days_late > "
    "0"
    " ORDER BY days_late DESC, path LIMIT 10",
    "SELECT '@batch.new_file', ': ', path, ': ', '@submission_status.' || status"
    " FROM report_file_change WHERE change = 'new' AND days_late = 0 ORDER BY path LIMIT 10",
    "SELECT '@batch.more_files', ': ', sum(n) FROM (SELECT count(*) - 10 AS n FROM "
    "report_file_change"
    " WHERE change = 'new' GROUP BY days_late > 0 HAVING count(*) > 10) HAVING sum(n) > 0",
    "SELECT '@batch.gone.' || change, ': ', path FROM report_file_change WHERE change <> 'new'"
    " ORDER BY change, path LIMIT 20",
    "SELECT '@batch.event.' || event, ': ', public_id, ' / ', coalesce(other_public_id, '-'), ' (',"
    " iif(decided, '@batch.cause.decided', '@batch.cause.found'), '). ', '@batch.tell', ': ',"
    " coalesce(centers, '-') FROM report_child_event"
    " WHERE is_new AND (decided OR event NOT IN ('retired', 'revived'))"
    " ORDER BY decided DESC, event, public_id, other_public_id LIMIT 12",
    "SELECT '@batch.more_events', ': ', count(*) - 12 FROM report_child_event"
    " WHERE is_new AND (decided OR event NOT IN ('retired', 'revived')) HAVING count(*) > 12",
    "SELECT '@batch.many.' || event, ': ', count(*), ' (', min(public_id),"
    " iif(count(*) > 1, ' … ' || max(public_id), ''), ')' FROM report_child_event"
    " WHERE is_new AND NOT decided AND event IN ('retired', 'revived') GROUP BY event ORDER BY "
    "event",
    "SELECT '@batch.restated_count', ': ', count(*) FROM report_figure_change WHERE closed"
    " HAVING count(*) > 0",
    "SELECT '@batch.touched', ': ', report, ': ', iif(rewritten, '@batch.fate.rewritten',"
    " '@batch.fate.stands') FROM report_touched ORDER BY rewritten, report LIMIT 20",
};

typedef struct Todo {
    const Words *words;
    bool thai;
    int lines;
} Todo;

#define WORD(todo, key)   STR_ARG(words_get((todo)->words, key))
#define TEXT(row, column) STR_ARG(stmt_str(row, column))

static void print_silent(const Todo *todo, Stmt *row)
{
    StrBuf first = STRBUF_INIT;
    Value period = {.type = VALUE_TEXT, .text = stmt_str(row, 6)};
    value_append(&first, todo->words, period, FORMAT_PERIOD);
    printf("  - %.*s %.*s: %.*s, %lld %.*s (%.*s%.*s), %lld %.*s. %.*s: %.*s\n", TEXT(row, 0),
           TEXT(row, todo->thai ? 2 : 1), WORD(todo, "batch.silent"), (long long)stmt_int(row, 4),
           WORD(todo, "batch.months"), WORD(todo, "batch.silent_first"),
           STR_ARG(strbuf_str(&first)), (long long)stmt_int(row, 5), WORD(todo, "batch.days_late"),
           WORD(todo, "batch.contact"), TEXT(row, 3));
    strbuf_free(&first);
}

static void print_held(const Todo *todo, Stmt *row)
{
    char why[80];
    snprintf(why, sizeof why, "batch.why.%.*s", TEXT(row, 4));
    printf("  - %.*s: %.*s: %.*s. %.*s:\n%.*s\t%.*s\t%.*s\taccept\tWHY\n", WORD(todo, "batch.held"),
           TEXT(row, 0), WORD(todo, why), WORD(todo, "batch.add_line"), TEXT(row, 1), TEXT(row, 2),
           TEXT(row, 3));
}

static void print_vanished(const Todo *todo, Stmt *row)
{
    printf("  - %.*s: %.*s. %.*s:\n%.*s\t\t\twithdraw\tWHY\n", WORD(todo, "batch.vanished"),
           TEXT(row, 0), WORD(todo, "batch.withdraw_line"), TEXT(row, 1));
}

static void print_pairs(const Todo *todo, Stmt *row)
{
    printf("  - %lld %.*s\n", (long long)stmt_int(row, 0), WORD(todo, "batch.pairs"));
}

static void print_faults(const Todo *todo, Stmt *row)
{
    printf("  - %.*s: %.*s %lld, %.*s %lld\n", TEXT(row, 0), WORD(todo, "batch.severity.error"),
           (long long)stmt_int(row, 1), WORD(todo, "batch.severity.warning"),
           (long long)stmt_int(row, 2));
}

static void print_change(const Todo *todo, Stmt *row)
{
    fputs("  - ", stdout);
    for (int c = 0; c < stmt_column_count(row); c++) {
        char key[80];
        Str text = stmt_str(row, c);
        bool is_word = str_starts_with(text, STR("@"));
        snprintf(key, sizeof key, "%.*s", is_word ? (int)text.len - 1 : 0, text.ptr + is_word);
        if (is_word)
            text = words_get(todo->words, key);
        printf("%.*s", STR_ARG(text));
    }
    putchar('\n');
}

static void print_part(Todo *todo, Db *db, const char *sql, const char *as_of,
                       void (*print)(const Todo *todo, Stmt *row), Error *err)
{
    Stmt *stmt = db_prepare(db, sql, err);
    if (error_ok(err) && str_find(str_from(sql), STR("?1"), 0) < strlen(sql))
        stmt_bind_cstr(stmt, 1, as_of, err);
    for (; stmt_step(stmt, err); todo->lines++)
        print(todo, stmt);
    stmt_free(stmt);
}

void todo_print(const Office *office, Db *db, const char *language, Date as_of, Error *err)
{
    Todo todo = {.words = words_load(&office->assets, office->arena, language, err),
                 .thai = strcmp(language, "th") == 0};
    if (!error_ok(err))
        return;
    char day[DATE_TEXT_SIZE];
    date_format_iso(as_of, day);
    printf("%.*s\n", WORD(&todo, "batch.todo"));
    print_part(&todo, db, EMPTY, day, print_change, err);
    print_part(&todo, db, SILENT, day, print_silent, err);
    print_part(&todo, db, HELD, day, print_held, err);
    print_part(&todo, db, REFUSED, day, print_change, err);
    print_part(&todo, db, VANISHED, day, print_vanished, err);
    print_part(&todo, db, HEADINGS, day, print_change, err);
    print_part(&todo, db, PAIRS, day, print_pairs, err);
    print_part(&todo, db, UNSETTLED, day, print_change, err);
    if (todo.lines == 0 && error_ok(err))
        printf("  %.*s\n", WORD(&todo, "batch.nothing"));
    printf("%.*s\n", WORD(&todo, "batch.faults_by_center"));
    print_part(&todo, db, FAULTS, day, print_faults, err);
    printf("%.*s\n", WORD(&todo, "batch.changed"));
    todo.lines = 0;
    for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++)
        print_part(&todo, db, CHANGES[i], day, print_change, err);
    if (todo.lines == 0 && error_ok(err))
        printf("  %.*s\n", WORD(&todo, "batch.no_change"));
    putchar('\n');
}
