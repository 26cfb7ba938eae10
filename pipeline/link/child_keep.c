/* Which group keeps which id, and what is written about it. */

#include "pipeline/link/child_keep.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/link/public_id.h"
#include "pipeline/warehouse/bulk.h"

#include <stdio.h>
#include <stdlib.h>

/* --- children as they were -------------------------------------------------------------------- */

LastChildren last_children_read(Db *db, const ChildRows *rows, Arena *arena, Error *err)
{
    int64_t last = db_int(db, "SELECT coalesce(max(link_record_id), 0) FROM child_record", err);
    uint32_t *row_of = x_new_array(uint32_t, (size_t)last + 1); /* by record: row + 1 */
    LastChildren children = {.of_row = arena_new_array(arena, int64_t, rows->count + 1),
                             .first_of_row = arena_new_array(arena, int64_t, rows->count + 1)};
    children.last = db_int(db, "SELECT coalesce(max(child_id), 0) FROM child_record", err);
    children.records = arena_new_array(arena, uint32_t, (size_t)children.last + 1);
    children.gone = arena_alloc(arena, ((size_t)last + 1) * sizeof *children.gone);
    for (uint32_t row = 0; row < rows->count; row++)
        if (rows->items[row]->link_record_id <= last)
            row_of[rows->items[row]->link_record_id] = row + 1;
    Stmt *stmt = db_prepare(db,
                            "SELECT link_record_id, child_id, first_child_id FROM child_record"
                            " ORDER BY child_record_id",
                            err);
    while (stmt_step(stmt, err)) {
        int64_t record = stmt_int(stmt, 0), child = stmt_int(stmt, 1);
        uint32_t row = row_of[record];
        children.records[child]++;
        if (row == 0) {
            children.gone[children.gone_count++] = record;
            continue;
        }
        children.of_row[row - 1] = child;
        children.first_of_row[row - 1] = stmt_int(stmt, 2);
    }
    stmt_free(stmt);
    x_free(row_of);
    return children;
}

/* --- who keeps which id ------------------------------------------------------------------------
 */

typedef enum ChildStatus {
    STATUS_ABSENT,
    STATUS_LIVE,
    STATUS_MERGED,
    STATUS_RETIRED,
    STATUS_ERASED
} ChildStatus;

typedef struct Keeper {
    Db *db;
    int64_t run_id;
    const ChildRows *rows;
    const uint32_t *group_of_row;
    uint32_t group_count;
    const LastChildren *last;
    const int64_t *child_of_row; /* yesterday's */
    const int64_t *first_of_row; /* whose each was at first */
    int64_t last_child;          /* highest id yet */
    ChildStatus *status;         /* by child */
    int64_t *child_of_group;
    bool *live; /* by group: holds a live record */
    Stmt *event;
} Keeper;

static void load_children(Keeper *keeper, Error *err)
{
    keeper->last_child = db_int(keeper->db, "SELECT coalesce(max(child_id), 0) FROM child", err);
    keeper->status = x_new_array(ChildStatus, (size_t)keeper->last_child + keeper->group_count + 2);
    Stmt *stmt =
        db_prepare(keeper->db, "SELECT child_id, status FROM child ORDER BY child_id", err);
    while (stmt_step(stmt, err)) {
        Str status = stmt_str(stmt, 1);
        keeper->status[stmt_int(stmt, 0)] = str_is(status, "live")      ? STATUS_LIVE
                                            : str_is(status, "merged")  ? STATUS_MERGED
                                            : str_is(status, "retired") ? STATUS_RETIRED
                                                                        : STATUS_ERASED;
    }
    stmt_free(stmt);
}

static void log_event(Keeper *keeper, int64_t child, const char *event, int64_t other,
                      const char *reason, Error *err)
{
    stmt_bind_int(keeper->event, 1, child, err);
    stmt_bind_int(keeper->event, 2, keeper->run_id, err);
    stmt_bind_cstr(keeper->event, 3, event, err);
    if (other)
        stmt_bind_int(keeper->event, 4, other, err);
    stmt_bind_cstr(keeper->event, 5, reason, err);
    stmt_run(keeper->event, err);
}

static void set_status(Keeper *keeper, int64_t child, ChildStatus status, int64_t into, Error *err)
{
    static const char *const NAMES[] = {"", "live", "merged", "retired", "erased"};
    Stmt *update = db_prepare(
        keeper->db, "UPDATE child SET status = ?2, merged_into = ?3 WHERE child_id = ?1", err);
    stmt_bind_int(update, 1, child, err);
    stmt_bind_cstr(update, 2, NAMES[status], err);
    if (into)
        stmt_bind_int(update, 3, into, err);
    stmt_run(update, err);
    stmt_free(update);
    keeper->status[child] = status;
}

/* One child's claim on one group. */
typedef struct Claim {
    int64_t child;
    uint32_t group, votes, first_row;
} Claim;

/*
 * Per child and group one claim with its votes, children ascending, a child's in the order of their
 * first rows. `of_row` says whose each row is.
 */
static Claim *count_claims(const Keeper *keeper, const int64_t *of_row, size_t *count)
{
    size_t rows = keeper->rows->count, children = (size_t)keeper->last_child + 1;
    uint32_t *from = x_new_array(uint32_t, children + 1); /* by child: its first row in sorted */
    uint32_t *sorted = x_new_array(uint32_t, rows + 1);
    for (uint32_t row = 0; row < rows; row++)
        from[of_row[row] + 1]++;
    for (size_t child = 1; child <= children; child++)
        from[child] += from[child - 1];
    uint32_t first = from[1]; /* rows before it are nobody's */
    for (uint32_t row = 0; row < rows; row++)
        sorted[from[of_row[row]]++] = row;
    Claim *claims = x_new_array(Claim, rows + 1);
    size_t begin = 0; /* of the claims of one child, who seldom has more than one */
    *count = 0;
    for (uint32_t i = first; i < rows; i++) {
        Claim claim = {of_row[sorted[i]], keeper->group_of_row[sorted[i]], 0, sorted[i]};
        if (*count > 0 && claims[*count - 1].child != claim.child)
            begin = *count;
        size_t at = begin;
        while (at < *count && claims[at].group != claim.group)
            at++;
        if (at == *count)
            claims[(*count)++] = claim;
        claims[at].votes++;
    }
    x_free(from);
    x_free(sorted);
    return claims;
}

/* The claim on the group that holds most of a child's records; tie: its earliest record. */
static const Claim *best_claim(const Claim *claims, size_t from, size_t to)
{
    const Claim *best = &claims[from];
    for (size_t i = from + 1; i < to; i++)
        if (claims[i].votes > best->votes ||
            (claims[i].votes == best->votes && claims[i].first_row < best->first_row))
            best = &claims[i];
    return best;
}

static size_t child_end(const Claim *claims, size_t from, size_t count)
{
    size_t to = from + 1;
    while (to < count && claims[to].child == claims[from].child)
        to++;
    return to;
}

/* Children are walked oldest first, so the first to come keeps its id. */
static void hand_out_ids(Keeper *keeper, const Claim *claims, size_t count, Error *err)
{
    for (size_t from = 0, to; from < count && error_ok(err); from = to) {
        to = child_end(claims, from, count);
        const Claim *claim = best_claim(claims, from, to);
        int64_t *owner = &keeper->child_of_group[claim->group];
        if (*owner == 0) {
            *owner = claim->child;
            continue;
        }
        char reason[64];
        snprintf(reason, sizeof reason, "record %lld",
                 (long long)keeper->rows->items[claim->first_row]->link_record_id);
        set_status(keeper, claim->child, STATUS_MERGED, *owner, err);
        log_event(keeper, claim->child, "merged", *owner, reason, err);
    }
}

/* Parts that were merged once and stand alone again take their old id back. */
static void bring_ids_back(Keeper *keeper, Error *err)
{
    int64_t *first = x_new_array(int64_t, keeper->rows->count + 1);
    for (uint32_t row = 0; row < keeper->rows->count; row++) {
        first[row] = keeper->first_of_row[row];
        if (first[row] && keeper->status[first[row]] != STATUS_MERGED)
            first[row] = 0;
    }
    size_t count;
    Claim *claims = count_claims(keeper, first, &count);
    for (size_t from = 0, to; from < count && error_ok(err); from = to) {
        to = child_end(claims, from, count);
        const Claim *claim = best_claim(claims, from, to);
        int64_t *owner = &keeper->child_of_group[claim->group];
        if (*owner != 0)
            continue;
        *owner = claim->child;
        set_status(keeper, claim->child, STATUS_LIVE, 0, err);
        log_event(keeper, claim->child, "revived", keeper->child_of_row[claim->first_row],
                  "split from the child it was merged into", err);
    }
    x_free(claims);
    x_free(first);
}

/* A child that has just got its id: whose record it is by, and whom that belonged to before. */
typedef struct NewChild {
    int64_t child, before, record;
} NewChild;

static void write_new_children(Keeper *keeper, const NewChild *children, size_t count, Error *err)
{
    Arena *arena = arena_create();
    Bulk *insert = bulk_open(keeper->db, "child (child_id, public_id, status, first_run_id)", err);
    for (size_t i = 0; i < count && error_ok(err); i++) {
        char id[PUBLIC_ID_SIZE];
        public_id_format(children[i].child, id);
        bulk_int(insert, 1, children[i].child);
        bulk_str(insert, 2, arena_str(arena, str_from(id)));
        bulk_str(insert, 3, STR("live"));
        bulk_int(insert, 4, keeper->run_id);
        bulk_end_row(insert, err);
    }
    bulk_close(insert, err);
    insert =
        bulk_open(keeper->db, "child_event (child_id, run_id, event, other_child_id, reason)", err);
    for (size_t i = 0; i < count && error_ok(err); i++) {
        bulk_int(insert, 1, children[i].child);
        bulk_int(insert, 2, keeper->run_id);
        bulk_str(insert, 3, children[i].before ? STR("split") : STR("created"));
        if (children[i].before)
            bulk_int(insert, 4, children[i].before);
        bulk_str(insert, 5, arena_printf(arena, "record %lld", (long long)children[i].record));
        bulk_end_row(insert, err);
    }
    bulk_close(insert, err);
    arena_free(arena);
}

/* Groups that nobody's id went to get new ones; caller frees the list of them. */
static NewChild *issue_new_ids(Keeper *keeper, size_t *count)
{
    NewChild *children = x_new_array(NewChild, (size_t)keeper->group_count + 1);
    uint32_t next_group = 0;
    *count = 0;
    for (uint32_t row = 0; row < keeper->rows->count; row++) {
        uint32_t group = keeper->group_of_row[row];
        if (group < next_group)
            continue;
        next_group = group + 1; /* groups are numbered by their first rows */
        if (keeper->child_of_group[group])
            continue;
        int64_t child = ++keeper->last_child;
        children[(*count)++] =
            (NewChild){child, keeper->child_of_row[row], keeper->rows->items[row]->link_record_id};
        keeper->child_of_group[group] = child;
        keeper->status[child] = STATUS_LIVE;
    }
    return children;
}

/* Children without a live record are retired, and revived when one comes back. */
static void settle_status(Keeper *keeper, Error *err)
{
    bool *alive = x_new_array(bool, (size_t)keeper->last_child + 2);
    for (uint32_t group = 0; group < keeper->group_count; group++)
        alive[keeper->child_of_group[group]] =
            alive[keeper->child_of_group[group]] || keeper->live[group];
    for (int64_t child = 1; child <= keeper->last_child && error_ok(err); child++) {
        if (keeper->status[child] == STATUS_LIVE && !alive[child]) {
            set_status(keeper, child, STATUS_RETIRED, 0, err);
            log_event(keeper, child, "retired", 0, "no current record", err);
        } else if (keeper->status[child] == STATUS_RETIRED && alive[child]) {
            set_status(keeper, child, STATUS_LIVE, 0, err);
            log_event(keeper, child, "revived", 0, "a record is current again", err);
        }
    }
    x_free(alive);
}

/* Writes what changed of child_record, in the order of rows. */
static void write_records(Keeper *keeper, Error *err)
{
    Stmt *update = db_prepare(
        keeper->db, "UPDATE child_record SET child_id = ?2 WHERE link_record_id = ?1", err);
    Bulk *insert =
        bulk_open(keeper->db, "child_record (child_id, link_record_id, first_child_id)", err);
    for (uint32_t row = 0; row < keeper->rows->count && error_ok(err); row++) {
        int64_t child = keeper->child_of_group[keeper->group_of_row[row]];
        int64_t record = keeper->rows->items[row]->link_record_id;
        if (keeper->child_of_row[row] == 0) {
            bulk_int(insert, 1, child);
            bulk_int(insert, 2, record);
            bulk_int(insert, 3, child);
            bulk_end_row(insert, err);
        } else if (keeper->child_of_row[row] != child) {
            stmt_bind_int(update, 1, record, err);
            stmt_bind_int(update, 2, child, err);
            stmt_run(update, err);
        }
    }
    bulk_close(insert, err);
    stmt_free(update);
}

/* Records that no submission holds any more say nothing about anyone. */
static void forget_gone(const Keeper *keeper, Error *err)
{
    if (keeper->last->gone_count == 0)
        return;
    db_exec(keeper->db, "CREATE TEMP TABLE link_gone (link_record_id INTEGER PRIMARY KEY) STRICT",
            err);
    Bulk *insert = bulk_open(keeper->db, "temp.link_gone (link_record_id)", err);
    for (size_t i = 0; i < keeper->last->gone_count && error_ok(err); i++) {
        bulk_int(insert, 1, keeper->last->gone[i]);
        bulk_end_row(insert, err);
    }
    bulk_close(insert, err);
    db_exec(keeper->db,
            "DELETE FROM child_record WHERE link_record_id IN (SELECT l.link_record_id"
            " FROM temp.link_gone JOIN link_record l USING (link_record_id) WHERE l.live = 0"
            " AND NOT EXISTS (SELECT 1 FROM stg_register r WHERE r.raw_row_id = l.raw_row_id)"
            " AND l.raw_row_id NOT IN (SELECT raw_row_id FROM stg_programme"
            " UNION ALL SELECT raw_row_id FROM stg_placement"
            " UNION ALL SELECT raw_row_id FROM stg_out_of_school));"
            "DROP TABLE temp.link_gone",
            err);
}

/* Children that have the rows that they had, none of which has changed; by child. */
static bool *find_staying(const Keeper *keeper, const ChildUnits *units)
{
    size_t n = (size_t)keeper->last_child + 1;
    bool *stays = x_new_array(bool, n);
    int64_t *missing = x_new_array(int64_t, n); /* rows that a child had, less those it has */
    for (int64_t child = 1; child <= keeper->last->last; child++) {
        stays[child] = keeper->last->records[child] > 0;
        missing[child] = keeper->last->records[child];
    }
    for (uint32_t row = 0; row < keeper->rows->count; row++) {
        int64_t child = keeper->child_of_group[keeper->group_of_row[row]];
        missing[child]--;
        if (!units->kept[units->of_row[row]] || keeper->child_of_row[row] != child)
            stays[child] = false;
    }
    for (size_t child = 0; child < n; child++)
        stays[child] = stays[child] && missing[child] == 0;
    x_free(missing);
    return stays;
}

/* Names of children that may have changed are written anew, which asks for those of quiet rows. */
static void complete_rows(const Keeper *keeper, ChildRows *rows, const bool *stays, Arena *arena,
                          Error *err)
{
    bool *wanted = x_new_array(bool, rows->count + 1);
    for (uint32_t row = 0; row < rows->count; row++)
        wanted[row] = !stays[keeper->child_of_group[keeper->group_of_row[row]]];
    child_rows_complete(keeper->db, rows, wanted, arena, err);
    x_free(wanted);
}

ChildNames *child_keep_write(Db *db, int64_t run_id, ChildRows *rows, const uint32_t *group_of_row,
                             uint32_t group_count, const LastChildren *last,
                             const ChildUnits *units, LinkNames *names, Arena *arena, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Keeper keeper = {.db = db,
                     .run_id = run_id,
                     .rows = rows,
                     .group_of_row = group_of_row,
                     .group_count = group_count,
                     .last = last,
                     .child_of_row = last->of_row,
                     .first_of_row = last->first_of_row};
    load_children(&keeper, err);
    keeper.child_of_group = x_new_array(int64_t, (size_t)group_count + 1);
    keeper.live = x_new_array(bool, (size_t)group_count + 1);
    for (uint32_t row = 0; row < rows->count; row++)
        keeper.live[group_of_row[row]] = keeper.live[group_of_row[row]] || rows->items[row]->live;
    keeper.event = db_prepare(db,
                              "INSERT INTO child_event (child_id, run_id, event, other_child_id,"
                              " reason) VALUES (?1, ?2, ?3, ?4, ?5)",
                              err);
    size_t count, new_count;
    Claim *claims = count_claims(&keeper, last->of_row, &count);
    hand_out_ids(&keeper, claims, count, err);
    bring_ids_back(&keeper, err);
    NewChild *new_children = issue_new_ids(&keeper, &new_count);
    bool *stays = find_staying(&keeper, units);
    complete_rows(&keeper, rows, stays, arena, err);
    ChildNames *child_names = child_names_begin(db, rows, group_of_row, keeper.child_of_group,
                                                stays, keeper.last_child, names, err);
    write_new_children(&keeper, new_children, new_count, err);
    child_names_fill(db, child_names, err);
    settle_status(&keeper, err);
    write_records(&keeper, err);
    forget_gone(&keeper, err);
    x_free(new_children);
    x_free(stays);
    x_free(claims);
    stmt_free(keeper.event);
    x_free(keeper.status);
    x_free(keeper.child_of_group);
    x_free(keeper.live);
    return child_names;
}
