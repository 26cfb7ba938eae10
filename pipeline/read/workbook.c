/*
 * Opening a file by what it is, and what all workbooks have in common. What the formats look like
 * inside is left to their own files.
 */

#include "pipeline/read/workbook.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/utf8.h"
#include "pipeline/base/xml.h"
#include "pipeline/read/sniff.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool row_cursor_next(RowCursor *cursor, Row *row, Error *err)
{
    return cursor && error_ok(err) && cursor->ops->next(cursor, row, err);
}

void row_cursor_close(RowCursor *cursor)
{
    if (cursor)
        cursor->ops->close(cursor);
}

const char *file_kind_name(FileKind kind)
{
    switch (kind) {
    case FILE_UNKNOWN:
        return "unknown";
    case FILE_XLSX:
        return "xlsx";
    case FILE_XLS:
        return "xls";
    case FILE_ODS:
        return "ods";
    case FILE_CSV:
        return "csv";
    case FILE_SPREADSHEETML:
        return "xml-spreadsheet";
    case FILE_HTML:
        return "html";
    case FILE_XML_ODK:
        return "xml-odk";
    case FILE_XML_ROLLBOOK:
        return "xml-rollbook";
    case FILE_ENCRYPTED:
        return "encrypted";
    case FILE_LOCK:
        return "lock";
    case FILE_OTHER:
        return "other";
    }
    return "unknown";
}

void workbook_init(Workbook *self, const WorkbookOps *ops, FileKind kind,
                   const WorkbookSource *source)
{
    self->ops = ops;
    self->kind = kind;
    self->arena = source->arena;
    self->bytes = source->bytes;
    self->name = source->options->name;
    self->limits = source->limits;
    self->modified = STR("");
}

void workbook_add_sheet(Workbook *self, Str name, bool hidden, Error *err)
{
    if (!error_ok(err))
        return;
    if (self->sheet_count >= (size_t)self->limits->sheets) {
        error_set(err, STATUS_LIMIT, "the workbook has more than %d sheets", self->limits->sheets);
        return;
    }
    x_grow(self->sheets, self->sheet_cap, self->sheet_count + 1);
    StrBuf valid = STRBUF_INIT;
    utf8_append_valid(&valid, name);
    self->sheets[self->sheet_count++] =
        (SheetInfo){.name = arena_str(self->arena, strbuf_str(&valid)), .hidden = hidden};
    strbuf_free(&valid);
}

void workbook_add_merged(Workbook *self, MergedRange range)
{
    /* A sheet with more ranges than this is not a table; the rest does not matter. */
    enum { MERGED_MAX = 100000 };
    if (self->merged_count >= MERGED_MAX)
        return;
    x_grow(self->merged, self->merged_cap, self->merged_count + 1);
    self->merged[self->merged_count++] = range;
}

void workbook_warn(Workbook *self, const char *rule, int64_t row, int col)
{
    for (size_t i = 0; i < self->warning_count; i++)
        if (strcmp(self->warnings[i].rule, rule) == 0) {
            self->warnings[i].count++;
            return;
        }
    if (self->warning_count < READ_WARNING_MAX)
        self->warnings[self->warning_count++] =
            (ReadWarning){.rule = rule, .count = 1, .row = row, .col = col};
}

static Workbook *open_kind(FileKind kind, const char *what, const WorkbookSource *source,
                           Error *err)
{
    switch (kind) {
    case FILE_XLSX:
        return xlsx_open(source, err);
    case FILE_XLS:
        return xls_open(source, err);
    case FILE_ODS:
        return ods_open(source, err);
    case FILE_CSV:
        return csv_open(source, err);
    case FILE_SPREADSHEETML:
        return spreadsheetml_open(source, err);
    case FILE_HTML:
        return html_open(source, err);
    case FILE_XML_ODK:
    case FILE_XML_ROLLBOOK:
        return submission_open(source, kind, err);
    case FILE_ENCRYPTED:
        error_set(err, STATUS_FORMAT,
                  "the workbook is protected by a password: save it without one");
        return NULL;
    case FILE_LOCK:
        error_set(err, STATUS_FORMAT,
                  "this is the lock file of a workbook that is open somewhere, not the workbook");
        return NULL;
    case FILE_UNKNOWN:
    case FILE_OTHER:
        break;
    }
    error_set(err, STATUS_FORMAT, "expected a spreadsheet or a submission, found %s", what);
    return NULL;
}

Workbook *reader_open_bytes(Str bytes, const ReadOptions *options, Error *err)
{
    static const ReadOptions NONE = {0};
    if (!error_ok(err))
        return NULL;
    if (!options)
        options = &NONE;
    xml_init();
    Arena *arena = arena_create();
    WorkbookSource source = {
        .bytes = bytes, .arena = arena, .options = options, .limits = &READ_LIMITS};
    const char *what = NULL;
    FileKind kind = sniff_kind(bytes, options->name, &what);
    Workbook *workbook = open_kind(kind, what, &source, err);
    error_place(err, (SourceRef){.file = options->name});
    if (!workbook)
        arena_free(arena);
    return workbook;
}

/* The whole file, mapped. An empty file gives the empty text. */
static Str map_file(const char *path, int64_t max, Error *err)
{
    Str none = STR("");
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        error_set(err, STATUS_INPUT, "the file cannot be opened: %s", strerror(errno));
    } else if (!S_ISREG(st.st_mode)) {
        error_set(err, STATUS_INPUT, "expected a file, found something else");
    } else if (st.st_size > max) {
        error_set(err, STATUS_LIMIT, "the file is larger than %lld MiB", (long long)(max >> 20));
    } else if (st.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes == MAP_FAILED)
            error_set(err, STATUS_INPUT, "the file cannot be read: %s", strerror(errno));
        else
            none = (Str){bytes, (size_t)st.st_size};
    }
    if (fd >= 0)
        close(fd);
    return none;
}

static void unmap_file(Str bytes)
{
    if (bytes.len > 0)
        munmap((void *)(uintptr_t)bytes.ptr, bytes.len);
}

Workbook *reader_open(const char *path, const ReadOptions *options, Error *err)
{
    if (!error_ok(err))
        return NULL;
    ReadOptions own = options ? *options : (ReadOptions){0};
    if (!own.name)
        own.name = path;
    Str bytes = map_file(path, own.max_bytes > 0 ? own.max_bytes : READ_LIMITS.file_bytes, err);
    error_place(err, (SourceRef){.file = own.name});
    Workbook *workbook = reader_open_bytes(bytes, &own, err);
    if (workbook)
        workbook->mapped = true;
    else
        unmap_file(bytes);
    return workbook;
}

FileKind file_kind(const char *path, Error *err)
{
    if (!error_ok(err))
        return FILE_UNKNOWN;
    Str bytes = map_file(path, READ_LIMITS.file_bytes, err);
    const char *what = NULL;
    FileKind kind = error_ok(err) ? sniff_kind(bytes, path, &what) : FILE_UNKNOWN;
    unmap_file(bytes);
    error_place(err, (SourceRef){.file = path});
    return kind;
}

void reader_close(Workbook *workbook)
{
    if (!workbook)
        return;
    if (workbook->ops->close)
        workbook->ops->close(workbook);
    x_free(workbook->sheets);
    x_free(workbook->merged);
    if (workbook->mapped)
        unmap_file(workbook->bytes);
    arena_free(workbook->arena);
}

FileKind reader_kind(const Workbook *workbook)
{
    return workbook->kind;
}

const char *reader_encoding(const Workbook *workbook)
{
    return workbook->encoding[0] ? workbook->encoding : NULL;
}

size_t reader_sheet_count(const Workbook *workbook)
{
    return workbook->sheet_count;
}

SheetInfo reader_sheet(const Workbook *workbook, size_t index)
{
    return workbook->sheets[index];
}

Str reader_modified(const Workbook *workbook)
{
    return workbook->modified;
}

RowCursor *reader_rows(Workbook *workbook, size_t index, Error *err)
{
    if (!error_ok(err))
        return NULL;
    workbook->merged_count = 0;
    workbook->warning_count = 0;
    RowCursor *rows = workbook->ops->rows(workbook, index, err);
    error_place(err, (SourceRef){.file = workbook->name});
    return rows;
}

const MergedRange *reader_merged(const Workbook *workbook, size_t *count)
{
    *count = workbook->merged_count;
    return workbook->merged;
}

const ReadWarning *reader_warnings(const Workbook *workbook, size_t *count)
{
    *count = workbook->warning_count;
    return workbook->warnings;
}
