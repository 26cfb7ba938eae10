#ifndef ROLLBOOK_MAP_RECORD_H
#define ROLLBOOK_MAP_RECORD_H

/* One staged row in the making: a value for each staging column, whatever its kind. */

#include "pipeline/map/field.h"

typedef enum ValueKind { VALUE_NULL, VALUE_TEXT, VALUE_REAL, VALUE_INT } ValueKind;

typedef struct SlotValue {
    ValueKind kind; /* which of the others it is */
    union {
        Str text;
        double real;
        int64_t integer;
    };
} SlotValue;

/* A slot that has a value. */
typedef struct SlotEntry {
    Slot slot;
    SlotValue value;
} SlotEntry;

/* Texts are borrowed until the row is staged. Start from {0}. */
typedef struct Record {
    SlotValue slots[SLOT_COUNT];
} Record;

static inline bool record_has(const Record *record, Slot slot)
{
    return record->slots[slot].kind != VALUE_NULL;
}

static inline Str record_text(const Record *record, Slot slot)
{
    return record->slots[slot].kind == VALUE_TEXT ? record->slots[slot].text : STR("");
}

/* An empty text is no value. */
static inline void record_set_text(Record *record, Slot slot, Str text)
{
    if (text.len)
        record->slots[slot] = (SlotValue){.kind = VALUE_TEXT, .text = text};
}

static inline void record_set_real(Record *record, Slot slot, double real)
{
    record->slots[slot] = (SlotValue){.kind = VALUE_REAL, .real = real};
}

static inline void record_set_int(Record *record, Slot slot, int64_t integer)
{
    record->slots[slot] = (SlotValue){.kind = VALUE_INT, .integer = integer};
}

static inline void record_clear(Record *record, Slot slot)
{
    record->slots[slot] = (SlotValue){0};
}

#endif
