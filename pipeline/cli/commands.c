/* The list of commands. To add one: a `const Command COMMAND_X` in cmd_x.c, and two lines here. */

#include "pipeline/cli/commands.h"

extern const Command COMMAND_CAT, COMMAND_RUN, COMMAND_SAMPLE, COMMAND_STATUS;
extern const Command COMMAND_RUN, COMMAND_SAMPLE, COMMAND_STATUS;
extern const Command COMMAND_DEDUPE, COMMAND_MODEL;

const Command *const COMMANDS[] = {
    &COMMAND_RUN,
    &COMMAND_CAT,
    &COMMAND_STATUS,
    &COMMAND_SAMPLE,
    &COMMAND_DEDUPE,
    &COMMAND_MODEL,
    NULL,
};
