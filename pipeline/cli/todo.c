#include "pipeline/cli/todo.h"

#include "reports/query/words.h"

#include <stdio.h>

/* Columns by position, see each printer. ?1 the as-of date. */
static const char SILENT[] =
    "SELECT s.center_code, coalesce(c.name_en, ''), coalesce(c.name_th, ''),"
    " coalesce(c.contact, '-'), count(*),"
    " CAST(max(julianday(?1) - julianday(s.due)) AS INTEGER) AS days_late"
    " FROM report_silent s LEFT JOIN center c ON c.center_code = s.center_code"
    " WHERE s.due > date(?1, '-6 months') GROUP BY s.center_code"
    " ORDER BY days_late DESC, s.center_code";
static const char HELD[] =
    "SELECT path, sha256, coalesce(center_code, 'CENTER'), coalesce(period_code, 'PERIOD')"
    " FROM loaded_submission WHERE status = 'held' ORDER BY path, submission_id";
static const char REFUSED[] =
    "SELECT path, coalesce(read_reason, '-') FROM loaded_file"
    " WHERE read_status = 'refused' AND present AND purpose = 'submission' ORDER BY path";
static const char VANISHED[] = "SELECT path, sha256 FROM loaded_file"
                               " WHERE NOT present AND purpose = 'submission' ORDER BY path";
static const char PAIRS[] =
    "SELECT count(*) FROM link_pair WHERE band = 'review' HAVING count(*) > 0";
static const char FAULTS[] =
    "SELECT center_code, sum(severity = 'error'), sum(severity = 'warning') FROM finding"
    " WHERE severity <> 'info' AND center_code IS NOT NULL GROUP BY center_code"
    " HAVING sum(severity = 'error') > 0"
    " ORDER BY sum(severity = 'error') DESC, sum(severity = 'warning') DESC, center_code";

typedef struct Todo {
    const Words *words;
    bool thai;
    int lines;
} Todo;

#define WORD(todo, key)   STR_ARG(words_get((todo)->words, key))
#define TEXT(row, column) STR_ARG(stmt_str(row, column))

static void print_silent(const Todo *todo, Stmt *row)
{
    printf("  - %.*s %.*s: %.*s, %lld %.*s, %lld %.*s. %.*s: %.*s\n", TEXT(row, 0),
           TEXT(row, todo->thai ? 2 : 1), WORD(todo, "batch.silent"), (long long)stmt_int(row, 4),
           WORD(todo, "batch.months"), (long long)stmt_int(row, 5), WORD(todo, "batch.days_late"),
           WORD(todo, "batch.contact"), TEXT(row, 3));
}

static void print_held(const Todo *todo, Stmt *row)
{
    printf("  - %.*s: %.*s. %.*s:\n%.*s\t%.*s\t%.*s\taccept\tWHY\n", WORD(todo, "batch.held"),
           TEXT(row, 0), WORD(todo, "batch.add_line"), TEXT(row, 1), TEXT(row, 2), TEXT(row, 3));
}

static void print_refused(const Todo *todo, Stmt *row)
{
    printf("  - %.*s: %.*s: %.*s\n", WORD(todo, "batch.refused"), TEXT(row, 0), TEXT(row, 1));
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
    print_part(&todo, db, SILENT, day, print_silent, err);
    print_part(&todo, db, HELD, day, print_held, err);
    print_part(&todo, db, REFUSED, day, print_refused, err);
    print_part(&todo, db, VANISHED, day, print_vanished, err);
    print_part(&todo, db, PAIRS, day, print_pairs, err);
    if (todo.lines == 0 && error_ok(err))
        printf("  %.*s\n", WORD(&todo, "batch.nothing"));
    printf("%.*s\n", WORD(&todo, "batch.faults_by_center"));
    print_part(&todo, db, FAULTS, day, print_faults, err);
    putchar('\n');
}
