/*
 * The read stage: files become rows. The worker makes each row's JSON, so that the parent only
 * binds text; the parent takes the workers' answers in the files' order, so that row ids do not
 * depend on which worker is faster. What the cells mean is left to map.
 *
 * A large file has a worker to itself. Small ones of one center's folder share one, which reads
 * them one after another: to begin and end a process costs more than to read such a file. Where
 * a shared worker ends before its time, the file that it was at, and each that was to come, is
 * read by a worker of its own, and only what happens there is told of it. So a file is never
 * blamed for its neighbors.
 */

#include "pipeline/read/stage_read.h"

#include "pipeline/base/file.h"
#include "pipeline/base/json.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/xml.h"
#include "pipeline/read/declared.h"
#include "pipeline/read/row_cursor.h"
#include "pipeline/read/worker.h"
#include "pipeline/warehouse/bulk.h"
#include "pipeline/warehouse/issue.h"

enum {
    WORKERS_MAX = 16,
    AHEAD = 12,            /* batches whose workers may be done before their turn comes */
    BATCH_FILES = 32,      /* that share a worker at most, ... */
    BATCH_BYTES = 1 << 20, /* ... all together: what they answer waits in the worker's pipe */
    GROUP_FILES = 64,      /* files or ... */
    GROUP_ROWS = 20000,    /* ... rows of one transaction: an index page is written once for many */
    ROWS_BETWEEN_LOOKS = 256, /* of one file, before it is asked whether another worker may begin */
};

/* Frames of a worker. */
enum {
    FRAME_KIND = 'K',    /* the file's kind, as a number */
    FRAME_FILE = 'F',    /* encoding NUL modified */
    FRAME_SHEET = 'S',   /* hidden (1 byte), name */
    FRAME_ROW = 'R',     /* row number, record, parent (8 bytes each), cells */
    FRAME_MERGED = 'M',  /* JSON, of the sheet before */
    FRAME_WARNING = 'W', /* count, row, column (8 bytes each), rule; of the sheet before */
    FRAME_END = 'Z',     /* Error: how the file ended; what follows is the next one's */
};

typedef struct SourceFile {
    int64_t id, size;
    bool refused;     /* by an earlier version */
    const char *path; /* relative to inputs/, for messages */
    const char *full;
    const char *encoding; /* that its center declares; NULL: none */
} SourceFile;

/* Files that follow each other, and the worker that reads them. */
typedef struct FileBatch {
    const SourceFile *files;
    size_t count;
    Worker worker;
    bool started;
} FileBatch;

/* --- worker
 * ---------------------------------------------------------------------------------------- */

static void append_cell(StrBuf *json, StrBuf *value, const Cell *cell)
{
    static const char LETTERS[] = {
        [CELL_EMPTY] = 's', [CELL_TEXT] = 's', [CELL_NUMBER] = 'n',  [CELL_BOOL] = 'b',
        [CELL_DATE] = 'd',  [CELL_TIME] = 't', [CELL_ELAPSED] = 'e', [CELL_ERROR] = 'x'};
    /* What a file wrote as text or as a short number is the value itself. */
    Str text = cell->text;
    if (!cell_text_is_value(cell)) {
        strbuf_clear(value);
        cell_append_value(value, cell);
        text = strbuf_str(value);
    }
    strbuf_append_char(json, '[');
    strbuf_append_int(json, cell->col);
    const char type[] = {',', '"', LETTERS[cell->type], '"', ','};
    strbuf_append_bytes(json, type, sizeof type);
    if (cell->type == CELL_NUMBER)
        strbuf_append(json, text);
    else
        json_append_string(json, text);
    bool has_source = cell->type != CELL_BOOL && cell->text.len > 0 && cell->text.ptr != text.ptr &&
                      !str_eq(cell->text, text);
    if (has_source || cell->flags) {
        strbuf_append_char(json, ',');
        if (has_source)
            json_append_string(json, cell->text);
        else
            strbuf_append(json, STR("null"));
    }
    if (cell->flags) {
        strbuf_append_char(json, ',');
        strbuf_append_int(json, cell->flags);
    }
    strbuf_append_char(json, ']');
}

static void append_i64(StrBuf *out, int64_t value)
{
    strbuf_append_bytes(out, &value, sizeof value);
}

static void send_rows(RowCursor *rows, WorkerOut *out, StrBuf *frame, StrBuf *value, Error *err)
{
    Row row;
    while (row_cursor_next(rows, &row, err)) {
        strbuf_clear(frame);
        append_i64(frame, row.at.row);
        append_i64(frame, row.record);
        append_i64(frame, row.parent);
        for (size_t i = 0; i < row.count; i++) {
            strbuf_append_char(frame, i ? ',' : '[');
            append_cell(frame, value, &row.cells[i]);
        }
        strbuf_append_cstr(frame, row.count ? "]" : "[]");
        worker_send(out, FRAME_ROW, strbuf_str(frame));
    }
}

static void send_sheet_end(const Workbook *workbook, WorkerOut *out, StrBuf *frame)
{
    size_t count;
    const MergedRange *merged = reader_merged(workbook, &count);
    if (count > 0) {
        strbuf_clear(frame);
        for (size_t i = 0; i < count; i++)
            strbuf_appendf(frame, "%s[%lld,%d,%lld,%d]", i ? "," : "[",
                           (long long)merged[i].first_row, merged[i].first_col,
                           (long long)merged[i].last_row, merged[i].last_col);
        strbuf_append_char(frame, ']');
        worker_send(out, FRAME_MERGED, strbuf_str(frame));
    }
    const ReadWarning *warnings = reader_warnings(workbook, &count);
    for (size_t i = 0; i < count; i++) {
        strbuf_clear(frame);
        append_i64(frame, warnings[i].count);
        append_i64(frame, warnings[i].row);
        append_i64(frame, warnings[i].col);
        strbuf_append_cstr(frame, warnings[i].rule);
        worker_send(out, FRAME_WARNING, strbuf_str(frame));
    }
}

static void read_file(const SourceFile *file, WorkerOut *out, Error *err)
{
    StrBuf frame = STRBUF_INIT, value = STRBUF_INIT;
    append_i64(&frame, file_kind(file->full, err));
    worker_send(out, FRAME_KIND, strbuf_str(&frame));
    worker_flush(out);
    ReadOptions options = {.name = file->path, .encoding = file->encoding};
    Workbook *workbook = reader_open(file->full, &options, err);
    if (workbook) {
        const char *encoding = reader_encoding(workbook);
        strbuf_clear(&frame);
        strbuf_append_cstr(&frame, encoding ? encoding : "");
        strbuf_append_char(&frame, '\0');
        strbuf_append(&frame, reader_modified(workbook));
        worker_send(out, FRAME_FILE, strbuf_str(&frame));
        for (size_t i = 0; error_ok(err) && i < reader_sheet_count(workbook); i++) {
            SheetInfo sheet = reader_sheet(workbook, i);
            strbuf_clear(&frame);
            strbuf_append_char(&frame, sheet.hidden ? 1 : 0);
            strbuf_append(&frame, sheet.name);
            worker_send(out, FRAME_SHEET, strbuf_str(&frame));
            RowCursor *rows = reader_rows(workbook, i, err);
            send_rows(rows, out, &frame, &value, err);
            send_sheet_end(workbook, out, &frame);
            row_cursor_close(rows);
        }
    }
    reader_close(workbook);
    strbuf_free(&frame);
    strbuf_free(&value);
}

static void read_batch(void *context, WorkerOut *out, Error *err)
{
    const FileBatch *batch = context;
    (void)err; /* each file has its own */
    for (size_t i = 0; i < batch->count; i++) {
        Error end = {0};
        read_file(&batch->files[i], out, &end);
        worker_send(out, FRAME_END, (Str){(const char *)&end, sizeof end});
    }
}

/* --- parent
 * ---------------------------------------------------------------------------------------- */

typedef struct ReadStage {
    Batch *batch;
    SourceFile *files;
    size_t count;
    FileBatch *batches;
    size_t batch_count, started, current; /* of batches; current: the one that is listened to */
    FileBatch *alone;                     /* each file as a batch of its own */
    int workers;                          /* that may be busy at a time */
    WorkerNursery nursery;
    int group_files, group_rows; /* since the last commit */
    IssueLog *issues;
    Stmt *forget_rows, *forget_sheets, *forget_issues;
    Stmt *add_sheet, *set_merged, *set_file;
    Bulk *rows;
    int64_t next_row_id;
} ReadStage;

/* The rows of the file being stored. */
typedef struct FileRows {
    FileKind kind;
    char encoding[64], modified[64];
    int64_t sheet_id, sheet_count;
    char sheet[ERROR_SHEET_MAX];
    int64_t *records; /* raw_row_id of each record of an XML file */
    size_t record_cap;
} FileRows;

static int64_t take_i64(Str *payload)
{
    int64_t value = 0;
    if (payload->len >= sizeof value)
        memcpy(&value, payload->ptr, sizeof value);
    *payload = str_slice(*payload, sizeof value, payload->len);
    return value;
}

static void store_sheet(ReadStage *stage, const SourceFile *file, FileRows *rows, Str payload,
                        Error *err)
{
    Str name = str_slice(payload, 1, payload.len);
    stmt_bind_int(stage->add_sheet, 1, file->id, err);
    stmt_bind_int(stage->add_sheet, 2, ++rows->sheet_count, err);
    stmt_bind_str(stage->add_sheet, 3, name, err);
    stmt_bind_int(stage->add_sheet, 4, payload.len && payload.ptr[0], err);
    stmt_run(stage->add_sheet, err);
    rows->sheet_id = db_last_id(stage->batch->db);
    size_t len = name.len < sizeof rows->sheet - 1 ? name.len : sizeof rows->sheet - 1;
    memcpy(rows->sheet, name.ptr, len);
    rows->sheet[len] = '\0';
}

static void store_row(ReadStage *stage, FileRows *rows, Str payload, Error *err)
{
    int64_t number = take_i64(&payload), record = take_i64(&payload), parent = take_i64(&payload);
    int64_t id = stage->next_row_id++;
    bulk_int(stage->rows, 1, id);
    bulk_int(stage->rows, 2, rows->sheet_id);
    bulk_int(stage->rows, 3, number);
    bulk_copy(stage->rows, 4, payload);
    if (parent > 0 && (size_t)parent < rows->record_cap && rows->records[parent] > 0)
        bulk_int(stage->rows, 5, rows->records[parent]);
    bulk_end_row(stage->rows, err);
    if (record <= 0 || record > INT32_MAX)
        return;
    size_t cap = rows->record_cap;
    x_grow(rows->records, rows->record_cap, (size_t)record + 1);
    if (rows->record_cap > cap)
        memset(rows->records + cap, 0, (rows->record_cap - cap) * sizeof *rows->records);
    rows->records[record] = id;
}

static void store_warning(ReadStage *stage, const SourceFile *file, const FileRows *rows,
                          Str payload, Error *err)
{
    int64_t count = take_i64(&payload), row = take_i64(&payload), col = take_i64(&payload);
    char rule[64], value[32], place[64];
    snprintf(rule, sizeof rule, "%.*s", STR_ARG(payload));
    snprintf(value, sizeof value, "%lld", (long long)count);
    char name[8] = "";
    if (col > 0)
        column_name((int)col, name);
    snprintf(place, sizeof place, "%s%lld", name, (long long)row);
    issue_log_add(stage->issues,
                  &(Issue){.stage = "read",
                           .rule = rule,
                           .severity = SEVERITY_WARNING,
                           .source_file_id = file->id,
                           .column = (int)col,
                           .sheet = rows->sheet,
                           .value = str_from(value),
                           .other = str_from(place)},
                  err);
}

static void store_frame(ReadStage *stage, const SourceFile *file, FileRows *rows, char type,
                        Str payload, Error *err)
{
    switch (type) {
    case FRAME_KIND:
        rows->kind = (FileKind)take_i64(&payload);
        break;
    case FRAME_FILE: {
        size_t end = str_find(payload, (Str){"", 1}, 0);
        snprintf(rows->encoding, sizeof rows->encoding, "%.*s",
                 STR_ARG(str_slice(payload, 0, end)));
        snprintf(rows->modified, sizeof rows->modified, "%.*s",
                 STR_ARG(str_slice(payload, end + 1, payload.len)));
        break;
    }
    case FRAME_SHEET:
        store_sheet(stage, file, rows, payload, err);
        break;
    case FRAME_ROW:
        store_row(stage, rows, payload, err);
        break;
    case FRAME_MERGED:
        stmt_bind_int(stage->set_merged, 1, rows->sheet_id, err);
        stmt_bind_str(stage->set_merged, 2, payload, err);
        stmt_run(stage->set_merged, err);
        break;
    case FRAME_WARNING:
        store_warning(stage, file, rows, payload, err);
        break;
    }
}

/* Which rule a refusal is counted under. */
static const char *refusal_rule(FileKind kind, Status status)
{
    if (kind == FILE_ENCRYPTED)
        return "file.encrypted";
    if (kind == FILE_LOCK)
        return "file.lock";
    if (kind == FILE_OTHER || kind == FILE_UNKNOWN)
        return "file.other_kind";
    if (status == STATUS_LIMIT)
        return "file.over_limit";
    return "file.damaged";
}

/* What is told of a file so far, here or by an earlier version of the program. */
static void forget_file(ReadStage *stage, int64_t id, Error *err)
{
    Db *db = stage->batch->db;
    bulk_flush(stage->rows, err);
    Stmt *statements[] = {stage->forget_rows, stage->forget_sheets, stage->forget_issues};
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        stmt_bind_int(statements[i], 1, id, err);
        stmt_run(statements[i], err);
    }
    stage->next_row_id = 1 + db_int(db, "SELECT max(raw_row_id) FROM raw_row", err);
}

static void note_file(ReadStage *stage, const SourceFile *file, const FileRows *rows,
                      const Error *refusal, Error *err)
{
    char reason[ERROR_MESSAGE_MAX + 128] = "";
    if (!error_ok(refusal)) {
        Error place = *refusal; /* the file is named by its row */
        place.file[0] = '\0';
        error_format(&place, reason, sizeof reason);
        issue_log_add(stage->issues,
                      &(Issue){.stage = "read",
                               .rule = refusal_rule(rows->kind, refusal->status),
                               .severity = SEVERITY_ERROR,
                               .source_file_id = file->id,
                               .column = refusal->col,
                               .sheet = refusal->sheet[0] ? refusal->sheet : NULL,
                               .value = str_from(file->path),
                               .other = str_from(reason)},
                      err);
    }
    stmt_bind_int(stage->set_file, 1, file->id, err);
    stmt_bind_cstr(stage->set_file, 2, file_kind_name(rows->kind), err);
    stmt_bind_cstr(stage->set_file, 3, error_ok(refusal) ? "read" : "refused", err);
    stmt_bind_text_or_null(stage->set_file, 4, str_from(reason), err);
    stmt_bind_cstr(stage->set_file, 5, ROLLBOOK_VERSION, err);
    stmt_bind_text_or_null(stage->set_file, 6, str_from(rows->encoding), err);
    stmt_bind_text_or_null(stage->set_file, 7, str_from(rows->modified), err);
    stmt_run(stage->set_file, err);
}

static void start_worker(ReadStage *stage, FileBatch *batch, Error *err)
{
    batch->started = worker_start_in(&stage->nursery, &batch->worker, batch, err);
}

/*
 * Begins workers until enough are busy beside the one that is listened to: while it is waited for,
 * nobody sees that another has ended. Those that are done wait for their turn in their pipes.
 */
static void start_workers(ReadStage *stage, Error *err)
{
    int busy = 0;
    for (size_t i = stage->current + 1; i < stage->started; i++)
        busy += !worker_is_done(&stage->batches[i].worker);
    for (; busy < stage->workers && stage->started < stage->batch_count &&
           stage->started <= stage->current + AHEAD && error_ok(err);
         busy++, stage->started++)
        start_worker(stage, &stage->batches[stage->started], err);
}

/*
 * Takes what the batch's worker tells of its next file into the warehouse. False where the worker
 * ended before the file did; the refusal is then what ended it.
 */
static bool take_file(ReadStage *stage, FileBatch *batch, const SourceFile *file, FileRows *rows,
                      Error *refusal, Error *err)
{
    char type;
    Str payload;
    while (error_ok(err) && worker_receive(&batch->worker, &type, &payload)) {
        if (type == FRAME_END && worker_take_error(payload, refusal))
            return true;
        store_frame(stage, file, rows, type, payload, err);
        if (++stage->group_rows % ROWS_BETWEEN_LOOKS == 0)
            start_workers(stage, err);
    }
    worker_finish(&batch->worker, refusal);
    return false;
}

/* All of the file, or why there is nothing. */
static void store_file(ReadStage *stage, FileBatch *batch, const SourceFile *file, Error *err)
{
    FileRows rows = {0};
    Error refusal = {0};
    bool told = take_file(stage, batch, file, &rows, &refusal, err);
    if (told || batch->count == 1) {
        if (error_ok(err) && !error_ok(&refusal)) {
            log_warn(stage->batch->log, "%s: %s", file->path, refusal.message);
            forget_file(stage, file->id, err);
        }
        note_file(stage, file, &rows, &refusal, err);
        stage->group_files++;
    } else {
        FileBatch *alone = &stage->alone[file - stage->files];
        forget_file(stage, file->id, err);
        start_worker(stage, alone, err);
        store_file(stage, alone, file, err);
        worker_finish(&alone->worker, &refusal);
    }
    x_free(rows.records);
}

/* One transaction for some files: those of one that was not finished are read again. */
static void end_group(ReadStage *stage, Error *err)
{
    if (stage->group_files < GROUP_FILES && stage->group_rows < GROUP_ROWS)
        return;
    bulk_flush(stage->rows, err);
    db_commit(stage->batch->db, err);
    db_begin(stage->batch->db, err);
    stage->group_files = stage->group_rows = 0;
}

/* What is to be read, in order of path bytes; a refused file again when the reader is a new one. */
static SourceFile *list_files(const Batch *batch, Arena *arena, size_t *count, Error *err)
{
    SourceFile *files = NULL;
    size_t cap = 0;
    DeclaredEncodings declared = declared_load(arena, batch->inputs_dir);
    *count = 0;
    Stmt *list = db_prepare(
        batch->db,
        "SELECT f.source_file_id, min(p.path) AS first_path, f.size,"
        " f.read_status = 'refused'"
        " FROM source_file AS f JOIN source_path AS p USING (source_file_id)"
        " WHERE f.purpose = 'submission' AND p.present"
        " AND (f.read_status = 'new' OR (f.read_status = 'refused' AND f.read_version <> ?1))"
        " GROUP BY f.source_file_id ORDER BY first_path",
        err);
    stmt_bind_cstr(list, 1, ROLLBOOK_VERSION, err);
    while (stmt_step(list, err)) {
        x_grow(files, cap, *count + 1);
        SourceFile *file = &files[(*count)++];
        *file = (SourceFile){
            .id = stmt_int(list, 0), .size = stmt_int(list, 2), .refused = stmt_int(list, 3)};
        file->path = arena_cstr(arena, stmt_str(list, 1));
        file->full = file_join(arena, batch->inputs_dir, file->path);
        file->encoding = declared_for(&declared, file->path);
    }
    stmt_free(list);
    return files;
}

/* Nobody's file may meddle with what another sender's says, should it take its reader over. */
static bool same_sender(const SourceFile *a, const SourceFile *b)
{
    size_t folder = strcspn(a->path, "/");
    return a->path[folder] == '/' && strncmp(a->path, b->path, folder + 1) == 0;
}

static void plan_batches(ReadStage *stage)
{
    stage->batches = x_new_array(FileBatch, stage->count);
    stage->alone = x_new_array(FileBatch, stage->count);
    FileBatch *batch = NULL;
    int64_t bytes = 0;
    for (size_t i = 0; i < stage->count; i++) {
        const SourceFile *file = &stage->files[i];
        stage->alone[i] = (FileBatch){.files = file, .count = 1};
        bytes += file->size;
        if (batch && same_sender(batch->files, file) && batch->count < BATCH_FILES &&
            bytes <= BATCH_BYTES) {
            batch->count++;
        } else {
            batch = &stage->batches[stage->batch_count++];
            *batch = stage->alone[i];
            bytes = file->size;
        }
    }
}

static void open_statements(ReadStage *stage, Error *err)
{
    Db *db = stage->batch->db;
    stage->issues = issue_log_open(db, err);
    stage->forget_rows = db_prepare(db,
                                    "DELETE FROM raw_row WHERE raw_sheet_id IN (SELECT"
                                    " raw_sheet_id FROM raw_sheet WHERE source_file_id = ?1)",
                                    err);
    stage->forget_sheets = db_prepare(db, "DELETE FROM raw_sheet WHERE source_file_id = ?1", err);
    stage->forget_issues =
        db_prepare(db, "DELETE FROM issue WHERE stage = 'read' AND source_file_id = ?1", err);
    stage->add_sheet = db_prepare(db,
                                  "INSERT INTO raw_sheet (source_file_id, number, name, hidden)"
                                  " VALUES (?1, ?2, ?3, ?4)",
                                  err);
    stage->rows =
        bulk_open(db, "raw_row (raw_row_id, raw_sheet_id, row_number, cells, parent_row_id)", err);
    stage->next_row_id = 1 + db_int(db, "SELECT max(raw_row_id) FROM raw_row", err);
    stage->set_merged =
        db_prepare(db, "UPDATE raw_sheet SET merged = ?2 WHERE raw_sheet_id = ?1", err);
    stage->set_file = db_prepare(db,
                                 "UPDATE source_file SET kind = ?2, read_status = ?3,"
                                 " read_reason = ?4, read_version = ?5, encoding = ?6,"
                                 " modified = ?7 WHERE source_file_id = ?1",
                                 err);
}

static void close_statements(ReadStage *stage, Error *err)
{
    issue_log_close(stage->issues);
    bulk_close(stage->rows, err);
    stmt_free(stage->forget_rows);
    stmt_free(stage->forget_sheets);
    stmt_free(stage->forget_issues);
    stmt_free(stage->add_sheet);
    stmt_free(stage->set_merged);
    stmt_free(stage->set_file);
}

static void store_files(ReadStage *stage, Error *err)
{
    Db *db = stage->batch->db;
    open_statements(stage, err);
    log_begin(stage->batch->log, "read", (int64_t)stage->count);
    db_begin(db, err);
    for (size_t done = 0; done < stage->count; stage->current++) {
        FileBatch *batch = &stage->batches[stage->current];
        start_workers(stage, err);
        if (!batch->started)
            break;
        worker_listen(&batch->worker);
        for (size_t i = 0; i < batch->count; i++) {
            if (batch->files[i].refused)
                forget_file(stage, batch->files[i].id, err);
            store_file(stage, batch, &batch->files[i], err);
            end_group(stage, err);
            log_step(stage->batch->log, (int64_t)++done);
        }
        Error told = {0}; /* each file has said how it ended */
        worker_finish(&batch->worker, &told);
    }
    bulk_flush(stage->rows, err);
    db_commit(db, err);
    if (!error_ok(err))
        db_rollback(db);
    log_end(stage->batch->log);
    close_statements(stage, err);
}

void stage_read(Batch *batch, Error *err)
{
    ReadStage stage = {.batch = batch};
    Arena *arena = arena_create();
    int workers = batch->config->workers;
    stage.workers = workers < 1 ? 1 : workers > WORKERS_MAX ? WORKERS_MAX : workers;
    stage.files = list_files(batch, arena, &stage.count, err);
    if (stage.count > 0) {
        plan_batches(&stage);
        /* What the nursery holds is what every worker begins with: as little as can be. */
        xml_init();
        sqlite3_db_release_memory(db_handle(batch->db));
        worker_nursery_open(&stage.nursery, read_batch, err);
        store_files(&stage, err);
        for (size_t i = 0; i < stage.started; i++)
            worker_stop(&stage.batches[i].worker); /* those that a failure left behind */
        worker_nursery_close(&stage.nursery);
    }
    x_free(stage.files);
    x_free(stage.batches);
    x_free(stage.alone);
    arena_free(arena);
}
