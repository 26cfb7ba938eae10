#ifndef ROLLBOOK_TESTS_CENTER_H
#define ROLLBOOK_TESTS_CENTER_H

/* Returns of learning centers, put straight into staging and linked as a test wants them. */

#include "tests/support/night.h"

/* A center of the registry, with the calendar of learning centers (June to March). */
void center_add(Night *night, const char *code, const char *district);

/* A current submission; its id counts from 1. */
int center_send(Night *night, const char *code, const char *kind, const char *period);

/*
 * A row of a register dated `date`, linked to child `child_id` (made when it is new). columns and
 * values are further columns of stg_register ("full_name, sex" and "'Saw Htoo', 'M'").
 * Returns the raw row's id.
 */
int center_list(Night *night, int submission, const char *date, int child_id, const char *columns,
                const char *values);

/* A row of any other staging table; linked to a child where child_id is not 0. Returns the raw
 * row's id. */
int center_row(Night *night, int submission, const char *table, int child_id, const char *columns,
               const char *values);

#endif
