#include "pipeline/cli/options.h"

#include "pipeline/base/str.h"

static const OptionSpec *find(const Command *command, Str name)
{
    for (const OptionSpec *spec = command->options; spec && spec->name; spec++)
        if (str_is(name, spec->name))
            return spec;
    return NULL;
}

static void set_option(Options *options, const char *name, const char *value, Error *err)
{
    if (options->count == OPTIONS_MAX) {
        error_set(err, STATUS_USAGE, "too many options");
        return;
    }
    options->names[options->count] = name;
    options->values[options->count++] = value;
}

void options_parse(Options *options, const Command *command, int argc, char **argv, Error *err)
{
    *options = (Options){.command = command};
    bool only_arguments = false;
    for (int i = 0; i < argc && error_ok(err); i++) {
        const char *word = argv[i];
        if (only_arguments || word[0] != '-' || word[1] == '\0') {
            if (options->argument_count == ARGUMENTS_MAX)
                error_set(err, STATUS_USAGE, "too many arguments");
            else
                options->given[options->argument_count++] = word;
            continue;
        }
        if (strcmp(word, "--") == 0) {
            only_arguments = true;
            continue;
        }
        Str name = str_from(word);
        name = str_slice(name, str_starts_with(name, STR("--")) ? 2 : 1, name.len);
        size_t equals = str_find(name, STR("="), 0);
        const OptionSpec *spec = find(command, str_slice(name, 0, equals));
        if (!spec || word[1] != '-')
            error_set(err, STATUS_USAGE, "there is no option %s; see \"rollbook %s --help\"", word,
                      command->name);
        else if (!spec->argument && equals < name.len)
            error_set(err, STATUS_USAGE, "--%s takes no value", spec->name);
        else if (!spec->argument)
            set_option(options, spec->name, "", err);
        else if (equals < name.len)
            set_option(options, spec->name, name.ptr + equals + 1, err);
        else if (i + 1 < argc)
            set_option(options, spec->name, argv[++i], err);
        else
            error_set(err, STATUS_USAGE, "--%s needs a value: %s", spec->name, spec->argument);
    }
    options->arguments = options->given;
    if (error_ok(err) && (int)options->argument_count < command->min_arguments)
        error_set(err, STATUS_USAGE, "expected: rollbook %s %s", command->name, command->arguments);
    if (error_ok(err) && command->max_arguments != ARGUMENTS_ANY &&
        (int)options->argument_count > command->max_arguments)
        error_set(err, STATUS_USAGE, "did not expect \"%s\"; usage: rollbook %s %s",
                  options->arguments[command->max_arguments], command->name, command->arguments);
}

const char *options_get(const Options *options, const char *name)
{
    for (size_t i = options->count; i > 0; i--)
        if (strcmp(options->names[i - 1], name) == 0)
            return options->values[i - 1];
    return NULL;
}

const char *options_or(const Options *options, const char *name, const char *otherwise)
{
    const char *value = options_get(options, name);
    return value ? value : otherwise;
}

bool options_has(const Options *options, const char *name)
{
    return options_get(options, name) != NULL;
}
