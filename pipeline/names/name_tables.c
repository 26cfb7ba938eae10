/* Loading the tables of sounds and spellings. */

#include "pipeline/names/name_tables.h"
#include "pipeline/base/number.h"
#include "pipeline/base/tsv.h"
#include "pipeline/base/utf8.h"
#include "pipeline/names/name_clean.h"

#include <math.h>
#include <stdlib.h>

enum {
    ONSET_WEIGHT = 1100, /* 0.55 of 2000 */
    NUCLEUS_WEIGHT = 900,
    CODA_WEIGHT = 700,
};

/* --- reading one table
 * ------------------------------------------------------------------------------- */

/* A table being read: columns by name, and where a complaint belongs. */
typedef struct Table {
    const char *path;
    Tsv tsv;
    const TsvRow *row;
    Error *err;
} Table;

static Table table_open(const Assets *assets, Arena *arena, const char *path, Error *err)
{
    Table table = {.path = path, .err = err};
    table.tsv = tsv_parse(arena, asset_read(assets, arena, path, err), path, err);
    return table;
}

/* Moves to the row; false at the end and after a failure. */
static bool table_row(Table *table, size_t index)
{
    if (!error_ok(table->err) || index >= table->tsv.row_count)
        return false;
    table->row = &table->tsv.rows[index];
    return true;
}

/* A field; "-" stands for an empty one. */
static Str field(const Table *table, const char *column)
{
    int index = tsv_need(&table->tsv, column, table->path, table->err);
    if (!error_ok(table->err))
        return STR("");
    Str s = str_trim(table->row->fields[index]);
    return str_is(s, "-") ? STR("") : s;
}

static void complain(const Table *table, const char *expected, Str found)
{
    error_set_at(table->err, STATUS_CONFIG,
                 (SourceRef){.file = table->path, .row = table->row->line},
                 "expected %s, found \"%.*s\"", expected, STR_ARG(found));
}

static Onset need_onset(const Table *table, Str name)
{
    Onset onset;
    if (!onset_from_name(name, &onset))
        complain(table, "an onset", name);
    return onset;
}

static Medial need_medial(const Table *table, Str name)
{
    Medial medial;
    if (!medial_from_name(name, &medial))
        complain(table, "a medial", name);
    return medial;
}

static Nucleus need_nucleus(const Table *table, Str name)
{
    Nucleus nucleus;
    if (!nucleus_from_name(name, &nucleus))
        complain(table, "a nucleus", name);
    return nucleus;
}

static Coda need_coda(const Table *table, Str name)
{
    Coda coda;
    if (!coda_from_name(str_is_empty(name) ? STR("-") : name, &coda))
        complain(table, "a coda", name);
    return coda;
}

/* 0 to 1, as thousandths of the weight rounded to whole 1/2000. */
static uint16_t need_distance(const Table *table, int weight)
{
    Str text = field(table, "distance");
    double distance = 0;
    if (error_ok(table->err) && (!number_parse(text, &distance) || distance < 0 || distance > 1))
        complain(table, "a distance from 0 to 1", text);
    return (uint16_t)lround(distance * weight);
}

/* The one letter of a field, as its offset from first; 0 and a complaint where it is not there. */
static uint8_t need_letter(const Table *table, Str text, uint32_t first, uint32_t size)
{
    size_t pos = 0;
    uint32_t cp = text.len ? utf8_next(text, &pos) : 0;
    if (text.len == 0 || pos != text.len || cp < first || cp >= first + size) {
        complain(table, "one letter of the script", text);
        return 0;
    }
    return (uint8_t)(cp - first);
}

/* --- distances
 * ---------------------------------------------------------------------------------------- */

#define NAMES_FOLDER "templates/dictionaries/names/"

static void load_distances(SoundDistances *sounds, const Assets *assets, Arena *arena, Error *err)
{
    for (int a = 0; a < ONSET_COUNT; a++)
        for (int b = 0; b < ONSET_COUNT; b++)
            sounds->onset[a][b] = a == b ? 0 : ONSET_WEIGHT;
    for (int coda = 0; coda < CODA_COUNT; coda++)
        for (int a = 0; a < NUCLEUS_COUNT; a++)
            for (int b = 0; b < NUCLEUS_COUNT; b++)
                sounds->nucleus[coda][a][b] = a == b ? 0 : NUCLEUS_WEIGHT;
    for (int a = 0; a < CODA_COUNT; a++)
        for (int b = 0; b < CODA_COUNT; b++)
            sounds->coda[a][b] = a == b ? 0 : CODA_WEIGHT;

    Table table = table_open(assets, arena, NAMES_FOLDER "onset_distance.tsv", err);
    for (size_t i = 0; table_row(&table, i); i++) {
        Onset a = need_onset(&table, field(&table, "a")),
              b = need_onset(&table, field(&table, "b"));
        sounds->onset[a][b] = sounds->onset[b][a] = need_distance(&table, ONSET_WEIGHT);
    }
    /* Rows for both codas first, then those for one. */
    table = table_open(assets, arena, NAMES_FOLDER "nucleus_distance.tsv", err);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; table_row(&table, i); i++) {
            Nucleus a = need_nucleus(&table, field(&table, "a"));
            Nucleus b = need_nucleus(&table, field(&table, "b"));
            Str before = field(&table, "before");
            uint16_t distance = need_distance(&table, NUCLEUS_WEIGHT);
            for (int coda = 0; coda < CODA_COUNT; coda++) {
                bool holds =
                    pass == 0 ? str_is_empty(before) : str_is(before, coda_name((Coda)coda));
                if (holds)
                    sounds->nucleus[coda][a][b] = sounds->nucleus[coda][b][a] = distance;
            }
        }
    }
    table = table_open(assets, arena, NAMES_FOLDER "coda_distance.tsv", err);
    for (size_t i = 0; table_row(&table, i); i++) {
        Coda a = need_coda(&table, field(&table, "a")), b = need_coda(&table, field(&table, "b"));
        sounds->coda[a][b] = sounds->coda[b][a] = need_distance(&table, CODA_WEIGHT);
    }
}

/* --- Latin
 * ---------------------------------------------------------------------------------------------- */

static void trie_create(SpellingTrie *trie, Arena *arena, size_t letters)
{
    trie->nodes = arena_new_array(arena, SpellingNode, letters + 1);
    trie->count = 1;
    trie->nodes[0].entry = -1;
}

/* Adds a spelling unless it is there; false where it is. */
static bool trie_add(SpellingTrie *trie, const Table *table, Str spelling, size_t entry)
{
    size_t node = 0;
    for (size_t i = 0; i < spelling.len; i++) {
        char letter = spelling.ptr[i];
        if (letter < 'a' || letter > 'z' || trie->count > UINT16_MAX) {
            complain(table, "letters a to z", spelling);
            return false;
        }
        uint16_t *child = &trie->nodes[node].child[letter - 'a'];
        if (!*child) {
            *child = (uint16_t)trie->count;
            trie->nodes[trie->count++].entry = -1;
        }
        node = *child;
    }
    if (spelling.len == 0 || trie->nodes[node].entry >= 0)
        return false;
    trie->nodes[node].entry = (int16_t)entry;
    return true;
}

static size_t total_letters(const Table *table, const char *column)
{
    size_t letters = 0;
    int index = tsv_column(&table->tsv, column);
    for (size_t i = 0; index >= 0 && i < table->tsv.row_count; i++)
        letters += table->tsv.rows[i].fields[index].len;
    return letters;
}

static void load_latin_onsets(LatinTables *latin, const Assets *assets, Arena *arena, Error *err)
{
    Table table = table_open(assets, arena, NAMES_FOLDER "latin_onsets.tsv", err);
    latin->onsets = arena_new_array(arena, LatinOnset, table.tsv.row_count + 1);
    trie_create(&latin->onset_trie, arena, total_letters(&table, "spelling"));
    size_t count = 0;
    for (size_t i = 0; table_row(&table, i); i++) {
        LatinOnset *onset = &latin->onsets[count];
        *onset = (LatinOnset){0};
        Str readings = field(&table, "readings"), reading, part;
        onset->spelling = field(&table, "spelling");
        while (str_split(&readings, '|', &reading) && onset->count < SPELLING_READINGS_MAX) {
            OnsetReading *r = &onset->readings[onset->count++];
            (void)str_split(&reading, '.', &part);
            r->onset = (uint8_t)need_onset(&table, part);
            r->medial = (uint8_t)need_medial(&table, reading);
        }
        if (error_ok(err) && trie_add(&latin->onset_trie, &table, onset->spelling, count))
            count++;
    }
}

static void load_latin_rimes(LatinTables *latin, const Assets *assets, Arena *arena, Error *err)
{
    Table listed = table_open(assets, arena, NAMES_FOLDER "latin_rimes.tsv", err);
    Table vowels = table_open(assets, arena, NAMES_FOLDER "latin_vowels.tsv", err);
    Table codas = table_open(assets, arena, NAMES_FOLDER "latin_codas.tsv", err);
    size_t n_codas = codas.tsv.row_count, n_vowels = vowels.tsv.row_count;
    latin->rimes =
        arena_new_array(arena, LatinRime, listed.tsv.row_count + n_vowels * (n_codas + 1) + 1);
    trie_create(&latin->rime_trie, arena,
                total_letters(&listed, "spelling") +
                    total_letters(&vowels, "spelling") * (n_codas + 1) +
                    total_letters(&codas, "spelling") * n_vowels);
    size_t count = 0;
    for (size_t i = 0; table_row(&listed, i); i++) {
        LatinRime *rime = &latin->rimes[count];
        *rime = (LatinRime){.spelling = field(&listed, "spelling"), .listed = true};
        Str readings = field(&listed, "readings"), reading, part;
        while (str_split(&readings, '|', &reading) && rime->count < SPELLING_READINGS_MAX) {
            RimeReading *r = &rime->readings[rime->count++];
            (void)str_split(&reading, '.', &part);
            r->nucleus = (uint8_t)need_nucleus(&listed, part);
            r->coda = (uint8_t)need_coda(&listed, reading);
        }
        if (error_ok(err) && trie_add(&latin->rime_trie, &listed, rime->spelling, count))
            count++;
    }
    /* Open vowels before closed ones: "air" is a vowel, not ai + r. */
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; table_row(&vowels, i); i++) {
            LatinRime open = {.spelling = field(&vowels, "spelling")};
            Str nuclei = field(&vowels, "nuclei"), nucleus;
            while (str_split(&nuclei, '|', &nucleus) && open.count < SPELLING_READINGS_MAX)
                open.readings[open.count++] =
                    (RimeReading){(uint8_t)need_nucleus(&vowels, nucleus), CODA_0};
            for (size_t c = 0; pass == 1 && table_row(&codas, c); c++) {
                if (!str_is(field(&codas, "combines"), "yes"))
                    continue;
                LatinRime *rime = &latin->rimes[count];
                *rime = open;
                uint8_t coda = (uint8_t)need_coda(&codas, field(&codas, "coda"));
                for (int r = 0; r < rime->count; r++)
                    rime->readings[r].coda = coda;
                Str closing = field(&codas, "spelling");
                rime->spelling =
                    arena_printf(arena, "%.*s%.*s", STR_ARG(open.spelling), STR_ARG(closing));
                if (error_ok(err) && trie_add(&latin->rime_trie, &codas, rime->spelling, count))
                    count++;
            }
            latin->rimes[count] = open;
            if (pass == 0 && error_ok(err) &&
                trie_add(&latin->rime_trie, &vowels, open.spelling, count))
                count++;
        }
    }
}

static void load_final_e(LatinTables *latin, const Assets *assets, Arena *arena, Error *err)
{
    Table table = table_open(assets, arena, NAMES_FOLDER "latin_final_e.tsv", err);
    trie_create(&latin->final_e, arena, total_letters(&table, "syllable"));
    for (size_t i = 0; table_row(&table, i); i++)
        (void)trie_add(&latin->final_e, &table, field(&table, "syllable"), i);
}

/* --- Burmese and Karen
 * ------------------------------------------------------------------------------------ */

static SignKey need_signs(const Table *table, Str text)
{
    SignKey key = 0;
    int shift = 0;
    if (str_is(text, "w"))
        return SIGN_WA;
    for (size_t pos = 0; pos < text.len; shift += 8) {
        uint32_t cp = utf8_next(text, &pos);
        if (cp < MYANMAR_FIRST || cp > MYANMAR_LAST || shift > 48) {
            complain(table, "Burmese vowel signs", text);
            return 0;
        }
        key |= (SignKey)(cp - MYANMAR_FIRST) << shift;
    }
    return key;
}

static RimeReading need_rime(const Table *table)
{
    RimeReading rime;
    rime.nucleus = (uint8_t)need_nucleus(table, field(table, "nucleus"));
    rime.coda = (uint8_t)need_coda(table, field(table, "coda"));
    return rime;
}

/* n, t, x or a letter. */
static uint8_t need_class(const Table *table, Str text)
{
    if (str_is(text, "n"))
        return FINAL_N;
    if (str_is(text, "t"))
        return FINAL_T;
    if (str_is(text, "x"))
        return FINAL_SILENT;
    return need_letter(table, text, MYANMAR_FIRST, MYANMAR_SIZE);
}

static void load_myanmar(MyanmarTables *my, const Assets *assets, Arena *arena, Error *err)
{
    memset(my->burmese, LETTER_UNKNOWN, sizeof my->burmese);
    memset(my->karen, LETTER_UNKNOWN, sizeof my->karen);
    memset(my->final_class, FINAL_NONE, sizeof my->final_class);
    Table table = table_open(assets, arena, NAMES_FOLDER "myanmar_onsets.tsv", err);
    for (size_t i = 0; table_row(&table, i); i++) {
        Str letter = field(&table, "letter"), burmese = field(&table, "burmese");
        size_t pos = 0;
        /* Extended letters (U+AA60 and on) have no place in the table: readers skip them. */
        if (letter.len && utf8_next(letter, &pos) > MYANMAR_LAST)
            continue;
        uint8_t at = need_letter(&table, letter, MYANMAR_FIRST, MYANMAR_SIZE);
        if (!str_is_empty(burmese))
            my->burmese[at] = (uint8_t)need_onset(&table, burmese);
        my->karen[at] = (uint8_t)need_onset(&table, field(&table, "karen"));
    }
    table = table_open(assets, arena, NAMES_FOLDER "myanmar_codas.tsv", err);
    for (size_t i = 0; table_row(&table, i); i++) {
        uint8_t at = need_letter(&table, field(&table, "letter"), MYANMAR_FIRST, MYANMAR_SIZE);
        my->final_class[at] = need_class(&table, field(&table, "class"));
    }
    table = table_open(assets, arena, NAMES_FOLDER "myanmar_vowels.tsv", err);
    my->vowels = arena_new_array(arena, VowelEntry, table.tsv.row_count + 1);
    for (size_t i = 0; table_row(&table, i); i++)
        my->vowels[my->vowel_count++] =
            (VowelEntry){need_signs(&table, field(&table, "signs")), need_rime(&table)};
    table = table_open(assets, arena, NAMES_FOLDER "myanmar_finals.tsv", err);
    my->finals = arena_new_array(arena, FinalEntry, table.tsv.row_count + 1);
    for (size_t i = 0; table_row(&table, i); i++)
        my->finals[my->final_count++] =
            (FinalEntry){need_class(&table, field(&table, "class")),
                         need_signs(&table, field(&table, "signs")), need_rime(&table)};
    table = table_open(assets, arena, NAMES_FOLDER "karen_vowels.tsv", err);
    for (size_t i = 0; table_row(&table, i); i++) {
        Str sign = field(&table, "sign");
        uint8_t nucleus = (uint8_t)need_nucleus(&table, field(&table, "nucleus"));
        if (str_is_empty(sign))
            my->karen_plain = nucleus;
        else
            my->karen_vowels[need_letter(&table, sign, MYANMAR_FIRST, MYANMAR_SIZE)] = nucleus;
    }
}

/* --- Thai
 * ---------------------------------------------------------------------------------------------------
 */

static void load_thai(ThaiTables *thai, const Assets *assets, Arena *arena, Error *err)
{
    Table table = table_open(assets, arena, NAMES_FOLDER "thai_onsets.tsv", err);
    for (size_t i = 0; table_row(&table, i); i++) {
        uint8_t letter = need_letter(&table, field(&table, "letter"), THAI_FIRST, THAI_SIZE);
        Str onsets = field(&table, "onsets"), onset;
        while (str_split(&onsets, '|', &onset) && thai->onset_count[letter] < 3)
            thai->onsets[letter][thai->onset_count[letter]++] = (uint8_t)need_onset(&table, onset);
    }
    table = table_open(assets, arena, NAMES_FOLDER "thai_patterns.tsv", err);
    thai->patterns = arena_new_array(arena, ThaiPattern, table.tsv.row_count + 1);
    for (size_t i = 0; table_row(&table, i); i++) {
        ThaiPattern *pattern = &thai->patterns[thai->pattern_count++];
        Str lead = field(&table, "lead"), after = field(&table, "after");
        Str nuclei = field(&table, "nuclei"), nucleus, coda = field(&table, "coda");
        if (!str_is_empty(lead))
            pattern->lead = need_letter(&table, lead, THAI_FIRST, THAI_SIZE);
        for (size_t pos = 0; pos < after.len;) {
            size_t next = pos;
            (void)utf8_next(after, &next);
            Str sign = str_slice(after, pos, next);
            if (pattern->after_len == THAI_AFTER_MAX)
                complain(&table, "at most 4 signs", after);
            else
                pattern->after[pattern->after_len++] =
                    need_letter(&table, sign, THAI_FIRST, THAI_SIZE);
            pos = next;
        }
        pattern->medial = (uint8_t)need_medial(&table, field(&table, "medial"));
        while (str_split(&nuclei, '|', &nucleus) && pattern->nucleus_count < 2)
            pattern->nuclei[pattern->nucleus_count++] = (uint8_t)need_nucleus(&table, nucleus);
        if (str_is_empty(coda))
            coda = STR("-");
        if (coda.len != 1 || !strchr("-nt?+*!.1", coda.ptr[0]))
            complain(&table, "a coda, one of - n t ? + * ! . 1", coda);
        pattern->coda = coda.ptr[0];
    }
}

/* --- titles and blocks
 * --------------------------------------------------------------------------------------- */

static int longest_first(const void *a, const void *b)
{
    const Title *x = a, *y = b;
    if (x->form.len != y->form.len)
        return x->form.len < y->form.len ? 1 : -1;
    return str_cmp(x->form, y->form);
}

static void load_titles(NameTables *tables, const Assets *assets, Arena *arena, Error *err)
{
    Table table = table_open(assets, arena, NAMES_FOLDER "honorifics.tsv", err);
    tables->titles = arena_new_array(arena, Title, table.tsv.row_count + 1);
    for (size_t i = 0; table_row(&table, i); i++) {
        Title *title = &tables->titles[tables->title_count++];
        Str script = field(&table, "script"), kind = field(&table, "kind");
        Str sex = field(&table, "sex");
        title->form = name_key_text(arena, field(&table, "form"));
        title->script = str_is(script, "Latn") ? 'L' : str_is(script, "Mymr") ? 'M' : 'T';
        title->kind = str_is(kind, "title") ? TITLE_ALWAYS : TITLE_OPTIONAL;
        title->sex = sex.len ? sex.ptr[0] : '\0';
        title->group = field(&table, "group");
        if (str_is_empty(title->form))
            complain(&table, "a title", title->form);
    }
    qsort(tables->titles, tables->title_count, sizeof(Title), longest_first);
}

static void load_classes(NameTables *tables, const Assets *assets, Arena *arena, Error *err)
{
    memset(tables->onset_class, 'A', sizeof tables->onset_class);
    memset(tables->nucleus_class, 'a', sizeof tables->nucleus_class);
    Table table = table_open(assets, arena, NAMES_FOLDER "block_classes.tsv", err);
    for (size_t i = 0; table_row(&table, i); i++) {
        Str value = field(&table, "value"), klass = field(&table, "class");
        bool onset = str_is(field(&table, "kind"), "onset");
        if (klass.len != 1 || !strchr(onset ? "KJSTPMNLYWHA" : "aiuy", klass.ptr[0]))
            complain(&table, "a class, one of KJSTPMNLYWHA or aiuy", klass);
        else if (onset)
            tables->onset_class[need_onset(&table, value)] = klass.ptr[0];
        else
            tables->nucleus_class[need_nucleus(&table, value)] = klass.ptr[0];
    }
}

NameTables *name_tables_load(const Assets *assets, Arena *arena, Error *err)
{
    if (!error_ok(err))
        return NULL;
    NameTables *tables = arena_new(arena, NameTables);
    load_distances(&tables->sounds, assets, arena, err);
    load_latin_onsets(&tables->latin, assets, arena, err);
    load_latin_rimes(&tables->latin, assets, arena, err);
    load_final_e(&tables->latin, assets, arena, err);
    load_myanmar(&tables->myanmar, assets, arena, err);
    load_thai(&tables->thai, assets, arena, err);
    load_titles(tables, assets, arena, err);
    load_classes(tables, assets, arena, err);
    return error_ok(err) ? tables : NULL;
}
