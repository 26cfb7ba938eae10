/* Levels of pairs of rows: aliases, exchanged fields, and the memo of levels of values. */

#include "pipeline/link/compare.h"

#include "pipeline/base/mem.h"
#include "pipeline/link/condition.h"

enum { MEMO_BITS = 14, MEMO_ID_BITS = 28, SHORT_FORM = 8 };

/* What is worked out once per comparison. */
typedef struct Prepared {
    bool simple;            /* all conditions are about the one column (or its aliases) */
    bool equal_is_best;     /* equal values reach level 0 without further questions */
    int crossed_level;      /* the level of exchanged fields; MODEL_LEVELS_MAX: none */
    bool crossed_both_ways; /* CONDITION_SWAPPED */
    int pool;
    uint32_t *frequency; /* of each value of the pool among the rows; NULL: never asked for */
    double with_value;   /* rows that have one */
    double
        least_alike; /* of names: below this Jaro-Winkler only the last level is left; 0: unknown */
} Prepared;

/* What bounds the similarity of two values before it is computed. */
typedef struct Letters {
    uint32_t mask; /* bit c & 31 for every byte c */
    uint8_t length, first;
} Letters;

struct Comparer {
    const LinkModel *model;
    const LinkTable *table;
    Prepared prepared[MODEL_COMPARISONS_MAX];
    LinkDate *dates[LINK_COLUMNS_MAX]; /* per pool; NULL: no condition asks for dates */
    const LinkName *const *names[LINK_COLUMNS_MAX]; /* per pool; NULL: none asks for names */
    uint32_t
        *by_row; /* the model's columns row by row: a pair touches two cache lines, not twelve */
    Letters *letters[LINK_COLUMNS_MAX]; /* per pool; NULL: no comparison uses the bound */
};

/* The value of a model's column in a row. */
static inline uint32_t id_at(const Comparer *comparer, int column, uint32_t row)
{
    return comparer->by_row[(size_t)row * (size_t)comparer->model->column_count + (size_t)column];
}

struct LevelMemo {
    uint64_t *slots[MODEL_COMPARISONS_MAX]; /* left id, right id, level */
};

static bool is_date_condition(ConditionKind kind)
{
    return kind >= CONDITION_DATE_SAME && kind <= CONDITION_DATE_WITHIN;
}

static bool is_alias(const Comparison *comparison, int column)
{
    for (int i = 0; i < comparison->alias_count; i++)
        if (comparison->aliases[i] == column)
            return true;
    return false;
}

static void prepare_dates(Comparer *comparer, int pool)
{
    if (comparer->dates[pool])
        return;
    const ValuePool *values = comparer->table->pools[pool];
    uint32_t count = value_pool_count(values);
    comparer->dates[pool] = x_new_array(LinkDate, count);
    for (uint32_t id = 1; id < count; id++)
        link_date_parse(value_pool_text(values, id), &comparer->dates[pool][id]);
}

static void prepare_letters(Comparer *comparer, int pool)
{
    if (comparer->letters[pool])
        return;
    const ValuePool *values = comparer->table->pools[pool];
    uint32_t count = value_pool_count(values);
    comparer->letters[pool] = x_new_array(Letters, count);
    for (uint32_t id = 1; id < count; id++) {
        Str text = value_pool_text(values, id);
        Letters *letters = &comparer->letters[pool][id];
        for (size_t i = 0; i < text.len; i++)
            letters->mask |= UINT32_C(1) << ((unsigned char)text.ptr[i] & 31);
        letters->length = text.len > UINT8_MAX ? UINT8_MAX : (uint8_t)text.len;
        letters->first = (uint8_t)text.ptr[0];
    }
}

/*
 * True where two values cannot reach `least` in Jaro-Winkler: the bytes of one whose letter the
 * other lacks cannot match, and matched bytes are at best all in place.
 */
static bool surely_different(Letters a, Letters b, double least)
{
    if (a.length == UINT8_MAX || b.length == UINT8_MAX)
        return false;
    int m = a.length - __builtin_popcount(a.mask & ~b.mask);
    int other = b.length - __builtin_popcount(b.mask & ~a.mask);
    m = other < m ? other : m;
    double jaro = ((double)m / a.length + (double)m / b.length + 1) / 3;
    double best = a.first == b.first ? jaro + 0.4 * (1 - jaro) : jaro;
    return best < least;
}

/*
 * The least Jaro-Winkler that any level but the last asks for; 0 where another condition could hold
 * without it. A short form begins as the other does and keeps the bound from applying.
 */
static double least_similarity(const Comparison *comparison, JaroDialect dialect)
{
    double least = 2;
    bool names = false;
    for (int l = 0; l + 1 < comparison->level_count; l++) {
        const Condition *condition = &comparison->levels[l].conditions[0];
        if (condition->kind == CONDITION_JARO_WINKLER) {
            least = condition->threshold < least ? condition->threshold : least;
            names = true;
        } else if (condition->kind != CONDITION_EXACT && condition->kind != CONDITION_CROSSED &&
                   condition->kind != CONDITION_PREFIX) {
            return 0;
        }
    }
    return names && dialect == JARO_DUCKDB ? least : 0;
}

/* A value that stands in several alias columns of one row counts once. */
static void count_values(const Comparer *comparer, const Comparison *comparison, Prepared *prepared)
{
    const LinkTable *table = comparer->table;
    prepared->frequency = x_new_array(uint32_t, value_pool_count(table->pools[prepared->pool]));
    for (uint32_t row = 0; row < table->row_count; row++) {
        bool any = false;
        for (int i = 0; i < comparison->alias_count; i++) {
            uint32_t id = link_table_id(table, comparison->aliases[i], row);
            bool seen = id == 0;
            for (int k = 0; k < i && !seen; k++)
                seen = link_table_id(table, comparison->aliases[k], row) == id;
            if (seen)
                continue;
            prepared->frequency[id]++;
            any = true;
        }
        prepared->with_value += any;
    }
}

static void prepare(Comparer *comparer, LinkTable *table, int index)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    Prepared *prepared = &comparer->prepared[index];
    *prepared = (Prepared){.simple = true,
                           .crossed_level = MODEL_LEVELS_MAX,
                           .pool = comparer->table->columns[comparison->aliases[0]].pool};
    bool counts = false;
    for (int l = 0; l < comparison->level_count; l++) {
        const Level *level = &comparison->levels[l];
        counts = counts || level->tf_column >= 0 || level->conditions[0].kind == CONDITION_EXACT;
        if (level->condition_count > 1 ||
            (level->tf_column >= 0 && !is_alias(comparison, level->tf_column)))
            prepared->simple = false;
        for (int k = 0; k < level->condition_count; k++) {
            const Condition *condition = &level->conditions[k];
            bool crossed =
                condition->kind == CONDITION_CROSSED || condition->kind == CONDITION_SWAPPED;
            if (condition->kind != CONDITION_ELSE && !is_alias(comparison, condition->column))
                prepared->simple = false;
            if (is_date_condition(condition->kind))
                prepare_dates(comparer, comparer->table->columns[condition->column].pool);
            if (condition->kind == CONDITION_SYLLABLES || condition->kind == CONDITION_PLACE) {
                int pool = comparer->table->columns[condition->column].pool;
                comparer->names[pool] = link_table_parse_names(table, pool);
            }
            if (!crossed || condition->column == condition->other)
                continue;
            if (prepared->crossed_level < MODEL_LEVELS_MAX)
                prepared->simple = false;
            prepared->crossed_level = l;
            prepared->crossed_both_ways = condition->kind == CONDITION_SWAPPED;
        }
    }
    if (comparison->null_count != 1 || comparison->null_columns[0] != comparison->aliases[0])
        prepared->simple = false;
    prepared->least_alike = least_similarity(comparison, comparer->model->jaro);
    if (prepared->least_alike > 0)
        prepare_letters(comparer, prepared->pool);
    prepared->equal_is_best = comparison->levels[0].conditions[0].kind == CONDITION_EXACT;
    if (counts)
        count_values(comparer, comparison, prepared);
}

Comparer *comparer_create(const LinkModel *model, LinkTable *table)
{
    Comparer *comparer = x_new(Comparer);
    comparer->model = model;
    comparer->table = table;
    size_t width = (size_t)model->column_count;
    comparer->by_row = x_new_array(uint32_t, (size_t)table->row_count * width + 1);
    for (size_t c = 0; c < width; c++)
        for (uint32_t row = 0; row < table->row_count; row++)
            comparer->by_row[row * width + c] = table->columns[c].ids[row];
    for (int i = 0; i < model->comparison_count; i++)
        prepare(comparer, table, i);
    return comparer;
}

void comparer_free(Comparer *comparer)
{
    if (!comparer)
        return;
    for (int i = 0; i < comparer->model->comparison_count; i++)
        x_free(comparer->prepared[i].frequency);
    for (int i = 0; i < comparer->table->pool_count; i++) {
        x_free(comparer->dates[i]);
        x_free(comparer->letters[i]);
    }
    x_free(comparer->by_row);
    x_free(comparer);
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

/* The best level that two values reach by themselves. */
static int level_of_values(const Comparer *comparer, int index, uint32_t x, uint32_t y)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    int pool = comparer->prepared[index].pool;
    ValueView a = view_of(comparer, pool, x), b = view_of(comparer, pool, y);
    bool unreadable = comparer->dates[pool] && (a.date.year == 0 || b.date.year == 0);
    if (unreadable && x == y)
        return comparer->model->verbatim ? LEVEL_NULL : 0;
    Similarities known = SIMILARITIES_NONE;
    for (int l = 0; l + 1 < comparison->level_count; l++)
        if (condition_holds(&comparison->levels[l].conditions[0], &a, &b, comparer->model->jaro,
                            comparer->table->names, &known))
            return l;
    /* What is no date can be a slip of the other, but it never contradicts it. */
    return unreadable ? LEVEL_NULL : comparison->level_count - 1;
}

static int level_remembered(const Comparer *comparer, LevelMemo *memo, int index, uint32_t x,
                            uint32_t y)
{
    const Prepared *prepared = &comparer->prepared[index];
    if (x == y && prepared->equal_is_best)
        return 0;
    if (prepared->least_alike > 0) {
        Letters a = comparer->letters[prepared->pool][x], b = comparer->letters[prepared->pool][y];
        bool short_form = a.first == b.first && (a.length <= SHORT_FORM || b.length <= SHORT_FORM);
        if (!short_form && surely_different(a, b, prepared->least_alike))
            return comparer->model->comparisons[index].level_count - 1;
    }
    if (x > y) {
        uint32_t swap = x;
        x = y;
        y = swap;
    }
    if (y >> MEMO_ID_BITS)
        return level_of_values(comparer, index, x, y);
    uint64_t key = (uint64_t)x << (MEMO_ID_BITS + 8) | (uint64_t)y << 8;
    uint64_t *slot = &memo->slots[index][key * UINT64_C(0x9E3779B97F4A7C15) >> (64 - MEMO_BITS)];
    if ((*slot & ~UINT64_C(0xFF)) != key)
        *slot = key | (uint64_t)level_of_values(comparer, index, x, y);
    return (int)(*slot & 0xFF);
}

/* Whether a value stands in the other record's other field. */
static bool fields_crossed(const Comparer *comparer, const Condition *condition, bool both,
                           uint32_t a, uint32_t b)
{
    uint32_t a1 = id_at(comparer, condition->column, a);
    uint32_t b1 = id_at(comparer, condition->column, b);
    uint32_t a2 = id_at(comparer, condition->other, a);
    uint32_t b2 = id_at(comparer, condition->other, b);
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
        uint32_t left = id_at(comparer, comparison->aliases[i], a);
        for (int k = 0; left && k < comparison->alias_count && best > 0; k++) {
            uint32_t right = id_at(comparer, comparison->aliases[k], b);
            if (!right)
                continue;
            int level = level_remembered(comparer, memo, index, left, right);
            if (level < best) {
                best = level;
                *x = left;
                *y = right;
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
        if (!id_at(comparer, comparison->null_columns[i], a) ||
            !id_at(comparer, comparison->null_columns[i], b))
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
            uint32_t x = id_at(comparer, condition->column, a);
            uint32_t y = id_at(comparer, condition->column, b);
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

static int compare_one(const Comparer *comparer, LevelMemo *memo, int index, uint32_t a, uint32_t b)
{
    const Prepared *prepared = &comparer->prepared[index];
    if (!prepared->simple)
        return level_of_rows(comparer, index, a, b);
    const Comparison *comparison = &comparer->model->comparisons[index];
    int level;
    if (comparison->alias_count == 1) {
        uint32_t x = id_at(comparer, comparison->aliases[0], a);
        uint32_t y = id_at(comparer, comparison->aliases[0], b);
        level = x && y ? level_remembered(comparer, memo, index, x, y) : LEVEL_NULL;
    } else {
        uint32_t x, y;
        level = level_of_aliases(comparer, memo, index, a, b, &x, &y);
    }
    int crossed = prepared->crossed_level;
    if (crossed < level && level != LEVEL_NULL &&
        fields_crossed(comparer, &comparison->levels[crossed].conditions[0],
                       prepared->crossed_both_ways, a, b))
        return crossed;
    return level;
}

Pattern compare_rows(const Comparer *comparer, LevelMemo *memo, uint32_t a, uint32_t b)
{
    Pattern pattern = 0;
    for (int i = 0; i < comparer->model->comparison_count; i++)
        pattern |= (Pattern)compare_one(comparer, memo, i, a, b) << (i * LEVEL_BITS);
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
    uint32_t x = id_at(comparer, column, a);
    uint32_t y = id_at(comparer, column, b);
    if (c->alias_count > 1)
        level_of_aliases(comparer, memo, comparison, a, b, &x, &y);
    uint32_t more = prepared->frequency[x] > prepared->frequency[y] ? prepared->frequency[x]
                                                                    : prepared->frequency[y];
    return more / prepared->with_value;
}

double compare_collision(const Comparer *comparer, int comparison)
{
    const Prepared *prepared = &comparer->prepared[comparison];
    double n = prepared->with_value, sum = 0;
    if (!prepared->frequency || n < 2)
        return 0;
    uint32_t count = value_pool_count(comparer->table->pools[prepared->pool]);
    for (uint32_t id = 1; id < count; id++)
        sum += (double)prepared->frequency[id] * ((double)prepared->frequency[id] - 1);
    return sum / (n * (n - 1));
}
