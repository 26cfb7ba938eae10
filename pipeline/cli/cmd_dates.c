/* rollbook dates: how dates and ages are read. */

#include "pipeline/base/number.h"
#include "pipeline/cli/line_table.h"
#include "pipeline/cli/options.h"
#include "pipeline/values/date_reader.h"

#include <stdio.h>

/* What ages count from unless --list-date says so; fixed, so that a day's answer stays. */
static const Date DEFAULT_LIST_DATE = {2026, 6, 1};

static const OptionSpec OPTIONS[] = {
    {"table", "FILE", "answer a TSV file with columns input, cell_type and context ('-': stdin)"},
    {"list-date", "DATE", "the day that ages count back from (default: 2026-06-01)"},
    {"event", NULL, "dates of enrolment and the like instead of births: no ages"},
    {0}};

/* One "key=value" of a context. */
static void apply_setting(DateContext *context, Str key, Str value)
{
    bool on = !str_is(value, "0");
    int64_t number = 0;
    (void)number_parse_int(value, &number);
    if (str_is(key, "vote"))
        context->order_known = on;
    else if (str_is(key, "order"))
        context->order = str_is(value, "MDY") ? DATE_MONTH_FIRST : DATE_DAY_FIRST;
    else if (str_is(key, "era"))
        context->era = str_is(value, "BE")   ? CALENDAR_BE
                       : str_is(value, "CE") ? CALENDAR_CE
                       : str_is(value, "ME") ? CALENDAR_ME
                                             : CALENDAR_NONE;
    else if (str_is(key, "d1904"))
        context->date1904 = on;
    else if (str_is(key, "us_swap"))
        context->us_swap = on;
    else if (str_is(key, "lo"))
        context->first_year = (int)number;
    else if (str_is(key, "hi"))
        context->last_year = (int)number;
}

static DateContext start_context(const Options *options, Str settings, Error *err)
{
    Date list_date = DEFAULT_LIST_DATE;
    const char *given = options_get(options, "list-date");
    if (given && !date_parse_iso(str_from(given), &list_date))
        error_set(err, STATUS_USAGE, "expected --list-date YYYY-MM-DD, found \"%s\"", given);
    bool event = options_has(options, "event");
    /* The list's date first: other settings refine what follows from it. */
    Str rest = settings, setting, key;
    while (str_split(&rest, ',', &setting))
        if (str_split(&setting, '=', &key) && str_is(str_trim(key), "ref"))
            (void)date_parse_iso(str_trim(setting), &list_date);
    DateContext context = event ? date_context_event(list_date) : date_context_birth(list_date);
    rest = settings;
    while (str_split(&rest, ',', &setting))
        if (str_split(&setting, '=', &key))
            apply_setting(&context, str_trim(key), str_trim(setting));
    return context;
}

static void print_value(Str input, const DateValue *value, bool alternative)
{
    StrBuf line = STRBUF_INIT;
    print_field(input);
    strbuf_append_char(&line, '\t');
    date_append_value(&line, value);
    strbuf_appendf(&line, "\t%s\t%s\t", date_precision_name(value->precision),
                   date_calendar_name(value->calendar));
    date_append_flags(&line, value->flags);
    if (alternative) {
        char text[DATE_TEXT_SIZE] = "";
        if (!date_is_none(value->alternative))
            date_format_iso(value->alternative, text);
        strbuf_appendf(&line, "\t%s", text);
    }
    puts(strbuf_cstr(&line));
    strbuf_free(&line);
}

static DateInput table_input(Str text, Str type)
{
    DateInput input = {.type = DATE_CELL_TEXT, .text = text};
    if (str_is(type, "date"))
        input.type = DATE_CELL_DATE;
    if (str_is(type, "number") && number_parse(str_trim(text), &input.number))
        input.type = DATE_CELL_NUMBER;
    return input;
}

static void answer_table(const DateReader *reader, const Options *options, const char *path,
                         Arena *arena, Error *err)
{
    Arena *scratch = arena_create();
    LineTable table = line_table_open(arena, path, err);
    int input = line_table_need(&table, "input", err);
    int type = line_table_column(&table, "cell_type"), with = line_table_column(&table, "context");
    if (error_ok(err))
        puts("input\tvalue\tprecision\tcalendar\tflags");
    while (error_ok(err) && line_table_next(&table)) {
        DateContext context = start_context(options, line_table_field(&table, with), err);
        Str text = line_table_field(&table, input);
        DateValue value =
            date_read(reader, scratch, table_input(text, line_table_field(&table, type)), &context);
        print_value(text, &value, false);
        arena_reset(scratch);
    }
    arena_free(scratch);
}

static int run(const Options *options, Error *err)
{
    Assets assets = {0};
    Arena *arena = arena_create();
    DateReader *reader = date_reader_load(&assets, err);
    const char *path = options_get(options, "table");
    if (!path && options->argument_count == 0)
        error_set(err, STATUS_USAGE, "expected a date or --table FILE");
    if (error_ok(err) && path)
        answer_table(reader, options, path, arena, err);
    DateContext context = start_context(options, STR(""), err);
    if (error_ok(err) && options->argument_count > 0)
        puts("input\tvalue\tprecision\tcalendar\tflags\talternative");
    for (size_t i = 0; error_ok(err) && i < options->argument_count; i++) {
        Str text = str_from(options->arguments[i]);
        DateValue value = date_read(reader, arena, (DateInput){.text = text}, &context);
        print_value(text, &value, true);
    }
    date_reader_free(reader);
    arena_free(arena);
    return 0;
}

const Command COMMAND_DATES = {
    .name = "dates",
    .arguments = "[TEXT...]",
    .summary = "how dates and ages are read",
    .description =
        "Prints, for each text, the day or span that it means (ISO 8601), its precision (day, "
        "month, year, interval, none), the calendar it was written in and flags for everything "
        "doubtful. In a table, cell_type is text, number or date, and context holds what a whole "
        "column would tell: order=DMY|MDY, vote=1 (the order is known), era=BE|CE|ME, d1904=1, "
        "us_swap=1, ref=DATE, lo=YEAR, hi=YEAR, separated by commas.",
    .options = OPTIONS,
    .max_arguments = ARGUMENTS_ANY,
    .run = run,
};
