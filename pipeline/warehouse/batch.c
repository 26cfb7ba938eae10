#include "pipeline/warehouse/batch.h"

#include "pipeline/base/digest.h"

#include <stdio.h>
#include <time.h>

void clock_text(char out[CLOCK_TEXT_SIZE])
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct tm utc;
    gmtime_r(&now.tv_sec, &utc);
    size_t length = strftime(out, CLOCK_TEXT_SIZE, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(out + length, CLOCK_TEXT_SIZE - length, ".%03dZ", (int)(now.tv_nsec / 1000000));
}

void audit_append(Db *db, int64_t run_id, const char *event, const char *detail, Error *err)
{
    if (!error_ok(err))
        return;
    char now[CLOCK_TEXT_SIZE];
    clock_text(now);
    Digest *digest = digest_create();
    Stmt *last =
        db_prepare(db, "SELECT hash FROM audit_log ORDER BY audit_log_id DESC LIMIT 1", err);
    if (stmt_step(last, err))
        digest_update(digest, stmt_str(last, 0));
    stmt_free(last);
    const char *parts[] = {event, detail, now};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        digest_update(digest, STR("\n"));
        digest_update(digest, str_from(parts[i]));
    }
    char hash[DIGEST_TEXT_SIZE];
    digest_finish(digest, hash);

    Stmt *insert = db_prepare(db,
                              "INSERT INTO audit_log (run_id, event, detail, logged_at, hash)"
                              " VALUES (nullif(?1, 0), ?2, ?3, ?4, ?5)",
                              err);
    stmt_bind_int(insert, 1, run_id, err);
    stmt_bind_cstr(insert, 2, event, err);
    stmt_bind_cstr(insert, 3, detail, err);
    stmt_bind_cstr(insert, 4, now, err);
    stmt_bind_cstr(insert, 5, hash, err);
    stmt_run(insert, err);
    stmt_free(insert);
}
