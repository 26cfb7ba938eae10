#ifndef ROLLBOOK_EVALUATE_TRUTH_TABLE_H
#define ROLLBOOK_EVALUATE_TRUTH_TABLE_H

/* The truth that `rollbook sample` wrote, matched with the rows of a warehouse. */

#include "pipeline/base/map.h"
#include "pipeline/base/tsv.h"
#include "pipeline/warehouse/db.h"

enum {
    TRUTH_PATH,
    TRUTH_SHEET,
    TRUTH_ROW,
    TRUTH_KIND,
    TRUTH_CHILD,
    TRUTH_SEX,
    TRUTH_BIRTH_FROM,
    TRUTH_BIRTH_TO,
    TRUTH_GRADE,
    TRUTH_DISTRICT,
    TRUTH_START,
    TRUTH_END,
    TRUTH_REASON,
    TRUTH_SCHOOL_DAYS,
    TRUTH_DAYS_PRESENT,
    TRUTH_COLUMNS,
};

/* Fields of a row as text, by the numbers above; missing columns are empty. */
typedef struct TruthLine {
    Str fields[TRUTH_COLUMNS];
    int64_t raw_row_id; /* 0: the warehouse has no such row */
    bool current;       /* its file is one that should count */
} TruthLine;

typedef struct TruthTable {
    TruthLine *lines;
    size_t count;
    Map *by_row;                  /* raw_row_id as text to the line's index */
    Map *by_place;                /* path, sheet, row to the index */
    Tsv files, traps, indicators; /* without rows where the file is not there */
} TruthTable;

/*
 * Reads truth.tsv and, from the same folder, files.tsv, traps.tsv and indicators.tsv. Only the
 * first five columns of truth.tsv are needed. The table lives in the arena; release its maps.
 */
TruthTable *truth_table_read(Arena *arena, const char *path, Error *err);
void truth_table_free(TruthTable *truth); /* NULL is allowed */

/* Finds each line's raw row: path, then the sheet by name (any, in a file of one sheet), then row.
 */
void truth_table_match(TruthTable *truth, Db *db, Error *err);

/* Index of the line of a raw row; -1 where the truth does not know it. */
int64_t truth_table_line(const TruthTable *truth, int64_t raw_row_id);

/* Index of the line at a place of a file; -1 where there is none. */
int64_t truth_table_at(const TruthTable *truth, Str path, Str sheet, Str row);

/* What files.tsv says of a path: "current" where it says nothing. */
Str truth_file_status(const TruthTable *truth, Str path);

#endif
