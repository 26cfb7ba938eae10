/* The conditions of levels: each calls one comparator and asks for its threshold. */

#include "pipeline/link/condition.h"

#include "pipeline/base/number.h"
#include "pipeline/link/edit_distance.h"
#include "pipeline/link/qgram.h"
#include "pipeline/link/words.h"

#include <math.h>
#include <stdlib.h>

/* One text is a short form of the other: "j" and "jacob", "mg" and "mgmg". */
bool condition_short_form(const Condition *condition, Str a, Str b)
{
    Str shorter = a.len < b.len ? a : b, longer = a.len < b.len ? b : a;
    return shorter.len > 0 && shorter.len <= (size_t)condition->length &&
           str_starts_with(longer, shorter);
}

static Str local_part(Str email)
{
    return str_slice(email, 0, str_find(email, STR("@"), 0));
}

static bool date_swapped(LinkDate a, LinkDate b)
{
    return a.year == b.year && a.month == b.day && a.day == b.month;
}

static bool date_heaped(LinkDate a, LinkDate b)
{
    return a.year == b.year && ((a.month == 1 && a.day == 1) || (b.month == 1 && b.day == 1));
}

static bool date_part(LinkDate a, LinkDate b)
{
    return (a.year == b.year && a.day == b.day) || (a.month == b.month && a.day == b.day);
}

static bool date_shifted(LinkDate a, LinkDate b)
{
    int years = abs(a.year - b.year);
    return a.month == b.month && a.day == b.day && (years == 10 || years == 11 || years == 543);
}

/* Days between two intervals; 0 where they overlap. */
static int date_gap(LinkDate a, LinkDate b)
{
    if (a.lo > b.hi)
        return a.lo - b.hi;
    return b.lo > a.hi ? b.lo - a.hi : 0;
}

bool date_condition_holds(const Condition *condition, LinkDate a, LinkDate b)
{
    if (a.year == 0 || b.year == 0)
        return false;
    if (condition->kind == CONDITION_DATE_WITHIN)
        return date_gap(a, b) <= (int)condition->threshold;
    bool days = link_date_is_day(a) && link_date_is_day(b);
    if (condition->kind == CONDITION_DATE_OVERLAP)
        return !days && date_gap(a, b) == 0;
    if (!days)
        return false;
    switch (condition->kind) {
    case CONDITION_DATE_SAME:
        return a.lo == b.lo;
    case CONDITION_DATE_SWAPPED:
        return date_swapped(a, b);
    case CONDITION_DATE_HEAPED:
        return date_heaped(a, b);
    case CONDITION_DATE_PART:
        return date_part(a, b);
    default:
        return date_shifted(a, b);
    }
}

static double known_jaro(const ValueView *a, const ValueView *b, JaroDialect jaro,
                         Similarities *known)
{
    if (known->jaro < 0)
        known->jaro = jaro_similarity(a->text, b->text, jaro);
    return known->jaro;
}

static double known_jaro_winkler(const ValueView *a, const ValueView *b, JaroDialect jaro,
                                 Similarities *known)
{
    if (known->jaro_winkler < 0)
        known->jaro_winkler = jaro_winkler_similarity(a->text, b->text, jaro);
    return known->jaro_winkler;
}

/* Exact where the threshold may ask for it: hardly a model does below the floor. */
static double known_syllables(const ValueView *a, const ValueView *b, double threshold,
                              const LinkNames *names, Similarities *known)
{
    static const double FLOOR = 0.45; /* of the preset's lowest level */
    if (!a->name || !b->name)
        return (double)str_eq(a->text, b->text);
    if (known->syllables < 0)
        known->syllables = link_name_similarity_above(names, a->name, b->name, FLOOR);
    if (known->syllables < FLOOR && threshold < FLOOR)
        return link_name_similarity(names, a->name, b->name);
    return known->syllables;
}

static double known_place(const ValueView *a, const ValueView *b, const LinkNames *names,
                          Similarities *known)
{
    if (known->place < 0)
        known->place = link_place_similarity(names, a->name, b->name, a->text, b->text);
    return known->place;
}

bool condition_holds(const Condition *condition, const ValueView *a, const ValueView *b,
                     JaroDialect jaro, const LinkNames *names, Similarities *known)
{
    int limit = (int)condition->threshold;
    double x, y;
    switch (condition->kind) {
    case CONDITION_ELSE:
        return true;
    case CONDITION_EXACT:
        return str_eq(a->text, b->text);
    case CONDITION_SWAPPED:
    case CONDITION_CROSSED:
    case CONDITION_KIND_COUNT:
        return false;
    case CONDITION_JARO:
        return known_jaro(a, b, jaro, known) >= condition->threshold;
    case CONDITION_JARO_WINKLER:
        return known_jaro_winkler(a, b, jaro, known) >= condition->threshold;
    case CONDITION_LEVENSHTEIN:
        return levenshtein_distance(a->text, b->text, limit) <= limit;
    case CONDITION_OSA:
        return osa_distance(a->text, b->text, limit) <= limit;
    case CONDITION_DAMERAU:
        return damerau_distance(a->text, b->text, limit) <= limit;
    case CONDITION_JACCARD:
        return qgram_jaccard(a->text, b->text, condition->length) >= condition->threshold;
    case CONDITION_PREFIX:
        return condition_short_form(condition, a->text, b->text);
    case CONDITION_PART: {
        size_t from = (size_t)condition->from - 1, to = from + (size_t)condition->length;
        return str_eq(str_slice(a->text, from, to), str_slice(b->text, from, to));
    }
    case CONDITION_LOCAL_PART:
        return str_eq(local_part(a->text), local_part(b->text));
    case CONDITION_SYLLABLES:
        return known_syllables(a, b, condition->threshold, names, known) >= condition->threshold;
    case CONDITION_WORDS:
        if (known->words < 0)
            known->words = words_similarity(a->text, b->text);
        return known->words >= condition->threshold;
    case CONDITION_PLACE:
        return known_place(a, b, names, known) >= condition->threshold;
    case CONDITION_NUMBER_WITHIN:
        return number_parse(a->text, &x) && number_parse(b->text, &y) &&
               fabs(x - y) <= condition->threshold;
    case CONDITION_DATE_SAME:
    case CONDITION_DATE_OVERLAP:
    case CONDITION_DATE_SWAPPED:
    case CONDITION_DATE_HEAPED:
    case CONDITION_DATE_PART:
    case CONDITION_DATE_SHIFTED:
    case CONDITION_DATE_WITHIN:
        return date_condition_holds(condition, a->date, b->date);
    }
    return false;
}
