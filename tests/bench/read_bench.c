/*
 * read_bench make xlsx|xlsx-inline|csv|xml ROWS OUT   writes an invented register of 20 columns
 * read_bench read FILE [RUNS]                         types every cell of the first sheet
 * read_bench scan FILE [RUNS]                         only finds where fields end
 * read_bench time RUNS COMMAND [ARGUMENT ...]         runs a program, its output thrown away
 *
 * Prints the best run of RUNS: cpu_seconds rows cells markup_bytes peak_kib. markup_bytes is what a
 * reader has to look at: the inflated sheet and strings of an xlsx, the content of an ods, else the
 * file. CPU seconds, because benches share their machine. peak_kib leaves the mapped file out, but
 * for time, where it is the program's whole.
 */

#include "pipeline/base/mem.h"
#include "pipeline/read/container.h"
#include "pipeline/read/csv_scan.h"
#include "pipeline/read/row_cursor.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
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

/* A form of ODK with a repeated child. */
static int make_xml(const char *path, long rows)
{
    FILE *out = fopen(path, "w");
    if (!out)
        return 1;
    fputs("<?xml version=\"1.0\"?>\n<data id=\"register\" version=\"1\">\n", out);
    for (long r = 0; r < rows; r++) {
        fputs("<child>", out);
        for (int c = 0; c < COLUMNS; c++) {
            char text[128];
            double number;
            if (field(r, c, text, sizeof text, &number))
                snprintf(text, sizeof text, "%g", number);
            fprintf(out, "<field_%d>", c + 1);
            for (const char *p = text; *p; p++)
                *p == '&' ? fputs("&amp;", out) : fputc(*p, out);
            fprintf(out, "</field_%d>", c + 1);
        }
        fputs("</child>\n", out);
    }
    fputs("<meta><instanceID>uuid:1</instanceID></meta></data>\n", out);
    return fclose(out);
}

static double cpu_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* The whole file; caller frees. */
static Str slurp(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return STR("");
    fseek(in, 0, SEEK_END);
    size_t size = (size_t)ftell(in);
    rewind(in);
    char *bytes = x_alloc(size + 1);
    size = fread(bytes, 1, size, in);
    fclose(in);
    return (Str){bytes, size};
}

/* Inflated bytes of the parts that hold cells; the file's own size where it is no zip. */
static double markup_bytes(const char *path)
{
    Error err = {0};
    Arena *arena = arena_create();
    Str file = slurp(path);
    double total = (double)file.len;
    if (str_starts_with(file, STR("PK"))) {
        Container *zip = container_open(arena, file, &READ_LIMITS, &err);
        total = 0;
        for (size_t i = 0; zip && i < zip->count; i++)
            if (str_find(zip->entries[i].name, STR("sheet1.xml"), 0) < zip->entries[i].name.len ||
                str_ends_with(zip->entries[i].name, STR("sharedStrings.xml")) ||
                str_is(zip->entries[i].name, "content.xml"))
                total += (double)zip->entries[i].size;
    }
    x_free((char *)(uintptr_t)file.ptr);
    arena_free(arena);
    return total;
}

static long file_kib(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return 0;
    fseek(in, 0, SEEK_END);
    long size = ftell(in);
    fclose(in);
    return size / 1024;
}

/* An XML submission's records are its second sheet. */
static size_t sheet_of(const Workbook *workbook)
{
    return reader_kind(workbook) == FILE_XML_ODK ? 1 : 0;
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
        RowCursor *cursor = workbook ? reader_rows(workbook, sheet_of(workbook), &err) : NULL;
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
    printf("%.4f %ld %ld %.0f %ld\n", best, rows, cells, markup_bytes(path),
           usage.ru_maxrss - file_kib(path));
    return 0;
}

static int scan_file(const char *path, int runs)
{
    Str file = slurp(path);
    double best = 1e9;
    long found = 0, lines = 0;
    CsvScan scan;
    CsvFind *finders[3];
    for (int run = 0; run < runs; run++) {
        double begin = cpu_seconds();
        csv_scan_begin(&scan, file, ',', finders[csv_finders(finders) - 1]);
        found = lines = 0;
        for (const char *p; (p = csv_scan_next(&scan)) < scan.end; found++)
            lines += *p == '\n';
        double spent = cpu_seconds() - begin;
        best = spent < best ? spent : best;
    }
    printf("%.4f %ld %ld %zu 0\n", best, lines, found, file.len);
    x_free((char *)(uintptr_t)file.ptr);
    return 0;
}

static int time_command(int runs, char **command)
{
    double best = 1e9;
    long peak = 0;
    for (int run = 0; run < runs; run++) {
        pid_t pid = fork();
        if (pid == 0) {
            dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
            execvp(command[0], command);
            _exit(127);
        }
        int status;
        struct rusage usage;
        if (wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) || WEXITSTATUS(status))
            return 1;
        double spent = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
        best = spent < best ? spent : best;
        peak = usage.ru_maxrss > peak ? usage.ru_maxrss : peak;
    }
    printf("%.4f 0 0 0 %ld\n", best, peak);
    return 0;
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    if (argc == 5 && strcmp(mode, "make") == 0) {
        long rows = atol(argv[3]);
        if (strcmp(argv[2], "csv") == 0)
            return make_csv(argv[4], rows);
        if (strcmp(argv[2], "xml") == 0)
            return make_xml(argv[4], rows);
        return make_xlsx(argv[4], rows, strcmp(argv[2], "xlsx-inline") == 0);
    }
    int runs = argc > 3 ? atoi(argv[3]) : 3;
    if (argc >= 3 && strcmp(mode, "read") == 0)
        return read_file(argv[2], runs);
    if (argc >= 3 && strcmp(mode, "scan") == 0)
        return scan_file(argv[2], runs);
    if (argc >= 4 && strcmp(mode, "time") == 0)
        return time_command(atoi(argv[2]), argv + 3);
    fprintf(stderr, "usage: read_bench make KIND ROWS OUT | read FILE [RUNS] | scan FILE [RUNS] |"
                    " time RUNS COMMAND ...\n");
    return 2;
}
