/*
 * Files that go wrong, and files that come again: damaged, locked, empty, foreign; last month's
 * file with three edits; two files for one month; a list that lost a fifth of its children; one
 * whose center only its name tells.
 */

#include "pipeline/sample/returns.h"

#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"
#include "pipeline/sample/calendar.h"
#include "pipeline/sample/facts.h"
#include "pipeline/sample/form.h"
#include "pipeline/sample/odd_file.h"
#include "pipeline/sample/register.h"
#include "pipeline/sample/truth.h"

#include <stdio.h>

static void write_bytes(Scribe *scribe, const char *path, Str bytes, const char *format, Error *err)
{
    const char *slash = strrchr(path, '/');
    Str folder = {path, (size_t)(slash - path)};
    file_make_folder(file_join(scribe->arena, scribe->dir, arena_cstr(scribe->arena, folder)), err);
    file_write(file_join(scribe->arena, scribe->dir, path), bytes, err);
    truth_file(scribe->truth, path, format, "rejected");
    scribe->files[FORMAT_CSV_UTF8]++;
    Trap trap = {.number = 32,
                 .name = arena_printf(scribe->arena, "%s file", format).ptr,
                 .path = path,
                 .expect = "status",
                 .detail = "rejected"};
    truth_trap(scribe->truth, &trap);
}

static void write_unreadable(Scribe *scribe, Error *err)
{
    const World *world = scribe->world;
    Dice dice = dice_make(world->seed, DICE_FILE, 0, 999);
    const char *code = world->centers[1].code;
    StrBuf out = STRBUF_INIT;
    odd_encrypted(&out, &dice);
    write_bytes(scribe,
                arena_printf(scribe->arena, "%s/2026-09/students with password.xlsx", code).ptr,
                strbuf_str(&out), "encrypted", err);
    strbuf_clear(&out);
    odd_picture(&out, &dice);
    write_bytes(scribe, arena_printf(scribe->arena, "%s/2026-09/photo of register.png", code).ptr,
                strbuf_str(&out), "picture", err);
    code = world->centers[2].code;
    write_bytes(scribe, arena_printf(scribe->arena, "%s/2026-09/attendance new.xlsx", code).ptr,
                STR(""), "empty", err);
    write_bytes(
        scribe, arena_printf(scribe->arena, "%s/2026-09/students.xml", code).ptr,
        STR("<?xml version=\"1.0\"?>\n<mlc_register id=\"mlc_register\"><children><full_name>"
            "Ma Su</full_name>\n"),
        "damaged", err);
    /* The beginning of a ZIP that a broken connection left. */
    strbuf_clear(&out);
    strbuf_append_bytes(&out, "PK\x03\x04\x14\x00\x06\x00", 8);
    for (int i = 0; i < 60; i++) {
        uint64_t bits = dice_next(&dice);
        strbuf_append_bytes(&out, &bits, 8);
    }
    write_bytes(scribe,
                arena_printf(scribe->arena, "%s/2026-10/register-2026-10 (1).xlsx", code).ptr,
                strbuf_str(&out), "damaged", err);
    strbuf_clear(&out);
    strbuf_append_cstr(&out, "Dear colleagues,\nthe students will be sent next week.\nThank you\n");
    write_bytes(scribe, arena_printf(scribe->arena, "%s/2026-10/note.txt", code).ptr,
                strbuf_str(&out), "foreign", err);
    strbuf_free(&out);
}

/* --- attendance that comes again
 * --------------------------------------------------------------------------- */

static void attendance_rows(Scribe *scribe, Form *form, const char *path, int center, Date month,
                            const Clerk *clerk, int edits, bool counts)
{
    const World *world = scribe->world;
    Written code = {0}, name = {0};
    int number = 0;
    for (int i = 0; i < world->child_count; i++)
        for (int s = 0; s < world->children[i].spell_count; s++) {
            const Spell *spell = &world->children[i].spells[s];
            int days, present;
            if (spell->center != center || !presence(world, i, spell, month, &days, &present))
                continue;
            if (number < edits && present > 0)
                present--; /* what the center corrected */
            returns_child(scribe, clerk, i, s, 1, &code, &name);
            form_int(form, ++number);
            form_written(form, &code);
            form_written(form, &name);
            form_int(form, days);
            form_int(form, present);
            TruthRow truth = {.path = path,
                              .sheet = form->sheet->name,
                              .row = form_row(form),
                              .kind = "attendance",
                              .child = i,
                              .school_days = days,
                              .days_present = present};
            truth_row(scribe->truth, &truth);
            Attended attended = {.child = i,
                                 .spell = s,
                                 .center = center,
                                 .month = month,
                                 .school_days = days,
                                 .present = present};
            if (counts)
                reported_attended(scribe->reported, &attended);
            break;
        }
    written_free(&code);
    written_free(&name);
}

static const char *attendance_file(Scribe *scribe, int center, Date month, Date sent,
                                   const char *name, int edits, const char *status, Error *err)
{
    static const char *const FIELDS[] = {"row_no",      "student_code", "full_name",
                                         "school_days", "days_present", NULL};
    Clerk clerk = clerk_make(scribe->world, center, 1);
    SheetFile *file = sheet_file_create(sent);
    const char *path =
        form_path(scribe, scribe->world->centers[center].code, month, name, FORMAT_XLSX);
    StrBuf title = STRBUF_INIT;
    strbuf_appendf(&title, "Attendance %04d-%02d", month.year, month.month);
    Form form = form_open(scribe, file, STR("Attendance"), &clerk, FIELDS, strbuf_cstr(&title));
    attendance_rows(scribe, &form, path, center, month, &clerk, edits,
                    strcmp(status, "current") == 0);
    form_close(scribe, file, path, FORMAT_XLSX, status, err);
    strbuf_free(&title);
    return path;
}

/*
 * A center that sends no attendance of its own in the second year, so that only these count, and
 * whose lists have student numbers, by which the rows find their children.
 */
static int quiet_center(const World *world, int skip)
{
    for (int c = 0; c < world->center_count; c++) {
        Register reg = {.center = c, .year = 1, .clerk = clerk_make(world, c, 1)};
        Field fields[FIELD_COUNT];
        size_t count = register_fields(&reg, fields);
        bool numbered = false;
        for (size_t f = 0; f < count; f++)
            numbered = numbered || fields[f] == FIELD_CODE;
        if (numbered && !reg.clerk.monthly_attendance &&
            calendar_sends(world, c, date_add_days(world->as_of, -30)) && skip-- == 0)
            return c;
    }
    return -1;
}

bool returns_restated(const World *world, int which, int *center, Date *month)
{
    *center = quiet_center(world, which);
    if (*center < 0) /* a small set has but one: it restates both months */
        *center = quiet_center(world, 0);
    *month = (Date){FIRST_YEAR + 1, which == 0 ? 8 : 9, 1};
    return *center >= 0;
}

static void write_again(Scribe *scribe, Error *err)
{
    int center;
    Date month;
    if (returns_restated(scribe->world, 0, &center, &month)) {
        Date first = {FIRST_YEAR + 1, 9, 2}, again = {FIRST_YEAR + 1, 10, 20};
        const char *old = attendance_file(scribe, center, month, first, "attendance-2026-08", 0,
                                          "superseded", err);
        attendance_file(scribe, center, month, again, "attendance-2026-08 corrected 2026-10-20", 3,
                        "current", err);
        Trap trap = {.number = 5,
                     .name = "sent again with three edits",
                     .path = old,
                     .expect = "status",
                     .detail = "superseded"};
        truth_trap(scribe->truth, &trap);
        trap.number = 23, trap.name = "a quarter restated by a late file";
        truth_trap(scribe->truth, &trap);
    }
    if (returns_restated(scribe->world, 1, &center, &month)) {
        Date first = {FIRST_YEAR + 1, 10, 1}, again = {FIRST_YEAR + 1, 10, 6};
        const char *old = attendance_file(scribe, center, month, first, "attendance-2026-09", 0,
                                          "superseded", err);
        attendance_file(scribe, center, month, again, "September list final", 2, "current", err);
        Trap trap = {.number = 6,
                     .name = "two files for one month",
                     .path = old,
                     .expect = "status",
                     .detail = "superseded"};
        truth_trap(scribe->truth, &trap);
    }
}

/* --- a register that lost children, one that only its name places
 * ----------------------------------------------- */

static int center_with_october_list(const World *world, int skip)
{
    for (int c = 0; c < world->center_count; c++) {
        Date dates[LISTS_MAX];
        int count = calendar_register_dates(world, c, 1, dates);
        Clerk clerk = clerk_make(world, c, 1);
        bool table = clerk.format != FORMAT_ODK && clerk.format != FORMAT_KOBO &&
                     clerk.format != FORMAT_ROLLBOOK && clerk.layout != LAYOUT_GRADE_SHEETS;
        if (count == 2 && table && clerk.layout == LAYOUT_TITLED && skip-- == 0)
            return c;
    }
    return -1;
}

static void write_shrunken(Scribe *scribe, Error *err)
{
    int center = center_with_october_list(scribe->world, 0);
    if (center < 0)
        return;
    /* The October list again, a week later, cut off in the middle. */
    Register reg = {.center = center,
                    .year = 1,
                    .list = 1,
                    .date = {FIRST_YEAR + 1, 10, 17},
                    .status = "held",
                    .clerk = clerk_make(scribe->world, center, 1)};
    reg.clerk.format = FORMAT_XLSX;
    register_fill(scribe, &reg);
    reg.count = reg.count * 6 / 10;
    reg.path = form_path(scribe, scribe->world->centers[center].code, reg.date,
                         "register-2026-10-17", FORMAT_XLSX);
    if (reg.count > 5) {
        register_write(scribe, &reg, err);
        Trap trap = {.number = 33,
                     .name = "a successor without a fifth of the children",
                     .path = reg.path,
                     .expect = "status",
                     .detail = "held"};
        truth_trap(scribe->truth, &trap);
    }
    register_free(&reg);
}

static void write_named_only(Scribe *scribe, Error *err)
{
    int center = center_with_october_list(scribe->world, 1);
    if (center < 0)
        return;
    Register reg = {.center = center,
                    .year = 1,
                    .list = 2,
                    .date = {FIRST_YEAR + 1, 11, 10},
                    .status = "current",
                    .clerk = clerk_make(scribe->world, center, 1)};
    reg.clerk.layout = LAYOUT_PLAIN;
    reg.clerk.format = FORMAT_XLSX;
    register_fill(scribe, &reg);
    reg.path = arena_printf(scribe->arena, "mail/%s students 10-11-2026.xlsx",
                            scribe->world->centers[center].code)
                   .ptr;
    file_make_folder(file_join(scribe->arena, scribe->dir, "mail"), err);
    register_write(scribe, &reg, err);
    Trap trap = {.number = 7,
                 .name = "only the file's name tells the center",
                 .path = reg.path,
                 .expect = "center",
                 .detail = scribe->world->centers[center].code};
    truth_trap(scribe->truth, &trap);
    register_free(&reg);
}

void returns_write_odd(Scribe *scribe, Error *err)
{
    write_unreadable(scribe, err);
    write_again(scribe, err);
    write_shrunken(scribe, err);
    write_named_only(scribe, err);
}
