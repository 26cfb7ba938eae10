/* What a model learns from a table, and that it learns nothing where there is nothing to learn. */

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

enum { CHILDREN = 600 };

static const char *const MODEL =
    "{\"comparisons\": ["
    "{\"column\": \"name\", \"kind\": \"name\", \"role\": \"individual\"},"
    "{\"column\": \"born\", \"kind\": \"date\", \"role\": \"individual\"},"
    "{\"column\": \"grade\", \"kind\": \"exact\", \"role\": \"individual\"},"
    "{\"column\": \"mother\", \"kind\": \"name\", \"role\": \"household\"}],"
    "\"blocking\": [\"mother & grade\", \"name & born\"],"
    "\"training\": [\"mother & grade\"]}";

static void invent(char out[40], uint32_t *seed)
{
    for (int i = 0; i < 8; i++)
        out[i] = (char)((i % 2 ? 'a' : 'k') + (char)random_below(seed, i % 2 ? 5 : 12));
    out[8] = 0;
}

/* Families of three. twice: every child stands in the table two times, with slips. */
static LinkTable *make_table(const LinkModel *model, bool twice)
{
    LinkTable *table = linkage_table(model, NULL, 0);
    uint32_t seed = 11, row = 0;
    char name[40], born[40], grade[8], mother[40] = "";
    link_table_add_rows(table, twice ? 2 * CHILDREN : CHILDREN);
    for (int child = 0; child < CHILDREN; child++) {
        if (child % 3 == 0)
            invent(mother, &seed);
        invent(name, &seed);
        snprintf(born, sizeof born, "%d-%02d-%02d", 2008 + (int)random_below(&seed, 9),
                 1 + (int)random_below(&seed, 12), 1 + (int)random_below(&seed, 28));
        snprintf(grade, sizeof grade, "%d", (int)random_below(&seed, 6));
        for (int time = 0; time < (twice ? 2 : 1); time++, row++) {
            if (time == 1 && random_below(&seed, 6) == 0)
                name[random_below(&seed, 8)] = 'z';
            if (time == 1 && random_below(&seed, 8) == 0)
                born[9] = '9';
            link_table_set(table, row, 0, str_from(name));
            link_table_set(table, row, 1, str_from(born));
            link_table_set(table, row, 2, str_from(grade));
            link_table_set(table, row, 3, str_from(mother));
        }
    }
    return table;
}

/* A fresh model after one run on such a table. */
static LinkModel *learn(Arena *arena, bool twice, const LinkModel *known)
{
    Error err = {0};
    LinkModel *model = model_read_json(arena, str_from(MODEL), &err);
    assert_true(error_ok(&err));
    LinkTable *table = make_table(model, twice);
    Linkage linkage =
        linkage_run(model, table, &(LinkageOptions){.train = true, .known = known, .threads = 1});
    linkage_free(&linkage);
    link_table_free(table);
    return model;
}

static double largest_difference(const LinkModel *a, const LinkModel *b)
{
    double most = 0;
    for (int c = 0; c < a->comparison_count; c++)
        for (int l = 0; l < a->comparisons[c].level_count; l++) {
            double d = a->comparisons[c].levels[l].m - b->comparisons[c].levels[l].m;
            most = d > most ? d : -d > most ? -d : most;
        }
    return most;
}

static void what_is_known_stands_where_every_match_was_joined_before(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const LinkModel *known = learn(arena, true, NULL);
    assert_true(known->comparisons[0].levels[0].m > 0.7); /* names of one child are mostly equal */

    /* Only siblings are left in the blocks. */
    assert_true(largest_difference(learn(arena, false, NULL), known) > 0.01);
    const LinkModel *kept = learn(arena, false, known);
    assert_true(largest_difference(kept, known) < 1e-9);
    assert_true(kept->trained);
    arena_free(arena);
}

static void where_there_is_enough_the_table_itself_teaches(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const LinkModel *alone = learn(arena, true, NULL);
    LinkModel *known = learn(arena, true, NULL);
    known->comparisons[0].levels[0].m -= 0.1;
    known->comparisons[0].levels[1].m += 0.1;
    assert_true(largest_difference(learn(arena, true, known), alone) < 1e-9);
    known->comparison_count--; /* of other comparisons: not to be asked */
    assert_true(largest_difference(learn(arena, true, known), alone) < 1e-9);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_stands_where_every_match_was_joined_before),
        cmocka_unit_test(where_there_is_enough_the_table_itself_teaches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
