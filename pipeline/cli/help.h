#ifndef ROLLBOOK_CLI_HELP_H
#define ROLLBOOK_CLI_HELP_H

#include "pipeline/cli/options.h"

#include <stdio.h>

/* What `rollbook --help` shows. */
void help_overview(FILE *out);

/* What `rollbook COMMAND --help` shows. */
void help_command(FILE *out, const Command *command);

/* The manual page, as troff source for man(1). */
void help_man_page(FILE *out);

/* Completions for bash. */
void help_completions(FILE *out);

#endif
