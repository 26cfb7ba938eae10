/* The list of commands. To add one: a `const Command COMMAND_X` in cmd_x.c, and two lines here. */

#include "pipeline/cli/commands.h"

/* One a line, so that additions merge: */
/* clang-format off */

extern const Command COMMAND_INIT;
extern const Command COMMAND_RUN;
extern const Command COMMAND_STATUS;
extern const Command COMMAND_REPORT;
extern const Command COMMAND_FIND;
extern const Command COMMAND_CHILD;
extern const Command COMMAND_LINEAGE;
extern const Command COMMAND_DIFF;
extern const Command COMMAND_CHECK;
extern const Command COMMAND_CAT;
extern const Command COMMAND_INTAKE;
extern const Command COMMAND_BACKUP;
extern const Command COMMAND_RESTORE;
extern const Command COMMAND_VERIFY;
extern const Command COMMAND_DEDUPE;
extern const Command COMMAND_MODEL;
extern const Command COMMAND_EXPORT;
extern const Command COMMAND_SAMPLE;
extern const Command COMMAND_EVALUATE;
extern const Command COMMAND_NAMES;
extern const Command COMMAND_DATES;
extern const Command COMMAND_IDS;
extern const Command COMMAND_TEXT;
extern const Command COMMAND_REVIEW, COMMAND_DECIDE, COMMAND_EXPLAIN;

const Command *const COMMANDS[] = {
    &COMMAND_INIT,
    &COMMAND_RUN,
    &COMMAND_STATUS,
    &COMMAND_REPORT,
    &COMMAND_FIND,
    &COMMAND_CHILD,
    &COMMAND_LINEAGE,
    &COMMAND_DIFF,
    &COMMAND_CHECK,
    &COMMAND_CAT,
    &COMMAND_INTAKE,
    &COMMAND_BACKUP,
    &COMMAND_RESTORE,
    &COMMAND_VERIFY,
    &COMMAND_DEDUPE,
    &COMMAND_MODEL,
    &COMMAND_REVIEW,
    &COMMAND_DECIDE,
    &COMMAND_EXPLAIN,
    &COMMAND_EXPORT,
    &COMMAND_SAMPLE,
    &COMMAND_EVALUATE,
    &COMMAND_NAMES,
    &COMMAND_DATES,
    &COMMAND_IDS,
    &COMMAND_TEXT,
    NULL,
};
