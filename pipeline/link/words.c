/* Words of two texts, matched one to one: equal ones first, then the most alike. */

#include "pipeline/link/words.h"

#include "pipeline/link/jaro_winkler.h"

#include <ctype.h>

enum { WORDS_MAX = 64 };
static const double ALIKE = 0.88; /* words below it are different words */

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

bool words_next(Str text, size_t *pos, Str *word)
{
    while (*pos < text.len && !is_letter(text.ptr[*pos]))
        ++*pos;
    size_t from = *pos;
    while (*pos < text.len && is_letter(text.ptr[*pos]))
        ++*pos;
    *word = str_slice(text, from, *pos);
    return word->len > 0;
}

typedef struct Words {
    Str items[WORDS_MAX];
    bool used[WORDS_MAX];
    int count;
    double letters;
} Words;

static void split(Words *words, Str text)
{
    words->count = 0;
    words->letters = 0;
    for (size_t pos = 0; words->count < WORDS_MAX;) {
        Str word;
        if (!words_next(text, &pos, &word))
            return;
        words->used[words->count] = false;
        words->items[words->count++] = word;
        words->letters += (double)word.len;
    }
}

static double alike(Str a, Str b)
{
    if (a.len == 1 || b.len == 1)
        return a.ptr[0] == b.ptr[0] ? 0.5 : 0;
    double similarity = jaro_winkler_similarity(a, b, JARO_SPARK);
    return similarity >= ALIKE ? similarity : 0;
}

double words_similarity(Str a, Str b)
{
    Words left, right;
    split(&left, a);
    split(&right, b);
    if (left.count == 0 || right.count == 0)
        return 0;
    double shared = 0;
    for (int i = 0; i < left.count; i++)
        for (int k = 0; k < right.count; k++)
            if (!right.used[k] && str_eq(left.items[i], right.items[k])) {
                left.used[i] = right.used[k] = true;
                shared += 2 * (double)left.items[i].len;
                break;
            }
    for (int i = 0; i < left.count; i++) {
        int best = -1;
        double most = 0;
        for (int k = 0; k < right.count && !left.used[i]; k++) {
            double now = right.used[k] ? 0 : alike(left.items[i], right.items[k]);
            if (now > most) {
                most = now;
                best = k;
            }
        }
        if (best >= 0) {
            right.used[best] = true;
            shared += most * (double)(left.items[i].len + right.items[best].len);
        }
    }
    return shared / (left.letters + right.letters);
}
