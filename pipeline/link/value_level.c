/* Levels of two values. */

#include "pipeline/link/value_level.h"

#include "pipeline/link/spelling.h"

int level_at_sight(const Comparer *comparer, int index, RowValue x, RowValue y)
{
    const Prepared *prepared = &comparer->prepared[index];
    int last = comparer->model->comparisons[index].level_count - 1;
    if (x.id == 0 || y.id == 0)
        return LEVEL_NULL;
    if (prepared->equal_is_best && x.id == y.id)
        return 0;
    if (prepared->exact_only)
        return last;
    if (prepared->days && x.sight && y.sight)
        return day_level(prepared->days, x.sight, y.sight);
    return prepared->spelled && sights_apart(prepared, x.sight, y.sight) ? last : LEVEL_UNKNOWN;
}

/* Values of one column in the order of their numbers: comparators need not be symmetric. */
static void sort_two(uint32_t *x, uint32_t *y)
{
    if (*x > *y) {
        uint32_t swap = *x;
        *x = *y;
        *y = swap;
    }
}

ValueView value_view(const Comparer *comparer, int pool, uint32_t id)
{
    ValueView view = {.text = value_pool_text(comparer->table->pools[pool], id)};
    if (comparer->dates[pool])
        view.date = comparer->dates[pool][id];
    view.name = link_table_name(comparer->table, pool, id);
    return view;
}

int level_of_values(const Comparer *comparer, int index, uint32_t x, uint32_t y)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    int pool = comparer->prepared[index].pool;
    sort_two(&x, &y);
    ValueView a = value_view(comparer, pool, x), b = value_view(comparer, pool, y);
    bool unreadable = comparer->dates[pool] && (a.date.year == 0 || b.date.year == 0);
    if (unreadable && x == y)
        return comparer->model->verbatim ? LEVEL_NULL : 0;
    Similarities known = SIMILARITIES_NONE;
    for (int l = 0; l + 1 < comparison->level_count; l++) {
        const Condition *condition = &comparison->levels[l].conditions[0];
        bool exact = condition->kind == CONDITION_EXACT; /* equal texts have equal numbers */
        if (exact ? x == y
                  : condition_holds(condition, &a, &b, comparer->model->jaro,
                                    comparer->table->names, &known))
            return l;
    }
    /* What is no date can be a slip of the other, but it never contradicts it. */
    return unreadable ? LEVEL_NULL : comparison->level_count - 1;
}
