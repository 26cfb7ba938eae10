#include "pipeline/map/scope.h"

#include "pipeline/base/number.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/map/blocks.h"
#include "pipeline/map/text_key.h"

enum { TITLE_BYTES_MAX = 400 };

Scope scope_empty(void)
{
    Str none = STR("");
    return (Scope){.center = none,
                   .center_text = none,
                   .grade = none,
                   .sex = none,
                   .programme = none,
                   .school_days = -1,
                   .instance = none,
                   .replaces = none,
                   .content_time = none};
}

void scope_set_period(Scope *scope, Period period)
{
    if (period.kind == PERIOD_MONTH)
        scope->month = period;
    else if (period.kind == PERIOD_YEAR)
        scope->year = period;
    else
        scope->part = period;
}

Scope scope_over(Scope near, const Scope *far)
{
    if (near.center.len == 0) {
        near.center = far->center;
        if (near.center_text.len == 0)
            near.center_text = far->center_text;
    }
    if (near.month.kind == PERIOD_NONE)
        near.month = far->month;
    if (near.part.kind == PERIOD_NONE)
        near.part = far->part;
    if (near.year.kind == PERIOD_NONE)
        near.year = far->year;
    if (date_is_none(near.list_date))
        near.list_date = far->list_date;
    if (near.grade.len == 0)
        near.grade = far->grade;
    if (near.sex.len == 0)
        near.sex = far->sex;
    if (near.programme.len == 0)
        near.programme = far->programme;
    if (near.school_days < 0)
        near.school_days = far->school_days;
    if (near.instance.len == 0)
        near.instance = far->instance;
    if (near.replaces.len == 0)
        near.replaces = far->replaces;
    if (near.content_time.len == 0)
        near.content_time = far->content_time;
    near.refused |= far->refused;
    return near;
}

static void take_period(Scope *scope, Period period)
{
    if (period.kind == PERIOD_MONTH && scope->month.kind == PERIOD_NONE) {
        scope->month = period;
        if (!date_is_none(period.day) && date_is_none(scope->list_date))
            scope->list_date = period.day;
    } else if ((period.kind == PERIOD_QUARTER || period.kind == PERIOD_TERM) &&
               scope->part.kind == PERIOD_NONE) {
        scope->part = period;
    } else if (period.kind == PERIOD_YEAR && scope->year.kind == PERIOD_NONE) {
        scope->year = period;
    }
}

static void take_center(const MapTools *tools, Arena *arena, Str text, bool whole, Scope *scope)
{
    if (scope->center.len)
        return;
    Str code = whole ? center_read(tools->centers, arena, text)
                     : center_find_within(tools->centers, arena, text);
    if (code.len)
        scope->center = arena_str(tools->arena, code);
    else if (whole && scope->center_text.len == 0)
        scope->center_text = arena_str(arena, text);
}

/* A lone year is told by a school-year word beside it, or by "2026-2027". */
static bool is_sure_year(const MapTools *tools, Arena *arena, Str text)
{
    Str key = text_key(arena, text);
    WordList words = dictionary_words(tools->dictionary, "school_year");
    for (size_t i = 0; i < words.count; i++)
        if (words.keys[i].len > 2 && str_find(key, words.keys[i], 0) < key.len)
            return true;
    int digits = 0, most = 0, runs = 0;
    for (size_t i = 0; i <= key.len; i++) {
        bool digit = i < key.len && key.ptr[i] >= '0' && key.ptr[i] <= '9';
        digits = digit ? digits + 1 : 0;
        most = digits > most ? digits : most;
        runs += digits == 1;
    }
    return most == 8 && runs == 1; /* 2026-2027 without its hyphen */
}

void scope_read_text(const MapTools *tools, Arena *arena, Str text, int default_year,
                     bool trust_years, Scope *scope)
{
    text = text_tidy(arena, utf8_cut(text, TITLE_BYTES_MAX));
    take_center(tools, arena, text, false, scope);
    Period period = period_find(tools->dictionary, arena, text, default_year);
    if (period.kind != PERIOD_YEAR || trust_years || is_sure_year(tools, arena, text))
        take_period(scope, period);
    if (scope->grade.len == 0) {
        GradeValue grade = grade_find_within(tools->grades, arena, text, (GradeContext){0});
        scope->grade = grade.code;
    }
    if (scope->programme.len == 0)
        scope->programme = dictionary_code_within(tools->dictionary, arena, "programme", text, 3);
}

static Str cell_text(Arena *arena, const GridCell *cell)
{
    return text_tidy(arena, cell->value);
}

/* "2026-06-30T08:40:02.001+07:00" down to seconds; zones are those of one office. */
static Str time_of(Arena *arena, const GridCell *cell)
{
    Str text = str_trim(cell->value);
    Date date;
    if (text.len < 10 || !date_parse_iso(str_slice(text, 0, 10), &date))
        return STR("");
    return arena_str(arena, str_slice(text, 0, 19));
}

static void read_event_day(const MapTools *tools, Arena *arena, const GridCell *cell, Scope *scope)
{
    /* The month's first day: a file is mapped the same on every night of a month (kept.h). */
    Date month = {tools->as_of.year, tools->as_of.month, 1};
    DateContext context = date_context_event(month);
    DateInput input = {.type = cell->type == 'd'   ? DATE_CELL_DATE
                               : cell->type == 'n' ? DATE_CELL_NUMBER
                                                   : DATE_CELL_TEXT,
                       .text = cell->value,
                       .number = cell->number};
    DateValue value = date_read(tools->dates, arena, input, &context);
    if (value.precision == DATE_NONE)
        return;
    if (date_is_none(scope->list_date) && value.precision == DATE_DAY)
        scope->list_date = value.from;
    if (value.precision == DATE_DAY || value.precision == DATE_MONTH)
        take_period(scope, (Period){.kind = PERIOD_MONTH,
                                    .year = value.from.year,
                                    .number = value.from.month,
                                    .day = value.precision == DATE_DAY ? value.from : (Date){0}});
}

static void read_period(const MapTools *tools, Arena *arena, Field field, const GridCell *cell,
                        Scope *scope)
{
    Str text = cell_text(arena, cell);
    if (field == F_term) {
        /* A bare "1" beside the year in a field of its own. */
        Period year = scope->year;
        Str key = text_key(arena, text);
        if (key.len == 1 && (key.ptr[0] == '1' || key.ptr[0] == '2') && year.kind)
            take_period(
                scope,
                (Period){.kind = PERIOD_TERM, .year = year.year, .number = key.ptr[0] - '0'});
        else
            take_period(scope, period_find(tools->dictionary, arena, text, 0));
        return;
    }
    Period period = period_parse_code(text);
    if (period.kind == PERIOD_NONE)
        period = period_find(tools->dictionary, arena, text, scope->year.year);
    if (field == F_report_month && period.kind == PERIOD_MONTH)
        period.day = (Date){0}; /* a date in a month's column tells the month only */
    if (field == F_academic_year && period.kind == PERIOD_MONTH)
        return;
    take_period(scope, period);
}

void scope_read_field(const MapTools *tools, Arena *arena, Field field, const GridCell *cell,
                      Scope *scope)
{
    Str text = cell_text(arena, cell);
    if (text.len == 0)
        return;
    switch (field) {
    case F_center_code:
    case F_center_name:
        take_center(tools, arena, text, true, scope);
        break;
    case F_report_month:
    case F_academic_year:
    case F_term:
        read_period(tools, arena, field, cell, scope);
        break;
    case F_register_date:
        read_event_day(tools, arena, cell, scope);
        break;
    case F_grade:
    case F_grade_section:
        if (scope->grade.len == 0) {
            GradeValue grade = grade_read(tools->grades, arena, text, (GradeContext){0});
            scope->grade = grade.code;
        }
        break;
    case F_school_days:
    case F_days_open: {
        double days = cell->number;
        if (scope->school_days < 0 &&
            (cell->type == 'n' || number_parse(unicode_ascii_digits(arena, text), &days)) &&
            days >= 0 && days <= 31)
            scope->school_days = days;
        break;
    }
    case F_instance_id:
    case F_kobo_uuid: {
        Str id = str_starts_with(text, STR("uuid:")) ? str_slice(text, 5, text.len) : text;
        if (scope->instance.len == 0)
            scope->instance = arena_str(tools->arena, id);
        break;
    }
    case F_deprecated_id: {
        Str id = str_starts_with(text, STR("uuid:")) ? str_slice(text, 5, text.len) : text;
        scope->replaces = arena_str(tools->arena, id);
        break;
    }
    case F_form_ended:
    case F_submitted_at:
        if (scope->content_time.len == 0)
            scope->content_time = arena_str(tools->arena, time_of(arena, cell));
        break;
    case F_kobo_validation:
        scope->refused |= str_is(text_key(arena, text), "notapproved") ||
                          str_is(text_key(arena, text), "validationstatusnotapproved");
        break;
    default:
        break;
    }
}

void scope_read_title(const MapTools *tools, Arena *arena, const Grid *grid, size_t from, size_t to,
                      Scope *scope)
{
    LabelPairs pairs = header_pairs(tools->dictionary, arena, grid, from, to, STR(""));
    /* The year first: a month's name without one takes it. */
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < pairs.count; i++)
            for (int k = 0; k < pairs.items[i].label.fields.count; k++) {
                Field field = pairs.items[i].label.fields.fields[k];
                if ((field == F_academic_year) == (pass == 0))
                    scope_read_field(tools, arena, field, &pairs.items[i].value, scope);
            }
    for (size_t r = from; r < to; r++) {
        const GridCell *cells;
        size_t count = grid_row_cells(arena, &grid->rows[r], &cells);
        for (size_t i = 0; i < count; i++)
            if (cells[i].type == 's' && cells[i].value.len <= TITLE_BYTES_MAX)
                scope_read_text(tools, arena, cells[i].value, scope->year.year, false, scope);
    }
}

void scope_read_block_title(const MapTools *tools, Arena *arena, const Grid *grid,
                            const HeadTable *table, Scope *scope)
{
    for (size_t r = table->title_from; r < table->title_to; r++) {
        const GridCell *cells;
        size_t all = grid_row_cells(arena, &grid->rows[r], &cells);
        size_t own = block_cells(table, &cells, all);
        for (size_t i = 0; i < own && own < all; i++) {
            if (cells[i].type != 's' || cells[i].value.len > TITLE_BYTES_MAX)
                continue;
            Str sex = dictionary_code(tools->dictionary, arena, "sex", cells[i].value);
            if (sex.len && scope->sex.len == 0)
                scope->sex = sex;
            else
                scope_read_text(tools, arena, cells[i].value, scope->year.year, false, scope);
        }
    }
}

static size_t last_slash(Str path)
{
    size_t at = path.len;
    while (at > 0 && path.ptr[at - 1] != '/')
        at--;
    return at;
}

static Str without_ending(Str name)
{
    for (size_t i = name.len; i > 1; i--)
        if (name.ptr[i - 1] == '.' && name.len - i <= 5)
            return str_slice(name, 0, i - 1);
    return name;
}

/* Underscores are blanks in file names: "HKW-003_june_2026". */
static Str spaced(Arena *arena, Str text)
{
    char *copy = arena_alloc(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        copy[i] = text.ptr[i] == '_' ? ' ' : text.ptr[i];
    return (Str){copy, text.len};
}

void scope_read_path(const MapTools *tools, Arena *arena, Str path, Scope *scope)
{
    Str rest = path;
    for (int depth = 0; rest.len && depth < 32; depth++) {
        size_t at = last_slash(rest);
        Str step = str_slice(rest, at, rest.len);
        rest = str_slice(rest, 0, at ? at - 1 : 0);
        if (depth == 0)
            step = without_ending(step);
        Scope found = scope_empty();
        scope_read_text(tools, arena, spaced(arena, step), 0, true, &found);
        if (depth > 0) /* a folder tells no grade and no programme of a single file */
            found.grade = found.programme = STR("");
        *scope = scope_over(*scope, &found);
    }
}

Str scope_file_date(const MapTools *tools, Arena *arena, Str path)
{
    Str name = spaced(arena, without_ending(str_slice(path, last_slash(path), path.len)));
    Period period = period_find(tools->dictionary, arena, name, 0);
    char text[DATE_TEXT_SIZE];
    if (period.kind != PERIOD_MONTH || date_is_none(period.day))
        return STR("");
    date_format_iso(period.day, text);
    return arena_str(arena, str_from(text));
}

const char *scope_calendar(const MapTools *tools, Str center)
{
    const RegistryCenter *found = registry_center(tools->registry, center);
    return found && str_is(found->calendar, "thai") ? "thai" : "mlc";
}

Period scope_period(const Scope *scope, bool monthly, bool yearly, const char *calendar)
{
    if (yearly) {
        if (scope->year.kind)
            return scope->year;
        Period any = scope->part.kind ? scope->part : scope->month;
        if (any.kind == PERIOD_NONE)
            return any;
        Date day = period_list_date(&any, calendar);
        return (Period){.kind = PERIOD_YEAR, .year = period_school_year(day, calendar)};
    }
    if (scope->month.kind || monthly)
        return scope->month;
    return scope->part.kind ? scope->part : scope->year;
}

int scope_year_of_month(const Scope *scope, int month, const char *calendar)
{
    if (scope->year.kind) {
        Date start = period_school_year_start(scope->year.year, calendar);
        return month >= start.month ? scope->year.year : scope->year.year + 1;
    }
    if (scope->part.kind == PERIOD_TERM)
        return month >= 5 ? scope->part.year : scope->part.year + 1;
    if (scope->part.kind)
        return scope->part.year;
    if (scope->month.kind) {
        /* Within one school year of the month that is known. */
        Date day = {scope->month.year, scope->month.number, 15};
        int year = period_school_year(day, calendar);
        return month >= period_school_year_start(year, calendar).month ? year : year + 1;
    }
    return 0;
}
