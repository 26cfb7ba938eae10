#ifndef ROLLBOOK_BASE_ASSET_H
#define ROLLBOOK_BASE_ASSET_H

/*
 * What the program carries with it: everything under templates/, the SQL of the warehouse's schema,
 * its views and the stages, put into the program by the build. An office may lay its own files over
 * them: a folder with the same relative paths, whose files win.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"

typedef struct Assets {
    const char *overlay; /* the office's templates folder, or NULL */
    const char *digest;  /* asset_digest, where somebody has worked it out; else NULL */
} Assets;

/*
 * The bytes of "templates/dictionaries/headings.tsv" and the like. STATUS_CONFIG where there is
 * no such asset. Overlaid files are read into the arena; shipped ones live as long as the program.
 */
Str asset_read(const Assets *assets, Arena *arena, const char *path, Error *err);

/*
 * Paths of all assets below a folder ("templates/rules/"), shipped and overlaid, in byte order and
 * each once.
 */
typedef struct AssetList {
    const char **paths;
    size_t count;
} AssetList;
AssetList asset_list(const Assets *assets, Arena *arena, const char *folder, Error *err);

/*
 * SHA-256 over all assets' paths and bytes: changes when any template or dictionary does, the
 * office's own among them, or the SQL that makes figures.
 */
void asset_digest(const Assets *assets, char out[65], Error *err);

#endif
