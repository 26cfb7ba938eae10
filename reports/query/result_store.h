#ifndef ROLLBOOK_REPORTS_QUERY_RESULT_STORE_H
#define ROLLBOOK_REPORTS_QUERY_RESULT_STORE_H

/*
 * What queries gave, for the report's next language: it asks the same of the same data. One thread
 * uses a store, and only for connections with the same reach.
 */

#include "pipeline/base/arena.h"
#include "reports/query/result.h"

typedef struct ResultStore ResultStore;

ResultStore *result_store_create(void);

/* Frees every result in it. NULL is allowed. */
void result_store_free(ResultStore *store);

/* Of what is put here: it lives as long as the store. */
Arena *result_store_arena(ResultStore *store);

/* What the query gave, its bindings written into the text; NULL: it was not asked yet. */
const ResultSet *result_store_get(const ResultStore *store, Str query);

void result_store_put(ResultStore *store, Str query, const ResultSet *result);

#endif
