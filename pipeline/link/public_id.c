/* Public ids and their check character. */

#include "pipeline/link/public_id.h"

#include <stdio.h>

enum { MODULUS = 37, RADIX = 2, DIGITS = 7 };
static const char ALPHABET[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";

/* ISO/IEC 7064:2003, 7.1: pure system, recursive method. */
static char check_character(const char *text, size_t length)
{
    int product = 0;
    for (size_t i = 0; i < length; i++) {
        int value = (int)(strchr(ALPHABET, text[i]) - ALPHABET);
        product = (product + value) * RADIX % MODULUS;
    }
    return ALPHABET[(MODULUS + 1 - product) % MODULUS];
}

void public_id_format(int64_t number, char out[PUBLIC_ID_SIZE])
{
    char body[32];
    snprintf(body, sizeof body, "MEC%07d", (int)(number % 10000000));
    snprintf(out, PUBLIC_ID_SIZE, "MEC-%.7s-%c", body + 3, check_character(body, 3 + DIGITS));
}

int64_t public_id_parse(Str text)
{
    char plain[3 + DIGITS + 1] = {0};
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '-' || c == ' ')
            continue;
        if (n == sizeof plain)
            return 0;
        plain[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    if (n != sizeof plain || memcmp(plain, "MEC", 3) != 0)
        return 0;
    int64_t number = 0;
    for (int i = 3; i < 3 + DIGITS; i++) {
        if (plain[i] < '0' || plain[i] > '9')
            return 0;
        number = number * 10 + (plain[i] - '0');
    }
    return check_character(plain, 3 + DIGITS) == plain[3 + DIGITS] ? number : 0;
}
