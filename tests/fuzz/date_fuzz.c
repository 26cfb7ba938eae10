/*
 * Any text and any number is answered as a date, an id and a phone. First byte: how the cell is
 * typed and what its column told; the rest: the text.
 */

#include "pipeline/values/date_column.h"
#include "pipeline/values/date_compare.h"
#include "pipeline/values/date_display.h"
#include "pipeline/values/id_number.h"
#include "pipeline/values/phone.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_date(const DateReader *reader, Arena *arena, unsigned how, Str text)
{
    DateInput input = {.type = (DateCellType)(how % 3), .text = text};
    if (text.len >= sizeof input.number)
        memcpy(&input.number, text.ptr, sizeof input.number);
    DateContext context =
        how & 4 ? date_context_event((Date){2026, 6, 1}) : date_context_birth((Date){2026, 6, 1});
    context.order = how & 8 ? DATE_MONTH_FIRST : DATE_DAY_FIRST;
    context.date1904 = (how & 16) != 0;
    context.us_swap = (how & 32) != 0;
    DateColumn column = {0};
    date_column_add(&column, reader, arena, input);
    context = date_column_context(&column, context);
    DateValue value = date_read(reader, arena, input, &context);
    if (value.precision == DATE_NONE) {
        if (!date_is_none(value.from) || !date_is_none(value.to))
            abort();
    } else if (!date_is_valid(value.from) || !date_is_valid(value.to) ||
               date_cmp(value.from, value.to) > 0) {
        abort();
    }
    StrBuf out = STRBUF_INIT;
    date_append_value(&out, &value);
    date_append_flags(&out, value.flags);
    date_append_display(&out, value.from, value.to, DATE_ERA_BE);
    strbuf_free(&out);
    DateSpan span = {value.from, value.to}, other = {{2015, 3, 7}, {2015, 3, 7}};
    if (date_compare(span, other) != date_compare(other, span))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Loaded once: a fuzzer has no other place to keep them. */
    static DateReader *reader;
    static Arena *arena;
    Assets assets = {0};
    Error err = {0};
    if (!reader) {
        reader = date_reader_load(&assets, &err);
        arena = arena_create();
    }
    if (!reader)
        abort();
    if (size == 0)
        return 0;
    Str text = {(const char *)data + 1, size - 1};
    check_date(reader, arena, data[0], text);
    IdNumber id = id_read(text);
    if (id_is_usable(&id) && strlen(id.normal) != 13)
        abort();
    PhoneList phones = phone_read(text);
    StrBuf out = STRBUF_INIT;
    phone_append(&out, &phones);
    strbuf_free(&out);
    arena_reset(arena);
    return 0;
}
