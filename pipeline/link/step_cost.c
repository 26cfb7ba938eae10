/* Clocks and the peak of memory, from the operating system. */

#include "pipeline/link/step_cost.h"

#include <sys/resource.h>
#include <time.h>

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

StepClock step_clock_start(void)
{
    return (StepClock){seconds_of(CLOCK_MONOTONIC), seconds_of(CLOCK_PROCESS_CPUTIME_ID)};
}

StepCost step_clock_take(StepClock *clock)
{
    StepClock now = step_clock_start();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    StepCost cost = {now.wall_s - clock->wall_s, now.cpu_s - clock->cpu_s, usage.ru_maxrss};
    *clock = now;
    return cost;
}
