#ifndef ROLLBOOK_BASE_CSV_FIELD_H
#define ROLLBOOK_BASE_CSV_FIELD_H

/* Writing one field of delimited text, RFC 4180: quoted where it must be. */

#include "pipeline/base/strbuf.h"

void csv_append_field(StrBuf *out, Str text);

#endif
