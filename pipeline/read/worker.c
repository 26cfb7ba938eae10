/* Processes that read one file each. See worker.h; why: README.md here. */

#include "pipeline/read/worker.h"

#include "pipeline/base/mem.h"
#include "pipeline/read/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
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

static void flush(WorkerOut *out)
{
    write_all(out->bytes, out->len);
    out->len = 0;
}

static void append(WorkerOut *out, const void *bytes, size_t len)
{
    if (len > sizeof out->bytes - out->len)
        flush(out);
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

static void enter_child(int fd, bool keep_stdout, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_PIPE_GONE);
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
    if (fd != CHILD_PIPE)
        dup2(fd, CHILD_PIPE);
    close_range(CHILD_PIPE + 1, ~0U, 0); /* among them the warehouse */
    const ReadLimits *limits = &READ_LIMITS;
    if (!UNDER_SANITIZER)
        limit(RLIMIT_AS, limits->worker_memory_bytes);
    limit(RLIMIT_CPU, limits->worker_cpu_seconds);
    limit(RLIMIT_CORE, 0);
    drop_rights();
}

__attribute__((noreturn)) static void run_child(WorkerTask task, void *context)
{
    WorkerOut *out = x_new(WorkerOut);
    Error err = {0};
    task(context, out, &err);
    worker_send(out, 'E', (Str){(const char *)&err, sizeof err});
    flush(out);
    _exit(0);
}

/* --- parent
 * ---------------------------------------------------------------------------------------- */

bool worker_start(Worker *worker, WorkerTask task, void *context, bool keep_stdout, Error *err)
{
    *worker = (Worker){.pid = -1, .fd = -1};
    int ends[2];
    if (!error_ok(err))
        return false;
    fflush(NULL);
    if (pipe2(ends, O_CLOEXEC) != 0) {
        error_set(err, STATUS_IO, "a reading process cannot be started: %s", strerror(errno));
        return false;
    }
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE);
    pid_t parent = getpid();
    worker->pid = fork();
    if (worker->pid == 0) {
        enter_child(ends[1], keep_stdout, parent);
        run_child(task, context);
    }
    close(ends[1]);
    if (worker->pid < 0) {
        error_set(err, STATUS_IO, "a reading process cannot be started: %s", strerror(errno));
        close(ends[0]);
        return false;
    }
    worker->fd = ends[0];
    worker->deadline_ms = now_ms() + (int64_t)READ_LIMITS.worker_wall_seconds * 1000;
    return true;
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

bool worker_receive(Worker *worker, char *type, Str *payload)
{
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
                if (len == sizeof worker->error) {
                    memcpy(&worker->error, payload->ptr, sizeof worker->error);
                    worker->has_error = true;
                }
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
    const ReadLimits *limits = &READ_LIMITS;
    int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (worker->late)
        error_set(err, STATUS_LIMIT, "the file took longer than %d s to read",
                  limits->worker_wall_seconds);
    else if (sig == SIGXCPU || sig == SIGKILL)
        error_set(err, STATUS_LIMIT, "the file took more than %d s of computing to read",
                  limits->worker_cpu_seconds);
    else if (sig != 0)
        error_set(err, STATUS_FORMAT, "the reader failed on this file (signal %d)", sig);
    else
        error_set(err, STATUS_LIMIT, "the file needs more than %lld MiB of memory to read",
                  (long long)(limits->worker_memory_bytes >> 20));
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
    worker->pid = -1;
}

void worker_stop(Worker *worker)
{
    Error ignored = {0};
    if (worker->pid > 0)
        kill(worker->pid, SIGKILL);
    worker_finish(worker, &ignored);
}
