#ifndef ROLLBOOK_SAMPLE_GRADE_H
#define ROLLBOOK_SAMPLE_GRADE_H

/*
 * The ladders of grades. A level is a rung; its code is the one of the warehouse's dimension
 * (my.G4, th.P4, ged). Ages are those at which a child without delay begins the grade.
 */

#include "pipeline/sample/clerk.h"
#include "pipeline/sample/world.h"

int grade_level_count(GradeSystem system);
const char *grade_code(GradeSystem system, int level);
int grade_age(GradeSystem system, int level);

/* The level at which a child of that age without delay sits, within the ladder. */
int grade_level_for_age(GradeSystem system, int age);

/* Writes the grade the way a clerk does: "G-4", "Std 4", "ม.1/2", "စတုတ္ထတန်း". style >= 0. */
void grade_write(StrBuf *out, GradeSystem system, int level, Language language, int style,
                 int section);

#endif
