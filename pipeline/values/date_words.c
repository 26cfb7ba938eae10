/*
 * The words of dates: loading date_words.tsv, making a cell's text ready, finding months, eras and
 * ages in it. Matching is by plain substrings, longest form first.
 */

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/base/tsv.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/values/date_parts.h"

#include <ctype.h>
#include <stdlib.h>

typedef enum WordKind {
    WORD_MONTH,
    WORD_ABBREVIATION,
    WORD_ENGLISH,
    WORD_LUNAR,
    WORD_ERA,
    WORD_AGE_BEFORE,
    WORD_AGE_YEAR,
    WORD_AGE_MONTH,
    WORD_AGE_RUNNING,
    WORD_EMPTY,
    WORD_KIND_COUNT,
} WordKind;

static const char *const KINDS[WORD_KIND_COUNT] = {
    "month",      "abbreviation", "english",   "lunar",       "era",
    "age_before", "age_year",     "age_month", "age_running", "empty"};

typedef struct DateWord {
    Str form;
    int value; /* month, or DateCalendar of an era */
} DateWord;

typedef struct WordList {
    DateWord *words; /* longest first */
    size_t count;
} WordList;

struct DateReader {
    Arena *arena;
    WordList lists[WORD_KIND_COUNT];
};

/* --- the table
 * ------------------------------------------------------------------------------------ */

static int longest_first(const void *a, const void *b)
{
    const DateWord *x = a, *y = b;
    if (x->form.len != y->form.len)
        return x->form.len < y->form.len ? 1 : -1;
    return str_cmp(x->form, y->form);
}

static WordKind word_kind(Str name, int64_t line, Error *err)
{
    for (int kind = 0; kind < WORD_KIND_COUNT; kind++)
        if (str_is(name, KINDS[kind]))
            return (WordKind)kind;
    error_set(err, STATUS_CONFIG, "line %lld: expected a kind of word, found \"%.*s\"",
              (long long)line, STR_ARG(name));
    return WORD_EMPTY;
}

static int word_value(WordKind kind, Str text, int64_t line, Error *err)
{
    int64_t number;
    switch (kind) {
    case WORD_MONTH:
    case WORD_ABBREVIATION:
    case WORD_ENGLISH:
    case WORD_LUNAR:
        if (number_parse_int(text, &number) && number >= 1 && number <= 12)
            return (int)number;
        break;
    case WORD_ERA:
        if (str_is(text, "CE"))
            return CALENDAR_CE;
        if (str_is(text, "BE"))
            return CALENDAR_BE;
        if (str_is(text, "ME"))
            return CALENDAR_ME;
        break;
    default:
        return 0;
    }
    error_set(err, STATUS_CONFIG, "line %lld: expected a month (1-12) or an era, found \"%.*s\"",
              (long long)line, STR_ARG(text));
    return 0;
}

DateReader *date_reader_load(const Assets *assets, Error *err)
{
    static const char PATH[] = "templates/dictionaries/names/date_words.tsv";
    if (!error_ok(err))
        return NULL;
    Arena *arena = arena_create();
    DateReader *reader = arena_new(arena, DateReader);
    reader->arena = arena;
    Tsv table = tsv_parse(arena, asset_read(assets, arena, PATH, err), PATH, err);
    int kind_column = tsv_need(&table, "kind", PATH, err);
    int form_column = tsv_need(&table, "form", PATH, err);
    int value_column = tsv_need(&table, "value", PATH, err);
    for (int kind = 0; error_ok(err) && kind < WORD_KIND_COUNT; kind++)
        reader->lists[kind].words = arena_new_array(arena, DateWord, table.row_count + 1);
    for (size_t i = 0; error_ok(err) && i < table.row_count; i++) {
        const TsvRow *row = &table.rows[i];
        WordKind kind = word_kind(row->fields[kind_column], row->line, err);
        DateWord word = {.form = unicode_nfc(arena, row->fields[form_column])};
        word.value = word_value(kind, row->fields[value_column], row->line, err);
        if (str_is_empty(word.form))
            error_set(err, STATUS_CONFIG, "line %lld: expected a word", (long long)row->line);
        WordList *list = &reader->lists[kind];
        list->words[list->count++] = word;
    }
    if (!error_ok(err)) {
        error_place(err, (SourceRef){.file = PATH});
        arena_free(arena);
        return NULL;
    }
    for (int kind = 0; kind < WORD_KIND_COUNT; kind++)
        qsort(reader->lists[kind].words, reader->lists[kind].count, sizeof(DateWord),
              longest_first);
    return reader;
}

void date_reader_free(DateReader *reader)
{
    if (reader)
        arena_free(reader->arena);
}

/* --- a cell's text
 * ---------------------------------------------------------------------------------- */

static bool is_myanmar(uint32_t cp)
{
    return cp >= 0x1000 && cp <= 0x109F;
}

static bool is_myanmar_sign(uint32_t cp)
{
    return cp >= 0x102B && cp <= 0x103E;
}

static bool is_ascii_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

enum { LETTER_WA = 0x101D };

/*
 * Letter wa among digits is a zero, and a zero among Burmese letters is a wa: the two look the
 * same, and typists take either.
 */
static void repair_wa_and_zero(uint32_t *cp, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t before = i ? cp[i - 1] : ' ';
        uint32_t after = i + 1 < n ? cp[i + 1] : ' ';
        bool separator_after = after == '/' || after == '.' || after == '-';
        if (cp[i] == LETTER_WA) {
            if (!is_myanmar_sign(after) &&
                (is_ascii_digit(before) ||
                 (!is_myanmar(before) && (is_ascii_digit(after) || separator_after))))
                cp[i] = '0';
        } else if (cp[i] == '0') {
            if (!is_ascii_digit(before) &&
                (is_myanmar_sign(after) || (is_myanmar(before) && is_myanmar(after))))
                cp[i] = LETTER_WA;
        }
    }
}

static bool is_dropped(uint32_t cp)
{
    return (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp == 0xFEFF || cp == 0x00AD;
}

/* True where the bytes at pos are the word, and no Latin letter continues it. */
static bool word_at(Str text, size_t pos, Str word)
{
    if (pos + word.len > text.len || memcmp(text.ptr + pos, word.ptr, word.len) != 0)
        return false;
    bool latin = isalpha((unsigned char)word.ptr[word.len - 1]) != 0;
    return !latin || pos + word.len == text.len ||
           !isalpha((unsigned char)text.ptr[pos + word.len]);
}

/* The first list word that stands at pos; its length in *len. */
static const DateWord *list_word_at(const WordList *list, Str text, size_t pos, size_t *len)
{
    for (size_t i = 0; i < list->count; i++) {
        if (word_at(text, pos, list->words[i].form)) {
            *len = list->words[i].form.len;
            return &list->words[i];
        }
    }
    return NULL;
}

/* Most dates are digits and separators: they name no month and no era. */
static bool has_letters(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            return true;
    }
    return false;
}

/* An era written in the text; NONE also where it names two. */
static DateCalendar find_era(const DateReader *reader, Str text)
{
    const WordList *eras = &reader->lists[WORD_ERA];
    int found = CALENDAR_NONE;
    if (!has_letters(text))
        return CALENDAR_NONE;
    for (size_t i = 0; i < eras->count; i++) {
        Str form = eras->words[i].form;
        bool latin = isalpha((unsigned char)form.ptr[0]) != 0;
        for (size_t pos = str_find(text, form, 0); pos < text.len;
             pos = str_find(text, form, pos + 1)) {
            bool inside = latin && pos > 0 && isalpha((unsigned char)text.ptr[pos - 1]);
            if (inside || !word_at(text, pos, form))
                continue;
            if (found != CALENDAR_NONE && found != eras->words[i].value)
                return CALENDAR_NONE;
            found = eras->words[i].value;
        }
    }
    return (DateCalendar)found;
}

/* "12/05/2014", "2014-05-12": digits between separators, in which no word can stand. */
static bool is_plain_date(Str s)
{
    bool digit = false, separator = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c >= '0' && c <= '9')
            digit = true;
        else if (c == '/' || c == '-')
            separator = true;
        else
            return false;
    }
    return digit && separator && s.len <= DATE_CHARS_MAX;
}

bool date_text_prepare(const DateReader *reader, Arena *scratch, Str raw, DateText *text)
{
    *text = (DateText){0};
    Str s = str_trim(raw);
    if (is_plain_date(s)) {
        text->text = s;
        return true;
    }
    if (s.len > (size_t)DATE_CHARS_MAX * 4)
        return false;
    s = unicode_nfc(scratch, s);
    uint32_t cp[DATE_CHARS_MAX];
    size_t n = 0;
    for (size_t pos = 0; pos < s.len;) {
        uint32_t c = utf8_next(s, &pos);
        int digit = unicode_digit(c);
        if (is_dropped(c))
            continue;
        if (n == DATE_CHARS_MAX)
            return false;
        text->thai |= c >= 0x0E00 && c <= 0x0E7F && digit < 0;
        if (digit >= 0)
            c = '0' + (uint32_t)digit;
        else if (c == 0x00A0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A))
            c = ' ';
        else if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        cp[n++] = c;
    }
    repair_wa_and_zero(cp, n);
    char *out = arena_alloc(scratch, n * 4 + 1);
    size_t len = 0;
    for (size_t i = 0; i < n; i++)
        len += utf8_encode(cp[i], out + len);
    text->text = str_trim((Str){out, len});

    text->empty = str_is_empty(text->text);
    const WordList *empties = &reader->lists[WORD_EMPTY];
    for (size_t i = 0; i < empties->count && !text->empty; i++)
        text->empty = str_eq(text->text, empties->words[i].form);
    text->mark = find_era(reader, text->text);
    /* "12.0": a number that went through a floating-point column. */
    double number;
    if (str_ends_with(text->text, STR(".0")) && number_parse(text->text, &number))
        text->text.len -= 2;
    return true;
}

size_t date_text_numbers(const DateText *text, DateNumber numbers[DATE_NUMBERS_MAX])
{
    size_t count = 0;
    Str s = text->text;
    for (size_t pos = 0; pos < s.len && count < DATE_NUMBERS_MAX;) {
        if (pos == text->skip_from && text->skip_to > pos) {
            pos = text->skip_to;
            continue;
        }
        if (!isdigit((unsigned char)s.ptr[pos])) {
            pos++;
            continue;
        }
        DateNumber number = {0};
        for (; pos < s.len && isdigit((unsigned char)s.ptr[pos]); pos++) {
            if (number.digits < 8)
                number.value = number.value * 10 + (s.ptr[pos] - '0');
            number.digits++;
        }
        numbers[count++] = number;
    }
    return count;
}

/* --- ages
 * -----------------------------------------------------------------------------------------------
 */

static size_t skip_blanks(Str text, size_t pos)
{
    while (pos < text.len && text.ptr[pos] == ' ')
        pos++;
    return pos;
}

/* One or two digits at *pos, not more. */
static bool small_number(Str text, size_t *pos, int *value)
{
    size_t end = *pos;
    *value = 0;
    while (end < text.len && isdigit((unsigned char)text.ptr[end]) && end - *pos < 3)
        *value = *value * 10 + (text.ptr[end++] - '0');
    bool found = end > *pos && end - *pos <= 2;
    *pos = end;
    return found;
}

bool date_text_age(const DateReader *reader, const DateText *text, DateAge *age)
{
    Str s = text->text;
    size_t pos = 0, len;
    *age = (DateAge){.months = DATE_NO_MONTHS};
    DateNumber numbers[DATE_NUMBERS_MAX];
    for (size_t i = date_text_numbers(text, numbers); i-- > 0;)
        if (numbers[i].digits >= 4)
            return false;
    if (list_word_at(&reader->lists[WORD_AGE_BEFORE], s, pos, &len))
        pos = skip_blanks(s, pos + len);
    if (!small_number(s, &pos, &age->years))
        return false;
    pos = skip_blanks(s, pos);
    if (!list_word_at(&reader->lists[WORD_AGE_YEAR], s, pos, &len))
        return false;
    pos = skip_blanks(s, pos + len);
    size_t after = pos;
    int months;
    if (small_number(s, &after, &months)) {
        after = skip_blanks(s, after);
        if (list_word_at(&reader->lists[WORD_AGE_MONTH], s, after, &len)) {
            age->months = months;
            pos = skip_blanks(s, after + len);
        }
    }
    age->running = list_word_at(&reader->lists[WORD_AGE_RUNNING], s, pos, &len) != NULL;
    return true;
}

/* --- months
 * --------------------------------------------------------------------------------------------- */

int date_text_lunar(const DateReader *reader, const DateText *text, int *me_year)
{
    const WordList *lunar = &reader->lists[WORD_LUNAR];
    DateNumber numbers[DATE_NUMBERS_MAX];
    size_t count = date_text_numbers(text, numbers);
    *me_year = 0;
    for (size_t i = 0; i < count && !*me_year; i++)
        if (numbers[i].digits == 4 && numbers[i].value >= 1300 && numbers[i].value < 1500)
            *me_year = numbers[i].value;
    for (size_t i = 0; i < lunar->count && *me_year; i++)
        if (str_find(text->text, lunar->words[i].form, 0) < text->text.len)
            return lunar->words[i].value;
    return 0;
}

static void hide(DateText *text, size_t from, size_t to)
{
    text->skip_from = from;
    text->skip_to = to;
}

static bool thai_consonant_at(Str text, size_t pos)
{
    if (pos >= text.len)
        return false;
    uint32_t cp = utf8_next(text, &pos);
    return cp >= 0x0E01 && cp <= 0x0E2E;
}

/*
 * "พ.ค.", "พค", "พ ค": the letters with at most a dot and a blank between them. Returns the end
 * of the match at pos, or 0.
 */
static size_t abbreviation_at(Str text, size_t pos, Str form)
{
    for (size_t f = 0; f < form.len;) {
        size_t next = f;
        (void)utf8_next(form, &next);
        if (f > 0) {
            pos += pos < text.len && text.ptr[pos] == '.';
            pos += pos < text.len && text.ptr[pos] == ' ';
        }
        if (pos + (next - f) > text.len || memcmp(text.ptr + pos, form.ptr + f, next - f) != 0)
            return 0;
        pos += next - f;
        f = next;
    }
    pos += pos < text.len && text.ptr[pos] == '.';
    return thai_consonant_at(text, pos) ? 0 : pos;
}

static int find_abbreviation(const WordList *list, DateText *text)
{
    Str s = text->text;
    for (size_t i = 0; i < list->count; i++) {
        bool after_consonant = false;
        for (size_t pos = 0; pos < s.len;) {
            size_t end = after_consonant ? 0 : abbreviation_at(s, pos, list->words[i].form);
            if (end) {
                hide(text, pos, end);
                return list->words[i].value;
            }
            after_consonant = thai_consonant_at(s, pos);
            (void)utf8_next(s, &pos);
        }
    }
    return 0;
}

/* Letters that must change to make a of b; more than `most` counts as most + 1. */
static int edits(Str a, Str b, int most)
{
    enum { WORD_MAX = 16 };
    if (a.len > WORD_MAX || b.len > WORD_MAX)
        return most + 1;
    int row[WORD_MAX + 1];
    for (size_t j = 0; j <= b.len; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= a.len; i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= b.len; j++) {
            int cost = diagonal + (a.ptr[i - 1] != b.ptr[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < cost)
                cost = row[j] + 1;
            if (row[j - 1] + 1 < cost)
                cost = row[j - 1] + 1;
            row[j] = cost;
        }
    }
    return row[b.len] > most ? most + 1 : row[b.len];
}

/* "may", "sept.", "febuary": the first three letters, then a beginning or a near miss. */
static int find_english(const WordList *list, DateText *text)
{
    Str s = text->text;
    for (size_t pos = 0; pos < s.len;) {
        size_t end = pos;
        while (end < s.len && isalpha((unsigned char)s.ptr[end]))
            end++;
        Str word = str_slice(s, pos, end);
        for (size_t i = 0; i < list->count && word.len >= 3; i++) {
            Str form = list->words[i].form;
            if (memcmp(word.ptr, form.ptr, 3) != 0)
                continue;
            if (!str_starts_with(form, word) && edits(word, form, 2) > 2)
                continue;
            hide(text, pos, end);
            return list->words[i].value;
        }
        pos = end == pos ? pos + 1 : end;
    }
    return 0;
}

int date_text_month(const DateReader *reader, DateText *text)
{
    if (!has_letters(text->text))
        return 0;
    const WordList *months = &reader->lists[WORD_MONTH];
    for (size_t i = 0; i < months->count; i++) {
        Str form = months->words[i].form;
        size_t at = str_find(text->text, form, 0);
        if (at < text->text.len) {
            hide(text, at, at + form.len);
            return months->words[i].value;
        }
    }
    int month = find_abbreviation(&reader->lists[WORD_ABBREVIATION], text);
    return month ? month : find_english(&reader->lists[WORD_ENGLISH], text);
}
