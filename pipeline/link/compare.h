#ifndef ROLLBOOK_LINK_COMPARE_H
#define ROLLBOOK_LINK_COMPARE_H

/*
 * Comparing two rows: which level each comparison of the model reaches. The levels of a pair are a
 * Pattern: four bits per comparison, so that patterns can be counted and learned from.
 *
 * A Comparer is shared and read-only; each thread has a LevelMemo of its own, which remembers the
 * levels of pairs of values (names and birthdays come back again and again).
 */

#include "pipeline/link/link_table.h"
#include "pipeline/link/model.h"

typedef uint64_t Pattern;

enum { LEVEL_NULL = 15, LEVEL_BITS = 4 };

static inline int pattern_level(Pattern pattern, int comparison)
{
    return (int)(pattern >> (comparison * LEVEL_BITS) & LEVEL_NULL);
}

typedef struct Comparer Comparer;
typedef struct LevelMemo LevelMemo;

/* The table's first columns are the model's, in the same order. Both are borrowed. */
Comparer *comparer_create(const LinkModel *model, LinkTable *table, int threads);
void comparer_free(Comparer *comparer); /* NULL is allowed */

LevelMemo *level_memo_create(const Comparer *comparer);
void level_memo_free(LevelMemo *memo); /* NULL is allowed */

/* How many pairs are compared together; callers that can choose give about as many. */
enum { COMPARE_BATCH = 512 };

/* patterns[i] = levels of rows left[i] and right[i]. */
void compare_pairs(const Comparer *comparer, LevelMemo *memo, const uint32_t *left,
                   const uint32_t *right, size_t n, Pattern *patterns);

Pattern compare_rows(const Comparer *comparer, LevelMemo *memo, uint32_t a, uint32_t b);

/*
 * The same in steps, for who may have seen enough before the last: first all but comparisons of
 * names with aliases (Prepared.sounded), which cost most; then each of these, once.
 */
Pattern compare_rows_but_names(const Comparer *comparer, LevelMemo *memo, uint32_t a, uint32_t b);
bool compare_has_names(const Comparer *comparer, int comparison, uint32_t a, uint32_t b);
void compare_names_too(const Comparer *comparer, int comparison, uint32_t a, uint32_t b,
                       Pattern *pattern);

/*
 * How common the values are that made the level: the larger share of the rows with a value, 0 ...
 * 1; 0 where the level is not adjusted for frequency.
 */
double compare_frequency(const Comparer *comparer, LevelMemo *memo, int comparison, int level,
                         uint32_t a, uint32_t b);

/*
 * How many rows hold each value of a comparison's pool, by the value's number, and how many hold
 * any: to be replaced by counts from elsewhere. NULL where no level is adjusted for frequency.
 */
uint32_t *compare_counts(Comparer *comparer, int comparison, double **with_value);

/* Chance that two random rows with a value have the same one: what u of an exact level is. */
double compare_collision(const Comparer *comparer, int comparison);

#endif
