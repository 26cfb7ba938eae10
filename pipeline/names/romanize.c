/*
 * Latin letters for names in other scripts: for people to read beside the original, and letter by
 * letter for comparing.
 */

#include "pipeline/base/mem.h"
#include "pipeline/base/tsv.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/names/names_private.h"
#include "pipeline/names/parsers.h"

#include <ctype.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { ROMAN_SYLLABLES_MAX = 64 };

typedef struct RomanSyllable {
    Reading reading;
    Str latin;
} RomanSyllable;

typedef struct RomanTables {
    Str onsets[ONSET_COUNT];
    Str thai_onsets[ONSET_COUNT]; /* NULL pointer: as in onsets */
    Str medials[MEDIAL_COUNT];
    Str rimes[NUCLEUS_COUNT][CODA_COUNT];
    RomanSyllable syllables[ROMAN_SYLLABLES_MAX];
    size_t syllable_count;
    Str thai[THAI_SIZE]; /* by letter */
} RomanTables;

/* --- tables
 * -------------------------------------------------------------------------------------------------
 */

/* "th.w.i.n" */
static bool parse_sound(Str text, Reading *reading)
{
    Str part[4];
    for (int i = 0; i < 4; i++)
        if (!str_split(&text, '.', &part[i]))
            part[i] = STR("");
    Onset onset;
    Medial medial;
    Nucleus nucleus;
    Coda coda;
    if (!onset_from_name(part[0], &onset) || !medial_from_name(part[1], &medial) ||
        !nucleus_from_name(part[2], &nucleus) || !coda_from_name(part[3], &coda))
        return false;
    *reading = reading_of(onset, medial, nucleus, coda);
    return true;
}

static bool add_roman(RomanTables *tables, Str kind, Str sound, Str latin)
{
    Onset onset;
    Medial medial;
    Nucleus nucleus;
    Coda coda;
    Reading reading;
    if (str_is(kind, "onset") && onset_from_name(sound, &onset)) {
        tables->onsets[onset] = latin;
    } else if (str_is(kind, "thai") && onset_from_name(sound, &onset)) {
        tables->thai_onsets[onset] = latin;
    } else if (str_is(kind, "medial") && medial_from_name(sound, &medial)) {
        tables->medials[medial] = latin;
    } else if (str_is(kind, "rime")) {
        Str first;
        if (!str_split(&sound, '.', &first) || !nucleus_from_name(first, &nucleus) ||
            !coda_from_name(sound, &coda))
            return false;
        tables->rimes[nucleus][coda] = latin;
    } else if (str_is(kind, "syllable") && parse_sound(sound, &reading) &&
               tables->syllable_count < ROMAN_SYLLABLES_MAX) {
        tables->syllables[tables->syllable_count++] = (RomanSyllable){reading, latin};
    } else {
        return false;
    }
    return true;
}

struct RomanTables *roman_tables_load(const Assets *assets, Arena *arena, Error *err)
{
    static const char PATH[] = "templates/dictionaries/names/romanization.tsv";
    static const char THAI[] = "templates/dictionaries/names/thai_letters.tsv";
    RomanTables *tables = arena_new(arena, RomanTables);
    Tsv tsv = tsv_parse(arena, asset_read(assets, arena, PATH, err), PATH, err);
    int kind = tsv_need(&tsv, "kind", PATH, err), sound = tsv_need(&tsv, "sound", PATH, err);
    int latin = tsv_need(&tsv, "latin", PATH, err);
    for (size_t i = 0; error_ok(err) && i < tsv.row_count; i++) {
        const Str *fields = tsv.rows[i].fields;
        Str letters = str_is(fields[latin], "-") ? STR("") : fields[latin];
        if (!add_roman(tables, fields[kind], fields[sound], letters))
            error_set_at(err, STATUS_CONFIG, (SourceRef){.file = PATH, .row = tsv.rows[i].line},
                         "expected a kind and a sound, found \"%.*s\" \"%.*s\"",
                         STR_ARG(fields[kind]), STR_ARG(fields[sound]));
    }
    tsv = tsv_parse(arena, asset_read(assets, arena, THAI, err), THAI, err);
    int letter = tsv_need(&tsv, "letter", THAI, err);
    latin = tsv_need(&tsv, "latin", THAI, err);
    for (size_t i = 0; error_ok(err) && i < tsv.row_count; i++) {
        Str thai = tsv.rows[i].fields[letter];
        size_t pos = 0;
        uint32_t cp = thai.len ? utf8_next(thai, &pos) : 0;
        if (cp < THAI_FIRST || cp >= THAI_FIRST + THAI_SIZE)
            error_set_at(err, STATUS_CONFIG, (SourceRef){.file = THAI, .row = tsv.rows[i].line},
                         "expected a Thai letter, found \"%.*s\"", STR_ARG(thai));
        else
            tables->thai[cp - THAI_FIRST] = tsv.rows[i].fields[latin];
    }
    return tables;
}

/* --- letter by letter
 * ------------------------------------------------------------------------------------------ */

void append_thai_letters(const RomanTables *tables, StrBuf *buf, Str token)
{
    uint32_t lead = 0;
    for (size_t pos = 0; pos < token.len;) {
        uint32_t cp = utf8_next(token, &pos);
        if (cp < THAI_FIRST || cp >= THAI_FIRST + THAI_SIZE)
            continue;
        /* A killed letter is silent. */
        size_t next = pos;
        uint32_t after = next < token.len ? utf8_next(token, &next) : 0;
        if (after == 0x0E4C || ((after == 0x0E34 || after == 0x0E38) && next < token.len &&
                                utf8_next(token, &next) == 0x0E4C))
            continue;
        if (cp >= 0x0E40 && cp <= 0x0E44) {
            lead = cp;
            continue;
        }
        strbuf_append(buf, tables->thai[cp - THAI_FIRST]);
        if (lead) {
            strbuf_append(buf, tables->thai[lead - THAI_FIRST]);
            lead = 0;
        }
    }
}

/* "Rofique" is Rofik, "Quyen" Kwuyen: q has no sound of its own. In place; returns the length. */
static size_t spell_out_q(char *s, size_t len, size_t room)
{
    if (len >= 2 && s[len - 1] == 'e') {
        size_t q = len - 2 - (len >= 3 && s[len - 2] == 'u');
        if (s[q] == 'q') {
            s[q] = 'k';
            len = q + 1;
        }
    }
    for (size_t i = 0; i + 1 < len && len <= room; i++) {
        if (s[i] == 'q' && s[i + 1] == 'u') {
            s[i] = 'k';
            s[i + 1] = 'w';
        }
    }
    return len;
}

/* Letters that decomposing does not turn into a-z. */
static char special_letter(UChar c)
{
    switch (c) {
    case 0x0259: /* schwa */
    case 0x00E6: /* ae */
        return 'a';
    case 0x00F8: /* o with stroke */
        return 'o';
    case 0x0142:
        return 'l';
    case 0x0111:
    case 0x00F0:
        return 'd';
    case 0x0131:
        return 'i';
    case 0x00DF:
        return 's';
    default:
        return '\0';
    }
}

/* Any script to Latin by ICU; the transliterator is opened when it is first needed. */
static int32_t transliterate(Names *names, UChar *text, int32_t length, int32_t capacity)
{
    static const UChar ID[] = u"Any-Latin; Latin-ASCII; Lower";
    UErrorCode code = U_ZERO_ERROR;
    pthread_mutex_lock(&names->lock);
    if (!names->any_latin)
        names->any_latin = utrans_openU(ID, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    int32_t limit = length;
    if (U_SUCCESS(code))
        utrans_transUChars(names->any_latin, text, &length, capacity, 0, &limit, &code);
    pthread_mutex_unlock(&names->lock);
    return U_SUCCESS(code) ? length : 0;
}

static size_t fold_with_icu(Names *names, Str token, char *out, size_t room)
{
    enum { UNITS = 1024 };
    UChar text[UNITS], folded[UNITS];
    int32_t length = 0;
    size_t len = 0;
    UErrorCode code = U_ZERO_ERROR;
    u_strFromUTF8WithSub(text, UNITS, &length, token.ptr, (int32_t)token.len, UTF8_REPLACEMENT,
                         NULL, &code);
    if (U_FAILURE(code))
        return 0;
    size_t pos = 0;
    if (unicode_script(utf8_next(token, &pos)) != SCRIPT_LATIN)
        length = transliterate(names, text, length, UNITS);
    length = u_strToLower(folded, UNITS, text, length, "", &code);
    if (U_FAILURE(code))
        return 0;
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&code);
    length = unorm2_normalize(nfkd, folded, length, text, UNITS, &code);
    for (int32_t i = 0; U_SUCCESS(code) && i < length && len < room; i++) {
        char letter = text[i] >= 'a' && text[i] <= 'z' ? (char)text[i] : special_letter(text[i]);
        if (letter)
            out[len++] = letter;
    }
    return len;
}

Str latin_letters(Names *names, Arena *arena, Str token)
{
    size_t room = token.len * 4 + 8, len = 0;
    char *out = arena_alloc(arena, room + 1);
    bool ascii = true;
    for (size_t i = 0; i < token.len && ascii; i++) {
        char c = token.ptr[i];
        ascii = (unsigned char)c < 0x80;
        if (isalpha((unsigned char)c))
            out[len++] = (char)tolower((unsigned char)c);
    }
    if (!ascii)
        len = fold_with_icu(names, token, out, room);
    return (Str){out, spell_out_q(out, len, room)};
}

/* --- for people
 * ------------------------------------------------------------------------------------------------
 */

static void append_syllable(StrBuf *buf, const RomanTables *tables, Reading r, bool thai)
{
    for (size_t i = 0; i < tables->syllable_count && !thai; i++) {
        if (tables->syllables[i].reading == r) {
            strbuf_append(buf, tables->syllables[i].latin);
            return;
        }
    }
    Str onset = tables->onsets[reading_onset(r)], medial = tables->medials[reading_medial(r)];
    if (thai && tables->thai_onsets[reading_onset(r)].ptr)
        onset = tables->thai_onsets[reading_onset(r)];
    /* ky, gy, ch have the y in them. */
    if (onset.len && medial.len && onset.ptr[onset.len - 1] == 'y' && medial.ptr[0] == 'y')
        medial = str_slice(medial, 1, medial.len);
    strbuf_append(buf, onset);
    strbuf_append(buf, medial);
    strbuf_append(buf, tables->rimes[reading_nucleus(r)][reading_coda(r)]);
}

static void capitalize(StrBuf *buf, size_t at)
{
    if (at < buf->len)
        buf->ptr[at] = (char)toupper((unsigned char)buf->ptr[at]);
}

/* Burmese and Karen syllables stand apart, as they are written in Latin; Thai ones together. */
static void append_token(StrBuf *buf, const Names *names, const Name *name, const NameToken *token)
{
    if (token->script == NAME_LATIN) {
        strbuf_append(buf, token->text);
        return;
    }
    bool together = token->script == NAME_THAI || token->script == NAME_OTHER;
    size_t start = buf->len;
    for (size_t i = token->first; i < (size_t)token->first + token->count; i++) {
        int count;
        const Reading *readings = syllable_readings(names->syllables, name->syllables[i], &count);
        if (i > token->first && !together) {
            strbuf_append_char(buf, ' ');
            start = buf->len;
        }
        append_syllable(buf, names->roman, readings[0], token->script == NAME_THAI);
        capitalize(buf, start);
    }
}

static void append_one(StrBuf *buf, const Names *names, const Name *name)
{
    for (size_t i = 0; i < name->token_count; i++) {
        size_t before = buf->len;
        if (i > 0)
            strbuf_append_char(buf, ' ');
        size_t start = buf->len;
        append_token(buf, names, name, &name->tokens[i]);
        if (buf->len == start)
            buf->len = before;
    }
}

void name_append_romanized(StrBuf *buf, const Names *names, const Name *name)
{
    for (const Name *n = name; n; n = n->alias) {
        if (n != name)
            strbuf_append_cstr(buf, " / ");
        append_one(buf, names, n);
    }
}

void name_append_display(StrBuf *buf, const Names *names, const Name *name)
{
    unsigned scripts = 0;
    for (const Name *n = name; n; n = n->alias) {
        if (n != name)
            strbuf_append_cstr(buf, " / ");
        strbuf_append(buf, n->text);
        scripts |= n->scripts;
    }
    if (!(scripts & ~(1U << NAME_LATIN)))
        return;
    strbuf_append_cstr(buf, " [");
    name_append_romanized(buf, names, name);
    strbuf_append_char(buf, ']');
}

void name_append_reading(StrBuf *buf, Reading r)
{
    strbuf_appendf(buf, "%s.%s.%s.%s", onset_name(reading_onset(r)), medial_name(reading_medial(r)),
                   nucleus_name(reading_nucleus(r)), coda_name(reading_coda(r)));
}
