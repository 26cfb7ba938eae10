/*
 * Levels of pairs of rows: aliases, exchanged fields, and the memo of levels of values.
 *
 * Pairs come in batches, and a batch is compared one comparison after the other: first what ids and
 * letters tell, then what the memo knows, then the comparators. Between the steps memory has time
 * to bring what the next one needs.
 */

#include "pipeline/link/value_level.h"

#include "pipeline/base/mem.h"

enum { MEMO_BITS = 14, MEMO_ID_BITS = 28, LEVEL_MASK = 0xFF };

struct LevelMemo {
    uint64_t *slots[MODEL_COMPARISONS_MAX]; /* left id, right id, level */
};

static inline uint32_t value_id(const Comparer *comparer, int column, uint32_t row)
{
    return value_at(comparer, column, row).id;
}

LevelMemo *level_memo_create(const Comparer *comparer)
{
    LevelMemo *memo = x_new(LevelMemo);
    for (int i = 0; i < comparer->model->comparison_count; i++)
        memo->slots[i] = x_new_array(uint64_t, (size_t)1 << MEMO_BITS);
    return memo;
}

void level_memo_free(LevelMemo *memo)
{
    if (!memo)
        return;
    for (int i = 0; i < MODEL_COMPARISONS_MAX; i++)
        x_free(memo->slots[i]);
    x_free(memo);
}

/* The memo's key of two values in ascending order; 0: their numbers are too large for it. */
static inline uint64_t memo_key(uint32_t x, uint32_t y)
{
    uint32_t low = x < y ? x : y, high = x < y ? y : x;
    return high >> MEMO_ID_BITS ? 0 : (uint64_t)low << (MEMO_ID_BITS + 8) | (uint64_t)high << 8;
}

static inline uint64_t *memo_slot(const LevelMemo *memo, int index, uint64_t key)
{
    return &memo->slots[index][key * UINT64_C(0x9E3779B97F4A7C15) >> (64 - MEMO_BITS)];
}

static int level_computed(const Comparer *comparer, LevelMemo *memo, int index, uint32_t x,
                          uint32_t y)
{
    int level = level_of_values(comparer, index, x, y);
    uint64_t key = memo_key(x, y);
    if (key)
        *memo_slot(memo, index, key) = key | (uint64_t)level;
    return level;
}

/* The level of two values: names and birthdays come back again and again. */
static int level_remembered(const Comparer *comparer, LevelMemo *memo, int index, uint32_t x,
                            uint32_t y)
{
    uint64_t key = memo_key(x, y), known = *memo_slot(memo, index, key);
    if (key && (known & ~(uint64_t)LEVEL_MASK) == key)
        return (int)(known & LEVEL_MASK);
    return level_computed(comparer, memo, index, x, y);
}

static int level_of_two(const Comparer *comparer, LevelMemo *memo, int index, RowValue x,
                        RowValue y)
{
    int level = level_at_sight(comparer, index, x, y);
    if (level != LEVEL_UNKNOWN)
        return level;
    return comparer->prepared[index].spelled ? level_of_spelling(comparer, index, x.id, y.id)
                                             : level_remembered(comparer, memo, index, x.id, y.id);
}

/* Whether a value stands in the other record's other field. */
static bool fields_crossed(const Comparer *comparer, const Condition *condition, bool both,
                           uint32_t a, uint32_t b)
{
    uint32_t a1 = value_id(comparer, condition->column, a);
    uint32_t b1 = value_id(comparer, condition->column, b);
    uint32_t a2 = value_id(comparer, condition->other, a);
    uint32_t b2 = value_id(comparer, condition->other, b);
    bool there = a1 != 0 && a1 == b2, back = a2 != 0 && a2 == b1;
    return both ? there && back : there || back;
}

/* The best level over all pairs of aliases; *x and *y are the values that made it. */
static int level_of_aliases(const Comparer *comparer, LevelMemo *memo, int index, uint32_t a,
                            uint32_t b, uint32_t *x, uint32_t *y)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    int best = LEVEL_NULL;
    for (int i = 0; i < comparison->alias_count; i++) {
        RowValue left = value_at(comparer, comparison->aliases[i], a);
        for (int k = 0; left.id && k < comparison->alias_count && best > 0; k++) {
            RowValue right = value_at(comparer, comparison->aliases[k], b);
            int level = level_of_two(comparer, memo, index, left, right);
            if (level < best) {
                best = level;
                *x = left.id;
                *y = right.id;
            }
        }
    }
    return best;
}

/* The first level that asks for no more than this likeness. */
static int level_of_sound(const Comparison *comparison, double alike)
{
    int l = 0;
    for (; l + 1 < comparison->level_count; l++)
        if (comparison->levels[l].conditions[0].kind == CONDITION_SYLLABLES &&
            alike >= comparison->levels[l].conditions[0].threshold)
            break;
    return l;
}

/* The best level of two names and of what was found before. */
static int better_of_names(const Comparer *comparer, int index, uint32_t x, uint32_t y, int best)
{
    const LinkTable *table = comparer->table;
    const Prepared *prepared = &comparer->prepared[index];
    double needed = prepared->sound_needed[best];
    uint32_t low = x < y ? x : y, high = x < y ? y : x; /* as level_of_values asks them */
    if (x == y && prepared->equal_is_best)
        return 0;
    double alike =
        link_name_similarity_above(table->names, link_table_name(table, prepared->pool, low),
                                   link_table_name(table, prepared->pool, high), needed);
    return alike >= needed ? level_of_sound(&comparer->model->comparisons[index], alike) : best;
}

/*
 * The same for names (Prepared.sounded). Each pair is asked only whether it is more alike than the
 * best so far, the same spelling first; nothing is remembered, because spellings of two children
 * hardly meet again.
 */
static int level_of_names(const Comparer *comparer, int index, uint32_t a, uint32_t b)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    uint32_t left[MODEL_ALIASES_MAX], right[MODEL_ALIASES_MAX];
    int n = 0, m = 0, best = comparison->level_count - 1;
    for (int i = 0; i < comparison->alias_count; i++) {
        left[n] = value_id(comparer, comparison->aliases[i], a);
        right[m] = value_id(comparer, comparison->aliases[i], b);
        n += left[n] != 0;
        m += right[m] != 0;
    }
    if (n == 0 || m == 0)
        return LEVEL_NULL;
    for (int same = 1; same >= 0; same--)
        for (int i = 0; i < n; i++)
            for (int k = 0; k < m && best > 0; k++)
                if ((left[i] == right[k]) == same)
                    best = better_of_names(comparer, index, left[i], right[k], best);
    return best;
}

/* Levels whose conditions are about several columns: asked one by one. */
static int level_of_rows(const Comparer *comparer, int index, uint32_t a, uint32_t b)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    const LinkTable *table = comparer->table;
    for (int i = 0; i < comparison->null_count; i++)
        if (!value_id(comparer, comparison->null_columns[i], a) ||
            !value_id(comparer, comparison->null_columns[i], b))
            return LEVEL_NULL;
    for (int l = 0; l < comparison->level_count; l++) {
        const Level *level = &comparison->levels[l];
        bool holds = true;
        for (int k = 0; k < level->condition_count && holds; k++) {
            const Condition *condition = &level->conditions[k];
            if (condition->kind == CONDITION_SWAPPED || condition->kind == CONDITION_CROSSED) {
                holds =
                    fields_crossed(comparer, condition, condition->kind == CONDITION_SWAPPED, a, b);
                continue;
            }
            int pool = table->columns[condition->column].pool;
            uint32_t x = value_id(comparer, condition->column, a);
            uint32_t y = value_id(comparer, condition->column, b);
            ValueView left = value_view(comparer, pool, x), right = value_view(comparer, pool, y);
            Similarities known = SIMILARITIES_NONE;
            holds = condition->kind == CONDITION_ELSE ||
                    (x && y &&
                     condition_holds(condition, &left, &right, comparer->model->jaro,
                                     comparer->table->names, &known));
        }
        if (holds)
            return l;
    }
    return comparison->level_count - 1;
}

/* Pairs of a batch whose values must be looked at. */
typedef struct Waiting {
    uint32_t pair[COMPARE_BATCH];
    uint32_t x[COMPARE_BATCH], y[COMPARE_BATCH];
    size_t count;
} Waiting;

static inline void wait_for(Waiting *waiting, size_t pair, uint32_t x, uint32_t y, bool wait)
{
    waiting->pair[waiting->count] = (uint32_t)pair;
    waiting->x[waiting->count] = x;
    waiting->y[waiting->count] = y;
    waiting->count += wait;
}

static inline void set_level(Pattern *pattern, int index, int level)
{
    *pattern |= (Pattern)level << (index * LEVEL_BITS);
}

/* The rows of a batch. */
typedef struct Batch {
    const uint32_t *left, *right;
    size_t count;
    Pattern *patterns;
} Batch;

/* The values of a batch in one column, and how many letters they have in common at most. */
typedef struct Sights {
    uint32_t x_id[COMPARE_BATCH], y_id[COMPARE_BATCH];
    LetterSight x[COMPARE_BATCH], y[COMPARE_BATCH];
    int common[COMPARE_BATCH];
} Sights;

static void collect_sights(const Comparer *comparer, int column, const Batch *batch, Sights *sights)
{
    enum { TOGETHER = 16 }; /* a number that the compiler makes vectors of; past count is waste */
    for (size_t i = 0; i < batch->count; i++) {
        RowValue x = value_at(comparer, column, batch->left[i]);
        RowValue y = value_at(comparer, column, batch->right[i]);
        sights->x_id[i] = x.id;
        sights->y_id[i] = y.id;
        sights->x[i] = x.sight;
        sights->y[i] = y.sight;
    }
    for (size_t i = 0; i < batch->count; i += TOGETHER)
        for (size_t k = 0; k < TOGETHER; k++)
            sights->common[i + k] = letters_in_common(sights->x[i + k], sights->y[i + k]);
}

/*
 * Comparisons of spelling: letters first, in the row and then in the form, texts for what is left.
 * Which pairs these are nobody could predict, so the first two steps do without branches.
 */
static void compare_spelling(const Comparer *comparer, int index, const Batch *batch)
{
    const Prepared *prepared = &comparer->prepared[index];
    const ValueForm *forms = comparer->forms[prepared->pool];
    int last = comparer->model->comparisons[index].level_count - 1;
    Waiting waiting, near;
    Sights sights;
    waiting.count = near.count = 0;
    collect_sights(comparer, comparer->model->comparisons[index].aliases[0], batch, &sights);
    for (size_t i = 0; i < batch->count; i++) {
        uint32_t x = sights.x_id[i], y = sights.y_id[i];
        bool none = (x == 0) | (y == 0), same = x == y;
        bool apart = sights_apart(prepared, sights.x[i], sights.y[i], sights.common[i]);
        bool known = none | same | apart;
        int level = none ? LEVEL_NULL : same ? 0 : last;
        set_level(&batch->patterns[i], index, known ? level : 0);
        wait_for(&waiting, i, x, y, !known);
    }
    for (size_t w = 0; w < waiting.count; w++) {
        __builtin_prefetch(&forms[waiting.x[w]]);
        __builtin_prefetch(&forms[waiting.y[w]]);
    }
    for (size_t w = 0; w < waiting.count; w++) {
        bool apart = forms_apart(prepared, &forms[waiting.x[w]], &forms[waiting.y[w]]);
        set_level(&batch->patterns[waiting.pair[w]], index, apart ? last : 0);
        wait_for(&near, waiting.pair[w], waiting.x[w], waiting.y[w], !apart);
    }
    for (size_t w = 0; w < near.count; w++)
        set_level(&batch->patterns[near.pair[w]], index,
                  level_of_spelling(comparer, index, near.x[w], near.y[w]));
}

/* Comparisons of two levels: the same, or not. */
static void compare_exactly(const Comparer *comparer, int index, const Batch *batch)
{
    int column = comparer->model->comparisons[index].aliases[0];
    for (size_t i = 0; i < batch->count; i++) {
        uint32_t x = value_id(comparer, column, batch->left[i]);
        uint32_t y = value_id(comparer, column, batch->right[i]);
        bool none = (x == 0) | (y == 0);
        set_level(&batch->patterns[i], index, none ? LEVEL_NULL : x != y);
    }
}

/* Levels of any other comparison of one column by itself: at sight, by memory, or by asking. */
static void compare_column(const Comparer *comparer, LevelMemo *memo, int index, const Batch *batch)
{
    int column = comparer->model->comparisons[index].aliases[0];
    Waiting waiting;
    waiting.count = 0;
    for (size_t i = 0; i < batch->count; i++) {
        RowValue x = value_at(comparer, column, batch->left[i]);
        RowValue y = value_at(comparer, column, batch->right[i]);
        int level = level_at_sight(comparer, index, x, y);
        if (level != LEVEL_UNKNOWN) {
            set_level(&batch->patterns[i], index, level);
            continue;
        }
        __builtin_prefetch(memo_slot(memo, index, memo_key(x.id, y.id)));
        wait_for(&waiting, i, x.id, y.id, true);
    }
    for (size_t w = 0; w < waiting.count; w++)
        set_level(&batch->patterns[waiting.pair[w]], index,
                  level_remembered(comparer, memo, index, waiting.x[w], waiting.y[w]));
}

/* Raises pairs to the level of exchanged fields where theirs is lower. */
static void compare_crossed(const Comparer *comparer, int index, const Batch *batch)
{
    const Prepared *prepared = &comparer->prepared[index];
    int crossed = prepared->crossed_level, shift = index * LEVEL_BITS;
    const Condition *condition = &comparer->model->comparisons[index].levels[crossed].conditions[0];
    for (size_t i = 0; i < batch->count; i++) {
        Pattern *pattern = &batch->patterns[i];
        int level = pattern_level(*pattern, index);
        if (crossed < level && level != LEVEL_NULL &&
            fields_crossed(comparer, condition, prepared->crossed_both_ways, batch->left[i],
                           batch->right[i]))
            *pattern = (*pattern & ~((Pattern)LEVEL_NULL << shift)) | (Pattern)crossed << shift;
    }
}

static void compare_batch(const Comparer *comparer, LevelMemo *memo, const Batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        __builtin_prefetch(&comparer->by_row[batch->left[i] * comparer->width]);
        __builtin_prefetch(&comparer->by_row[batch->right[i] * comparer->width]);
        batch->patterns[i] = 0;
    }
    for (int c = 0; c < comparer->model->comparison_count; c++) {
        const Prepared *prepared = &comparer->prepared[c];
        bool one_column = prepared->simple && comparer->model->comparisons[c].alias_count == 1;
        uint32_t x, y;
        if (one_column && prepared->spelled)
            compare_spelling(comparer, c, batch);
        else if (one_column && prepared->exact_only)
            compare_exactly(comparer, c, batch);
        else if (one_column)
            compare_column(comparer, memo, c, batch);
        else
            for (size_t i = 0; i < batch->count; i++) {
                uint32_t a = batch->left[i], b = batch->right[i];
                int level = prepared->sounded  ? level_of_names(comparer, c, a, b)
                            : prepared->simple ? level_of_aliases(comparer, memo, c, a, b, &x, &y)
                                               : level_of_rows(comparer, c, a, b);
                set_level(&batch->patterns[i], c, level);
            }
        if (prepared->simple && prepared->crossed_level < MODEL_LEVELS_MAX)
            compare_crossed(comparer, c, batch);
    }
}

void compare_pairs(const Comparer *comparer, LevelMemo *memo, const uint32_t *left,
                   const uint32_t *right, size_t n, Pattern *patterns)
{
    for (size_t from = 0; from < n; from += COMPARE_BATCH) {
        size_t count = n - from < COMPARE_BATCH ? n - from : COMPARE_BATCH;
        compare_batch(comparer, memo, &(Batch){left + from, right + from, count, patterns + from});
    }
}

Pattern compare_rows(const Comparer *comparer, LevelMemo *memo, uint32_t a, uint32_t b)
{
    Pattern pattern;
    compare_batch(comparer, memo, &(Batch){&a, &b, 1, &pattern});
    return pattern;
}

double compare_frequency(const Comparer *comparer, LevelMemo *memo, int comparison, int level,
                         uint32_t a, uint32_t b)
{
    const Comparison *c = &comparer->model->comparisons[comparison];
    const Prepared *prepared = &comparer->prepared[comparison];
    int column = c->levels[level].tf_column;
    if (column < 0 || !prepared->frequency || prepared->with_value == 0)
        return 0;
    uint32_t x = value_id(comparer, column, a);
    uint32_t y = value_id(comparer, column, b);
    if (c->alias_count > 1)
        level_of_aliases(comparer, memo, comparison, a, b, &x, &y);
    uint32_t more = prepared->frequency[x] > prepared->frequency[y] ? prepared->frequency[x]
                                                                    : prepared->frequency[y];
    return more / prepared->with_value;
}

uint32_t *compare_counts(Comparer *comparer, int comparison, double **with_value)
{
    *with_value = &comparer->prepared[comparison].with_value;
    return comparer->prepared[comparison].frequency;
}
