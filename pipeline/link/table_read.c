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
    uint32_t *hashes[PARALLEL_THREADS_MAX];
    StrBuf value; /* a cell that is no text */
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

/* Interns what the batch has of the columns of one pool, row by row. */
static void take_pool(Loader *loader, int pool, int thread)
{
    LinkTable *table = loader->table;
    const Batch *batch = loader->take;
    const Piece *pieces[LINK_COLUMNS_MAX];
    uint32_t *ids[LINK_COLUMNS_MAX], *hashes = loader->hashes[thread];
    ValuePool *values = table->pools[pool];
    uint32_t count = 0;
    for (int c = 0; c < table->column_count; c++)
        if (table->columns[c].pool == pool) {
            pieces[count] = batch->pieces + (size_t)c * BATCH_ROWS;
            ids[count++] = table->columns[c].ids + loader->first_row;
        }
#define TEXT_OF(k, row) ((Str){batch->text.ptr + pieces[k][row].from, pieces[k][row].length})
    if (count == 1 && table->printed_only[pool]) {
        for (uint32_t row = 0; row < batch->rows; row++)
            ids[0][row] = value_pool_append(values, TEXT_OF(0, row));
        return;
    }
    for (uint32_t row = 0; row < batch->rows; row++)
        for (uint32_t k = 0; k < count; k++)
            if (pieces[k][row].length > 0)
                hashes[row * count + k] = value_pool_hash(values, TEXT_OF(k, row));
    for (uint32_t row = 0; row < batch->rows; row++)
        for (uint32_t k = 0; k < count; k++)
            if (pieces[k][row].length > 0)
                ids[k][row] =
                    value_pool_intern_hashed(values, TEXT_OF(k, row), hashes[row * count + k]);
#undef TEXT_OF
}

/* Task 0 reads on, the others take what was read before. */
static void run_task(void *self, size_t task, int thread)
{
    Loader *loader = self;
    if (task == 0)
        fill_batch(loader);
    else
        take_pool(loader, (int)task - 1, thread);
}

static void load_rows(Loader *loader, int threads)
{
    LinkTable *table = loader->table;
    size_t columns = (size_t)table->column_count;
    if (threads > PARALLEL_THREADS_MAX)
        threads = PARALLEL_THREADS_MAX;
    for (int b = 0; b < 2; b++)
        loader->batches[b].pieces = x_new_array(Piece, columns * BATCH_ROWS + 1);
    for (int t = 0; t < threads; t++)
        loader->hashes[t] = x_new_array(uint32_t, columns * BATCH_ROWS + 1);
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
    for (int t = 0; t < threads; t++)
        x_free(loader->hashes[t]);
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
