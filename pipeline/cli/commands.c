/* The list of commands. To add one: a `const Command COMMAND_X` in cmd_x.c, and two lines here. */

#include "pipeline/cli/commands.h"

extern const Command COMMAND_RUN, COMMAND_STATUS, COMMAND_REPORT, COMMAND_CAT, COMMAND_SAMPLE,
    COMMAND_DEDUPE, COMMAND_MODEL, COMMAND_BACKUP, COMMAND_RESTORE, COMMAND_VERIFY;

const Command *const COMMANDS[] = {
    &COMMAND_RUN,
    &COMMAND_CAT,
    &COMMAND_STATUS,
    &COMMAND_REPORT,
    &COMMAND_SAMPLE,
    &COMMAND_DEDUPE,
    &COMMAND_MODEL,
    &COMMAND_BACKUP,
    &COMMAND_RESTORE,
    &COMMAND_VERIFY,
    NULL,
};
