/* Truth and warehouse, row by row. */

#include "pipeline/evaluate/truth_table.h"

#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"

#include <stdio.h>

enum { TRUTH_FILE_MAX = 1 << 30 };

static const char *const COLUMNS[TRUTH_COLUMNS] = {
    "path",  "sheet",    "row",   "kind", "child",  "sex",         "birth_from",  "birth_to",
    "grade", "district", "start", "end",  "reason", "school_days", "days_present"};

static Tsv read_table(Arena *arena, const char *path, bool must, Error *err)
{
    Tsv none = {0};
    if (!must && !file_exists(path))
        return none;
    Str text = file_read(arena, path, TRUTH_FILE_MAX, err);
    return tsv_parse(arena, text, path, err);
}

static const char *beside(Arena *arena, const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash - path) + 1 : 0;
    return arena_printf(arena, "%.*s%s", folder, path, name).ptr;
}

static Str place_key(Arena *arena, Str path, Str sheet, Str row)
{
    return arena_printf(arena, "%.*s\t%.*s\t%.*s", STR_ARG(path), STR_ARG(sheet), STR_ARG(row));
}

Str truth_file_status(const TruthTable *truth, Str path)
{
    for (size_t i = 0; i < truth->files.row_count; i++)
        if (str_eq(truth->files.rows[i].fields[0], path))
            return truth->files.rows[i].fields[2];
    return STR("current");
}

TruthTable *truth_table_read(Arena *arena, const char *path, Error *err)
{
    TruthTable *truth = arena_new(arena, TruthTable);
    Tsv tsv = read_table(arena, path, true, err);
    int columns[TRUTH_COLUMNS];
    for (int c = 0; c < TRUTH_COLUMNS && error_ok(err); c++)
        columns[c] =
            c <= TRUTH_CHILD ? tsv_need(&tsv, COLUMNS[c], path, err) : tsv_column(&tsv, COLUMNS[c]);
    truth->files = read_table(arena, beside(arena, path, "files.tsv"), false, err);
    truth->traps = read_table(arena, beside(arena, path, "traps.tsv"), false, err);
    truth->indicators = read_table(arena, beside(arena, path, "indicators.tsv"), false, err);
    truth->by_row = map_create();
    truth->by_place = map_create();
    if (!error_ok(err))
        return truth;
    truth->lines = arena_new_array(arena, TruthLine, tsv.row_count + 1);
    truth->count = tsv.row_count;
    Str path_before = STR("");
    bool current = true;
    for (size_t i = 0; i < tsv.row_count; i++) {
        TruthLine *line = &truth->lines[i];
        for (int c = 0; c < TRUTH_COLUMNS; c++)
            line->fields[c] = columns[c] >= 0 ? tsv.rows[i].fields[columns[c]] : STR("");
        if (!str_eq(line->fields[TRUTH_PATH], path_before)) { /* rows of a file stand together */
            path_before = line->fields[TRUTH_PATH];
            current = str_is(truth_file_status(truth, path_before), "current");
        }
        line->current = current;
        map_set(truth->by_place,
                place_key(arena, line->fields[TRUTH_PATH], line->fields[TRUTH_SHEET],
                          line->fields[TRUTH_ROW]),
                (int64_t)i);
    }
    return truth;
}

void truth_table_free(TruthTable *truth)
{
    if (!truth)
        return;
    map_free(truth->by_row);
    map_free(truth->by_place);
}

int64_t truth_table_at(const TruthTable *truth, Str path, Str sheet, Str row)
{
    Arena *arena = arena_create();
    int64_t line = -1;
    if (!map_get(truth->by_place, place_key(arena, path, sheet, row), &line))
        line = -1;
    arena_free(arena);
    return line;
}

static void index_sheets(TruthTable *truth, Arena *arena, Map *sheet_of_file)
{
    /* The only sheet that the truth names in a file, for formats whose sheets have no name. */
    for (size_t i = 0; i < truth->count; i++) {
        int64_t first;
        Str path = truth->lines[i].fields[TRUTH_PATH];
        if (!map_get(sheet_of_file, path, &first))
            map_set(sheet_of_file, path, (int64_t)i);
        else if (first >= 0 && !str_eq(truth->lines[first].fields[TRUTH_SHEET],
                                       truth->lines[i].fields[TRUTH_SHEET]))
            map_set(sheet_of_file, path, -1);
    }
    (void)arena;
}

void truth_table_match(TruthTable *truth, Db *db, Error *err)
{
    Arena *scratch = arena_create();
    Map *sheet_of_file = map_create();
    index_sheets(truth, scratch, sheet_of_file);
    Stmt *rows = db_prepare(
        db,
        "SELECT p.path, h.name, w.row_number, w.raw_row_id,"
        "       (SELECT count(*) FROM raw_sheet o WHERE o.source_file_id = h.source_file_id)"
        " FROM raw_row w JOIN raw_sheet h USING (raw_sheet_id)"
        " JOIN source_path p USING (source_file_id) WHERE p.present ORDER BY w.raw_row_id",
        err);
    char number[24];
    while (stmt_step(rows, err)) {
        arena_reset(scratch);
        Str path = stmt_str(rows, 0), sheet = stmt_str(rows, 1);
        snprintf(number, sizeof number, "%lld", (long long)stmt_int(rows, 2));
        int64_t line, first;
        if (!map_get(truth->by_place, place_key(scratch, path, sheet, str_from(number)), &line)) {
            if (stmt_int(rows, 4) != 1 || !map_get(sheet_of_file, path, &first) || first < 0)
                continue;
            Str named = truth->lines[first].fields[TRUTH_SHEET];
            if (!map_get(truth->by_place, place_key(scratch, path, named, str_from(number)), &line))
                continue;
        }
        truth->lines[line].raw_row_id = stmt_int(rows, 3);
        snprintf(number, sizeof number, "%lld", (long long)stmt_int(rows, 3));
        map_set(truth->by_row, str_from(number), line);
    }
    stmt_free(rows);
    map_free(sheet_of_file);
    arena_free(scratch);
}

int64_t truth_table_line(const TruthTable *truth, int64_t raw_row_id)
{
    char key[24];
    snprintf(key, sizeof key, "%lld", (long long)raw_row_id);
    int64_t line;
    return map_get(truth->by_row, str_from(key), &line) ? line : -1;
}
