#ifndef ROLLBOOK_READ_FORMAT_CODE_H
#define ROLLBOOK_READ_FORMAT_CODE_H

/* What a number format makes of a number: ECMA-376-1 18.8.30 and 18.8.31. */

#include "pipeline/read/cells.h"

/* Of a format code such as [$-41E]d mmm bbbb. */
NumberKind format_code_kind(Str code);

/*
 * Of a built-in format id. 27-36 and 50-58 are the CJK ones and 71-81 the Thai ones, which a Thai
 * Excel writes without their code (18.8.30, "th-th"); few readers know them.
 */
NumberKind format_builtin_kind(int id);

#endif
