/* The rules of chains, and the order in which they are asked. */

#include "pipeline/link/child_chain.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/link/public_id.h"

#include <stdio.h>
#include <stdlib.h>

uint32_t chain_root(const Chain *chain, uint32_t row)
{
    while (chain->root[row] != row) {
        chain->root[row] = chain->root[chain->root[row]];
        row = chain->root[row];
    }
    return row;
}

static bool kept_apart(Chain *chain, uint32_t a, uint32_t b)
{
    if (!chain->decided[a] || !chain->decided[b])
        return false;
    for (size_t i = 0; i < chain->apart->count; i++) {
        const RowPair *pair = &chain->apart->pairs[i];
        /* Chains of another unit may be changing, and are neither a nor b. */
        if (chain->unit_of && (chain->unit_of[pair->left] != chain->unit_of[a] ||
                               chain->unit_of[pair->right] != chain->unit_of[a]))
            continue;
        uint32_t x = chain_root(chain, pair->left);
        uint32_t y = chain_root(chain, pair->right);
        if ((x == a && y == b) || (x == b && y == a))
            return true;
    }
    return false;
}

/* Joins two chains unless people keep them apart; the earlier row stays the root. */
static bool join(Chain *chain, uint32_t a, uint32_t b)
{
    a = chain_root(chain, a);
    b = chain_root(chain, b);
    if (a == b)
        return true;
    if (kept_apart(chain, a, b))
        return false;
    if (a > b) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    chain->root[b] = a;
    chain->next[chain->last[a]] = b;
    chain->last[a] = chain->last[b];
    chain->decided[a] = chain->decided[a] || chain->decided[b];
    return true;
}

/* Two rows of one register that differ, and not only as a child entered twice under its code. */
static bool are_neighbors(const ChildRow *a, const ChildRow *b)
{
    return a->submission_id == b->submission_id &&
           strcmp(a->cells->content_key, b->cells->content_key) != 0 &&
           (a->cells->student_code.len == 0 ||
            !str_eq(a->cells->student_code, b->cells->student_code));
}

/* True where nothing in two chains speaks against their being one child. */
static bool nothing_against(Chain *chain, uint32_t a, uint32_t b)
{
    for (uint32_t x = a; x != CHAIN_END; x = chain->next[x])
        for (uint32_t y = b; y != CHAIN_END; y = chain->next[y]) {
            const ChildRow *left = chain->rows->items[x], *right = chain->rows->items[y];
            if (are_neighbors(left, right) || child_contradicts(left, right))
                return false;
        }
    return true;
}

/* --- decisions ------------------------------------------------------------------------------- */

/* The first row that a decision's key means; CHAIN_END where none is there. */
static uint32_t row_of_key(const Map *by_key, const Map *by_child, Str key)
{
    int64_t row, number = public_id_parse(key);
    char digits[32];
    if (number > 0) {
        snprintf(digits, sizeof digits, "%lld", (long long)number);
        return map_get(by_child, str_from(digits), &row) ? (uint32_t)row : CHAIN_END;
    }
    return map_get(by_key, key, &row) ? (uint32_t)row : CHAIN_END;
}

static void mark_apart(Chain *chain, Arena *arena, const RowPair *pairs, size_t count,
                       KeptApart *apart)
{
    apart->pairs = arena_new_array(arena, RowPair, count + 1);
    apart->count = count;
    for (size_t i = 0; i < count; i++) {
        apart->pairs[i] = pairs[i];
        chain->decided[pairs[i].left] = chain->decided[pairs[i].right] = true;
    }
    chain->apart = apart;
}

void chain_decisions(Chain *chain, Decisions *decisions, const int64_t *child_of_row, Arena *arena,
                     KeptApart *apart)
{
    *apart = (KeptApart){0};
    chain->apart = apart;
    if (decisions->count == 0)
        return;
    Map *by_key = map_create(), *by_child = map_create();
    for (uint32_t row = 0; row < chain->rows->count; row++) {
        Str key = str_from(chain->rows->items[row]->cells->content_key);
        char digits[32];
        snprintf(digits, sizeof digits, "%lld", (long long)child_of_row[row]);
        if (!map_get(by_key, key, NULL))
            map_set(by_key, key, row);
        if (child_of_row[row] && !map_get(by_child, str_from(digits), NULL))
            map_set(by_child, str_from(digits), row);
    }
    RowPair *different = x_new_array(RowPair, decisions->count + 1);
    RowPair *pairs = x_new_array(RowPair, decisions->count + 1);
    size_t apart_count = 0;
    for (size_t i = 0; i < decisions->count; i++) {
        Decision *decision = &decisions->items[i];
        pairs[i].left = row_of_key(by_key, by_child, decision->left_key);
        pairs[i].right = row_of_key(by_key, by_child, decision->right_key);
        bool known = pairs[i].left != CHAIN_END && pairs[i].right != CHAIN_END;
        if (!known && decision->applied == APPLIED_YES)
            decision->applied = APPLIED_UNKNOWN;
        if (decision->applied == APPLIED_YES && decision->answer == ANSWER_DIFFERENT) {
            if (pairs[i].left == pairs[i].right)
                decision->applied = APPLIED_CONTRADICTED; /* one and the same source text */
            else
                different[apart_count++] = pairs[i];
        }
    }
    mark_apart(chain, arena, different, apart_count, apart);
    for (size_t i = 0; i < decisions->count; i++) {
        Decision *decision = &decisions->items[i];
        if (decision->applied == APPLIED_YES && decision->answer == ANSWER_SAME &&
            !join(chain, pairs[i].left, pairs[i].right))
            decision->applied = APPLIED_CONTRADICTED;
    }
    x_free(different);
    x_free(pairs);
    map_free(by_key);
    map_free(by_child);
}

/* --- chains ---------------------------------------------------------------------------------- */

static int by_group(const void *left, const void *right)
{
    const Grouped *a = left, *b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

typedef void GroupKey(const ChildRow *row, StrBuf *key);

/* The student code without what clerks add or drop: blanks, hyphens, leading zeros, case. */
static void code_key(const ChildRow *row, StrBuf *key)
{
    if (row->cells->student_code.len == 0 || row->center_code.len == 0)
        return;
    strbuf_append(key, row->center_code);
    strbuf_append_char(key, '\t');
    bool begun = false;
    for (size_t i = 0; i < row->cells->student_code.len; i++) {
        char c = row->cells->student_code.ptr[i];
        if (c == ' ' || c == '-' || c == '/' || c == '.')
            begun = false;
        else if (begun || c != '0') {
            begun = true;
            strbuf_append_char(key, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
        }
    }
}

/* The same name in the same letters, for lists that give hardly more. */
static void name_key(const ChildRow *row, StrBuf *key)
{
    if (row->center_code.len == 0)
        return;
    strbuf_append(key, row->center_code);
    strbuf_append_char(key, '\t');
    for (size_t i = 0; i < row->cells->names[0].len; i++) {
        char c = row->cells->names[0].ptr[i];
        if (c != ' ' && c != '.')
            strbuf_append_char(key, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
}

static void birthday_key(const ChildRow *row, StrBuf *key)
{
    if (row->center_code.len == 0 || row->birth_from.len == 0 ||
        !str_eq(row->birth_from, row->birth_to))
        return;
    strbuf_append(key, row->center_code);
    strbuf_append_char(key, '\t');
    strbuf_append(key, row->birth_from);
}

/* The same words, where they are enough to tell a child. */
static void content_key(const ChildRow *row, StrBuf *key)
{
    if (row->cells->birth_text.len || row->cells->student_code.len || row->cells->mother.len)
        strbuf_append_cstr(key, row->cells->content_key);
}

static Grouped *group_rows(const Chain *chain, GroupKey *key_of, size_t *count)
{
    Grouped *groups = x_new_array(Grouped, chain->unit_count + 1);
    Map *map = map_create();
    StrBuf key = STRBUF_INIT;
    *count = 0;
    for (size_t i = 0; i < chain->unit_count; i++) {
        strbuf_clear(&key);
        key_of(chain->rows->items[chain->unit[i]], &key);
        if (key.len)
            groups[(*count)++] =
                (Grouped){(uint32_t)map_intern(map, strbuf_str(&key)), chain->unit[i]};
    }
    qsort(groups, *count, sizeof *groups, by_group);
    strbuf_free(&key);
    map_free(map);
    return groups;
}

/* --- twins ----------------------------------------------------------------------------------- */

static bool side_by_side(const Chain *chain, uint32_t a, uint32_t b)
{
    for (uint32_t x = a; x != CHAIN_END; x = chain->next[x])
        for (uint32_t y = b; y != CHAIN_END; y = chain->next[y])
            if (are_neighbors(chain->rows->items[x], chain->rows->items[y]))
                return true;
    return false;
}

/* The best similarity of names over the rows of two chains. */
static double chains_alike(const Chain *chain, uint32_t a, uint32_t b)
{
    double best = 0;
    for (uint32_t x = a; x != CHAIN_END; x = chain->next[x])
        for (uint32_t y = b; y != CHAIN_END; y = chain->next[y]) {
            double similarity = row_names_similarity_above(chain->names, x, y, best);
            best = similarity > best ? similarity : best;
        }
    return best;
}

/* The chain that stands beside `a` with the same day of birth and fits `other` best. */
static bool find_paired(Chain *chain, const Grouped *group, size_t count, uint32_t a, uint32_t fit,
                        uint32_t other, TwinFit *twins)
{
    twins->paired = false;
    for (size_t i = 0; i < count; i++) {
        uint32_t beside = chain_root(chain, group[i].row);
        if (beside == a || beside == fit || beside == other || !side_by_side(chain, a, beside))
            continue;
        double paired_other = chains_alike(chain, beside, other);
        if (twins->paired && paired_other <= twins->paired_other)
            continue;
        twins->paired = true;
        twins->paired_other = paired_other;
        twins->paired_fit = chains_alike(chain, beside, fit);
    }
    return twins->paired;
}

/*
 * `more` is what else speaks for the two, as similarity. True where `a` would join `b`, but one
 * born the same day who stands in a list beside `b` has a name that fits `a` about as well.
 */
static bool has_rival(Chain *chain, const Grouped *group, size_t count, uint32_t a, uint32_t b,
                      double more)
{
    double fit = -1;
    for (size_t i = 0; i < count; i++) {
        uint32_t rival = chain_root(chain, group[i].row);
        if (rival == a || rival == b || !side_by_side(chain, b, rival) ||
            side_by_side(chain, a, rival))
            continue;
        TwinFit twins = {.other = chains_alike(chain, a, rival)};
        if (!child_twin_in_question(twins.other))
            continue;
        twins.fit = fit = fit < 0 ? chains_alike(chain, a, b) + more : fit;
        find_paired(chain, group, count, a, b, rival, &twins);
        if (child_twin_unclear(&twins))
            return true;
    }
    return false;
}

/* A row of a chain that gives a day of birth; CHAIN_END: none does. */
static uint32_t dated_row(const Chain *chain, uint32_t a)
{
    while (a != CHAIN_END && chain->birthday_of[a] == CHAIN_END)
        a = chain->next[a];
    return a;
}

/* Joining the two would be a guess between twins, from either side. */
static bool twins_unclear(Chain *chain, uint32_t a, uint32_t b, double more)
{
    uint32_t row = dated_row(chain, a);
    if (row == CHAIN_END)
        row = dated_row(chain, b);
    if (row == CHAIN_END)
        return false;
    size_t from = chain->birthday_of[row], to = from;
    while (from > 0 && chain->birthdays[from - 1].group == chain->birthdays[to].group)
        from--;
    while (to < chain->birthday_count && chain->birthdays[to].group == chain->birthdays[from].group)
        to++;
    const Grouped *group = chain->birthdays + from;
    return has_rival(chain, group, to - from, a, b, more) ||
           has_rival(chain, group, to - from, b, a, more);
}

/* --- rules of chains -------------------------------------------------------------------------- */

/* How sure a group makes us. Rows join where their names are at least `alike`. */
typedef struct ChainRule {
    GroupKey *key_of;
    double alike;
    bool birthday_is_enough; /* the same day of birth stands for the name: a child renamed */
    bool unique;             /* only where no register has two such rows */
    double worth;            /* how much similarity of names it stands for, between twins */
} ChainRule;

static bool same_birthday(const ChildRow *a, const ChildRow *b)
{
    return a->birth_from.len && str_eq(a->birth_from, a->birth_to) &&
           str_eq(a->birth_from, b->birth_from) && str_eq(b->birth_from, b->birth_to);
}

/* How alike two rows are for a rule, 0 ... 1; any value that is less where it is not above best. */
static double rule_similarity(const Chain *chain, const ChainRule *rule, uint32_t a, uint32_t b,
                              double best)
{
    double floor = best > rule->alike ? best : rule->alike;
    double similarity = row_names_similarity_above(chain->names, a, b, floor);
    if (rule->birthday_is_enough && similarity < rule->alike &&
        same_birthday(chain->rows->items[a], chain->rows->items[b]))
        similarity = rule->alike;
    return similarity;
}

/* Joins a row to the most similar chain among the rows before it in its group. */
static bool chain_row(Chain *chain, const ChainRule *rule, const Grouped *group, size_t at)
{
    uint32_t best = CHAIN_END, row = chain_root(chain, group[at].row);
    double best_alike = 0;
    for (size_t k = 0; k < at; k++) {
        uint32_t other = chain_root(chain, group[k].row);
        if (other == row || other == best)
            continue;
        double similarity = rule_similarity(chain, rule, group[at].row, group[k].row, best_alike);
        if (similarity >= rule->alike && similarity > best_alike) {
            best = other;
            best_alike = similarity;
        }
    }
    return best != CHAIN_END && nothing_against(chain, best, row) &&
           !twins_unclear(chain, best, row, rule->worth) && join(chain, best, row);
}

static bool has_two_of_one_register(const Chain *chain, const Grouped *group, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++)
            if (chain->rows->items[group[i].row]->submission_id ==
                chain->rows->items[group[k].row]->submission_id)
                return true;
    return false;
}

static void chain_groups(Chain *chain, const ChainRule *rule)
{
    enum { GROUP_MAX = 400, ROUNDS_MAX = 3 }; /* a code that so many rows share is no code */
    size_t count;
    Grouped *groups = group_rows(chain, rule->key_of, &count);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && groups[to].group == groups[from].group;)
            to++;
        if (to - from > GROUP_MAX ||
            (rule->unique && has_two_of_one_register(chain, groups + from, to - from)))
            continue;
        /* Chains that grew may now meet others that their last row would not have met alone. */
        bool joined = true;
        for (int round = 0; round < ROUNDS_MAX && joined; round++) {
            joined = false;
            for (size_t i = 1; i < to - from; i++)
                joined = chain_row(chain, rule, groups + from, i) || joined;
        }
    }
    x_free(groups);
}

static void chain_same_words(Chain *chain)
{
    size_t count;
    Grouped *groups = group_rows(chain, content_key, &count);
    for (size_t i = 1; i < count; i++)
        if (groups[i].group == groups[i - 1].group)
            join(chain, groups[i - 1].row, groups[i].row);
    x_free(groups);
}

void chain_unit(Chain *chain)
{
    static const ChainRule RULES[] = {
        {.key_of = code_key, .alike = 0.62, .birthday_is_enough = true, .worth = 0.3},
        {.key_of = birthday_key, .alike = 0.93},
        {.key_of = name_key, .alike = 0.985, .unique = true},
    };
    chain->birthdays = group_rows(chain, birthday_key, &chain->birthday_count);
    for (size_t i = 0; i < chain->birthday_count; i++)
        chain->birthday_of[chain->birthdays[i].row] = (uint32_t)i;
    chain_same_words(chain);
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
        chain_groups(chain, &RULES[i]);
    x_free(chain->birthdays);
    chain->birthdays = NULL;
}
