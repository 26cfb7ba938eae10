/*
 * Short cuts against the long way: pairs compared in batches, at sight or from the memo have the
 * levels that conditions give one by one; blocks make exactly the pairs whose keys are equal.
 */

#include "pipeline/link/block.h"
#include "pipeline/link/compare.h"
#include "pipeline/link/condition.h"
#include "pipeline/link/linkage.h"
#include "pipeline/link/model_json.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 400 };

static const char *const MODEL =
    "{\"comparisons\": ["
    "{\"column\": \"first\", \"kind\": \"name\", \"crossed_with\": \"last\"},"
    "{\"column\": \"last\", \"kind\": \"name\", \"crossed_with\": \"first\"},"
    "{\"column\": \"born\", \"kind\": \"date\"},"
    "{\"column\": \"phone\", \"kind\": \"id\"},"
    "{\"column\": \"sex\", \"kind\": \"exact\"},"
    "{\"column\": \"place\", \"kind\": \"text\"},"
    "{\"column\": \"first\", \"kind\": \"exact\", \"name\": \"first_again\"},"
    "{\"column\": \"mother\", \"kind\": \"name\"},"
    "{\"column\": \"school\", \"kind\": \"exact\"},"
    "{\"column\": \"village\", \"kind\": \"text\"},"
    "{\"column\": \"code\", \"kind\": \"id\"}],"
    "\"blocking\": [\"first & born\", \"last\", {\"rule\": \"sex & year(born)\", \"cap\": 10}]}";

/* Few letters, so that everything happens: equal, alike, exchanged, short, missing. */
static void make_text(char out[40], uint32_t *seed, uint32_t most)
{
    uint32_t len = random_below(seed, most);
    for (uint32_t i = 0; i < len; i++)
        out[i] = (char)('a' + random_below(seed, 4));
    out[len] = 0;
}

static void make_date(char out[40], uint32_t *seed)
{
    static const char *const ODD[] = {"",         "2011",       "2011-03",
                                      "20110304", "2011-02-31", "2010-06-01/2011-05-31"};
    if (random_below(seed, 8) == 0)
        snprintf(out, 40, "%s", ODD[random_below(seed, 6)]);
    else
        snprintf(out, 40, "%d-%02d-%02d", 2001 + (int)random_below(seed, 12),
                 1 + (int)random_below(seed, 4), 1 + (int)random_below(seed, 5));
}

static LinkTable *make_table(const LinkModel *model)
{
    LinkTable *table = linkage_table(model, NULL, 0);
    uint32_t seed = 5;
    link_table_add_rows(table, ROWS);
    for (uint32_t row = 0; row < ROWS; row++) {
        char text[40];
        for (int c = 0; c < table->column_count; c++) {
            Str name = str_from(table->columns[c].name);
            if (str_is(name, "born"))
                make_date(text, &seed);
            else if (str_is(name, "sex"))
                snprintf(text, 40, "%s",
                         random_below(&seed, 9) ? random_below(&seed, 2) ? "f" : "m" : "");
            else if (str_is(name, "phone"))
                snprintf(text, 40, "%s%04d", random_below(&seed, 5) ? "08" : "",
                         (int)random_below(&seed, 3000));
            else
                make_text(text, &seed, str_is(name, "place") ? 36 : 7);
            link_table_set(table, row, c, str_from(text));
        }
    }
    return table;
}

static ValueView view(const LinkTable *table, int column, uint32_t row)
{
    ValueView result = {.text = link_table_text(table, column, row)};
    link_date_parse(result.text, &result.date);
    return result;
}

static bool crossed(const LinkTable *table, const Condition *condition, uint32_t a, uint32_t b)
{
    Str a1 = link_table_text(table, condition->column, a);
    Str a2 = link_table_text(table, condition->other, a);
    Str b1 = link_table_text(table, condition->column, b);
    Str b2 = link_table_text(table, condition->other, b);
    return (a1.len && str_eq(a1, b2)) || (a2.len && str_eq(a2, b1));
}

/* The first level whose condition holds, asked one by one. */
static int plain_level(const LinkModel *model, const LinkTable *table, int c, uint32_t a,
                       uint32_t b)
{
    const Comparison *comparison = &model->comparisons[c];
    int column = comparison->aliases[0], last = comparison->level_count - 1;
    ValueView x = view(table, column, a), y = view(table, column, b);
    if (x.text.len == 0 || y.text.len == 0)
        return LEVEL_NULL;
    bool date = comparison->levels[0].conditions[0].kind == CONDITION_DATE_SAME;
    bool unreadable = date && (x.date.year == 0 || y.date.year == 0);
    if (unreadable && str_eq(x.text, y.text))
        return 0;
    for (int l = 0; l < last; l++) {
        const Condition *condition = &comparison->levels[l].conditions[0];
        Similarities known = SIMILARITIES_NONE;
        if (condition->kind == CONDITION_CROSSED
                ? crossed(table, condition, a, b)
                : condition_holds(condition, &x, &y, model->jaro, NULL, &known))
            return l;
    }
    return unreadable ? LEVEL_NULL : last;
}

typedef struct World {
    Arena *arena;
    LinkModel *model;
    LinkTable *table;
} World;

static World make_world(void)
{
    Error err = {0};
    World world = {.arena = arena_create()};
    world.model = model_read_json(world.arena, str_from(MODEL), &err);
    assert_true(error_ok(&err));
    world.table = make_table(world.model);
    return world;
}

static void free_world(World *world)
{
    link_table_free(world->table);
    arena_free(world->arena);
}

static void short_cuts_give_the_levels_of_the_long_way(void **state)
{
    (void)state;
    World world = make_world();
    Comparer *comparer = comparer_create(world.model, world.table, 2);
    LevelMemo *memo = level_memo_create(comparer);
    uint64_t seen[MODEL_COMPARISONS_MAX] = {0};
    static uint32_t left[ROWS], right[ROWS];
    static Pattern patterns[ROWS];
    for (uint32_t a = 0; a + 1 < ROWS; a++) {
        size_t n = 0;
        for (uint32_t b = a + 1; b < ROWS; b++, n++) {
            left[n] = a;
            right[n] = b;
        }
        compare_pairs(comparer, memo, left, right, n, patterns);
        for (size_t i = 0; i < n; i++)
            for (int c = 0; c < world.model->comparison_count; c++) {
                int level = pattern_level(patterns[i], c);
                seen[c] |= UINT64_C(1) << level;
                if (level != plain_level(world.model, world.table, c, a, right[i]))
                    fail_msg("comparison %d of rows %u and %u: level %d", c, a, right[i], level);
            }
    }
    for (int c = 0; c < world.model->comparison_count; c++) {
        uint64_t all = (UINT64_C(1) << world.model->comparisons[c].level_count) - 1;
        assert_true((seen[c] & all) == all); /* no level went untried */
    }
    level_memo_free(memo);
    comparer_free(comparer);
    free_world(&world);
}

typedef struct Seen {
    uint8_t *pairs; /* a * ROWS + b: how often */
} Seen;

static void count_pairs(void *self, const uint32_t *left, const uint32_t *right, size_t n)
{
    const Seen *seen = self;
    for (size_t i = 0; i < n; i++)
        seen->pairs[left[i] * ROWS + right[i]]++;
}

static bool equal_and_there(const World *world, const char *column, uint32_t a, uint32_t b)
{
    int c = link_table_column(world->table, column);
    uint32_t x = link_table_id(world->table, c, a);
    return x && x == link_table_id(world->table, c, b);
}

static void every_pair_of_equal_keys_is_made_once(void **state)
{
    (void)state;
    World world = make_world();
    static uint8_t pairs[ROWS * ROWS];
    memset(pairs, 0, sizeof pairs);
    Seen seen = {pairs};
    Blocks *blocks = blocks_create(world.model, world.table, world.model->rules, 3, 1, 2);
    for (int rule = 0; rule < 3; rule++)
        blocks_visit(blocks, rule, 0, blocks_count(blocks, rule), count_pairs, &seen);
    size_t loose = 0;
    for (uint32_t a = 0; a < ROWS; a++)
        for (uint32_t b = a + 1; b < ROWS; b++) {
            bool tight =
                (equal_and_there(&world, "first", a, b) && equal_and_there(&world, "born", a, b)) ||
                equal_and_there(&world, "last", a, b);
            uint8_t times = pairs[a * ROWS + b];
            assert_true(times <= 1);
            assert_true(!tight || times == 1);
            assert_int_equal(blocks_hold(blocks, a, b), times == 1);
            /* The third rule's blocks were divided: it may miss pairs, never invent them. */
            assert_true(tight || !times || equal_and_there(&world, "sex", a, b));
            loose += times && !tight;
        }
    assert_true(loose > 0);
    assert_true(blocks_stats(blocks, 2).divided > 0);
    blocks_free(blocks);
    free_world(&world);
}

static void a_sample_of_blocks_is_part_of_all_blocks(void **state)
{
    (void)state;
    World world = make_world();
    Blocks *all = blocks_create(world.model, world.table, world.model->rules, 2, 1, 1);
    Blocks *some = blocks_create(world.model, world.table, world.model->rules, 2, 3, 1);
    assert_true(blocks_stats(some, 1).pairs > 0);
    assert_true(blocks_stats(some, 1).pairs < blocks_stats(all, 1).pairs);
    blocks_free(all);
    blocks_free(some);
    free_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_cuts_give_the_levels_of_the_long_way),
        cmocka_unit_test(every_pair_of_equal_keys_is_made_once),
        cmocka_unit_test(a_sample_of_blocks_is_part_of_all_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
