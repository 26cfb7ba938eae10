/* What the office itself keeps: visits to centers, outreach, meetings of the steering committee. */

#include "pipeline/sample/returns.h"

#include "pipeline/sample/facts.h"
#include "pipeline/sample/form.h"
#include "pipeline/sample/truth.h"

#include <stdio.h>

static void office_truth(Scribe *scribe, const char *path, Str sheet, int row, const char *kind)
{
    TruthRow truth = {.path = path, .sheet = sheet, .row = row, .kind = kind, .child = -1};
    truth_row(scribe->truth, &truth);
}

static void write_visits(Scribe *scribe, int year, Error *err)
{
    static const char *const FIELDS[] = {"center_code",  "visit_date",     "visited_by",
                                         "criteria_met", "criteria_total", "problem_category",
                                         "opened_date",  "closed_date",    NULL};
    Clerk office = form_office_clerk();
    Date day = {FIRST_YEAR + year, 11, 18};
    SheetFile *file = sheet_file_create(day);
    char name[48];
    snprintf(name, sizeof name, "visits-%d", FIRST_YEAR + year);
    const char *path = form_path(scribe, "office", day, name, FORMAT_XLSX);
    Form form = form_open(scribe, file, STR("Visits"), &office, FIELDS, NULL);
    for (int c = 0; c < scribe->world->center_count; c++)
        for (int n = 0; n < 2; n++) {
            Visit visit;
            if (!visit_facts(scribe->world, c, year, n, &visit) ||
                date_cmp(visit.date, scribe->world->as_of) > 0)
                continue;
            form_cstr(&form, scribe->world->centers[c].code);
            form_date(&form, visit.date);
            form_cstr(&form, n ? "MECC team B" : "MECC team A");
            form_int(&form, visit.met);
            form_int(&form, CRITERIA);
            form_cstr(&form, visit.problem);
            form_date(&form, visit.problem ? visit.date : (Date){0});
            form_date(&form, visit.closed);
            office_truth(scribe, path, form.sheet->name, form_row(&form), "visit");
        }
    form_close(scribe, file, path, FORMAT_XLSX, "current", err);
}

static void write_outreach(Scribe *scribe, int year, Error *err)
{
    static const char *const FIELDS[] = {"center_code", "activity_type", "activity_date",
                                         "women",       "men",           "girls",
                                         "boys",        "partner",       NULL};
    static const char *const TYPES[] = {"family engagement", "university session",
                                        "parent meeting"};
    Clerk office = form_office_clerk();
    Date day = {FIRST_YEAR + year, 10, 30};
    SheetFile *file = sheet_file_create(day);
    char name[48];
    snprintf(name, sizeof name, "outreach-%d", FIRST_YEAR + year);
    const char *path = form_path(scribe, "office", day, name, FORMAT_XLSX);
    Form form = form_open(scribe, file, STR("Outreach"), &office, FIELDS, NULL);
    for (int c = 0; c < scribe->world->center_count; c += 3) {
        Dice dice = dice_make(scribe->world->seed, DICE_OTHER, c, 600 + year);
        form_cstr(&form, scribe->world->centers[c].code);
        int type = dice_below(&dice, 3);
        form_cstr(&form, TYPES[type]);
        form_date(&form, (Date){FIRST_YEAR + year, dice_between(&dice, 6, 10),
                                dice_between(&dice, 1, 28)});
        form_int(&form, dice_between(&dice, 8, 40));
        form_int(&form, dice_between(&dice, 2, 20));
        form_int(&form, dice_between(&dice, 0, 30));
        form_int(&form, dice_between(&dice, 0, 30));
        form_cstr(&form, type == 1 ? "Department of Psychology" : NULL);
        office_truth(scribe, path, form.sheet->name, form_row(&form), "outreach");
    }
    form_close(scribe, file, path, FORMAT_XLSX, "current", err);
}

static void write_meetings(Scribe *scribe, Error *err)
{
    static const char *const FIELDS[] = {
        "meeting_type", "meeting_date",    "planned",          "held", "participants",
        "decision",     "decision_status", "policy_presented", NULL};
    static const char *const DECISIONS[] = {"share registers monthly", "train clerks",
                                            "visit every center", "agree an emergency plan"};
    Clerk office = form_office_clerk();
    Date day = {FIRST_YEAR + 1, 11, 5};
    SheetFile *file = sheet_file_create(day);
    const char *path = form_path(scribe, "office", day, "steering-committee", FORMAT_XLSX);
    Form form = form_open(scribe, file, STR("Meetings"), &office, FIELDS, NULL);
    for (int n = 0; n < 6; n++) {
        Date date = date_add_months((Date){FIRST_YEAR, 7, 15}, n * 3);
        if (date_cmp(date, scribe->world->as_of) > 0)
            break;
        Dice dice = dice_make(scribe->world->seed, DICE_OTHER, n, 700);
        bool held = n != 2;
        form_cstr(&form, "Steering committee");
        form_date(&form, date);
        form_yes(&form, true);
        form_yes(&form, held);
        form_int(&form, held ? dice_between(&dice, 12, 30) : 0);
        form_cstr(&form, held ? DECISIONS[n % 4] : NULL);
        if (held)
            form_code(&form, "decision_status", dice_chance(&dice, 0.6) ? "done" : "open");
        else
            form_skip(&form);
        form_cstr(&form, n == 3 ? "Policy on transfer to Thai schools" : NULL);
        office_truth(scribe, path, form.sheet->name, form_row(&form), "meeting");
    }
    form_close(scribe, file, path, FORMAT_XLSX, "current", err);
}

void returns_write_office(Scribe *scribe, Error *err)
{
    for (int year = 0; year < YEARS; year++) {
        write_visits(scribe, year, err);
        write_outreach(scribe, year, err);
    }
    write_meetings(scribe, err);
}
