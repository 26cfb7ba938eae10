/*
 * Rows with several names: a weight asked for from a floor is the weight, however few of the names
 * were compared for it; blocks make a pair where any spelling of one meets any of the other.
 */

#include "pipeline/base/mem.h"
#include "pipeline/link/block.h"
#include "pipeline/link/linkage.h"
#include "pipeline/link/model_json.h"
#include "pipeline/link/weigh.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 300, NAMES = 4 };

static const char *const MODEL =
    "{\"comparisons\": ["
    "{\"name\": \"name\", \"column\": \"name1\", \"kind\": \"syllables\", \"role\": \"individual\","
    " \"aliases\": [\"name2\", \"name3\", \"name4\"]},"
    "{\"name\": \"birth\", \"column\": \"birth1\", \"kind\": \"date\", \"role\": \"individual\","
    " \"aliases\": [\"birth2\"]},"
    "{\"name\": \"mother\", \"column\": \"mother1\", \"kind\": \"syllables\","
    " \"role\": \"household\", \"aliases\": [\"mother2\"]},"
    "{\"column\": \"sex\", \"kind\": \"exact\", \"role\": \"individual\"}],"
    "\"blocking\": [\"syllables(name1) & year(birth1)\"]}";

/* One or two words of few syllables; sometimes none. */
static void make_name(char out[40], uint32_t *seed)
{
    static const char *const SYLLABLES[] = {"ma", "su", "ko", "lin", "thi", "da"};
    out[0] = '\0';
    for (uint32_t i = random_below(seed, 8) ? 2 + random_below(seed, 2) : 0; i > 0; i--)
        strcat(out, SYLLABLES[random_below(seed, 6)]);
}

static LinkTable *make_table(const LinkModel *model, LinkNames *names)
{
    LinkTable *table = linkage_table(model, NULL, 0);
    table->names = names;
    uint32_t seed = 17;
    link_table_add_rows(table, ROWS);
    for (uint32_t row = 0; row < ROWS; row++)
        for (int c = 0; c < table->column_count; c++) {
            Str name = str_from(table->columns[c].name);
            bool further = name.ptr[name.len - 1] > '1' && name.ptr[name.len - 1] <= '9';
            char text[40];
            if (further && random_below(&seed, 2))
                continue;
            if (str_is(name, "sex"))
                snprintf(text, 40, "%s", random_below(&seed, 2) ? "F" : "M");
            else if (str_starts_with(name, STR("birth")))
                snprintf(text, 40, "%d-%02d-11", 2010 + (int)random_below(&seed, 4),
                         1 + (int)random_below(&seed, 3));
            else
                make_name(text, &seed);
            link_table_set(table, row, c, str_from(text));
        }
    return table;
}

typedef struct World {
    Arena *arena;
    LinkNames *names;
    LinkModel *model;
    LinkTable *table;
    Comparer *comparer;
} World;

/* Of matches, strangers and siblings on each level, as no training would have left them. */
static void make_shares(LinkModel *model)
{
    model->prior = 0.05;
    model->sibling_prior = 0.1;
    for (int c = 0; c < model->comparison_count; c++)
        for (int l = 0; l < model->comparisons[c].level_count; l++) {
            Level *level = &model->comparisons[c].levels[l];
            int last = model->comparisons[c].level_count - 1;
            level->m = l == 0 ? 0.8 : 0.2 / last;
            level->u = l == last ? 0.9 : 0.1 / last;
            level->s = 1.0 / (last + 1);
        }
}

static World make_world(void)
{
    Error err = {0};
    World world = {.arena = arena_create()};
    world.names = link_names_load(&(Assets){0}, &err);
    world.model = model_read_json(world.arena, str_from(MODEL), &err);
    assert_true(error_ok(&err));
    make_shares(world.model);
    world.table = make_table(world.model, world.names);
    world.comparer = comparer_create(world.model, world.table, 1);
    return world;
}

static void free_world(World *world)
{
    comparer_free(world->comparer);
    link_table_free(world->table);
    link_names_free(world->names);
    arena_free(world->arena);
}

/* All pairs of rows, and what each weighs. */
static ScoredPairs weigh_all(const Linkage *linkage)
{
    ScoredPairs pairs = {.items = x_new_array(ScoredPair, (size_t)ROWS * ROWS)};
    LevelMemo *memo = level_memo_create(linkage->comparer);
    for (uint32_t b = 0; b < ROWS; b++)
        for (uint32_t a = 0; a < b; a++)
            pairs.items[pairs.count++] =
                (ScoredPair){a, b, score_rows(linkage->scorer, memo, a, b)};
    level_memo_free(memo);
    return pairs;
}

static void weights_above_the_floor_are_the_weights(void **state)
{
    (void)state;
    static const double FLOORS[] = {-12, -8, -4, 0};
    World world = make_world();
    Linkage linkage = {.model = world.model, .table = world.table, .comparer = world.comparer};
    linkage.scorer = scorer_create(world.model, world.comparer, 1);
    ScoredPairs all = weigh_all(&linkage), asked = {.items = x_new_array(ScoredPair, all.count)};
    for (size_t f = 0; f < sizeof FLOORS / sizeof *FLOORS; f++) {
        size_t above = 0;
        asked.count = all.count;
        for (size_t i = 0; i < all.count; i++)
            asked.items[i] = (ScoredPair){all.items[i].left, all.items[i].right, 0};
        weigh_pairs(&linkage, &asked, FLOORS[f]);
        for (size_t i = 0; i < all.count; i++) {
            const ScoredPair *pair = &all.items[i], *found = &asked.items[above];
            if (pair->weight_bits < FLOORS[f])
                continue;
            if (above++ == asked.count || memcmp(found, pair, sizeof *pair) != 0)
                fail_msg("rows %u and %u: %f, not %f, on %f", pair->left, pair->right,
                         pair->weight_bits, found->weight_bits, FLOORS[f]);
        }
        assert_true(above == asked.count && above > 0 && above < all.count);
    }
    x_free(all.items);
    x_free(asked.items);
    scorer_free(linkage.scorer);
    free_world(&world);
}

static uint64_t sound_of(const World *world, int name, uint32_t row)
{
    char column[8];
    snprintf(column, sizeof column, "name%d", name);
    int c = link_table_column(world->table, column);
    uint32_t id = link_table_id(world->table, c, row);
    return id ? link_table_name_key(world->table, world->table->columns[c].pool, id) : 0;
}

/* Whether any name and any year of birth of one are those of the other. */
static bool meet(const World *world, uint32_t a, uint32_t b)
{
    static const char *const BIRTHS[] = {"birth1", "birth2"};
    bool names = false, years = false;
    for (int i = 1; i <= NAMES; i++)
        for (int k = 1; k <= NAMES; k++)
            names |= sound_of(world, i, a) != 0 && sound_of(world, i, a) == sound_of(world, k, b);
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++) {
            Str x = link_table_text(world->table, link_table_column(world->table, BIRTHS[i]), a);
            Str y = link_table_text(world->table, link_table_column(world->table, BIRTHS[k]), b);
            years |= x.len > 0 && y.len > 0 && memcmp(x.ptr, y.ptr, 4) == 0;
        }
    return names && years;
}

static void count_pairs(void *self, const uint32_t *left, const uint32_t *right, size_t n)
{
    uint8_t *pairs = self;
    for (size_t i = 0; i < n; i++)
        pairs[left[i] * ROWS + right[i]]++;
}

static void any_spelling_brings_rows_into_one_block(void **state)
{
    (void)state;
    static uint8_t pairs[ROWS * ROWS];
    World world = make_world();
    Blocks *blocks = blocks_create(world.model, world.table, world.model->rules, 1, 1, 1);
    blocks_visit(blocks, 0, 0, blocks_count(blocks, 0), count_pairs, pairs);
    size_t made = 0;
    for (uint32_t a = 0; a < ROWS; a++)
        for (uint32_t b = a + 1; b < ROWS; b++) {
            made += pairs[a * ROWS + b];
            if (pairs[a * ROWS + b] != meet(&world, a, b))
                fail_msg("rows %u and %u: %d times", a, b, pairs[a * ROWS + b]);
        }
    assert_true(made > 100);
    blocks_free(blocks);
    free_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_above_the_floor_are_the_weights),
        cmocka_unit_test(any_spelling_brings_rows_into_one_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
