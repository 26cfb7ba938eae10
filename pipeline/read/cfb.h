#ifndef ROLLBOOK_READ_CFB_H
#define ROLLBOOK_READ_CFB_H

/*
 * Compound files (MS-CFB): the container of .xls and of encrypted workbooks. Sector chains are
 * followed at most as many steps as the file has sectors, so that loops end.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"

/* The bytes of the first stream of that name (ASCII, in either case), in the arena. */
Str cfb_read(Arena *arena, Str bytes, const char *name, Error *err);

/* Is there such a stream? False also where the file is damaged. */
bool cfb_has_stream(Str bytes, const char *name);

#endif
