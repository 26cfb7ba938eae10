/* Levels of two values. */

#include "pipeline/link/value_level.h"

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
    bool apart = prepared->spelled &&
                 sights_apart(prepared, x.sight, y.sight, letters_in_common(x.sight, y.sight));
    return apart ? last : LEVEL_UNKNOWN;
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

/* A text, from its form where it has room there: forms have been fetched already. */
static Str spelling(const ValuePool *values, const ValueForm *form, uint32_t id)
{
    size_t length = (size_t)form_length(form);
    return length <= FORM_TEXT ? (Str){form->text, length} : value_pool_text(values, id);
}

int level_of_spelling(const Comparer *comparer, int index, uint32_t x, uint32_t y)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    const Prepared *prepared = &comparer->prepared[index];
    const ValuePool *values = comparer->table->pools[prepared->pool];
    const JaroDialect jaro = comparer->model->jaro;
    sort_two(&x, &y);
    const ValueForm *form_x = &comparer->forms[prepared->pool][x];
    const ValueForm *form_y = &comparer->forms[prepared->pool][y];
    ValueView a = {.text = spelling(values, form_x, x)};
    ValueView b = {.text = spelling(values, form_y, y)};
    Similarities known = SIMILARITIES_NONE;
    if (prepared->most_slips < 0) {
        bool padded = a.text.len <= JARO_PADDED && b.text.len <= JARO_PADDED;
        known.jaro_winkler =
            padded ? jaro_winkler_padded(a.text.ptr, a.text.len, b.text.ptr, b.text.len,
                                         prepared->needed[form_prefix(form_x, form_y)])
                   : jaro_winkler_similarity(a.text, b.text, jaro);
    }
    int last = comparison->level_count - 1;
    for (int l = 0; l < last; l++) {
        const Condition *condition = &comparison->levels[l].conditions[0];
        if (condition->kind == CONDITION_JARO_WINKLER
                ? known.jaro_winkler >= condition->threshold
                : condition->kind != CONDITION_EXACT &&
                      condition_holds(condition, &a, &b, jaro, NULL, &known))
            return l;
    }
    return last;
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
