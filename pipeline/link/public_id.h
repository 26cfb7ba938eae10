#ifndef ROLLBOOK_LINK_PUBLIC_ID_H
#define ROLLBOOK_LINK_PUBLIC_ID_H

/*
 * A child's public id: "MEC-NNNNNNN-C". C is the check character of ISO/IEC 7064 MOD 37-2 over
 * "MEC" and the digits; it catches every single wrong character and every exchange of neighbours.
 */

#include "pipeline/base/str.h"

enum { PUBLIC_ID_SIZE = 14 }; /* with NUL */

/* 1 <= number <= 9,999,999 */
void public_id_format(int64_t number, char out[PUBLIC_ID_SIZE]);

/*
 * The number of an id, blanks and case forgiven; 0 where it is no id or its check character does
 * not fit.
 */
int64_t public_id_parse(Str text);

#endif
