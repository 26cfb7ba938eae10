/* Threads that take the next task until none is left. */

#include "pipeline/base/parallel.h"

#include "pipeline/base/mem.h"

#include <stdatomic.h>
#include <unistd.h>

int parallel_threads(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    if (count < 1)
        return 1;
    return count > PARALLEL_THREADS_MAX ? PARALLEL_THREADS_MAX : (int)count;
}

typedef struct Work {
    atomic_size_t next;
    size_t count;
    void (*task)(void *self, size_t i, int thread);
    void *self;
} Work;

typedef struct Worker {
    Work *work;
    int thread;
} Worker;

static void *work_on(void *argument)
{
    const Worker *worker = argument;
    Work *work = worker->work;
    for (size_t i; (i = atomic_fetch_add(&work->next, 1)) < work->count;)
        work->task(work->self, i, worker->thread);
    return NULL;
}

void parallel_run(int threads, size_t count, void (*task)(void *self, size_t i, int thread),
                  void *self)
{
    Work work = {.count = count, .task = task, .self = self};
    Worker workers[PARALLEL_THREADS_MAX];
    pthread_t handles[PARALLEL_THREADS_MAX];
    bool started[PARALLEL_THREADS_MAX] = {false};
    if (threads > PARALLEL_THREADS_MAX)
        threads = PARALLEL_THREADS_MAX;
    /* Where a thread cannot be had, the others do its share. */
    for (int i = 0; i < threads; i++) {
        workers[i] = (Worker){&work, i};
        if (i > 0 && count > 1)
            started[i] = pthread_create(&handles[i], NULL, work_on, &workers[i]) == 0;
    }
    if (threads < 1)
        workers[0] = (Worker){&work, 0};
    work_on(&workers[0]);
    for (int i = 1; i < threads; i++)
        if (started[i])
            pthread_join(handles[i], NULL);
}

typedef struct AsideTask {
    void (*task)(void *self);
    void *self;
} AsideTask;

static void *run_aside(void *argument)
{
    AsideTask aside = *(AsideTask *)argument;
    x_free(argument);
    aside.task(aside.self);
    return NULL;
}

Aside aside_start(void (*task)(void *self), void *self)
{
    AsideTask *aside = x_new(AsideTask);
    *aside = (AsideTask){task, self};
    Aside started = {0};
    started.running = pthread_create(&started.thread, NULL, run_aside, aside) == 0;
    if (!started.running)
        run_aside(aside);
    return started;
}

void aside_join(Aside *aside)
{
    if (aside->running)
        pthread_join(aside->thread, NULL);
    aside->running = false;
}
