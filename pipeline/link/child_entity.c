/* From rows to entities: people's answers, then every unit's chains, then numbers. */

#include "pipeline/link/child_entity.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/link/child_unit.h"

static ChildEntities number_entities(Chain *chain, Arena *arena)
{
    uint32_t n = (uint32_t)chain->rows->count;
    ChildEntities entities = {.of_row = arena_new_array(arena, uint32_t, n + 1),
                              .rows = arena_new_array(arena, uint32_t, n + 1),
                              .row_start = arena_new_array(arena, uint32_t, n + 2)};
    for (uint32_t row = 0; row < n; row++) {
        uint32_t root = chain_root(chain, row);
        entities.of_row[row] = root == row ? entities.count++ : entities.of_row[root];
        entities.row_start[entities.of_row[row] + 1]++;
    }
    for (uint32_t e = 0; e < entities.count; e++)
        entities.row_start[e + 1] += entities.row_start[e];
    uint32_t *at = x_new_array(uint32_t, (size_t)entities.count + 1);
    for (uint32_t row = 0; row < n; row++) {
        uint32_t e = entities.of_row[row];
        entities.rows[entities.row_start[e] + at[e]++] = row;
    }
    x_free(at);
    return entities;
}

/* Units to be chained, each by whichever thread is free. */
typedef struct Chaining {
    const Chain *shared;
    const ChildUnits *units;
} Chaining;

static void chain_one(void *self, size_t i, int thread)
{
    (void)thread;
    const Chaining *chaining = self;
    const ChildUnits *units = chaining->units;
    if (units->kept[i])
        return;
    Chain chain = *chaining->shared;
    chain.unit = units->rows + units->row_start[i];
    chain.unit_count = units->row_start[i + 1] - units->row_start[i];
    chain_unit(&chain);
}

/* The names of the rows that are yet to be chained. */
static RowNames *parse_names(const ChildRows *rows, const ChildUnits *units, LinkNames *names)
{
    bool *wanted = x_new_array(bool, rows->count + 1);
    for (size_t row = 0; row < rows->count; row++)
        wanted[row] = !units->kept[units->of_row[row]];
    RowNames *row_names = row_names_parse(rows, wanted, names);
    x_free(wanted);
    return row_names;
}

ChildEntities child_entities_build(const ChildRows *rows, const int64_t *child_of_row,
                                   Decisions *decisions, LinkNames *names, Arena *arena,
                                   KeptApart *apart, const KeptChains *kept, ChildUnits *units)
{
    size_t n = rows->count;
    Chain chain = {.rows = rows};
    chain.root = x_new_array(uint32_t, n + 1);
    chain.next = x_new_array(uint32_t, n + 1);
    chain.last = x_new_array(uint32_t, n + 1);
    chain.decided = x_new_array(bool, n + 1);
    chain.birthday_of = x_new_array(uint32_t, n + 1);
    for (uint32_t row = 0; row < n; row++) {
        chain.root[row] = chain.last[row] = row;
        chain.next[row] = chain.birthday_of[row] = CHAIN_END;
    }
    chain_decisions(&chain, decisions, child_of_row, arena, apart);
    *units = child_units_divide(&chain, kept->seed, arena);
    child_units_restore(units, kept, &chain);
    RowNames *row_names = parse_names(rows, units, names);
    chain.names = row_names;
    Chaining chaining = {&chain, units};
    parallel_run(parallel_threads(), units->count, chain_one, &chaining);
    ChildEntities entities = number_entities(&chain, arena);
    x_free(chain.root);
    x_free(chain.next);
    x_free(chain.last);
    x_free(chain.decided);
    x_free(chain.birthday_of);
    row_names_free(row_names);
    return entities;
}
