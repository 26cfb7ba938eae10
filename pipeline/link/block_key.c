/* Keys of rows under a rule: each term is worked out once per distinct value, not per row. */

#include "pipeline/link/block_key.h"

#include "pipeline/base/mem.h"
#include "pipeline/link/link_date.h"
#include "pipeline/link/words.h"

/* The first byte and the next consonants, repeated ones once: "soundex" without its classes. */
static size_t skeleton(Str text, size_t length, char *out)
{
    size_t count = 0;
    char last = 0;
    for (size_t i = 0; i < text.len && count < length; i++) {
        char c = text.ptr[i];
        if ((i > 0 && memchr("aeiouyhw '-.", c, 12)) || c == last)
            continue;
        out[count++] = last = c;
    }
    return count;
}

static uint64_t hash_part(Str text)
{
    return text.len ? str_hash(text) | 1 : 0;
}

/* What a term makes of one value of a pool; 0: nothing. */
static uint64_t term_value(const Term *term, const LinkTable *table, int pool, uint32_t id)
{
    char buffer[256];
    LinkDate date;
    Str text = value_pool_text(table->pools[pool], id);
    switch (term->kind) {
    case TERM_VALUE:
        return hash_part(text);
    case TERM_PART:
        return hash_part(
            str_slice(text, (size_t)term->from - 1, (size_t)term->from - 1 + (size_t)term->length));
    case TERM_YEAR:
    case TERM_MONTH:
        if (!link_date_parse(text, &date))
            return 0;
        return term->kind == TERM_YEAR ? (uint64_t)date.year
                                       : (uint64_t)(date.year * 16 + date.month);
    case TERM_SKELETON:
        return hash_part((Str){buffer, skeleton(text, (size_t)term->length, buffer)});
    case TERM_SYLLABLES:
        return table->parsed[pool] ? link_table_name_key(table, pool, id) : hash_part(text);
    case TERM_WORDS: /* several keys a value: rare_words */
        break;
    }
    return 0;
}

enum { RARE_WORDS = 4 };

typedef struct RareWord {
    uint64_t key;
    uint32_t values; /* that have it */
} RareWord;

/* The rarest first; words of one value only are left out, nothing else could share them. */
static void keep_rare(RareWord kept[RARE_WORDS], RareWord word)
{
    for (int i = 0; i < RARE_WORDS; i++)
        if (kept[i].key == word.key)
            return;
    for (int i = 0; i < RARE_WORDS; i++) {
        bool rarer = kept[i].key == 0 || word.values < kept[i].values ||
                     (word.values == kept[i].values && word.key < kept[i].key);
        if (rarer) {
            RareWord swap = kept[i];
            kept[i] = word;
            word = swap;
        }
        if (word.key == 0)
            return;
    }
}

/* RARE_WORDS keys for every value of a pool; the caller frees. Words are counted by their hash. */
static uint64_t *rare_words(const ValuePool *pool)
{
    uint32_t count = value_pool_count(pool);
    size_t size = 1024;
    while (size < (size_t)count * 16)
        size *= 2;
    uint32_t *counts = x_new_array(uint32_t, size);
    uint64_t *keys = x_new_array(uint64_t, (size_t)count * RARE_WORDS);
    Str word;
    for (uint32_t id = 1; id < count; id++)
        for (size_t pos = 0; words_next(value_pool_text(pool, id), &pos, &word);)
            counts[hash_part(word) >> 1 & (size - 1)]++;
    for (uint32_t id = 1; id < count; id++) {
        RareWord kept[RARE_WORDS] = {{0}};
        for (size_t pos = 0; words_next(value_pool_text(pool, id), &pos, &word);) {
            RareWord now = {hash_part(word), counts[hash_part(word) >> 1 & (size - 1)]};
            if (now.values > 1)
                keep_rare(kept, now);
        }
        for (int i = 0; i < RARE_WORDS; i++)
            keys[(size_t)id * RARE_WORDS + (size_t)i] = kept[i].key;
    }
    x_free(counts);
    return keys;
}

static const Comparison *aliased(const LinkModel *model, int column)
{
    for (int i = 0; i < model->comparison_count; i++)
        if (model->comparisons[i].alias_count > 1)
            for (int k = 0; k < model->comparisons[i].alias_count; k++)
                if (model->comparisons[i].aliases[k] == column)
                    return &model->comparisons[i];
    return NULL;
}

/* The columns that a term stands for: its own (once for every rare word), or all aliases. */
static int term_columns(const LinkModel *model, const Term *term, int columns[MODEL_ALIASES_MAX])
{
    const Comparison *comparison = aliased(model, term->column);
    if (term->kind == TERM_WORDS) {
        for (int i = 0; i < RARE_WORDS; i++)
            columns[i] = term->column;
        return RARE_WORDS;
    }
    if (!comparison) {
        columns[0] = term->column;
        return 1;
    }
    memcpy(columns, comparison->aliases, sizeof comparison->aliases);
    return comparison->alias_count;
}

typedef struct TermTable {
    int columns[MODEL_ALIASES_MAX];
    int column_count;
    const uint64_t *values; /* by number of value; NULL: the number itself is the key */
    bool words;             /* values has RARE_WORDS keys a value */
} TermTable;

static uint64_t term_key(const LinkTable *table, const TermTable *term, int choice, uint32_t row)
{
    uint32_t id = link_table_id(table, term->columns[choice], row);
    if (term->words)
        return id ? term->values[(size_t)id * RARE_WORDS + (size_t)choice] : 0;
    return id && term->values ? term->values[id] : id;
}

/* What a term makes of a row's values in its columns, each once. Returns how many. */
static int parts_of_row(const LinkTable *table, const TermTable *term, uint32_t row,
                        uint64_t parts[MODEL_ALIASES_MAX])
{
    int count = 0;
    for (int choice = 0; choice < term->column_count; choice++) {
        uint64_t part = term_key(table, term, choice, row);
        bool again = part == 0;
        for (int i = 0; i < count && !again; i++)
            again = parts[i] == part;
        if (!again)
            parts[count++] = part;
    }
    return count;
}

/*
 * Appends a row's keys: every choice of one part a term, those of the first term changing fastest,
 * but no more than there are slots.
 */
static void keys_of_row(const LinkTable *table, const TermTable *terms, int term_count,
                        uint32_t row, BlockKeys *out)
{
    uint64_t keys[2][BLOCK_WIDTH_MAX] = {{(uint64_t)term_count}};
    uint64_t parts[MODEL_ALIASES_MAX], *begun = keys[0], *next = keys[1];
    int count = 1;
    for (int t = 0; t < term_count && count > 0; t++) {
        int part_count = parts_of_row(table, &terms[t], row, parts), next_count = 0;
        for (int p = 0; p < part_count; p++)
            for (int k = 0; k < count && next_count < out->width; k++)
                next[next_count++] = block_mix(begun[k], parts[p]);
        uint64_t *swap = begun;
        begun = next;
        next = swap;
        count = next_count;
    }
    for (int k = 0; k < count; k++) {
        out->keys[out->count] = begun[k];
        out->slots[out->count++] = row * (uint32_t)out->width + (uint32_t)k;
    }
}

/*
 * The same where every term has one column, for some rows: column by column, as memory likes it,
 * and without branches, because nobody could predict which values are missing.
 */
static void keys_of_columns(const LinkTable *table, const TermTable *terms, int term_count,
                            uint32_t from, uint32_t to, uint64_t *keys)
{
    for (uint32_t row = from; row < to; row++)
        keys[row] = (uint64_t)term_count;
    for (int t = 0; t < term_count; t++) {
        const uint32_t *ids = table->columns[terms[t].columns[0]].ids;
        const uint64_t *values = terms[t].values;
        for (uint32_t row = from; row < to; row++) {
            uint64_t part = values ? values[ids[row]] : ids[row];
            uint64_t wanted = -(uint64_t)((part != 0) & (keys[row] != 0));
            keys[row] = block_mix(keys[row], part) & wanted;
        }
    }
}

int block_width(const LinkModel *model, const BlockRule *rule)
{
    int columns[MODEL_ALIASES_MAX], choices = 1;
    for (int t = 0; t < rule->term_count; t++)
        choices *= term_columns(model, &rule->terms[t], columns);
    return choices < BLOCK_WIDTH_MAX ? choices : BLOCK_WIDTH_MAX;
}

BlockKeys block_keys(const LinkModel *model, const LinkTable *table, const BlockRule *rule)
{
    TermTable terms[MODEL_TERMS_MAX];
    uint64_t *values[MODEL_TERMS_MAX] = {0};
    int choices = 1;
    for (int t = 0; t < rule->term_count; t++) {
        const Term *term = &rule->terms[t];
        terms[t].column_count = term_columns(model, term, terms[t].columns);
        choices *= terms[t].column_count;
        int pool = table->columns[term->column].pool;
        terms[t].words = term->kind == TERM_WORDS;
        if (terms[t].words) {
            values[t] = rare_words(table->pools[pool]);
        } else if (term->kind != TERM_VALUE) {
            uint32_t count = value_pool_count(table->pools[pool]);
            values[t] = x_alloc_big(count * sizeof(uint64_t));
            values[t][0] = 0;
            for (uint32_t id = 1; id < count; id++)
                values[t][id] = term_value(term, table, pool, id);
        }
        terms[t].values = values[t];
    }
    BlockKeys keys = {.width = block_width(model, rule)};
    size_t slots = (size_t)table->row_count * (size_t)keys.width;
    keys.keys = x_alloc_big((slots + 1) * sizeof *keys.keys);
    if (choices == 1) {
        enum { ROWS_AT_ONCE = 2048 }; /* stay in the cache from term to term */
        for (uint32_t from = 0; from < table->row_count; from += ROWS_AT_ONCE) {
            uint32_t rest = table->row_count - from;
            keys_of_columns(table, terms, rule->term_count, from,
                            from + (rest < ROWS_AT_ONCE ? rest : ROWS_AT_ONCE), keys.keys);
        }
        keys.count = table->row_count;
    } else {
        keys.slots = x_alloc_big((slots + 1) * sizeof *keys.slots);
        for (uint32_t row = 0; row < table->row_count; row++)
            keys_of_row(table, terms, rule->term_count, row, &keys);
    }
    for (int t = 0; t < rule->term_count; t++)
        x_free(values[t]);
    return keys;
}

void block_keys_free(BlockKeys *keys)
{
    x_free(keys->keys);
    x_free(keys->slots);
}

void block_pairs(const LinkModel *model, const LinkTable *table, const BlockRule *rule,
                 double scale, const double caps[], double pairs[], int count)
{
    BlockKeys keys = block_keys(model, table, rule);
    size_t size = 16;
    while (size < keys.count * 2)
        size *= 2;
    struct Block {
        uint64_t key, rows;
    } *blocks = x_calloc(size, sizeof *blocks);
    for (size_t i = 0; i < keys.count; i++) {
        if (!keys.keys[i])
            continue;
        size_t at = keys.keys[i] & (size - 1);
        while (blocks[at].rows && blocks[at].key != keys.keys[i])
            at = (at + 1) & (size - 1);
        blocks[at].key = keys.keys[i];
        blocks[at].rows++;
    }
    for (int c = 0; c < count; c++)
        pairs[c] = 0;
    for (size_t i = 0; i < size; i++) {
        double rows = (double)blocks[i].rows;
        for (int c = 0; c < count && rows > 1; c++)
            pairs[c] += rows * scale <= caps[c] ? scale * scale * rows * (rows - 1) / 2
                                                : scale * rows * caps[c] / 2;
    }
    x_free(blocks);
    block_keys_free(&keys);
}
