#ifndef ROLLBOOK_READ_CSV_DELIMITER_H
#define ROLLBOOK_READ_CSV_DELIMITER_H

/* Which byte parts the fields of a text. */

#include "pipeline/base/str.h"

/* The delimiter that the first records agree on most: , ; TAB or |. */
char csv_find_delimiter(Str text);

#endif
