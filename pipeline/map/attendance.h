#ifndef ROLLBOOK_MAP_ATTENDANCE_H
#define ROLLBOOK_MAP_ATTENDANCE_H

/*
 * Attendance that is not one row per child and month: a column for each month, or a column for
 * each day with a mark in it.
 */

#include "pipeline/map/columns.h"
#include "pipeline/map/scope.h"

enum { MONTHS_MAX = 36 };

/* The columns of one month of a wide list. Indexes into the plan; -1: none. */
typedef struct MonthColumns {
    int month, year; /* year 0: not told */
    int present, absent, school_days;
    double days; /* school days told once for all; negative: not told */
} MonthColumns;

typedef struct WideMonths {
    MonthColumns items[MONTHS_MAX];
    int count;
} WideMonths;

/* Groups the plan's month columns; looks for a row that tells each month's school days. */
WideMonths attendance_months(const MapTools *tools, const Grid *grid, const HeadTable *table,
                             const ColumnPlan *plan, const Scope *scope, const char *calendar);

/* What the marks of a daily grid mean, learned from all of its rows. */
typedef struct DayGrid {
    int columns;         /* of days; 0: no grid */
    bool school_day[32]; /* by day of the month */
    int school_days;
    bool blank_present; /* only absences are marked */
    bool x_present;     /* "x" ticks a child that was there */
} DayGrid;

DayGrid attendance_grid(const MapTools *tools, const Grid *grid, const HeadTable *table,
                        const ColumnPlan *plan, const Scope *scope);

/* Counts a child's marks: days present, absent, sick, on leave. */
typedef struct DayCounts {
    int present, absent, sick, leave, unread;
} DayCounts;

DayCounts attendance_count(const MapTools *tools, Arena *scratch, const DayGrid *days,
                           const ColumnPlan *plan, const GridCell *cells, size_t count);

/* True where a row tells school days under the columns of a wide list, and is no child. */
bool attendance_is_days_row(const MapTools *tools, Arena *scratch, const GridCell *cells,
                            size_t count);

#endif
