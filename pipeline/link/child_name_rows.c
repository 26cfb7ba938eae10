/*
 * Collecting spellings: one row per child, role and spelling, with how often it was seen. Only the
 * rows of children whose names have changed are written.
 */

#include "pipeline/link/child_name_rows.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/warehouse/bulk.h"
#include "pipeline/warehouse/side.h"

#include <stdlib.h>

enum { ROLE_COUNT = 4 };
/* By alphabet, as the index has them. */
static const char *const ROLES[ROLE_COUNT] = {"child", "father", "guardian", "mother"};

/* One spelling of a child, counted; in the order of the table's index. */
typedef struct Counted {
    int64_t child;
    int32_t role;
    int32_t records;
    Str name;
} Counted;

typedef struct CountedList {
    Counted *items;
    size_t count, cap;
} CountedList;

/* Of one child. */
static int by_text(const void *left, const void *right)
{
    const Counted *a = left, *b = right;
    return a->role != b->role ? a->role - b->role : str_cmp(a->name, b->name);
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

/* The child's spellings begin at `from`; they are few. */
static void count_name(CountedList *list, size_t from, int64_t child, int32_t role, Str name)
{
    for (size_t i = from; i < list->count; i++)
        if (list->items[i].role == role && str_eq(list->items[i].name, name)) {
            list->items[i].records++;
            return;
        }
    x_grow(list->items, list->cap, list->count + 1);
    list->items[list->count++] = (Counted){child, role, 1, name};
}

static void count_names(CountedList *list, size_t from, int64_t child, const ChildRow *row)
{
    const ChildCells *cells = row->cells;
    const Str parents[] = {cells->father, cells->guardian, cells->mother};
    for (int i = 0; i < cells->name_count; i++)
        count_name(list, from, child, 0, cells->names[i]);
    for (int role = 1; role <= 3; role++)
        if (parents[role - 1].len)
            count_name(list, from, child, role, parents[role - 1]);
}

struct ChildNames {
    const ChildRows *rows;
    const uint32_t *group_of_row;
    const int64_t *child_of_group;
    const bool *stays; /* by child */
    int64_t last_child;
    LinkNames *names;
    Arena *arena;         /* of the texts of standing */
    int64_t last_named;   /* the highest child in yesterday's table */
    CountedList standing; /* there, of children who do not stay as they are */
    CountedList counted;  /* tonight; then only what is to be written */
    Str *latin;           /* of each how it is read, for people */
    bool *unchanged; /* per child of yesterday's table: its names stand there as they are now */
    Aside task;      /* finding, then filling */
    Side *side;      /* the whole table, where there was none; NULL: it is changed */
    Error side_err;
};

/* The spellings of children who do not stay as they are, by child. */
static CountedList count_spellings(const ChildNames *self)
{
    const ChildRows *rows = self->rows;
    uint32_t *row_start = x_new_array(uint32_t, (size_t)self->last_child + 2);
    uint32_t *sorted = x_new_array(uint32_t, rows->count + 1);
    for (size_t row = 0; row < rows->count; row++)
        row_start[self->child_of_group[self->group_of_row[row]] + 1]++;
    for (int64_t child = 0; child <= self->last_child; child++)
        row_start[child + 1] += row_start[child];
    for (uint32_t row = 0; row < rows->count; row++)
        sorted[row_start[self->child_of_group[self->group_of_row[row]]]++] = row;
    CountedList list = {0};
    uint32_t begin = 0; /* row_start is the next child's by now */
    for (int64_t child = 0; child <= self->last_child; begin = row_start[child++]) {
        size_t from = list.count;
        for (uint32_t i = begin; i < row_start[child] && !self->stays[child]; i++)
            count_names(&list, from, child, rows->items[sorted[i]]);
        if (list.count > from)
            qsort(list.items + from, list.count - from, sizeof *list.items, by_text);
    }
    x_free(row_start);
    x_free(sorted);
    return list;
}

/* The end of the child's names that begin at `from`. */
static size_t names_end(const CountedList *list, size_t from, int64_t child)
{
    while (from < list->count && list->items[from].child == child)
        from++;
    return from;
}

static bool same_names(const Counted *a, const Counted *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (by_text(&a[i], &b[i]) != 0 || a[i].records != b[i].records)
            return false;
    return true;
}

static bool *find_unchanged(const ChildNames *self)
{
    const CountedList *before = &self->standing, *now = &self->counted;
    bool *unchanged = x_new_array(bool, (size_t)self->last_named + 1);
    size_t there = 0, here = 0;
    for (int64_t child = 1; child <= self->last_named; child++) {
        size_t there_end = names_end(before, there, child), here_end = names_end(now, here, child);
        unchanged[child] = there_end - there == here_end - here &&
                           (here_end == here ||
                            same_names(&before->items[there], &now->items[here], here_end - here));
        there = there_end;
        here = here_end;
    }
    return unchanged;
}

/* How each spelling is read, for people. */
static Str *romanize(const CountedList *list, LinkNames *names)
{
    size_t count = list->count;
    Str *texts = x_new_array(Str, count + 1), *latin = x_new_array(Str, count + 1);
    const LinkName **parsed = x_new_array(const LinkName *, count + 1);
    for (size_t i = 0; i < count; i++)
        texts[i] = list->items[i].name;
    link_names_parse(names, texts, count, parsed);
    link_names_romanize(names, parsed, count, latin);
    x_free(texts);
    x_free(parsed);
    return latin;
}

/* All that is to be written. */
static void find_names(void *argument)
{
    ChildNames *self = argument;
    CountedList *counted = &self->counted;
    *counted = count_spellings(self);
    self->unchanged = find_unchanged(self);
    size_t changed = 0;
    for (size_t i = 0; i < counted->count; i++)
        if (counted->items[i].child > self->last_named || !self->unchanged[counted->items[i].child])
            counted->items[changed++] = counted->items[i];
    counted->count = changed;
    self->latin = romanize(counted, self->names);
}

/* --- the table ------------------------------------------------------------------------------- */

/* ROLE_COUNT for what only a damaged page can hold: it is none of tonight's, and goes. */
static int32_t role_of(Str text)
{
    int32_t role = 0;
    while (role < ROLE_COUNT && !str_is(text, ROLES[role]))
        role++;
    return role;
}

/* In the order of the table's index, which is that of counted names. */
static void read_standing(ChildNames *self, Db *db, Error *err)
{
    self->last_named = db_int(db, "SELECT coalesce(max(child_id), 0) FROM child_name", err);
    CountedList *list = &self->standing;
    Stmt *stmt = db_prepare(db,
                            "SELECT role, name, records FROM child_name"
                            " WHERE child_id = ?1 ORDER BY role, name",
                            err);
    for (int64_t child = 1; child <= self->last_named && error_ok(err); child++) {
        if (self->stays[child])
            continue;
        stmt_bind_int(stmt, 1, child, err);
        while (stmt_step(stmt, err)) {
            x_grow(list->items, list->cap, list->count + 1);
            list->items[list->count++] =
                (Counted){child, role_of(stmt_str(stmt, 0)), (int32_t)stmt_int(stmt, 2),
                          arena_str(self->arena, stmt_str(stmt, 1))};
        }
    }
    stmt_free(stmt);
}

static void insert_names(Db *db, const CountedList *list, const Str *latin, Error *err)
{
    Bulk *insert =
        bulk_open(db, "child_name (child_id, role, name, script, romanised, records)", err);
    for (size_t i = 0; i < list->count && error_ok(err); i++) {
        const Counted *counted = &list->items[i];
        bulk_int(insert, 1, counted->child);
        bulk_str(insert, 2, str_from(ROLES[counted->role]));
        bulk_str(insert, 3, counted->name);
        bulk_str(insert, 4, str_from(script_of(counted->name)));
        if (latin[i].len)
            bulk_str(insert, 5, latin[i]);
        bulk_int(insert, 6, counted->records);
        bulk_end_row(insert, err);
    }
    bulk_close(insert, err);
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

ChildNames *child_names_begin(Db *db, const ChildRows *rows, const uint32_t *group_of_row,
                              const int64_t *child_of_group, const bool *stays, int64_t last_child,
                              LinkNames *names, Error *err)
{
    ChildNames *self = x_new(ChildNames);
    *self = (ChildNames){.rows = rows,
                         .group_of_row = group_of_row,
                         .child_of_group = child_of_group,
                         .stays = stays,
                         .last_child = last_child,
                         .names = names,
                         .arena = arena_create()};
    read_standing(self, db, err);
    self->task = aside_start(find_names, self);
    return self;
}

static void fill_side(void *argument)
{
    ChildNames *self = argument;
    insert_names(side_db(self->side), &self->counted, self->latin, &self->side_err);
    side_finish(self->side, &self->side_err);
}

void child_names_fill(Db *db, ChildNames *self, Error *err)
{
    static const char *const TABLES[] = {"child_name"};
    aside_join(&self->task);
    if (self->last_named > 0 || !error_ok(err))
        return;
    self->side = side_open(db, TABLES, 1, err);
    self->side_err = *err;
    self->task = aside_start(fill_side, self);
}

void child_names_write(Db *db, ChildNames *self, Error *err)
{
    if (!self)
        return;
    aside_join(&self->task);
    if (self->side) {
        if (error_ok(err))
            *err = self->side_err;
        side_take(db, self->side, err);
    } else {
        delete_changed(db, self->unchanged, self->last_named, err);
        insert_names(db, &self->counted, self->latin, err);
    }
    x_free(self->standing.items);
    x_free(self->counted.items);
    x_free(self->latin);
    x_free(self->unchanged);
    arena_free(self->arena);
    x_free(self);
}
