/* Reading review workbooks. */

#include "pipeline/link/review_answer.h"

#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/tsv.h"
#include "pipeline/read/row_cursor.h"

enum { COL_ANSWER = 2, COL_WHY = 3 }; /* of reports/workbook/review.c */

typedef struct AnswerReader {
    const Batch *batch;
    Arena *arena;
    Tsv strings; /* templates/strings/review.tsv */
    Decision *items;
    size_t count, cap;
} AnswerReader;

static const char *const ANSWER_KEYS[] = {"answer.same", "answer.different", "answer.unsure"};

/* An answer as the drop-down offers it in any language; false where it is none. */
static bool parse_answer(const AnswerReader *reader, Str text, Answer *answer)
{
    text = str_trim(text);
    for (size_t r = 0; r < reader->strings.row_count; r++) {
        const TsvRow *row = &reader->strings.rows[r];
        for (int a = 0; a < 3; a++) {
            if (!str_is(row->fields[0], ANSWER_KEYS[a]))
                continue;
            for (size_t c = 1; c + 1 < reader->strings.column_count; c++)
                if (text.len && str_eq_ignore_case(row->fields[c], text)) {
                    *answer = (Answer)a;
                    return true;
                }
        }
    }
    return false;
}

static Str cell_text(const Row *row, int col)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->cells[i].col == col)
            return row->cells[i].text;
    return STR("");
}

/* The columns of the two keys, where a row has their headings. */
static bool find_keys(const Row *row, int *left, int *right)
{
    int l = 0, r = 0;
    for (size_t i = 0; i < row->count; i++) {
        if (str_is(row->cells[i].text, "left_key"))
            l = row->cells[i].col;
        if (str_is(row->cells[i].text, "right_key"))
            r = row->cells[i].col;
    }
    if (l && r) {
        *left = l;
        *right = r;
    }
    return l && r;
}

static void read_sheet(AnswerReader *reader, const char *path, RowCursor *rows, Error *err)
{
    Row row;
    int left = 0, right = 0;
    while (row_cursor_next(rows, &row, err)) {
        Answer answer;
        if (find_keys(&row, &left, &right) || left == 0)
            continue;
        Str left_key = cell_text(&row, left), right_key = cell_text(&row, right);
        if (left_key.len == 0 || right_key.len == 0 ||
            !parse_answer(reader, cell_text(&row, COL_ANSWER), &answer))
            continue;
        x_grow(reader->items, reader->cap, reader->count + 1);
        reader->items[reader->count++] = (Decision){
            .left_key = arena_str(reader->arena, left_key),
            .right_key = arena_str(reader->arena, right_key),
            .answer = answer,
            .why = arena_str(reader->arena, cell_text(&row, COL_WHY)),
            .source = arena_printf(reader->arena, "%s:%lld", path, (long long)row.at.row)};
    }
}

static void read_workbook(AnswerReader *reader, const char *folder, const char *path)
{
    Error err = {0};
    const char *full = file_join(reader->arena, folder, path);
    Workbook *workbook = reader_open(full, &(ReadOptions){.name = path}, &err);
    for (size_t i = 0; error_ok(&err) && i < reader_sheet_count(workbook); i++) {
        RowCursor *rows = reader_rows(workbook, i, &err);
        read_sheet(reader, path, rows, &err);
        row_cursor_close(rows);
    }
    reader_close(workbook);
    if (!error_ok(&err))
        log_warn(reader->batch->log, "review: %s cannot be read: %s", path, err.message);
}

/* As LibreOffice or an old Excel may save it. */
static bool is_workbook(Str path)
{
    return str_ends_with(path, STR(".xlsx")) || str_ends_with(path, STR(".ods")) ||
           str_ends_with(path, STR(".xls"));
}

void review_answers_read(const Batch *batch, Arena *arena, Decisions *decisions, Error *err)
{
    const char *folder = file_join(arena, batch->inputs_dir, "review");
    if (!error_ok(err) || !file_is_folder(folder))
        return;
    AnswerReader reader = {.batch = batch, .arena = arena};
    const char *strings = "templates/strings/review.tsv";
    reader.strings = tsv_parse(arena, asset_read(batch->assets, arena, strings, err), strings, err);
    FileList files = file_walk(arena, folder, err);
    for (size_t i = 0; error_ok(err) && i < files.count; i++)
        if (is_workbook(str_from(files.paths[i])))
            read_workbook(&reader, folder, files.paths[i]);
    if (reader.count > 0) {
        Decision *all = arena_new_array(arena, Decision, reader.count + decisions->count + 1);
        memcpy(all, reader.items, reader.count * sizeof *all);
        if (decisions->count)
            memcpy(all + reader.count, decisions->items, decisions->count * sizeof *all);
        decisions->items = all;
        decisions->count += reader.count;
        decisions_settle(decisions);
    }
    x_free(reader.items);
}
