#include "pipeline/map/grid.h"

#include "pipeline/base/json.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"

enum { PARSED_BYTES_MAX = 8 << 20 }; /* of JSON: a sheet of more is not taken apart whole */

struct GridReader {
    Stmt *sheets, *rows;
};

GridReader *grid_reader_open(Db *db, Error *err)
{
    GridReader *reader = x_new(GridReader);
    reader->sheets = db_prepare(db,
                                "SELECT raw_sheet_id, number, name, hidden, merged FROM raw_sheet"
                                " WHERE source_file_id = ?1 ORDER BY number",
                                err);
    reader->rows =
        db_prepare(db,
                   "SELECT raw_row_id, row_number, ifnull(parent_row_id, 0), cells"
                   " FROM raw_row WHERE raw_sheet_id = ?1 ORDER BY row_number, raw_row_id",
                   err);
    return reader;
}

void grid_reader_close(GridReader *reader)
{
    if (!reader)
        return;
    stmt_free(reader->sheets);
    stmt_free(reader->rows);
    x_free(reader);
}

/* "[[1,1,1,4],[2,1,3,1]]": first row, first column, last row, last column. */
static const MergedRange *read_merged(Arena *arena, Str json, size_t *count)
{
    JsonScan scan = {.text = json, .arena = arena};
    MergedRange *ranges = NULL;
    size_t n = 0, cap = 0;
    double at[4];
    int field = 0;
    for (JsonType type; (type = json_next(&scan)) != JSON_END;) {
        if (type == JSON_ARRAY_OPEN) {
            field = 0;
        } else if (type == JSON_NUMBER && field < 4) {
            at[field++] = scan.number;
        } else if (type == JSON_ARRAY_CLOSE && field == 4) {
            x_grow(ranges, cap, n + 1);
            ranges[n++] = (MergedRange){.first_row = (int64_t)at[0],
                                        .first_col = (int)at[1],
                                        .last_row = (int64_t)at[2],
                                        .last_col = (int)at[3]};
            field = 0;
        }
    }
    MergedRange *kept = arena_new_array(arena, MergedRange, n + 1);
    if (n)
        memcpy(kept, ranges, n * sizeof *ranges);
    x_free(ranges);
    *count = n;
    return kept;
}

/*
 * The shape is our own (read wrote it), so cells are cut out by a scanner that knows it; only
 * strings with escapes go through json_next.
 */
typedef struct CellScan {
    const char *at, *end;
    Arena *arena;
} CellScan;

static Str scan_text(CellScan *scan)
{
    const char *from = scan->at + 1;
    for (const char *p = from; p < scan->end && *p != '\\'; p++)
        if (*p == '"') {
            scan->at = p + 1;
            return (Str){from, (size_t)(p - from)};
        }
    JsonScan json = {.text = {scan->at, (size_t)(scan->end - scan->at)}, .arena = scan->arena};
    JsonType type = json_next(&json);
    scan->at += json.pos;
    return type == JSON_STRING ? json.string : STR("");
}

/* A number, true, false or null: up to the next comma or bracket. */
static Str scan_plain(CellScan *scan)
{
    const char *start = scan->at;
    while (scan->at < scan->end && *scan->at != ',' && *scan->at != ']')
        scan->at++;
    return (Str){start, (size_t)(scan->at - start)};
}

/* Digits only; anything else is 0. */
static int small_int(Str text)
{
    int value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || value > 1000000)
            return 0;
        value = value * 10 + (text.ptr[i] - '0');
    }
    return value;
}

static bool scan_cell(CellScan *scan, GridCell *cell)
{
    while (scan->at < scan->end && *scan->at != '[')
        scan->at++;
    if (scan->at >= scan->end)
        return false;
    *cell = (GridCell){.type = 's', .value = STR(""), .source = STR("")};
    scan->at++;
    for (int part = 0; scan->at < scan->end && *scan->at != ']'; part++) {
        bool quoted = *scan->at == '"';
        Str piece = quoted ? scan_text(scan) : scan_plain(scan);
        if (part == 0)
            cell->col = small_int(piece);
        else if (part == 1 && piece.len)
            cell->type = piece.ptr[0];
        else if (part == 2 && (quoted || cell->type != 's'))
            cell->value = piece;
        else if (part == 3 && quoted)
            cell->source = piece;
        else if (part == 4)
            cell->flags = (unsigned)small_int(piece);
        while (scan->at < scan->end && (*scan->at == ',' || *scan->at == ' '))
            scan->at++;
    }
    scan->at++;
    if (cell->type == 'n')
        number_parse(cell->value, &cell->number);
    return true;
}

/* Cells of rows, one row after the other, in blocks: a block is never moved. */
typedef struct CellStore {
    Arena *arena;
    GridCell *free, *end;
} CellStore;

enum { STORE_CELLS = 1024 };

static const GridCell *parse_row(CellStore *store, Str json, size_t *count)
{
    CellScan scan = {.at = json.ptr + 1, .end = json.ptr + json.len, .arena = store->arena};
    GridCell *cells = store->free;
    size_t n = 0;
    GridCell cell;
    while (json.len > 1 && scan_cell(&scan, &cell)) {
        if (cell.value.len == 0 || cell.col <= 0)
            continue;
        if (!cells || cells + n == store->end) {
            size_t room = n * 2 > STORE_CELLS ? n * 2 : STORE_CELLS;
            GridCell *larger = arena_alloc(store->arena, room * sizeof *larger);
            if (n)
                memcpy(larger, cells, n * sizeof *cells);
            cells = larger;
            store->end = larger + room;
        }
        cells[n++] = cell;
    }
    if (cells)
        store->free = cells + n;
    *count = n;
    return cells;
}

/* How many cells a row can have at most: one for each opening bracket. */
static size_t count_brackets(Str json)
{
    size_t n = 0;
    for (const char *p = json.ptr, *end = json.ptr + json.len;
         p < end && (p = memchr(p, '[', (size_t)(end - p))); p++)
        n++;
    return n;
}

size_t grid_row_cells(Arena *arena, const GridRow *row, const GridCell **cells)
{
    if (row->cells) {
        *cells = row->cells;
        return row->count;
    }
    size_t room = count_brackets(row->json) + 1, count = 0;
    GridCell *own = arena_alloc(arena, room * sizeof *own);
    CellStore store = {.arena = arena, .free = own, .end = own + room};
    *cells = parse_row(&store, row->json, &count);
    return count;
}

static void load_rows(GridReader *reader, Arena *arena, Grid *grid, Error *err)
{
    GridRow *rows = NULL;
    size_t count = 0, cap = 0, bytes = 0;
    stmt_bind_int(reader->rows, 1, grid->raw_sheet_id, err);
    while (stmt_step(reader->rows, err)) {
        x_grow(rows, cap, count + 1);
        rows[count] = (GridRow){.raw_row_id = stmt_int(reader->rows, 0),
                                .row_number = stmt_int(reader->rows, 1),
                                .parent_row_id = stmt_int(reader->rows, 2),
                                .json = arena_str(arena, stmt_str(reader->rows, 3))};
        bytes += rows[count++].json.len;
    }
    GridRow *kept = arena_alloc(arena, (count + 1) * sizeof *rows);
    if (count)
        memcpy(kept, rows, count * sizeof *rows);
    x_free(rows);
    CellStore store = {.arena = arena};
    for (size_t i = 0; i < count && bytes <= PARSED_BYTES_MAX; i++) {
        kept[i].cells = parse_row(&store, kept[i].json, &kept[i].count);
        /* A row without cells has been taken apart, too. */
        if (!kept[i].cells)
            kept[i].cells = arena_new(arena, GridCell);
    }
    grid->rows = kept;
    grid->count = count;
}

GridBook grid_reader_load(GridReader *reader, Arena *arena, int64_t source_file_id, Error *err)
{
    GridBook book = {0};
    Grid *sheets = NULL;
    size_t cap = 0;
    if (!error_ok(err))
        return book;
    stmt_bind_int(reader->sheets, 1, source_file_id, err);
    while (stmt_step(reader->sheets, err)) {
        x_grow(sheets, cap, book.count + 1);
        Grid *grid = &sheets[book.count++];
        *grid = (Grid){.raw_sheet_id = stmt_int(reader->sheets, 0),
                       .source_file_id = source_file_id,
                       .number = (int)stmt_int(reader->sheets, 1),
                       .name = arena_str(arena, stmt_str(reader->sheets, 2)),
                       .hidden = stmt_int(reader->sheets, 3) != 0};
        grid->merged =
            read_merged(arena, arena_str(arena, stmt_str(reader->sheets, 4)), &grid->merged_count);
    }
    book.sheets = arena_alloc(arena, (book.count + 1) * sizeof(Grid));
    if (book.count)
        memcpy(book.sheets, sheets, book.count * sizeof(Grid));
    x_free(sheets);
    for (size_t i = 0; i < book.count; i++)
        load_rows(reader, arena, &book.sheets[i], err);
    return book;
}

const GridCell *grid_find_cell(const GridCell *cells, size_t count, int col)
{
    /* Rows are short and mostly full: the cell stands near its column's number. */
    size_t i = (size_t)(col > 0 ? col - 1 : 0) < count ? (size_t)(col > 0 ? col - 1 : 0) : count;
    while (i > 0 && (i == count || cells[i].col > col))
        i--;
    for (; i < count && cells[i].col <= col; i++)
        if (cells[i].col == col)
            return &cells[i];
    return NULL;
}
