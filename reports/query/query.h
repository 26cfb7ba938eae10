#ifndef ROLLBOOK_REPORTS_QUERY_QUERY_H
#define ROLLBOOK_REPORTS_QUERY_QUERY_H

/*
 * Runs one query of a template. It must be a single statement that reads; its parameters
 * (":period") are looked up by name; several rows without an outer ORDER BY are refused, because
 * the same inputs must give the same bytes. Every failure is STATUS_REFUSED with the template's
 * file and the line of the fault.
 */

#include "reports/audience/reach.h"
#include "reports/query/protect.h"
#include "reports/query/result_store.h"

enum { QUERY_ROWS_MAX = 100000, QUERY_COLUMNS_MAX = 200 };

/* The value of a parameter, without its colon; false where the name is not known. */
typedef bool (*QueryLookup)(const void *context, Str name, Value *value);

typedef struct Query {
    Reach *reach;
    Str sql;
    const char *file; /* of the template */
    int64_t line;     /* of the query's first line */
    QueryLookup lookup;
    const void *context;
    const Protection *protection;
    ResultStore *known; /* asked before the data are, and told what they say; NULL: none */
} Query;

/* Rows in the arena, or in that of `known`. */
ResultSet query_run(Arena *arena, const Query *query, Error *err);

#endif
