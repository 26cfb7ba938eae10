/*
 * Lists of children besides the registers, written by project staff in their own spelling:
 * homeschooling, placements in Thai schools, the out-of-school list; and the cases that carry a
 * number instead of a name: psychosocial support, incidents.
 */

#include "pipeline/sample/returns.h"

#include "pipeline/base/mem.h"
#include "pipeline/sample/calendar.h"
#include "pipeline/sample/facts.h"
#include "pipeline/sample/form.h"
#include "pipeline/sample/grade.h"
#include "pipeline/sample/register.h"
#include "pipeline/sample/truth.h"

#include <stdio.h>

/* --- a person on such a list
 * -------------------------------------------------------------------------------- */

typedef struct Person {
    Register reg;
    RegisterRow row;
    Written cell;
} Person;

/* Lists of the same number are by the same hand. */
enum { LIST_HOMESCHOOL = 20, LIST_PLACEMENT, LIST_OUT_OF_SCHOOL };

static Person person_open(Scribe *scribe, const Clerk *clerk, int child, int spell, int list,
                          Date day)
{
    Person person = {.reg = {.center = scribe->world->children[child].spells[spell].center,
                             .year = day.year > FIRST_YEAR,
                             .list = list,
                             .date = day,
                             .clerk = *clerk}};
    person.reg.clerk.retypes = true;
    if (person.reg.clerk.births == DATES_AGE)
        person.reg.clerk.births = DATES_DMY_CE;
    person.row = register_write_down(scribe, &person.reg, child, spell);
    return person;
}

static void person_cells(Scribe *scribe, Form *form, Person *person, const Field *fields, int count)
{
    for (int i = 0; i < count; i++) {
        register_cell(scribe, &person->reg, &person->row, fields[i], 0, &person->cell);
        form_written(form, &person->cell);
    }
}

static void person_truth(Scribe *scribe, const Person *person, const char *path, Str sheet, int row,
                         const char *kind, Date on)
{
    register_report_birth(scribe, &person->row, on, false, on);
    TruthRow truth = {.path = path,
                      .sheet = sheet,
                      .row = row,
                      .kind = kind,
                      .child = person->row.child,
                      .sex = person->row.sex};
    register_birth(&person->row, &truth.birth_from, &truth.birth_to);
    truth_row(scribe->truth, &truth);
}

/* --- homeschooling
 * -------------------------------------------------------------------------------------------- */

static void write_homeschool(Scribe *scribe, int center, Error *err)
{
    static const char *const FIELDS[] = {
        "programme",   "student_code", "full_name", "sex",         "date_of_birth", "father_name",
        "mother_name", "start_date",   "end_date",  "exit_reason", "transition_to", NULL};
    static const Field PERSON[] = {FIELD_CODE,  FIELD_FULL,   FIELD_SEX,
                                   FIELD_BIRTH, FIELD_FATHER, FIELD_MOTHER};
    Clerk clerk = clerk_make(scribe->world, center, 1);
    Date day = {FIRST_YEAR + 1, 9, 30};
    SheetFile *file = sheet_file_create(day);
    FileFormat format = form_format(&clerk);
    const char *path =
        form_path(scribe, scribe->world->centers[center].code, day, "homeschool", format);
    Form form = form_open(scribe, file, STR("Homeschool"), &clerk, FIELDS, NULL);
    int rows = 0;
    Homeschool one;
    for (int n = 0; homeschool_facts(scribe->world, n, &one); n++) {
        if (one.center != center)
            continue;
        Person person = person_open(scribe, &clerk, one.child, 0, LIST_HOMESCHOOL, day);
        form_code(&form, "programme", "homeschool");
        person_cells(scribe, &form, &person, PERSON, 6);
        form_date(&form, one.start);
        form_date(&form, one.end);
        if (one.transition)
            form_code(&form, "leave", "transfer_thai");
        else if (!date_is_none(one.end))
            form_code(&form, "leave", "completed");
        else
            form_skip(&form);
        if (one.transition)
            form_code(&form, "placement_type", "thai_school");
        person_truth(scribe, &person, path, form.sheet->name, form_row(&form), "programme",
                     one.start);
        if (n == 0) {
            Trap trap = {.number = 27,
                         .name = "a published number under every threshold",
                         .path = path,
                         .expect = "read"};
            truth_trap(scribe->truth, &trap);
        }
        written_free(&person.cell);
        rows++;
    }
    if (rows > 0)
        form_close(scribe, file, path, format, "current", err);
    else
        sheet_file_free(file);
}

/* --- psychosocial support
 * --------------------------------------------------------------------------------------- */

static void support_rows(Scribe *scribe, Form *form, const char *path, int center, int year)
{
    const char *code = scribe->world->centers[center].code;
    int count = support_count(scribe->world, center, year);
    for (int n = 0; n < count; n++) {
        SupportCase c = support_facts(scribe->world, center, year, n);
        form_cstr(form, code);
        form_code(form, "programme", "psychosocial");
        form_text(form,
                  arena_printf(scribe->arena, "PSS-%s-%d%02d", code, FIRST_YEAR + year, n + 1));
        form_date(form, c.referred);
        form_date(form, c.assessed);
        form_date(form, c.started);
        form_date(form, c.completed);
        if (date_is_none(c.assessed))
            form_skip(form);
        else
            form_int(form, c.score_start);
        if (!date_is_none(c.reassessed))
            form_int(form, c.score_end);
        TruthRow truth = {.path = path,
                          .sheet = form->sheet->name,
                          .row = form_row(form),
                          .kind = "programme",
                          .child = -1};
        truth_row(scribe->truth, &truth);
    }
}

/* The project's own log of cases, a file a school year. */
static void write_support(Scribe *scribe, int year, Error *err)
{
    static const char *const FIELDS[] = {
        "center_code", "programme",      "case_ref",    "referred_date", "assessed_date",
        "start_date",  "completed_date", "score_start", "score_end",     NULL};
    Date day = year ? (Date){FIRST_YEAR + 1, 11, 15} : (Date){FIRST_YEAR + 1, 3, 30};
    Clerk clerk = form_office_clerk();
    SheetFile *file = sheet_file_create(day);
    const char *path = form_path(scribe, "office", day, "psychosocial-support", FORMAT_XLSX);
    Form form = form_open(scribe, file, STR("PSS"), &clerk, FIELDS, NULL);
    for (int c = 0; c < scribe->world->center_count; c++)
        if (calendar_sends(scribe->world, c, day))
            support_rows(scribe, &form, path, c, year);
    form_close(scribe, file, path, FORMAT_XLSX, "current", err);
}

/* --- placements
 * ----------------------------------------------------------------------------------------------------
 */

bool returns_reports_placement(const World *world, int child, int spell, Date *start)
{
    const Spell *s = &world->children[child].spells[spell];
    Dice dice = dice_make(world->seed, DICE_OTHER, child, 800);
    if (s->reason != REASON_TRANSFER_THAI || !dice_chance(&dice, 0.85))
        return false;
    *start = date_add_days(s->end, dice_between(&dice, 2, 70));
    return date_cmp(*start, date_add_days(world->as_of, -6)) < 0;
}

static void write_placements(Scribe *scribe, int center, int year, Error *err)
{
    static const char *const FIELDS[] = {
        "student_code", "full_name",      "sex",         "date_of_birth", "father_name",
        "mother_name",  "placement_type", "destination", "start_date",    NULL};
    static const Field PERSON[] = {FIELD_CODE,  FIELD_FULL,   FIELD_SEX,
                                   FIELD_BIRTH, FIELD_FATHER, FIELD_MOTHER};
    const World *world = scribe->world;
    Clerk clerk = clerk_make(world, center, year);
    Date day = year ? (Date){FIRST_YEAR + 1, 11, 16} : (Date){FIRST_YEAR + 1, 5, 29};
    FileFormat format = form_format(&clerk);
    SheetFile *file = sheet_file_create(day);
    const char *path = form_path(scribe, world->centers[center].code, day, "placements", format);
    Form form = form_open(scribe, file, STR("Placements"), &clerk, FIELDS, NULL);
    int rows = 0;
    for (int i = 0; i < world->child_count; i++)
        for (int s = 0; s < world->children[i].spell_count; s++) {
            Date start;
            if (world->children[i].spells[s].center != center ||
                !returns_reports_placement(world, i, s, &start) ||
                (date_cmp(start, (Date){FIRST_YEAR + 1, 5, 25}) < 0) != (year == 0))
                continue;
            const Village *village = world->families[world->children[i].family].village;
            Person person = person_open(scribe, &clerk, i, s, LIST_PLACEMENT, day);
            person_cells(scribe, &form, &person, PERSON, 6);
            form_code(&form, "placement_type", i % 9 == 0 ? "thai_nfe" : "thai_school");
            form_text(&form, arena_printf(scribe->arena, "โรงเรียนบ้าน%.*s", STR_ARG(village->thai)));
            form_date(&form, start);
            Placed placed = {.child = i, .center = center, .start = start, .nfe = i % 9 == 0};
            reported_placed(scribe->reported, &placed);
            person_truth(scribe, &person, path, form.sheet->name, form_row(&form), "placement",
                         start);
            written_free(&person.cell);
            rows++;
        }
    if (rows > 0)
        form_close(scribe, file, path, format, "current", err);
    else
        sheet_file_free(file);
}

/* --- out of school
 * ----------------------------------------------------------------------------------------------------
 */

/* Children the office's survey met: some enrolled later, some had left a center. */
static bool is_found(const World *world, int child, Date *found, Date *enrolled, int *spell)
{
    const Child *c = &world->children[child];
    Dice dice = dice_make(world->seed, DICE_OTHER, child, 900);
    const Spell *first = &c->spells[0], *last = &c->spells[c->spell_count - 1];
    *enrolled = (Date){0};
    if (date_cmp(first->start, (Date){FIRST_YEAR + 1, 5, 1}) > 0 && c->birth.year < 2019 &&
        dice_chance(&dice, 0.12)) {
        *found = date_add_days((Date){FIRST_YEAR + 1, 1, 10}, dice_below(&dice, 100));
        *enrolled = first->start;
        *spell = 0;
        return true;
    }
    bool gone = last->reason == REASON_LOST_CONTACT || last->reason == REASON_WORK ||
                last->reason == REASON_POVERTY;
    if (gone && date_cmp(last->end, (Date){FIRST_YEAR + 1, 4, 1}) < 0 && dice_chance(&dice, 0.3)) {
        *found = date_add_days((Date){FIRST_YEAR + 1, 5, 4}, dice_below(&dice, 40));
        *spell = c->spell_count - 1;
        return true;
    }
    return false;
}

static void write_out_of_school(Scribe *scribe, Error *err)
{
    static const char *const FIELDS[] = {
        "case_ref", "full_name", "sex",      "date_of_birth", "father_name",   "mother_name",
        "phone",    "village",   "district", "found_date",    "enrolled_date", NULL};
    static const Field PERSON[] = {FIELD_FULL,   FIELD_SEX,   FIELD_BIRTH,   FIELD_FATHER,
                                   FIELD_MOTHER, FIELD_PHONE, FIELD_VILLAGE, FIELD_DISTRICT};
    const World *world = scribe->world;
    Clerk office = form_office_clerk();
    Date day = {FIRST_YEAR + 1, 9, 15};
    SheetFile *file = sheet_file_create(day);
    const char *path = form_path(scribe, "office", day, "out-of-school-list-2026", FORMAT_XLSX);
    Form form = form_open(scribe, file, STR("Out-of-school children"), &office, FIELDS, NULL);
    int number = 0;
    for (int i = 0; i < world->child_count; i++) {
        Date found, enrolled;
        int spell;
        if (!is_found(world, i, &found, &enrolled, &spell))
            continue;
        char ref[24];
        snprintf(ref, sizeof ref, "OOS-26-%04d", ++number);
        Person person = person_open(scribe, &office, i, spell, LIST_OUT_OF_SCHOOL, day);
        form_cstr(&form, ref);
        person_cells(scribe, &form, &person, PERSON, 8);
        form_date(&form, found);
        form_date(&form, enrolled);
        person_truth(scribe, &person, path, form.sheet->name, form_row(&form), "out_of_school",
                     found);
        written_free(&person.cell);
    }
    if (number > 0)
        form_close(scribe, file, path, FORMAT_XLSX, "current", err);
    else
        sheet_file_free(file);
}

/* --- incidents
 * ---------------------------------------------------------------------------------------------------------
 */

static void incident_row(Scribe *scribe, Form *form, const char *path, int center,
                         const Incident *incident, int number)
{
    const World *world = scribe->world;
    const Child *child = &world->children[incident->child];
    Clerk clerk = clerk_make(world, center, incident->date.year > FIRST_YEAR);
    Written code = {0}, name = {0};
    int spell = 0;
    while (spell < child->spell_count - 1 && child->spells[spell].center != center)
        spell++;
    returns_child(scribe, &clerk, incident->child, spell, incident->date.year > FIRST_YEAR, &code,
                  &name);
    form_cstr(form, world->centers[center].code);
    form_text(form, arena_printf(scribe->arena, "CP-%d-%04d", incident->date.year, number));
    form_written(form, &code);
    form_cstr(form, child->sex == 'F' ? "F" : "M");
    form_int(form, date_completed_years(child->birth, incident->date));
    form_date(form, incident->date);
    form_code(form, "incident_type", incident->type);
    form_code(form, "incident_status", incident->status);
    form_yes(form, !date_is_none(incident->referred));
    form_date(form, incident->referred);
    TruthRow truth = {.path = path,
                      .sheet = form->sheet->name,
                      .row = form_row(form),
                      .kind = "incident",
                      .child = incident->child};
    truth_row(scribe->truth, &truth);
    written_free(&code);
    written_free(&name);
}

/* The office's log, a file a school year. */
static void write_incidents(Scribe *scribe, int year, Error *err)
{
    static const char *const FIELDS[] = {
        "center_code",   "case_ref",        "student_code", "sex",           "age", "incident_date",
        "incident_type", "incident_status", "referral",     "referral_date", NULL};
    const World *world = scribe->world;
    Clerk office = form_office_clerk();
    Date day = year ? (Date){FIRST_YEAR + 1, 11, 12} : (Date){FIRST_YEAR + 1, 4, 9};
    SheetFile *file = sheet_file_create(day);
    const char *path = form_path(scribe, "office", day, "incident-log", FORMAT_XLSX);
    Form form = form_open(scribe, file, STR("Incidents"), &office, FIELDS, NULL);
    int number = 0;
    for (int c = 0; c < world->center_count; c++) {
        Date months[MONTHS_MAX];
        int count = calendar_months(world, c, year, months);
        for (int m = 0; m < count; m++) {
            if (!returns_sends_month(world, c, months[m]))
                continue;
            MonthFacts facts = month_facts(world, c, months[m]);
            for (int n = 0; n < facts.incident_count; n++)
                incident_row(scribe, &form, path, c, &facts.incidents[n], ++number);
        }
    }
    if (number > 0)
        form_close(scribe, file, path, FORMAT_XLSX, "current", err);
    else
        sheet_file_free(file);
}

void returns_write_programmes(Scribe *scribe, Error *err)
{
    for (int c = 0; c < scribe->world->center_count && error_ok(err); c++) {
        if (c < 4)
            write_homeschool(scribe, c, err);
        for (int year = 0; year < YEARS; year++)
            write_placements(scribe, c, year, err);
    }
    for (int year = 0; year < YEARS; year++) {
        write_support(scribe, year, err);
        write_incidents(scribe, year, err);
    }
    write_out_of_school(scribe, err);
}
