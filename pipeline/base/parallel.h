#ifndef ROLLBOOK_BASE_PARALLEL_H
#define ROLLBOOK_BASE_PARALLEL_H

/*
 * Independent tasks on a few threads. Tasks are handed out in order; whoever collects results does
 * so by the task's number, so that they never depend on which thread was faster.
 */

#include <stddef.h>

enum { PARALLEL_THREADS_MAX = 16 };

/* Processors that may be used, 1 ... PARALLEL_THREADS_MAX. */
int parallel_threads(void);

/* Runs task(self, i, thread) for i in 0 .. count-1, 0 <= thread < threads. */
void parallel_run(int threads, size_t count, void (*task)(void *self, size_t i, int thread),
                  void *self);

#endif
