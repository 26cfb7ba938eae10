/*
 * The Zawgyi detector: scoring with Google's Markov model, deciding a column, converting with ICU.
 *
 * A column is all Unicode, all Zawgyi, or mixed. Each is a hypothesis about where the cells'
 * log-odds come from, and the likeliest is taken; "mixed" has one parameter more (the share of
 * Zawgyi cells, found by EM), which it must earn.
 */

#include "pipeline/names/zawgyi.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"

#include <math.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

/* Where the model's states are, by code point; see the format notes in README.md. */
enum {
    STATES = 227,
    STATES_V2 = 215, /* version 2 may leave out the last range (spaces) */
    MODEL_SIZE_MAX = 1 << 20,
};

static const double LOG_ODDS_MAX = 27; /* a cell counts for no more: the model is overconfident */
/*
 * How much likelier, in nats, a mixed column must be: the note's 5, and half a log of the number
 * of cells for the share.
 */
static const double MIXED_PENALTY = 5;
/* The prior of a cell in a column of one encoding. */
static const double PURE_PRIOR = 10;

struct Zawgyi {
    int states;
    bool spaces; /* the model tells spaces apart */
    UTransliterator *converter;
    float *logs; /* logs[from * states + to]: ln P(to | from, Unicode) - ln P(to | from, Zawgyi) */
};

/* --- model
 * ----------------------------------------------------------------------------------------- */

typedef struct ModelReader {
    Str bytes;
    size_t pos;
    bool failed;
} ModelReader;

static uint32_t read_u(ModelReader *in, size_t size)
{
    uint32_t value = 0;
    if (in->failed || in->bytes.len - in->pos < size) {
        in->failed = true;
        return 0;
    }
    for (size_t i = 0; i < size; i++)
        value = value << 8 | (unsigned char)in->bytes.ptr[in->pos++];
    return value;
}

static float read_float(ModelReader *in)
{
    uint32_t bits = read_u(in, 4);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void read_magic(ModelReader *in, Str magic)
{
    if (in->failed || !str_eq(str_slice(in->bytes, in->pos, in->pos + magic.len), magic))
        in->failed = true;
    in->pos += magic.len;
}

/* "UZMODEL ", version, "BMARKOV ", 0, N, then N sparse rows; big-endian. */
static bool read_model(Zawgyi *zawgyi, Str bytes)
{
    ModelReader in = {.bytes = bytes};
    read_magic(&in, STR("UZMODEL "));
    uint32_t version = read_u(&in, 4);
    zawgyi->spaces = !(version == 2 && read_u(&in, 4) != 0);
    read_magic(&in, STR("BMARKOV "));
    in.failed |= read_u(&in, 4) != 0;
    int states = (int)read_u(&in, 2);
    in.failed |= (version != 1 && version != 2) || states < STATES_V2 || states > STATES ||
                 (zawgyi->spaces && states != STATES);
    if (in.failed)
        return false;
    zawgyi->states = states;
    zawgyi->logs = x_new_array(float, (size_t)states *(size_t)states);
    for (int row = 0; row < states && !in.failed; row++) {
        float *logs = zawgyi->logs + (size_t)row * (size_t)states;
        uint32_t count = read_u(&in, 2);
        if (count == 0)
            continue;
        float fill = read_float(&in);
        for (int col = 0; col < states; col++)
            logs[col] = fill;
        for (; count > 0 && !in.failed; count--) {
            uint32_t col = read_u(&in, 2);
            float value = read_float(&in);
            if (col < (uint32_t)states)
                logs[col] = value;
            else
                in.failed = true;
        }
    }
    return !in.failed;
}

Zawgyi *zawgyi_load(const Assets *assets, Error *err)
{
    static const char PATH[] = "templates/dictionaries/names/zawgyiUnicodeModel.dat";
    if (!error_ok(err))
        return NULL;
    Zawgyi *zawgyi = x_new(Zawgyi);
    Arena *arena = arena_create();
    Str bytes = asset_read(assets, arena, PATH, err);
    if (error_ok(err) && !read_model(zawgyi, bytes))
        error_set_at(err, STATUS_CONFIG, (SourceRef){.file = PATH},
                     "expected a Markov model of myanmar-tools");
    arena_free(arena);
    UErrorCode code = U_ZERO_ERROR;
    static const UChar ID[] = u"Zawgyi-my";
    zawgyi->converter = utrans_openU(ID, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    if (U_FAILURE(code))
        error_set(err, STATUS_CONFIG, "ICU has no converter Zawgyi-my: %s", u_errorName(code));
    if (!error_ok(err)) {
        zawgyi_free(zawgyi);
        return NULL;
    }
    return zawgyi;
}

void zawgyi_free(Zawgyi *zawgyi)
{
    if (!zawgyi)
        return;
    if (zawgyi->converter)
        utrans_close(zawgyi->converter);
    x_free(zawgyi->logs);
    x_free(zawgyi);
}

/* --- scoring
 * --------------------------------------------------------------------------------------- */

static int state_of(const Zawgyi *zawgyi, uint32_t cp)
{
    if (cp >= 0x1000 && cp <= 0x103F)
        return 1 + (int)(cp - 0x1000);
    if (cp >= 0x104A && cp <= 0x109F) /* 1040-1049 are digits, the same in both */
        return 65 + (int)(cp - 0x104A);
    if (cp >= 0xAA60 && cp <= 0xAA7F)
        return 151 + (int)(cp - 0xAA60);
    if (cp >= 0xA9E0 && cp <= 0xA9FF)
        return 183 + (int)(cp - 0xA9E0);
    if (zawgyi->spaces && cp >= 0x2000 && cp <= 0x200B)
        return 215 + (int)(cp - 0x2000);
    return 0;
}

/* ln P(Unicode) - ln P(Zawgyi) in *sum; false where no code point of the model was seen. */
static bool score(const Zawgyi *zawgyi, Str text, double *sum)
{
    bool seen = false;
    int before = 0;
    *sum = 0;
    for (size_t pos = 0;;) {
        bool end = pos >= text.len;
        int state = end ? 0 : state_of(zawgyi, utf8_next(text, &pos));
        if (before || state) {
            *sum += (double)zawgyi->logs[before * zawgyi->states + state];
            seen = true;
        }
        before = state;
        if (end)
            return seen;
    }
}

double zawgyi_probability(const Zawgyi *zawgyi, Str text)
{
    double sum;
    return score(zawgyi, text, &sum) ? 1.0 / (1.0 + exp(sum)) : -HUGE_VAL;
}

static double log_odds(double sum)
{
    return sum < -LOG_ODDS_MAX ? LOG_ODDS_MAX : sum > LOG_ODDS_MAX ? -LOG_ODDS_MAX : -sum;
}

double zawgyi_log_odds(const Zawgyi *zawgyi, Str text)
{
    double sum;
    return score(zawgyi, text, &sum) ? log_odds(sum) : 0;
}

/* --- columns
 * --------------------------------------------------------------------------------------- */

struct ZawgyiColumn {
    const Zawgyi *zawgyi;
    double *odds; /* of each cell with something to judge by */
    size_t count, cap;
    ZawgyiVerdict verdict;
    double prior; /* log-odds of a cell before it is looked at */
};

ZawgyiColumn *zawgyi_column_create(const Zawgyi *zawgyi)
{
    ZawgyiColumn *column = x_new(ZawgyiColumn);
    column->zawgyi = zawgyi;
    return column;
}

void zawgyi_column_free(ZawgyiColumn *column)
{
    if (!column)
        return;
    x_free(column->odds);
    x_free(column);
}

void zawgyi_column_add(ZawgyiColumn *column, Str cell)
{
    double sum;
    if (!score(column->zawgyi, cell, &sum))
        return;
    x_grow(column->odds, column->cap, column->count + 1);
    column->odds[column->count++] = log_odds(sum);
}

/* The share of Zawgyi cells that makes the column likeliest, by EM. */
static double em_share(const ZawgyiColumn *column)
{
    double share = 0.5;
    for (int round = 0; round < 200; round++) {
        double sum = 0;
        for (size_t i = 0; i < column->count; i++) {
            double odds = share / (1 - share) * exp(column->odds[i]);
            sum += odds / (1 + odds);
        }
        double next = sum / (double)column->count;
        /* Kept off 0 and 1, where EM could not leave. */
        next = next < 1e-6 ? 1e-6 : next > 1 - 1e-6 ? 1 - 1e-6 : next;
        bool still = fabs(next - share) < 1e-9;
        share = next;
        if (still)
            break;
    }
    return share;
}

void zawgyi_column_decide(ZawgyiColumn *column)
{
    column->verdict = ZAWGYI_NONE;
    column->prior = 0;
    if (column->count == 0)
        return;
    /* Likelihoods are relative to "all Unicode". */
    double share = em_share(column), all = 0, mixed = 0;
    for (size_t i = 0; i < column->count; i++) {
        all += column->odds[i];
        mixed += log(share * exp(column->odds[i]) + 1 - share);
    }
    mixed -= MIXED_PENALTY + 0.5 * log((double)column->count);
    if (mixed > all && mixed > 0) {
        column->verdict = ZAWGYI_MIXED;
        column->prior = log(share / (1 - share));
    } else {
        column->verdict = all > 0 ? ZAWGYI_ALL : ZAWGYI_UNICODE;
        /* One cell alone has no prior but itself. */
        if (column->count > 1)
            column->prior = all > 0 ? PURE_PRIOR : -PURE_PRIOR;
    }
}

ZawgyiVerdict zawgyi_column_verdict(const ZawgyiColumn *column)
{
    return column->verdict;
}

const char *zawgyi_verdict_name(ZawgyiVerdict verdict)
{
    static const char *const NAMES[] = {"none", "unicode", "zawgyi", "mixed"};
    return NAMES[verdict];
}

double zawgyi_column_probability(const ZawgyiColumn *column, Str cell)
{
    double sum;
    if (!score(column->zawgyi, cell, &sum))
        return 0;
    return 1.0 / (1.0 + exp(-(log_odds(sum) + column->prior)));
}

bool zawgyi_column_is_zawgyi(const ZawgyiColumn *column, Str cell)
{
    double sum;
    if (column->verdict != ZAWGYI_ALL && column->verdict != ZAWGYI_MIXED)
        return false;
    if (!score(column->zawgyi, cell, &sum))
        return false;
    return column->verdict == ZAWGYI_ALL || log_odds(sum) + column->prior > 0;
}

/* --- conversion
 * ------------------------------------------------------------------------------------ */

Str zawgyi_convert(const Zawgyi *zawgyi, Arena *arena, Str text)
{
    /* ICU's rules may lengthen a text; three units for each byte is far more than they do. */
    if (text.len > INT32_MAX / 16)
        return text;
    int32_t capacity = (int32_t)text.len * 3 + 16, units = 0, limit, bytes = 0;
    UErrorCode code = U_ZERO_ERROR;
    UChar *buffer = x_alloc((size_t)capacity * sizeof *buffer);
    u_strFromUTF8WithSub(buffer, capacity, &units, text.ptr, (int32_t)text.len, UTF8_REPLACEMENT,
                         NULL, &code);
    limit = units;
    utrans_transUChars(zawgyi->converter, buffer, &units, capacity, 0, &limit, &code);
    Str converted = text;
    if (U_SUCCESS(code)) {
        char *out = arena_alloc(arena, (size_t)units * 3 + 1);
        u_strToUTF8(out, units * 3 + 1, &bytes, buffer, units, &code);
        if (U_SUCCESS(code))
            converted = unicode_nfc(arena, (Str){out, (size_t)bytes});
    }
    x_free(buffer);
    return converted;
}
