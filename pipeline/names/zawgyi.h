#ifndef ROLLBOOK_NAMES_ZAWGYI_H
#define ROLLBOOK_NAMES_ZAWGYI_H

/*
 * Zawgyi: a font encoding that puts other meanings on the code points of Burmese. Text in it looks
 * like Unicode to every program, so it is told apart by which letters follow which: a Markov model
 * (Google myanmar-tools, Apache-2.0). Short strings are doubtful alone and certain together, so a
 * column decides as a whole: zawgyi_column_add every cell, zawgyi_column_decide, then ask for each.
 *
 *     ZawgyiColumn *column = zawgyi_column_create(zawgyi);
 *     for (each cell) zawgyi_column_add(column, cell);
 *     zawgyi_column_decide(column);
 *     for (each cell)
 *         if (zawgyi_column_is_zawgyi(column, cell))
 *             cell = zawgyi_convert(zawgyi, arena, cell);
 */

#include "pipeline/base/asset.h"

typedef struct Zawgyi Zawgyi;

/* The model from templates/dictionaries/names/ and ICU's converter. STATUS_CONFIG on failure. */
Zawgyi *zawgyi_load(const Assets *assets, Error *err);
void zawgyi_free(Zawgyi *zawgyi); /* NULL is allowed */

/*
 * P(Zawgyi) of a text by itself, 0 to 1, to the last bit that of the reference implementation;
 * -infinity where the text has nothing to judge by (no Myanmar letter).
 */
double zawgyi_probability(const Zawgyi *zawgyi, Str text);

/* ln(P(Zawgyi) / P(Unicode)), within +-27; 0 where there is nothing to judge by. */
double zawgyi_log_odds(const Zawgyi *zawgyi, Str text);

/*
 * To Unicode, by ICU's Zawgyi-my and NFC after it. Meant for text that was decided to be Zawgyi:
 * it damages nearly every Unicode text. The result is in the arena (or is text itself).
 */
Str zawgyi_convert(const Zawgyi *zawgyi, Arena *arena, Str text);

typedef struct ZawgyiColumn ZawgyiColumn;

ZawgyiColumn *zawgyi_column_create(const Zawgyi *zawgyi);
void zawgyi_column_free(ZawgyiColumn *column); /* NULL is allowed */

void zawgyi_column_add(ZawgyiColumn *column, Str cell);

/* To be called once, after the last cell. */
void zawgyi_column_decide(ZawgyiColumn *column);

typedef enum ZawgyiVerdict {
    ZAWGYI_NONE, /* no Burmese in the column */
    ZAWGYI_UNICODE,
    ZAWGYI_ALL,
    ZAWGYI_MIXED, /* some cells are, some are not */
} ZawgyiVerdict;

ZawgyiVerdict zawgyi_column_verdict(const ZawgyiColumn *column);

/* "none", "unicode", "zawgyi", "mixed" */
const char *zawgyi_verdict_name(ZawgyiVerdict verdict);

/* P(Zawgyi) of one cell of the decided column; 0 where there is nothing to judge by. */
double zawgyi_column_probability(const ZawgyiColumn *column, Str cell);

/* Should this cell be converted? */
bool zawgyi_column_is_zawgyi(const ZawgyiColumn *column, Str cell);

#endif
