#ifndef ROLLBOOK_CLI_OPTIONS_H
#define ROLLBOOK_CLI_OPTIONS_H

/*
 * The command line as data. Every command is one Command in its own cmd_*.c, listed in commands.c;
 * that list drives parsing, --help, the man page and the shell completions.
 */

#include "pipeline/base/error.h"

#include <stddef.h>

/* One option. argument NULL: a flag; else the name of its value, "DATE". */
typedef struct OptionSpec {
    const char *name; /* without the dashes */
    const char *argument;
    const char *help;
} OptionSpec;

enum { OPTIONS_MAX = 24, ARGUMENTS_MAX = 4096, ARGUMENTS_ANY = -1 };

typedef struct Options Options;

typedef struct Command {
    const char *name;
    const char *arguments;            /* for the usage line: "FILE..." */
    const char *summary;              /* one line */
    const char *description;          /* a paragraph or two; may be NULL */
    const OptionSpec *options;        /* ends with {0} */
    int min_arguments, max_arguments; /* ARGUMENTS_ANY: no bound */
    /* Returns 0 (done) or 1 (done, with findings); a failure is in err. */
    int (*run)(const Options *options, Error *err);
} Command;

/* What the user gave: known to fit the command's specification. */
struct Options {
    const Command *command;
    const char *names[OPTIONS_MAX]; /* given options, and their values ("" for flags) */
    const char *values[OPTIONS_MAX];
    size_t count;
    const char *const *arguments;
    size_t argument_count;
    const char *given[ARGUMENTS_MAX];
};

/* The value of an option; NULL where it was not given. Given twice, the last counts. */
const char *options_get(const Options *options, const char *name);

/* The same with a default. */
const char *options_or(const Options *options, const char *name, const char *otherwise);

bool options_has(const Options *options, const char *name);

/*
 * Reads the words behind the command's name. "--name value", "--name=value", "--" ends options.
 * Every command also knows --help, which the caller has dealt with. STATUS_USAGE on failure.
 */
void options_parse(Options *options, const Command *command, int argc, char **argv, Error *err);

#endif
