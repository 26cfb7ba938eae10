#ifndef ROLLBOOK_BASE_LOG_H
#define ROLLBOOK_BASE_LOG_H

/*
 * What a command tells while it works: a progress bar on a terminal, plain lines in a log, one JSON
 * object a line for machines. Never a child's name.
 */

#include "pipeline/base/error.h"

typedef enum LogStyle { LOG_AUTO, LOG_PLAIN, LOG_TERMINAL, LOG_JSON, LOG_QUIET } LogStyle;

typedef struct Log Log;

/* Writes to standard error. LOG_AUTO: a bar on a terminal, else plain lines. */
Log *log_create(LogStyle style);
void log_free(Log *log);

/* A line for people to keep. */
__attribute__((format(printf, 2, 3))) void log_info(Log *log, const char *format, ...);
__attribute__((format(printf, 2, 3))) void log_warn(Log *log, const char *format, ...);

/* Begins a piece of work with `total` steps (0: not known); ends the one before. */
void log_begin(Log *log, const char *what, int64_t total);
/* `done` steps of it are behind us. Cheap: redraws at most 20 times a second. */
void log_step(Log *log, int64_t done);
void log_end(Log *log);

#endif
