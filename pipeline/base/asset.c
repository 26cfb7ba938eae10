#include "pipeline/base/asset.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/file.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"

#include <stdlib.h>

enum { ASSET_SIZE_MAX = 16 << 20 };

/* Written by embed.sh; ends with a NULL path. Sorted by path, as make sorts. */
typedef struct ShippedAsset {
    const char *path;
    const char *start;
    const char *end;
} ShippedAsset;

extern const ShippedAsset rollbook_assets[];

/* Where an overlaid file would lie: overlay folders hold what stands behind "templates/". */
static const char *overlay_path(const Assets *assets, Arena *arena, const char *path)
{
    static const Str TEMPLATES = STR_LIT("templates/");
    if (!assets || !assets->overlay || !str_starts_with(str_from(path), TEMPLATES))
        return NULL;
    return file_join(arena, assets->overlay, path + TEMPLATES.len);
}

Str asset_read(const Assets *assets, Arena *arena, const char *path, Error *err)
{
    if (!error_ok(err))
        return STR("");
    const char *overlaid = overlay_path(assets, arena, path);
    if (overlaid && file_exists(overlaid))
        return file_read(arena, overlaid, ASSET_SIZE_MAX, err);
    for (const ShippedAsset *asset = rollbook_assets; asset->path; asset++)
        if (strcmp(asset->path, path) == 0)
            return (Str){asset->start, (size_t)(asset->end - asset->start)};
    error_set_at(err, STATUS_CONFIG, (SourceRef){.file = path}, "there is no such template file");
    return STR("");
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

AssetList asset_list(const Assets *assets, Arena *arena, const char *folder, Error *err)
{
    AssetList list = {0};
    if (!error_ok(err))
        return list;
    Str prefix = str_from(folder);
    Map *paths = map_create();
    for (const ShippedAsset *asset = rollbook_assets; asset->path; asset++)
        if (str_starts_with(str_from(asset->path), prefix))
            map_intern(paths, str_from(asset->path));
    const char *overlaid = overlay_path(assets, arena, folder);
    if (overlaid && file_is_folder(overlaid)) {
        FileList files = file_walk(arena, overlaid, err);
        for (size_t i = 0; i < files.count; i++)
            map_intern(paths, str_from(file_join(arena, folder, files.paths[i])));
    }
    list.count = map_count(paths);
    list.paths = arena_new_array(arena, const char *, list.count);
    for (size_t i = 0; i < list.count; i++)
        list.paths[i] = arena_cstr(arena, map_key_at(paths, i));
    if (list.count)
        qsort(list.paths, list.count, sizeof *list.paths, compare_paths);
    map_free(paths);
    return list;
}

static void digest_asset(Digest *digest, const char *path, Str bytes)
{
    digest_update(digest, str_from(path));
    digest_update(digest, bytes);
}

void asset_digest(const Assets *assets, char out[65], Error *err)
{
    static const Str TEMPLATES = STR_LIT("templates/");
    if (assets && assets->digest) {
        memcpy(out, assets->digest, DIGEST_TEXT_SIZE);
        return;
    }
    Arena *arena = arena_create();
    Digest *digest = digest_create();
    AssetList list = asset_list(assets, arena, TEMPLATES.ptr, err);
    for (size_t i = 0; i < list.count; i++)
        digest_asset(digest, list.paths[i], asset_read(assets, arena, list.paths[i], err));
    for (const ShippedAsset *asset = rollbook_assets; asset->path; asset++)
        if (!str_starts_with(str_from(asset->path), TEMPLATES))
            digest_asset(digest, asset->path,
                         (Str){asset->start, (size_t)(asset->end - asset->start)});
    digest_finish(digest, out);
    arena_free(arena);
}
