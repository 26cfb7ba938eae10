/* rollbook names: how two names are read, and why they are or are not alike. */

#include "pipeline/base/json.h"
#include "pipeline/base/unicode.h"
#include "pipeline/cli/line_table.h"
#include "pipeline/cli/options.h"
#include "pipeline/names/names.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {
    {"pairs", "FILE", "score a TSV file with columns a and b ('-': stdin)"},
    {"json", NULL, "for machines"},
    {0}};

/* --- for people
 * ------------------------------------------------------------------------------------------ */

static void print_padded(Str text, int width)
{
    printf("%.*s", STR_ARG(text));
    for (int w = unicode_width(text); w < width; w++)
        putchar(' ');
}

/* The syllable's likeliest reading, with how many more there are. */
static void append_syllable(StrBuf *buf, const Names *names, const Name *name, size_t i)
{
    int count;
    const Reading *readings = name_readings(names, name->syllables[i], &count);
    for (int r = 0; r < count; r++) {
        if (r > 0)
            strbuf_append_char(buf, '|');
        name_append_reading(buf, readings[r]);
    }
}

static void append_blocks(StrBuf *buf, const Name *name)
{
    for (int bit = 0; bit < 128; bit++) {
        if (!(name->block.bits[bit / 64] >> bit % 64 & 1))
            continue;
        char code[4];
        name_block_code(bit, code);
        if (buf->len)
            strbuf_append_char(buf, ' ');
        strbuf_append_cstr(buf, code);
    }
}

static void print_name(const Names *names, const char *label, const Name *name)
{
    static const char *const SCRIPTS[] = {"Latin", "Burmese", "S'gaw Karen", "Thai", "other"};
    StrBuf text = STRBUF_INIT;
    name_append_display(&text, names, name);
    printf("%s  %s\n", label, strbuf_cstr(&text));
    for (const Name *n = name; n; n = n->alias) {
        for (size_t t = 0; t < n->token_count; t++) {
            const NameToken *token = &n->tokens[t];
            printf("   ");
            print_padded(token->text, 16);
            print_padded(str_from(SCRIPTS[token->script]), 12);
            strbuf_clear(&text);
            for (size_t i = token->first; i < (size_t)token->first + token->count; i++) {
                strbuf_append_cstr(&text, n->titles >> i & 1 ? " (title) " : " ");
                append_syllable(&text, names, n, i);
            }
            printf("%s%s\n", token->title ? " title, left out" : "", strbuf_cstr(&text));
        }
        if (n->alias)
            printf("   also\n");
    }
    if (name->sex || name->group.len)
        printf("   title says: %s %.*s\n",
               name->sex == 'F'   ? "female"
               : name->sex == 'M' ? "male"
                                  : "",
               STR_ARG(name->group));
    strbuf_clear(&text);
    append_blocks(&text, name);
    printf("   skeleton %.*s, letters %.*s, classes %s\n\n", STR_ARG(name->skeleton),
           STR_ARG(name->latin), strbuf_cstr(&text));
    strbuf_free(&text);
}

/* Which syllables are alike, row by row. */
static void print_grid(const Names *names, const Name *a, const Name *b)
{
    StrBuf cell = STRBUF_INIT;
    if (a->count == 0 || b->count == 0)
        return;
    print_padded(STR(""), 16);
    for (size_t j = 0; j < b->count; j++) {
        int count;
        strbuf_clear(&cell);
        name_append_reading(&cell, name_readings(names, b->syllables[j], &count)[0]);
        print_padded(strbuf_str(&cell), 12);
    }
    putchar('\n');
    for (size_t i = 0; i < a->count; i++) {
        int count;
        strbuf_clear(&cell);
        name_append_reading(&cell, name_readings(names, a->syllables[i], &count)[0]);
        print_padded(strbuf_str(&cell), 16);
        for (size_t j = 0; j < b->count; j++) {
            int alike = name_syllables_alike(names, a->syllables[i], b->syllables[j]);
            strbuf_clear(&cell);
            if (alike)
                strbuf_appendf(&cell, "%.2f", alike / (double)SYLLABLE_SAME);
            else
                strbuf_append_char(&cell, '.');
            print_padded(strbuf_str(&cell), 12);
        }
        putchar('\n');
    }
    putchar('\n');
    strbuf_free(&cell);
}

static void explain(const Names *names, const Name *a, const Name *b)
{
    print_name(names, "A", a);
    print_name(names, "B", b);
    print_grid(names, a, b);
    double similarity = name_similarity(names, a, b);
    printf("by syllables     %.4f\n", name_syllable_similarity(names, a, b));
    printf("similarity       %.4f  level %c\n", similarity, name_level(similarity));
    printf("class in common  %s\n", name_block_shared(a, b) ? "yes" : "no");
}

/* --- for machines
 * ---------------------------------------------------------------------------------------- */

static void json_field(StrBuf *json, const char *key, Str value)
{
    strbuf_appendf(json, "\"%s\":", key);
    json_append_string(json, value);
    strbuf_append_char(json, ',');
}

static void json_name(StrBuf *json, const Names *names, const Name *name)
{
    StrBuf text = STRBUF_INIT;
    strbuf_append_char(json, '{');
    json_field(json, "text", name->text);
    name_append_romanized(&text, names, name);
    json_field(json, "romanized", strbuf_str(&text));
    json_field(json, "sex", (Str){&name->sex, name->sex != 0});
    json_field(json, "group", name->group);
    json_field(json, "skeleton", name->skeleton);
    json_field(json, "latin", name->latin);
    strbuf_clear(&text);
    append_blocks(&text, name);
    json_field(json, "classes", strbuf_str(&text));
    strbuf_append_cstr(json, "\"syllables\":[");
    for (size_t i = 0; i < name->count; i++) {
        strbuf_clear(&text);
        append_syllable(&text, names, name, i);
        strbuf_append_cstr(json, i ? ",{" : "{");
        json_field(json, "readings", strbuf_str(&text));
        strbuf_appendf(json, "\"title\":%s}", name->titles >> i & 1 ? "true" : "false");
    }
    strbuf_append_cstr(json, "],\"alias\":");
    if (name->alias)
        json_name(json, names, name->alias);
    else
        strbuf_append_cstr(json, "null");
    strbuf_append_char(json, '}');
    strbuf_free(&text);
}

static void explain_json(const Names *names, const Name *a, const Name *b)
{
    StrBuf json = STRBUF_INIT;
    double similarity = name_similarity(names, a, b);
    strbuf_append_cstr(&json, "{\"a\":");
    json_name(&json, names, a);
    strbuf_append_cstr(&json, ",\"b\":");
    json_name(&json, names, b);
    strbuf_append_cstr(&json, ",\"syllable_similarities\":[");
    for (size_t i = 0; i < a->count; i++) {
        strbuf_append_cstr(&json, i ? ",[" : "[");
        for (size_t j = 0; j < b->count; j++)
            strbuf_appendf(&json, j ? ",%.4f" : "%.4f",
                           name_syllables_alike(names, a->syllables[i], b->syllables[j]) /
                               (double)SYLLABLE_SAME);
        strbuf_append_char(&json, ']');
    }
    strbuf_appendf(&json,
                   "],\"syllable_similarity\":%.4f,\"similarity\":%.4f,\"level\":\"%c\","
                   "\"block_shared\":%s}",
                   name_syllable_similarity(names, a, b), similarity, name_level(similarity),
                   name_block_shared(a, b) ? "true" : "false");
    puts(strbuf_cstr(&json));
    strbuf_free(&json);
}

/* --- pairs
 * -------------------------------------------------------------------------------------------------
 */

static void score_pairs(Names *names, const char *path, Arena *arena, Error *err)
{
    Arena *scratch = arena_create();
    LineTable table = line_table_open(arena, path, err);
    int a = line_table_need(&table, "a", err), b = line_table_need(&table, "b", err);
    if (error_ok(err))
        puts("a\tb\tsimilarity\tblock_shared");
    while (error_ok(err) && line_table_next(&table)) {
        const Name *x = name_parse(names, scratch, line_table_field(&table, a));
        const Name *y = name_parse(names, scratch, line_table_field(&table, b));
        print_field(line_table_field(&table, a));
        putchar('\t');
        print_field(line_table_field(&table, b));
        printf("\t%.4f\t%d\n", name_similarity(names, x, y), name_block_shared(x, y));
        arena_reset(scratch);
    }
    arena_free(scratch);
}

static int run(const Options *options, Error *err)
{
    Assets assets = {0};
    Arena *arena = arena_create();
    const char *pairs = options_get(options, "pairs");
    if (!pairs && options->argument_count != 2)
        error_set(err, STATUS_USAGE, "expected two names or --pairs FILE");
    Names *names = names_load(&assets, err);
    if (error_ok(err) && pairs)
        score_pairs(names, pairs, arena, err);
    if (error_ok(err) && options->argument_count == 2) {
        const Name *a = name_parse(names, arena, str_from(options->arguments[0]));
        const Name *b = name_parse(names, arena, str_from(options->arguments[1]));
        if (options_has(options, "json"))
            explain_json(names, a, b);
        else
            explain(names, a, b);
    }
    names_free(names);
    arena_free(arena);
    return 0;
}

const Command COMMAND_NAMES = {
    .name = "names",
    .arguments = "[A B]",
    .summary = "how two names are read, and why they are or are not alike",
    .description =
        "Shows the syllables of both names with their readings (onset.medial.nucleus.coda), how "
        "alike each pair of syllables is, and the similarity of the names from 0 to 1. Names may "
        "be "
        "in Latin, Burmese, Karen or Thai letters. With --pairs prints a, b, similarity and "
        "block_shared (1 where linkage would compare the two at all), a line for each line.",
    .options = OPTIONS,
    .max_arguments = 2,
    .run = run,
};
