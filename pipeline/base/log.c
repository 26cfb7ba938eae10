#include "pipeline/base/log.h"

#include "pipeline/base/json.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { BAR_WIDTH = 30, REDRAW_MS = 50 };

struct Log {
    LogStyle style;
    const char *what; /* the work that goes on, NULL between two */
    int64_t total, done;
    int64_t drawn_ms;
    bool bar_shown;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

Log *log_create(LogStyle style)
{
    Log *log = x_new(Log);
    log->style = style;
    if (style == LOG_AUTO)
        log->style = isatty(STDERR_FILENO) ? LOG_TERMINAL : LOG_PLAIN;
    return log;
}

void log_free(Log *log)
{
    if (log)
        log_end(log);
    x_free(log);
}

static void clear_bar(Log *log)
{
    if (log->bar_shown)
        fputs("\r\033[K", stderr);
    log->bar_shown = false;
}

static void draw_bar(Log *log)
{
    if (log->style != LOG_TERMINAL || !log->what)
        return;
    if (log->total > 0) {
        int filled = (int)(log->done * BAR_WIDTH / log->total);
        fprintf(stderr, "\r\033[K%-10s [", log->what);
        for (int i = 0; i < BAR_WIDTH; i++)
            fputc(i < filled ? '#' : '.', stderr);
        fprintf(stderr, "] %lld/%lld", (long long)log->done, (long long)log->total);
    } else {
        fprintf(stderr, "\r\033[K%-10s ...", log->what);
    }
    fflush(stderr);
    log->bar_shown = true;
    log->drawn_ms = now_ms();
}

__attribute__((format(printf, 3, 0))) static void write_line(Log *log, const char *level,
                                                             const char *format, va_list args)
{
    if (!log || log->style == LOG_QUIET)
        return;
    clear_bar(log);
    StrBuf text = STRBUF_INIT;
    strbuf_vappendf(&text, format, args);
    if (log->style == LOG_JSON) {
        StrBuf line = STRBUF_INIT;
        strbuf_appendf(&line, "{\"level\":\"%s\",\"message\":", level);
        json_append_string(&line, strbuf_str(&text));
        fprintf(stderr, "%s}\n", strbuf_cstr(&line));
        strbuf_free(&line);
    } else {
        bool warning = level[0] == 'w';
        fprintf(stderr, "%s%s\n", warning ? "warning: " : "", strbuf_cstr(&text));
    }
    strbuf_free(&text);
    draw_bar(log);
}

void log_info(Log *log, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_line(log, "info", format, args);
    va_end(args);
}

void log_warn(Log *log, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_line(log, "warning", format, args);
    va_end(args);
}

void log_begin(Log *log, const char *what, int64_t total)
{
    if (!log)
        return;
    log_end(log);
    log->what = what;
    log->total = total;
    log->done = 0;
    draw_bar(log);
}

void log_step(Log *log, int64_t done)
{
    if (!log)
        return;
    log->done = done;
    if (log->style == LOG_TERMINAL && now_ms() - log->drawn_ms >= REDRAW_MS)
        draw_bar(log);
}

void log_end(Log *log)
{
    if (!log)
        return;
    clear_bar(log);
    log->what = NULL;
}
