/*
 * Registers as forms: ODK/Kobo submission XML (one child a repeat), Kobo's XLSX export (a repeat
 * sheet joined by _parent_index), and rollbook's own submission XML.
 */

#include "pipeline/sample/register.h"

#include "pipeline/base/file.h"
#include "pipeline/sample/grade.h"
#include "pipeline/sample/spelling.h"
#include "pipeline/sample/truth.h"

#include <stdio.h>

/* Fields that forms hold, and what the form calls them. */
static const struct FormField {
    Field field;
    const char *name;
} FORM[] = {
    {FIELD_CODE, "student_no"},
    {FIELD_FULL, "full_name"},
    {FIELD_MYANMAR, "name_my"},
    {FIELD_SEX, "sex"},
    {FIELD_BIRTH, "dob"},
    {FIELD_AGE, "age"},
    {FIELD_GRADE, "grade"},
    {FIELD_FATHER, "father_name"},
    {FIELD_MOTHER, "mother_name"},
    {FIELD_PHONE, "phone"},
    {FIELD_VILLAGE, "village"},
    {FIELD_DISTRICT, "district"},
    {FIELD_ID13, "thai_id13"},
    {FIELD_G_CODE, "g_code"},
    {FIELD_ENTRY, "enrolment_date"},
    {FIELD_LEFT, "leaving_date"},
    {FIELD_REASON, "leaving_reason"},
};
enum { FORM_FIELDS = sizeof FORM / sizeof *FORM };

/* A version-4-shaped UUID from dice, so that the same sample has the same ids. */
static void invent_uuid(char out[37], Dice *dice)
{
    uint64_t a = dice_next(dice), b = dice_next(dice);
    snprintf(out, 37, "%08x-%04x-4%03x-a%03x-%012llx", (unsigned)(a >> 32),
             (unsigned)(a >> 16 & 0xFFFF), (unsigned)(a & 0xFFF), (unsigned)(b >> 52),
             (unsigned long long)(b & 0xFFFFFFFFFFFFu));
}

/* What a form stores: codes for choices, ISO dates; text as typed. */
static void form_value(Scribe *scribe, const Register *reg, const RegisterRow *row,
                       const struct FormField *form, Written *cell, StrBuf *out)
{
    const World *world = scribe->world;
    const Child *child = &world->children[row->child];
    strbuf_clear(out);
    switch (form->field) {
    case FIELD_SEX:
        if (row->sex)
            strbuf_append_char(out, row->sex == 'F' ? 'f' : 'm');
        return;
    case FIELD_GRADE:
        strbuf_append_cstr(out, grade_code(world->centers[reg->center].system, row->level));
        return;
    case FIELD_DISTRICT:
        strbuf_append(out, world->families[child->family].village->district_code);
        return;
    case FIELD_REASON:
        if (!date_is_none(row->end) && reason_code(row->reason))
            strbuf_append_cstr(out, reason_code(row->reason));
        return;
    case FIELD_AGE:
        if (row->birth_known != BIRTH_AGE && row->birth_known != BIRTH_NONE)
            return;
        break;
    default:
        break;
    }
    register_cell(scribe, reg, row, form->field, 0, cell);
    written_text(out, cell);
}

static bool form_has(const Register *reg, const struct FormField *form)
{
    if (form->field == FIELD_AGE || form->field == FIELD_DISTRICT || form->field == FIELD_VILLAGE)
        return true;
    Field fields[FIELD_COUNT];
    size_t count = register_fields(reg, fields);
    for (size_t i = 0; i < count; i++)
        if (fields[i] == form->field)
            return true;
    return false;
}

static void element(StrBuf *out, const char *name, Str value)
{
    strbuf_appendf(out, "<%s>", name);
    markup_append(out, value);
    strbuf_appendf(out, "</%s>", name);
}

/* --- ODK
 * ------------------------------------------------------------------------------------------------
 */

static void odk_head(StrBuf *out, Scribe *scribe, const Register *reg, const char *uuid)
{
    const Center *center = &scribe->world->centers[reg->center];
    char day[DATE_TEXT_SIZE];
    date_format_iso(reg->date, day);
    strbuf_append_cstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<mlc_register "
                            "xmlns:jr=\"http://openrosa.org/javarosa\" "
                            "xmlns:orx=\"http://openrosa.org/xforms\" id=\"mlc_register\" "
                            "version=\"2025050101\">\n");
    strbuf_appendf(out, "<formhub><uuid>%.8s%.4s%.4s</uuid></formhub>\n", uuid, uuid + 9,
                   uuid + 14);
    strbuf_appendf(out, "<start>%sT08:12:44.120+07:00</start>\n<end>%sT09:40:02.001+07:00</end>\n",
                   day, day);
    strbuf_appendf(out,
                   "<centre><mlc_code>%s</mlc_code><district>%.*s</district>"
                   "<register_date>%s</register_date></centre>\n",
                   center->code, STR_ARG(center->district_code), day);
}

static void write_odk(Scribe *scribe, const Register *reg, Error *err)
{
    Dice dice =
        dice_make(scribe->world->seed, DICE_FILE, reg->center, 5000 + reg->year * 50 + reg->list);
    char uuid[37];
    invent_uuid(uuid, &dice);
    StrBuf out = STRBUF_INIT, value = STRBUF_INIT;
    Written cell = {0};
    odk_head(&out, scribe, reg, uuid);
    int line = 7; /* behind the heading's six */
    for (size_t i = 0; i < reg->count; i++) {
        strbuf_append_cstr(&out, "<children>");
        for (size_t f = 0; f < FORM_FIELDS; f++) {
            if (!form_has(reg, &FORM[f]))
                continue;
            form_value(scribe, reg, &reg->rows[i], &FORM[f], &cell, &value);
            element(&out, FORM[f].name, strbuf_str(&value));
        }
        strbuf_append_cstr(&out, "</children>\n");
        register_truth(scribe, reg, &reg->rows[i], STR("children"), line++);
    }
    strbuf_append_cstr(&out, "<__version__>vKx7Rr2</__version__>\n");
    strbuf_appendf(&out, "<meta><instanceID>uuid:%s</instanceID></meta>\n</mlc_register>\n", uuid);
    file_write(file_join(scribe->arena, scribe->dir, reg->path), strbuf_str(&out), err);
    strbuf_free(&out);
    strbuf_free(&value);
    written_free(&cell);
}

/* --- Kobo's export
 * ----------------------------------------------------------------------------------------- */

static void kobo_main_sheet(Scribe *scribe, const Register *reg, SheetFile *file, const char *uuid)
{
    static const char *const HEADINGS[] = {"start",
                                           "end",
                                           "centre/mlc_code",
                                           "centre/district",
                                           "centre/register_date",
                                           "_id",
                                           "_uuid",
                                           "_submission_time",
                                           "_validation_status",
                                           "_notes",
                                           "_status",
                                           "_submitted_by",
                                           "__version__",
                                           "_tags",
                                           "_index"};
    const Center *center = &scribe->world->centers[reg->center];
    char day[DATE_TEXT_SIZE], time[40];
    date_format_iso(reg->date, day);
    snprintf(time, sizeof time, "%sT08:12:44.120+07:00", day);
    const char *values[] = {
        time, time, center->code, center->district_code.ptr, day,           "20250611", uuid,
        time, "",   "",           "submitted_via_web",       "mecc_office", "vKx7Rr2",  "",
        "1"};
    Sheet *sheet = sheet_file_add(file, STR("mlc_register"));
    for (int i = 0; i < 15; i++) {
        sheet_text(file, sheet, 1, i + 1, str_from(HEADINGS[i]));
        sheet_text(file, sheet, 2, i + 1, i == 3 ? center->district_code : str_from(values[i]));
    }
}

static void write_kobo(Scribe *scribe, const Register *reg, Error *err)
{
    Dice dice =
        dice_make(scribe->world->seed, DICE_FILE, reg->center, 5000 + reg->year * 50 + reg->list);
    char uuid[37];
    invent_uuid(uuid, &dice);
    SheetFile *file = sheet_file_create(reg->date);
    kobo_main_sheet(scribe, reg, file, uuid);
    Sheet *sheet = sheet_file_add(file, STR("children"));
    StrBuf value = STRBUF_INIT;
    Written cell = {0};
    int col = 0, columns[FORM_FIELDS];
    for (size_t f = 0; f < FORM_FIELDS; f++) {
        columns[f] = form_has(reg, &FORM[f]) ? ++col : 0;
        if (columns[f])
            sheet_text(file, sheet, 1, col,
                       arena_printf(scribe->arena, "children/%s", FORM[f].name));
    }
    sheet_text(file, sheet, 1, col + 1, STR("_index"));
    sheet_text(file, sheet, 1, col + 2, STR("_parent_table_name"));
    sheet_text(file, sheet, 1, col + 3, STR("_parent_index"));
    for (size_t i = 0; i < reg->count; i++) {
        int row = (int)i + 2;
        for (size_t f = 0; f < FORM_FIELDS; f++) {
            if (!columns[f])
                continue;
            form_value(scribe, reg, &reg->rows[i], &FORM[f], &cell, &value);
            sheet_text(file, sheet, row, columns[f], strbuf_str(&value));
        }
        sheet_number(sheet, row, col + 1, (double)i + 1);
        sheet_text(file, sheet, row, col + 2, STR("mlc_register"));
        sheet_number(sheet, row, col + 3, 1);
        register_truth(scribe, reg, &reg->rows[i], sheet->name, row);
    }
    sheet_write_xlsx(file, file_join(scribe->arena, scribe->dir, reg->path), err);
    sheet_file_free(file);
    strbuf_free(&value);
    written_free(&cell);
}

/* --- rollbook's own
 * ------------------------------------------------------------------------------------------ */

static void own_child(Scribe *scribe, const Register *reg, const RegisterRow *row, StrBuf *out)
{
    static const Field FIELDS[] = {FIELD_CODE,   FIELD_FULL,    FIELD_MYANMAR,  FIELD_SEX,
                                   FIELD_BIRTH,  FIELD_GRADE,   FIELD_FATHER,   FIELD_MOTHER,
                                   FIELD_PHONE,  FIELD_VILLAGE, FIELD_DISTRICT, FIELD_ID13,
                                   FIELD_G_CODE, FIELD_ENTRY,   FIELD_LEFT,     FIELD_REASON};
    Written cell = {0};
    StrBuf value = STRBUF_INIT;
    strbuf_append_cstr(out, "<register>");
    for (size_t f = 0; f < sizeof FIELDS / sizeof *FIELDS; f++) {
        struct FormField form = {FIELDS[f], field_name(FIELDS[f])};
        if (!form_has(reg, &form))
            continue;
        form_value(scribe, reg, row, &form, &cell, &value);
        if (form.field == FIELD_SEX && value.len) { /* the schema's codes are capitals */
            strbuf_clear(&value);
            strbuf_append_char(&value, row->sex);
        }
        if (value.len)
            element(out, form.name, strbuf_str(&value));
    }
    strbuf_append_cstr(out, "</register>\n");
    strbuf_free(&value);
    written_free(&cell);
}

static void write_own(Scribe *scribe, const Register *reg, Error *err)
{
    const Center *center = &scribe->world->centers[reg->center];
    char day[DATE_TEXT_SIZE];
    date_format_iso(reg->date, day);
    StrBuf out = STRBUF_INIT;
    strbuf_appendf(&out,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<submission xmlns=\"urn:rollbook:submission:1\" center=\"%s\" period=\"%.7s\" "
                   "date=\"%s\">\n",
                   center->code, day, day);
    for (size_t i = 0; i < reg->count; i++) {
        own_child(scribe, reg, &reg->rows[i], &out);
        register_truth(scribe, reg, &reg->rows[i], STR("register"), (int)i + 3);
    }
    strbuf_append_cstr(&out, "</submission>\n");
    file_write(file_join(scribe->arena, scribe->dir, reg->path), strbuf_str(&out), err);
    strbuf_free(&out);
}

void register_write_xml(Scribe *scribe, const Register *reg, Error *err)
{
    FileFormat format = reg->clerk.format;
    register_begin(scribe, reg);
    if (format == FORMAT_ODK)
        write_odk(scribe, reg, err);
    else if (format == FORMAT_KOBO)
        write_kobo(scribe, reg, err);
    else
        write_own(scribe, reg, err);
    truth_file(scribe->truth, reg->path,
               format == FORMAT_ODK    ? "xml-odk"
               : format == FORMAT_KOBO ? "kobo"
                                       : "xml-rollbook",
               reg->status);
    scribe->files[format]++;
}
