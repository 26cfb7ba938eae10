#ifndef ROLLBOOK_BASE_PARALLEL_H
#define ROLLBOOK_BASE_PARALLEL_H

/*
 * Independent tasks on a few threads. Tasks are handed out in order; whoever collects results does
 * so by the task's number, so that they never depend on which thread was faster.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { PARALLEL_THREADS_MAX = 16 };

/* Processors that may be used, 1 ... PARALLEL_THREADS_MAX. */
int parallel_threads(void);

/* Runs task(self, i, thread) for i in 0 .. count-1, 0 <= thread < threads. */
void parallel_run(int threads, size_t count, void (*task)(void *self, size_t i, int thread),
                  void *self);

/* One task beside the caller's own work. */
typedef struct Aside {
    pthread_t thread;
    bool running;
} Aside;

/* Starts task(self) on a thread of its own; where none can be had it is done when this returns. The
 * two touch nothing in common until aside_join. */
Aside aside_start(void (*task)(void *self), void *self);

/* Waits for the end of the task. Harmless without one, or again. */
void aside_join(Aside *aside);

#endif
