/* The choice of the delimiter: where records have it equally often, it parts their fields. */

#include "pipeline/read/csv_delimiter.h"

enum { LOOK_RECORDS = 20, LOOK_BYTES = 65536 };

/*
 * How many of the first records have the most common number of delimiters, and that number. Where
 * all the records looked at are there and most do not agree, the delimiter is not taken for one.
 */
static void count_evenness(Str text, char delimiter, int *agree, int *each)
{
    int counts[LOOK_RECORDS], records = 0, in_record = 0;
    bool quoted = false, field_start = true, blank = true;
    for (size_t i = 0; i <= text.len && records < LOOK_RECORDS; i++) {
        char c = i < text.len ? text.ptr[i] : '\n';
        if (quoted) {
            quoted = c != '"';
            if (i == text.len)
                break;
            continue;
        }
        if (c == '\n' || c == '\r') {
            if (!blank)
                counts[records++] = in_record;
            in_record = 0;
            field_start = blank = true;
            continue;
        }
        blank = false;
        quoted = c == '"' && field_start;
        field_start = c == delimiter;
        in_record += c == delimiter;
    }
    *agree = *each = 0;
    for (int i = 0; i < records; i++) {
        int same = 0;
        for (int k = 0; k < records; k++)
            same += counts[k] == counts[i];
        if (counts[i] > 0 && (same > *agree || (same == *agree && counts[i] > *each))) {
            *agree = same;
            *each = counts[i];
        }
    }
    if (records == LOOK_RECORDS && *agree * 3 < records * 2)
        *agree = *each = 0;
}

char csv_find_delimiter(Str text)
{
    static const char CANDIDATES[] = {',', ';', '\t', '|'};
    text = str_slice(text, 0, LOOK_BYTES);
    char best = ',';
    int best_agree = 0, best_each = 0;
    for (size_t i = 0; i < sizeof CANDIDATES; i++) {
        int agree, each;
        count_evenness(text, CANDIDATES[i], &agree, &each);
        if (agree > best_agree || (agree == best_agree && each > best_each)) {
            best = CANDIDATES[i];
            best_agree = agree;
            best_each = each;
        }
    }
    return best;
}
