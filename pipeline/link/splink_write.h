#ifndef ROLLBOOK_LINK_SPLINK_WRITE_H
#define ROLLBOOK_LINK_SPLINK_WRITE_H

/*
 * A model as Splink 4 settings, so that Splink can take over where tables outgrow one machine. The
 * two-class weight is the same there as long as the values are ASCII, lower-cased as they were
 * here, and the same term frequencies are registered.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/link/model.h"

typedef enum SplinkDialect { SPLINK_DUCKDB, SPLINK_SPARK } SplinkDialect;

/* STATUS_CONFIG with the name of a condition or rule that Splink's SQL cannot say. */
void splink_write(StrBuf *out, const LinkModel *model, SplinkDialect dialect, Error *err);

#endif
