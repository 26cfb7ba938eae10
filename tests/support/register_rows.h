#ifndef ROLLBOOK_TESTS_REGISTER_ROWS_H
#define ROLLBOOK_TESTS_REGISTER_ROWS_H

/* Registers as the stages before link leave them, put into a Night by hand. */

#include "tests/support/night.h"

/* One center's register as a file of its own; `submission` is the number of all its parts. */
void add_register(Night *night, int submission, const char *center, const char *status);

/*
 * A row of it; empty texts are empty cells. Its raw_row_id is the n-th that was added to the night.
 */
int add_child(Night *night, int submission, const char *center, const char *code, const char *name,
              const char *sex, const char *birth, const char *mother, const char *father);

/* The child that a raw row belongs to; 0: none. */
int64_t child_of(Night *night, int raw_row);

#endif
