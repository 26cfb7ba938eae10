#ifndef ROLLBOOK_CLI_TODO_H
#define ROLLBOOK_CLI_TODO_H

/*
 * What waits for the officer, as the batch report lists it: silent centers, held, unreadable and
 * vanished files with the line to add to files.tsv, pairs to answer, decisions that are not obeyed,
 * faults by center, and what changed since the run before.
 */

#include "pipeline/base/date.h"
#include "pipeline/cli/office.h"

/* Prints to standard output. language: "en" or "th". */
void todo_print(const Office *office, Db *db, const char *language, Date as_of, Error *err);

#endif
