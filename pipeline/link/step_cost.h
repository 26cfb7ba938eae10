#ifndef ROLLBOOK_LINK_STEP_COST_H
#define ROLLBOOK_LINK_STEP_COST_H

/* What a step of the engine cost: for --verbose and the bench, never for results. */

#include <stdint.h>

typedef struct StepCost {
    double wall_s, cpu_s; /* of all threads */
    int64_t peak_kib;     /* most memory of the process until the step's end */
} StepCost;

/* Where a step began. */
typedef struct StepClock {
    double wall_s, cpu_s;
} StepClock;

StepClock step_clock_start(void);

/* The cost since the clock was started; starts it anew. */
StepCost step_clock_take(StepClock *clock);

#endif
