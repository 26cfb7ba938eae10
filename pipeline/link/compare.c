/*
 * Levels of pairs of rows: aliases, exchanged fields, and the memo of levels of values.
 *
 * Pairs come in batches, and a batch is compared one comparison after the other: first what ids and
 * letters tell, then what the memo knows, then the comparators. Between the steps memory has time
 * to bring what the next one needs.
 */

#include "pipeline/base/mem.h"
#include "pipeline/link/spelling.h"
#include "pipeline/link/value_level.h"

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
            if (right.id == 0)
                continue;
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

/* A row's names of one comparison, as comparing asks for them. */
typedef struct NameList {
    uint32_t ids[MODEL_ALIASES_MAX];
    uint32_t sounds[MODEL_ALIASES_MAX]; /* 0: of its own */
    const LinkName *names[MODEL_ALIASES_MAX];
    bool again[MODEL_ALIASES_MAX]; /* one before sounds the same */
    int count;
} NameList;

static void find_names(const Comparer *comparer, int index, uint32_t row, NameList *found)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    const LinkTable *table = comparer->table;
    int pool = comparer->prepared[index].pool, n = 0;
    for (int i = 0; i < comparison->alias_count; i++) {
        uint32_t id = value_id(comparer, comparison->aliases[i], row);
        if (id == 0)
            continue;
        found->ids[n] = id;
        found->names[n] = link_table_name(table, pool, id);
        link_name_expect(found->names[n]);
        found->sounds[n] = table->sounds[pool] ? table->sounds[pool][id] : 0;
        found->again[n] = false;
        for (int k = 0; k < n && found->sounds[n]; k++)
            found->again[n] = found->again[n] || found->sounds[k] == found->sounds[n];
        n++;
    }
    found->count = n;
}

/* Whether two names that sound as these do are asked already: then these would say the same. */
static bool asked_already(const NameList *left, int i, const NameList *right, int k)
{
    return (left->again[i] && right->sounds[k]) || (right->again[k] && left->sounds[i]);
}

/* The best level of two names and of what was found before. */
static int better_of_names(const Comparer *comparer, int index, const NameList *left, int i,
                           const NameList *right, int k, int best)
{
    double needed = comparer->prepared[index].sound_needed[best], alike = 1;
    bool in_order = left->ids[i] < right->ids[k]; /* as level_of_values asks them */
    if (left->sounds[i] == 0 || left->sounds[i] != right->sounds[k])
        alike = link_name_similarity_above(comparer->table->names,
                                           in_order ? left->names[i] : right->names[k],
                                           in_order ? right->names[k] : left->names[i], needed);
    return alike >= needed ? level_of_sound(&comparer->model->comparisons[index], alike) : best;
}

/*
 * The level of two rows' names (Prepared.sounded). Each pair is asked only whether it is more alike
 * than the best so far, the same spelling first; nothing is remembered, because spellings of two
 * children hardly meet again.
 */
static int level_of_names(const Comparer *comparer, int index, const NameList *left,
                          const NameList *right)
{
    int best = comparer->model->comparisons[index].level_count - 1;
    if (left->count == 0 || right->count == 0)
        return LEVEL_NULL;
    for (int i = 0; i < left->count; i++)
        for (int k = 0; k < right->count && best > 0; k++)
            if (left->ids[i] == right->ids[k])
                best = comparer->prepared[index].equal_is_best
                           ? 0
                           : better_of_names(comparer, index, left, i, right, k, best);
    for (int i = 0; i < left->count; i++)
        for (int k = 0; k < right->count && best > 0; k++)
            if (left->ids[i] != right->ids[k] && !asked_already(left, i, right, k))
                best = better_of_names(comparer, index, left, i, right, k, best);
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

/* Pairs of a batch whose values in one column must be looked at. */
typedef struct Waiting {
    uint32_t pair[COMPARE_BATCH];
    uint32_t x[COMPARE_BATCH], y[COMPARE_BATCH];
    size_t count;
} Waiting;

static inline void wait_for(Waiting *waiting, uint32_t pair, uint32_t x, uint32_t y, bool wait)
{
    waiting->pair[waiting->count] = pair;
    waiting->x[waiting->count] = x;
    waiting->y[waiting->count] = y;
    waiting->count += wait;
}

/* Who waits could not be predicted, so it is found out without branches. */
static void list_waiting(const ColumnSet *sets, int column, size_t count, Waiting *waiting)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        waiting->pair[found] = (uint32_t)i;
        found += sets[i] >> column & 1;
    }
    waiting->count = found;
}

static void find_values(const Comparer *comparer, int index, const Batch *batch, Waiting *waiting)
{
    int column = comparer->model->comparisons[index].aliases[0];
    for (size_t w = 0; w < waiting->count; w++) {
        waiting->x[w] = value_id(comparer, column, batch->left[waiting->pair[w]]);
        waiting->y[w] = value_id(comparer, column, batch->right[waiting->pair[w]]);
    }
}

static void compare_spelling(const Comparer *comparer, int index, const Batch *batch,
                             Waiting *waiting)
{
    uint8_t levels[COMPARE_BATCH];
    find_values(comparer, index, batch, waiting);
    levels_of_spelling(comparer, index, waiting->x, waiting->y, waiting->count, levels);
    for (size_t w = 0; w < waiting->count; w++)
        set_level(&batch->patterns[waiting->pair[w]], index, levels[w]);
}

/* Levels of those pairs whose values are days; the others still wait. */
static void compare_days(const Comparer *comparer, int index, const Batch *batch, Waiting *waiting)
{
    int column = comparer->model->comparisons[index].aliases[0];
    size_t count = waiting->count;
    uint8_t levels[COMPARE_BATCH];
    Waiting days;
    days.count = waiting->count = 0;
    for (size_t w = 0; w < count; w++) {
        uint32_t pair = waiting->pair[w];
        RowValue x = value_at(comparer, column, batch->left[pair]);
        RowValue y = value_at(comparer, column, batch->right[pair]);
        bool both = x.sight != 0 && y.sight != 0;
        wait_for(&days, pair, x.sight, y.sight, both);
        wait_for(waiting, pair, x.id, y.id, !both);
    }
    day_levels(comparer->prepared[index].days, days.x, days.y, days.count, levels);
    for (size_t w = 0; w < days.count; w++)
        set_level(&batch->patterns[days.pair[w]], index, levels[w]);
}

/* Levels of any other comparison of one column: by days, by memory, or by asking. */
static void compare_column(const Comparer *comparer, LevelMemo *memo, int index, const Batch *batch,
                           Waiting *waiting)
{
    if (comparer->prepared[index].days)
        compare_days(comparer, index, batch, waiting);
    else
        find_values(comparer, index, batch, waiting);
    for (size_t w = 0; w < waiting->count; w++)
        __builtin_prefetch(memo_slot(memo, index, memo_key(waiting->x[w], waiting->y[w])));
    for (size_t w = 0; w < waiting->count; w++)
        set_level(&batch->patterns[waiting->pair[w]], index,
                  level_remembered(comparer, memo, index, waiting->x[w], waiting->y[w]));
}

/* Comparisons of one column: all at sight, then one after the other what sight does not tell. */
static void compare_columns(const Comparer *comparer, LevelMemo *memo, const Batch *batch)
{
    for (size_t line = 0; line < comparer->lines_a_row; line++) {
        ColumnSet sets[COMPARE_BATCH];
        Waiting waiting;
        if (!comparer->plans[line].compared)
            continue;
        comparer->sight(&comparer->plans[line], comparer->lines + line, comparer->lines_a_row,
                        batch->left, batch->right, batch->count, batch->patterns, sets);
        for (int c = 0; c < comparer->model->comparison_count; c++) {
            const Prepared *prepared = &comparer->prepared[c];
            int column = comparer->model->comparisons[c].aliases[0];
            if (!prepared->at_sight || prepared->exact_only || line_of(column) != line)
                continue;
            list_waiting(sets, column % SIGHT_COLUMNS, batch->count, &waiting);
            if (prepared->spelled)
                compare_spelling(comparer, c, batch, &waiting);
            else
                compare_column(comparer, memo, c, batch, &waiting);
        }
    }
}

/*
 * Comparisons of names: those of the next pair are fetched while one is compared. Pairs of one left
 * row mostly follow each other.
 */
static void compare_names(const Comparer *comparer, int index, const Batch *batch)
{
    NameList lefts[2], rights[2], *left = &lefts[0], *next_left = &lefts[0];
    for (size_t i = 0; i <= batch->count; i++, left = next_left) {
        if (i < batch->count) {
            if (i == 0 || batch->left[i] != batch->left[i - 1]) {
                next_left = left == &lefts[0] ? &lefts[1] : &lefts[0];
                find_names(comparer, index, batch->left[i], next_left);
            }
            find_names(comparer, index, batch->right[i], &rights[i % 2]);
        }
        if (i > 0)
            set_level(&batch->patterns[i - 1], index,
                      level_of_names(comparer, index, left, &rights[(i - 1) % 2]));
    }
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

static void compare_one_by_one(const Comparer *comparer, LevelMemo *memo, int index,
                               const Batch *batch)
{
    uint32_t x, y;
    for (size_t i = 0; i < batch->count; i++) {
        uint32_t a = batch->left[i], b = batch->right[i];
        int level = comparer->prepared[index].simple
                        ? level_of_aliases(comparer, memo, index, a, b, &x, &y)
                        : level_of_rows(comparer, index, a, b);
        set_level(&batch->patterns[i], index, level);
    }
}

static void compare_crossed_too(const Comparer *comparer, int index, const Batch *batch)
{
    const Prepared *prepared = &comparer->prepared[index];
    if (prepared->simple && prepared->crossed_level < MODEL_LEVELS_MAX)
        compare_crossed(comparer, index, batch);
}

/* All comparisons but those of names. */
static void compare_but_names(const Comparer *comparer, LevelMemo *memo, const Batch *batch)
{
    memset(batch->patterns, 0, batch->count * sizeof *batch->patterns);
    compare_columns(comparer, memo, batch);
    for (int c = 0; c < comparer->model->comparison_count; c++) {
        if (comparer->prepared[c].sounded)
            continue;
        if (!comparer->prepared[c].at_sight)
            compare_one_by_one(comparer, memo, c, batch);
        compare_crossed_too(comparer, c, batch);
    }
}

static void compare_batch(const Comparer *comparer, LevelMemo *memo, const Batch *batch)
{
    compare_but_names(comparer, memo, batch);
    for (int c = 0; c < comparer->model->comparison_count; c++) {
        if (!comparer->prepared[c].sounded)
            continue;
        compare_names(comparer, c, batch);
        compare_crossed_too(comparer, c, batch);
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

Pattern compare_rows_but_names(const Comparer *comparer, LevelMemo *memo, uint32_t a, uint32_t b)
{
    Pattern pattern;
    compare_but_names(comparer, memo, &(Batch){&a, &b, 1, &pattern});
    return pattern;
}

static bool has_value(const Comparer *comparer, int index, uint32_t row)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    bool any = false;
    for (int i = 0; i < comparison->alias_count && !any; i++)
        any = value_id(comparer, comparison->aliases[i], row) != 0;
    return any;
}

bool compare_has_names(const Comparer *comparer, int comparison, uint32_t a, uint32_t b)
{
    return has_value(comparer, comparison, a) && has_value(comparer, comparison, b);
}

void compare_names_too(const Comparer *comparer, int comparison, uint32_t a, uint32_t b,
                       Pattern *pattern)
{
    Batch batch = {&a, &b, 1, pattern};
    compare_names(comparer, comparison, &batch);
    compare_crossed_too(comparer, comparison, &batch);
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
