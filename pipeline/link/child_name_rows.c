/* Collecting spellings: one row per child, role and spelling, with how often it was seen. */

#include "pipeline/link/child_name_rows.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"

#include <stdlib.h>

typedef struct Spelling {
    int64_t child;
    int32_t role;
    uint32_t name; /* by first appearance */
} Spelling;

static const char *const ROLES[] = {"child", "father", "mother", "guardian"};

static int by_child(const void *left, const void *right)
{
    const Spelling *a = left, *b = right;
    if (a->child != b->child)
        return a->child < b->child ? -1 : 1;
    if (a->role != b->role)
        return a->role - b->role;
    return (a->name > b->name) - (a->name < b->name);
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
                         const int64_t *child_of_group, Map *names, size_t *count)
{
    Spelling *spellings = x_new_array(Spelling, rows->count * (CHILD_NAMES_MAX + 3) + 1);
    *count = 0;
    for (size_t r = 0; r < rows->count; r++) {
        const ChildRow *row = &rows->items[r];
        int64_t child = child_of_group[group_of_row[r]];
        for (int i = 0; i < row->name_count; i++)
            spellings[(*count)++] =
                (Spelling){child, 0, (uint32_t)map_intern(names, row->names[i])};
        Str parents[] = {row->father, row->mother, row->guardian};
        for (int role = 1; role <= 3; role++)
            if (parents[role - 1].len)
                spellings[(*count)++] =
                    (Spelling){child, role, (uint32_t)map_intern(names, parents[role - 1])};
    }
    qsort(spellings, *count, sizeof *spellings, by_child);
    return spellings;
}

void child_names_write(Db *db, const ChildRows *rows, const uint32_t *group_of_row,
                       const int64_t *child_of_group, LinkNames *names, Error *err)
{
    if (!error_ok(err))
        return;
    Map *distinct = map_create();
    size_t count;
    Spelling *spellings = collect(rows, group_of_row, child_of_group, distinct, &count);
    const LinkName **parsed = x_new_array(const LinkName *, map_count(distinct) + 1);
    db_exec(db, "DELETE FROM child_name", err);
    Stmt *insert = db_prepare(db,
                              "INSERT INTO child_name (child_id, role, name, script, romanised,"
                              " records) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                              err);
    for (size_t from = 0, to; from < count && error_ok(err); from = to) {
        const Spelling *spelling = &spellings[from];
        for (to = from + 1; to < count && by_child(spelling, &spellings[to]) == 0;)
            to++;
        Str name = map_key_at(distinct, spelling->name);
        if (!parsed[spelling->name])
            parsed[spelling->name] = link_name_parse(names, name);
        stmt_bind_int(insert, 1, spelling->child, err);
        stmt_bind_cstr(insert, 2, ROLES[spelling->role], err);
        stmt_bind_str(insert, 3, name, err);
        stmt_bind_cstr(insert, 4, script_of(name), err);
        stmt_bind_text_or_null(insert, 5, link_name_romanized(names, parsed[spelling->name]), err);
        stmt_bind_int(insert, 6, (int64_t)(to - from), err);
        stmt_run(insert, err);
    }
    stmt_free(insert);
    x_free(parsed);
    x_free(spellings);
    map_free(distinct);
}
