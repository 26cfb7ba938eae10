#include "pipeline/base/error.h"

#include "pipeline/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Copies text that fits, cut at a character. */
static void copy_cut(char *out, size_t size, const char *text)
{
    Str cut = utf8_cut(str_from(text), size - 1);
    memcpy(out, cut.ptr, cut.len);
    out[cut.len] = '\0';
}

__attribute__((format(printf, 4, 0))) static void set(Error *err, Status status, SourceRef at,
                                                      const char *format, va_list args)
{
    if (!error_ok(err))
        return;
    char message[4 * ERROR_MESSAGE_MAX];
    vsnprintf(message, sizeof message, format, args);
    err->status = status;
    copy_cut(err->message, sizeof err->message, message);
    error_place(err, at);
}

void error_set(Error *err, Status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set(err, status, (SourceRef){0}, format, args);
    va_end(args);
}

void error_set_at(Error *err, Status status, SourceRef at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set(err, status, at, format, args);
    va_end(args);
}

void error_place(Error *err, SourceRef at)
{
    if (error_ok(err))
        return;
    if (!err->file[0] && at.file)
        copy_cut(err->file, sizeof err->file, at.file);
    if (!err->sheet[0] && at.sheet)
        copy_cut(err->sheet, sizeof err->sheet, at.sheet);
    if (err->row == 0)
        err->row = at.row;
    if (err->col == 0)
        err->col = at.col;
}

void column_name(int col, char out[8])
{
    char reversed[8];
    int n = 0;
    for (; col > 0 && n < 7; col = (col - 1) / 26)
        reversed[n++] = (char)('A' + (col - 1) % 26);
    for (int i = 0; i < n; i++)
        out[i] = reversed[n - 1 - i];
    out[n] = '\0';
}

void error_format(const Error *err, char *out, int size)
{
    char place[ERROR_FILE_MAX + ERROR_SHEET_MAX + 64] = "";
    size_t n = 0;
    if (err->file[0])
        n += (size_t)snprintf(place + n, sizeof place - n, "%s", err->file);
    if (err->sheet[0])
        n += (size_t)snprintf(place + n, sizeof place - n, "%s[%s]", n ? " " : "", err->sheet);
    if (err->row > 0 && err->col > 0) {
        char name[8];
        column_name(err->col, name);
        n += (size_t)snprintf(place + n, sizeof place - n, "%s%s%lld", n ? " " : "", name,
                              (long long)err->row);
    } else if (err->row > 0) {
        n += (size_t)snprintf(place + n, sizeof place - n, "%sline %lld", n ? " " : "",
                              (long long)err->row);
    }
    snprintf(out, (size_t)size, "%s%s%s", place, n ? ": " : "", err->message);
}

int status_exit_code(Status status)
{
    switch (status) {
    case STATUS_OK:
        return 0;
    case STATUS_USAGE:
        return 2;
    case STATUS_INPUT:
    case STATUS_FORMAT:
    case STATUS_LIMIT:
    case STATUS_CONFIG:
        return 3;
    case STATUS_SQL:
    case STATUS_LOCKED:
        return 4;
    case STATUS_REFUSED:
        return 5;
    case STATUS_IO:
        return 6;
    }
    return 3;
}
