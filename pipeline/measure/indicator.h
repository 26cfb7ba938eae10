#ifndef ROLLBOOK_MEASURE_INDICATOR_H
#define ROLLBOOK_MEASURE_INDICATOR_H

/*
 * One file of templates/indicators/: a comment heading and a SELECT of the units that the figure
 * counts. templates/indicators/README.md tells the columns and what the lines of the heading mean.
 */

#include "pipeline/base/asset.h"

typedef struct Indicator {
    const char *id;        /* the file's name without .sql: "retention_any" */
    const char *code;      /* "I2" */
    const char *unit;      /* count, share, rate, ratio, kg */
    const char *direction; /* up, down, none: which way is good */
    const char *title_en, *title_th, *definition_en, *definition_th, *source;
    const char *coverage; /* the kind of return it needs: any, attendance, center_month; none */
    const char *periods;  /* kinds of period, or "all" */
    const char *field;    /* the heading of the cell that lineage shows */
    bool zero;            /* a count without units is 0, not unknown, where returns came */
    bool split;           /* by sex and age band */
    bool months;          /* the SELECT gives months; longer periods are their sums */
    int64_t sort;
    const char *sql;
} Indicator;

/* Reads one file. STATUS_CONFIG where the heading is wrong. Text lives in the arena. */
Indicator indicator_read(Arena *arena, const Assets *assets, const char *path, Error *err);

/* The path of an indicator's file in the arena. */
const char *indicator_path(Arena *arena, Str id);

extern const char INDICATORS_FOLDER[];

#endif
