#ifndef ROLLBOOK_MAP_MAP_OUTPUT_H
#define ROLLBOOK_MAP_MAP_OUTPUT_H

/*
 * What the mapping of a file leaves, in the order in which it is found: rows to stage, issues, how
 * its sheets were understood. Several threads map, one writes (map_crew.h); so it is gathered in
 * pieces, with submissions numbered within their file, until the file's turn comes.
 */

#include "pipeline/map/record.h"
#include "pipeline/map/record_kind.h"
#include "pipeline/warehouse/issue.h"

/* A row of sheet_mapping. */
typedef struct SheetMapping {
    int64_t raw_sheet_id, submission_id; /* submission 0: none */
    const char *kind;                    /* NULL: not understood */
    int64_t header_row, first_data_row;  /* 0: there is none */
    Str date_order, columns;             /* JSON */
} SheetMapping;

/* Some of it: a few hundred rows. */
typedef struct MapPiece MapPiece;
struct MapPiece {
    MapPiece *next; /* for whoever keeps pieces */
    Arena *arena;
    struct PieceItem *first, *last;
    size_t count;
};
void map_piece_free(MapPiece *piece); /* NULL is allowed */

/* Start from {.full = ..., .self = ...}. */
typedef struct MapOutput {
    void (*full)(void *self, MapPiece *piece, Error *err); /* takes the piece over */
    void *self;
    MapPiece *piece;
} MapOutput;

/* Everything is copied. */
void map_output_row(MapOutput *out, RecordKind kind, const Record *record, int64_t raw_row_id,
                    int64_t submission_id, Error *err);
void map_output_issue(MapOutput *out, const Issue *issue, Error *err);
void map_output_mapping(MapOutput *out, const SheetMapping *mapping, Error *err);

/* Hands over what is left: at the end of a file, also after a failure. */
void map_output_flush(MapOutput *out, Error *err);

/* Writes pieces to the warehouse, within the caller's transaction. */
typedef struct MapWriter MapWriter;
MapWriter *map_writer_open(Db *db, Error *err);
void map_writer_close(MapWriter *writer); /* NULL is allowed */

/* first_id: the number that submission 1 of the piece's file gets. Frees the piece. */
void map_writer_write(MapWriter *writer, MapPiece *piece, int64_t first_id, Error *err);

/* Rows wait for others of their table: this writes them, before anybody reads the tables. */
void map_writer_flush(MapWriter *writer, Error *err);

#endif
