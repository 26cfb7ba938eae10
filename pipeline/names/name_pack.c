/*
 * Names as bytes. Of each name and each alias: the number of syllables, whether a word is Thai,
 * titles (4 bytes), then of each syllable the number of its readings and the readings (2 bytes
 * each), then the letters and how many they are. The lowest byte comes first.
 */

#include "pipeline/names/names_private.h"

static void put_low_first(StrBuf *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        strbuf_append_char(out, (char)(value >> 8 * i));
}

void name_pack(const Names *names, const Name *name, StrBuf *out)
{
    for (; name; name = name->alias) {
        put_low_first(out, name->count, 1);
        put_low_first(out, name->thai_word, 1);
        put_low_first(out, name->titles, 4);
        for (size_t i = 0; i < name->count; i++) {
            int count;
            const Reading *readings = name_readings(names, name->syllables[i], &count);
            put_low_first(out, (uint32_t)count, 1);
            for (int k = 0; k < count; k++)
                put_low_first(out, readings[k], 2);
        }
        put_low_first(out, (uint32_t)name->letters.len, 1);
        strbuf_append(out, name->letters);
    }
}

/* `wrong` stays true once the bytes ended too early or a number was too large. */
typedef struct Unpacker {
    const char *at, *end;
    bool wrong;
} Unpacker;

/* The place of so many bytes, which are passed; NULL: there are fewer. */
static const char *next_bytes(Unpacker *in, size_t count)
{
    in->wrong = in->wrong || count > (size_t)(in->end - in->at);
    if (in->wrong)
        return NULL;
    in->at += count;
    return in->at - count;
}

static uint32_t next_number(Unpacker *in, size_t count, uint32_t most)
{
    const char *bytes = next_bytes(in, count);
    uint32_t value = 0;
    for (size_t i = 0; bytes && i < count; i++)
        value |= (uint32_t)(unsigned char)bytes[i] << 8 * i;
    in->wrong = in->wrong || value > most;
    return in->wrong ? 0 : value;
}

static void next_syllable(Unpacker *in, ReadingSet *set)
{
    set->count = (int)next_number(in, 1, READINGS_MAX);
    for (int i = 0; i < set->count; i++) {
        Reading r = (Reading)next_number(in, 2, UINT16_MAX);
        in->wrong = in->wrong || reading_onset(r) >= ONSET_COUNT ||
                    reading_medial(r) >= MEDIAL_COUNT || reading_nucleus(r) >= NUCLEUS_COUNT ||
                    reading_coda(r) >= CODA_COUNT;
        set->items[i] = r;
    }
    in->wrong = in->wrong || set->count == 0;
}

static Name *next_name(Unpacker *in, Names *names, Arena *arena)
{
    Name draft;
    memset(&draft, 0, sizeof draft);
    SyllableList list;
    Letters letters = {.len = 0};
    list.count = (int)next_number(in, 1, SYLLABLES_MAX);
    draft.thai_word = next_number(in, 1, 1) != 0;
    draft.titles = next_number(in, 4, UINT32_MAX);
    for (int i = 0; i < list.count; i++)
        next_syllable(in, &list.items[i]);
    size_t len = next_number(in, 1, NAME_LETTERS_MAX);
    const char *text = next_bytes(in, len);
    if (text)
        letters_add(&letters, text, len);
    return in->wrong ? NULL : name_finish(names, arena, &draft, &list, &letters);
}

const Name *name_unpack(Names *names, Arena *arena, Str packed)
{
    Unpacker in = {.at = packed.ptr, .end = packed.ptr + packed.len};
    Name *name = next_name(&in, names, arena), *last = name;
    while (!in.wrong && in.at < in.end) {
        Name *alias = next_name(&in, names, arena);
        if (alias)
            name_add_alias(name, last, alias);
        last = alias;
    }
    return in.wrong ? NULL : name;
}
