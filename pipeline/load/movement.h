#ifndef ROLLBOOK_LOAD_MOVEMENT_H
#define ROLLBOOK_LOAD_MOVEMENT_H

/*
 * Who came to the network in a period and who left it, counted while child_period is made:
 * movement_group is what the view moved_child says child by child, added up.
 */

#include "pipeline/warehouse/db.h"

typedef enum Movement { MOVEMENT_CAME, MOVEMENT_LEFT } Movement;

/* One child; text is borrowed until movements_close. */
typedef struct MovedChild {
    Movement movement;
    Str center, district, sex, age_band; /* NULL ptr: not known */
} MovedChild;

typedef struct Movements Movements;

Movements *movements_open(Db *db, Error *err);

/* Counts a child in the current period. */
void movements_add(Movements *movements, const MovedChild *child);

/* Writes the period's groups; the next period begins. */
void movements_end_period(Movements *movements, Str period_code, Error *err);

/* Writes what waits and releases. NULL is allowed. */
void movements_close(Movements *movements, Error *err);

#endif
