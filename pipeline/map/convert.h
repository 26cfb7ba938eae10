#ifndef ROLLBOOK_MAP_CONVERT_H
#define ROLLBOOK_MAP_CONVERT_H

/*
 * From a cell to the values of a record. What cannot be converted leaves its slot empty and is
 * reported at its cell; nothing is guessed in silence.
 */

#include "pipeline/map/grid.h"
#include "pipeline/map/map_output.h"
#include "pipeline/map/map_tools.h"
#include "pipeline/map/record.h"

/* A column whose meaning is settled. */
typedef struct MapColumn {
    int col;
    Field field;          /* F_NONE: not used */
    Str heading;          /* as typed */
    int month, year, day; /* of wide attendance lists; 0: none */
    DateContext dates;    /* of dates: the column's vote is in it */
    ZawgyiColumn *zawgyi; /* NULL: nothing to convert */
} MapColumn;

/* Where a value stands and what is known beside it. */
typedef struct ConvertContext {
    MapTools *tools;
    Arena *scratch; /* texts live here until the row is staged */
    MapOutput *out;
    Issue at; /* stage, file, submission, row and center are filled in */
    GradeContext grades;
    Date list_date; /* the day that the list speaks of */
    bool sex_asked; /* the list has a column of sexes: one told by a title is reported */
} ConvertContext;

void convert_cell(const ConvertContext *context, const MapColumn *column, const GridCell *cell,
                  Record *record, Error *err);

/*
 * A birth date whose day, month and year stand in cells of their own; NULL where there is no column
 * or its cell is empty. Reported at the column of the year.
 */
void convert_birth_parts(const ConvertContext *context, int year_column, const GridCell *day,
                         const GridCell *month, const GridCell *year, Record *record, Error *err);

/*
 * What follows from several cells together: a full name from its parts, sex from a title, birth
 * from an age, grade of the sheet where the row has none.
 */
void convert_finish(const ConvertContext *context, Str sheet_grade, Record *record, Error *err);

/* Reports at the context's row. column 0: about the row. expected may be empty. */
void convert_report(const ConvertContext *context, const char *rule, Severity severity, int column,
                    Field field, Str value, Str expected, Error *err);

/* The cell as tidy text, converted to Unicode where its column is Zawgyi. */
Str convert_text(const ConvertContext *context, const MapColumn *column, const GridCell *cell);

/* What the date reader is given. */
DateInput convert_date_input(const GridCell *cell);

#endif
