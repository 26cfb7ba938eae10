#ifndef ROLLBOOK_BASE_NUMBER_H
#define ROLLBOOK_BASE_NUMBER_H

/* Numbers as text, never by locale. */

#include "pipeline/base/str.h"

enum { NUMBER_TEXT_SIZE = 32 };

/* A decimal number with optional sign, point and exponent, and nothing else around it. */
bool number_parse(Str text, double *value);

/* An optional sign and ASCII digits only; false past 64 bits. */
bool number_parse_int(Str text, int64_t *value);

/*
 * The shortest text that number_parse reads back as the same double. Plain digits between 1e-7 and
 * 1e21, exponent form outside; "-0" is printed "0". NaN and infinities are the caller's to refuse;
 * they print "NaN", "Infinity", "-Infinity". Returns the length; out is NUL-terminated.
 */
size_t number_format(double value, char out[NUMBER_TEXT_SIZE]);

#endif
