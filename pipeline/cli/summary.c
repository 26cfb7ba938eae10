#include "pipeline/cli/summary.h"

#include "pipeline/base/file.h"
#include "reports/query/words.h"

#include <stdio.h>

/* Every figure of the summary, by the query that counts it. */
typedef struct Count {
    const char *name; /* for --json */
    const char *sql;
} Count;

enum { FILES, REFUSED, HELD, ROWS, UNUSED, CHILDREN, ERRORS, WARNINGS, INFOS, REVIEW, REPORTS };

static const Count COUNTS[] = {
    [FILES] = {"files",
               "SELECT count(*) FROM loaded_file WHERE purpose = 'submission' AND present"},
    [REFUSED] = {"files_refused", "SELECT count(*) FROM loaded_file WHERE purpose = 'submission'"
                                  " AND present AND read_status = 'refused'"},
    [HELD] = {"submissions_held", "SELECT count(*) FROM loaded_submission WHERE status = 'held'"},
    [ROWS] = {"rows", "SELECT coalesce(sum(rows + rows_unused), 0) FROM loaded_submission"
                      " WHERE status = 'current'"},
    [UNUSED] = {"rows_unused", "SELECT coalesce(sum(rows_unused), 0) FROM loaded_submission"
                               " WHERE status = 'current'"},
    [CHILDREN] = {"children", "SELECT count(*) FROM child WHERE status = 'live'"},
    [ERRORS] = {"errors", "SELECT count(*) FROM finding WHERE severity = 'error'"},
    [WARNINGS] = {"warnings", "SELECT count(*) FROM finding WHERE severity = 'warning'"},
    [INFOS] = {"notes", "SELECT count(*) FROM finding WHERE severity = 'info'"},
    [REVIEW] = {"pairs_to_review", "SELECT count(*) FROM link_pair WHERE band = 'review'"},
    [REPORTS] = {"reports", "SELECT count(*) FROM report_file"},
};
enum { COUNT_COUNT = sizeof COUNTS / sizeof COUNTS[0] };

static void print_json(const NightlyResult *result, const int64_t counts[COUNT_COUNT])
{
    char as_of[DATE_TEXT_SIZE];
    date_format_iso(result->as_of, as_of);
    printf("{\"as_of\":\"%s\",\"nothing_new\":%s", as_of, result->nothing_new ? "true" : "false");
    for (size_t i = 0; i < COUNT_COUNT; i++)
        printf(",\"%s\":%lld", COUNTS[i].name, (long long)counts[i]);
    puts("}");
}

static void print_text(const Office *office, const NightlyResult *result,
                       const int64_t counts[COUNT_COUNT], const SummaryOptions *options, Error *err)
{
    Arena *arena = office->arena;
    Words *words = words_load(&office->assets, arena, options->language, err);
    if (!error_ok(err))
        return;
    char as_of[DATE_TEXT_SIZE];
    date_format_iso(result->as_of, as_of);
    const char *run = arena_printf(arena, "%lld", (long long)result->run_id).ptr;
    const char *texts[COUNT_COUNT];
    for (size_t i = 0; i < COUNT_COUNT; i++)
        texts[i] = arena_printf(arena, "%lld", (long long)counts[i]).ptr;
    Str line = words_fill(words, arena, "summary.as_of", "as_of", as_of, "run", run, NULL);
    printf("%.*s", STR_ARG(line));
    if (options->dry)
        printf("%.*s", STR_ARG(words_get(words, "summary.dry")));
    if (result->nothing_new)
        printf("%.*s", STR_ARG(words_get(words, "summary.same")));
    line = words_fill(words, arena, "summary.came_in", "files", texts[FILES], "refused",
                      texts[REFUSED], "held", texts[HELD], "rows", texts[ROWS], "unused",
                      texts[UNUSED], "children", texts[CHILDREN], NULL);
    printf("\n%.*s\n", STR_ARG(line));
    line = words_fill(words, arena, "summary.found", "errors", texts[ERRORS], "warnings",
                      texts[WARNINGS], "notes", texts[INFOS], "pairs", texts[REVIEW], NULL);
    printf("%.*s\n", STR_ARG(line));
    if (options->dry)
        return;
    line = words_fill(words, arena, "summary.reports", "reports", texts[REPORTS], "index",
                      file_join(arena, office->outputs, "INDEX.md"), NULL);
    printf("%.*s\n", STR_ARG(line));
}

int summary_print(const Office *office, const NightlyResult *result, const SummaryOptions *options,
                  Error *err)
{
    int64_t counts[COUNT_COUNT] = {0};
    Db *db = warehouse_read(office->outputs, err);
    for (size_t i = 0; error_ok(err) && i < COUNT_COUNT; i++)
        counts[i] = db_int(db, COUNTS[i].sql, err);
    db_close(db);
    if (!error_ok(err))
        return 0;
    if (options->json)
        print_json(result, counts);
    else
        print_text(office, result, counts, options, err);
    return counts[ERRORS] + counts[HELD] + counts[REFUSED] + counts[REVIEW] > 0;
}
