#include "reports/workbook/spellings.h"

static Tsv load(const Assets *assets, Arena *arena, const char *path, Error *err)
{
    return tsv_parse(arena, asset_read(assets, arena, path, err), path, err);
}

Spellings spellings_load(const Assets *assets, Arena *arena, Error *err)
{
    return (Spellings){load(assets, arena, "templates/dictionaries/headings.tsv", err),
                       load(assets, arena, "templates/dictionaries/codes.tsv", err)};
}

Str spellings_heading(const Spellings *spellings, Str field, const char *language)
{
    for (size_t i = 0; i < spellings->headings.row_count; i++) {
        const Str *fields = spellings->headings.rows[i].fields;
        if (str_eq(fields[0], field) && str_is(fields[1], language))
            return fields[2];
    }
    return STR("");
}

Str spellings_code(const Spellings *spellings, const char *field, Str code, const char *language)
{
    for (size_t i = 0; i < spellings->codes.row_count; i++) {
        const Str *fields = spellings->codes.rows[i].fields;
        if (str_is(fields[0], field) && str_eq(fields[1], code) && str_is(fields[2], language))
            return fields[3];
    }
    return STR("");
}
