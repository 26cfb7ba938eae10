/* Processes that read files. See worker.h; why: README.md here. */

#include "pipeline/read/worker.h"

#include "pipeline/base/mem.h"
#include "pipeline/read/limits.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#ifndef UNDER_SANITIZER
#define UNDER_SANITIZER 0
#endif

enum {
    SEND_BUFFER = 64 << 10,
    PIPE_SIZE = 1 << 20, /* so that a small file's worker ends before it is listened to */
    FRAME_MAX = 1 << 30,
    HEADER = 5,
    CHILD_PIPE = 3,
    NURSERY_SOCKET = 4,
    EXIT_PIPE_GONE = 7,
};

struct WorkerOut {
    size_t len;
    char bytes[SEND_BUFFER];
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- child
 * ----------------------------------------------------------------------------------------- */

static void write_all(const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(CHILD_PIPE, bytes, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            _exit(EXIT_PIPE_GONE);
        bytes += n;
        len -= (size_t)n;
    }
}

void worker_flush(WorkerOut *out)
{
    write_all(out->bytes, out->len);
    out->len = 0;
}

static void append(WorkerOut *out, const void *bytes, size_t len)
{
    if (len > sizeof out->bytes - out->len)
        worker_flush(out);
    if (len > sizeof out->bytes) {
        write_all(bytes, len);
        return;
    }
    memcpy(out->bytes + out->len, bytes, len);
    out->len += len;
}

void worker_send(WorkerOut *out, char type, Str payload)
{
    char header[HEADER] = {type};
    uint32_t len = (uint32_t)payload.len;
    memcpy(header + 1, &len, sizeof len);
    append(out, header, sizeof header);
    append(out, payload.ptr, payload.len);
}

/* The limit on what, or the one that the program itself was given, where that is lower. */
static int64_t bound_of(int what, int64_t value)
{
    struct rlimit own;
    if (getrlimit((__rlimit_resource_t)what, &own) == 0 && own.rlim_max < (rlim_t)value)
        return (int64_t)own.rlim_max;
    return value;
}

static int64_t memory_bound(void)
{
    return bound_of(RLIMIT_AS, READ_LIMITS.worker_memory_bytes);
}

static int64_t cpu_bound(void)
{
    return bound_of(RLIMIT_CPU, READ_LIMITS.worker_cpu_seconds);
}

static void limit(int what, int64_t value)
{
    struct rlimit bound = {(rlim_t)value, (rlim_t)value};
    setrlimit((__rlimit_resource_t)what, &bound);
}

/* No network, no programs, no tracing, no removing or renaming: a reader needs none of these. */
static void drop_rights(void)
{
    static const int DENIED[] = {
        SCMP_SYS(socket),    SCMP_SYS(socketpair), SCMP_SYS(connect),   SCMP_SYS(bind),
        SCMP_SYS(listen),    SCMP_SYS(accept),     SCMP_SYS(accept4),   SCMP_SYS(sendto),
        SCMP_SYS(sendmsg),   SCMP_SYS(execve),     SCMP_SYS(execveat),  SCMP_SYS(process_vm_writev),
        SCMP_SYS(unlink),    SCMP_SYS(unlinkat),   SCMP_SYS(rename),    SCMP_SYS(renameat),
        SCMP_SYS(renameat2), SCMP_SYS(mkdir),      SCMP_SYS(mkdirat),   SCMP_SYS(link),
        SCMP_SYS(linkat),    SCMP_SYS(symlink),    SCMP_SYS(symlinkat), SCMP_SYS(chmod),
        SCMP_SYS(fchmodat),  SCMP_SYS(truncate),   SCMP_SYS(mount),
    };
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (UNDER_SANITIZER)
        return; /* their runtimes want these calls to report a finding */
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter)
        return;
    for (size_t i = 0; i < sizeof DENIED / sizeof *DENIED; i++)
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), DENIED[i], 0);
    seccomp_load(filter);
    seccomp_release(filter);
}

/* Ends with the parent, whatever ends that. */
static void follow_parent(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_PIPE_GONE);
}

/* Gives up all that a reader does not need, but for fd, which becomes the number `as`. */
static void enter_child(int fd, int as, bool keep_stdout, pid_t parent)
{
    follow_parent(parent);
    prctl(PR_SET_NAME, "rollbook-read"); /* for ps and top */
    signal(SIGPIPE, SIG_IGN);
    static const int DEFAULTS[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGINT, SIGTERM};
    for (size_t i = 0; i < sizeof DEFAULTS / sizeof *DEFAULTS && !UNDER_SANITIZER; i++)
        signal(DEFAULTS[i], SIG_DFL); /* whatever the parent does about them */
    int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    if (!keep_stdout)
        dup2(null, STDOUT_FILENO);
    if (!UNDER_SANITIZER)
        dup2(null, STDERR_FILENO); /* the parent says what there is to say */
    if (fd != as)
        dup2(fd, as);
    for (int other = CHILD_PIPE; other < as; other++)
        close(other);
    close_range((unsigned)as + 1, ~0U, 0); /* among them the warehouse */
    if (!UNDER_SANITIZER)
        limit(RLIMIT_AS, memory_bound());
    limit(RLIMIT_CPU, cpu_bound());
    limit(RLIMIT_CORE, 0);
    drop_rights();
}

__attribute__((noreturn)) static void run_child(WorkerTask task, void *context)
{
    WorkerOut *out = x_alloc(sizeof *out);
    out->len = 0;
    Error err = {0};
    task(context, out, &err);
    worker_send(out, 'E', (Str){(const char *)&err, sizeof err});
    worker_flush(out);
    _exit(0);
}

/* --- starting
 * -------------------------------------------------------------------------------------- */

static void cannot_start(Error *err)
{
    error_set(err, STATUS_IO, "a reading process cannot be started: %s", strerror(errno));
}

/* The pipe of a worker to be: [0] is the caller's end. */
static bool open_pipe(Worker *worker, int ends[2], Error *err)
{
    *worker = (Worker){.pid = -1, .fd = -1};
    if (!error_ok(err))
        return false;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        cannot_start(err);
        return false;
    }
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE);
    return true;
}

/* The worker has the pipe's other end; pid < 0: it could not be begun. */
static bool started(Worker *worker, const int ends[2], pid_t pid, Error *err)
{
    close(ends[1]);
    if (pid < 0) {
        cannot_start(err);
        close(ends[0]);
        return false;
    }
    worker->pid = pid;
    worker->fd = ends[0];
    worker_listen(worker);
    return true;
}

bool worker_start(Worker *worker, WorkerTask task, void *context, bool keep_stdout, Error *err)
{
    int ends[2];
    if (!open_pipe(worker, ends, err))
        return false;
    fflush(NULL);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        enter_child(ends[1], CHILD_PIPE, keep_stdout, parent);
        run_child(task, context);
    }
    return started(worker, ends, pid, err);
}

/* --- nursery
 * --------------------------------------------------------------------------------------- */

/* A pipe's end on its way through the socket (unix(7), SCM_RIGHTS). */
typedef union PassedEnd {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
} PassedEnd;

static struct msghdr passing(PassedEnd *passed, struct iovec *piece)
{
    return (struct msghdr){.msg_iov = piece,
                           .msg_iovlen = 1,
                           .msg_control = passed->bytes,
                           .msg_controllen = sizeof passed->bytes};
}

/* A request: the context's address, and with it the pipe. False at the end. */
static bool take_request(void **context, int *pipe_end)
{
    PassedEnd passed;
    struct iovec piece = {context, sizeof *context};
    struct msghdr message = passing(&passed, &piece);
    ssize_t n;
    while ((n = recvmsg(NURSERY_SOCKET, &message, 0)) < 0 && errno == EINTR)
        ;
    const struct cmsghdr *sent = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (n != (ssize_t)sizeof *context || !sent || sent->cmsg_type != SCM_RIGHTS)
        return false;
    memcpy(pipe_end, CMSG_DATA(sent), sizeof *pipe_end);
    return true;
}

static bool send_request(int fd, void *context, int pipe_end)
{
    PassedEnd passed = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)),
                                   .cmsg_level = SOL_SOCKET,
                                   .cmsg_type = SCM_RIGHTS}};
    memcpy(CMSG_DATA(&passed.header), &pipe_end, sizeof pipe_end);
    struct iovec piece = {(void *)&context, sizeof context};
    struct msghdr message = passing(&passed, &piece);
    return sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)sizeof context;
}

/* The nursery's whole life. The first descriptor that is free for a pipe is CHILD_PIPE. */
__attribute__((noreturn)) static void run_nursery(WorkerTask task, pid_t parent)
{
    void *context;
    int pipe_end;
    malloc_trim(0); /* what the program freed is not every worker's to sort through and copy */
    x_free(x_alloc(sizeof(WorkerOut))); /* nor what is left of it */
    while (take_request(&context, &pipe_end)) {
        /* CLONE_PARENT: the worker is the caller's child, to be waited for there. */
        pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
        if (pid == 0) {
            follow_parent(parent);
            close(NURSERY_SOCKET);
            run_child(task, context);
        }
        close(pipe_end);
        int32_t answer = pid;
        if (write(NURSERY_SOCKET, &answer, sizeof answer) != (ssize_t)sizeof answer)
            break;
    }
    _exit(0);
}

/* fork() takes along one thread, and the locks that others held. Not known where there is no /proc.
 * A thread that was joined may stand there a moment longer. */
static __attribute__((unused)) bool is_only_thread(void)
{
    struct stat tasks;
    for (int wait = 0; wait < 1000; wait++) {
        if (stat("/proc/self/task", &tasks) != 0 || tasks.st_nlink == 3)
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return false;
}

void worker_nursery_open(WorkerNursery *nursery, WorkerTask task, Error *err)
{
    int ends[2];
    *nursery = (WorkerNursery){.pid = -1, .fd = -1};
    if (!error_ok(err))
        return;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        cannot_start(err);
        return;
    }
    fflush(NULL);
    assert(is_only_thread());
    pid_t parent = getpid();
    nursery->pid = fork();
    if (nursery->pid == 0) {
        enter_child(ends[1], NURSERY_SOCKET, false, parent);
        run_nursery(task, parent);
    }
    close(ends[1]);
    nursery->fd = ends[0];
    if (nursery->pid < 0)
        cannot_start(err);
}

bool worker_start_in(WorkerNursery *nursery, Worker *worker, void *context, Error *err)
{
    int ends[2];
    if (!open_pipe(worker, ends, err))
        return false;
    int32_t pid = -1;
    errno = ECHILD;
    if (send_request(nursery->fd, context, ends[1])) {
        ssize_t n;
        while ((n = read(nursery->fd, &pid, sizeof pid)) < 0 && errno == EINTR)
            ;
        if (n != (ssize_t)sizeof pid)
            pid = -1;
    }
    return started(worker, ends, pid, err);
}

void worker_nursery_close(WorkerNursery *nursery)
{
    if (nursery->fd >= 0)
        close(nursery->fd);
    if (nursery->pid > 0)
        while (waitpid(nursery->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    *nursery = (WorkerNursery){.pid = -1, .fd = -1};
}

/* --- parent
 * ---------------------------------------------------------------------------------------- */

bool worker_is_done(const Worker *worker)
{
    struct pollfd poller = {.fd = worker->fd, .events = POLLIN};
    return worker->fd < 0 || (poll(&poller, 1, 0) > 0 && (poller.revents & POLLHUP));
}

void worker_listen(Worker *worker)
{
    worker->deadline_ms = now_ms() + (int64_t)READ_LIMITS.worker_wall_seconds * 1000;
}

/* Reads more bytes; false at the pipe's end and once the time is up. */
static bool receive_some(Worker *worker)
{
    if (worker->taken > 0) {
        size_t kept = worker->buf.len - worker->taken;
        memmove(worker->buf.ptr, worker->buf.ptr + worker->taken, kept);
        worker->buf.len = kept;
        worker->taken = 0;
    }
    strbuf_reserve(&worker->buf, SEND_BUFFER * 4);
    for (;;) {
        int64_t left = worker->deadline_ms - now_ms();
        struct pollfd poller = {.fd = worker->fd, .events = POLLIN};
        int ready = left > 0 ? poll(&poller, 1, (int)left) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0) {
            worker->late = true;
            kill(worker->pid, SIGKILL);
            return false;
        }
        ssize_t n = read(worker->fd, worker->buf.ptr + worker->buf.len, SEND_BUFFER * 4);
        if (n < 0 && errno == EINTR)
            continue;
        if (n > 0)
            worker->buf.len += (size_t)n;
        return n > 0;
    }
}

bool worker_take_error(Str payload, Error *error)
{
    if (payload.len != sizeof *error)
        return false;
    memcpy(error, payload.ptr, sizeof *error);
    error->file[sizeof error->file - 1] = '\0';
    error->sheet[sizeof error->sheet - 1] = '\0';
    error->message[sizeof error->message - 1] = '\0';
    return true;
}

bool worker_receive(Worker *worker, char *type, Str *payload)
{
    if (worker->fd < 0)
        return false;
    for (;;) {
        size_t have = worker->buf.len - worker->taken;
        uint32_t len = 0;
        if (have >= HEADER) {
            const char *frame = worker->buf.ptr + worker->taken;
            memcpy(&len, frame + 1, sizeof len);
            if (len > FRAME_MAX)
                return false;
            if (have >= HEADER + (size_t)len) {
                *type = frame[0];
                *payload = (Str){frame + HEADER, len};
                worker->taken += HEADER + (size_t)len;
                if (*type != 'E')
                    return true;
                worker->has_error = worker_take_error(*payload, &worker->error);
                continue;
            }
        }
        if (!receive_some(worker))
            return false;
    }
}

/* What ended the child, where it did not end by itself. */
static void explain_end(const Worker *worker, int status, Error *err)
{
    int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (worker->late)
        error_set(err, STATUS_LIMIT, "the file took longer than %d s to read",
                  READ_LIMITS.worker_wall_seconds);
    else if (sig == SIGXCPU || sig == SIGKILL)
        error_set(err, STATUS_LIMIT, "the file took more than %d s of computing to read",
                  (int)cpu_bound());
    else if (sig != 0)
        error_set(err, STATUS_FORMAT, "the reader failed on this file (signal %d)", sig);
    else
        error_set(err, STATUS_LIMIT, "the file needs more than %lld MiB of memory to read",
                  (long long)(memory_bound() >> 20));
}

void worker_finish(Worker *worker, Error *err)
{
    if (worker->pid <= 0)
        return;
    char type;
    Str payload;
    while (worker_receive(worker, &type, &payload))
        ;
    int status = 0;
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (worker->has_error) {
        if (error_ok(err))
            *err = worker->error;
    } else
        explain_end(worker, status, err);
    close(worker->fd);
    strbuf_free(&worker->buf);
    worker->pid = worker->fd = -1;
}

void worker_stop(Worker *worker)
{
    Error ignored = {0};
    if (worker->pid > 0)
        kill(worker->pid, SIGKILL);
    worker_finish(worker, &ignored);
}
