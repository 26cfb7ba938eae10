/* rollbook ids: how 13-digit numbers, G-codes and phone numbers are read. */

#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/cli/line_table.h"
#include "pipeline/cli/options.h"
#include "pipeline/values/id_number.h"
#include "pipeline/values/phone.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {
    {"table", "FILE", "answer a TSV file with columns input and, if known, kind ('-': stdin)"},
    {0}};

/* Is it written as a phone number: +66, 0066, 09..., 9 digits? */
static bool looks_like_phone(Str text)
{
    char digits[16];
    size_t count = 0, pos = 0;
    bool plus = false, apart = false;
    while (pos < text.len) {
        uint32_t cp = utf8_next(text, &pos);
        int digit = unicode_digit(cp);
        plus |= cp == '+' && count == 0;
        apart |= cp == ',' || cp == ';';
        if (digit >= 0 && count < sizeof digits)
            digits[count++] = (char)('0' + digit);
    }
    if (plus || apart || count == 9)
        return true;
    bool abroad = count > 11 && (memcmp(digits, "0066", 4) == 0 || memcmp(digits, "0095", 4) == 0);
    return abroad || (count > 0 && count <= 11 && digits[0] == '0');
}

/* The last column, the kind, is printed only where nobody stated it. */
static void print_answer(Str text, Str kind, bool with_kind)
{
    StrBuf normal = STRBUF_INIT;
    const char *status, *found;
    bool phone = str_is(kind, "phone") || (str_is_empty(kind) && looks_like_phone(text));
    if (phone) {
        PhoneList list = phone_read(text);
        phone_append(&normal, &list);
        status = phone_status_name(list.status);
        found = "phone";
    } else {
        IdNumber id = str_is(kind, "thai_id")  ? id_read_thai13(text)
                      : str_is(kind, "g_code") ? id_read_g_code(text)
                                               : id_read(text);
        strbuf_append_cstr(&normal, id.normal);
        status = id_status_name(id.status);
        found = id_kind_name(id.kind);
    }
    print_field(text);
    printf("\t%s\t%s", strbuf_cstr(&normal), status);
    printf(with_kind ? "\t%s\n" : "\n", found);
    strbuf_free(&normal);
}

static int run(const Options *options, Error *err)
{
    Arena *arena = arena_create();
    const char *path = options_get(options, "table");
    if (!path && options->argument_count == 0)
        error_set(err, STATUS_USAGE, "expected a number or --table FILE");
    if (error_ok(err) && path) {
        LineTable table = line_table_open(arena, path, err);
        int input = line_table_need(&table, "input", err);
        int kind = line_table_column(&table, "kind");
        if (error_ok(err))
            puts("input\tnormal\tstatus");
        while (error_ok(err) && line_table_next(&table))
            print_answer(line_table_field(&table, input), line_table_field(&table, kind), false);
    }
    if (error_ok(err) && options->argument_count > 0)
        puts("input\tnormal\tstatus\tkind");
    for (size_t i = 0; error_ok(err) && i < options->argument_count; i++)
        print_answer(str_from(options->arguments[i]), STR(""), true);
    arena_free(arena);
    return 0;
}

const Command COMMAND_IDS = {
    .name = "ids",
    .arguments = "[TEXT...]",
    .summary = "how 13-digit numbers, G-codes and phone numbers are read",
    .description =
        "Prints the normal form of each number and what was found: valid, repaired, bad_checksum, "
        "bad_length, bad_form, placeholder, lost_digits, ambiguous_mm. In a table, kind is "
        "thai_id, "
        "g_code or phone; without it the kind is told by the number's form.",
    .options = OPTIONS,
    .max_arguments = ARGUMENTS_ANY,
    .run = run,
};
