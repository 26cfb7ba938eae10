/* One cell of a register, in its clerk's words. */

#include "pipeline/sample/register.h"

#include "pipeline/sample/grade.h"
#include "pipeline/sample/spelling.h"

#include <stdio.h>

static const char *const NAMES[FIELD_COUNT] = {
    "row_no",        "student_code",    "name_prefix",  "full_name",      "name_en",
    "name_my",       "name_th",         "name_karen",   "first_name",     "last_name",
    "sex",           "date_of_birth",   "age",          "grade",          "father_name",
    "mother_name",   "guardian_name",   "phone",        "village",        "district",
    "ethnicity",     "religion",        "nationality",  "thai_id13",      "g_code",
    "document_type", "enrolment_date",  "leaving_date", "leaving_reason", "boarding",
    "vaccination",   "origin_township", "remarks"};

const char *field_name(Field field)
{
    return NAMES[field];
}

NameScript register_script(const Clerk *clerk)
{
    if (clerk->language == LANG_TH && clerk->scripts[NAME_THAI])
        return NAME_THAI;
    if (clerk->language == LANG_MY && clerk->scripts[NAME_MYANMAR])
        return NAME_MYANMAR;
    return clerk->scripts[NAME_LATIN]     ? NAME_LATIN
           : clerk->scripts[NAME_MYANMAR] ? NAME_MYANMAR
                                          : NAME_THAI;
}

size_t register_fields(const Register *reg, Field out[FIELD_COUNT])
{
    const Clerk *clerk = &reg->clerk;
    int habits = clerk->heading_seed;
    NameScript main = register_script(clerk);
    bool has[FIELD_COUNT] = {
        [FIELD_ROW_NO] = habits % 8 != 0,
        /* whoever sends attendance needs a number to name children by */
        [FIELD_CODE] = habits % 5 != 1 || clerk->monthly_attendance,
        [FIELD_TITLE] = clerk->titles == TITLE_COLUMN,
        [FIELD_FULL] = !(clerk->split_name && main == NAME_LATIN),
        [FIELD_LATIN] = clerk->scripts[NAME_LATIN] && main != NAME_LATIN,
        [FIELD_MYANMAR] = clerk->scripts[NAME_MYANMAR] && main != NAME_MYANMAR,
        [FIELD_THAI] = clerk->scripts[NAME_THAI] && main != NAME_THAI,
        [FIELD_KAREN] = clerk->scripts[NAME_KAREN],
        [FIELD_FIRST] = clerk->split_name && main == NAME_LATIN,
        [FIELD_LAST] = clerk->split_name && main == NAME_LATIN,
        [FIELD_SEX] = true,
        [FIELD_BIRTH] = clerk->births != DATES_AGE,
        [FIELD_AGE] = clerk->births == DATES_AGE || habits % 4 == 0,
        [FIELD_GRADE] = clerk->layout != LAYOUT_GRADE_SHEETS,
        [FIELD_FATHER] = clerk->has_father,
        [FIELD_MOTHER] = clerk->has_mother,
        [FIELD_GUARDIAN] = clerk->has_guardian,
        [FIELD_PHONE] = clerk->has_phone,
        [FIELD_VILLAGE] = clerk->has_village,
        [FIELD_DISTRICT] = clerk->has_village,
        [FIELD_ETHNICITY] = clerk->has_ethnicity,
        [FIELD_RELIGION] = clerk->has_ethnicity && habits % 3 == 0,
        [FIELD_NATIONALITY] = clerk->language == LANG_TH || habits % 6 == 2,
        [FIELD_ID13] = clerk->has_ids,
        [FIELD_G_CODE] = clerk->has_ids,
        [FIELD_DOCUMENT] = clerk->has_documents,
        [FIELD_ENTRY] = habits % 5 != 0,
        [FIELD_LEFT] = clerk->lists_leavers && !clerk->one_leaving_column,
        [FIELD_REASON] = clerk->lists_leavers,
        [FIELD_BOARDING] = clerk->has_boarding,
        [FIELD_VACCINATION] = clerk->has_health,
        [FIELD_ORIGIN] = clerk->has_origin,
        [FIELD_REMARKS] = clerk->has_remarks,
    };
    size_t count = 0;
    for (int f = 0; f < FIELD_COUNT; f++)
        if (has[f])
            out[count++] = (Field)f;
    return count;
}

/* --- names
 * ------------------------------------------------------------------------------------------------
 */

static const char *alias_mark(NameScript script, Dice *dice)
{
    static const char *const LATIN[] = {" (a) ", " @ ", " aka ", " / "};
    if (script == NAME_MYANMAR)
        return " (ခ) ";
    if (script == NAME_THAI)
        return " หรือ ";
    return LATIN[dice_below(dice, 4)];
}

static void write_name(StrBuf *out, const Register *reg, const RegisterRow *row, const Child *child,
                       NameScript script)
{
    Dice dice = {row->texts + (uint64_t)script * 77};
    Dice choice = {row->texts ^ 0x5A5A}; /* the same in all scripts of the row */
    bool renamed = child->other_name.count && dice_chance(&choice, 0.25);
    bool both = child->other_name.count && !renamed && dice_chance(&choice, 0.35);
    const PersonName *name = renamed ? &child->other_name : &child->name;
    if (!spell_name(out, name, script, &reg->clerk, &dice) && script == NAME_KAREN)
        return; /* the Karen column stays empty for names without a Karen form */
    if (both && script != NAME_KAREN) {
        strbuf_append_cstr(out, alias_mark(script, &choice));
        spell_bare(out, &child->other_name, script, &reg->clerk, &dice);
    }
}

/* Cuts a name without family names into "first" and "last", anywhere. */
static void write_half(StrBuf *out, Str full, bool last, const RegisterRow *row)
{
    size_t spaces[16];
    int count = 0;
    for (size_t i = 0; i < full.len && count < 16; i++)
        if (full.ptr[i] == ' ')
            spaces[count++] = i;
    if (count == 0) {
        if (!last)
            strbuf_append(out, full);
        return;
    }
    size_t cut = spaces[(row->texts >> 8) % (uint64_t)count];
    strbuf_append(out, last ? str_slice(full, cut + 1, full.len) : str_slice(full, 0, cut));
}

static void write_parent(StrBuf *out, const Register *reg, const RegisterRow *row,
                         const PersonName *parent, uint64_t salt)
{
    Dice dice = {row->texts + salt};
    if (dice_chance(&dice, 0.07)) /* left empty */
        return;
    spell_name(out, parent, register_script(&reg->clerk), &reg->clerk, &dice);
}

/* --- other cells
 * ------------------------------------------------------------------------------------------- */

static void write_phone(Written *out, const Clerk *clerk, const char *phone)
{
    if (!phone[0])
        return;
    out->kind = SHEET_TEXT;
    switch (clerk->heading_seed % 5) {
    case 0:
        strbuf_appendf(&out->text, "%.3s-%.3s-%s", phone, phone + 3, phone + 6);
        break;
    case 1:
        strbuf_appendf(&out->text, "+66 %.2s %.3s %s", phone + 1, phone + 4 - 1, phone + 6);
        break;
    case 2: /* a number cell loses the zero */
        out->kind = SHEET_NUMBER;
        for (const char *p = phone; *p; p++)
            out->number = out->number * 10 + (*p - '0');
        break;
    default:
        strbuf_append_cstr(&out->text, phone);
    }
}

static void write_id(Written *out, const RegisterRow *row)
{
    if (!row->id13[0])
        return;
    if (row->id13_number) {
        out->kind = SHEET_NUMBER;
        for (const char *p = row->id13; *p; p++)
            if (*p >= '0' && *p <= '9')
                out->number = out->number * 10 + (*p - '0');
    } else {
        out->kind = SHEET_TEXT;
        strbuf_append_cstr(&out->text, row->id13);
    }
}

static void write_left(Scribe *scribe, const Register *reg, const RegisterRow *row, Written *out)
{
    if (!date_is_none(row->end))
        write_date(out, row->end, reg->clerk.days);
    (void)scribe;
}

/* The reason; before it the day, where both share a column. */
static void write_reason(Scribe *scribe, const Register *reg, const RegisterRow *row, Written *out,
                         Dice *dice)
{
    if (row->reason == REASON_NONE || date_is_none(row->end))
        return;
    if (reg->clerk.one_leaving_column) {
        DateHabit habit = reg->clerk.language == LANG_TH   ? DATES_DMY_BE
                          : reg->clerk.language == LANG_MY ? DATES_DIGITS_MY
                                                           : DATES_DMY_CE;
        write_date(out, row->end, habit);
        strbuf_append_char(&out->text, ' ');
    }
    out->kind = SHEET_TEXT;
    char value[40];
    snprintf(value, sizeof value, "value.leave.%s", reason_code(row->reason));
    write_value(&out->text, scribe->words, value, reg->clerk.language, dice);
}

static void write_coded(Scribe *scribe, Written *out, const char *group, const char *code,
                        Language language, Dice *dice)
{
    char value[48];
    snprintf(value, sizeof value, "value.%s.%s", group, code);
    write_value(&out->text, scribe->words, value, language, dice);
}

static void write_village(StrBuf *out, const Village *village, const Clerk *clerk, Dice *dice)
{
    if (clerk->language == LANG_TH)
        strbuf_append(out, village->thai);
    else
        strbuf_append(out, village->latin[dice_below(dice, village->latin_count)]);
}

static void write_district(Scribe *scribe, StrBuf *out, Str code, Language language, Dice *dice)
{
    char value[32];
    snprintf(value, sizeof value, "value.adm2.%.*s", STR_ARG(code));
    /* Spelt in as many ways as there are hands. */
    int choice = dice_chance(dice, 0.5) ? 0 : dice_below(dice, 64);
    strbuf_append(out, wording_pick(scribe->words, value, language, choice));
}

static void write_nationality(Scribe *scribe, Written *out, const Child *child, Language language,
                              Dice *dice)
{
    (void)child;
    write_coded(scribe, out, "nationality", dice_chance(dice, 0.93) ? "MM" : "stateless", language,
                dice);
}

/* Student numbers that are all digits lose their zeros in a number cell. */
static void write_student_code(Written *out, const Register *reg, const char *code)
{
    bool digits = strspn(code, "0123456789") == strlen(code);
    if (digits && reg->clerk.heading_seed % 2) {
        out->kind = SHEET_NUMBER;
        for (const char *p = code; *p; p++)
            out->number = out->number * 10 + (*p - '0');
    } else {
        strbuf_append_cstr(&out->text, code);
    }
}

static void write_half_name(const Register *reg, const RegisterRow *row, const Child *child,
                            bool last, StrBuf *out)
{
    StrBuf full = STRBUF_INIT;
    write_name(&full, reg, row, child, NAME_LATIN);
    write_half(out, strbuf_str(&full), last, row);
    strbuf_free(&full);
}

void register_cell(Scribe *scribe, const Register *reg, const RegisterRow *row, Field field,
                   int number, Written *out)
{
    const World *world = scribe->world;
    const Child *child = &world->children[row->child];
    const Family *family = &world->families[child->family];
    const Clerk *clerk = &reg->clerk;
    Language language = clerk->language;
    Dice dice = {row->texts + 1000 + (uint64_t)field};
    written_clear(out);
    out->kind = SHEET_TEXT;
    switch (field) {
    case FIELD_ROW_NO:
        out->kind = SHEET_NUMBER;
        out->number = number;
        break;
    case FIELD_CODE:
        write_student_code(out, reg, child->spells[row->spell].code);
        break;
    case FIELD_TITLE:
        strbuf_append_cstr(&out->text, spell_title(&child->name, register_script(clerk),
                                                   date_completed_years(child->birth, reg->date),
                                                   clerk->grade_style));
        break;
    case FIELD_FULL:
        write_name(&out->text, reg, row, child, register_script(clerk));
        break;
    case FIELD_LATIN:
    case FIELD_MYANMAR:
    case FIELD_THAI:
    case FIELD_KAREN:
        /* The second and third name columns have gaps. */
        if (!dice_chance(&dice, 0.12))
            write_name(&out->text, reg, row, child, (NameScript)(field - FIELD_LATIN));
        break;
    case FIELD_FIRST:
    case FIELD_LAST:
        write_half_name(reg, row, child, field == FIELD_LAST, &out->text);
        break;
    case FIELD_SEX:
        if (row->sex)
            write_sex(&out->text, scribe->words, row->sex, clerk);
        break;
    case FIELD_BIRTH:
        out->kind = SHEET_EMPTY;
        if (row->birth_known == BIRTH_DAY)
            write_date(out, row->birth, clerk->births);
        else if (row->birth_known == BIRTH_YEAR)
            write_year(out, row->birth.year, clerk->births);
        break;
    case FIELD_AGE:
        out->kind = SHEET_NUMBER;
        out->number = row->age;
        break;
    case FIELD_GRADE:
        grade_write(&out->text, world->centers[reg->center].system, row->level, language,
                    clerk->grade_style, clerk->sex_style % 3 == 0 ? 1 + (int)(row->texts % 2) : 0);
        break;
    case FIELD_FATHER:
        write_parent(&out->text, reg, row, &family->father, 11);
        break;
    case FIELD_MOTHER:
        write_parent(&out->text, reg, row, &family->mother, 12);
        break;
    case FIELD_GUARDIAN:
        write_parent(&out->text, reg, row, family->mother.count ? &family->mother : &family->father,
                     13);
        break;
    case FIELD_PHONE:
        out->kind = SHEET_EMPTY;
        if (!dice_chance(&dice, 0.1))
            write_phone(out, clerk, family->phone);
        break;
    case FIELD_VILLAGE:
        write_village(&out->text, family->village, clerk, &dice);
        break;
    case FIELD_DISTRICT:
        write_district(scribe, &out->text, family->village->district_code, language, &dice);
        break;
    case FIELD_ETHNICITY:
        write_coded(scribe, out, "ethnicity", ethnicity_code(world, child), language, &dice);
        break;
    case FIELD_RELIGION:
        write_coded(scribe, out, "religion", religion_code(family->religion), language, &dice);
        break;
    case FIELD_NATIONALITY:
        write_nationality(scribe, out, child, language, &dice);
        break;
    case FIELD_ID13:
        out->kind = SHEET_EMPTY;
        write_id(out, row);
        break;
    case FIELD_G_CODE:
        strbuf_append_cstr(&out->text, row->g_code);
        break;
    case FIELD_DOCUMENT:
        write_coded(scribe, out, "doc", document_code(child->document), language, &dice);
        break;
    case FIELD_ENTRY:
        write_date(out, row->start, clerk->days);
        break;
    case FIELD_LEFT:
        out->kind = SHEET_EMPTY;
        write_left(scribe, reg, row, out);
        break;
    case FIELD_REASON:
        out->kind = SHEET_EMPTY;
        write_reason(scribe, reg, row, out, &dice);
        break;
    case FIELD_BOARDING:
        write_value(&out->text, scribe->words, child->boarding ? "value.yes" : "value.no", language,
                    &dice);
        break;
    case FIELD_VACCINATION:
        write_value(&out->text, scribe->words, child->vaccinated ? "value.yes" : "value.no",
                    language, &dice);
        break;
    case FIELD_ORIGIN:
        strbuf_append(&out->text,
                      language == LANG_MY ? family->origin->name_my : family->origin->name_en);
        break;
    case FIELD_REMARKS:
        if (dice_chance(&dice, 0.04))
            strbuf_append_cstr(&out->text, language == LANG_TH ? "รอเอกสาร"
                                           : language == LANG_MY ? "စာရွက်စာတမ်းစောင့်"
                                                                 : "waiting for papers");
        break;
    case FIELD_COUNT:
        break;
    }
}
