#include "pipeline/map/field.h"

static const FieldInfo FIELDS[F_COUNT] = {
    [F_NONE] = {"", FIELD_NONE, SLOT_NONE},
#define FIELD(name, type, slot) [F_##name] = {#name, FIELD_##type, SLOT_##slot},
#include "pipeline/map/field.inc"
#undef FIELD
};

static const char *const SLOTS[SLOT_COUNT] = {
    [SLOT_NONE] = "",
#define SLOT(name) [SLOT_##name] = #name,
#include "pipeline/map/slot.inc"
#undef SLOT
};

const FieldInfo *field_info(Field field)
{
    return &FIELDS[field];
}

Field field_find(Str name)
{
    for (int i = F_NONE + 1; i < F_COUNT; i++)
        if (str_is(name, FIELDS[i].name))
            return (Field)i;
    return F_NONE;
}

const char *slot_name(Slot slot)
{
    return SLOTS[slot];
}

Slot slot_find(Str name)
{
    for (int i = SLOT_NONE + 1; i < SLOT_COUNT; i++)
        if (str_is(name, SLOTS[i]))
            return (Slot)i;
    return SLOT_NONE;
}
