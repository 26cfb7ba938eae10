#ifndef ROLLBOOK_CLI_TODO_H
#define ROLLBOOK_CLI_TODO_H

/*
 * What waits for the officer, as the batch report lists it: first a line a kind (silent centers,
 * held, unreadable and vanished files, pairs to answer, decisions that are not obeyed, faults) and
 * what changed since the run before; then one by one, with the lines to add to files.tsv.
 */

#include "pipeline/base/date.h"
#include "pipeline/cli/office.h"

/* Prints to standard output. language: "en" or "th". */
void todo_print(const Office *office, Db *db, const char *language, Date as_of, Error *err);

#endif
