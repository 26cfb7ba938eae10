#ifndef ROLLBOOK_LOAD_ROLL_H
#define ROLLBOOK_LOAD_ROLL_H

/*
 * The registers' rows in memory: where attendance looks for its children (roll_index.h by number
 * and name, roll_sound.h by sound).
 */

#include "pipeline/load/text_pool.h"
#include "pipeline/warehouse/db.h"

/* Every spelling of a record: full_name, name_my, name_en, name_th, name_karen; first and last. */
enum { ROLL_FULL_NAMES = 5, ROLL_NAMES = 6 };

/* A child on a register. What is not known has a NULL ptr; texts are the pool's, equal ones at one
 * address. */
typedef struct RollRow {
    int64_t child_id;
    Str center, school_year, grade, student_code;
    Str names[ROLL_NAMES];
} RollRow;

typedef struct Roll {
    RollRow *rows; /* in order of child, center and register */
    size_t count, cap;
} Roll;

/* Reads temp.observation but for rows of no school year. */
Roll roll_read(Db *db, TextPool *texts, Error *err);
void roll_free(Roll *roll);

/* One row that looks for its child. Text that is not known has a NULL ptr. */
typedef struct RollQuery {
    Str center, school_year, student_code, name, grade;
} RollQuery;

#endif
