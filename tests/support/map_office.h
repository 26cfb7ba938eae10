#ifndef ROLLBOOK_TESTS_SUPPORT_MAP_OFFICE_H
#define ROLLBOOK_TESTS_SUPPORT_MAP_OFFICE_H

/* An office of two centers whose warehouse lives in memory: raw rows in, staged rows out. */

#include "pipeline/map/stage_map.h"
#include "pipeline/warehouse/warehouse.h"

#include <stdlib.h>
#include <unistd.h>

typedef struct MapOffice {
    Arena *arena;
    Db *db;
    char inputs[64];
    Config *config;
    Assets assets;
    Log *log;
    Error err;
    int64_t files;
    Str merged; /* of the next sheet, JSON */
    Date as_of;
} MapOffice;

/* For cmocka: set up and torn down around each test. */
int open_office(void **state);
int close_office(void **state);

/* A file without sheets yet; its SHA-256 begins with its number. */
int64_t add_file(MapOffice *office, const char *path);

/* Cells split by |, rows by newline; whole numbers become number cells, empty cells are left out.
 */
void add_sheet(MapOffice *office, int64_t file, const char *name, const char *text);

void map_all(MapOffice *office);

/* The rows of a query, columns joined by blanks, rows by "; ". NULL is "-". */
const char *ask(MapOffice *office, const char *sql);

#endif
