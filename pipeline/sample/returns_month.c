/* Monthly returns: attendance of each child, and the center's own figures. */

#include "pipeline/sample/returns.h"

#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"
#include "pipeline/sample/calendar.h"
#include "pipeline/sample/facts.h"
#include "pipeline/sample/form.h"
#include "pipeline/sample/grade.h"
#include "pipeline/sample/register.h"
#include "pipeline/sample/truth.h"

#include <stdio.h>

static Date last_day(Date month)
{
    return (Date){month.year, month.month, date_days_in_month(month.year, month.month)};
}

bool returns_sends_attendance(const World *world, int center, int year, Date month)
{
    return clerk_make(world, center, year).monthly_attendance &&
           calendar_sends(world, center, last_day(month));
}

bool returns_sends_month(const World *world, int center, Date month)
{
    Dice dice = dice_make(world->seed, DICE_MONTH, center, 50000 + month.year * 12 + month.month);
    return calendar_sends(world, center, last_day(month)) && !dice_chance(&dice, 0.05);
}

void returns_child(Scribe *scribe, const Clerk *clerk, int child, int spell, int year,
                   Written *code, Written *name)
{
    Register reg = {.center = scribe->world->children[child].spells[spell].center,
                    .year = year,
                    .clerk = *clerk,
                    .date = {FIRST_YEAR + year, 6, 10}};
    Dice dice =
        dice_make(scribe->world->seed, DICE_REGISTER, (int64_t)child * 16 + spell, year * 32);
    RegisterRow row = {.child = child, .spell = spell, .texts = dice_next(&dice)};
    register_cell(scribe, &reg, &row, FIELD_CODE, 0, code);
    register_cell(scribe, &reg, &row, FIELD_FULL, 0, name);
}

/* --- attendance
 * --------------------------------------------------------------------------------------------- */

typedef struct Roll {
    int child, spell;
    int school_days, present;
} Roll;

/* Children on a center's roll in a month with their days; caller frees. */
static Roll *month_roll(const World *world, int center, Date month, size_t *count)
{
    Roll *roll = NULL;
    size_t cap = 0;
    *count = 0;
    for (int i = 0; i < world->child_count; i++)
        for (int s = 0; s < world->children[i].spell_count; s++) {
            const Spell *spell = &world->children[i].spells[s];
            Roll one = {.child = i, .spell = s};
            if (spell->center != center ||
                !presence(world, i, spell, month, &one.school_days, &one.present))
                continue;
            x_grow(roll, cap, *count + 1);
            roll[(*count)++] = one;
            break;
        }
    return roll;
}

static void attendance_truth(Scribe *scribe, const char *path, const Sheet *sheet, int row,
                             const Roll *roll, Date month)
{
    TruthRow truth = {.path = path,
                      .sheet = sheet->name,
                      .row = row,
                      .kind = "attendance",
                      .child = roll->child,
                      .school_days = roll->present < 0 ? 0 : roll->school_days,
                      .days_present = roll->present};
    truth_row(scribe->truth, &truth);
    Attended attended = {.child = roll->child,
                         .spell = roll->spell,
                         .center = scribe->world->children[roll->child].spells[roll->spell].center,
                         .month = month,
                         .school_days = roll->school_days,
                         .present = roll->present};
    reported_attended(scribe->reported, &attended);
}

/* More days present than school days: typed one row too low. */
static bool lay_above(Scribe *scribe, const char *path, const Sheet *sheet, int row)
{
    Dice dice = {str_hash(str_from(path)) + (uint64_t)row};
    if (!dice_chance(&dice, scribe->world->small ? 0.003 : 0.0006))
        return false;
    Trap trap = {.number = 17,
                 .name = "present on more days than there were",
                 .path = path,
                 .sheet = sheet->name,
                 .row = row,
                 .expect = "issue"};
    truth_trap(scribe->truth, &trap);
    return true;
}

static void month_name(StrBuf *out, const Wording *words, Date month, Language language)
{
    char key[24];
    snprintf(key, sizeof key, "value.month.%02d", month.month);
    strbuf_append(out, wording_pick(words, key, language, 0));
    strbuf_appendf(out, " %d", month.year + (language == LANG_TH ? 543 : 0));
}

/* Days of the month as marks: "/" present, "x" absent; the clerk counts at the end. */
static void day_marks(Form *form, const Roll *roll, Date month)
{
    int days = date_days_in_month(month.year, month.month);
    int school = 0;
    for (int d = 1; d <= days; d++) {
        int64_t weekday = (date_to_days((Date){month.year, month.month, d}) + 4) % 7;
        bool open = weekday != 0 && weekday != 6 && school < roll->school_days;
        if (!open) {
            form_skip(form);
            continue;
        }
        school++;
        /* The first days of absence are spread: every n-th school day is missed. */
        int missing = roll->school_days - roll->present;
        bool away = missing > 0 && (school * missing) / roll->school_days >
                                       ((school - 1) * missing) / roll->school_days;
        form_cstr(form, away ? "x" : "/");
    }
    form_int(form, roll->school_days);
    form_int(form, roll->present);
}

static void grid_headings(Scribe *scribe, SheetFile *file, Sheet *sheet, int row, int first,
                          Date month, Language language)
{
    int days = date_days_in_month(month.year, month.month);
    for (int d = 1; d <= days; d++)
        sheet_number(sheet, row, first + d - 1, d);
    sheet_text(file, sheet, row, first + days,
               wording_pick(scribe->words, "school_days", language, 0));
    sheet_text(file, sheet, row, first + days + 1,
               wording_pick(scribe->words, "days_present", language, 0));
}

/* One month's sheet. sheet_name says the month where the sheets of a term share a file. */
static void attendance_sheet(Scribe *scribe, SheetFile *file, const char *path, int center,
                             int year, const Clerk *clerk, Date month, Str sheet_name, bool titled)
{
    static const char *const SUMS[] = {"row_no",       "student_code", "full_name", "school_days",
                                       "days_present", "days_absent",  NULL};
    static const char *const GRID[] = {"row_no", "student_code", "full_name", NULL};
    bool grid = clerk->heading_seed % 6 == 0;
    StrBuf title = STRBUF_INIT;
    strbuf_append(&title, wording_pick(scribe->words, "value.kind.attendance", clerk->language, 0));
    strbuf_append_char(&title, ' ');
    month_name(&title, scribe->words, month, clerk->language);
    Form form = form_open(scribe, file, sheet_name, clerk, grid ? GRID : SUMS,
                          titled ? strbuf_cstr(&title) : NULL);
    if (grid)
        grid_headings(scribe, file, form.sheet, form.row - 1, 4, month, clerk->language);
    size_t count;
    Roll *roll = month_roll(scribe->world, center, month, &count);
    Written code = {0}, name = {0};
    for (size_t i = 0; i < count; i++) {
        returns_child(scribe, clerk, roll[i].child, roll[i].spell, year, &code, &name);
        form_int(&form, (int)i + 1);
        form_written(&form, &code);
        form_written(&form, &name);
        if (grid) {
            day_marks(&form, &roll[i], month);
        } else {
            bool above = lay_above(scribe, path, form.sheet, form.row);
            if (above)
                roll[i].present = roll[i].school_days + 3;
            form_int(&form, roll[i].school_days);
            form_int(&form, roll[i].present);
            if (above) { /* the cell is emptied: no figure is to be expected */
                form_skip(&form);
                roll[i].present = -1;
            } else {
                form_int(&form, roll[i].school_days - roll[i].present);
            }
        }
        attendance_truth(scribe, path, form.sheet, form_row(&form), &roll[i], month);
    }
    x_free(roll);
    strbuf_free(&title);
    written_free(&code);
    written_free(&name);
}

static bool holds_sheets(FileFormat format)
{
    return format == FORMAT_XLSX || format == FORMAT_ODS || format == FORMAT_SPREADSHEETML;
}

/* The last day of the term that the month belongs to: October or March. */
static Date term_end(Date month)
{
    bool first = month.month >= 5 && month.month <= 10;
    return (Date){month.year + (!first && month.month > 4), first ? 10 : 3, 31};
}

static void attendance_by_term(Scribe *scribe, int center, int year, const Clerk *clerk, Error *err)
{
    Date months[MONTHS_MAX];
    int count = calendar_months(scribe->world, center, year, months);
    SheetFile *file = NULL;
    const char *path = NULL;
    Date ends = {0};
    FileFormat format = form_format(clerk);
    for (int i = 0; i <= count; i++) {
        bool sends = i < count && calendar_sends(scribe->world, center, last_day(months[i]));
        if (file && (!sends || date_cmp(term_end(months[i]), ends) != 0)) {
            form_close(scribe, file, path, format, "current", err);
            file = NULL;
        }
        if (!sends)
            continue;
        if (!file) {
            ends = term_end(months[i]);
            Date latest = date_cmp(ends, scribe->world->as_of) < 0 ? ends : months[count - 1];
            path = form_path(scribe, scribe->world->centers[center].code, latest, "attendance-term",
                             format);
            file = sheet_file_create(last_day(latest));
        }
        StrBuf name = STRBUF_INIT;
        month_name(&name, scribe->words, months[i], clerk->language);
        attendance_sheet(scribe, file, path, center, year, clerk, months[i], strbuf_str(&name),
                         clerk->heading_seed % 2);
        strbuf_free(&name);
    }
}

/* --- the center's return
 * ------------------------------------------------------------------------------------ */

static const char *const RETURN_FIELDS[] = {"school_days",
                                            "days_open",
                                            "days_closed",
                                            "days_alternative",
                                            "children_alternative",
                                            "feeding_days",
                                            "meals_served",
                                            "garden_active",
                                            "garden_children",
                                            "harvest_kg",
                                            "incidents",
                                            "incidents_nil",
                                            "drills",
                                            "children_on_roll",
                                            "teachers_active",
                                            NULL};
enum { RETURN_COUNT = 15 };

/* The cells of a return in the order of RETURN_FIELDS. */
static void return_cells(Form *form, const MonthFacts *f)
{
    form_int(form, f->school_days);
    form_int(form, f->days_open);
    form_int(form, f->days_closed);
    form_int(form, f->days_alternative);
    form_int(form, f->children_alternative);
    form_int(form, f->feeding_days);
    form_int(form, f->meals);
    form_yes(form, f->garden);
    form_int(form, f->garden_children);
    form_double(form, f->harvest_kg);
    form_int(form, f->incident_count);
    if (f->incident_count == 0)
        form_yes(form, true);
    else
        form_skip(form);
    form_int(form, f->drills);
    form_int(form, f->on_roll);
    form_int(form, f->teachers);
}

static void return_truth(Scribe *scribe, const char *path, Str sheet, int row)
{
    TruthRow truth = {
        .path = path, .sheet = sheet, .row = row, .kind = "center_month", .child = -1};
    truth_row(scribe->truth, &truth);
}

static void return_sheet(Scribe *scribe, SheetFile *file, const char *path, int center,
                         const Clerk *clerk, Date month)
{
    StrBuf title = STRBUF_INIT;
    strbuf_append(&title,
                  wording_pick(scribe->words, "value.kind.center_month", clerk->language, 0));
    strbuf_append_char(&title, ' ');
    month_name(&title, scribe->words, month, clerk->language);
    Form form =
        form_open(scribe, file, STR("Monthly report"), clerk, RETURN_FIELDS, strbuf_cstr(&title));
    MonthFacts facts = month_facts(scribe->world, center, month);
    return_cells(&form, &facts);
    return_truth(scribe, path, form.sheet->name, form_row(&form));
    strbuf_free(&title);
}

/* A month's return as an ODK instance of its own. */
static void return_instance(Scribe *scribe, int center, Date month, Error *err)
{
    const Center *c = &scribe->world->centers[center];
    MonthFacts f = month_facts(scribe->world, center, month);
    Dice dice = dice_make(scribe->world->seed, DICE_FILE, center, month.year * 12 + month.month);
    unsigned long long a = dice_next(&dice), b = dice_next(&dice);
    Date sent = date_add_days(last_day(month), 2);
    char day[DATE_TEXT_SIZE];
    date_format_iso(sent, day);
    int values[] = {f.school_days,
                    f.days_open,
                    f.days_closed,
                    f.days_alternative,
                    f.children_alternative,
                    f.feeding_days,
                    f.meals,
                    f.garden,
                    f.garden_children,
                    0,
                    f.incident_count,
                    f.incident_count == 0,
                    f.drills,
                    f.on_roll,
                    f.teachers};
    StrBuf out = STRBUF_INIT;
    strbuf_appendf(
        &out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<mlc_monthly "
        "xmlns:jr=\"http://openrosa.org/javarosa\" id=\"mlc_monthly\" "
        "version=\"2025050101\">\n<start>%sT08:12:44.120+07:00</start>\n"
        "<centre><mlc_code>%s</mlc_code><district>%.*s</district><month>%04d-%02d</month>"
        "</centre>\n<report>",
        day, c->code, STR_ARG(c->district_code), month.year, month.month);
    for (int i = 0; i < RETURN_COUNT; i++) {
        strbuf_appendf(&out, "<%s>", RETURN_FIELDS[i]);
        if (i == 7)
            strbuf_append_cstr(&out, values[i] ? "yes" : "no");
        else if (i == 9)
            strbuf_append_double(&out, f.harvest_kg);
        else if (i == 11)
            strbuf_append_cstr(&out, values[i] ? "nil" : "");
        else
            strbuf_append_int(&out, values[i]);
        strbuf_appendf(&out, "</%s>", RETURN_FIELDS[i]);
    }
    strbuf_appendf(&out,
                   "</report>\n<meta><instanceID>uuid:%08llx-0000-4000-a000-%012llx</instanceID>"
                   "</meta>\n</mlc_monthly>\n",
                   a >> 32, b & 0xFFFFFFFFFFFFull);
    char name[64];
    snprintf(name, sizeof name, "instances/monthly-%04d-%02d/submission", month.year, month.month);
    const char *path = form_path(scribe, c->code, month, name, FORMAT_ODK);
    const char *slash = strrchr(path, '/');
    Str folder = {path, (size_t)(slash - path)};
    file_make_folder(file_join(scribe->arena, scribe->dir, arena_cstr(scribe->arena, folder)), err);
    file_write(file_join(scribe->arena, scribe->dir, path), strbuf_str(&out), err);
    return_truth(scribe, path, STR("mlc_monthly"), 2);
    truth_file(scribe->truth, path, "xml-odk", "current");
    scribe->files[FORMAT_ODK]++;
    scribe->rows++;
    strbuf_free(&out);
}

/* --- by center
 * ------------------------------------------------------------------------------------------------
 */

typedef enum ReturnWay { RETURN_WORKBOOK, RETURN_INSTANCE, RETURN_EXPORT } ReturnWay;

/* How a center's monthly figures come: its own workbook, an ODK form, or the office's Kobo export.
 */
static ReturnWay return_way(int center)
{
    return center % 10 == 2 ? RETURN_INSTANCE : center % 10 == 0 ? RETURN_WORKBOOK : RETURN_EXPORT;
}

static void write_center_month(Scribe *scribe, int center, int year, const Clerk *clerk, Date month,
                               Error *err)
{
    const char *code = scribe->world->centers[center].code;
    FileFormat format = form_format(clerk);
    char name[48];
    bool by_term = clerk->attendance_by_term && holds_sheets(format);
    bool attendance = !by_term && returns_sends_attendance(scribe->world, center, year, month);
    bool figures = returns_sends_month(scribe->world, center, month);
    bool workbook = figures && return_way(center) == RETURN_WORKBOOK;
    if (attendance) {
        snprintf(name, sizeof name, "attendance-%04d-%02d", month.year, month.month);
        const char *path = form_path(scribe, code, month, name, format);
        SheetFile *file = sheet_file_create(last_day(month));
        attendance_sheet(scribe, file, path, center, year, clerk, month, STR("Attendance"), true);
        if (workbook && holds_sheets(format)) {
            return_sheet(scribe, file, path, center, clerk, month);
            workbook = false;
        }
        form_close(scribe, file, path, format, "current", err);
    }
    if (workbook) {
        snprintf(name, sizeof name, "monthly-report-%04d-%02d", month.year, month.month);
        const char *path = form_path(scribe, code, month, name, format);
        SheetFile *file = sheet_file_create(last_day(month));
        return_sheet(scribe, file, path, center, clerk, month);
        form_close(scribe, file, path, format, "current", err);
    }
    if (figures && return_way(center) == RETURN_INSTANCE)
        return_instance(scribe, center, month, err);
}

/* The office's Kobo account, exported once a quarter: one row a center and month. */
static void write_export(Scribe *scribe, Date quarter, Error *err)
{
    static const char *const HEADINGS[] = {"start", "centre/mlc_code",  "centre/month", "_id",
                                           "_uuid", "_submission_time", "_index"};
    const World *world = scribe->world;
    Clerk office = form_office_clerk();
    const char *fields[] = {NULL};
    /* The running quarter is exported with the months that are over. */
    Date last = date_add_months(quarter, 2);
    while (date_cmp(last_day(last), world->as_of) >= 0)
        last = date_add_months(last, -1);
    SheetFile *file = sheet_file_create(date_add_days(last_day(last), 5));
    char name[48];
    int q = (quarter.month + 2) / 3;
    snprintf(name, sizeof name, "mlc_monthly-%04d-Q%d", quarter.year, q);
    const char *path = form_path(scribe, "office", last, name, FORMAT_XLSX);
    Form form = form_open(scribe, file, STR("mlc_monthly"), &office, fields, NULL);
    for (int i = 0; i < 3; i++)
        sheet_text(file, form.sheet, 1, i + 1, str_from(HEADINGS[i]));
    for (int i = 0; i < RETURN_COUNT; i++)
        sheet_text(file, form.sheet, 1, 4 + i,
                   arena_printf(scribe->arena, "report/%s", RETURN_FIELDS[i]));
    for (int i = 3; i < 7; i++)
        sheet_text(file, form.sheet, 1, RETURN_COUNT + 1 + i, str_from(HEADINGS[i]));
    int index = 0;
    for (Date month = quarter; date_cmp(month, last) <= 0; month = date_add_months(month, 1)) {
        for (int c = 0; c < world->center_count; c++) {
            Date first = school_year_start(world->centers[c].calendar,
                                           month.month < 5 ? month.year - 1 : month.year);
            bool in_school = month.month != 4 && (month.month != 5 || first.month == 5);
            if (return_way(c) != RETURN_EXPORT || !in_school ||
                !returns_sends_month(world, c, month))
                continue;
            MonthFacts facts = month_facts(world, c, month);
            char text[48], day[DATE_TEXT_SIZE];
            date_format_iso(date_add_days(last_day(month), 1 + c % 4), day);
            snprintf(text, sizeof text, "%sT09:%02d:00.000+07:00", day, c % 60);
            form_cstr(&form, text);
            form_cstr(&form, world->centers[c].code);
            snprintf(text, sizeof text, "%04d-%02d", month.year, month.month);
            form_cstr(&form, text);
            return_cells(&form, &facts);
            form_int(&form, (month.year % 100 * 12 + month.month) * 1000 + c);
            snprintf(text, sizeof text, "%08x-0000-4000-b000-%012d",
                     c * 7919 + month.year * 12 + month.month, c);
            form_cstr(&form, text);
            form_cstr(&form, day);
            form_int(&form, ++index);
            return_truth(scribe, path, form.sheet->name, form_row(&form));
        }
    }
    if (index > 0)
        form_close(scribe, file, path, FORMAT_XLSX, "current", err);
    else
        sheet_file_free(file);
}

void returns_write_months(Scribe *scribe, Error *err)
{
    const World *world = scribe->world;
    for (int c = 0; c < world->center_count && error_ok(err); c++)
        for (int year = 0; year < YEARS; year++) {
            Clerk clerk = clerk_make(world, c, year);
            Date months[MONTHS_MAX];
            int count = calendar_months(world, c, year, months);
            if (clerk.monthly_attendance && clerk.attendance_by_term &&
                holds_sheets(form_format(&clerk)))
                attendance_by_term(scribe, c, year, &clerk, err);
            for (int m = 0; m < count; m++)
                write_center_month(scribe, c, year, &clerk, months[m], err);
        }
    for (Date quarter = {FIRST_YEAR, 4, 1}; date_cmp(last_day(quarter), world->as_of) < 0;
         quarter = date_add_months(quarter, 3))
        write_export(scribe, quarter, err);
}
