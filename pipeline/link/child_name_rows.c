/*
 * Collecting spellings: one row per child, role and spelling, with how often it was seen. Only the
 * rows of children whose names have changed are written.
 */

#include "pipeline/link/child_name_rows.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/warehouse/bulk.h"

#include <stdlib.h>

typedef struct Spelling {
    int64_t child;
    int32_t role;
    uint32_t name; /* by first appearance */
} Spelling;

static const char *const ROLES[] = {"child", "father", "guardian", "mother"}; /* by alphabet */

static int by_child(const void *left, const void *right)
{
    const Spelling *a = left, *b = right;
    if (a->child != b->child)
        return a->child < b->child ? -1 : 1;
    if (a->role != b->role)
        return a->role - b->role;
    return (a->name > b->name) - (a->name < b->name);
}

/* One spelling of a child, counted; in the order of the table's index. */
typedef struct Counted {
    int64_t child;
    int32_t role;
    int32_t records;
    Str name;
} Counted;

static int by_text(const void *left, const void *right)
{
    const Counted *a = left, *b = right;
    if (a->child != b->child)
        return a->child < b->child ? -1 : 1;
    if (a->role != b->role)
        return a->role - b->role;
    return str_cmp(a->name, b->name);
}

/* ISO 15924, with Kare for names in S'gaw letters, which share Burmese's block. */
static const char *script_of(Str name)
{
    switch (unicode_main_script(name)) {
    case SCRIPT_THAI:
        return "Thai";
    case SCRIPT_MYANMAR:
        /* U+1061 ... U+1064: letters and tone marks that only Karen has. */
        for (size_t pos = 0; pos < name.len;) {
            uint32_t cp = utf8_next(name, &pos);
            if (cp >= 0x1061 && cp <= 0x1064)
                return "Kare";
        }
        return "Mymr";
    default:
        return "Latn";
    }
}

static Spelling *collect(const ChildRows *rows, const uint32_t *group_of_row,
                         const int64_t *child_of_group, const bool *stays, Map *names,
                         size_t *count)
{
    Spelling *spellings = x_new_array(Spelling, rows->count * (CHILD_NAMES_MAX + 3) + 1);
    *count = 0;
    for (size_t r = 0; r < rows->count; r++) {
        const ChildRow *row = rows->items[r];
        int64_t child = child_of_group[group_of_row[r]];
        if (stays[child])
            continue;
        for (int i = 0; i < row->name_count; i++)
            spellings[(*count)++] =
                (Spelling){child, 0, (uint32_t)map_intern(names, row->names[i])};
        Str parents[] = {row->father, row->guardian, row->mother};
        for (int role = 1; role <= 3; role++)
            if (parents[role - 1].len)
                spellings[(*count)++] =
                    (Spelling){child, role, (uint32_t)map_intern(names, parents[role - 1])};
    }
    qsort(spellings, *count, sizeof *spellings, by_child);
    return spellings;
}

static Counted *count_spellings(const Spelling *spellings, size_t count, const Map *names,
                                size_t *counted_count)
{
    Counted *counted = x_new_array(Counted, count + 1);
    size_t n = 0;
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && by_child(&spellings[from], &spellings[to]) == 0;)
            to++;
        counted[n++] = (Counted){spellings[from].child, spellings[from].role, (int32_t)(to - from),
                                 map_key_at(names, spellings[from].name)};
    }
    if (n)
        qsort(counted, n, sizeof *counted, by_text);
    *counted_count = n;
    return counted;
}

static void insert_names(Db *db, const Counted *counted, const Str *latin, size_t count, Error *err)
{
    Bulk *insert =
        bulk_open(db, "child_name (child_id, role, name, script, romanised, records)", err);
    for (size_t i = 0; i < count && error_ok(err); i++) {
        bulk_int(insert, 1, counted[i].child);
        bulk_str(insert, 2, str_from(ROLES[counted[i].role]));
        bulk_str(insert, 3, counted[i].name);
        bulk_str(insert, 4, str_from(script_of(counted[i].name)));
        if (latin[i].len)
            bulk_str(insert, 5, latin[i]);
        bulk_int(insert, 6, counted[i].records);
        bulk_end_row(insert, err);
    }
    bulk_close(insert, err);
}

/* How each spelling is read, for people. */
static Str *romanize(const Counted *counted, size_t count, LinkNames *names)
{
    Str *texts = x_new_array(Str, count + 1), *latin = x_new_array(Str, count + 1);
    const LinkName **parsed = x_new_array(const LinkName *, count + 1);
    for (size_t i = 0; i < count; i++)
        texts[i] = counted[i].name;
    link_names_parse(names, texts, count, parsed);
    link_names_romanize(names, parsed, count, latin);
    x_free(texts);
    x_free(parsed);
    return latin;
}

static bool stands_there(Stmt *there, const Counted *counted)
{
    return stmt_int(there, 0) == counted->child && stmt_int(there, 3) == counted->records &&
           str_is(stmt_str(there, 1), ROLES[counted->role]) &&
           str_eq(stmt_str(there, 2), counted->name);
}

/*
 * Per child of yesterday's table, whether its names stand there as they are now. Both are in the
 * order of the table's index.
 */
static bool *find_unchanged(Db *db, const Counted *counted, size_t count, const bool *stays,
                            int64_t last_child, Error *err)
{
    bool *unchanged = x_new_array(bool, (size_t)last_child + 1);
    Stmt *there = db_prepare(db,
                             "SELECT child_id, role, name, records FROM child_name"
                             " WHERE child_id = ?1 ORDER BY role, name",
                             err);
    size_t at = 0;
    for (int64_t child = 1; child <= last_child && error_ok(err); child++) {
        unchanged[child] = true;
        if (stays[child])
            continue;
        while (at < count && counted[at].child < child)
            at++;
        stmt_bind_int(there, 1, child, err);
        while (stmt_step(there, err)) {
            unchanged[child] = unchanged[child] && at < count && stands_there(there, &counted[at]);
            at += unchanged[child];
        }
        unchanged[child] = unchanged[child] && (at == count || counted[at].child != child);
    }
    stmt_free(there);
    return unchanged;
}

/* Takes out the names of children that have others now, or none. */
static void delete_changed(Db *db, const bool *unchanged, int64_t last_child, Error *err)
{
    Stmt *delete = db_prepare(db, "DELETE FROM child_name WHERE child_id = ?1", err);
    for (int64_t child = 1; child <= last_child && error_ok(err); child++) {
        if (unchanged[child])
            continue;
        stmt_bind_int(delete, 1, child, err);
        stmt_run(delete, err);
    }
    stmt_free(delete);
}

void child_names_write(Db *db, const ChildRows *rows, const uint32_t *group_of_row,
                       const int64_t *child_of_group, const bool *stays, LinkNames *names,
                       Error *err)
{
    if (!error_ok(err))
        return;
    Map *distinct = map_create();
    size_t spelling_count, count, changed = 0;
    Spelling *spellings =
        collect(rows, group_of_row, child_of_group, stays, distinct, &spelling_count);
    Counted *counted = count_spellings(spellings, spelling_count, distinct, &count);
    int64_t last_child = db_int(db, "SELECT max(child_id) FROM child_name", err);
    bool *unchanged = find_unchanged(db, counted, count, stays, last_child, err);
    for (size_t i = 0; i < count; i++)
        if (counted[i].child > last_child || !unchanged[counted[i].child])
            counted[changed++] = counted[i];
    Str *latin = romanize(counted, changed, names);
    delete_changed(db, unchanged, last_child, err);
    insert_names(db, counted, latin, changed, err);
    x_free(latin);
    x_free(unchanged);
    x_free(counted);
    x_free(spellings);
    map_free(distinct);
}
