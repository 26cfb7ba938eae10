#ifndef ROLLBOOK_LINK_CHILD_ROW_H
#define ROLLBOOK_LINK_CHILD_ROW_H

/*
 * Staged rows that name a child, as linkage wants them: registers, programmes, placements and
 * out-of-school lists of current and superseded submissions. Superseded rows still say who is who
 * (a corrected register must not cost its children their ids), but they are not live.
 */

#include "pipeline/warehouse/batch.h"

enum { CHILD_NAMES_MAX = 7 };

typedef enum ChildKind {
    CHILD_REGISTER,
    CHILD_PROGRAMME,
    CHILD_PLACEMENT,
    CHILD_OUT_OF_SCHOOL
} ChildKind;

typedef struct ChildRow {
    int64_t raw_row_id;
    int64_t submission_id;
    int64_t link_record_id; /* 0 until it is written */
    ChildKind kind;
    bool live; /* its submission is current */
    Str center_code, period_code, student_code;
    Str names[CHILD_NAMES_MAX]; /* every spelling that the row gives, distinct */
    int name_count;
    Str sex, birth_from, birth_to, birth_text;
    Str mother, father, guardian;
    Str phones[2];
    Str thai_id13; /* only where its check digit proves it */
    Str g_code, public_id;
    Str village, district_code, grade_code;
    int cohort; /* school year in which a child of its grade was in none: 0: not known */
    char content_key[65];
} ChildRow;

typedef struct ChildRows {
    ChildRow *items; /* by first run, path, sheet and row: the order in which ids are issued */
    size_t count;
} ChildRows;

const char *child_kind_name(ChildKind kind); /* "register", ... as link_record.kind */

/* Everything in the arena. */
ChildRows child_rows_read(Db *db, Arena *arena, Error *err);

#endif
