/* What the registry declares about centers' files. See declared.h. */

#include "pipeline/read/declared.h"

#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"
#include "pipeline/read/row_cursor.h"

#include <ctype.h>

static int find_column(const Row *header, const char *const *names, size_t count)
{
    for (size_t n = 0; n < count; n++)
        for (size_t i = 0; i < header->count; i++)
            if (str_eq_ignore_case(str_trim(header->cells[i].text), str_from(names[n])))
                return header->cells[i].col;
    return 0;
}

static Str text_in(const Row *row, int col)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->cells[i].col == col)
            return str_trim(row->cells[i].text);
    return STR("");
}

static void read_rows(RowCursor *rows, Arena *arena, DeclaredEncodings *declared, Error *err)
{
    static const char *const CODE[] = {"center_code", "code", "center code", "centre_code"};
    static const char *const ENCODING[] = {"encoding", "declared encoding", "declared_encoding"};
    DeclaredEncoding *items = NULL;
    size_t cap = 0;
    int code = 0, encoding = 0;
    Row row;
    while (row_cursor_next(rows, &row, err)) {
        if (row.count == 0 || str_starts_with(row.cells[0].text, STR("#")))
            continue;
        if (code == 0) {
            code = find_column(&row, CODE, sizeof CODE / sizeof *CODE);
            encoding = find_column(&row, ENCODING, sizeof ENCODING / sizeof *ENCODING);
            if (code == 0 || encoding == 0)
                break;
            continue;
        }
        Str center = text_in(&row, code), name = text_in(&row, encoding);
        if (center.len == 0 || name.len == 0)
            continue;
        x_grow(items, cap, declared->count + 1);
        items[declared->count++] =
            (DeclaredEncoding){arena_str(arena, center), arena_cstr(arena, name)};
    }
    declared->items = arena_new_array(arena, DeclaredEncoding, declared->count + 1);
    if (declared->count)
        memcpy(declared->items, items, declared->count * sizeof *items);
    x_free(items);
}

DeclaredEncodings declared_load(Arena *arena, const char *inputs_dir)
{
    static const char *const NAMES[] = {"registry/centers.tsv",  "registry/centers.csv",
                                        "registry/centers.xlsx", "registry/centers.ods",
                                        "registry/centers.xls",  "registry/centers.txt"};
    DeclaredEncodings declared = {0};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const char *path = file_join(arena, inputs_dir, NAMES[i]);
        if (!file_exists(path))
            continue;
        Error ignored = {0};
        Workbook *book = reader_open(path, &(ReadOptions){.name = NAMES[i]}, &ignored);
        RowCursor *rows = book ? reader_rows(book, 0, &ignored) : NULL;
        read_rows(rows, arena, &declared, &ignored);
        row_cursor_close(rows);
        reader_close(book);
        if (declared.count > 0)
            break;
    }
    return declared;
}

/* Where the path names the code last, between characters that are no part of a code; -1: nowhere.
 */
static ptrdiff_t last_place(Str path, Str code)
{
    for (size_t at = path.len; at-- > 0;) {
        Str here = str_slice(path, at, at + code.len);
        bool begins = at == 0 || !isalnum((unsigned char)path.ptr[at - 1]);
        size_t end = at + code.len;
        bool ends = end >= path.len || !isalnum((unsigned char)path.ptr[end]);
        if (begins && ends && str_eq_ignore_case(here, code))
            return (ptrdiff_t)at;
    }
    return -1;
}

const char *declared_for(const DeclaredEncodings *declared, const char *path)
{
    const char *found = NULL;
    ptrdiff_t best = -1;
    for (size_t i = 0; i < declared->count; i++) {
        ptrdiff_t at = last_place(str_from(path), declared->items[i].center);
        if (at > best) {
            best = at;
            found = declared->items[i].encoding;
        }
    }
    return found;
}
