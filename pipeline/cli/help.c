#include "pipeline/cli/help.h"

#include "pipeline/cli/commands.h"

#include <string.h>

static const char EXIT_CODES[] = "  0  done\n"
                                 "  1  done, with findings that need a person\n"
                                 "  2  the command line is wrong\n"
                                 "  3  an input or the configuration cannot be used\n"
                                 "  4  the warehouse is locked or damaged\n"
                                 "  5  a report was refused\n"
                                 "  6  outputs cannot be written\n";

void help_overview(FILE *out)
{
    fputs("rollbook " ROLLBOOK_VERSION
          ": one register of children out of what learning centers send\n\n"
          "usage: rollbook COMMAND [ARGUMENTS] [--OPTIONS]\n\n",
          out);
    for (const Command *const *command = COMMANDS; *command; command++)
        fprintf(out, "  %-10s %s\n", (*command)->name, (*command)->summary);
    fputs("\nrollbook COMMAND --help tells more. --version, --man and --completions print those.\n"
          "\nexit codes:\n",
          out);
    fputs(EXIT_CODES, out);
}

void help_command(FILE *out, const Command *command)
{
    fprintf(out, "usage: rollbook %s%s%s%s\n\n%s.\n", command->name,
            command->arguments[0] ? " " : "", command->arguments,
            command->options && command->options->name ? " [OPTIONS]" : "", command->summary);
    if (command->description)
        fprintf(out, "\n%s\n", command->description);
    if (!command->options || !command->options->name)
        return;
    fputs("\noptions:\n", out);
    for (const OptionSpec *spec = command->options; spec->name; spec++) {
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", spec->name, spec->argument ? " " : "",
                 spec->argument ? spec->argument : "");
        fprintf(out, "  %-22s %s\n", left, spec->help);
    }
}

/* Text for troff: backslashes and leading dots would be commands. */
static void put_troff(FILE *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '\\')
            fputs("\\e", out);
        else if (*p == '-')
            fputs("\\-", out);
        else if ((*p == '.' || *p == '\'') && (p == text || p[-1] == '\n'))
            fprintf(out, "\\&%c", *p);
        else
            fputc(*p, out);
    }
}

void help_man_page(FILE *out)
{
    fputs(".TH ROLLBOOK 1 \"\" \"rollbook " ROLLBOOK_VERSION
          "\"\n.SH NAME\nrollbook \\- one register "
          "of children out of what learning centers send\n.SH SYNOPSIS\n.B rollbook\n.I COMMAND\n"
          "[ARGUMENTS] [OPTIONS]\n.SH COMMANDS\n",
          out);
    for (const Command *const *command = COMMANDS; *command; command++) {
        fprintf(out, ".SS %s ", (*command)->name);
        put_troff(out, (*command)->arguments);
        fputc('\n', out);
        put_troff(out, (*command)->summary);
        fputs(".\n", out);
        if ((*command)->description) {
            fputs(".PP\n", out);
            put_troff(out, (*command)->description);
            fputc('\n', out);
        }
        for (const OptionSpec *spec = (*command)->options; spec && spec->name; spec++) {
            fputs(".TP\n.B \\-\\-", out);
            put_troff(out, spec->name);
            if (spec->argument)
                fprintf(out, " \\fI%s\\fR", spec->argument);
            fputc('\n', out);
            put_troff(out, spec->help);
            fputc('\n', out);
        }
    }
    fputs(".SH EXIT STATUS\n.nf\n", out);
    put_troff(out, EXIT_CODES);
    fputs(".fi\n", out);
}

void help_completions(FILE *out)
{
    fputs("# bash completion for rollbook: source this file\n"
          "_rollbook() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]}\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        COMPREPLY=($(compgen -W '",
          out);
    for (const Command *const *command = COMMANDS; *command; command++)
        fprintf(out, "%s%s", command == COMMANDS ? "" : " ", (*command)->name);
    fputs("' -- \"$word\"))\n        return\n    fi\n    case ${COMP_WORDS[1]} in\n", out);
    for (const Command *const *command = COMMANDS; *command; command++) {
        fprintf(out, "    %s) [[ $word == -* ]] && COMPREPLY=($(compgen -W '--help",
                (*command)->name);
        for (const OptionSpec *spec = (*command)->options; spec && spec->name; spec++)
            fprintf(out, " --%s", spec->name);
        fputs("' -- \"$word\")) ;;\n", out);
    }
    fputs("    esac\n}\ncomplete -o default -F _rollbook rollbook\n", out);
}
