#include "pipeline/map/map_output.h"

#include "pipeline/base/mem.h"
#include "pipeline/map/staging.h"

enum { PIECE_ITEMS = 512 };

/* A row to stage: the slots that have a value. */
typedef struct PieceRow {
    RecordKind kind;
    int64_t raw_row_id, submission_id;
    SlotEntry *entries;
    size_t count;
} PieceRow;

typedef enum ItemType { ITEM_ROW, ITEM_ISSUE, ITEM_MAPPING } ItemType;

typedef struct PieceItem {
    struct PieceItem *next;
    ItemType type;
    union {
        PieceRow row;
        Issue issue;
        SheetMapping mapping;
    };
} PieceItem;

void map_piece_free(MapPiece *piece)
{
    if (!piece)
        return;
    arena_free(piece->arena);
    x_free(piece);
}

/* --- gathering -------------------------------------------------------------------------------- */

void map_output_flush(MapOutput *out, Error *err)
{
    MapPiece *piece = out->piece;
    out->piece = NULL;
    if (piece)
        out->full(out->self, piece, err);
}

static PieceItem *add_item(MapOutput *out, ItemType type, Error *err)
{
    if (out->piece && out->piece->count == PIECE_ITEMS)
        map_output_flush(out, err);
    if (!out->piece) {
        out->piece = x_new(MapPiece);
        out->piece->arena = arena_create();
    }
    MapPiece *piece = out->piece;
    PieceItem *item = arena_new(piece->arena, PieceItem);
    item->type = type;
    if (piece->last)
        piece->last->next = item;
    else
        piece->first = item;
    piece->last = item;
    piece->count++;
    return item;
}

static const char *copy_cstr(Arena *arena, const char *text)
{
    return text ? arena_cstr(arena, str_from(text)) : NULL;
}

void map_output_row(MapOutput *out, RecordKind kind, const Record *record, int64_t raw_row_id,
                    int64_t submission_id, Error *err)
{
    if (!error_ok(err))
        return;
    PieceRow *row = &add_item(out, ITEM_ROW, err)->row;
    Arena *arena = out->piece->arena;
    *row = (PieceRow){.kind = kind, .raw_row_id = raw_row_id, .submission_id = submission_id};
    Slot used[SLOT_COUNT];
    for (int word = 0; word < RECORD_WORDS; word++)
        for (uint64_t left = record->has[word]; left; left &= left - 1)
            used[row->count++] = (Slot)(word * 64 + __builtin_ctzll(left));
    row->entries = arena_alloc(arena, row->count * sizeof *row->entries);
    for (size_t i = 0; i < row->count; i++) {
        SlotEntry *entry = &row->entries[i];
        *entry = (SlotEntry){used[i], record->slots[used[i]]};
        if (entry->value.kind == VALUE_TEXT)
            entry->value.text = arena_str(arena, entry->value.text);
    }
}

void map_output_issue(MapOutput *out, const Issue *issue, Error *err)
{
    if (!error_ok(err))
        return;
    Issue *copy = &add_item(out, ITEM_ISSUE, err)->issue;
    Arena *arena = out->piece->arena;
    *copy = *issue;
    copy->stage = copy_cstr(arena, issue->stage);
    copy->rule = copy_cstr(arena, issue->rule);
    copy->sheet = copy_cstr(arena, issue->sheet);
    copy->center_code = copy_cstr(arena, issue->center_code);
    copy->field = copy_cstr(arena, issue->field);
    copy->value = arena_str(arena, issue->value);
    copy->expected = arena_str(arena, issue->expected);
    copy->other = arena_str(arena, issue->other);
    copy->message_key = copy_cstr(arena, issue->message_key);
}

void map_output_mapping(MapOutput *out, const SheetMapping *mapping, Error *err)
{
    if (!error_ok(err))
        return;
    SheetMapping *copy = &add_item(out, ITEM_MAPPING, err)->mapping;
    *copy = *mapping;
    copy->kind = copy_cstr(out->piece->arena, mapping->kind);
    copy->date_order = arena_str(out->piece->arena, mapping->date_order);
    copy->columns = arena_str(out->piece->arena, mapping->columns);
}

/* --- writing ---------------------------------------------------------------------------------- */

struct MapWriter {
    Staging *staging;
    IssueLog *issues;
    Stmt *add_mapping;
};

MapWriter *map_writer_open(Db *db, Error *err)
{
    MapWriter *writer = x_new(MapWriter);
    writer->staging = staging_open(db);
    writer->issues = issue_log_open(db, err);
    writer->add_mapping = db_prepare(
        db,
        "INSERT INTO sheet_mapping (raw_sheet_id, kind, header_row, first_data_row, date_order,"
        " columns, submission_id) VALUES (?1, ?2, nullif(?3, 0), nullif(?4, 0), ?5, ?6,"
        " nullif(?7, 0))",
        err);
    return writer;
}

void map_writer_close(MapWriter *writer)
{
    if (!writer)
        return;
    stmt_free(writer->add_mapping);
    issue_log_close(writer->issues);
    staging_close(writer->staging);
    x_free(writer);
}

void map_writer_flush(MapWriter *writer, Error *err)
{
    staging_flush(writer->staging, err);
}

static void write_mapping(MapWriter *writer, const SheetMapping *mapping, int64_t submission_id,
                          Error *err)
{
    Stmt *insert = writer->add_mapping;
    stmt_bind_int(insert, 1, mapping->raw_sheet_id, err);
    stmt_bind_cstr(insert, 2, mapping->kind, err);
    stmt_bind_int(insert, 3, mapping->header_row, err);
    stmt_bind_int(insert, 4, mapping->first_data_row, err);
    stmt_bind_kept(insert, 5, mapping->date_order, err);
    stmt_bind_kept(insert, 6, mapping->columns, err);
    stmt_bind_int(insert, 7, submission_id, err);
    stmt_run(insert, err);
}

void map_writer_write(MapWriter *writer, MapPiece *piece, int64_t first_id, Error *err)
{
    for (PieceItem *item = piece->first; item && error_ok(err); item = item->next) {
        int64_t local = item->type == ITEM_ROW     ? item->row.submission_id
                        : item->type == ITEM_ISSUE ? item->issue.submission_id
                                                   : item->mapping.submission_id;
        int64_t id = local ? first_id + local - 1 : 0;
        switch (item->type) {
        case ITEM_ROW:
            staging_insert(writer->staging, item->row.kind, item->row.entries, item->row.count,
                           item->row.raw_row_id, id, err);
            break;
        case ITEM_ISSUE:
            item->issue.submission_id = id;
            issue_log_add(writer->issues, &item->issue, err);
            break;
        case ITEM_MAPPING:
            write_mapping(writer, &item->mapping, id, err);
            break;
        }
    }
    map_piece_free(piece);
}
