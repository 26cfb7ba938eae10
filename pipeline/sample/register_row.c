/* Who is on a list, and what its clerk gets wrong or leaves out. */

#include "pipeline/sample/register.h"

#include "pipeline/base/mem.h"
#include "pipeline/sample/grade.h"
#include "pipeline/sample/spelling.h"
#include "pipeline/sample/truth.h"

#include <stdio.h>

/* --- who is on it
 * -------------------------------------------------------------------------------------- */

static bool is_listed(const Register *reg, const Spell *spell, Date year_start)
{
    if (spell->center != reg->center || date_cmp(spell->start, reg->date) > 0)
        return false;
    if (date_is_none(spell->end) || date_cmp(spell->end, reg->date) > 0)
        return true;
    return reg->clerk.lists_leavers && spell->told && date_cmp(spell->end, year_start) >= 0;
}

/* --- mistakes
 * ------------------------------------------------------------------------------------------- */

/* A birth date copied wrongly: a digit, day and month exchanged, a year off. */
static Date miscopy(Date birth, Dice *dice)
{
    Date wrong = birth;
    switch (dice_below(dice, 3)) {
    case 0:
        wrong.day = birth.day > 10 ? birth.day - 10 : birth.day + 10;
        break;
    case 1:
        wrong.day = birth.month;
        wrong.month = birth.day <= 12 ? birth.day : birth.month;
        break;
    default:
        wrong.year += dice_chance(dice, 0.5) ? 1 : -1;
    }
    return date_is_valid(wrong) ? wrong : birth;
}

/* missing: the share of lists' cells where no birth stands. */
static void write_down_birth(const Register *reg, const Child *child, double missing,
                             RegisterRow *row, Dice *dice)
{
    row->birth = child->birth;
    row->age = date_completed_years(child->birth, reg->date);
    if (dice_chance(dice, 0.08)) /* ages are guessed */
        row->age += dice_chance(dice, 0.5) ? 1 : -1;
    if (reg->clerk.births == DATES_AGE) {
        row->birth_known = BIRTH_AGE;
    } else if (dice_chance(dice, missing)) {
        row->birth_known = BIRTH_NONE;
    } else if (!child->birth_known && dice_chance(dice, 0.7)) {
        /* Only the year is known: 1 January is put down, or the year alone. */
        row->birth_known = BIRTH_DAY;
        row->birth = (Date){child->birth.year, 1, 1};
        bool text = reg->clerk.births != DATES_REAL_BE && reg->clerk.births != DATES_REAL_THAI &&
                    reg->clerk.births != DATES_REAL_CE && reg->clerk.births != DATES_SERIAL &&
                    reg->clerk.births != DATES_DMY_BE_SHORT;
        if (text && dice_chance(dice, 0.4))
            row->birth_known = BIRTH_YEAR;
    } else {
        row->birth_known = BIRTH_DAY;
        if (dice_chance(dice, 0.05))
            row->birth = miscopy(child->birth, dice);
    }
}

static void write_down_numbers(const Register *reg, const Child *child, RegisterRow *row,
                               Dice *dice)
{
    bool workbook = reg->clerk.format == FORMAT_XLSX || reg->clerk.format == FORMAT_ODS;
    if (child->id13[0]) {
        const char *d = child->id13;
        int style = dice_below(dice, 10);
        if (workbook && style < 2)
            row->id13_number = true;
        bool csv = reg->clerk.format >= FORMAT_CSV_UTF8 && reg->clerk.format <= FORMAT_TSV;
        if (csv && d[0] != '0' && style == 3) /* shown so by Excel, and saved so */
            snprintf(row->id13, sizeof row->id13, "%c.%.5sE+12", d[0], d + 1);
        else if (style == 9)
            snprintf(row->id13, sizeof row->id13, "%c-%.4s-%.5s-%.2s-%c", d[0], d + 1, d + 5,
                     d + 10, d[12]);
        else
            snprintf(row->id13, sizeof row->id13, "%s", d);
    }
    if (child->g_code[0]) {
        snprintf(row->g_code, sizeof row->g_code, "%s", child->g_code);
        if (dice_chance(dice, 0.12))
            for (char *p = row->g_code + 5; *p; p++)
                if (*p == '0') {
                    *p = 'O'; /* the letter */
                    break;
                }
    }
}

RegisterRow register_write_down(Scribe *scribe, const Register *reg, int child_index,
                                int spell_index)
{
    const Child *child = &scribe->world->children[child_index];
    const Spell *spell = &child->spells[spell_index];
    /* Lists copied from the one before repeat its words, but for rows that were typed again. */
    int version = reg->year * 32;
    if (reg->clerk.retypes)
        version += reg->list;
    else
        for (int list = 1; list <= reg->list; list++) {
            Dice again = dice_make(scribe->world->seed, DICE_FILE, child_index, 7000 + list);
            if (dice_chance(&again, 0.35))
                version = reg->year * 32 + list;
        }
    Dice dice = dice_make(scribe->world->seed, DICE_REGISTER,
                          (int64_t)child_index * 16 + spell_index, version);
    RegisterRow row = {.child = child_index, .spell = spell_index};
    row.texts = dice_next(&dice);
    row.sex = child->sex;
    if (dice_chance(&dice, 0.007))
        row.sex = child->sex == 'M' ? 'F' : 'M';
    else if (dice_chance(&dice, 0.025))
        row.sex = 0;
    /* Thai titles before the name tell the sex; only they are written without exception. */
    row.sex_by_title = row.sex == 0 && reg->clerk.language == LANG_TH &&
                       reg->clerk.scripts[NAME_THAI] && reg->clerk.titles == TITLE_IN_NAME;
    write_down_birth(reg, child, scribe->world->missing_birth, &row, &dice);
    write_down_numbers(reg, child, &row, &dice);
    row.level = spell->level[reg->year];
    row.start = spell->start;
    if (!date_is_none(spell->end) && date_cmp(spell->end, reg->date) <= 0) {
        row.end = spell->end;
        row.reason = spell->reason;
        /* The year is forgotten to turn: left before having come. */
        if (dice_chance(&dice, scribe->world->small ? 0.1 : 0.02))
            row.end.year = spell->start.year - 1;
        if (!date_is_valid(row.end))
            row.end.day = 28;
    }
    return row;
}

/* Boys and girls by grade, then by student number: the order of nearly every list. */
static int compare_rows(const World *world, const RegisterRow *a, const RegisterRow *b)
{
    if (a->level != b->level)
        return a->level - b->level;
    int code = strcmp(world->children[a->child].spells[a->spell].code,
                      world->children[b->child].spells[b->spell].code);
    return code ? code : a->child - b->child;
}

static void sort_rows(const World *world, RegisterRow *rows, size_t count, RegisterRow *spare)
{
    if (count < 2)
        return;
    size_t half = count / 2;
    sort_rows(world, rows, half, spare);
    sort_rows(world, rows + half, count - half, spare);
    memcpy(spare, rows, half * sizeof *rows);
    size_t i = 0, j = half, k = 0;
    while (i < half && j < count)
        rows[k++] = compare_rows(world, &spare[i], &rows[j]) <= 0 ? spare[i++] : rows[j++];
    while (i < half)
        rows[k++] = spare[i++];
}

/* A child entered twice, the second time in another spelling. */
static void enter_twice(Scribe *scribe, Register *reg)
{
    Dice dice = dice_make(scribe->world->seed, DICE_REGISTER, reg->center, 2000 + reg->year);
    if (reg->count < 12 || !dice_chance(&dice, 0.35))
        return;
    size_t at = (size_t)dice_below(&dice, (int)reg->count);
    x_grow(reg->rows, reg->cap, reg->count + 1);
    memmove(reg->rows + at + 1, reg->rows + at, (reg->count - at) * sizeof *reg->rows);
    reg->count++;
    reg->rows[at + 1].again = true;
    reg->rows[at + 1].texts += 7;
}

void register_fill(Scribe *scribe, Register *reg)
{
    const World *world = scribe->world;
    const Center *center = &world->centers[reg->center];
    Date year_start = school_year_start(center->calendar, FIRST_YEAR + reg->year);
    for (int i = 0; i < world->child_count; i++) {
        const Child *child = &world->children[i];
        for (int s = child->spell_count - 1; s >= 0; s--) {
            if (!is_listed(reg, &child->spells[s], year_start))
                continue;
            x_grow(reg->rows, reg->cap, reg->count + 1);
            reg->rows[reg->count++] = register_write_down(scribe, reg, i, s);
            break; /* somebody who left and came back is on the list once */
        }
    }
    RegisterRow *spare = x_new_array(RegisterRow, reg->count + 1);
    sort_rows(world, reg->rows, reg->count, spare);
    x_free(spare);
    enter_twice(scribe, reg);
    /* A number copied down by dragging the cell: the next child has its neighbour's. */
    Dice dice = dice_make(world->seed, DICE_REGISTER, reg->center, 1000 + reg->year);
    for (size_t i = 1; i < reg->count; i++)
        if (!reg->rows[i].again && reg->rows[i - 1].id13[0] && !reg->rows[i].id13[0] &&
            dice_chance(&dice, 0.01)) {
            memcpy(reg->rows[i].id13, reg->rows[i - 1].id13, sizeof reg->rows[i].id13);
            reg->rows[i].id13_number = false;
        }
}

void register_free(Register *reg)
{
    x_free(reg->rows);
    *reg = (Register){0};
}

/* --- the truth of it
 * ------------------------------------------------------------------------------------- */

static bool clerk_has(const Register *reg, Field wanted)
{
    Field fields[FIELD_COUNT];
    size_t count = register_fields(reg, fields);
    for (size_t i = 0; i < count; i++)
        if (fields[i] == wanted)
            return true;
    return false;
}

static void row_traps(Scribe *scribe, const Register *reg, const RegisterRow *row, Str sheet,
                      int line)
{
    const Child *child = &scribe->world->children[row->child];
    Trap trap = {.path = reg->path, .sheet = sheet, .row = line};
    char detail[48];
    if (row->sex == 0 && row->sex_by_title) {
        snprintf(detail, sizeof detail, "sex=%c", child->sex);
        trap.number = 16, trap.name = "sex told by the title", trap.expect = "field";
        trap.detail = detail;
        truth_trap(scribe->truth, &trap);
    }
    if (row->id13_number && child->id13[0] == '0' && clerk_has(reg, FIELD_ID13)) {
        snprintf(detail, sizeof detail, "thai_id13=%s", child->id13);
        trap.number = 14, trap.name = "13 digits without their zeros", trap.expect = "field";
        trap.detail = detail;
        truth_trap(scribe->truth, &trap);
    }
    if (strchr(row->g_code, 'O') && clerk_has(reg, FIELD_G_CODE)) {
        snprintf(detail, sizeof detail, "g_code=%s", child->g_code);
        trap.number = 15, trap.name = "letter O in a G-code", trap.expect = "field";
        trap.detail = detail;
        truth_trap(scribe->truth, &trap);
    }
    if (strchr(row->id13, 'E') && clerk_has(reg, FIELD_ID13)) {
        trap.number = 14, trap.name = "13 digits as 1.1E+12", trap.expect = "issue";
        truth_trap(scribe->truth, &trap);
    }
    if (row->again) {
        trap.number = 36, trap.name = "the same child twice in one register", trap.expect = "issue";
        trap.detail = "-1";
        truth_trap(scribe->truth, &trap);
    }
    if (row->birth_known == BIRTH_DAY && row->birth.month == 2 && row->birth.day == 29 &&
        habit_is_buddhist(reg->clerk.births)) {
        char day[DATE_TEXT_SIZE];
        date_format_iso(row->birth, day);
        snprintf(detail, sizeof detail, "birth_from=%s", day);
        trap.number = 11, trap.name = "29 February of a Buddhist year", trap.expect = "field";
        trap.detail = detail;
        truth_trap(scribe->truth, &trap);
    }
    if (row->id13[0] && !child->id13[0] && clerk_has(reg, FIELD_ID13)) {
        trap.number = 31, trap.name = "a neighbour's number", trap.expect = "issue";
        trap.detail = NULL;
        truth_trap(scribe->truth, &trap);
    }
    if (!date_is_none(row->end) && date_cmp(row->end, row->start) < 0 &&
        clerk_has(reg, FIELD_ENTRY) && reg->clerk.lists_leavers) {
        trap.number = 18, trap.name = "left before having come", trap.expect = "issue";
        trap.detail = NULL;
        truth_trap(scribe->truth, &trap);
    } else if (!date_is_none(row->end) && reg->clerk.one_leaving_column &&
               reg->clerk.lists_leavers) {
        char day[DATE_TEXT_SIZE];
        date_format_iso(row->end, day);
        snprintf(detail, sizeof detail, "leaving_date=%s", day);
        trap.number = 19, trap.name = "leaving date and reason in one cell", trap.expect = "field";
        trap.detail = detail;
        truth_trap(scribe->truth, &trap);
    }
}

void register_birth(const RegisterRow *row, Date *from, Date *to)
{
    *from = *to = (Date){0};
    if (row->birth_known == BIRTH_DAY) {
        *from = *to = row->birth;
    } else if (row->birth_known == BIRTH_YEAR) {
        *from = (Date){row->birth.year, 1, 1};
        *to = (Date){row->birth.year, 12, 31};
    }
}

Date register_told_date(const Register *reg)
{
    bool form = reg->clerk.format == FORMAT_ODK || reg->clerk.format == FORMAT_KOBO ||
                reg->clerk.format == FORMAT_ROLLBOOK;
    bool named = strncmp(reg->path, "mail/", 5) == 0; /* the day stands in the file's name */
    if (form || named || reg->clerk.layout != LAYOUT_PLAIN)
        return reg->date;
    return (Date){reg->date.year, reg->date.month,
                  date_days_in_month(reg->date.year, reg->date.month)};
}

void register_begin(Scribe *scribe, const Register *reg)
{
    ListSeen list = {.center = reg->center, .year = reg->year, .date = register_told_date(reg)};
    if (strcmp(reg->status, "current") == 0)
        reported_list(scribe->reported, &list);
}

void register_report_birth(Scribe *scribe, const RegisterRow *row, Date told, bool has_age, Date on)
{
    BirthTold birth = {.child = row->child, .date = on};
    register_birth(row, &birth.from, &birth.to);
    birth.rank = row->birth_known == BIRTH_DAY ? 4 : row->birth_known == BIRTH_YEAR ? 2 : 0;
    if (birth.rank == 0 && has_age) { /* an age stands for the year that ends on the list's day */
        birth.rank = 1;
        birth.to = date_add_months(told, -12 * row->age);
        birth.from = date_add_days(date_add_months(told, -12 * (row->age + 1)), 1);
    }
    if (birth.rank > 0)
        reported_birth(scribe->reported, &birth);
}

/* What the row says, for the truth's stays: a leaving day before the entry is no leaving day. */
static void report(Scribe *scribe, const Register *reg, const RegisterRow *row, bool contradicts)
{
    if (strcmp(reg->status, "current") != 0)
        return;
    Sighting sighting = {.child = row->child, .spell = row->spell, .level = row->level};
    if (clerk_has(reg, FIELD_ENTRY))
        sighting.entered = row->start;
    if (reg->clerk.lists_leavers && !date_is_none(row->end)) {
        sighting.reason = row->reason;
        if (!contradicts)
            sighting.left = row->end;
    }
    reported_sighting(scribe->reported, &sighting);
    /* Forms ask for an age where no birth is known. */
    bool has_age = clerk_has(reg, FIELD_AGE) || reg->clerk.format == FORMAT_ODK ||
                   reg->clerk.format == FORMAT_KOBO;
    register_report_birth(scribe, row, register_told_date(reg), has_age, register_told_date(reg));
}

void register_truth(Scribe *scribe, const Register *reg, const RegisterRow *row, Str sheet,
                    int line)
{
    const World *world = scribe->world;
    const Child *child = &world->children[row->child];
    const Center *center = &world->centers[reg->center];
    bool contradicts = !date_is_none(row->end) && date_cmp(row->end, row->start) < 0 &&
                       clerk_has(reg, FIELD_ENTRY);
    TruthRow truth = {.path = reg->path,
                      .sheet = sheet,
                      .row = line,
                      .kind = "register",
                      .child = row->child,
                      .sex = row->sex            ? row->sex
                             : row->sex_by_title ? child->sex
                                                 : 0,
                      .grade = grade_code(center->system, row->level)};
    register_birth(row, &truth.birth_from, &truth.birth_to);
    if (clerk_has(reg, FIELD_DISTRICT))
        truth.district = world->families[child->family].village->district_code;
    if (clerk_has(reg, FIELD_ENTRY) && !contradicts)
        truth.start = row->start;
    if (reg->clerk.lists_leavers && !contradicts) {
        truth.end = row->end;
        truth.reason = reason_code(row->reason);
    }
    truth_row(scribe->truth, &truth);
    report(scribe, reg, row, contradicts);
    Seen *seen = &scribe->seen[row->child];
    seen->spells |= (uint8_t)(1u << row->spell);
    seen->scripts[register_script(&reg->clerk)] = true;
    if (row->birth_known == BIRTH_DAY && habit_is_buddhist(reg->clerk.births))
        seen->buddhist = true;
    else if (row->birth_known == BIRTH_DAY)
        seen->gregorian = true;
    if (strcmp(reg->status, "current") == 0)
        row_traps(scribe, reg, row, sheet, line);
    scribe->rows++;
}
