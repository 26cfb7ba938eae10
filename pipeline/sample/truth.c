/* Collects the truth while the files are written. */

#include "pipeline/sample/truth.h"

#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"

#include <stdio.h>

struct Truth {
    StrBuf rows, files, traps;
};

Truth *truth_create(void)
{
    Truth *truth = x_new(Truth);
    strbuf_append_cstr(&truth->rows,
                       "path\tsheet\trow\tkind\tchild\tsex\tbirth_from\tbirth_to\tgrade\tdistrict\t"
                       "start\tend\treason\tschool_days\tdays_present\n");
    strbuf_append_cstr(&truth->files, "path\tformat\tstatus\n");
    strbuf_append_cstr(&truth->traps, "number\ttrap\tpath\tsheet\trow\texpect\tdetail\tchildren\n");
    return truth;
}

void truth_free(Truth *truth)
{
    if (!truth)
        return;
    strbuf_free(&truth->rows);
    strbuf_free(&truth->files);
    strbuf_free(&truth->traps);
    x_free(truth);
}

void truth_child_name(int child, char out[16])
{
    snprintf(out, 16, "C%06d", (child + 1) % 1000000);
}

static void append_date(StrBuf *out, Date date)
{
    strbuf_append_char(out, '\t');
    if (!date_is_none(date)) {
        char text[DATE_TEXT_SIZE];
        date_format_iso(date, text);
        strbuf_append_cstr(out, text);
    }
}

static void append_text(StrBuf *out, Str text)
{
    strbuf_append_char(out, '\t');
    strbuf_append(out, text);
}

void truth_row(Truth *truth, const TruthRow *row)
{
    StrBuf *out = &truth->rows;
    strbuf_append_cstr(out, row->path);
    append_text(out, row->sheet);
    strbuf_appendf(out, "\t%d\t%s\t", row->row, row->kind);
    if (row->child >= 0) {
        char child[16];
        truth_child_name(row->child, child);
        strbuf_append_cstr(out, child);
    }
    append_text(out, row->sex ? (Str){&row->sex, 1} : STR(""));
    append_date(out, row->birth_from);
    append_date(out, row->birth_to);
    append_text(out, str_from(row->grade));
    append_text(out, row->district);
    append_date(out, row->start);
    append_date(out, row->end);
    append_text(out, str_from(row->reason));
    if (row->school_days)
        strbuf_appendf(out, "\t%d\t%d", row->school_days, row->days_present);
    else
        strbuf_append_cstr(out, "\t\t");
    strbuf_append_char(out, '\n');
}

void truth_file(Truth *truth, const char *path, const char *format, const char *status)
{
    strbuf_appendf(&truth->files, "%s\t%s\t%s\n", path, format, status);
}

void truth_trap(Truth *truth, const Trap *trap)
{
    StrBuf *out = &truth->traps;
    strbuf_appendf(out, "%d\t%s\t%s", trap->number, trap->name, trap->path ? trap->path : "");
    append_text(out, trap->sheet.ptr ? trap->sheet : STR(""));
    strbuf_appendf(out, "\t%d\t%s\t%s\t", trap->row, trap->expect,
                   trap->detail ? trap->detail : "");
    for (int i = 0; i < trap->child_count; i++) {
        char child[16];
        truth_child_name(trap->children[i], child);
        strbuf_appendf(out, "%s%s", i ? "," : "", child);
    }
    strbuf_append_char(out, '\n');
}

void truth_write(const Truth *truth, const char *dir, Str indicators, Error *err)
{
    static const char *const NAMES[] = {"truth.tsv", "files.tsv", "traps.tsv", "indicators.tsv"};
    StrBuf figures = STRBUF_INIT;
    strbuf_append_cstr(&figures, "indicator\tperiod_code\tarea_code\tdisaggregation\tnumerator\t"
                                 "denominator\tvalue\n");
    strbuf_append(&figures, indicators);
    const StrBuf *texts[] = {&truth->rows, &truth->files, &truth->traps, &figures};
    Arena *arena = arena_create();
    file_make_folder(dir, err);
    for (size_t i = 0; i < 4; i++)
        file_write(file_join(arena, dir, NAMES[i]), strbuf_str(texts[i]), err);
    arena_free(arena);
    strbuf_free(&figures);
}
