#include "pipeline/cli/todo.h"

#include "reports/query/words.h"

#include <stdio.h>

/*
 * A list of the batch report as lines of a terminal: a line a row, columns one after the other. A
 * column named `word` holds the key of a word, one named `period` a period's code. ?1 is the as-of
 * date.
 */
#define SUMMARY_LINE                                                                               \
    "SELECT 'batch.sum.' || kind AS word, ': ', n, '. ', first, 'batch.cure.' || kind AS word"

static const char *const TODO[] = {
    "SELECT 'batch.no_centers' AS word FROM report_data_quality WHERE centers = 0"
    " UNION ALL SELECT 'batch.no_files' FROM report_data_quality WHERE files = 0",
    SUMMARY_LINE " FROM report_todo_summary ORDER BY sort",
};

static const char *const CHANGES[] = {
    SUMMARY_LINE " FROM report_change_summary ORDER BY sort",
    "SELECT 'batch.count.' || name AS word, ': ', CAST(coalesce(before, 0) AS INTEGER), ' -> ',"
    " CAST(coalesce(after, 0) AS INTEGER) FROM report_count_change WHERE kind = 'count'"
    " ORDER BY name",
};

static const char SILENT[] =
    "SELECT s.center_code, ' ', iif(?2, c.name_th, c.name_en), ': ', count(*), ' ',"
    " 'batch.months' AS word, ' (', 'batch.silent_first' AS word, min(s.period) AS period, '), ',"
    " t.number, ' ', 'batch.days_late' AS word, '. ', 'batch.contact' AS word, ': ',"
    " coalesce(c.contact, '-')"
    " FROM report_todo t JOIN report_silent s ON s.center_code = t.center_code"
    " LEFT JOIN center c ON c.center_code = s.center_code"
    " WHERE t.kind = 'silent_center' AND s.due > date(?1, '-6 months') GROUP BY s.center_code"
    " ORDER BY t.number DESC, s.center_code";
static const char HELD[] =
    "SELECT path, ': ', 'batch.why.' || reason AS word, char(10), file_key, char(9),"
    " coalesce(center_code, 'CENTER'), char(9), coalesce(period_code, 'PERIOD'), char(9), 'accept',"
    " char(9), 'WHY' FROM report_submission WHERE status = 'held' ORDER BY path, submission_id";
static const char REFUSED[] =
    "SELECT t.subject, ': ', 'batch.unread.' || coalesce(f.fault, 'file.damaged') AS word,"
    " coalesce(' (' || t.detail || ')', '') FROM report_todo t"
    " LEFT JOIN (SELECT path, min(message_key) AS fault FROM finding"
    "  WHERE rule GLOB 'file.*' AND rule <> 'file.vanished' GROUP BY path) f ON f.path = t.subject"
    " WHERE t.kind = 'refused_file' ORDER BY t.subject";
static const char VANISHED[] =
    "SELECT subject, char(10), reference, char(9, 9, 9), 'withdraw', char(9), 'WHY'"
    " FROM report_todo WHERE kind = 'vanished_file' ORDER BY subject";
static const char HEADINGS[] =
    "SELECT value, ' (', min(path), ')', char(10), value, char(9), coalesce(field, 'FIELD'),"
    " char(9), coalesce(center_code, '') FROM finding WHERE rule = 'column.unknown'"
    " GROUP BY value, field, center_code"
    " ORDER BY field IS NULL, count(DISTINCT path) DESC, value, center_code LIMIT 20";
static const char UNSETTLED[] =
    "SELECT coalesce(left_id, '?'), ', ', coalesce(right_id, '?'), ' (',"
    " 'answer.' || answer AS word, ', ', source, '): ', 'batch.applied.' || applied AS word"
    " FROM report_decision WHERE applied IN ('contradicted', 'unknown') ORDER BY decision";
static const char FAULTS[] =
    "SELECT center_code, ': ', 'batch.severity.error' AS word, ' ', sum(severity = 'error'), ', ',"
    " 'batch.severity.warning' AS word, ' ', sum(severity = 'warning') FROM finding"
    " WHERE severity <> 'info' AND center_code IS NOT NULL GROUP BY center_code"
    " HAVING sum(severity = 'error') > 0"
    " ORDER BY sum(severity = 'error') DESC, sum(severity = 'warning') DESC, center_code";
static const char FILES[] =
    "SELECT 'batch.late_file' AS word, ': ', path, ' (', days_late, ' ', 'batch.days_late' AS word,"
    " '): ', 'submission_status.' || status AS word FROM report_file_change"
    " WHERE change = 'new' AND days_late > 0 ORDER BY days_late DESC, path LIMIT 20";
static const char GONE[] = "SELECT 'batch.gone.' || change AS word, ': ', path"
                           " FROM report_file_change WHERE change <> 'new'"
                           " ORDER BY change DESC, path LIMIT 40";
static const char NEW_FILES[] =
    "SELECT 'batch.new_file' AS word, ': ', path, ': ', 'submission_status.' || status AS word"
    " FROM report_file_change WHERE change = 'new' AND days_late = 0 ORDER BY path LIMIT 20";
static const char EVENTS[] =
    "SELECT 'batch.event.' || event AS word, ': ', public_id, ' / ', coalesce(other_public_id,"
    " '-'), ' (', 'batch.cause.' || iif(decided, 'decided', 'found') AS word, '). ',"
    " 'batch.tell' AS word, ': ', coalesce(centers, '-') FROM report_child_event"
    " WHERE is_new AND (decided OR event NOT IN ('retired', 'revived'))"
    " ORDER BY decided DESC, event, public_id, other_public_id LIMIT 20";
static const char TOUCHED[] =
    "SELECT report, ': ', 'batch.fate.' || iif(rewritten, 'rewritten', 'stands') AS word"
    " FROM report_touched ORDER BY rewritten, report LIMIT 20";

/* What the page tells one by one: under each heading that list and those that follow without one.
 */
static const struct {
    const char *heading; /* key of a word, NULL: goes on with the list before */
    const char *note;    /* key of what to do, or NULL */
    const char *sql;
} LISTS[] = {
    {"batch.silent", NULL, SILENT},
    {"batch.sum.held_submission", "batch.add_line", HELD},
    {"batch.sum.refused_file", "batch.cure.refused_file", REFUSED},
    {"batch.sum.vanished_file", "batch.withdraw_line", VANISHED},
    {"batch.sum.unknown_heading", "batch.heading_line", HEADINGS},
    {"batch.sum.unsettled_decision", NULL, UNSETTLED},
    {"batch.faults_by_center", NULL, FAULTS},
    {"batch.files_changed", NULL, FILES},
    {NULL, NULL, GONE},
    {NULL, NULL, NEW_FILES},
    {"batch.children_changed", NULL, EVENTS},
    {"batch.sum.touched", NULL, TOUCHED},
};
enum { LIST_COUNT = sizeof LISTS / sizeof LISTS[0] };

typedef struct Todo {
    const Words *words;
    Db *db;
    char as_of[DATE_TEXT_SIZE];
    bool thai;
} Todo;

static void print_word(const Todo *todo, const char *key, const char *after)
{
    printf("%.*s%s", STR_ARG(words_get(todo->words, key)), after);
}

static void print_line(const Todo *todo, Stmt *row)
{
    StrBuf line = STRBUF_INIT;
    for (int c = 0; c < stmt_column_count(row); c++) {
        Str text = stmt_str(row, c);
        const char *name = stmt_column_name(row, c);
        if (strcmp(name, "word") == 0) {
            char key[80];
            snprintf(key, sizeof key, "%.*s", STR_ARG(text));
            text = words_get(todo->words, key);
        }
        Value value = {.type = VALUE_TEXT, .text = text};
        value_append(&line, todo->words, value,
                     strcmp(name, "period") == 0 ? FORMAT_PERIOD : FORMAT_PLAIN);
    }
    printf("  - %.*s\n", STR_ARG(strbuf_str(&line)));
    strbuf_free(&line);
}

/* Lines of one query, under a heading and a note where it has any. Returns how many. */
static int print_list(const Todo *todo, const char *heading, const char *note, const char *sql,
                      Error *err)
{
    int lines = 0;
    Str text = str_from(sql);
    Stmt *stmt = db_prepare(todo->db, sql, err);
    if (error_ok(err) && str_find(text, STR("?1"), 0) < text.len)
        stmt_bind_cstr(stmt, 1, todo->as_of, err);
    if (error_ok(err) && str_find(text, STR("?2"), 0) < text.len)
        stmt_bind_int(stmt, 2, todo->thai, err);
    for (; stmt_step(stmt, err); lines++) {
        if (lines == 0 && heading)
            print_word(todo, heading, "\n");
        if (lines == 0 && note)
            print_word(todo, note, "\n");
        print_line(todo, stmt);
    }
    stmt_free(stmt);
    return lines;
}

static void print_summary(const Todo *todo, const char *heading, const char *const *queries,
                          size_t count, const char *nothing, Error *err)
{
    int lines = 0;
    print_word(todo, heading, "\n");
    for (size_t i = 0; i < count; i++)
        lines += print_list(todo, NULL, NULL, queries[i], err);
    if (lines == 0 && error_ok(err)) {
        printf("  ");
        print_word(todo, nothing, "\n");
    }
    putchar('\n');
}

void todo_print(const Office *office, Db *db, const char *language, Date as_of, Error *err)
{
    Todo todo = {.words = words_load(&office->assets, office->arena, language, err),
                 .db = db,
                 .thai = strcmp(language, "th") == 0};
    if (!error_ok(err))
        return;
    date_format_iso(as_of, todo.as_of);
    print_summary(&todo, "batch.todo", TODO, sizeof TODO / sizeof *TODO, "batch.nothing", err);
    print_summary(&todo, "batch.changed", CHANGES, sizeof CHANGES / sizeof *CHANGES,
                  "batch.no_change", err);
    int lines = 0;
    for (size_t i = 0; i < LIST_COUNT; i++)
        lines += print_list(&todo, LISTS[i].heading, LISTS[i].note, LISTS[i].sql, err);
    if (lines > 0)
        putchar('\n');
}
