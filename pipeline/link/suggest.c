/* Which column is what, by its name first and by its contents where the name says nothing. */

#include "pipeline/link/suggest.h"

#include "pipeline/link/link_date.h"
#include "pipeline/link/words.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"

#include <ctype.h>

typedef enum Meaning {
    MEANS_NOTHING,
    MEANS_ID,    /* of the record */
    MEANS_TRUTH, /* of the person: what linkage is to find */
    MEANS_SOURCE,
    MEANS_GIVEN,
    MEANS_FAMILY,
    MEANS_FULL_NAME,
    MEANS_PARENT,
    MEANS_BIRTH,
    MEANS_SEX,
    MEANS_PHONE,
    MEANS_EMAIL,
    MEANS_NUMBER_OF_PERSON,
    MEANS_POSTCODE,
    MEANS_HOUSE_NUMBER,
    MEANS_PLACE,
    MEANS_MIDDLE,
    MEANS_BIRTH_YEAR,
    MEANS_BIRTH_PART, /* its month or day */
    MEANS_THING,      /* what is no person's: titles, venues, prices */
} Meaning;

/* Words of column names; the first that a name contains decides. "=": the whole name. */
static const struct {
    const char *word;
    Meaning meaning;
} WORDS[] = {
    {"=cluster", MEANS_TRUTH},
    {"cluster_id", MEANS_TRUTH},
    {"=ent_id", MEANS_TRUTH},
    {"entity_id", MEANS_TRUTH},
    {"=truth", MEANS_TRUTH},
    {"true_id", MEANS_TRUTH},
    {"simulant", MEANS_TRUTH},
    {"=label", MEANS_TRUTH},
    {"=person_id", MEANS_TRUTH},
    {"ground_truth", MEANS_TRUTH},
    {"gold_", MEANS_TRUTH},
    {"=child", MEANS_TRUTH},
    {"match_id", MEANS_TRUTH},
    {"=ncid", MEANS_TRUTH},
    {"=id", MEANS_ID},
    {"rec_id", MEANS_ID},
    {"record_id", MEANS_ID},
    {"unique_id", MEANS_ID},
    {"=row_id", MEANS_ID},
    {"=uid", MEANS_ID},
    {"voter_reg", MEANS_ID},
    {"=source", MEANS_SOURCE},
    {"source_dataset", MEANS_SOURCE},
    {"=dataset", MEANS_SOURCE},
    {"data_source", MEANS_SOURCE},
    {"record_type", MEANS_SOURCE},
    {"mother", MEANS_PARENT},
    {"father", MEANS_PARENT},
    {"guardian", MEANS_PARENT},
    {"parent", MEANS_PARENT},
    {"email", MEANS_EMAIL},
    {"e_mail", MEANS_EMAIL},
    {"phone", MEANS_PHONE},
    {"mobile", MEANS_PHONE},
    {"=tel", MEANS_PHONE},
    {"telephone", MEANS_PHONE},
    {"middle", MEANS_MIDDLE},
    {"midl", MEANS_MIDDLE},
    {"initial", MEANS_MIDDLE},
    {"birth_place", MEANS_PLACE},
    {"birthplace", MEANS_PLACE},
    {"place_of_birth", MEANS_PLACE},
    {"birth_state", MEANS_PLACE},
    {"birth_year", MEANS_BIRTH_YEAR},
    {"year_of_birth", MEANS_BIRTH_YEAR},
    {"=yob", MEANS_BIRTH_YEAR},
    {"=by", MEANS_BIRTH_YEAR},
    {"birth_month", MEANS_BIRTH_PART},
    {"month_of_birth", MEANS_BIRTH_PART},
    {"=bm", MEANS_BIRTH_PART},
    {"birth_day", MEANS_BIRTH_PART},
    {"day_of_birth", MEANS_BIRTH_PART},
    {"=bd", MEANS_BIRTH_PART},
    {"dob", MEANS_BIRTH},
    {"birth", MEANS_BIRTH},
    {"first_name", MEANS_GIVEN},
    {"firstname", MEANS_GIVEN},
    {"name_first", MEANS_GIVEN},
    {"given", MEANS_GIVEN},
    {"forename", MEANS_GIVEN},
    {"fname", MEANS_GIVEN},
    {"last_name", MEANS_FAMILY},
    {"lastname", MEANS_FAMILY},
    {"name_last", MEANS_FAMILY},
    {"surname", MEANS_FAMILY},
    {"family_name", MEANS_FAMILY},
    {"lname", MEANS_FAMILY},
    {"full_name", MEANS_FULL_NAME},
    {"fullname", MEANS_FULL_NAME},
    {"name_full", MEANS_FULL_NAME},
    {"=name", MEANS_FULL_NAME},
    {"student_name", MEANS_FULL_NAME},
    {"child_name", MEANS_FULL_NAME},
    {"gender", MEANS_SEX},
    {"=sex", MEANS_SEX},
    {"sex_code", MEANS_SEX},
    {"soc_sec", MEANS_NUMBER_OF_PERSON},
    {"ssn", MEANS_NUMBER_OF_PERSON},
    {"passport", MEANS_NUMBER_OF_PERSON},
    {"national_id", MEANS_NUMBER_OF_PERSON},
    {"id_number", MEANS_NUMBER_OF_PERSON},
    {"license", MEANS_NUMBER_OF_PERSON},
    {"thai_id", MEANS_NUMBER_OF_PERSON},
    {"g_code", MEANS_NUMBER_OF_PERSON},
    {"postcode", MEANS_POSTCODE},
    {"post_code", MEANS_POSTCODE},
    {"area_code", MEANS_POSTCODE},
    {"areacode", MEANS_POSTCODE},
    {"zip", MEANS_POSTCODE},
    {"postal", MEANS_POSTCODE},
    {"street_number", MEANS_HOUSE_NUMBER},
    {"house_num", MEANS_HOUSE_NUMBER},
    {"=st_no", MEANS_HOUSE_NUMBER},
    {"=stno", MEANS_HOUSE_NUMBER},
    {"street", MEANS_PLACE},
    {"addr", MEANS_PLACE},
    {"=add1", MEANS_PLACE},
    {"=add2", MEANS_PLACE},
    {"suburb", MEANS_PLACE},
    {"city", MEANS_PLACE},
    {"town", MEANS_PLACE},
    {"village", MEANS_PLACE},
    {"district", MEANS_PLACE},
    {"title", MEANS_THING},
    {"author", MEANS_THING},
    {"venue", MEANS_THING},
    {"journal", MEANS_THING},
    {"price", MEANS_THING},
    {"description", MEANS_THING},
    {"manufacturer", MEANS_THING},
    {"brand", MEANS_THING},
    {"amount", MEANS_THING},
    {"memo", MEANS_THING},
};

/* The name in small letters with "_" for everything between words. */
static size_t plain_name(Str name, char out[128])
{
    size_t n = 0;
    for (size_t i = 0; i < name.len && n < 127; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool camel = i > 0 && isupper(c) && islower((unsigned char)name.ptr[i - 1]);
        if (camel && n < 126)
            out[n++] = '_';
        out[n++] = isalnum(c) ? (char)tolower(c) : '_';
    }
    out[n] = 0;
    return n;
}

static Meaning meaning_of(Str name)
{
    char plain[128];
    Str text = {plain, plain_name(name, plain)};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        const char *word = WORDS[i].word;
        if (word[0] == '=' ? str_is(text, word + 1) : str_find(text, str_from(word), 0) < text.len)
            return WORDS[i].meaning;
    }
    return MEANS_NOTHING;
}

/* What a column's contents look like. */
typedef struct Profile {
    double filled;                /* share of rows with a value */
    uint32_t values;              /* distinct */
    double dates, digits, emails; /* shares of the distinct values */
    double asian;                 /* in Thai or Myanmar letters */
    double length, words;         /* means, of the distinct values */
} Profile;

/* Whether a text has letters of the scripts that pipeline/names reads beside Latin. */
static bool is_asian(Str text)
{
    for (size_t pos = 0; pos < text.len;) {
        Script script = unicode_script(utf8_next(text, &pos));
        if (script == SCRIPT_THAI || script == SCRIPT_MYANMAR)
            return true;
    }
    return false;
}

static Profile profile_of(const LinkTable *table, int column)
{
    const LinkColumn *c = &table->columns[column];
    const ValuePool *pool = table->pools[c->pool];
    uint32_t count = value_pool_count(pool), filled = 0, dates = 0, digits = 0, emails = 0;
    uint32_t asian = 0;
    bool *seen = x_new_array(bool, count);
    Profile profile = {0};
    size_t bytes = 0, words = 0;
    for (uint32_t row = 0; row < table->row_count; row++) {
        uint32_t id = c->ids[row];
        filled += id != 0;
        if (!id || seen[id])
            continue;
        seen[id] = true;
        Str text = value_pool_text(pool, id);
        LinkDate date;
        bool all_digits = true;
        for (size_t i = 0; i < text.len; i++)
            all_digits = all_digits && isdigit((unsigned char)text.ptr[i]);
        profile.values++;
        bytes += text.len;
        Str word;
        for (size_t pos = 0; words_next(text, &pos, &word);)
            words++;
        dates +=
            text.len >= 8 && link_date_parse(text, &date) && date.year >= 1000 && date.year <= 2100;
        digits += all_digits;
        emails += str_find(text, STR("@"), 0) < text.len;
        asian += is_asian(text);
    }
    x_free(seen);
    double values = profile.values ? profile.values : 1;
    profile.filled = table->row_count ? (double)filled / table->row_count : 0;
    profile.dates = dates / values;
    profile.digits = digits / values;
    profile.emails = emails / values;
    profile.asian = asian / values;
    profile.length = (double)bytes / values;
    profile.words = (double)words / values;
    return profile;
}

typedef struct Suggested {
    const char *kind;
    FieldRole role;
} Suggested;

/* The kind of comparison for a column; kind NULL: none. */
static Suggested suggested_for(Meaning meaning, const Profile *profile, const char **why)
{
    static const double FILLED_LEAST = 0.02, NEARLY_ALL = 0.8, MANY_WORDS = 3.5, SOME = 0.02;
    const char *name = profile->asian >= SOME ? "syllables" : "name"; /* one has several scripts */
    *why = NULL;
    if (meaning == MEANS_ID || meaning == MEANS_TRUTH || meaning == MEANS_SOURCE)
        *why = meaning == MEANS_ID      ? "names the record"
               : meaning == MEANS_TRUTH ? "looks like the answer, not like evidence"
                                        : "names the source";
    else if (profile->values < 2)
        *why = "has the same value everywhere";
    else if (profile->filled < FILLED_LEAST)
        *why = "is nearly empty";
    if (*why)
        return (Suggested){NULL, ROLE_NONE};
    bool by_sound = meaning == MEANS_FULL_NAME && profile->asian >= SOME;
    if (!by_sound &&
        (meaning == MEANS_FULL_NAME || meaning == MEANS_THING || meaning == MEANS_NOTHING) &&
        profile->words >= MANY_WORDS && profile->dates <= NEARLY_ALL)
        return (Suggested){"words", meaning == MEANS_FULL_NAME ? ROLE_INDIVIDUAL : ROLE_NONE};
    switch (meaning) {
    case MEANS_GIVEN:
    case MEANS_FULL_NAME:
        return (Suggested){name, ROLE_INDIVIDUAL};
    case MEANS_FAMILY:
    case MEANS_PARENT:
        return (Suggested){name, ROLE_HOUSEHOLD};
    case MEANS_PHONE:
        return (Suggested){"id", ROLE_HOUSEHOLD};
    case MEANS_NUMBER_OF_PERSON:
        return (Suggested){"id", ROLE_INDIVIDUAL};
    case MEANS_POSTCODE:
        return (Suggested){"id", ROLE_HOUSEHOLD};
    case MEANS_EMAIL:
        return (Suggested){"email", ROLE_INDIVIDUAL};
    case MEANS_MIDDLE:
        return (Suggested){profile->length > 2 ? name : "exact", ROLE_INDIVIDUAL};
    case MEANS_SEX:
        return (Suggested){"exact", ROLE_INDIVIDUAL};
    case MEANS_HOUSE_NUMBER:
        return (Suggested){"number", ROLE_HOUSEHOLD};
    case MEANS_BIRTH_YEAR:
        return (Suggested){"number", ROLE_INDIVIDUAL};
    case MEANS_BIRTH_PART:
        return (Suggested){"exact", ROLE_INDIVIDUAL};
    case MEANS_PLACE:
        return (Suggested){"text", ROLE_HOUSEHOLD};
    default:
        break;
    }
    if (profile->dates > NEARLY_ALL)
        return (Suggested){"date", ROLE_INDIVIDUAL};
    if (profile->emails > NEARLY_ALL)
        return (Suggested){"email", ROLE_INDIVIDUAL};
    if (profile->digits > NEARLY_ALL)
        return (Suggested){profile->length > 4.5   ? "id"
                           : profile->values <= 12 ? "exact"
                                                   : "number",
                           meaning == MEANS_BIRTH ? ROLE_INDIVIDUAL : ROLE_NONE};
    return (Suggested){profile->values <= 30 || profile->length <= 3 ? "exact" : "text", ROLE_NONE};
}

static bool contains_value(Str whole, Str part)
{
    return part.len > 1 && str_find(whole, part, 0) < whole.len;
}

/*
 * A column that merely repeats two others ("full_name" beside "first_name" and "surname") would
 * count the same evidence twice.
 */
static bool repeats_others(const LinkTable *table, int column, const Suggested *suggested)
{
    enum { LOOK_AT = 2000 };
    int inside = 0;
    for (int other = 0; other < table->column_count; other++) {
        uint32_t both = 0, contained = 0;
        if (other == column || !suggested[other].kind)
            continue;
        for (uint32_t row = 0; row < table->row_count && both < LOOK_AT; row++) {
            Str whole = link_table_text(table, column, row);
            Str part = link_table_text(table, other, row);
            if (whole.len == 0 || part.len < 2)
                continue;
            both++;
            contained += whole.len > part.len && contains_value(whole, part);
        }
        inside += both > 20 && contained * 10 > both * 7;
    }
    return inside >= 2;
}

/* Fields whose contents are mistaken for each other: given and family name, the two parents. */
static void cross_fields(LinkModel *model, const Meaning *meaning_by_column)
{
    for (int i = 0; i < model->comparison_count; i++) {
        Comparison *a = &model->comparisons[i];
        Meaning mine = meaning_by_column[i];
        int other = -1;
        for (int k = 0; k < model->comparison_count && other < 0; k++) {
            Meaning theirs = meaning_by_column[k];
            if (i != k && ((mine == MEANS_GIVEN && theirs == MEANS_FAMILY) ||
                           (mine == MEANS_FAMILY && theirs == MEANS_GIVEN) ||
                           (mine == MEANS_PARENT && theirs == MEANS_PARENT)))
                other = model->comparisons[k].aliases[0];
        }
        comparison_cross(a, other);
    }
}

/* Only people have siblings: tables of anything else keep two classes. */
static bool is_about_people(const Meaning meanings[], int count)
{
    int signs = 0;
    for (int i = 0; i < count; i++) {
        if (meanings[i] == MEANS_GIVEN || meanings[i] == MEANS_FAMILY ||
            meanings[i] == MEANS_PARENT || meanings[i] == MEANS_BIRTH ||
            meanings[i] == MEANS_BIRTH_YEAR)
            return true;
        signs += meanings[i] == MEANS_FULL_NAME || meanings[i] == MEANS_SEX;
        signs -= meanings[i] == MEANS_THING;
    }
    return signs >= 2;
}

LinkModel *suggest_model(Arena *arena, const LinkTable *table, StrBuf *notes, Error *err)
{
    LinkModel *model = model_create(arena);
    Suggested suggested[LINK_COLUMNS_MAX];
    Meaning meanings[LINK_COLUMNS_MAX], compared[MODEL_COMPARISONS_MAX];
    const char *why[LINK_COLUMNS_MAX];
    for (int i = 0; i < table->column_count; i++) {
        Profile profile = profile_of(table, i);
        meanings[i] = meaning_of(str_from(table->columns[i].name));
        /* An unnamed first column in which every value is its own names the record. */
        if (meanings[i] == MEANS_NOTHING && i == 0 && profile.values == table->row_count)
            meanings[i] = MEANS_ID;
        suggested[i] = suggested_for(meanings[i], &profile, &why[i]);
        if (meanings[i] == MEANS_ID && !model->unique_id && profile.values == table->row_count)
            model->unique_id = arena_cstr(arena, str_from(table->columns[i].name));
    }
    bool people = is_about_people(meanings, table->column_count);
    for (int i = 0; i < table->column_count && error_ok(err); i++) {
        if (suggested[i].kind && repeats_others(table, i, suggested)) {
            suggested[i].kind = NULL;
            why[i] = "repeats other columns";
        }
        if (suggested[i].kind && model->comparison_count == MODEL_COMPARISONS_MAX) {
            suggested[i].kind = NULL;
            why[i] = "is one too many";
        }
        if (!suggested[i].kind) {
            strbuf_appendf(notes, "%s: left out, it %s\n", table->columns[i].name, why[i]);
            continue;
        }
        compared[model->comparison_count] = meanings[i];
        Comparison *comparison = model_add_comparison(
            model, arena, str_from(table->columns[i].name), suggested[i].kind, err);
        if (comparison && people)
            comparison->role = suggested[i].role;
    }
    if (error_ok(err) && model->comparison_count == 0)
        error_set(err, STATUS_INPUT, "no column can be compared");
    if (!error_ok(err))
        return NULL;
    cross_fields(model, compared);
    model_share_pools(model);
    return model;
}
