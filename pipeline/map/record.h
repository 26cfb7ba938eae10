#ifndef ROLLBOOK_MAP_RECORD_H
#define ROLLBOOK_MAP_RECORD_H

/* One staged row in the making: a value for each staging column, whatever its kind. */

#include "pipeline/map/field.h"

typedef enum ValueKind { VALUE_TEXT, VALUE_REAL, VALUE_INT } ValueKind;

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

enum { RECORD_WORDS = (SLOT_COUNT + 63) / 64 };

/* Texts are borrowed until the row is staged. Start with record_init. */
typedef struct Record {
    uint64_t has[RECORD_WORDS];  /* a bit for each slot that has a value */
    SlotValue slots[SLOT_COUNT]; /* the others are not written */
} Record;

static inline void record_init(Record *record)
{
    memset(record->has, 0, sizeof record->has);
}

static inline bool record_has(const Record *record, Slot slot)
{
    return record->has[slot / 64] >> (slot % 64) & 1;
}

static inline Str record_text(const Record *record, Slot slot)
{
    bool text = record_has(record, slot) && record->slots[slot].kind == VALUE_TEXT;
    return text ? record->slots[slot].text : STR("");
}

static inline void record_set(Record *record, Slot slot, SlotValue value)
{
    record->has[slot / 64] |= UINT64_C(1) << (slot % 64);
    record->slots[slot] = value;
}

/* An empty text is no value. */
static inline void record_set_text(Record *record, Slot slot, Str text)
{
    if (text.len)
        record_set(record, slot, (SlotValue){.kind = VALUE_TEXT, .text = text});
}

static inline void record_set_real(Record *record, Slot slot, double real)
{
    record_set(record, slot, (SlotValue){.kind = VALUE_REAL, .real = real});
}

static inline void record_set_int(Record *record, Slot slot, int64_t integer)
{
    record_set(record, slot, (SlotValue){.kind = VALUE_INT, .integer = integer});
}

static inline void record_clear(Record *record, Slot slot)
{
    record->has[slot / 64] &= ~(UINT64_C(1) << (slot % 64));
}

#endif
