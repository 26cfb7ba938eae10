/*
 * Reading a file straight into interned columns. One thread pulls rows into a batch while the
 * others intern the batch before it, a pool each: reading takes a third of the time, looking up
 * values the rest. A pool sees its values in the order of the rows whoever works on it, so numbers
 * of values are always the same.
 */

#include "pipeline/link/table_read.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/read/row_cursor.h"

enum { BATCH_ROWS = 8192, VALUE_MAX = 1024 /* longer values are compared by their beginning */ };

static const int64_t FILE_BYTES_MAX = INT64_C(1) << 40; /* it is mapped, not copied */

/* Where a value stands in the text of its batch. */
typedef struct Piece {
    uint32_t from, length;
} Piece;

typedef struct Batch {
    Piece *pieces; /* of one column after the other, BATCH_ROWS each */
    StrBuf text;
    uint32_t rows;
} Batch;

typedef struct Loader {
    LinkTable *table;
    const bool *verbatim;
    RowCursor *rows;
    int targets[TABLE_HEADER_MAX]; /* of the file's columns; -1: not wanted */
    Batch batches[2];
    Batch *fill, *take;
    uint32_t first_row; /* of the batch that is taken */
    StrBuf value;       /* a cell that is no text */
    Error *err;
} Loader;

static Str folded(Str text, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len && n < VALUE_MAX; i++) {
        char c = text.ptr[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            if (n > 0 && out[n - 1] != ' ')
                out[n++] = ' ';
            continue;
        }
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    while (n > 0 && out[n - 1] == ' ')
        n--;
    return (Str){out, n};
}

static Str cell_text(Loader *loader, const Cell *cell)
{
    if (cell->type == CELL_TEXT)
        return cell->text;
    strbuf_clear(&loader->value);
    cell_append_value(&loader->value, cell);
    return strbuf_str(&loader->value);
}

static void add_piece(Loader *loader, int target, Str text)
{
    Batch *batch = loader->fill;
    size_t need = batch->text.len + (text.len < VALUE_MAX ? text.len : VALUE_MAX);
    if (loader->verbatim[target])
        need = batch->text.len + text.len;
    strbuf_reserve(&batch->text, need - batch->text.len);
    char *out = batch->text.ptr + batch->text.len;
    if (loader->verbatim[target])
        memcpy(out, text.ptr, text.len);
    else
        text = folded(text, out);
    batch->pieces[(size_t)target * BATCH_ROWS + batch->rows] =
        (Piece){(uint32_t)batch->text.len, (uint32_t)text.len};
    batch->text.len += text.len;
}

static void fill_batch(Loader *loader)
{
    enum { TEXT_MAX = 1 << 30 };
    Batch *batch = loader->fill;
    int columns = loader->table->column_count;
    Row row;
    batch->rows = 0;
    strbuf_clear(&batch->text);
    strbuf_reserve(&batch->text, 1); /* empty values have a place, too */
    while (batch->rows < BATCH_ROWS && batch->text.len < TEXT_MAX &&
           row_cursor_next(loader->rows, &row, loader->err)) {
        for (int c = 0; c < columns; c++)
            batch->pieces[(size_t)c * BATCH_ROWS + batch->rows].length = 0;
        for (size_t i = 0; i < row.count; i++) {
            const Cell *cell = &row.cells[i];
            int target = cell->col <= TABLE_HEADER_MAX ? loader->targets[cell->col - 1] : -1;
            if (target >= 0)
                add_piece(loader, target, cell_text(loader, cell));
        }
        batch->rows++;
    }
}

/* The columns of one pool, as the batch has them. */
typedef struct PoolColumns {
    ValuePool *values;
    const char *text;
    const Piece *pieces[LINK_COLUMNS_MAX];
    uint32_t *ids[LINK_COLUMNS_MAX];
    uint32_t count;
} PoolColumns;

static Str text_of(const PoolColumns *columns, uint32_t column, uint32_t row)
{
    Piece piece = columns->pieces[column][row];
    return (Str){columns->text + piece.from, piece.length};
}

enum { ROWS_AT_ONCE = 256 };

/* Interns some rows, one row after the other; in steps (value_pool.h). */
static void intern_rows(const PoolColumns *columns, uint32_t from, uint32_t to)
{
    uint32_t hashes[ROWS_AT_ONCE * LINK_COLUMNS_MAX], width = columns->count, n = 0;
    for (uint32_t row = from; row < to; row++)
        for (uint32_t c = 0; c < width; c++)
            hashes[n++] = value_pool_hash(columns->values, text_of(columns, c, row));
    for (uint32_t i = 0; i < n; i++)
        value_pool_ask_place(columns->values, hashes[i]);
    for (uint32_t i = 0; i < n; i++)
        value_pool_ask_text(columns->values, hashes[i]);
    n = 0;
    for (uint32_t row = from; row < to; row++)
        for (uint32_t c = 0; c < width; c++)
            columns->ids[c][row] =
                value_pool_intern_hashed(columns->values, text_of(columns, c, row), hashes[n++]);
}

/* Takes what the batch has of one pool. */
static void take_pool(const Loader *loader, int pool)
{
    LinkTable *table = loader->table;
    const Batch *batch = loader->take;
    PoolColumns columns = {.values = table->pools[pool], .text = batch->text.ptr};
    for (int c = 0; c < table->column_count; c++)
        if (table->columns[c].pool == pool) {
            columns.pieces[columns.count] = batch->pieces + (size_t)c * BATCH_ROWS;
            columns.ids[columns.count++] = table->columns[c].ids + loader->first_row;
        }
    if (columns.count == 1 && table->printed_only[pool]) {
        for (uint32_t row = 0; row < batch->rows; row++)
            columns.ids[0][row] = value_pool_append(columns.values, text_of(&columns, 0, row));
        return;
    }
    for (uint32_t row = 0; row < batch->rows; row += ROWS_AT_ONCE) {
        uint32_t rest = batch->rows - row;
        intern_rows(&columns, row, row + (rest < ROWS_AT_ONCE ? rest : ROWS_AT_ONCE));
    }
}

/* Task 0 reads on, the others take what was read before. */
static void run_task(void *self, size_t task, int thread)
{
    Loader *loader = self;
    (void)thread;
    if (task == 0)
        fill_batch(loader);
    else
        take_pool(loader, (int)task - 1);
}

static void load_rows(Loader *loader, int threads)
{
    LinkTable *table = loader->table;
    size_t columns = (size_t)table->column_count;
    for (int b = 0; b < 2; b++)
        loader->batches[b].pieces = x_new_array(Piece, columns * BATCH_ROWS + 1);
    loader->fill = &loader->batches[0];
    loader->take = &loader->batches[1];
    fill_batch(loader);
    while (loader->fill->rows > 0) {
        Batch *swap = loader->fill;
        loader->fill = loader->take;
        loader->take = swap;
        loader->first_row = link_table_add_rows(table, loader->take->rows);
        parallel_run(threads, (size_t)table->pool_count + 1, run_task, loader);
    }
    for (int b = 0; b < 2; b++) {
        x_free(loader->batches[b].pieces);
        strbuf_free(&loader->batches[b].text);
    }
}

/* The first row of a file's first sheet. */
static TableHeader read_header(RowCursor *rows, Arena *arena, const char *path, Error *err)
{
    TableHeader header = {0};
    StrBuf text = STRBUF_INIT;
    Row row;
    if (!row_cursor_next(rows, &row, err)) {
        error_set_at(err, STATUS_INPUT, (SourceRef){.file = path}, "the file has no rows");
        return header;
    }
    int last = row.cells[row.count - 1].col;
    header.count = last < TABLE_HEADER_MAX ? last : TABLE_HEADER_MAX;
    header.names = arena_new_array(arena, Str, (size_t)header.count);
    for (size_t i = 0; i < row.count && row.cells[i].col <= header.count; i++) {
        strbuf_clear(&text);
        cell_append_value(&text, &row.cells[i]);
        header.names[row.cells[i].col - 1] = arena_str(arena, str_trim(strbuf_str(&text)));
    }
    strbuf_free(&text);
    return header;
}

/* Which table column each of the file's columns goes to, -1 where to none. */
static void match_columns(Loader *loader, const TableHeader *header, const char *path, Error *err)
{
    const LinkTable *table = loader->table;
    for (int i = 0; i < TABLE_HEADER_MAX; i++)
        loader->targets[i] = -1;
    for (int c = 0; c < table->column_count && error_ok(err); c++) {
        int found = -1;
        for (int i = 0; i < header->count; i++)
            if (str_is(header->names[i], table->columns[c].name))
                found = i;
        if (found < 0)
            error_set_at(err, STATUS_INPUT, (SourceRef){.file = path},
                         "the file has no column \"%s\"", table->columns[c].name);
        else
            loader->targets[found] = c;
    }
}

static Workbook *open_file(const char *path, Error *err)
{
    return reader_open(path, &(ReadOptions){.name = path, .max_bytes = FILE_BYTES_MAX}, err);
}

TableHeader table_read_header(Arena *arena, const char *path, Error *err)
{
    TableHeader header = {0};
    Workbook *workbook = open_file(path, err);
    RowCursor *rows = workbook ? reader_rows(workbook, 0, err) : NULL;
    if (rows)
        header = read_header(rows, arena, path, err);
    row_cursor_close(rows);
    reader_close(workbook);
    return header;
}

void table_read_add(LinkTable *table, const char *path, const bool *verbatim, int threads,
                    Error *err)
{
    Loader loader = {.table = table, .verbatim = verbatim, .err = err};
    Arena *arena = arena_create();
    Workbook *workbook = open_file(path, err);
    loader.rows = workbook ? reader_rows(workbook, 0, err) : NULL;
    if (loader.rows) {
        TableHeader header = read_header(loader.rows, arena, path, err);
        match_columns(&loader, &header, path, err);
        link_table_begin_source(table);
        if (error_ok(err))
            load_rows(&loader, threads);
    }
    strbuf_free(&loader.value);
    row_cursor_close(loader.rows);
    reader_close(workbook);
    arena_free(arena);
}
