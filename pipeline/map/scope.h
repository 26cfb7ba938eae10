#ifndef ROLLBOOK_MAP_SCOPE_H
#define ROLLBOOK_MAP_SCOPE_H

/*
 * What rows speak of without saying so themselves: center, period, grade, instance. Told by their
 * own columns, else by the enclosing form, else the table's title, the sheet's name, the other
 * sheets, the file's name, its folders; nearer wins.
 */

#include "pipeline/map/header.h"
#include "pipeline/map/map_tools.h"
#include "pipeline/map/period.h"

typedef struct Scope {
    Str center;               /* code; empty: not told */
    Str center_text;          /* what was found where a center should be named, and is none */
    Period month, part, year; /* month; quarter or term; school year. kind PERIOD_NONE: not told */
    Date list_date;           /* the day that a list speaks of; none: not told */
    Str grade;                /* stated for all rows */
    Str sex;                  /* of one of several lists side by side: "Boys | Girls" above them */
    Str programme;
    double school_days;     /* negative: not told */
    Str instance, replaces; /* of forms */
    Str content_time;       /* ISO: when the form was ended or submitted */
    bool refused;           /* Kobo's validation says "Not approved" */
} Scope;

Scope scope_empty(void);

/* Sets the month, the school year, or the quarter or term that a period is. */
void scope_set_period(Scope *scope, Period period);

/* What `near` does not tell is taken from `far`. */
Scope scope_over(Scope near, const Scope *far);

/*
 * A sheet's name, a file's name, a folder, a title. default_year: C.E. year for month names without
 * one; 0: none. trust_years: a lone year counts as a school year.
 */
void scope_read_text(const MapTools *tools, Arena *arena, Str text, int default_year,
                     bool trust_years, Scope *scope);

/* The title rows of a table: labels with values, and free text. */
void scope_read_title(const MapTools *tools, Arena *arena, const Grid *grid, size_t from, size_t to,
                      Scope *scope);

/*
 * What stands right above one of several tables side by side: in title rows that also say something
 * above the others. Read it before the title, which all of them share.
 */
void scope_read_block_title(const MapTools *tools, Arena *arena, const Grid *grid,
                            const HeadTable *table, Scope *scope);

/* A value that stands under (or behind) a heading. */
void scope_read_field(const MapTools *tools, Arena *arena, Field field, const GridCell *cell,
                      Scope *scope);

/* The path of a file: its name, then its folders from the nearest. */
void scope_read_path(const MapTools *tools, Arena *arena, Str path, Scope *scope);

/* The ISO day in a file's name; empty where there is none. */
Str scope_file_date(const MapTools *tools, Arena *arena, Str path);

/* The calendar of a center: "mlc" or "thai". */
const char *scope_calendar(const MapTools *tools, Str center);

/*
 * The period of a record kind: a month for monthly ones, a school year for profiles, else the most
 * exact that is told. kind PERIOD_NONE: not told.
 */
Period scope_period(const Scope *scope, bool monthly, bool yearly, const char *calendar);

/* A month by number in the school year (or year) that the scope tells; 0: not told. */
int scope_year_of_month(const Scope *scope, int month, const char *calendar);

#endif
