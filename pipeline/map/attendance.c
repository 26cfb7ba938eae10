#include "pipeline/map/attendance.h"

#include "pipeline/base/number.h"
#include "pipeline/base/unicode.h"
#include "pipeline/map/text_key.h"

enum { LABEL_CELLS = 3, DAYS_ROWS = 5 };

typedef enum Mark {
    MARK_NONE,
    MARK_PRESENT,
    MARK_ABSENT,
    MARK_SICK,
    MARK_LEAVE,
    MARK_CLOSED,
    MARK_CROSS, /* an x: absent in most lists, a tick in some */
    MARK_UNKNOWN,
} Mark;

static Mark read_mark(const MapTools *tools, Arena *scratch, const GridCell *cell)
{
    if (!cell)
        return MARK_NONE;
    Str text = str_trim(cell->value);
    if (text.len == 0)
        return MARK_NONE;
    if (cell->type == 'b')
        return str_is(text, "TRUE") ? MARK_PRESENT : MARK_ABSENT;
    if (text.len == 1 && (text.ptr[0] == 'x' || text.ptr[0] == 'X'))
        return MARK_CROSS;
    Str code = dictionary_code(tools->dictionary, scratch, "mark", text);
    if (str_is(code, "present"))
        return MARK_PRESENT;
    if (str_is(code, "absent"))
        return MARK_ABSENT;
    if (str_is(code, "sick"))
        return MARK_SICK;
    if (str_is(code, "leave"))
        return MARK_LEAVE;
    return str_is(code, "closed") ? MARK_CLOSED : MARK_UNKNOWN;
}

static bool number_of(Arena *scratch, const GridCell *cell, double *value)
{
    if (!cell)
        return false;
    if (cell->type == 'n') {
        *value = cell->number;
        return true;
    }
    return cell->type == 's' &&
           number_parse(unicode_ascii_digits(scratch, str_trim(cell->value)), value);
}

bool attendance_is_days_row(const MapTools *tools, Arena *scratch, const GridCell *cells,
                            size_t count)
{
    for (size_t i = 0; i < count && i < LABEL_CELLS; i++) {
        if (cells[i].type != 's')
            continue;
        FieldList fields =
            dictionary_heading_cached(tools->dictionary, scratch, cells[i].value, STR(""));
        for (int k = 0; k < fields.count; k++)
            if (fields.fields[k] == F_school_days || fields.fields[k] == F_days_open)
                return true;
    }
    return false;
}

static MonthColumns *month_group(WideMonths *months, int month, int year)
{
    for (int i = 0; i < months->count; i++)
        if (months->items[i].month == month && months->items[i].year == year)
            return &months->items[i];
    if (months->count == MONTHS_MAX)
        return NULL;
    MonthColumns *group = &months->items[months->count++];
    *group = (MonthColumns){
        .month = month, .year = year, .present = -1, .absent = -1, .school_days = -1, .days = -1};
    return group;
}

WideMonths attendance_months(const MapTools *tools, const Grid *grid, const HeadTable *table,
                             const ColumnPlan *plan, const Scope *scope, const char *calendar)
{
    WideMonths months = {0};
    for (size_t i = 0; i < plan->count; i++) {
        const MapColumn *column = &plan->columns[i];
        if (column->month == 0)
            continue;
        int year =
            column->year ? column->year : scope_year_of_month(scope, column->month, calendar);
        MonthColumns *group = month_group(&months, column->month, year);
        if (!group)
            break;
        int *at = column->field == F_days_absent   ? &group->absent
                  : column->field == F_school_days ? &group->school_days
                                                   : &group->present;
        if (*at < 0)
            *at = (int)i;
    }
    if (months.count == 0 || table->form_cells)
        return months;
    Arena *scratch = arena_create();
    size_t last = table->data_from + DAYS_ROWS < table->data_to ? table->data_from + DAYS_ROWS
                                                                : table->data_to;
    for (size_t r = table->data_from; r < last; r++) {
        const GridCell *cells;
        size_t count = grid_row_cells(scratch, &grid->rows[r], &cells);
        if (!attendance_is_days_row(tools, scratch, cells, count))
            continue;
        for (int m = 0; m < months.count; m++) {
            int index = months.items[m].present;
            double days = 0;
            if (index >= 0 &&
                number_of(scratch, grid_find_cell(cells, count, plan->columns[index].col), &days))
                months.items[m].days = days;
        }
    }
    arena_free(scratch);
    return months;
}

/* Monday to Friday, by the days since 1970-01-01, which was a Thursday. */
static bool is_weekday(int year, int month, int day)
{
    Date date = {year, month, day};
    if (!date_is_valid(date))
        return false;
    int64_t weekday = (date_to_days(date) % 7 + 7 + 3) % 7; /* 0 is Monday */
    return weekday < 5;
}

DayGrid attendance_grid(const MapTools *tools, const Grid *grid, const HeadTable *table,
                        const ColumnPlan *plan, const Scope *scope)
{
    DayGrid days = {0};
    int marks[32][MARK_UNKNOWN + 1] = {{0}};
    for (size_t i = 0; i < plan->count; i++)
        days.columns += plan->columns[i].day > 0;
    if (days.columns == 0 || table->form_cells)
        return days;
    Arena *scratch = arena_create();
    for (size_t r = table->data_from; r < table->data_to; r++) {
        arena_reset(scratch);
        const GridCell *cells;
        size_t count = grid_row_cells(scratch, &grid->rows[r], &cells);
        for (size_t i = 0; i < plan->count; i++) {
            int day = plan->columns[i].day;
            if (day > 0 && day < 32)
                marks[day][read_mark(tools, scratch,
                                     grid_find_cell(cells, count, plan->columns[i].col))]++;
        }
    }
    arena_free(scratch);
    int present = 0, absent = 0, crosses = 0, filled = 0, blank = 0;
    for (int day = 1; day < 32; day++) {
        present += marks[day][MARK_PRESENT];
        absent += marks[day][MARK_ABSENT];
        crosses += marks[day][MARK_CROSS];
        blank += marks[day][MARK_NONE];
        for (int mark = MARK_PRESENT; mark <= MARK_UNKNOWN; mark++)
            filled += marks[day][mark];
    }
    days.x_present = present == 0 && crosses * 2 > filled && crosses > absent;
    days.blank_present = present == 0 && !days.x_present && blank > filled;
    for (int day = 1; day < 32; day++) {
        int told = marks[day][MARK_PRESENT] + marks[day][MARK_ABSENT] + marks[day][MARK_SICK] +
                   marks[day][MARK_LEAVE] + marks[day][MARK_CROSS];
        bool closed = marks[day][MARK_CLOSED] > told;
        days.school_day[day] = told > 0 && !closed;
        if (days.blank_present && scope->month.kind && !closed)
            days.school_day[day] |= is_weekday(scope->month.year, scope->month.number, day);
        days.school_days += days.school_day[day];
    }
    return days;
}

DayCounts attendance_count(const MapTools *tools, Arena *scratch, const DayGrid *days,
                           const ColumnPlan *plan, const GridCell *cells, size_t count)
{
    DayCounts counts = {0};
    for (size_t i = 0; i < plan->count; i++) {
        int day = plan->columns[i].day;
        if (day < 1 || day > 31 || !days->school_day[day])
            continue;
        switch (read_mark(tools, scratch, grid_find_cell(cells, count, plan->columns[i].col))) {
        case MARK_PRESENT:
            counts.present++;
            break;
        case MARK_CROSS:
            if (days->x_present)
                counts.present++;
            else
                counts.absent++;
            break;
        case MARK_ABSENT:
            counts.absent++;
            break;
        case MARK_SICK:
            counts.sick++;
            break;
        case MARK_LEAVE:
            counts.leave++;
            break;
        case MARK_NONE:
            if (days->blank_present)
                counts.present++;
            break;
        case MARK_CLOSED:
            break;
        case MARK_UNKNOWN:
            counts.unread++;
            break;
        }
    }
    return counts;
}
