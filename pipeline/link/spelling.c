/*
 * Levels of spelling: forms tell most pairs apart, of the others a Jaro-Winkler is worked out, of
 * eight pairs at a time.
 */

#include "pipeline/link/spelling.h"

/* Comparators need not be symmetric: values are asked in the order of their numbers. */
typedef struct TwoForms {
    const ValueForm *a, *b;
    uint32_t x, y;
} TwoForms;

static inline TwoForms two_forms(const Comparer *comparer, int pool, uint32_t x, uint32_t y)
{
    uint32_t low = x < y ? x : y, high = x < y ? y : x;
    const ValueForm *forms = comparer->forms[pool];
    return (TwoForms){&forms[low], &forms[high], low, high};
}

static inline bool forms_apart(const Prepared *prepared, const ValueForm *x, const ValueForm *y)
{
    int lengths = form_length(x) << 6 | form_length(y);
    return forms_in_common(x, y) < prepared->least_common[form_prefix(x, y)][lengths];
}

/* A text, from its form where it has room there: forms have been fetched already. */
static Str spelling(const ValuePool *values, const ValueForm *form, uint32_t id)
{
    size_t length = (size_t)form_length(form);
    return length <= FORM_TEXT ? (Str){form->text, length} : value_pool_text(values, id);
}

/* Asks the levels in turn. */
static int level_by_conditions(const Comparer *comparer, int index, TwoForms two,
                               Similarities known)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    const ValuePool *values = comparer->table->pools[comparer->prepared[index].pool];
    ValueView a = {.text = spelling(values, two.a, two.x)};
    ValueView b = {.text = spelling(values, two.b, two.y)};
    int last = comparison->level_count - 1;
    for (int l = 0; l < last; l++) {
        const Condition *condition = &comparison->levels[l].conditions[0];
        if (condition->kind != CONDITION_EXACT &&
            condition_holds(condition, &a, &b, comparer->model->jaro, NULL, &known))
            return l;
    }
    return last;
}

/* Whether a Jaro-Winkler of the forms' texts can be worked out. */
static inline bool is_short(const Prepared *prepared, TwoForms two)
{
    return prepared->most_slips < 0 && form_length(two.a) <= JARO_PADDED &&
           form_length(two.b) <= JARO_PADDED;
}

int level_of_spelling(const Comparer *comparer, int index, uint32_t x, uint32_t y)
{
    const Prepared *prepared = &comparer->prepared[index];
    TwoForms two = two_forms(comparer, prepared->pool, x, y);
    Similarities known = SIMILARITIES_NONE;
    if (is_short(prepared, two))
        known.jaro_winkler = jaro_winkler_padded(two.a->text, (size_t)form_length(two.a),
                                                 two.b->text, (size_t)form_length(two.b),
                                                 prepared->needed[form_prefix(two.a, two.b)]);
    return level_by_conditions(comparer, index, two, known);
}

/* Pairs whose Jaro-Winkler is wanted. */
typedef struct Lanes {
    JaroEight jaro;
    TwoForms two[JARO_EIGHT];
    size_t pair[JARO_EIGHT];
    int count;
} Lanes;

static inline void add_lane(const Prepared *prepared, Lanes *lanes, TwoForms two, size_t pair)
{
    int k = lanes->count++, prefix = form_prefix(two.a, two.b);
    lanes->two[k] = two;
    lanes->pair[k] = pair;
    lanes->jaro.a[k] = two.a->text;
    lanes->jaro.b[k] = two.b->text;
    lanes->jaro.len_a[k] = form_length(two.a);
    lanes->jaro.len_b[k] = form_length(two.b);
    lanes->jaro.prefix[k] = prefix;
    lanes->jaro.needed[k] = prepared->needed[prefix];
}

/* The level of a Jaro-Winkler, where no level asks for more. */
static inline uint8_t level_of_likeness(const Prepared *prepared, int last, double jaro_winkler)
{
    int level = last;
    for (int l = last - 1; l >= 0; l--)
        level = jaro_winkler >= prepared->likeness[l] ? l : level;
    return (uint8_t)level;
}

static void take_lanes(const Comparer *comparer, int index, Lanes *lanes, uint8_t *levels)
{
    const Prepared *prepared = &comparer->prepared[index];
    int count = lanes->count, last = comparer->model->comparisons[index].level_count - 1;
    while (lanes->count < JARO_EIGHT) /* lanes cannot be empty */
        add_lane(prepared, lanes, lanes->two[0], lanes->pair[0]);
    comparer->jaro_of_eight(&lanes->jaro);
    for (int k = 0; k < count; k++) {
        int len_a = lanes->jaro.len_a[k], len_b = lanes->jaro.len_b[k];
        Similarities known = SIMILARITIES_NONE;
        known.jaro_winkler = lanes->jaro.similarity[k];
        levels[lanes->pair[k]] =
            (len_a < len_b ? len_a : len_b) > prepared->short_form
                ? level_of_likeness(prepared, last, known.jaro_winkler)
                : (uint8_t)level_by_conditions(comparer, index, lanes->two[k], known);
    }
    lanes->count = 0;
}

void levels_of_spelling(const Comparer *comparer, int index, const uint32_t *x, const uint32_t *y,
                        size_t n, uint8_t *levels)
{
    const Prepared *prepared = &comparer->prepared[index];
    const ValueForm *forms = comparer->forms[prepared->pool];
    uint8_t last = (uint8_t)(comparer->model->comparisons[index].level_count - 1);
    uint32_t near[COMPARE_BATCH];
    const Similarities nothing_known = SIMILARITIES_NONE;
    size_t count = 0;
    Lanes lanes;
    lanes.count = 0;
    for (size_t i = 0; i < n; i++) {
        __builtin_prefetch(&forms[x[i]]);
        __builtin_prefetch(&forms[y[i]]);
    }
    /* Which pairs these are nobody could predict: no branches. */
    for (size_t i = 0; i < n; i++) {
        levels[i] = last;
        near[count] = (uint32_t)i;
        count += !forms_apart(prepared, &forms[x[i]], &forms[y[i]]);
    }
    for (size_t k = 0; k < count; k++) {
        TwoForms two = two_forms(comparer, prepared->pool, x[near[k]], y[near[k]]);
        if (!is_short(prepared, two)) {
            levels[near[k]] = (uint8_t)level_by_conditions(comparer, index, two, nothing_known);
            continue;
        }
        add_lane(prepared, &lanes, two, near[k]);
        if (lanes.count == JARO_EIGHT)
            take_lanes(comparer, index, &lanes, levels);
    }
    if (lanes.count > 0)
        take_lanes(comparer, index, &lanes, levels);
}
