#include "pipeline/cli/summary.h"

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
                       const int64_t counts[COUNT_COUNT], bool dry)
{
    char as_of[DATE_TEXT_SIZE];
    date_format_iso(result->as_of, as_of);
    printf("As of %s (run %lld)%s%s\n", as_of, (long long)result->run_id,
           dry ? ", dry run: nothing was changed" : "",
           result->nothing_new ? ": nothing new since the last run" : "");
    printf(
        "  came in    %lld files (%lld refused, %lld submissions held), %lld rows (%lld not used), "
        "%lld children\n",
        (long long)counts[FILES], (long long)counts[REFUSED], (long long)counts[HELD],
        (long long)counts[ROWS], (long long)counts[UNUSED], (long long)counts[CHILDREN]);
    printf("  found      %lld errors, %lld warnings, %lld notes; %lld pairs to review\n",
           (long long)counts[ERRORS], (long long)counts[WARNINGS], (long long)counts[INFOS],
           (long long)counts[REVIEW]);
    if (!dry)
        printf("  reports    %lld files; %s/INDEX.md says what each is and who may receive it\n",
               (long long)counts[REPORTS], office->outputs);
}

int summary_print(const Office *office, const NightlyResult *result, bool json, bool dry,
                  Error *err)
{
    int64_t counts[COUNT_COUNT] = {0};
    Db *db = warehouse_read(office->outputs, err);
    for (size_t i = 0; error_ok(err) && i < COUNT_COUNT; i++)
        counts[i] = db_int(db, COUNTS[i].sql, err);
    db_close(db);
    if (!error_ok(err))
        return 0;
    if (json)
        print_json(result, counts);
    else
        print_text(office, result, counts, dry);
    return counts[ERRORS] + counts[HELD] + counts[REFUSED] + counts[REVIEW] > 0;
}
