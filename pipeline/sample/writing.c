/* Cells as clerks fill them in. */

#include "pipeline/sample/writing.h"

#include "pipeline/base/utf8.h"

#include <stdio.h>

void written_clear(Written *cell)
{
    cell->kind = SHEET_EMPTY;
    cell->number = 0;
    strbuf_clear(&cell->text);
}

void written_free(Written *cell)
{
    strbuf_free(&cell->text);
}

void written_put(SheetFile *file, Sheet *sheet, int row, int col, const Written *cell)
{
    if (cell->kind == SHEET_TEXT)
        sheet_text(file, sheet, row, col, strbuf_str(&cell->text));
    else if (cell->kind == SHEET_NUMBER)
        sheet_number(sheet, row, col, cell->number);
    else if (cell->kind == SHEET_DATE || cell->kind == SHEET_THAI_DATE)
        sheet_date(sheet, row, col, cell->number, cell->kind == SHEET_THAI_DATE);
}

void written_text(StrBuf *out, const Written *cell)
{
    Date date;
    if (cell->kind == SHEET_TEXT) {
        strbuf_append(out, strbuf_str(&cell->text));
    } else if (cell->kind == SHEET_NUMBER) {
        strbuf_append_double(out, cell->number);
    } else if (cell->kind != SHEET_EMPTY && date_from_serial(cell->number, &date)) {
        char iso[DATE_TEXT_SIZE];
        date_format_iso(date, iso);
        strbuf_append_cstr(out, iso);
    }
}

/* Rewrites the ASCII digits of a text in another script's. */
static void digits_in(StrBuf *out, const char *text, uint32_t zero)
{
    for (const char *p = text; *p; p++) {
        if (*p >= '0' && *p <= '9')
            utf8_append(out, zero + (uint32_t)(*p - '0'));
        else
            strbuf_append_char(out, *p);
    }
}

static const char *const MONTHS_EN[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const MONTHS_TH[] = {"ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
                                        "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.",  "พ.ย.", "ธ.ค."};

void write_date(Written *cell, Date date, DateHabit habit)
{
    StrBuf *out = &cell->text;
    char text[48];
    int d = date.day, m = date.month, y = date.year, be = date.year + 543;
    cell->kind = SHEET_TEXT;
    switch (habit) {
    case DATES_REAL_CE:
        cell->kind = SHEET_DATE;
        cell->number = date_to_serial(date);
        break;
    case DATES_REAL_THAI:
        cell->kind = SHEET_THAI_DATE;
        cell->number = date_to_serial(date);
        break;
    case DATES_REAL_BE: {
        Date typed = {be, m, d};
        /* 29 February of a Buddhist year is no day in a Gregorian program: it stays text. */
        if (date_is_valid(typed)) {
            cell->kind = SHEET_DATE;
            cell->number = date_to_serial(typed);
        } else {
            strbuf_appendf(out, "%d/%d/%d", d, m, be);
        }
        break;
    }
    case DATES_SERIAL:
        cell->kind = SHEET_NUMBER;
        cell->number = date_to_serial(date);
        break;
    case DATES_ISO:
        strbuf_appendf(out, "%04d-%02d-%02d", y, m, d);
        break;
    case DATES_DMY_CE:
        strbuf_appendf(out, "%d/%d/%d", d, m, y);
        break;
    case DATES_DMY_BE:
        strbuf_appendf(out, "%d/%d/%d", d, m, be);
        break;
    case DATES_DMY_BE_SHORT:
        strbuf_appendf(out, "%d/%d/%02d", d, m, be % 100);
        break;
    case DATES_DOTS_CE:
        strbuf_appendf(out, "%02d.%02d.%d", d, m, y);
        break;
    case DATES_MDY_CE:
        strbuf_appendf(out, "%d/%d/%d", m, d, y);
        break;
    case DATES_MONTH_EN:
        strbuf_appendf(out, "%d-%s-%d", d, MONTHS_EN[m - 1], y);
        break;
    case DATES_MONTH_TH:
        strbuf_appendf(out, "%d %s %d", d, MONTHS_TH[m - 1], be);
        break;
    case DATES_DIGITS_TH:
        snprintf(text, sizeof text, "%d/%d/%d", d, m, be);
        digits_in(out, text, 0x0E50);
        break;
    case DATES_DIGITS_MY:
        snprintf(text, sizeof text, "%d.%d.%d", d, m, y);
        digits_in(out, text, 0x1040);
        break;
    default:
        cell->kind = SHEET_EMPTY;
    }
}

bool habit_is_buddhist(DateHabit habit)
{
    return habit == DATES_REAL_THAI || habit == DATES_REAL_BE || habit == DATES_DMY_BE ||
           habit == DATES_DMY_BE_SHORT || habit == DATES_MONTH_TH || habit == DATES_DIGITS_TH;
}

void write_year(Written *cell, int year, DateHabit habit)
{
    char text[16];
    int shown = habit_is_buddhist(habit) ? year + 543 : year;
    snprintf(text, sizeof text, "%d", shown);
    if (habit == DATES_DIGITS_TH || habit == DATES_DIGITS_MY) {
        cell->kind = SHEET_TEXT;
        digits_in(&cell->text, text, habit == DATES_DIGITS_TH ? 0x0E50 : 0x1040);
    } else {
        cell->kind = SHEET_NUMBER;
        cell->number = shown;
    }
}

void write_long_date(StrBuf *out, const Wording *words, Date date, Language language)
{
    char month[24], text[16];
    snprintf(month, sizeof month, "value.month.%02d", date.month);
    Str name = wording_pick(words, month, language, 0);
    if (language == LANG_TH) {
        strbuf_appendf(out, "%d %.*s %d", date.day, STR_ARG(name), date.year + 543);
    } else if (language == LANG_MY) {
        snprintf(text, sizeof text, "%d ", date.year);
        digits_in(out, text, 0x1040);
        strbuf_append(out, name);
        snprintf(text, sizeof text, " %d", date.day);
        digits_in(out, text, 0x1040);
    } else {
        strbuf_appendf(out, "%d %.*s %d", date.day, STR_ARG(name), date.year);
    }
}

void write_sex(StrBuf *out, const Wording *words, char sex, const Clerk *clerk)
{
    static const char *const EN[][2] = {
        {"F", "M"}, {"Female", "Male"}, {"f", "m"}, {"Girl", "Boy"}};
    static const char *const TH[][2] = {{"ญ", "ช"}, {"หญิง", "ชาย"}, {"ญ.", "ช."}};
    static const char *const MY[][2] = {{"မ", "ကျား"}, {"မ", "ကျား"}, {"မိန်းကလေး", "ယောက်ျားလေး"}};
    (void)words;
    int male = sex == 'M';
    if (clerk->language == LANG_TH)
        strbuf_append_cstr(out, TH[clerk->sex_style % 3][male]);
    else if (clerk->language == LANG_MY)
        strbuf_append_cstr(out, MY[clerk->sex_style % 3][male]);
    else
        strbuf_append_cstr(out, EN[clerk->sex_style % 4][male]);
}

const char *reason_code(Reason reason)
{
    static const char *const CODES[REASON_COUNT] = {
        NULL,           "completed", "transfer_mlc", "transfer_thai", "returned_mm",
        "family_moved", "resettled", "work",         "poverty",       "marriage",
        "illness",      "death",     "lost_contact"};
    return CODES[reason];
}

const char *document_code(uint8_t document)
{
    static const char *const CODES[DOC_COUNT] = {
        "none", "mm_birth_cert", "thai_birth_cert", "pink_card", "zero_card", "g_code", "passport"};
    return CODES[document];
}

const char *ethnicity_code(const World *world, const Child *child)
{
    static const char *const CODES[PEOPLE_COUNT] = {"bamar", "karen", "mon", "shan", "muslim"};
    return CODES[world->families[child->family].people];
}

const char *religion_code(uint8_t religion)
{
    static const char *const CODES[] = {"buddhist", "christian", "islam"};
    return CODES[religion];
}

void write_value(StrBuf *out, const Wording *words, const char *value, Language language,
                 Dice *dice)
{
    strbuf_append(out, wording_habit(words, value, language, dice_next(dice)));
}
