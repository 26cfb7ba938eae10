/* Named results. */

#include "pipeline/evaluate/score_sheet.h"

#include "pipeline/base/json.h"

#include <stdarg.h>

static void json_name(ScoreSheet *sheet, const char *name)
{
    if (sheet->json.len)
        strbuf_append_cstr(&sheet->json, ",\n ");
    json_append_string(&sheet->json, str_from(name));
    strbuf_append_char(&sheet->json, ':');
}

void score_number(ScoreSheet *sheet, const char *name, double value)
{
    strbuf_appendf(&sheet->text, "%s\t%.4f\n", name, value);
    json_name(sheet, name);
    strbuf_appendf(&sheet->json, "%.6f", value);
}

void score_count(ScoreSheet *sheet, const char *name, int64_t value)
{
    strbuf_appendf(&sheet->text, "%s\t%lld\n", name, (long long)value);
    json_name(sheet, name);
    strbuf_append_int(&sheet->json, value);
}

void score_finding(ScoreSheet *sheet, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    strbuf_vappendf(&sheet->details, format, args);
    va_end(args);
    strbuf_append_char(&sheet->details, '\n');
    sheet->findings++;
}

void score_sheet_free(ScoreSheet *sheet)
{
    strbuf_free(&sheet->text);
    strbuf_free(&sheet->json);
    strbuf_free(&sheet->details);
}
