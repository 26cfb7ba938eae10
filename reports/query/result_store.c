/* Results by the text of their queries. */

#include "reports/query/result_store.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"

struct ResultStore {
    Arena *arena;
    Map *numbers; /* text -> place in results */
    ResultSet *results;
    size_t count, cap;
};

ResultStore *result_store_create(void)
{
    ResultStore *store = x_new(ResultStore);
    store->arena = arena_create();
    store->numbers = map_create();
    return store;
}

void result_store_free(ResultStore *store)
{
    if (!store)
        return;
    arena_free(store->arena);
    map_free(store->numbers);
    x_free(store->results);
    x_free(store);
}

Arena *result_store_arena(ResultStore *store)
{
    return store->arena;
}

const ResultSet *result_store_get(const ResultStore *store, Str query)
{
    int64_t number;
    return map_get(store->numbers, query, &number) ? &store->results[number] : NULL;
}

void result_store_put(ResultStore *store, Str query, const ResultSet *result)
{
    map_set(store->numbers, query, (int64_t)store->count);
    x_grow(store->results, store->cap, store->count + 1);
    store->results[store->count++] = *result;
}
