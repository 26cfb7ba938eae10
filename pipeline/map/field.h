#ifndef ROLLBOOK_MAP_FIELD_H
#define ROLLBOOK_MAP_FIELD_H

/*
 * The fields that a heading can mean and the staging columns that their values go to. The lists
 * are field.inc and slot.inc; which spellings mean a field stands in headings.tsv.
 */

#include "pipeline/base/str.h"

typedef enum FieldType {
    FIELD_NONE,      /* known; only the raw cell is kept */
    FIELD_META,      /* technical columns of Kobo and ODK */
    FIELD_TEXT,      /* tidied text */
    FIELD_NAME,      /* of a person */
    FIELD_CODE_TEXT, /* a number that is a name: student code, passport */
    FIELD_PUBLIC_ID, /* MEC-NNNNNNN-C */
    FIELD_SEX,
    FIELD_BIRTH,
    FIELD_BIRTH_PART, /* day, month or year of birth in a column of its own */
    FIELD_AGE,
    FIELD_DATE,
    FIELD_GRADE,
    FIELD_CODE,  /* one word of codes.tsv, list of the field's own name */
    FIELD_CODES, /* several words */
    FIELD_YES_NO,
    FIELD_ETHNICITY_RELIGION, /* both in one cell */
    FIELD_LEAVING,            /* date and reason in one cell */
    FIELD_DISTRICT,
    FIELD_ID13,
    FIELD_G_CODE,
    FIELD_PHONE,
    FIELD_NUMBER,     /* >= 0 */
    FIELD_COUNT,      /* whole, >= 0 */
    FIELD_DEGREES,    /* latitude, longitude */
    FIELD_INCIDENTS,  /* a count, or "nil" */
    FIELD_TRANSITION, /* a kind of school, or its name */
    FIELD_CENTER,     /* tells the center, not the record */
    FIELD_PERIOD,     /* tells the period */
} FieldType;

typedef enum Slot {
    SLOT_NONE,
#define SLOT(name) SLOT_##name,
#include "pipeline/map/slot.inc"
#undef SLOT
    SLOT_COUNT,
} Slot;

typedef enum Field {
    F_NONE,
#define FIELD(name, type, slot) F_##name,
#include "pipeline/map/field.inc"
#undef FIELD
    F_COUNT,
} Field;

typedef struct FieldInfo {
    const char *name;
    FieldType type;
    Slot slot;
} FieldInfo;

/* F_NONE gives an entry with an empty name. */
const FieldInfo *field_info(Field field);

/* F_NONE where there is no such field. */
Field field_find(Str name);

const char *slot_name(Slot slot);
Slot slot_find(Str name); /* SLOT_NONE where there is none */

#endif
