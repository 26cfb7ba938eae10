#include "pipeline/discover/sample_guard.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/file.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/tsv.h"
#include "pipeline/read/row_cursor.h"

enum { LIST_BYTES_MAX = 64 << 20 };

struct SampleGuard {
    Arena *arena;
    const char *inputs_dir;
    Map *invented;     /* SHA-256 of each invented file */
    const char **real; /* paths of the others */
    size_t real_count, cap;
    const char *first_invented; /* path of the first invented file, NULL while none was seen */
};

static void learn(SampleGuard *guard, Str text, const char *name, Error *err)
{
    Tsv list = tsv_parse(guard->arena, text, name, err);
    int column = tsv_need(&list, "sha256", name, err);
    for (size_t i = 0; error_ok(err) && i < list.row_count; i++)
        map_set(guard->invented, list.rows[i].fields[column], 1);
}

SampleGuard *sample_guard_open(const char *inputs_dir, Error *err)
{
    SampleGuard *guard = x_new(SampleGuard);
    guard->arena = arena_create();
    guard->inputs_dir = inputs_dir;
    guard->invented = map_create();
    const char *own = file_join(guard->arena, inputs_dir, SAMPLE_LIST);
    learn(guard, asset_read(NULL, guard->arena, "inputs/" SAMPLE_LIST, err), SAMPLE_LIST, err);
    if (error_ok(err) && file_exists(own))
        learn(guard, file_read(guard->arena, own, LIST_BYTES_MAX, err), SAMPLE_LIST, err);
    return guard;
}

void sample_guard_close(SampleGuard *guard)
{
    if (!guard)
        return;
    map_free(guard->invented);
    x_free(guard->real);
    arena_free(guard->arena);
    x_free(guard);
}

void sample_guard_see(SampleGuard *guard, const char *path, const char *sha256)
{
    char empty[DIGEST_TEXT_SIZE];
    digest_of(STR(""), empty);
    if (strcmp(sha256, empty) == 0)
        return; /* says nothing about anybody */
    if (map_get(guard->invented, str_from(sha256), NULL)) {
        if (!guard->first_invented)
            guard->first_invented = arena_cstr(guard->arena, str_from(path));
        return;
    }
    x_grow(guard->real, guard->cap, guard->real_count + 1);
    guard->real[guard->real_count++] = arena_cstr(guard->arena, str_from(path));
}

/* The hidden sheet of reports/workbook/feedback.c says "sample", "yes". */
static bool says_sample(RowCursor *rows, Error *err)
{
    Row row;
    while (row_cursor_next(rows, &row, err))
        if (row.count >= 2 && str_is(row.cells[0].text, "sample") &&
            str_is(row.cells[1].text, "yes"))
            return true;
    return false;
}

static bool is_sample_feedback(SampleGuard *guard, const char *path)
{
    const char *full = file_join(guard->arena, guard->inputs_dir, path);
    Error err = {0}; /* what cannot be read is no feedback workbook */
    FileKind kind = file_kind(full, &err);
    if (kind != FILE_XLSX && kind != FILE_ODS && kind != FILE_XLS)
        return false;
    Workbook *book = reader_open(full, &(ReadOptions){.name = path}, &err);
    size_t count = error_ok(&err) ? reader_sheet_count(book) : 0;
    bool found = false;
    for (size_t i = 0; i < count && !found; i++) {
        if (!str_is(reader_sheet(book, i).name, "rollbook"))
            continue;
        RowCursor *rows = reader_rows(book, i, &err);
        found = error_ok(&err) && says_sample(rows, &err);
        row_cursor_close(rows);
    }
    reader_close(book);
    return found;
}

bool sample_guard_settle(SampleGuard *guard, Error *err)
{
    if (!error_ok(err) || !guard->first_invented)
        return false;
    for (size_t i = 0; i < guard->real_count; i++) {
        if (is_sample_feedback(guard, guard->real[i]))
            continue;
        error_set_at(err, STATUS_CONFIG, (SourceRef){.file = guard->real[i]},
                     "is no part of the invented sample, but %s is: begin an office with"
                     " \"rollbook init DIR\" and put real submissions there; a file that is"
                     " invented, too, belongs into " SAMPLE_LIST " by its sha256",
                     guard->first_invented);
        return false;
    }
    return true;
}
