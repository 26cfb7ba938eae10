#include "pipeline/warehouse/script.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/tsv.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"

/* Only letters, marks and digits of any script count. */
Str script_fold(Arena *arena, Str text)
{
    Str folded = unicode_fold(arena, text);
    char *kept = arena_alloc(arena, folded.len + 1);
    size_t len = 0;
    for (size_t at = 0; at < folded.len;) {
        size_t from = at;
        uint32_t cp = utf8_next(folded, &at);
        bool counts = cp < 0x80
                          ? (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9')
                          : unicode_is_letter(cp) || unicode_is_mark(cp) || unicode_digit(cp) >= 0;
        if (counts) {
            memcpy(&kept[len], &folded.ptr[from], at - from);
            len += at - from;
        }
    }
    return (Str){kept, len};
}

static void fold_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    if (!text)
        return; /* NULL stays NULL */
    Arena *arena = sqlite3_user_data(context);
    arena_reset(arena);
    Str folded = script_fold(arena, (Str){text, (size_t)sqlite3_value_bytes(values[0])});
    if (folded.len > 0)
        sqlite3_result_text(context, folded.ptr, (int)folded.len, SQLITE_TRANSIENT);
}

/* The first 12 digits of a text's SHA-256: enough to tell one center's findings apart. */
static void digest_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    if (!text)
        return;
    char digest[DIGEST_TEXT_SIZE];
    digest_of((Str){text, (size_t)sqlite3_value_bytes(values[0])}, digest);
    sqlite3_result_text(context, digest, 12, SQLITE_TRANSIENT);
}

static void free_arena(void *arena)
{
    arena_free(arena);
}

void script_prepare(Batch *batch, Error *err)
{
    if (!error_ok(err))
        return;
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    if (sqlite3_create_function_v2(db_handle(batch->db), "fold", 1, flags, arena_create(),
                                   fold_function, NULL, NULL, free_arena) != SQLITE_OK ||
        sqlite3_create_function_v2(db_handle(batch->db), "short_digest", 1, flags, NULL,
                                   digest_function, NULL, NULL, NULL) != SQLITE_OK)
        error_set(err, STATUS_SQL, "%s", sqlite3_errmsg(db_handle(batch->db)));
    db_exec(batch->db,
            "CREATE TEMP TABLE IF NOT EXISTS setting ("
            "as_of TEXT, run_id INTEGER, silent_after_days INTEGER, observed_months INTEGER,"
            "hold_drop_share REAL, heaping_share REAL, age_basis TEXT, project_start TEXT);"
            "DELETE FROM temp.setting;",
            err);
    Stmt *insert = db_prepare(
        batch->db, "INSERT INTO temp.setting VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", err);
    const Config *config = batch->config;
    char as_of[DATE_TEXT_SIZE], project_start[DATE_TEXT_SIZE];
    date_format_iso(batch->as_of, as_of);
    stmt_bind_cstr(insert, 1, as_of, err);
    stmt_bind_int(insert, 2, batch->run_id, err);
    stmt_bind_int(insert, 3, config->silent_after_days, err);
    stmt_bind_int(insert, 4, config->observed_months, err);
    stmt_bind_double(insert, 5, config->hold_drop_share, err);
    stmt_bind_double(insert, 6, config->heaping_share, err);
    stmt_bind_cstr(insert, 7, config->age_basis, err);
    if (!date_is_none(config->project_start)) {
        date_format_iso(config->project_start, project_start);
        stmt_bind_cstr(insert, 8, project_start, err);
    }
    stmt_run(insert, err);
    stmt_free(insert);
}

void script_run(Batch *batch, const char *path, Error *err)
{
    Arena *arena = arena_create();
    Str sql = asset_read(batch->assets, arena, path, err);
    db_exec(batch->db, arena_cstr(arena, sql), err);
    error_place(err, (SourceRef){.file = path});
    arena_free(arena);
}

void script_run_folder(Batch *batch, const char *folder, Error *err)
{
    Arena *arena = arena_create();
    AssetList files = asset_list(batch->assets, arena, folder, err);
    for (size_t i = 0; i < files.count; i++)
        if (str_ends_with(str_from(files.paths[i]), STR(".sql")))
            script_run(batch, files.paths[i], err);
    arena_free(arena);
}

/* "DROP ...; CREATE TEMP TABLE ..." and then the INSERT, for the columns of a table. */
static Stmt *make_table(Db *db, const Tsv *tsv, const char *table, Error *err)
{
    StrBuf create = STRBUF_INIT, insert = STRBUF_INIT;
    strbuf_appendf(&create, "DROP TABLE IF EXISTS temp.%s; CREATE TEMP TABLE %s (", table, table);
    strbuf_appendf(&insert, "INSERT INTO temp.%s VALUES (", table);
    for (size_t i = 0; i < tsv->column_count; i++) {
        Str column = tsv->columns[i];
        strbuf_appendf(&create, "%s\"%.*s\" TEXT", i ? ", " : "", STR_ARG(column));
        strbuf_appendf(&insert, "%s?%zu", i ? ", " : "", i + 1);
    }
    strbuf_append_cstr(&create, ")");
    strbuf_append_cstr(&insert, ")");
    db_exec(db, strbuf_cstr(&create), err);
    Stmt *stmt = db_prepare(db, strbuf_cstr(&insert), err);
    strbuf_free(&create);
    strbuf_free(&insert);
    return stmt;
}

void script_load_table(Batch *batch, const char *path, const char *table, Error *err)
{
    Arena *arena = arena_create();
    Tsv tsv = tsv_parse(arena, asset_read(batch->assets, arena, path, err), path, err);
    Stmt *insert = error_ok(err) ? make_table(batch->db, &tsv, table, err) : NULL;
    for (size_t r = 0; error_ok(err) && r < tsv.row_count; r++) {
        for (size_t c = 0; c < tsv.column_count; c++)
            stmt_bind_text_or_null(insert, (int)c + 1, tsv.rows[r].fields[c], err);
        stmt_run(insert, err);
    }
    stmt_free(insert);
    arena_free(arena);
}

const char *script_heading(Arena *arena, Str text, const char *key)
{
    Str wanted = str_from(key);
    for (Str rest = text, line = {0}; str_split(&rest, '\n', &line);) {
        if (!str_starts_with(line, STR("--")))
            break;
        Str body = str_trim(str_slice(line, 2, line.len));
        if (str_starts_with(body, wanted) && body.len > wanted.len && body.ptr[wanted.len] == ':')
            return arena_cstr(arena, str_trim(str_slice(body, wanted.len + 1, body.len)));
    }
    return NULL;
}

const char *script_select(Arena *arena, Str text)
{
    Str trimmed = str_trim(text);
    if (str_ends_with(trimmed, STR(";")))
        trimmed.len--;
    /* The line break keeps a closing comment from swallowing the bracket that follows. */
    return arena_printf(arena, "%.*s\n", STR_ARG(trimmed)).ptr;
}
