/* Any bytes as a report template: front matter, sections, info strings, typed tables. */

#include "reports/query/attribute.h"
#include "reports/query/sql_text.h"
#include "reports/template/expand.h"
#include "reports/template/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_create();
    Str text = arena_str(arena, (Str){(const char *)data, size});
    Error err = {0};
    template_read(arena, text, "fuzz.md", &err);
    Error other = {0};
    attributes_parse(text, &other);
    Error third = {0};
    csv_table(arena, text, &third);
    sql_has_outer_order(text);
    sql_is_blank(text);
    arena_free(arena);
    return 0;
}
