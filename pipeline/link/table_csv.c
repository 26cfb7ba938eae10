/* Reading delimited text straight into interned columns. */

#include "pipeline/link/table_csv.h"

#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Mapped {
    Str text;
    void *map;
    size_t size;
} Mapped;

static Mapped map_file(const char *path, Error *err)
{
    Mapped mapped = {.text = STR("")};
    struct stat info;
    int fd = error_ok(err) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        error_set_at(err, STATUS_INPUT, (SourceRef){.file = path}, "the file cannot be opened");
    } else if (info.st_size > 0) {
        mapped.size = (size_t)info.st_size;
        mapped.map = mmap(NULL, mapped.size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (mapped.map == MAP_FAILED) {
            mapped.map = NULL;
            error_set_at(err, STATUS_INPUT, (SourceRef){.file = path}, "the file cannot be read");
        } else {
            mapped.text = (Str){mapped.map, mapped.size};
        }
    }
    if (fd >= 0)
        close(fd);
    if (str_starts_with(mapped.text, STR("\xEF\xBB\xBF")))
        mapped.text = str_slice(mapped.text, 3, mapped.text.len);
    return mapped;
}

static void unmap_file(Mapped *mapped)
{
    if (mapped->map)
        munmap(mapped->map, mapped->size);
}

typedef struct CsvScan {
    const char *at, *end;
    char delimiter;
    StrBuf quoted; /* a field whose doubled quotes were undone */
} CsvScan;

static char find_delimiter(Str text)
{
    Str line = str_slice(text, 0, str_find(text, STR("\n"), 0));
    size_t best = 0;
    char delimiter = ',';
    static const char CHOICES[] = {',', ';', '\t', '|'};
    for (size_t c = 0; c < sizeof CHOICES; c++) {
        size_t count = 0;
        for (size_t i = 0; i < line.len; i++)
            count += line.ptr[i] == CHOICES[c];
        if (count > best) {
            best = count;
            delimiter = CHOICES[c];
        }
    }
    return delimiter;
}

static Str quoted_field(CsvScan *scan)
{
    strbuf_clear(&scan->quoted);
    scan->at++;
    while (scan->at < scan->end) {
        const char *quote = memchr(scan->at, '"', (size_t)(scan->end - scan->at));
        const char *stop = quote ? quote : scan->end;
        strbuf_append_bytes(&scan->quoted, scan->at, (size_t)(stop - scan->at));
        scan->at = stop;
        if (!quote)
            break;
        scan->at++;
        if (scan->at == scan->end || *scan->at != '"')
            break;
        strbuf_append_char(&scan->quoted, '"');
        scan->at++;
    }
    /* What stands between the closing quote and the delimiter belongs to the field. */
    while (scan->at < scan->end && *scan->at != scan->delimiter && *scan->at != '\n' &&
           *scan->at != '\r')
        strbuf_append_char(&scan->quoted, *scan->at++);
    return strbuf_str(&scan->quoted);
}

/* The next field; *last is set where the record ends with it. */
static Str next_field(CsvScan *scan, bool *last)
{
    Str field;
    if (scan->at < scan->end && *scan->at == '"') {
        field = quoted_field(scan);
    } else {
        const char *from = scan->at;
        while (scan->at < scan->end && *scan->at != scan->delimiter && *scan->at != '\n' &&
               *scan->at != '\r')
            scan->at++;
        field = (Str){from, (size_t)(scan->at - from)};
    }
    *last = true;
    if (scan->at < scan->end && *scan->at == scan->delimiter) {
        scan->at++;
        *last = false;
    } else if (scan->at < scan->end) {
        scan->at += *scan->at == '\r' && scan->at + 1 < scan->end && scan->at[1] == '\n' ? 2 : 1;
    }
    return field;
}

static CsvHeader read_header(CsvScan *scan, Arena *arena)
{
    CsvHeader header = {0};
    for (bool last = scan->at == scan->end; !last;) {
        Str name = str_trim(next_field(scan, &last));
        if (header.count < LINK_COLUMNS_MAX)
            header.names[header.count++] = arena_str(arena, name);
    }
    return header;
}

CsvHeader table_csv_header(Arena *arena, const char *path, Error *err)
{
    Mapped mapped = map_file(path, err);
    CsvScan scan = {.at = mapped.text.ptr,
                    .end = mapped.text.ptr + mapped.text.len,
                    .delimiter = find_delimiter(mapped.text)};
    CsvHeader header = read_header(&scan, arena);
    strbuf_free(&scan.quoted);
    unmap_file(&mapped);
    return header;
}

/* Which table column each of the file's columns goes to, -1 where to none. */
static void match_columns(const LinkTable *table, const CsvHeader *header, int targets[],
                          const char *path, Error *err)
{
    for (int i = 0; i < header->count; i++)
        targets[i] = -1;
    for (int c = 0; c < table->column_count; c++) {
        int found = -1;
        for (int i = 0; i < header->count; i++)
            if (str_is(header->names[i], table->columns[c].name))
                found = i;
        if (found < 0)
            error_set_at(err, STATUS_INPUT, (SourceRef){.file = path},
                         "the file has no column \"%s\"", table->columns[c].name);
        else
            targets[found] = c;
    }
}

enum { VALUE_MAX = 1024 }; /* longer values are compared by their beginning */

static Str folded(Str text, char out[VALUE_MAX])
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

void table_csv_add(LinkTable *table, const char *path, const bool *verbatim, Error *err)
{
    Arena *arena = arena_create();
    Mapped mapped = map_file(path, err);
    CsvScan scan = {.at = mapped.text.ptr,
                    .end = mapped.text.ptr + mapped.text.len,
                    .delimiter = find_delimiter(mapped.text)};
    CsvHeader header = read_header(&scan, arena);
    int targets[LINK_COLUMNS_MAX];
    match_columns(table, &header, targets, path, err);
    link_table_begin_source(table);
    char buffer[VALUE_MAX];
    while (error_ok(err) && scan.at < scan.end) {
        if (*scan.at == '\n' || *scan.at == '\r') { /* an empty line is no record */
            scan.at++;
            continue;
        }
        uint32_t row = link_table_add_row(table);
        bool last = false;
        for (int i = 0; !last; i++) {
            Str field = next_field(&scan, &last);
            int target = i < header.count ? targets[i] : -1;
            if (target >= 0)
                link_table_set(table, row, target,
                               verbatim[target] ? field : folded(field, buffer));
        }
    }
    strbuf_free(&scan.quoted);
    unmap_file(&mapped);
    arena_free(arena);
}
