#include "pipeline/map/period.h"

#include "pipeline/base/number.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/map/text_key.h"

enum { NUMBERS_MAX = 24, BUDDHIST_FROM = 2440, BUDDHIST_TO = 2640, BUDDHIST_OFFSET = 543 };

/* A run of digits in a text, and what stands before it. */
typedef struct Number {
    int value;
    int digits;
    size_t start, end; /* bytes of the folded text */
} Number;

typedef struct Numbers {
    Str text;
    Number items[NUMBERS_MAX];
    int count;
} Numbers;

static Numbers find_numbers(Str text)
{
    Numbers numbers = {.text = text};
    for (size_t i = 0; i < text.len && numbers.count < NUMBERS_MAX;) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            i++;
            continue;
        }
        Number number = {.start = i};
        for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++) {
            number.digits++;
            if (number.digits <= 8)
                number.value = number.value * 10 + (text.ptr[i] - '0');
        }
        number.end = i;
        numbers.items[numbers.count++] = number;
    }
    return numbers;
}

/* The C.E. year of a four-digit number; 0 where it is none. */
static int year_of(const Number *number)
{
    if (number->digits != 4)
        return 0;
    if (number->value >= 1990 && number->value <= 2100)
        return number->value;
    if (number->value >= BUDDHIST_FROM && number->value <= BUDDHIST_TO)
        return number->value - BUDDHIST_OFFSET;
    return 0;
}

/* Two digits behind a month's name: 26 is 2026, 69 is B.E. 2569. */
static int short_year_of(const Number *number)
{
    if (number->digits != 2)
        return 0;
    if (number->value >= 40)
        return 2500 + number->value - BUDDHIST_OFFSET;
    return number->value >= 10 ? 2000 + number->value : 0;
}

/* One separator between two numbers: "2026-06", "1/2569", "2026-2027". */
static bool adjoin(const Numbers *numbers, int i)
{
    if (i + 1 >= numbers->count)
        return false;
    Str gap =
        str_trim(str_slice(numbers->text, numbers->items[i].end, numbers->items[i + 1].start));
    return gap.len == 1 && strchr("-/._", gap.ptr[0]);
}

static bool is_day(const Number *n)
{
    return n->digits <= 2 && n->value >= 1 && n->value <= 31;
}

static bool is_month(const Number *n)
{
    return n->digits <= 2 && n->value >= 1 && n->value <= 12;
}

static bool has_letters_beyond_ascii(Str key)
{
    for (size_t i = 0; i < key.len; i++)
        if ((unsigned char)key.ptr[i] >= 0x80)
            return true;
    return false;
}

/* "june2026" and "มิย69" without their digits. */
static Str without_digits(Arena *scratch, Str key)
{
    char *out = arena_alloc(scratch, key.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] < '0' || key.ptr[i] > '9')
            out[len++] = key.ptr[i];
    return (Str){out, len};
}

/*
 * The month that a word names. Latin words must be the name; Thai and Burmese ones, which run on
 * without blanks, may hold it: the longest name within counts.
 */
static int named_month(const Dictionary *dictionary, Arena *scratch, Str key, Str *word)
{
    Str letters = without_digits(scratch, key);
    if (letters.len < 2)
        return 0;
    bool within = has_letters_beyond_ascii(letters);
    int best = 0;
    size_t longest = 0;
    for (int month = 1; month <= 12; month++) {
        WordList list = dictionary_month(dictionary, month);
        for (size_t i = 0; i < list.count; i++) {
            Str spelling = list.keys[i];
            if (spelling.len <= longest || spelling.len > letters.len)
                continue;
            if (((unsigned char)spelling.ptr[0] >= 0x80) != within)
                continue;
            if (within ? str_find(letters, spelling, 0) == letters.len : !str_eq(letters, spelling))
                continue;
            best = month;
            longest = spelling.len;
            *word = spelling;
        }
    }
    return best;
}

/* Where a month's name stands in a text. */
typedef struct MonthWord {
    int month; /* 0: none */
    size_t start, end;
} MonthWord;

/* Keys run words together, so each word is keyed by itself; the longest name wins. */
static MonthWord month_in(const Dictionary *dictionary, Arena *scratch, Str text)
{
    MonthWord best = {0};
    Str word = STR(""), longest = STR("");
    size_t from = 0;
    for (size_t i = 0; i <= text.len; i++) {
        char c = i < text.len ? text.ptr[i] : ' ';
        if (c != ' ' && c != '_' && c != '-' && c != '/' && c != ',' && c != '\n' && c != '(' &&
            c != ')')
            continue;
        if (i > from) {
            int month = named_month(dictionary, scratch,
                                    text_key(scratch, str_slice(text, from, i)), &word);
            if (month && word.len > longest.len) {
                best = (MonthWord){month, from, i};
                longest = word;
            }
        }
        from = i + 1;
    }
    return best;
}

static bool has_word(const Dictionary *dictionary, Str key, const char *word)
{
    WordList list = dictionary_words(dictionary, word);
    for (size_t i = 0; i < list.count; i++)
        if (str_find(key, list.keys[i], 0) < key.len)
            return true;
    return false;
}

static Period whole_date(const Numbers *numbers)
{
    Period none = {0};
    for (int i = 0; i + 2 < numbers->count; i++) {
        const Number *a = &numbers->items[i], *b = a + 1, *c = a + 2;
        if (!adjoin(numbers, i) || !adjoin(numbers, i + 1))
            continue;
        Date date = {0};
        if (year_of(a) && is_month(b) && is_day(c))
            date = (Date){year_of(a), b->value, c->value};
        else if (is_day(a) && is_month(b) && year_of(c))
            date = (Date){year_of(c), b->value, a->value};
        if (date_is_valid(date))
            return (Period){PERIOD_MONTH, date.year, date.month, date};
    }
    /* 20260630, and 202606 */
    for (int i = 0; i < numbers->count; i++) {
        const Number *n = &numbers->items[i];
        Date date = {n->value / 10000, n->value / 100 % 100, n->value % 100};
        if (n->digits == 8 && date.year > BUDDHIST_FROM)
            date.year -= BUDDHIST_OFFSET;
        if (n->digits == 8 && date.year >= 1990 && date.year <= 2100 && date_is_valid(date))
            return (Period){PERIOD_MONTH, date.year, date.month, date};
        Number year = {.value = n->value / 100, .digits = 4};
        int month = n->value % 100;
        if (n->digits == 6 && year_of(&year) && month >= 1 && month <= 12)
            return (Period){.kind = PERIOD_MONTH, .year = year_of(&year), .number = month};
    }
    return none;
}

/* The number that ends right before a place in the text, blanks and commas between. */
static const Number *number_before(const Numbers *numbers, size_t at)
{
    const Number *best = NULL;
    for (int i = 0; i < numbers->count; i++)
        if (numbers->items[i].end <= at)
            best = &numbers->items[i];
    return best && at - best->end <= 2 ? best : NULL;
}

static const Number *number_after(const Numbers *numbers, size_t at)
{
    for (int i = 0; i < numbers->count; i++)
        if (numbers->items[i].start >= at)
            return numbers->items[i].start - at <= 2 ? &numbers->items[i] : NULL;
    return NULL;
}

/*
 * A month by its name, the year by the digits beside it: "10 June 2026", "June 10, 2026", "June
 * 26", "2026 June 10" (as Burmese writes it).
 */
static Period named(const Dictionary *dictionary, Arena *scratch, const Numbers *numbers, Str text,
                    int default_year)
{
    Period period = {0};
    MonthWord word = month_in(dictionary, scratch, text);
    if (word.month == 0)
        return period;
    const Number *before = number_before(numbers, word.start);
    const Number *after = number_after(numbers, word.end);
    int year = after ? year_of(after) : 0, day = 0;
    if (year && before && is_day(before))
        day = before->value;
    if (!year && before && year_of(before)) {
        year = year_of(before);
        day = after && is_day(after) ? after->value : 0;
    }
    if (!year && after && is_day(after)) {
        const Number *next = number_after(numbers, after->end);
        if (next && (year = year_of(next)) != 0)
            day = after->value;
    }
    if (!year && after)
        year = short_year_of(after);
    if (year && !day && before && is_day(before))
        day = before->value;
    for (int i = 0; i < numbers->count && year == 0; i++)
        year = year_of(&numbers->items[i]);
    if (year == 0)
        year = default_year;
    if (year == 0)
        return period;
    period = (Period){.kind = PERIOD_MONTH, .year = year, .number = word.month};
    Date date = {year, word.month, day};
    if (day && date_is_valid(date))
        period.day = date;
    return period;
}

static Period year_and_part(const Numbers *numbers, PeriodKind kind, int most)
{
    for (int i = 0; i < numbers->count; i++)
        for (int j = 0; j < numbers->count; j++) {
            const Number *part = &numbers->items[i], *year = &numbers->items[j];
            if (i != j && part->digits == 1 && part->value >= 1 && part->value <= most &&
                year_of(year))
                return (Period){.kind = kind, .year = year_of(year), .number = part->value};
        }
    return (Period){0};
}

Period period_find(const Dictionary *dictionary, Arena *scratch, Str text, int default_year)
{
    Str plain = unicode_ascii_digits(scratch, unicode_nfc(scratch, text));
    Numbers numbers = find_numbers(plain);
    Period period = whole_date(&numbers);
    if (period.kind)
        return period;
    period = named(dictionary, scratch, &numbers, plain, default_year);
    if (period.kind || numbers.count == 0)
        return period;
    Str key = text_key(scratch, plain);
    if (has_word(dictionary, key, "term")) {
        period = year_and_part(&numbers, PERIOD_TERM, 2);
        if (period.kind)
            return period;
    }
    bool letter_q = str_find(key, STR("q1"), 0) < key.len ||
                    str_find(key, STR("q2"), 0) < key.len ||
                    str_find(key, STR("q3"), 0) < key.len || str_find(key, STR("q4"), 0) < key.len;
    if (letter_q || has_word(dictionary, key, "quarter")) {
        period = year_and_part(&numbers, PERIOD_QUARTER, 4);
        if (period.kind)
            return period;
    }
    for (int i = 0; i + 1 < numbers.count; i++) {
        const Number *a = &numbers.items[i], *b = a + 1;
        if (!adjoin(&numbers, i))
            continue;
        if (year_of(a) &&
            (year_of(b) == year_of(a) + 1 || (b->digits == 2 && b->value == (a->value + 1) % 100)))
            return (Period){.kind = PERIOD_YEAR, .year = year_of(a)};
        if (year_of(a) && is_month(b) && b->digits == 2)
            return (Period){.kind = PERIOD_MONTH, .year = year_of(a), .number = b->value};
        if (is_month(a) && year_of(b))
            return (Period){.kind = PERIOD_MONTH, .year = year_of(b), .number = a->value};
    }
    for (int i = 0; i < numbers.count; i++)
        if (year_of(&numbers.items[i]))
            return (Period){.kind = PERIOD_YEAR, .year = year_of(&numbers.items[i])};
    return (Period){0};
}

int period_month_heading(const Dictionary *dictionary, Arena *scratch, Str text, int *year)
{
    Str plain = unicode_ascii_digits(scratch, text);
    Numbers numbers = find_numbers(plain);
    *year = 0;
    if (utf8_count(plain) > 24 || numbers.count > 2)
        return 0;
    int month = month_in(dictionary, scratch, plain).month;
    if (month == 0 && numbers.count == 2 && adjoin(&numbers, 0)) {
        const Number *a = numbers.items, *b = a + 1;
        if (year_of(a) && is_month(b))
            month = b->value;
        else if (is_month(a) && year_of(b))
            month = a->value;
    }
    for (int i = 0; i < numbers.count && month; i++) {
        if (year_of(&numbers.items[i]))
            *year = year_of(&numbers.items[i]);
        else if (*year == 0)
            *year = short_year_of(&numbers.items[i]);
    }
    return month;
}

Str period_code(Arena *arena, const Period *period, const char *calendar)
{
    switch (period->kind) {
    case PERIOD_MONTH:
        return arena_printf(arena, "%04d-%02d", period->year, period->number);
    case PERIOD_QUARTER:
        return arena_printf(arena, "%04d-Q%d", period->year, period->number);
    case PERIOD_TERM:
        return arena_printf(arena, "%04d-T%d", period->year, period->number);
    case PERIOD_YEAR:
        return arena_printf(arena, "%04d-SY.%s", period->year, calendar);
    case PERIOD_NONE:
        break;
    }
    return STR("");
}

Date period_school_year_start(int year, const char *calendar)
{
    return strcmp(calendar, "thai") == 0 ? (Date){year, 5, 16} : (Date){year, 6, 1};
}

int period_school_year(Date day, const char *calendar)
{
    Date start = period_school_year_start(day.year, calendar);
    return date_cmp(day, start) >= 0 ? day.year : day.year - 1;
}

static Date month_end(int year, int month)
{
    return (Date){year, month, date_days_in_month(year, month)};
}

Date period_list_date(const Period *period, const char *calendar)
{
    if (!date_is_none(period->day))
        return period->day;
    switch (period->kind) {
    case PERIOD_MONTH:
        return month_end(period->year, period->number);
    case PERIOD_QUARTER:
        return month_end(period->year, period->number * 3);
    case PERIOD_TERM: /* the ministry's reference dates: 10 June and 10 November */
        return (Date){period->year, period->number == 1 ? 6 : 11, 10};
    case PERIOD_YEAR:
        return period_school_year_start(period->year, calendar);
    case PERIOD_NONE:
        break;
    }
    return (Date){0};
}

Period period_parse_code(Str code)
{
    int64_t year = 0, number = 0;
    if (code.len < 7 || code.ptr[4] != '-' || !number_parse_int(str_slice(code, 0, 4), &year))
        return (Period){0};
    Str rest = str_slice(code, 5, code.len);
    if (str_starts_with(rest, STR("SY")))
        return (Period){.kind = PERIOD_YEAR, .year = (int)year};
    PeriodKind kind = rest.ptr[0] == 'Q'   ? PERIOD_QUARTER
                      : rest.ptr[0] == 'T' ? PERIOD_TERM
                                           : PERIOD_MONTH;
    if (kind != PERIOD_MONTH)
        rest = str_slice(rest, 1, rest.len);
    int most = kind == PERIOD_MONTH ? 12 : kind == PERIOD_QUARTER ? 4 : 2;
    if (!number_parse_int(rest, &number) || number < 1 || number > most)
        return (Period){0};
    return (Period){.kind = kind, .year = (int)year, .number = (int)number};
}
