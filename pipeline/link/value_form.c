/* The letters of a value, counted. */

#include "pipeline/link/value_form.h"

ValueForm value_form_of(Str text)
{
    ValueForm form = {0};
    uint64_t once = 0, twice = 0;
    size_t length = text.len < JARO_LENGTH_MAX ? text.len : JARO_LENGTH_MAX;
    for (size_t i = 0; i < text.len; i++) {
        uint64_t bit = UINT64_C(1) << ((unsigned char)text.ptr[i] & 31) % LETTER_CLASSES;
        twice |= once & bit;
        once |= bit;
    }
    uint64_t known = once | twice << LETTER_CLASSES;
    size_t bits = (size_t)count_bits(known), more = length > bits ? length - bits : 0;
    form.letters = known | (uint64_t)more << 52 | (uint64_t)length << 58;
    memcpy(form.text, text.ptr, text.len < FORM_TEXT ? text.len : FORM_TEXT);
    return form;
}
