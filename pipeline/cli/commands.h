#ifndef ROLLBOOK_CLI_COMMANDS_H
#define ROLLBOOK_CLI_COMMANDS_H

#include "pipeline/cli/options.h"

/* Every command, in the order in which help shows them; ends with NULL. */
extern const Command *const COMMANDS[];

#endif
