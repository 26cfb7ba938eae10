/* rollbook: finds the command, runs it, turns a failure into one line and an exit code. */

#include "pipeline/base/str.h"
#include "pipeline/base/xml.h"
#include "pipeline/cli/commands.h"
#include "pipeline/cli/help.h"

#include <stdio.h>
#include <sys/stat.h>

/* The known command that is nearest to a mistyped one: same beginning, or part of it. */
static const char *suggestion(const char *word)
{
    for (const Command *const *command = COMMANDS; *command; command++)
        if (strncmp((*command)->name, word, 2) == 0 || strstr((*command)->name, word) ||
            strstr(word, (*command)->name))
            return (*command)->name;
    return NULL;
}

static int complain(const Error *err)
{
    char line[1024];
    error_format(err, line, sizeof line);
    fprintf(stderr, "rollbook: %s\n", line);
    return status_exit_code(err->status);
}

static int print_and_check(void (*print)(FILE *out))
{
    print(stdout);
    return fflush(stdout) == 0 ? 0 : status_exit_code(STATUS_IO);
}

static void print_version(FILE *out)
{
    fputs("rollbook " ROLLBOOK_VERSION "\n", out);
}

int main(int argc, char **argv)
{
    umask(077); /* what is written here names children: for its owner only */
    xml_init();
    const char *word = argc > 1 ? argv[1] : "--help";
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
        (strcmp(word, "help") == 0 && argc == 2)) {
        print_and_check(help_overview);
        return argc > 1 ? 0 : status_exit_code(STATUS_USAGE);
    }
    if (strcmp(word, "--version") == 0)
        return print_and_check(print_version);
    if (strcmp(word, "--man") == 0)
        return print_and_check(help_man_page);
    if (strcmp(word, "--completions") == 0)
        return print_and_check(help_completions);

    bool wants_help = strcmp(word, "help") == 0;
    if (wants_help) {
        word = argv[2];
        argc--;
        argv++;
    }
    for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++)
        wants_help = wants_help || strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0;

    static Options options; /* too large for the stack */
    Error err = {0};
    for (const Command *const *command = COMMANDS; *command; command++) {
        if (strcmp((*command)->name, word) != 0)
            continue;
        if (wants_help) {
            help_command(stdout, *command);
            return 0;
        }
        options_parse(&options, *command, argc - 2, argv + 2, &err);
        int code = error_ok(&err) ? (*command)->run(&options, &err) : 0;
        if (error_ok(&err) && (fflush(stdout) != 0 || ferror(stdout)))
            error_set(&err, STATUS_IO, "standard output cannot be written");
        return error_ok(&err) ? code : complain(&err);
    }
    const char *near = suggestion(word);
    if (near)
        error_set(&err, STATUS_USAGE, "there is no command \"%s\"; did you mean \"%s\"?", word,
                  near);
    else
        error_set(&err, STATUS_USAGE, "there is no command \"%s\"; see \"rollbook --help\"", word);
    return complain(&err);
}
