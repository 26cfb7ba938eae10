/* Yearly returns: the office's survey of centers, lists of staff, examinations. */

#include "pipeline/sample/returns.h"

#include "pipeline/base/mem.h"
#include "pipeline/sample/calendar.h"
#include "pipeline/sample/facts.h"
#include "pipeline/sample/form.h"
#include "pipeline/sample/grade.h"
#include "pipeline/sample/spelling.h"
#include "pipeline/sample/truth.h"

#include <stdio.h>

static void plain_truth(Scribe *scribe, const char *path, Str sheet, int row, const char *kind,
                        int child)
{
    TruthRow truth = {.path = path, .sheet = sheet, .row = row, .kind = kind, .child = child};
    truth_row(scribe->truth, &truth);
}

/* --- profiles
 * ------------------------------------------------------------------------------------------------
 */

static void write_profiles(Scribe *scribe, int year, Error *err)
{
    static const char *const FIELDS[] = {"center_code",
                                         "profile_date",
                                         "classrooms",
                                         "toilets",
                                         "water",
                                         "electricity",
                                         "boarding",
                                         "boarders",
                                         "registration_status",
                                         "emergency_plan_date",
                                         "last_drill_date",
                                         "contact_tree",
                                         "protection_policy",
                                         "code_of_conduct",
                                         "funding_months",
                                         NULL};
    Clerk office = form_office_clerk();
    Date day = {FIRST_YEAR + year, 7, 31};
    SheetFile *file = sheet_file_create(day);
    char name[48];
    snprintf(name, sizeof name, "center-profiles-%d-%d", FIRST_YEAR + year, FIRST_YEAR + year + 1);
    const char *path = form_path(scribe, "office", day, name, FORMAT_XLSX);
    Form form = form_open(scribe, file, STR("Profiles"), &office, FIELDS, NULL);
    for (int c = 0; c < scribe->world->center_count; c++) {
        ProfileFacts p = profile_facts(scribe->world, c, year);
        if (!calendar_sends(scribe->world, c, p.date))
            continue;
        form_cstr(&form, scribe->world->centers[c].code);
        form_date(&form, p.date);
        form_int(&form, p.classrooms);
        form_int(&form, p.toilets);
        form_code(&form, "water", p.water);
        form_yes(&form, p.electricity);
        form_yes(&form, p.boarders > 0);
        form_int(&form, p.boarders);
        form_code(&form, "registration_status", p.registration);
        form_date(&form, p.plan);
        form_date(&form, p.drill);
        form_yes(&form, p.contact_tree);
        form_yes(&form, p.protection_policy);
        form_yes(&form, p.code_of_conduct);
        form_int(&form, p.funding_months);
        plain_truth(scribe, path, form.sheet->name, form_row(&form), "center_profile", -1);
    }
    form_close(scribe, file, path, FORMAT_XLSX, "current", err);
}

/* --- staff
 * -----------------------------------------------------------------------------------------------------
 */

/* A teacher: an adult put together from the same elements as parents. */
static PersonName invent_teacher(const World *world, int center, int n, char *sex)
{
    Dice dice = dice_make(world->seed, DICE_OTHER, center * 200 + n, 400);
    *sex = dice_chance(&dice, 0.68) ? 'F' : 'M';
    int people = world->centers[center].people;
    const ElementSet *set = &world->inventory->adult[people][*sex == 'M'];
    PersonName name = {.people = (uint8_t)people, .sex = *sex, .adult = true};
    int parts = dice_between(&dice, 2, 3);
    while (name.count < parts)
        name.parts[name.count++] = &set->items[dice_weighted(&dice, set->weights, set->count)];
    return name;
}

static void write_staff(Scribe *scribe, int center, int year, Error *err)
{
    static const char *const FIELDS[] = {"row_no",      "teacher_name", "sex",
                                         "nationality", "position",     "qualification",
                                         "work_permit", "hire_date",    NULL};
    static const char *const POSITIONS[] = {"Teacher", "Headteacher", "Assistant teacher"};
    const World *world = scribe->world;
    Date day = {FIRST_YEAR + year, 6, 20};
    if (!calendar_sends(world, center, day))
        return;
    Clerk clerk = clerk_make(world, center, year);
    FileFormat format = form_format(&clerk);
    SheetFile *file = sheet_file_create(day);
    char file_name[48];
    snprintf(file_name, sizeof file_name, "teachers-%d", FIRST_YEAR + year);
    const char *path = form_path(scribe, world->centers[center].code, day, file_name, format);
    Form form = form_open(scribe, file, STR("Teachers"), &clerk, FIELDS, NULL);
    int count = profile_facts(world, center, year).teachers;
    NameScript script = clerk.language == LANG_TH                                  ? NAME_THAI
                        : clerk.language == LANG_MY && clerk.scripts[NAME_MYANMAR] ? NAME_MYANMAR
                                                                                   : NAME_LATIN;
    StrBuf text = STRBUF_INIT;
    for (int n = 0; n < count; n++) {
        char sex;
        PersonName teacher = invent_teacher(world, center, n, &sex);
        Dice dice = dice_make(world->seed, DICE_OTHER, center * 200 + n, 401 + year);
        form_int(&form, n + 1);
        strbuf_clear(&text);
        spell_name(&text, &teacher, script, &clerk, &dice);
        form_text(&form, strbuf_str(&text));
        strbuf_clear(&text);
        write_sex(&text, scribe->words, sex, &clerk);
        form_text(&form, strbuf_str(&text));
        form_code(&form, "nationality", dice_chance(&dice, 0.85) ? "MM" : "TH");
        form_cstr(&form, POSITIONS[n == 0 ? 1 : dice_below(&dice, 5) == 0 ? 2 : 0]);
        form_cstr(&form, dice_chance(&dice, 0.4) ? "BA" : "Grade 12");
        form_yes(&form, dice_chance(&dice, 0.35));
        form_date(&form, (Date){FIRST_YEAR - dice_below(&dice, 8), 6, 1});
        plain_truth(scribe, path, form.sheet->name, form_row(&form), "staff", -1);
    }
    strbuf_free(&text);
    form_close(scribe, file, path, format, "current", err);
}

/* --- examinations
 * ---------------------------------------------------------------------------------------------- */

static void write_exams(Scribe *scribe, int center, Error *err)
{
    static const char *const FIELDS[] = {"row_no",    "student_code", "full_name", "exam",
                                         "exam_date", "exam_result",  "score",     NULL};
    const World *world = scribe->world;
    Date day = {FIRST_YEAR + 1, 3, 14};
    if (center % 4 != 0 || !calendar_sends(world, center, day))
        return;
    Clerk clerk = clerk_make(world, center, 0);
    FileFormat format = form_format(&clerk);
    SheetFile *file = sheet_file_create(day);
    const char *path =
        form_path(scribe, world->centers[center].code, day, "exam-results-2026", format);
    Form form = form_open(scribe, file, STR("Exam results"), &clerk, FIELDS, NULL);
    int top = grade_level_count(world->centers[center].system) / 3;
    Written code = {0}, name = {0};
    int number = 0;
    for (int i = 0; i < world->child_count; i++)
        for (int s = 0; s < world->children[i].spell_count; s++) {
            const Spell *spell = &world->children[i].spells[s];
            if (spell->center != center || !spell_active(spell, day) || spell->level[0] != top)
                continue;
            Dice dice = dice_make(world->seed, DICE_OTHER, i, 500);
            int score = dice_between(&dice, 22, 96);
            returns_child(scribe, &clerk, i, s, 0, &code, &name);
            form_int(&form, ++number);
            form_written(&form, &code);
            form_written(&form, &name);
            form_cstr(&form, "Grade 4 board");
            form_date(&form, day);
            form_code(&form, "exam_result", score >= 40 ? "pass" : "fail");
            form_int(&form, score);
            plain_truth(scribe, path, form.sheet->name, form_row(&form), "exam", i);
        }
    written_free(&code);
    written_free(&name);
    if (number > 0)
        form_close(scribe, file, path, format, "current", err);
    else
        sheet_file_free(file);
}

void returns_write_years(Scribe *scribe, Error *err)
{
    for (int year = 0; year < YEARS; year++) {
        write_profiles(scribe, year, err);
        for (int c = 0; c < scribe->world->center_count && error_ok(err); c++)
            write_staff(scribe, c, year, err);
    }
    for (int c = 0; c < scribe->world->center_count && error_ok(err); c++)
        write_exams(scribe, c, err);
}
