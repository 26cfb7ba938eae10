/* rollbook text: telling Zawgyi from Unicode, and converting it. */

#include "pipeline/base/number.h"
#include "pipeline/cli/line_table.h"
#include "pipeline/cli/options.h"
#include "pipeline/names/zawgyi.h"

#include <math.h>
#include <stdio.h>

enum { INPUT_MAX = 256 << 20 };

static const OptionSpec OPTIONS[] = {
    {"detect", NULL, "print label (zawgyi, unicode, none) and probability of each line"},
    {"convert", NULL, "print the lines, those in Zawgyi as Unicode"},
    {"each", NULL, "judge every line by itself, not as a cell of one column"},
    {0}};

static bool line_is_zawgyi(const Zawgyi *zawgyi, const ZawgyiColumn *column, Str line)
{
    return column ? zawgyi_column_is_zawgyi(column, line) : zawgyi_log_odds(zawgyi, line) > 0;
}

static void print_detected(const Zawgyi *zawgyi, const ZawgyiColumn *column, Str line)
{
    double probability = zawgyi_probability(zawgyi, line);
    char number[NUMBER_TEXT_SIZE];
    number_format(probability, number);
    const char *label = "none";
    if (isfinite(probability))
        label = line_is_zawgyi(zawgyi, column, line) ? "zawgyi" : "unicode";
    printf("%s\t%s\n", label, number);
}

static void print_converted(const Zawgyi *zawgyi, const ZawgyiColumn *column, Arena *scratch,
                            Str line)
{
    if (line_is_zawgyi(zawgyi, column, line))
        line = zawgyi_convert(zawgyi, scratch, line);
    fwrite(line.ptr, 1, line.len, stdout);
    putchar('\n');
}

static int run(const Options *options, Error *err)
{
    bool detect = options_has(options, "detect"), convert = options_has(options, "convert");
    if (detect == convert)
        error_set(err, STATUS_USAGE, "expected --detect or --convert");
    Assets assets = {0};
    Arena *arena = arena_create(), *scratch = arena_create();
    Zawgyi *zawgyi = zawgyi_load(&assets, err);
    Str input = read_standard_input(arena, INPUT_MAX, err), line;
    ZawgyiColumn *column = NULL;
    if (error_ok(err) && !options_has(options, "each")) {
        column = zawgyi_column_create(zawgyi);
        for (Str rest = input; next_line(&rest, &line);)
            zawgyi_column_add(column, line);
        zawgyi_column_decide(column);
    }
    if (error_ok(err) && detect)
        puts("label\tprobability");
    for (Str rest = input; error_ok(err) && next_line(&rest, &line);) {
        if (detect)
            print_detected(zawgyi, column, line);
        else
            print_converted(zawgyi, column, scratch, line);
        arena_reset(scratch);
    }
    zawgyi_column_free(column);
    zawgyi_free(zawgyi);
    arena_free(scratch);
    arena_free(arena);
    return 0;
}

const Command COMMAND_TEXT = {
    .name = "text",
    .arguments = "--detect | --convert < LINES",
    .summary = "tell Zawgyi from Unicode in Burmese text, and convert it",
    .description =
        "Standard input is one column of cells, a line each: short strings are doubtful alone and "
        "certain together, so the label follows from the line and from its column. The probability "
        "is that of the line by itself; -Infinity where it has no Burmese letter.",
    .options = OPTIONS,
    .run = run,
};
