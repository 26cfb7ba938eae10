/*
 * read_bench make xlsx|xlsx-inline|csv ROWS OUT     writes an invented register
 * read_bench read FILE [RUNS]                       types every cell of the first sheet, prints the
 * best run
 *
 * Output of read: cpu_seconds rows cells markup_bytes peak_kib. markup_bytes is what a reader has
 * to look at: the inflated sheet and strings of an xlsx, the content of an ods, else the file.
 */

#include "pipeline/base/mem.h"
#include "pipeline/read/container.h"
#include "pipeline/read/row_cursor.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <xlsxwriter.h>

static uint32_t seed = 88172645;

static uint32_t below(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(seed >> 8) * n >> 24);
}

static const char *const GIVEN[] = {"Aung",
                                    "Hla",
                                    "Khin",
                                    "Naw Paw",
                                    "Saw Htoo",
                                    "\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08",
                                    "\u1019\u1031\u101E\u1030",
                                    "Ma Ei & Phyu"};
static const char *const FAMILY[] = {"Win", "Tun", "Lwin Oo", "Wah Say",
                                     "\u0E43\u0E08\u0E14\u0E35"};
enum { COLUMNS = 20 };

/* One field: text in out, or a number. */
static bool field(long row, int col, char *out, size_t size, double *number)
{
    switch (col) {
    case 1:
        snprintf(out, size, "MLC-%02u-%06ld", below(70) + 1, row);
        return false;
    case 2:
    case 9:
        snprintf(out, size, "%s", GIVEN[below(8)]);
        return false;
    case 3:
        snprintf(out, size, "%s %s", FAMILY[below(5)], FAMILY[below(5)]);
        return false;
    case 4:
        snprintf(out, size, "%s", below(2) ? "F" : "M");
        return false;
    case 8:
        snprintf(out, size, "Center %u", below(70));
        return false;
    case 10:
        snprintf(out, size, "08%08u", below(100000000));
        return false;
    case 5:
    case 6:
        *number = 38000 + below(8000);
        return true;
    case 11:
    case 14:
    case 15:
    case 16:
        *number = below(20001) / 100.0;
        return true;
    case 19:
        *number = 45000 + below(1000) + below(86400) / 86400.0;
        return true;
    default:
        *number = below(300);
        return true;
    }
}

static int make_xlsx(const char *path, long rows, bool inline_text)
{
    lxw_workbook_options options = {.constant_memory = inline_text};
    lxw_workbook *book = workbook_new_opt(path, &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "Register");
    lxw_format *date = workbook_add_format(book);
    format_set_num_format(date, "dd/mm/yyyy");
    for (long r = 0; r < rows; r++)
        for (int c = 0; c < COLUMNS; c++) {
            char text[128];
            double number;
            lxw_row_t row = (lxw_row_t)r;
            lxw_col_t col = (lxw_col_t)c;
            if (field(r, c, text, sizeof text, &number))
                worksheet_write_number(sheet, row, col, number,
                                       c == 5 || c == 6 || c == 19 ? date : NULL);
            else
                worksheet_write_string(sheet, row, col, text, NULL);
        }
    return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}

static int make_csv(const char *path, long rows)
{
    FILE *out = fopen(path, "w");
    if (!out)
        return 1;
    for (long r = 0; r < rows; r++)
        for (int c = 0; c < COLUMNS; c++) {
            char text[128];
            double number;
            if (field(r, c, text, sizeof text, &number))
                fprintf(out, "%g", number);
            else
                fputs(text, out);
            fputc(c + 1 < COLUMNS ? ',' : '\n', out);
        }
    return fclose(out);
}

static double cpu_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Inflated bytes of the parts that hold cells; the file's own size where it is no zip. */
static double markup_bytes(const char *path)
{
    Error err = {0};
    Arena *arena = arena_create();
    FILE *in = fopen(path, "rb");
    if (!in)
        return 0;
    fseek(in, 0, SEEK_END);
    size_t size = (size_t)ftell(in);
    rewind(in);
    char *bytes = x_alloc(size + 1);
    size = fread(bytes, 1, size, in);
    fclose(in);
    double total = (double)size;
    if (size > 4 && memcmp(bytes, "PK", 2) == 0) {
        Container *zip = container_open(arena, (Str){bytes, size}, &READ_LIMITS, &err);
        total = 0;
        for (size_t i = 0; zip && i < zip->count; i++)
            if (str_find(zip->entries[i].name, STR("sheet1.xml"), 0) < zip->entries[i].name.len ||
                str_ends_with(zip->entries[i].name, STR("sharedStrings.xml")) ||
                str_is(zip->entries[i].name, "content.xml"))
                total += (double)zip->entries[i].size;
    }
    x_free(bytes);
    arena_free(arena);
    return total;
}

static int read_file(const char *path, int runs)
{
    double best = 1e9, sum = 0;
    long rows = 0, cells = 0;
    struct rusage usage;
    for (int run = 0; run < runs; run++) {
        Error err = {0};
        double begin = cpu_seconds();
        rows = cells = 0;
        Workbook *workbook = reader_open(path, NULL, &err);
        RowCursor *cursor = workbook ? reader_rows(workbook, 0, &err) : NULL;
        Row row;
        while (row_cursor_next(cursor, &row, &err)) {
            rows++;
            cells += (long)row.count;
            for (size_t i = 0; i < row.count; i++)
                sum += row.cells[i].number;
        }
        row_cursor_close(cursor);
        reader_close(workbook);
        if (!error_ok(&err)) {
            fprintf(stderr, "%s: %s\n", path, err.message);
            return 1;
        }
        double spent = cpu_seconds() - begin;
        best = spent < best ? spent : best;
    }
    getrusage(RUSAGE_SELF, &usage);
    fprintf(stderr, "%s", sum < 0 ? " " : ""); /* the sum is used */
    printf("%.4f %ld %ld %.0f %ld\n", best, rows, cells, markup_bytes(path), usage.ru_maxrss);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "make") == 0) {
        long rows = atol(argv[3]);
        if (strcmp(argv[2], "csv") == 0)
            return make_csv(argv[4], rows);
        return make_xlsx(argv[4], rows, strcmp(argv[2], "xlsx-inline") == 0);
    }
    if (argc >= 3 && strcmp(argv[1], "read") == 0)
        return read_file(argv[2], argc > 3 ? atoi(argv[3]) : 3);
    fprintf(stderr, "usage: read_bench make xlsx|xlsx-inline|csv ROWS OUT | read FILE [RUNS]\n");
    return 2;
}
