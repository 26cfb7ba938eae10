#ifndef ROLLBOOK_READ_WORKER_H
#define ROLLBOOK_READ_WORKER_H

/*
 * A process that reads files: what a hostile or broken file does to its reader (crash, hang, eat
 * memory) costs that process and nothing else. The child has limits on address space, processor and
 * wall clock, no network, no other programs, and none of the parent's open files; it answers
 * through a pipe in frames. It must be started before the program has threads.
 */

#include "pipeline/base/error.h"
#include "pipeline/base/strbuf.h"

#include <sys/types.h>

typedef struct WorkerOut WorkerOut;

/* Runs in the child. Its failure, if any, reaches the parent through worker_finish. */
typedef void (*WorkerTask)(void *context, WorkerOut *out, Error *err);

typedef struct Worker {
    pid_t pid;
    int fd;
    int64_t deadline_ms; /* monotonic */
    bool late;           /* killed: past the wall clock's limit */
    bool has_error;
    Error error; /* as the child sent it */
    StrBuf buf;  /* bytes received and not yet taken */
    size_t taken;
} Worker;

/* keep_stdout: the child may print; else it has neither standard input nor output. */
bool worker_start(Worker *worker, WorkerTask task, void *context, bool keep_stdout, Error *err);

/*
 * Where many files are read: a process that gave up its rights once and begins each worker as a
 * copy of itself. It never changes, so that neither its memory nor the caller's is copied page by
 * page for every file, as it is where a busy process forks. Workers see what was in the caller's
 * memory when the nursery was opened; contexts must be from then. Their parent is the caller.
 */
typedef struct WorkerNursery {
    pid_t pid;
    int fd;
} WorkerNursery;

void worker_nursery_open(WorkerNursery *nursery, WorkerTask task, Error *err);
bool worker_start_in(WorkerNursery *nursery, Worker *worker, void *context, Error *err);
void worker_nursery_close(WorkerNursery *nursery);

/* Has the child sent all it has to say? It may still wait in the pipe. */
bool worker_is_done(const Worker *worker);

/* For the child. Types are the caller's letters; 'E' is taken. */
void worker_send(WorkerOut *out, char type, Str payload);
/* What was sent arrives even if the child crashes now. */
void worker_flush(WorkerOut *out);

/* From now on the child is listened to. Until then it may have waited with a full pipe, which is
 * not its fault: its time by the clock begins anew. */
void worker_listen(Worker *worker);

/* The child's next frame, borrowed until the next call. False at its end, and once finished. */
bool worker_receive(Worker *worker, char *type, Str *payload);

/* An Error as the bytes that a child sent, whose texts may have no end. False where it is none. */
bool worker_take_error(Str payload, Error *error);

/* Waits for the child and releases it. Gives err the child's failure, or what ended it. */
void worker_finish(Worker *worker, Error *err);

/* Ends the child without listening to it further. */
void worker_stop(Worker *worker);

#endif
