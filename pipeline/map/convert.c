#include "pipeline/map/convert.h"

#include "pipeline/base/number.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/map/text_key.h"
#include "pipeline/values/id_number.h"
#include "pipeline/values/phone.h"

#include <math.h>

enum { AGE_MAX = 99, TEXT_BYTES_MAX = 2000 };

void convert_report(const ConvertContext *context, const char *rule, Severity severity, int column,
                    Field field, Str value, Str expected, Error *err)
{
    Issue issue = context->at;
    issue.rule = rule;
    issue.severity = severity;
    issue.column = column;
    issue.field = field ? field_info(field)->name : NULL;
    issue.value = utf8_cut(value, TEXT_BYTES_MAX);
    issue.expected = expected;
    map_output_issue(context->out, &issue, err);
}

static void report(const ConvertContext *context, const char *rule, Severity severity,
                   const MapColumn *column, Str value, Str expected, Error *err)
{
    convert_report(context, rule, severity, column->col, column->field, value, expected, err);
}

static bool is_zawgyi(const MapColumn *column, const GridCell *cell)
{
    return column->zawgyi && cell->type == 's' && text_has_myanmar(cell->value) &&
           zawgyi_column_is_zawgyi(column->zawgyi, cell->value);
}

Str convert_text(const ConvertContext *context, const MapColumn *column, const GridCell *cell)
{
    Str text = cell->value;
    if (is_zawgyi(column, cell))
        text = map_tools_unicode(context->tools, context->scratch, text);
    return text_tidy(context->scratch, utf8_cut(text, TEXT_BYTES_MAX));
}

DateInput convert_date_input(const GridCell *cell)
{
    if (cell->type == 'd')
        return (DateInput){.type = DATE_CELL_DATE, .text = cell->value};
    if (cell->type == 'n')
        return (DateInput){.type = DATE_CELL_NUMBER, .text = cell->value, .number = cell->number};
    return (DateInput){.type = DATE_CELL_TEXT, .text = cell->value};
}

/* "-", "...", "N/A", "none": somebody's way of leaving a cell empty. */
static bool is_empty_word(const ConvertContext *context, Str text)
{
    Str key = text_key(context->scratch, text);
    if (key.len == 0)
        return true;
    static const Str WORDS[] = {STR_LIT("na"),  STR_LIT("unknown"), STR_LIT("none"),
                                STR_LIT("nil"), STR_LIT("ไม่ทราบ"),  STR_LIT("ไม่มี"),
                                STR_LIT("မသိ"),  STR_LIT("မရှိ"),      STR_LIT("null")};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (str_eq(key, WORDS[i]))
            return true;
    return false;
}

static Str iso(Arena *arena, Date date)
{
    char text[DATE_TEXT_SIZE];
    if (date_is_none(date))
        return STR("");
    date_format_iso(date, text);
    return arena_str(arena, str_from(text));
}

static void set_date(const ConvertContext *context, Record *record, Slot slot, Date date)
{
    record_set_text(record, slot, iso(context->scratch, date));
}

static const char *precision_name(const DateValue *value)
{
    return value->calendar == CALENDAR_AGE ? "age" : date_precision_name(value->precision);
}

static void set_birth(const ConvertContext *context, Record *record, const DateValue *value)
{
    StrBuf flags = STRBUF_INIT;
    date_append_flags(&flags, value->flags);
    set_date(context, record, SLOT_birth_from, value->from);
    set_date(context, record, SLOT_birth_to, value->to);
    record_set_text(record, SLOT_birth_precision, str_from(precision_name(value)));
    record_set_text(record, SLOT_birth_calendar, str_from(date_calendar_name(value->calendar)));
    record_set_text(record, SLOT_birth_flags, arena_str(context->scratch, strbuf_str(&flags)));
    strbuf_free(&flags);
}

static void report_date(const ConvertContext *context, const MapColumn *column, Str text,
                        const DateValue *value, Error *err)
{
    bool buddhist =
        date_has(value, DATE_BE_YEAR_IN_DATE_CELL) || date_has(value, DATE_BE_YEAR_IN_SERIAL);
    if (context->tools->corrections && buddhist && value->precision == DATE_DAY)
        report(context, "date.buddhist_year", SEVERITY_INFO, column, text,
               iso(context->scratch, value->from), err);
    if (value->precision == DATE_NONE) {
        bool year = date_has(value, DATE_BAD_YEAR) || date_has(value, DATE_ERAS_DISAGREE);
        report(context, year ? "date.year" : "date.unreadable", SEVERITY_ERROR, column, text,
               STR(""), err);
    } else if (date_has(value, DATE_IMPOSSIBLE_DAY) || date_has(value, DATE_IMPOSSIBLE_DAY_MONTH)) {
        report(context, "date.impossible_day", SEVERITY_WARNING, column, text, STR(""), err);
    } else if (date_has(value, DATE_DM_AMBIGUOUS) && !column->dates.order_known) {
        report(context, "date.ambiguous", SEVERITY_INFO, column, text,
               iso(context->scratch, value->alternative), err);
    } else if (date_has(value, DATE_US_LOCALE_SWAP)) {
        report(context, "date.swapped", SEVERITY_INFO, column, text,
               iso(context->scratch, value->from), err);
    }
}

static void convert_birth(const ConvertContext *context, const MapColumn *column,
                          const GridCell *cell, Record *record, Error *err)
{
    DateValue value = date_read(context->tools->dates, context->scratch, convert_date_input(cell),
                                &column->dates);
    if (date_has(&value, DATE_EMPTY))
        return;
    record_set_text(record, SLOT_birth_text,
                    text_tidy(context->scratch, cell->source.len ? cell->source : cell->value));
    report_date(context, column, cell->value, &value, err);
    if (value.precision != DATE_NONE)
        set_birth(context, record, &value);
}

static void convert_date(const ConvertContext *context, const MapColumn *column,
                         const GridCell *cell, Slot slot, Record *record, Error *err)
{
    DateValue value = date_read(context->tools->dates, context->scratch, convert_date_input(cell),
                                &column->dates);
    if (date_has(&value, DATE_EMPTY))
        return;
    if (value.precision == DATE_NONE && is_empty_word(context, cell->value))
        return;
    report_date(context, column, cell->value, &value, err);
    /* Events are stored by their first day; a month or year alone is told to the sender. */
    if (value.precision != DATE_NONE)
        set_date(context, record, slot, value.from);
    if (value.precision != DATE_NONE && value.precision != DATE_DAY &&
        !date_has(&value, DATE_IMPOSSIBLE_DAY) && !date_has(&value, DATE_IMPOSSIBLE_DAY_MONTH))
        report(context, "date.partial", SEVERITY_INFO, column, cell->value,
               iso(context->scratch, value.from), err);
}

/* The first number in a text, in any script's digits. */
static bool first_number(const ConvertContext *context, Str text, double *value)
{
    Str plain = unicode_ascii_digits(context->scratch, text);
    size_t from = 0;
    while (from < plain.len && (plain.ptr[from] < '0' || plain.ptr[from] > '9'))
        from++;
    size_t to = from;
    bool point = false;
    while (to < plain.len && ((plain.ptr[to] >= '0' && plain.ptr[to] <= '9') ||
                              (plain.ptr[to] == '.' && !point) || plain.ptr[to] == ',')) {
        point |= plain.ptr[to] == '.';
        to++;
    }
    char digits[NUMBER_TEXT_SIZE];
    size_t len = 0;
    for (size_t i = from; i < to && len + 1 < sizeof digits; i++)
        if (plain.ptr[i] != ',')
            digits[len++] = plain.ptr[i];
    while (len && digits[len - 1] == '.')
        len--;
    if (from > 0 && len && plain.ptr[from - 1] == '-') {
        if (!number_parse((Str){digits, len}, value))
            return false;
        *value = -*value;
        return true;
    }
    return len > 0 && number_parse((Str){digits, len}, value);
}

static bool number_of(const ConvertContext *context, const GridCell *cell, double *value)
{
    if (cell->type == 'n') {
        *value = cell->number;
        return true;
    }
    if (cell->type != 's')
        return false;
    Str plain = unicode_ascii_digits(context->scratch, str_trim(cell->value));
    if (number_parse(plain, value))
        return true;
    /* "20 days", "1,250", "3 ครั้ง": one number, and it comes first. "2026-10" is none. */
    size_t end = 0;
    while (end < plain.len && ((plain.ptr[end] >= '0' && plain.ptr[end] <= '9') ||
                               plain.ptr[end] == ',' || plain.ptr[end] == '.'))
        end++;
    for (size_t i = end; i < plain.len; i++)
        if (plain.ptr[i] >= '0' && plain.ptr[i] <= '9')
            return false;
    return end > 0 && first_number(context, plain, value);
}

static void convert_number(const ConvertContext *context, const MapColumn *column,
                           const GridCell *cell, bool whole, Record *record, Error *err)
{
    double value = 0;
    Slot slot = field_info(column->field)->slot;
    if (!number_of(context, cell, &value)) {
        if (!is_empty_word(context, cell->value))
            report(context, "number.unreadable", SEVERITY_ERROR, column, cell->value, STR(""), err);
        return;
    }
    if (value < 0 && field_info(column->field)->type != FIELD_DEGREES) {
        report(context, "number.negative", SEVERITY_ERROR, column, cell->value, STR(""), err);
        return;
    }
    if (!whole) {
        record_set_real(record, slot, value);
        return;
    }
    if (value != floor(value) || value > 1e9) {
        report(context, "number.not_whole", SEVERITY_ERROR, column, cell->value, STR(""), err);
        return;
    }
    record_set_int(record, slot, (int64_t)value);
}

static void convert_age(const ConvertContext *context, const MapColumn *column,
                        const GridCell *cell, Record *record, Error *err)
{
    double value = 0;
    if (is_empty_word(context, cell->value))
        return;
    bool read = number_of(context, cell, &value) || first_number(context, cell->value, &value);
    if (!read || value < 0 || value > AGE_MAX) {
        report(context, "age.unreadable", SEVERITY_ERROR, column, cell->value, STR(""), err);
        return;
    }
    record_set_int(record, SLOT_age, (int64_t)value);
}

static void convert_sex(const ConvertContext *context, const MapColumn *column,
                        const GridCell *cell, Record *record, Error *err)
{
    Str text = convert_text(context, column, cell);
    Str code = dictionary_code(context->tools->dictionary, context->scratch, "sex", text);
    if (code.len) {
        record_set_text(record, SLOT_sex, code);
        record_set_text(record, SLOT_sex_source, STR("stated"));
    } else if (!is_empty_word(context, text)) {
        report(context, "sex.unknown", SEVERITY_ERROR, column, text, STR(""), err);
    }
}

static void convert_grade(const ConvertContext *context, const MapColumn *column,
                          const GridCell *cell, Record *record, Error *err)
{
    Str text = convert_text(context, column, cell);
    if (is_empty_word(context, text))
        return;
    GradeValue grade = grade_read(context->tools->grades, context->scratch, text, context->grades);
    record_set_text(record, SLOT_grade_text, text);
    if (grade.code.len == 0) {
        report(context, "grade.unknown", SEVERITY_ERROR, column, text, STR(""), err);
        return;
    }
    record_set_text(record, SLOT_grade_code, grade.code);
    if (!record_has(record, SLOT_section))
        record_set_text(record, SLOT_section, grade.section);
}

/* Lists in which an unknown word is still an answer: something happened, whatever it was. */
static bool has_other(Field field)
{
    return field == F_leaving_reason || field == F_incident_type || field == F_placement_type;
}

static Str code_of(const ConvertContext *context, Field field, Str text)
{
    const char *list = field_info(field)->name;
    const Dictionary *dictionary = context->tools->dictionary;
    Str code = dictionary_code(dictionary, context->scratch, list, text);
    if (code.len == 0)
        code = dictionary_code_within(dictionary, context->scratch, list, text, 4);
    return code;
}

static void convert_code(const ConvertContext *context, const MapColumn *column, Field field,
                         Str text, Record *record, Error *err)
{
    Slot slot = field_info(field)->slot;
    Str code = code_of(context, field, text);
    if (code.len == 0 && is_empty_word(context, text))
        return;
    if (code.len == 0 && has_other(field)) {
        convert_report(context, "code.other", SEVERITY_INFO, column->col, field, text, STR(""),
                       err);
        record_set_text(record, slot, STR("other"));
        return;
    }
    if (code.len == 0)
        convert_report(context, "code.unknown", SEVERITY_WARNING, column->col, field, text, STR(""),
                       err);
    record_set_text(record, slot, code);
}

/* "g_code birth_cert", "Pink card, NRC": each known word once, in the order given. */
static void convert_codes(const ConvertContext *context, const MapColumn *column, Str text,
                          Record *record, Error *err)
{
    const char *list = field_info(column->field)->name;
    StrBuf codes = STRBUF_INIT;
    Str whole = dictionary_code(context->tools->dictionary, context->scratch, list, text);
    bool any = false;
    if (whole.len) {
        strbuf_append(&codes, whole);
    } else {
        size_t from = 0;
        for (size_t i = 0; i <= text.len; i++) {
            if (i < text.len && !strchr(",;+&/ ", text.ptr[i]))
                continue;
            Str word = str_trim(str_slice(text, from, i));
            bool blank = i < text.len && text.ptr[i] == ' ';
            Str code =
                word.len ? dictionary_code(context->tools->dictionary, context->scratch, list, word)
                         : STR("");
            /* A blank ends a word only where what stands before it is known. */
            if (blank && code.len == 0)
                continue;
            from = i + 1;
            any |= word.len > 0 && code.len == 0;
            if (code.len == 0 || str_find(strbuf_str(&codes), code, 0) < codes.len)
                continue;
            if (codes.len)
                strbuf_append_char(&codes, ' ');
            strbuf_append(&codes, code);
        }
    }
    if (codes.len == 0) {
        Str within =
            dictionary_code_within(context->tools->dictionary, context->scratch, list, text, 4);
        strbuf_append(&codes, within);
        any = within.len == 0;
    }
    if (any && !is_empty_word(context, text))
        report(context, "code.unknown", SEVERITY_WARNING, column, text, STR(""), err);
    record_set_text(record, field_info(column->field)->slot,
                    arena_str(context->scratch, strbuf_str(&codes)));
    strbuf_free(&codes);
}

/* Both in one cell: "Karen/Christian", "ကရင်၊ ခရစ်ယာန်", "Bamar - Buddhist". */
static void convert_ethnicity_religion(const ConvertContext *context, const MapColumn *column,
                                       Str text, Record *record, Error *err)
{
    Str ethnicity = code_of(context, F_ethnicity, text);
    Str religion =
        dictionary_code_within(context->tools->dictionary, context->scratch, "religion", text, 3);
    /* "Muslim" is a people and a faith: as the only word it tells both. */
    record_set_text(record, SLOT_ethnicity, ethnicity);
    if (!record_has(record, SLOT_religion))
        record_set_text(record, SLOT_religion, religion);
    if (ethnicity.len == 0 && religion.len == 0 && !is_empty_word(context, text))
        report(context, "code.unknown", SEVERITY_WARNING, column, text, STR(""), err);
}

static void convert_yes_no(const ConvertContext *context, const MapColumn *column,
                           const GridCell *cell, Record *record)
{
    Slot slot = field_info(column->field)->slot;
    if (cell->type == 'b') {
        record_set_text(record, slot, str_is(cell->value, "TRUE") ? STR("yes") : STR("no"));
        return;
    }
    Str text = convert_text(context, column, cell);
    Str code = dictionary_code(context->tools->dictionary, context->scratch, "yes_no", text);
    /* "hearing", "BCG, polio": an answer that says more than yes is kept as it stands. */
    record_set_text(record, slot, code.len ? code : text);
}

static void convert_id13(const ConvertContext *context, const MapColumn *column,
                         const GridCell *cell, Record *record, Error *err)
{
    Str text = cell->type == 'n' && cell->source.len ? cell->source : cell->value;
    IdNumber id = id_read(text);
    if (id.status == ID_BAD_FORM && cell->source.len)
        id = id_read(cell->value);
    if (id.status == ID_EMPTY || (id.status == ID_BAD_FORM && is_empty_word(context, text)))
        return;
    Str normal = arena_str(context->scratch, str_from(id.normal));
    if (id.kind == ID_G_CODE) {
        record_set_text(record, SLOT_g_code, normal);
        return;
    }
    record_set_text(record, SLOT_thai_id13, normal);
    record_set_text(record, SLOT_thai_id13_status, str_from(id_status_name(id.status)));
    switch (id.status) {
    case ID_BAD_CHECKSUM:
        report(context, "id.checksum", SEVERITY_WARNING, column, text, STR(""), err);
        break;
    case ID_LOST_DIGITS:
        report(context, "id.lost_digits", SEVERITY_ERROR, column, text, STR(""), err);
        break;
    case ID_PLACEHOLDER:
        report(context, "id.placeholder", SEVERITY_WARNING, column, text, STR(""), err);
        break;
    case ID_BAD_LENGTH:
    case ID_BAD_FORM:
        report(context, "id.form", SEVERITY_ERROR, column, text, STR(""), err);
        break;
    case ID_REPAIRED:
        report(context, "id.repaired", SEVERITY_INFO, column, text, normal, err);
        break;
    default:
        break;
    }
}

static void convert_g_code(const ConvertContext *context, const MapColumn *column,
                           const GridCell *cell, Record *record, Error *err)
{
    IdNumber id = id_read(cell->value);
    if (id.status == ID_EMPTY || (id.status == ID_BAD_FORM && is_empty_word(context, cell->value)))
        return;
    Str normal = arena_str(context->scratch, str_from(id.normal));
    if (id.kind == ID_THAI13 && id_is_usable(&id)) {
        record_set_text(record, SLOT_thai_id13, normal);
        record_set_text(record, SLOT_thai_id13_status, str_from(id_status_name(id.status)));
        return;
    }
    if (id.kind == ID_G_CODE && id_is_usable(&id))
        record_set_text(record, SLOT_g_code, normal);
    else
        report(context, "id.g_code", SEVERITY_ERROR, column, cell->value, STR(""), err);
}

static void convert_phone(const ConvertContext *context, const MapColumn *column,
                          const GridCell *cell, Record *record, Error *err)
{
    PhoneList list = phone_read(cell->type == 'n' && cell->source.len ? cell->source : cell->value);
    if (list.status == PHONE_EMPTY)
        return;
    StrBuf buf = STRBUF_INIT;
    phone_append(&buf, &list);
    record_set_text(record, field_info(column->field)->slot,
                    arena_str(context->scratch, strbuf_str(&buf)));
    if (buf.len == 0 && !is_empty_word(context, cell->value))
        report(context, "phone.unreadable", SEVERITY_WARNING, column, cell->value, STR(""), err);
    strbuf_free(&buf);
}

static void convert_district(const ConvertContext *context, const MapColumn *column,
                             const GridCell *cell, Record *record, Error *err)
{
    Str text = convert_text(context, column, cell);
    Str code = place_district(context->tools->places, context->scratch, text);
    record_set_text(record, SLOT_district_code, code);
    if (code.len == 0 && !is_empty_word(context, text))
        report(context, "district.unknown", SEVERITY_WARNING, column, text, STR(""), err);
}

/* "12/3/2026 moved to Myanmar": the date is what the date reader finds, the reason a known word. */
static void convert_leaving(const ConvertContext *context, const MapColumn *column,
                            const GridCell *cell, Record *record, Error *err)
{
    DateInput input = convert_date_input(cell);
    DateValue value = date_read(context->tools->dates, context->scratch, input, &column->dates);
    Str text = convert_text(context, column, cell);
    size_t first = 0, last = 0;
    for (size_t pos = 0; pos < text.len;) {
        size_t start = pos;
        if (unicode_digit(utf8_next(text, &pos)) < 0)
            continue;
        first = last == 0 ? start : first;
        last = pos;
    }
    if (value.precision == DATE_NONE && last > first) {
        /* The date is the part with the digits; a month's name may stand within it. */
        input = (DateInput){.type = DATE_CELL_TEXT, .text = str_slice(text, first, last)};
        value = date_read(context->tools->dates, context->scratch, input, &column->dates);
    }
    Str reason = dictionary_code_within(context->tools->dictionary, context->scratch,
                                        "leaving_reason", text, 3);
    if (value.precision != DATE_NONE)
        set_date(context, record, SLOT_leaving_date, value.from);
    if (!record_has(record, SLOT_leaving_reason))
        record_set_text(record, SLOT_leaving_reason, reason);
    if (value.precision == DATE_NONE && reason.len == 0 && !is_empty_word(context, text))
        report(context, "leaving.unreadable", SEVERITY_WARNING, column, text, STR(""), err);
}

/* A count, or "nil" as the answer that nothing happened. */
static void convert_incidents(const ConvertContext *context, const MapColumn *column,
                              const GridCell *cell, Record *record, Error *err)
{
    Str text = convert_text(context, column, cell);
    double value = 0;
    bool number = number_of(context, cell, &value);
    Str no = dictionary_code(context->tools->dictionary, context->scratch, "yes_no", text);
    if (!number && (str_is(no, "no") || is_empty_word(context, text))) {
        record_set_int(record, SLOT_incidents, 0);
        record_set_text(record, SLOT_incidents_nil, STR("yes"));
        return;
    }
    convert_number(context, column, cell, true, record, err);
    if (number && value == 0 && !record_has(record, SLOT_incidents_nil))
        record_set_text(record, SLOT_incidents_nil, STR("yes"));
}

/* MEC-NNNNNNN-C in capitals; anything else is not an id of ours. */
static void convert_public_id(const ConvertContext *context, const MapColumn *column,
                              const GridCell *cell, Record *record, Error *err)
{
    Str text = convert_text(context, column, cell);
    char *out = arena_alloc(context->scratch, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        out[i] = (char)(text.ptr[i] >= 'a' && text.ptr[i] <= 'z' ? text.ptr[i] - 32 : text.ptr[i]);
    Str id = {out, text.len};
    if (id.len == 13 && str_starts_with(id, STR("MEC-")) && id.ptr[11] == '-')
        record_set_text(record, SLOT_public_id, id);
    else if (!is_empty_word(context, text))
        report(context, "public_id.form", SEVERITY_WARNING, column, text, STR(""), err);
}

static void convert_transition(const ConvertContext *context, const MapColumn *column,
                               const GridCell *cell, Record *record)
{
    Str text = convert_text(context, column, cell);
    Str code =
        dictionary_code(context->tools->dictionary, context->scratch, "placement_type", text);
    Str no = dictionary_code(context->tools->dictionary, context->scratch, "yes_no", text);
    if (!str_is(no, "no"))
        record_set_text(record, SLOT_transition_to, code.len ? code : text);
}

void convert_cell(const ConvertContext *context, const MapColumn *column, const GridCell *cell,
                  Record *record, Error *err)
{
    const FieldInfo *info = field_info(column->field);
    if (cell->type == 'x') {
        report(context, "cell.error", SEVERITY_ERROR, column, cell->value, STR(""), err);
        return;
    }
    if (context->tools->corrections && is_zawgyi(column, cell))
        report(context, "text.zawgyi", SEVERITY_INFO, column, cell->value,
               map_tools_unicode(context->tools, context->scratch, cell->value), err);
    switch (info->type) {
    case FIELD_NONE:
    case FIELD_META:
    case FIELD_CENTER:
    case FIELD_PERIOD:
    case FIELD_BIRTH_PART: /* read together: convert_birth_parts */
        break;
    case FIELD_TEXT:
    case FIELD_NAME:
    case FIELD_CODE_TEXT:
        if (!record_has(record, info->slot))
            record_set_text(record, info->slot, convert_text(context, column, cell));
        break;
    case FIELD_PUBLIC_ID:
        convert_public_id(context, column, cell, record, err);
        break;
    case FIELD_SEX:
        convert_sex(context, column, cell, record, err);
        break;
    case FIELD_BIRTH:
        convert_birth(context, column, cell, record, err);
        break;
    case FIELD_AGE:
        convert_age(context, column, cell, record, err);
        break;
    case FIELD_DATE:
        convert_date(context, column, cell, info->slot, record, err);
        break;
    case FIELD_GRADE:
        convert_grade(context, column, cell, record, err);
        break;
    case FIELD_CODE:
        if (column->field == F_ethnicity && str_find(cell->value, STR("/"), 0) < cell->value.len)
            convert_ethnicity_religion(context, column, convert_text(context, column, cell), record,
                                       err);
        else
            convert_code(context, column, column->field, convert_text(context, column, cell),
                         record, err);
        break;
    case FIELD_CODES:
        convert_codes(context, column, convert_text(context, column, cell), record, err);
        break;
    case FIELD_YES_NO:
        convert_yes_no(context, column, cell, record);
        break;
    case FIELD_ETHNICITY_RELIGION:
        convert_ethnicity_religion(context, column, convert_text(context, column, cell), record,
                                   err);
        break;
    case FIELD_LEAVING:
        convert_leaving(context, column, cell, record, err);
        break;
    case FIELD_DISTRICT:
        convert_district(context, column, cell, record, err);
        break;
    case FIELD_ID13:
        convert_id13(context, column, cell, record, err);
        break;
    case FIELD_G_CODE:
        convert_g_code(context, column, cell, record, err);
        break;
    case FIELD_PHONE:
        convert_phone(context, column, cell, record, err);
        break;
    case FIELD_NUMBER:
    case FIELD_DEGREES:
        convert_number(context, column, cell, false, record, err);
        break;
    case FIELD_COUNT:
        convert_number(context, column, cell, true, record, err);
        break;
    case FIELD_INCIDENTS:
        convert_incidents(context, column, cell, record, err);
        break;
    case FIELD_TRANSITION:
        convert_transition(context, column, cell, record);
        break;
    }
}

static void finish_name(const ConvertContext *context, Record *record)
{
    Str first = record_text(record, SLOT_first_name), last = record_text(record, SLOT_last_name);
    if (!record_has(record, SLOT_full_name) && (first.len || last.len))
        record_set_text(record, SLOT_full_name,
                        first.len && last.len ? arena_printf(context->scratch, "%.*s %.*s",
                                                             STR_ARG(first), STR_ARG(last))
                        : first.len           ? first
                                              : last);
    static const Slot SCRIPTS[] = {SLOT_name_my, SLOT_name_en, SLOT_name_th, SLOT_name_karen};
    for (size_t i = 0; i < 4 && !record_has(record, SLOT_full_name); i++)
        record_set_text(record, SLOT_full_name, record_text(record, SCRIPTS[i]));
}

/* Where no sex is stated, a title tells it: in its own column, or before the name in any script. */
static void finish_sex(const ConvertContext *context, Record *record, Error *err)
{
    if (record_has(record, SLOT_sex))
        return;
    const Dictionary *dictionary = context->tools->dictionary;
    Str prefix = record_text(record, SLOT_name_prefix), rest;
    Str code =
        prefix.len ? dictionary_code(dictionary, context->scratch, "title", prefix) : STR("");
    static const Slot NAMES[] = {SLOT_full_name, SLOT_name_th, SLOT_name_my, SLOT_name_en,
                                 SLOT_name_karen};
    for (size_t i = 0; i < 5 && code.len == 0; i++)
        if (record_has(record, NAMES[i]))
            code = dictionary_title(dictionary, context->scratch, record_text(record, NAMES[i]),
                                    &rest);
    if (code.len == 0)
        return;
    record_set_text(record, SLOT_sex, code);
    record_set_text(record, SLOT_sex_source, STR("title"));
    if (context->sex_asked)
        convert_report(context, "sex.from_title", SEVERITY_INFO, 0, F_sex, code, STR(""), err);
}

/* An age is a birth within one year, counted back from the list's own day. */
static void finish_birth(const ConvertContext *context, Record *record)
{
    if (record_has(record, SLOT_birth_from) || !record_has(record, SLOT_age) ||
        date_is_none(context->list_date))
        return;
    DateContext dates = date_context_birth(context->list_date);
    DateInput input = {.type = DATE_CELL_NUMBER, .number = (double)record->slots[SLOT_age].integer};
    DateValue value = date_read(context->tools->dates, context->scratch, input, &dates);
    if (value.precision != DATE_NONE && value.calendar == CALENDAR_AGE)
        set_birth(context, record, &value);
}

void convert_finish(const ConvertContext *context, Str sheet_grade, Record *record, Error *err)
{
    finish_name(context, record);
    finish_sex(context, record, err);
    finish_birth(context, record);
    if (!record_has(record, SLOT_grade_code) && !record_has(record, SLOT_grade_text))
        record_set_text(record, SLOT_grade_code, sheet_grade);
    /* A tambon or village lies in one district: told where the list is silent. */
    if (!record_has(record, SLOT_district_code) && record_has(record, SLOT_subdistrict))
        record_set_text(record, SLOT_district_code,
                        place_district_of(context->tools->places, context->scratch,
                                          record_text(record, SLOT_subdistrict)));
}
