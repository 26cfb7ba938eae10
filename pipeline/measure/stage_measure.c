#include "pipeline/measure/stage_measure.h"

#include "pipeline/measure/indicator.h"
#include "pipeline/measure/tally.h"
#include "pipeline/warehouse/script.h"

static void note_indicator(Db *db, const Indicator *it, Error *err)
{
    Stmt *insert =
        db_prepare(db,
                   "INSERT INTO indicator (indicator, code, unit, direction, title_en, title_th,"
                   " definition_en, definition_th, source, sort)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                   err);
    const char *const texts[] = {it->id,       it->code,     it->unit,          it->direction,
                                 it->title_en, it->title_th, it->definition_en, it->definition_th,
                                 it->source};
    for (int i = 0; i < (int)(sizeof texts / sizeof texts[0]); i++)
        stmt_bind_cstr(insert, i + 1, texts[i], err);
    stmt_bind_int(insert, 10, it->sort, err);
    stmt_run(insert, err);
    stmt_free(insert);
}

static void measure(Batch *batch, Tally *tally, Arena *arena, const char *path, Error *err)
{
    Indicator it = indicator_read(arena, batch->assets, path, err);
    if (error_ok(err)) {
        note_indicator(batch->db, &it, err);
        tally_measure(tally, batch->db, &it, err);
        error_place(err, (SourceRef){.file = path});
    }
}

void stage_measure(Batch *batch, Error *err)
{
    script_prepare(batch, err);
    script_run(batch, "pipeline/measure/sql/01_prepare.sql", err);
    Arena *arena = arena_create();
    AssetList files = asset_list(batch->assets, arena, INDICATORS_FOLDER, err);
    Tally *tally = tally_create(batch->db, err);
    for (size_t i = 0; error_ok(err) && i < files.count; i++)
        if (str_ends_with(str_from(files.paths[i]), STR(".sql")))
            measure(batch, tally, arena, files.paths[i], err);
    tally_close(tally, batch->db, err);
    script_run(batch, "pipeline/measure/sql/03_history.sql", err);
    script_run(batch, "pipeline/measure/sql/04_finish.sql", err);
    arena_free(arena);
    if (error_ok(err))
        log_info(batch->log, "measure: %lld figures",
                 (long long)db_int(batch->db, "SELECT count(*) FROM indicator_value", err));
}
