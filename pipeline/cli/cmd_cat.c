/*
 * rollbook cat: what stands in a file, as CSV or one JSON array a row. Reads as the nightly run
 * does, in a process of its own that a file may crash without harm.
 */

#include "pipeline/base/json.h"
#include "pipeline/base/mem.h"
#include "pipeline/cli/options.h"
#include "pipeline/read/row_cursor.h"
#include "pipeline/read/worker.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static const OptionSpec OPTIONS[] = {
    {"list", NULL, "print the sheets: number, name, visible or hidden"},
    {"sheet", "N|NAME", "which sheet, from 1 or by name (default 1)"},
    {"encoding", "E", "of delimited text, where it cannot be told: windows-874"},
    {"format", "csv|jsonl", "csv (default), or one JSON array for each row"},
    {"csv-safe", NULL, "quote everything; fields that a spreadsheet would run get a ' in front"},
    {0},
};

enum { OUT_SIZE = 64 << 10 };

typedef struct Cat {
    const Options *options;
    const char *path;
    bool json, safe;
    StrBuf out;
    StrBuf value;
    bool gone; /* nobody reads on */
} Cat;

/* Writes what is waiting. A closed pipe is no failure: `rollbook cat FILE | head`. */
static void drain(Cat *cat, size_t keep_below, Error *err)
{
    if (cat->out.len <= keep_below)
        return;
    for (size_t at = 0; at < cat->out.len && !cat->gone && error_ok(err);) {
        ssize_t n = write(STDOUT_FILENO, cat->out.ptr + at, cat->out.len - at);
        if (n >= 0)
            at += (size_t)n;
        else if (errno == EPIPE)
            cat->gone = true;
        else if (errno != EINTR)
            error_set(err, STATUS_IO, "standard output cannot be written: %s", strerror(errno));
    }
    strbuf_clear(&cat->out);
}

static bool needs_quotes(Str field)
{
    for (size_t i = 0; i < field.len; i++) {
        char c = field.ptr[i];
        if (c == ',' || c == '"' || c == '\n' || c == '\r')
            return true;
    }
    return false;
}

static void append_quoted(StrBuf *out, Str field)
{
    strbuf_append_char(out, '"');
    for (size_t from = 0; from <= field.len;) {
        size_t quote = str_find(field, STR("\""), from);
        strbuf_append(out, str_slice(field, from, quote));
        if (quote < field.len)
            strbuf_append(out, STR("\"\""));
        from = quote + 1;
    }
    strbuf_append_char(out, '"');
}

/* What a spreadsheet would take for a formula (OWASP, "CSV injection"; ASVS 1.2.10). */
static bool looks_run(const Cell *cell, Str text)
{
    if (text.len == 0 || (cell->type != CELL_TEXT && cell->type != CELL_ERROR))
        return false;
    char first = text.ptr[0];
    return first == '=' || first == '+' || first == '-' || first == '@' || first == '\t' ||
           first == '\r' || first == '\n';
}

static void append_csv_cell(Cat *cat, const Cell *cell)
{
    if (!cat->safe && cell->type != CELL_TEXT && cell->type != CELL_ERROR) {
        cell_append_value(&cat->out, cell);
        return;
    }
    Str text = cell->text;
    strbuf_clear(&cat->value);
    if (cat->safe) {
        if (looks_run(cell, text))
            strbuf_append_char(&cat->value, '\'');
        cell_append_value(&cat->value, cell);
        text = strbuf_str(&cat->value);
    }
    if (cat->safe || needs_quotes(text))
        append_quoted(&cat->out, text);
    else
        strbuf_append(&cat->out, text);
}

static void append_json_cell(Cat *cat, const Cell *cell)
{
    if (cell->type == CELL_NUMBER) {
        cell_append_value(&cat->out, cell);
        return;
    }
    if (cell->type == CELL_BOOL) {
        strbuf_append_cstr(&cat->out, cell->number != 0 ? "true" : "false");
        return;
    }
    strbuf_clear(&cat->value);
    cell_append_value(&cat->value, cell);
    json_append_string(&cat->out, strbuf_str(&cat->value));
}

static void append_row(Cat *cat, const Row *row)
{
    int col = 1;
    if (cat->json)
        strbuf_append_char(&cat->out, '[');
    for (size_t i = 0; i < row->count; i++) {
        const Cell *cell = &row->cells[i];
        for (; col < cell->col; col++)
            strbuf_append_cstr(&cat->out, cat->json ? "null," : ",");
        if (cat->json)
            append_json_cell(cat, cell);
        else
            append_csv_cell(cat, cell);
        if (i + 1 < row->count) {
            strbuf_append_char(&cat->out, ',');
            col++;
        }
    }
    strbuf_append_cstr(&cat->out, cat->json ? "]\n" : "\n");
}

/* Rows that a sheet leaves out are printed empty; rows of XML have lines instead of numbers. */
static void print_rows(Cat *cat, const Workbook *workbook, RowCursor *rows, Error *err)
{
    FileKind kind = reader_kind(workbook);
    bool numbered = kind != FILE_XML_ODK && kind != FILE_XML_ROLLBOOK;
    Row row;
    int64_t line = 1;
    while (!cat->gone && row_cursor_next(rows, &row, err)) {
        for (; numbered && line < row.at.row; line++) {
            strbuf_append_cstr(&cat->out, cat->json ? "[]\n" : "\n");
            drain(cat, OUT_SIZE, err);
        }
        append_row(cat, &row);
        line++;
        drain(cat, OUT_SIZE, err);
    }
    drain(cat, 0, err);
}

static void print_list(Cat *cat, const Workbook *workbook, Error *err)
{
    for (size_t i = 0; i < reader_sheet_count(workbook); i++) {
        SheetInfo sheet = reader_sheet(workbook, i);
        strbuf_appendf(&cat->out, "%zu\t%.*s\t%s\n", i + 1, STR_ARG(sheet.name),
                       sheet.hidden ? "hidden" : "visible");
    }
    drain(cat, 0, err);
}

/* A number counts from 1; anything else, or a number past the last sheet, is a name. */
static size_t find_sheet(const Workbook *workbook, const char *wanted, Error *err)
{
    size_t count = reader_sheet_count(workbook);
    char *end;
    unsigned long number = strtoul(wanted, &end, 10);
    if (*wanted && *end == '\0' && number >= 1 && number <= count)
        return number - 1;
    for (size_t i = 0; i < count; i++)
        if (str_is(reader_sheet(workbook, i).name, wanted))
            return i;
    error_set(err, STATUS_USAGE, "there is no sheet \"%s\"; the file has %zu", wanted, count);
    return 0;
}

/* In the worker. */
static void print_file(void *context, WorkerOut *unused, Error *err)
{
    Cat *cat = context;
    (void)unused;
    ReadOptions read = {.name = cat->path, .encoding = options_get(cat->options, "encoding")};
    Workbook *workbook = reader_open(cat->path, &read, err);
    if (workbook && options_has(cat->options, "list")) {
        print_list(cat, workbook, err);
    } else if (workbook) {
        size_t index = find_sheet(workbook, options_or(cat->options, "sheet", "1"), err);
        RowCursor *rows = reader_rows(workbook, index, err);
        print_rows(cat, workbook, rows, err);
        row_cursor_close(rows);
    }
    reader_close(workbook);
    strbuf_free(&cat->out);
    strbuf_free(&cat->value);
}

static int run(const Options *options, Error *err)
{
    const char *format = options_or(options, "format", "csv");
    Cat cat = {.options = options,
               .path = options->arguments[0],
               .json = strcmp(format, "jsonl") == 0,
               .safe = options_has(options, "csv-safe")};
    if (!cat.json && strcmp(format, "csv") != 0)
        error_set(err, STATUS_USAGE, "expected --format csv or jsonl, found \"%s\"", format);
    Worker worker;
    if (worker_start(&worker, print_file, &cat, true, err))
        worker_finish(&worker, err);
    error_place(err, (SourceRef){.file = cat.path});
    return 0;
}

const Command COMMAND_CAT = {
    .name = "cat",
    .arguments = "FILE",
    .summary = "what stands in a spreadsheet or submission, as CSV",
    .description =
        "Reads XLSX, XLS, ODS, delimited text in any encoding, HTML tables, Excel 2003 XML and\n"
        "ODK submissions, whatever the file's name says. Dates are printed by ISO 8601,\n"
        "numbers in the shortest form that reads back equal.",
    .options = OPTIONS,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
