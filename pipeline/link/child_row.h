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

/* What only the chains of a row's own center, its line of the linkage table and names ask of it. */
typedef struct ChildCells {
    Str student_code, g_code;
    Str names[CHILD_NAMES_MAX]; /* every spelling that the row gives, distinct */
    int name_count;
    int cohort; /* school year in which a child of its grade was in none: 0: not known */
    Str birth_text;
    Str mother, father, guardian;
    Str phones[2];
    Str village, district_code, grade_code;
    char content_key[65];
} ChildCells;

typedef struct ChildRow {
    int64_t raw_row_id, raw_sheet_id, row_number;
    int64_t submission_id;
    int64_t link_record_id; /* 0 until it is written */
    ChildKind kind;
    bool live;  /* its submission is current */
    bool quiet; /* of a quiet center (child_quiet.h): its cells are empty */
    Str center_code, period_code;
    Str sex, birth_from, birth_to;
    Str thai_id13; /* only where its check digit proves it */
    Str public_id;
    ChildCells *cells; /* quiet rows of a center share theirs */
} ChildRow;

typedef struct ChildRows {
    ChildRow **items; /* by first run, path, sheet and row: the order in which ids are issued */
    size_t count;
    Arena *beside; /* of those that a second thread has read; NULL: none */
} ChildRows;

const char *child_kind_name(ChildKind kind); /* "register", ... as link_record.kind */

/* The order of sheets: by first run, path and number. */
typedef struct SheetRanks {
    const uint32_t *of_sheet; /* by raw_sheet_id; sheets that nothing tells apart share one */
    int64_t last;             /* the highest raw_sheet_id */
    uint32_t last_rank;
} SheetRanks;

SheetRanks child_sheets_rank(Db *db, Arena *arena, Error *err);

/* Whether a row comes before another in the order of rows, or is the same. */
bool child_row_not_after(const SheetRanks *sheets, ChildRow *a, ChildRow *b);

/*
 * Reads all rows of current and superseded submissions; with `quiet` only those of the submissions
 * in temp.link_loud, and puts these rows between them. Everything in the arena, but for `beside`.
 */
ChildRows child_rows_read(Db *db, const SheetRanks *sheets, const ChildRows *const *quiet,
                          size_t quiet_count, Arena *arena, Error *err);

void child_rows_free(ChildRows *rows);

/* Fills in what quiet rows leave out, of those that are wanted, but for the content key. */
void child_rows_complete(Db *db, ChildRows *rows, const bool *wanted, Arena *arena, Error *err);

#endif
