#ifndef ROLLBOOK_MAP_MAP_RUN_H
#define ROLLBOOK_MAP_MAP_RUN_H

/* The mapping of one file after the other, and what all files of the stage share. */

#include "pipeline/map/columns.h"
#include "pipeline/map/map_output.h"
#include "pipeline/map/map_tools.h"
#include "pipeline/map/scope.h"
#include "pipeline/map/submission.h"

/* A file as source_file and source_path know it. */
typedef struct MapFile {
    int64_t source_file_id, first_run_id;
    Str path, sha256, modified, kind;
    bool present;
    const FileRule *rule; /* NULL: the officer said nothing */
    Str digest;           /* of all that its mapping depends on */
    bool kept;            /* mapped by an earlier night, and would be mapped the same */
    Str submissions;      /* of a kept one, as noted then (kept.c) */
} MapFile;

/* Whoever maps: a thread has its own. */
typedef struct MapRun {
    MapTools *tools;
    GridReader *reader;
    SubmissionSet *submissions; /* of the file at hand, numbered from 1 */
    MapOutput *out;
    Scope assumed;       /* of files that do not say theirs: rollbook check */
    const MapFile *file; /* the one at hand */
} MapRun;

/* The stage: used by one thread alone. */
typedef struct MapStage {
    MapTools tools;
    Db *db;
    MapWriter *writer;
    SubmissionSet *submissions; /* of all files */
    IssueLog *issues;           /* about what only all files together tell */
    Scope assumed;
} MapStage;

/* A table whose columns and kind are settled; its rows come next. */
typedef struct TablePlan {
    const Grid *grid;
    HeadTable table;
    ColumnPlan plan;
    ColumnNotes notes;
    RecordKind kind, also;
    Scope scope;
    int64_t submission_id; /* the first that its rows belong to; 0: it has none */
} TablePlan;

/* All tables of a file: rows of repeated groups look up the form that encloses them. */
typedef struct BookPlan {
    GridBook book;
    TablePlan *tables;
    size_t count;
    Arena *arena;
} BookPlan;

/* Stages the rows of one table and reports what is wrong with them. */
void table_map_rows(MapRun *run, BookPlan *book, TablePlan *table, Error *err);

/* Maps one file whole; its submissions are added to the run's. */
void file_map(MapRun *run, const MapFile *file, Error *err);

#endif
