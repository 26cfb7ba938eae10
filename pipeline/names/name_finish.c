/*
 * What comparing needs of a name, made ready from its syllables: their numbers and fusions, block
 * mask, skeleton and letters.
 */

#include "pipeline/names/names_private.h"

static const char ONSET_CLASSES[] = "KJSTPMNLYWHA";
static const char NUCLEUS_CLASSES[] = "aiuy";

int name_block_bit(const Names *names, Reading reading)
{
    char onset = names->tables->onset_class[reading_onset(reading)];
    char nucleus = names->tables->nucleus_class[reading_nucleus(reading)];
    int nasal = reading_coda(reading) == CODA_N && nucleus != 'y';
    return (int)(strchr(ONSET_CLASSES, onset) - ONSET_CLASSES) * 8 +
           (int)(strchr(NUCLEUS_CLASSES, nucleus) - NUCLEUS_CLASSES) * 2 + nasal;
}

void name_block_code(int bit, char out[4])
{
    out[0] = ONSET_CLASSES[bit / 8];
    out[1] = NUCLEUS_CLASSES[bit / 2 % 4];
    out[2] = bit % 2 ? 'n' : '-';
    out[3] = '\0';
}

void letters_add(Letters *letters, const char *text, size_t len)
{
    for (size_t i = 0; i < len && letters->len < NAME_LETTERS_MAX; i++)
        letters->text[letters->len++] = text[i];
}

static void letters_add_cstr(Letters *letters, const char *text)
{
    while (*text && letters->len < NAME_LETTERS_MAX)
        letters->text[letters->len++] = *text++;
}

void letters_add_reading(Letters *letters, Reading r)
{
    if (reading_onset(r) != ONSET_0)
        letters_add_cstr(letters, onset_name(reading_onset(r)));
    letters_add_cstr(letters, medial_name(reading_medial(r)));
    letters_add_cstr(letters, nucleus_name(reading_nucleus(r)));
    if (reading_coda(r) != CODA_0)
        letters_add_cstr(letters, coda_name(reading_coda(r)));
}

/* Vowels and h come and go; a class counts once where it is repeated. */
static void skeleton_add(Letters *skeleton, char klass)
{
    if (klass == 'A' || klass == 'H')
        return;
    if (skeleton->len == 0 || skeleton->text[skeleton->len - 1] != klass)
        letters_add(skeleton, &klass, 1);
}

static const LetterPlaces *letter_places(Arena *arena, const Letters *letters)
{
    LetterPlaces *places = arena_new(arena, LetterPlaces);
    for (size_t i = 0; i < letters->len && i < 16; i++)
        places->of[letters->text[i] & 31] |= (uint16_t)(1U << i);
    return places;
}

static LetterBag letter_bag(const Letters *letters)
{
    LetterBag bag = {.length = (uint8_t)letters->len};
    for (size_t i = 0; i < letters->len; i++) {
        uint64_t once = UINT64_C(1) << 2 * (letters->text[i] & 31), twice = once << 1;
        bag.more = (uint8_t)(bag.more + ((bag.bits & twice) != 0));
        bag.bits |= bag.bits & once ? twice : once;
    }
    return bag;
}

static void make_keys(const Names *names, Arena *arena, Name *name, const SyllableList *list)
{
    /* By Coda; A adds nothing. */
    static const char CODA_CLASSES[CODA_COUNT] = {'A', 'N', 'T', 'L', 'Y', 'S'};
    Letters skeleton = {.len = 0}, latin = {.len = 0};
    for (int i = 0; i < list->count; i++) {
        if (name->titles >> i & 1)
            continue;
        const ReadingSet *set = &list->items[i];
        Reading r = set->items[0];
        skeleton_add(&skeleton, names->tables->onset_class[reading_onset(r)]);
        skeleton_add(&skeleton, CODA_CLASSES[reading_coda(r)]);
        letters_add_reading(&latin, r);
        for (int k = 0; k < set->count; k++) {
            int bit = name_block_bit(names, set->items[k]);
            name->block.bits[bit / 64] |= UINT64_C(1) << bit % 64;
        }
    }
    name->skeleton = arena_str(arena, (Str){skeleton.text, skeleton.len});
    name->latin = arena_str(arena, (Str){latin.text, latin.len});
    name->skeleton_places = letter_places(arena, &skeleton);
    name->latin_places = letter_places(arena, &latin);
    name->skeleton_bag = letter_bag(&skeleton);
    name->latin_bag = letter_bag(&latin);
}

/* What two neighbors sound like, said as one; empty where they cannot be. */
static void fuse_neighbors(const Names *names, const SyllableList *list, ReadingSet *fused)
{
    for (int i = 0; i + 1 < list->count; i++) {
        const ReadingSet *x = &list->items[i], *y = &list->items[i + 1];
        fused[i].count = 0;
        fuse_readings(&names->tables->sounds, x->items, x->count, y->items, y->count, &fused[i]);
    }
}

static void number_syllables(Names *names, const SyllableList *list, Name *name)
{
    ReadingSet fusions[SYLLABLES_MAX];
    size_t count = (size_t)list->count;
    fuse_neighbors(names, list, fusions);
    pthread_mutex_lock(&names->lock);
    for (size_t i = 0; i < count; i++)
        name->syllables[i] = syllable_intern(names->syllables, &list->items[i]);
    for (size_t i = 0; i < count; i++) {
        bool fuses = i + 1 < count && fusions[i].count > 0;
        name->syllables[count + i] =
            fuses ? syllable_intern(names->syllables, &fusions[i]) : SYLLABLE_NONE;
        name->fusions |= (uint32_t)fuses << i;
    }
    pthread_mutex_unlock(&names->lock);
}

Name *name_finish(Names *names, Arena *arena, const Name *draft, const SyllableList *list,
                  const Letters *letters)
{
    size_t count = (size_t)list->count;
    Name *name = arena_alloc(arena, sizeof *name + 2 * count * sizeof *name->syllables);
    memcpy(name, draft, sizeof *name);
    name->count = (uint16_t)count;
    for (size_t i = 0; i < count; i++)
        name->weight = (uint16_t)(name->weight + syllable_weight(name, i));
    number_syllables(names, list, name);
    make_keys(names, arena, name, list);
    name->letters = arena_str(arena, (Str){letters->text, letters->len});
    name->letters_bag = letter_bag(letters);
    return name;
}

void name_add_alias(Name *name, Name *last, Name *alias)
{
    last->alias = alias;
    name->block.bits[0] |= alias->block.bits[0];
    name->block.bits[1] |= alias->block.bits[1];
}
