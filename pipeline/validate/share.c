#include "pipeline/validate/share.h"

#include "pipeline/base/parallel.h"
#include "pipeline/validate/field_rules.h"
#include "pipeline/warehouse/rule.h"
#include "pipeline/warehouse/script.h"

enum { SHARES_MAX = 4 };

typedef struct Share {
    Batch batch; /* db: its own connection; the first has the stage's */
    int number, count;
    Error err;
} Share;

/* Centers by size, forth and back, so that the shares are alike; what belongs to no center is
 * shared out with them. */
static void see_own_submissions(const Share *share, Error *err)
{
    Stmt *fill;
    Db *db = share->batch.db;
    db_exec(db,
            "DROP VIEW IF EXISTS temp.submission; DROP TABLE IF EXISTS temp.share;"
            "CREATE TEMP TABLE share (submission_id INTEGER PRIMARY KEY)",
            err);
    fill = db_prepare(db,
                      "INSERT INTO temp.share SELECT s.submission_id"
                      " FROM (SELECT center_code, (row_number() OVER"
                      "       (ORDER BY sum(rows) DESC, center_code) - 1) % (2 * ?2) AS turn"
                      "       FROM main.submission GROUP BY center_code) c"
                      " JOIN main.submission s ON s.center_code IS c.center_code"
                      " WHERE min(c.turn, 2 * ?2 - 1 - c.turn) = ?1 ORDER BY s.submission_id",
                      err);
    stmt_bind_int(fill, 1, share->number, err);
    stmt_bind_int(fill, 2, share->count, err);
    stmt_run(fill, err);
    stmt_free(fill);
    db_exec(db,
            "CREATE TEMP VIEW submission AS SELECT * FROM main.submission"
            " WHERE submission_id IN (SELECT submission_id FROM temp.share)",
            err);
}

static void check(Share *share, Error *err)
{
    Batch *batch = &share->batch;
    script_prepare(batch, err);
    script_load_table(batch, "templates/dictionaries/grades.tsv", "grade_list", err);
    script_load_table(batch, "templates/dictionaries/places.tsv", "place_list", err);
    rules_map_columns(batch->db, err);
    see_own_submissions(share, err);
    script_run(batch, "pipeline/validate/sql/tables.sql", err);
    rules_begin(batch->db, err);
    field_rules_find(batch->db, err);
    rules_find(batch, "validate", err);
    db_exec(batch->db, "DROP VIEW temp.submission", err);
}

/* The task of a thread. */
static void check_one(void *shares, size_t i, int thread)
{
    (void)thread;
    Share *share = &((Share *)shares)[i];
    check(share, &share->err);
}

static void open_share(Share *share, const char *path)
{
    share->batch.db = db_open(path, DB_READ, &share->err);
    db_exec(share->batch.db, "PRAGMA temp_store = MEMORY", &share->err);
}

void shares_check(Batch *batch, Error *err)
{
    if (!error_ok(err))
        return;
    const char *path = db_shared_file(batch->db, err);
    int count = path ? parallel_threads() : 1;
    if (count > SHARES_MAX)
        count = SHARES_MAX;
    Share shares[SHARES_MAX];
    for (int i = 0; i < count; i++) {
        shares[i] = (Share){.batch = *batch, .number = i, .count = count};
        if (i > 0)
            open_share(&shares[i], path);
    }
    parallel_run(count, (size_t)count, check_one, shares);
    for (int i = 0; i < count; i++) {
        if (error_ok(err))
            *err = shares[i].err;
        if (i > 0) {
            rules_take(shares[i].batch.db, batch->db, err);
            db_close(shares[i].batch.db);
        }
    }
}
