#include "pipeline/map/submission.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"

struct SubmissionSet {
    Submission *items;
    size_t count, cap;
    int64_t next_id;
    Map *keys; /* file, kind, center, period, instance -> index */
};

SubmissionSet *submission_set_create(void)
{
    SubmissionSet *set = x_new(SubmissionSet);
    set->keys = map_create();
    set->next_id = 1;
    return set;
}

void submission_set_free(SubmissionSet *set)
{
    if (!set)
        return;
    map_free(set->keys);
    x_free(set->items);
    x_free(set);
}

static Submission *append(SubmissionSet *set)
{
    x_grow(set->items, set->cap, set->count + 1);
    Submission *item = &set->items[set->count++];
    *item = (Submission){.id = set->next_id++, .status = "current"};
    return item;
}

Submission *submission_get(SubmissionSet *set, int64_t source_file_id, RecordKind kind, Str center,
                           Str period, Str instance)
{
    StrBuf key = STRBUF_INIT;
    strbuf_append_int(&key, source_file_id);
    strbuf_appendf(&key, "\t%d\t%.*s\t%.*s\t%.*s", (int)kind, STR_ARG(center), STR_ARG(period),
                   STR_ARG(instance));
    int64_t index = 0;
    bool known = map_get(set->keys, strbuf_str(&key), &index);
    if (!known) {
        index = (int64_t)set->count;
        map_set(set->keys, strbuf_str(&key), index);
        Submission *item = append(set);
        item->source_file_id = source_file_id;
        item->kind = kind;
        item->center = center;
        item->period = period;
        item->instance = instance;
    }
    strbuf_free(&key);
    return &set->items[index];
}

Submission *submission_restore(SubmissionSet *set, int64_t id, int64_t source_file_id,
                               RecordKind kind, Str center, Str period, Str instance)
{
    int64_t next = set->next_id;
    Submission *item = submission_get(set, source_file_id, kind, center, period, instance);
    item->id = id;
    set->next_id = next;
    return item;
}

void submission_number_from(SubmissionSet *set, int64_t id)
{
    set->next_id = id;
}

int64_t submission_next_id(const SubmissionSet *set)
{
    return set->next_id;
}

void submission_adopt(SubmissionSet *set, SubmissionSet *of_file)
{
    for (size_t i = 0; i < of_file->count; i++) {
        const Submission *theirs = &of_file->items[i];
        Submission *ours = submission_get(set, theirs->source_file_id, theirs->kind, theirs->center,
                                          theirs->period, theirs->instance);
        int64_t id = ours->id;
        *ours = *theirs;
        ours->id = id;
    }
}

size_t submission_index(const SubmissionSet *set, const Submission *submission)
{
    return (size_t)(submission - set->items);
}

size_t submission_count(const SubmissionSet *set)
{
    return set->count;
}

Submission *submission_at(SubmissionSet *set, size_t index)
{
    return &set->items[index];
}

Slot submission_part_slot(RecordKind kind)
{
    switch (kind) {
    case KIND_REGISTER:
    case KIND_ATTENDANCE:
    case KIND_EXAM:
        return SLOT_grade_code;
    case KIND_PROGRAMME:
        return SLOT_programme;
    default:
        return SLOT_NONE;
    }
}

void submission_add_row(Submission *submission, Arena *arena, Str part)
{
    submission->rows++;
    for (int i = 0; i < submission->part_count; i++)
        if (str_eq(submission->parts[i].code, part)) {
            submission->parts[i].rows++;
            return;
        }
    if (submission->part_count < PARTS_MAX)
        submission->parts[submission->part_count++] = (SubmissionPart){arena_str(arena, part), 1};
}

/* <0: a is earlier. A criterion counts only where both have it. */
static int compare_revisions(const Revision *a, const Revision *b)
{
    int order = 0;
    if (a->content.len && b->content.len && (order = str_cmp(a->content, b->content)) != 0)
        return order;
    if (a->file_date.len && b->file_date.len && (order = str_cmp(a->file_date, b->file_date)) != 0)
        return order;
    if (a->modified.len && b->modified.len && (order = str_cmp(a->modified, b->modified)) != 0)
        return order;
    if (a->first_run != b->first_run)
        return a->first_run < b->first_run ? -1 : 1;
    return str_cmp(a->path, b->path);
}

static bool same_subject(const Submission *a, const Submission *b)
{
    return a->kind == b->kind && str_eq(a->center, b->center) && str_eq(a->period, b->period);
}

static int find_part(const Submission *submission, Str code)
{
    for (int i = 0; i < submission->part_count; i++)
        if (str_eq(submission->parts[i].code, code))
            return i;
    return -1;
}

static bool has_named_parts(const Submission *submission)
{
    for (int i = 0; i < submission->part_count; i++)
        if (submission->parts[i].code.len)
            return true;
    return false;
}

/* How many parts of `older` the newer one covers; all of them where it speaks for the whole. */
static int covered_parts(const Submission *newer, const Submission *older)
{
    if (!has_named_parts(newer) || !has_named_parts(older))
        return older->part_count;
    int covered = 0;
    for (int i = 0; i < older->part_count; i++)
        covered += find_part(newer, older->parts[i].code) >= 0;
    if (covered == 0)
        return 0; /* two halves of a school: both are current */
    return newer->partial ? covered : older->part_count;
}

static int64_t covered_rows(const Submission *newer, const Submission *older, int covered)
{
    if (covered == older->part_count)
        return older->rows;
    int64_t rows = 0;
    for (int i = 0; i < older->part_count; i++)
        if (find_part(newer, older->parts[i].code) >= 0)
            rows += older->parts[i].rows;
    return rows;
}

static bool is_current(const Submission *submission)
{
    return strcmp(submission->status, "current") == 0;
}

/* Held for what stands in it, and known to be of its center and period. */
static bool waits_for_the_officer(const Submission *submission)
{
    return strcmp(submission->status, "held") == 0 && submission->center.len &&
           submission->period.len;
}

static void supersede(Submission *older, const Submission *newer)
{
    older->status = "superseded";
    older->reason = "submission.superseded";
    older->superseded_by = newer->id;
}

/* What was found in rows that became another submission's is settled with them. */
static void move_issues(const Submission *from, const Submission *to, Db *db, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql,
                   "UPDATE issue SET submission_id = ?1 WHERE submission_id = ?2 AND raw_row_id IN"
                   " (SELECT raw_row_id FROM %s WHERE submission_id = ?1)",
                   kind_info(from->kind)->table);
    Stmt *move = db_prepare(db, strbuf_cstr(&sql), err);
    stmt_bind_int(move, 1, to->id, err);
    stmt_bind_int(move, 2, from->id, err);
    stmt_run(move, err);
    stmt_free(move);
    strbuf_free(&sql);
}

/* The grades of `older` that the newer one covers become a submission of their own. */
static void split_off(SubmissionSet *set, size_t older_index, size_t newer_index, Db *db,
                      Error *err)
{
    Submission part = set->items[older_index];
    const Submission newer = set->items[newer_index];
    Submission *split = append(set);
    Submission *older = &set->items[older_index];
    part.id = split->id;
    part.rows = part.unused = 0;
    part.part_count = 0;
    part.partial = true;
    part.status = "superseded";
    part.reason = "submission.superseded";
    part.superseded_by = newer.id;
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql, "UPDATE %s SET submission_id = ?1 WHERE submission_id = ?2 AND %s IS ?3",
                   kind_info(older->kind)->table, slot_name(submission_part_slot(older->kind)));
    Stmt *move = db_prepare(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
    int kept = 0;
    for (int i = 0; i < older->part_count; i++) {
        SubmissionPart one = older->parts[i];
        if (find_part(&newer, one.code) < 0) {
            older->parts[kept++] = one;
            continue;
        }
        part.parts[part.part_count++] = one;
        part.rows += one.rows;
        older->rows -= one.rows;
        stmt_bind_int(move, 1, part.id, err);
        stmt_bind_int(move, 2, older->id, err);
        stmt_bind_text_or_null(move, 3, one.code, err);
        stmt_run(move, err);
    }
    stmt_free(move);
    move_issues(older, &part, db, err);
    older->part_count = kept;
    older->partial = true;
    older->split = part.split = true;
    *split = part;
}

/* Forms: an instance stands for itself; it ends where a later copy or edit of it comes. */
static void settle_instance(SubmissionSet *set, const size_t *order, size_t count, size_t at)
{
    Submission *newer = &set->items[order[at]];
    for (size_t i = 0; i < count; i++) {
        Submission *older = &set->items[order[i]];
        if (i == at || older->kind != newer->kind || !is_current(older) || !older->instance.len)
            continue;
        bool edited = newer->replaces.len && str_eq(older->instance, newer->replaces);
        bool again = i < at && str_eq(older->instance, newer->instance) &&
                     older->source_file_id != newer->source_file_id;
        if (edited || again)
            supersede(older, newer);
    }
}

/* One later submission against the current ones before it. */
static void settle(SubmissionSet *set, const size_t *order, size_t at, Db *db, double drop_share,
                   Error *err)
{
    const Submission newer = set->items[order[at]];
    int64_t total = 0, replaced = 0;
    for (size_t i = 0; i < at; i++) {
        const Submission *older = &set->items[order[i]];
        if (!is_current(older) || older->instance.len || !same_subject(older, &newer))
            continue;
        total += older->rows;
        int covered = covered_parts(&newer, older);
        if (covered)
            replaced += covered_rows(&newer, older, covered);
    }
    bool children = kind_info(newer.kind)->names_child;
    if (children && newer.action != FILE_ACCEPT && replaced > newer.rows &&
        (double)(replaced - newer.rows) > drop_share * (double)total) {
        set->items[order[at]].status = "held";
        set->items[order[at]].reason = "submission.drops_children";
        return;
    }
    for (size_t i = 0; i < at; i++) {
        Submission *older = &set->items[order[i]];
        bool waits =
            waits_for_the_officer(older); /* nothing to decide once a later one is in use */
        if ((!is_current(older) && !waits) || older->instance.len || !same_subject(older, &newer))
            continue;
        int covered = covered_parts(&newer, older);
        if (covered == 0 && older->part_count > 0)
            continue;
        if (covered == older->part_count)
            supersede(older, &newer);
        else if (!waits)
            split_off(set, order[i], order[at], db, err);
    }
}

/* Insertion sort: "later" need not be transitive where criteria are missing, but it is stable. */
static void sort_by_revision(const SubmissionSet *set, size_t *order, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        size_t item = order[i], j = i;
        while (j > 0 && compare_revisions(&set->items[order[j - 1]].revision,
                                          &set->items[item].revision) > 0) {
            order[j] = order[j - 1];
            j--;
        }
        order[j] = item;
    }
}

static void reject(Submission *submission)
{
    if (submission->action == FILE_REJECT || submission->action == FILE_WITHDRAW) {
        submission->status = "rejected";
        submission->reason =
            submission->action == FILE_REJECT ? "submission.rejected" : "submission.withdrawn";
    } else if (is_current(submission) && submission->center.len == 0 &&
               !kind_info(submission->kind)->center_free) {
        submission->status = "held";
        submission->reason = "submission.no_center";
    } else if (is_current(submission) && submission->period.len == 0) {
        submission->status = "held";
        submission->reason = "submission.no_period";
    }
}

void submission_resolve(SubmissionSet *set, Db *db, double drop_share, Error *err)
{
    size_t known = set->count;
    size_t *order = x_new_array(size_t, known + 1);
    Map *groups = map_create(); /* center, kind, period -> number of the group */
    size_t *group_of = x_new_array(size_t, known + 1);
    StrBuf key = STRBUF_INIT;
    for (size_t i = 0; i < known; i++) {
        Submission *item = &set->items[i];
        reject(item);
        strbuf_clear(&key);
        /* Forms are compared by instance wherever and whenever they were filled in. */
        if (item->instance.len)
            strbuf_appendf(&key, "form\t%d", (int)item->kind);
        else
            strbuf_appendf(&key, "list\t%.*s\t%d\t%.*s", STR_ARG(item->center), (int)item->kind,
                           STR_ARG(item->period));
        group_of[i] = (size_t)map_intern(groups, strbuf_str(&key));
    }
    strbuf_free(&key);
    /* Members of each group in one pass: counts, then places. */
    size_t group_count = map_count(groups);
    size_t *start = x_new_array(size_t, group_count + 2);
    for (size_t i = 0; i < known; i++)
        start[group_of[i] + 1]++;
    for (size_t g = 0; g < group_count; g++)
        start[g + 1] += start[g];
    size_t *next = x_new_array(size_t, group_count + 1);
    for (size_t i = 0; i < known; i++)
        order[start[group_of[i]] + next[group_of[i]]++] = i;
    for (size_t g = 0; g < group_count; g++) {
        size_t *members = order + start[g], count = start[g + 1] - start[g];
        bool forms = str_starts_with(map_key_at(groups, g), STR("form"));
        sort_by_revision(set, members, count);
        for (size_t at = 0; at < count && error_ok(err); at++) {
            if (!is_current(&set->items[members[at]]))
                continue;
            if (forms)
                settle_instance(set, members, count, at);
            else if (at > 0)
                settle(set, members, at, db, drop_share, err);
        }
    }
    x_free(next);
    x_free(start);
    x_free(group_of);
    x_free(order);
    map_free(groups);
}

static void write_coverage(StrBuf *buf, const Submission *submission)
{
    strbuf_clear(buf);
    if (submission->instance.len) {
        strbuf_append_cstr(buf, "instance ");
        strbuf_append(buf, submission->instance);
        return;
    }
    for (int i = 0; i < submission->part_count; i++) {
        if (submission->parts[i].code.len == 0)
            continue;
        if (buf->len)
            strbuf_append_char(buf, ' ');
        strbuf_append(buf, submission->parts[i].code);
    }
}

static void write_revision(StrBuf *buf, const Revision *revision)
{
    strbuf_clear(buf);
    if (revision->content.len)
        strbuf_appendf(buf, "content %.*s", STR_ARG(revision->content));
    else if (revision->file_date.len)
        strbuf_appendf(buf, "name %.*s", STR_ARG(revision->file_date));
    else if (revision->modified.len)
        strbuf_appendf(buf, "modified %.*s", STR_ARG(revision->modified));
    else
        strbuf_appendf(buf, "run %lld", (long long)revision->first_run);
}

void submission_write(SubmissionSet *set, Db *db, Error *err)
{
    Stmt *insert = db_prepare(db,
                              "INSERT INTO submission (submission_id, source_file_id, center_code,"
                              " kind, period_code, coverage, revision, rows, rows_unused, status,"
                              " reason, superseded_by)"
                              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
                              " nullif(?12, 0))",
                              err);
    StrBuf text = STRBUF_INIT;
    for (size_t i = 0; i < set->count && error_ok(err); i++) {
        const Submission *item = &set->items[i];
        stmt_bind_int(insert, 1, item->id, err);
        stmt_bind_int(insert, 2, item->source_file_id, err);
        stmt_bind_text_or_null(insert, 3, item->center, err);
        stmt_bind_cstr(insert, 4, kind_info(item->kind)->name, err);
        stmt_bind_text_or_null(insert, 5, item->period, err);
        write_coverage(&text, item);
        stmt_bind_text_or_null(insert, 6, strbuf_str(&text), err);
        write_revision(&text, &item->revision);
        stmt_bind_str(insert, 7, strbuf_str(&text), err);
        stmt_bind_int(insert, 8, item->rows, err);
        stmt_bind_int(insert, 9, item->unused, err);
        stmt_bind_cstr(insert, 10, item->status, err);
        stmt_bind_cstr(insert, 11, item->reason, err);
        stmt_bind_int(insert, 12, item->superseded_by, err);
        stmt_run(insert, err);
    }
    stmt_free(insert);
    strbuf_clear(&text);
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++)
        strbuf_appendf(&text,
                       "DELETE FROM %s WHERE submission_id IN"
                       " (SELECT submission_id FROM submission"
                       " WHERE kind = '%s' AND status IN ('held', 'rejected'));",
                       kind_info((RecordKind)kind)->table, kind_info((RecordKind)kind)->name);
    db_exec(db, strbuf_cstr(&text), err);
    strbuf_free(&text);
}
