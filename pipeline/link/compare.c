/*
 * Levels of pairs of rows: aliases, exchanged fields, and the memo of levels of values.
 *
 * Pairs come in batches, and a batch is compared one comparison after the other: first what ids and
 * letters tell, then what the memo knows, then the comparators. Between the steps memory has time
 * to bring what the next one needs.
 */

#include "pipeline/link/comparer.h"

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

static ValueView view_of(const Comparer *comparer, int pool, uint32_t id)
{
    ValueView view = {.text = value_pool_text(comparer->table->pools[pool], id)};
    if (comparer->dates[pool])
        view.date = comparer->dates[pool][id];
    if (comparer->names[pool])
        view.name = comparer->names[pool][id];
    return view;
}

/* The level of two names, whose conditions ask for their similarity and little else. */
static int level_of_names(const Comparer *comparer, const Comparison *comparison, uint32_t x,
                          uint32_t y, int pool)
{
    Str a = value_pool_text(comparer->table->pools[pool], x);
    Str b = value_pool_text(comparer->table->pools[pool], y);
    double similarity = jaro_winkler_similarity(a, b, comparer->model->jaro);
    int last = comparison->level_count - 1;
    for (int l = 0; l < last; l++) {
        const Condition *condition = &comparison->levels[l].conditions[0];
        if (condition->kind == CONDITION_JARO_WINKLER ? similarity >= condition->threshold
            : condition->kind == CONDITION_EXACT      ? x == y
            : condition->kind == CONDITION_PREFIX     ? condition_short_form(condition, a, b)
                                                      : false)
            return l;
    }
    return last;
}

/* The best level that two values reach by themselves. */
static int level_of_values(const Comparer *comparer, int index, uint32_t x, uint32_t y)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    int pool = comparer->prepared[index].pool;
    if (comparer->prepared[index].least_alike > 0)
        return level_of_names(comparer, comparison, x, y, pool);
    ValueView a = view_of(comparer, pool, x), b = view_of(comparer, pool, y);
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

/* Whether two numbers of so many digits differ in one digit, or in two neighbours exchanged. */
static bool one_slip(int a, int b, int digits, bool exchanged)
{
    int before_a = 0, before_b = 0, differing = 0;
    bool swapped = false, differed = false;
    for (int i = 0; i < digits; i++, a /= 10, b /= 10) {
        int x = a % 10, y = b % 10;
        swapped = swapped || (differed && x != y && x == before_b && y == before_a);
        differed = x != y;
        differing += differed;
        before_a = x;
        before_b = y;
    }
    return differing == 1 || (exchanged && differing == 2 && swapped);
}

/* One slip in YYYY-MM-DD never crosses a dash, so it is in one part. */
static bool date_slip(LinkDate a, LinkDate b, bool exchanged)
{
    bool year = a.year != b.year, month = a.month != b.month, day = a.day != b.day;
    if (year + month + day > 1)
        return false;
    return year    ? one_slip(a.year, b.year, 4, exchanged)
           : month ? one_slip(a.month, b.month, 2, exchanged)
                   : !day || one_slip(a.day, b.day, 2, exchanged);
}

/* date_to_days for years from 1 on, where no division is a signed one. */
static int32_t days_of(Date date)
{
    uint32_t y = (uint32_t)(date.year - (date.month <= 2));
    uint32_t from_march = (uint32_t)(date.month > 2 ? date.month - 3 : date.month + 9);
    uint32_t days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * from_march + 2) / 5;
    return (int32_t)(days + (uint32_t)date.day - 1) - 719468;
}

static LinkDate date_of_sight(uint32_t sight)
{
    Date date = {(int)(sight >> 9), (int)(sight >> 5 & 15), (int)(sight & 31)};
    int32_t days = days_of(date);
    return (LinkDate){.lo = days,
                      .hi = days,
                      .year = (int16_t)date.year,
                      .month = (int8_t)date.month,
                      .day = (int8_t)date.day};
}

/* The level of two values known to be days. */
static int level_of_days(const Comparison *comparison, RowValue x, RowValue y)
{
    LinkDate a = date_of_sight(x.sight), b = date_of_sight(y.sight);
    int last = comparison->level_count - 1;
    for (int l = 0; l < last; l++) {
        const Condition *condition = &comparison->levels[l].conditions[0];
        bool holds;
        if (condition->kind == CONDITION_EXACT)
            holds = x.sight == y.sight;
        else if (condition->kind == CONDITION_OSA || condition->kind == CONDITION_LEVENSHTEIN)
            holds = date_slip(a, b, condition->kind == CONDITION_OSA);
        else
            holds = date_condition_holds(condition, a, b);
        if (holds)
            return l;
    }
    return last;
}

/* What ids and sights alone tell; LEVEL_UNKNOWN where values must be looked at. */
enum { LEVEL_UNKNOWN = -1 };

static int level_of_other_values(const Comparison *comparison, const Prepared *prepared, RowValue x,
                                 RowValue y)
{
    if (prepared->exact_only)
        return 1;
    if (prepared->days && x.sight && y.sight)
        return level_of_days(comparison, x, y);
    if (prepared->most_slips >= 0 && surely_further(x.sight, y.sight, prepared->most_slips))
        return comparison->level_count - 1;
    return LEVEL_UNKNOWN;
}

static inline __attribute__((always_inline)) int
level_at_sight(const Comparison *comparison, const Prepared *prepared, RowValue x, RowValue y)
{
    if (x.id == 0 || y.id == 0)
        return LEVEL_NULL;
    if (prepared->equal_is_best && x.id == y.id)
        return 0;
    if (prepared->least_alike <= 0)
        return level_of_other_values(comparison, prepared, x, y);
    if (letters_length(x.sight) > prepared->short_form &&
        letters_length(y.sight) > prepared->short_form &&
        surely_different(x.sight, y.sight, prepared->least_alike))
        return comparison->level_count - 1;
    return LEVEL_UNKNOWN;
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
    int level =
        x < y ? level_of_values(comparer, index, x, y) : level_of_values(comparer, index, y, x);
    uint64_t key = memo_key(x, y);
    if (key)
        *memo_slot(memo, index, key) = key | (uint64_t)level;
    return level;
}

static int level_remembered(const Comparer *comparer, LevelMemo *memo, int index, RowValue x,
                            RowValue y)
{
    int level =
        level_at_sight(&comparer->model->comparisons[index], &comparer->prepared[index], x, y);
    if (level != LEVEL_UNKNOWN)
        return level;
    uint64_t key = memo_key(x.id, y.id), known = *memo_slot(memo, index, key);
    if (key && (known & ~(uint64_t)LEVEL_MASK) == key)
        return (int)(known & LEVEL_MASK);
    return level_computed(comparer, memo, index, x.id, y.id);
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
            int level = level_remembered(comparer, memo, index, left, right);
            if (level < best) {
                best = level;
                *x = left.id;
                *y = right.id;
            }
        }
    }
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
            ValueView left = view_of(comparer, pool, x), right = view_of(comparer, pool, y);
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

/* A batch of pairs on its way through one comparison. */
typedef struct Waiting {
    uint32_t pair[COMPARE_BATCH];
    uint32_t x[COMPARE_BATCH], y[COMPARE_BATCH];
    size_t count;
} Waiting;

static inline void set_level(Pattern *pattern, int index, int level)
{
    *pattern |= (Pattern)level << (index * LEVEL_BITS);
}

/* Levels of a comparison of one column by itself. */
static void compare_column(const Comparer *comparer, LevelMemo *memo, int index,
                           const uint32_t *left, const uint32_t *right, size_t n, Pattern *patterns)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    const Prepared *prepared = &comparer->prepared[index];
    const ValuePool *values = comparer->table->pools[prepared->pool];
    int column = comparison->aliases[0];
    Waiting waiting;
    waiting.count = 0;
    for (size_t i = 0; i < n; i++) {
        RowValue x = value_at(comparer, column, left[i]), y = value_at(comparer, column, right[i]);
        int level = level_at_sight(comparison, prepared, x, y);
        if (level != LEVEL_UNKNOWN) {
            set_level(&patterns[i], index, level);
            continue;
        }
        __builtin_prefetch(memo_slot(memo, index, memo_key(x.id, y.id)));
        value_pool_prefetch_place(values, x.id);
        value_pool_prefetch_place(values, y.id);
        waiting.pair[waiting.count] = (uint32_t)i;
        waiting.x[waiting.count] = x.id;
        waiting.y[waiting.count++] = y.id;
    }
    size_t unknown = 0;
    for (size_t w = 0; w < waiting.count; w++) {
        uint64_t key = memo_key(waiting.x[w], waiting.y[w]), known = *memo_slot(memo, index, key);
        if (key && (known & ~(uint64_t)LEVEL_MASK) == key) {
            set_level(&patterns[waiting.pair[w]], index, (int)(known & LEVEL_MASK));
            continue;
        }
        value_pool_prefetch(values, waiting.x[w]);
        value_pool_prefetch(values, waiting.y[w]);
        waiting.pair[unknown] = waiting.pair[w];
        waiting.x[unknown] = waiting.x[w];
        waiting.y[unknown++] = waiting.y[w];
    }
    for (size_t w = 0; w < unknown; w++)
        set_level(&patterns[waiting.pair[w]], index,
                  level_computed(comparer, memo, index, waiting.x[w], waiting.y[w]));
}

/* Raises pairs to the level of exchanged fields where theirs is lower. */
static void compare_crossed(const Comparer *comparer, int index, const uint32_t *left,
                            const uint32_t *right, size_t n, Pattern *patterns)
{
    const Prepared *prepared = &comparer->prepared[index];
    int crossed = prepared->crossed_level, shift = index * LEVEL_BITS;
    const Condition *condition = &comparer->model->comparisons[index].levels[crossed].conditions[0];
    for (size_t i = 0; i < n; i++) {
        int level = pattern_level(patterns[i], index);
        if (crossed < level && level != LEVEL_NULL &&
            fields_crossed(comparer, condition, prepared->crossed_both_ways, left[i], right[i]))
            patterns[i] = (patterns[i] & ~((Pattern)LEVEL_NULL << shift)) | (Pattern)crossed
                                                                                << shift;
    }
}

static void compare_batch(const Comparer *comparer, LevelMemo *memo, const uint32_t *left,
                          const uint32_t *right, size_t n, Pattern *patterns)
{
    for (size_t i = 0; i < n; i++) {
        __builtin_prefetch(&comparer->by_row[left[i] * comparer->width]);
        __builtin_prefetch(&comparer->by_row[right[i] * comparer->width]);
        patterns[i] = 0;
    }
    for (int c = 0; c < comparer->model->comparison_count; c++) {
        const Prepared *prepared = &comparer->prepared[c];
        uint32_t x, y;
        if (prepared->simple && comparer->model->comparisons[c].alias_count == 1)
            compare_column(comparer, memo, c, left, right, n, patterns);
        else
            for (size_t i = 0; i < n; i++)
                set_level(&patterns[i], c,
                          prepared->simple
                              ? level_of_aliases(comparer, memo, c, left[i], right[i], &x, &y)
                              : level_of_rows(comparer, c, left[i], right[i]));
        if (prepared->simple && prepared->crossed_level < MODEL_LEVELS_MAX)
            compare_crossed(comparer, c, left, right, n, patterns);
    }
}

void compare_pairs(const Comparer *comparer, LevelMemo *memo, const uint32_t *left,
                   const uint32_t *right, size_t n, Pattern *patterns)
{
    for (size_t from = 0; from < n; from += COMPARE_BATCH) {
        size_t count = n - from < COMPARE_BATCH ? n - from : COMPARE_BATCH;
        compare_batch(comparer, memo, left + from, right + from, count, patterns + from);
    }
}

Pattern compare_rows(const Comparer *comparer, LevelMemo *memo, uint32_t a, uint32_t b)
{
    Pattern pattern;
    compare_batch(comparer, memo, &a, &b, 1, &pattern);
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
