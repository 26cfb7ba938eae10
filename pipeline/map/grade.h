#ifndef ROLLBOOK_MAP_GRADE_H
#define ROLLBOOK_MAP_GRADE_H

/*
 * Grades as people write them: "Grade 4", "G-4", "ป.4", "ม.1/2", "Std 4", "၄ တန်း", "KG", "Pre-GED",
 * or a bare "4" whose system only the center tells. From templates/dictionaries/grades.tsv.
 */

#include "pipeline/base/asset.h"

typedef struct GradeList GradeList;

/* STATUS_CONFIG where the table is wrong. Release with grade_list_free. */
GradeList *grade_list_load(const Assets *assets, Arena *arena, Error *err);
void grade_list_free(GradeList *list); /* NULL is allowed */

typedef struct GradeValue {
    Str code;     /* my.G4; empty: not understood */
    Str section;  /* "2" of ม.1/2, "A" of G4A; may be empty. In the scratch arena */
    bool assumed; /* a bare number: the system was taken from the context */
} GradeValue;

/* What is known beside the cell. */
typedef struct GradeContext {
    int school_year; /* C.E. in which the school year begins; 0: not known */
    bool thai;       /* bare numbers are Thai grades (a center with the Thai curriculum only) */
} GradeContext;

GradeValue grade_read(const GradeList *list, Arena *scratch, Str text, GradeContext context);

/* The grade that a longer text names ("Register 2026 Grade 4", "G4 boys"); code empty: none. */
GradeValue grade_find_within(const GradeList *list, Arena *scratch, Str text, GradeContext context);

#endif
