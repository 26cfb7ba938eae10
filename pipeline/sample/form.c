/* Plain tables of returns. */

#include "pipeline/sample/form.h"

#include "pipeline/base/file.h"
#include "pipeline/sample/truth.h"

#include <stdio.h>

Form form_open(Scribe *scribe, SheetFile *file, Str sheet, const Clerk *clerk,
               const char *const *fields, const char *title)
{
    Form form = {
        .scribe = scribe, .file = file, .sheet = sheet_file_add(file, sheet), .clerk = clerk};
    if (title)
        sheet_text(file, form.sheet, ++form.row, 1, str_from(title));
    form.row++;
    for (int i = 0; fields[i]; i++) {
        Str heading = wording_pick(scribe->words, fields[i], clerk->language, 0);
        if (heading.len == 0)
            heading = wording_pick(scribe->words, fields[i], LANG_EN, 0);
        sheet_text(file, form.sheet, form.row, i + 1, heading);
    }
    form.row++;
    return form;
}

void form_text(Form *form, Str text)
{
    sheet_text(form->file, form->sheet, form->row, ++form->col, text);
}

void form_cstr(Form *form, const char *text)
{
    form_text(form, str_from(text));
}

void form_int(Form *form, int value)
{
    sheet_number(form->sheet, form->row, ++form->col, value);
}

void form_double(Form *form, double value)
{
    sheet_number(form->sheet, form->row, ++form->col, value);
}

void form_written(Form *form, const Written *cell)
{
    written_put(form->file, form->sheet, form->row, ++form->col, cell);
}

void form_date(Form *form, Date date)
{
    Written cell = {0};
    if (!date_is_none(date))
        write_date(&cell, date, form->clerk->days);
    form_written(form, &cell);
    written_free(&cell);
}

void form_yes(Form *form, bool yes)
{
    form_text(form, wording_pick(form->scribe->words, yes ? "value.yes" : "value.no",
                                 form->clerk->language, 0));
}

void form_code(Form *form, const char *group, const char *code)
{
    char value[64];
    snprintf(value, sizeof value, "value.%s.%s", group, code);
    form_text(form, wording_pick(form->scribe->words, value, form->clerk->language, 0));
}

void form_skip(Form *form)
{
    form->col++;
}

int form_row(Form *form)
{
    form->col = 0;
    form->scribe->rows++;
    return form->row++;
}

const char *form_path(Scribe *scribe, const char *folder, Date month, const char *name,
                      FileFormat format)
{
    return arena_printf(scribe->arena, "%s/%04d-%02d/%s%s", folder, month.year, month.month, name,
                        sheet_extension(format))
        .ptr;
}

void form_close(Scribe *scribe, SheetFile *file, const char *path, FileFormat format,
                const char *status, Error *err)
{
    const char *slash = strrchr(path, '/');
    Str folder = {path, (size_t)(slash - path)};
    file_make_folder(file_join(scribe->arena, scribe->dir, arena_cstr(scribe->arena, folder)), err);
    truth_file(scribe->truth, path, sheet_extension(format) + 1, status);
    scribe->files[format]++;
    sheet_file_write(file, format, file_join(scribe->arena, scribe->dir, path), err);
    sheet_file_free(file);
}

FileFormat form_format(const Clerk *clerk)
{
    switch (clerk->format) {
    case FORMAT_ODK:
    case FORMAT_KOBO:
    case FORMAT_ROLLBOOK:
    case FORMAT_HTML:
        return FORMAT_XLSX;
    default:
        return clerk->format;
    }
}

Clerk form_office_clerk(void)
{
    return (Clerk){.language = LANG_EN,
                   .second = LANG_EN,
                   .scripts = {[NAME_LATIN] = true},
                   .titles = TITLE_IN_NAME,
                   .births = DATES_ISO,
                   .days = DATES_ISO,
                   .respell = 0.3,
                   .slip = 0.02,
                   .format = FORMAT_XLSX};
}
