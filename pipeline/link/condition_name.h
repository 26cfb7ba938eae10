#ifndef ROLLBOOK_LINK_CONDITION_NAME_H
#define ROLLBOOK_LINK_CONDITION_NAME_H

/* Conditions by name, as model files write them. */

#include "pipeline/link/model.h"

const char *condition_kind_name(ConditionKind kind);
bool condition_kind_parse(Str name, ConditionKind *kind);
bool condition_has_threshold(ConditionKind kind);

#endif
