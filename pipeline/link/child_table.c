/* Filling the linkage table of children. */

#include "pipeline/link/child_table.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/link/public_id.h"

#include <ctype.h>
#include <stdio.h>

/* What a column holds; several values of one field take the columns field1, field2 ... */
typedef enum ChildField {
    FIELD_NAME,
    FIELD_BIRTH,
    FIELD_SEX,
    FIELD_MOTHER,
    FIELD_FATHER,
    FIELD_GUARDIAN,
    FIELD_PHONE,
    FIELD_THAI_ID,
    FIELD_G_CODE,
    FIELD_VILLAGE,
    FIELD_DISTRICT,
    FIELD_CENTER,
    FIELD_CODE,
    FIELD_COHORT,
    FIELD_PUBLIC_ID,
    FIELD_COUNT,
} ChildField;

static const char *const FIELD_NAMES[FIELD_COUNT] = {
    "name",   "birth",   "sex",      "mother", "father", "guardian", "phone",    "thai_id13",
    "g_code", "village", "district", "center", "code",   "cohort",   "public_id"};

enum { SLOTS_MAX = 9 };

typedef struct FieldColumns {
    int columns[SLOTS_MAX]; /* of the table; -1: none */
    int count;
} FieldColumns;

static void find_columns(const LinkModel *model, FieldColumns fields[FIELD_COUNT], Error *err)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        fields[f].count = 0;
    for (int c = 0; c < model->column_count; c++) {
        Str name = str_from(model->columns[c]);
        bool found = false;
        for (int f = 0; f < FIELD_COUNT && !found; f++) {
            Str field = str_from(FIELD_NAMES[f]);
            found =
                str_eq(name, field) || (name.len == field.len + 1 && str_starts_with(name, field) &&
                                        isdigit((unsigned char)name.ptr[field.len]));
            if (found && fields[f].count < SLOTS_MAX)
                fields[f].columns[fields[f].count++] = c;
        }
        if (!found)
            error_set(err, STATUS_CONFIG,
                      "the model of children names the column \"%.*s\"; "
                      "there is no such field",
                      STR_ARG(name));
    }
}

typedef struct Filler {
    LinkTable *table;
    uint32_t row;
    const FieldColumns *fields;
} Filler;

/* Puts a value into the field's first free column, unless it stands in one already. */
static void put(const Filler *filler, ChildField field, Str value)
{
    const FieldColumns *columns = &filler->fields[field];
    for (int i = 0; value.len && i < columns->count; i++) {
        Str there = link_table_text(filler->table, columns->columns[i], filler->row);
        if (str_eq(there, value))
            return;
        if (there.len == 0) {
            link_table_set(filler->table, filler->row, columns->columns[i], value);
            return;
        }
    }
}

/* "2014-03-05", or both ends of what is known. */
static void put_birth(const Filler *filler, const ChildRow *row)
{
    char text[32];
    if (row->birth_from.len != 10 || row->birth_to.len != 10)
        return;
    if (str_eq(row->birth_from, row->birth_to)) {
        put(filler, FIELD_BIRTH, row->birth_from);
        return;
    }
    snprintf(text, sizeof text, "%.10s/%.10s", row->birth_from.ptr, row->birth_to.ptr);
    put(filler, FIELD_BIRTH, str_from(text));
}

static void put_public_id(const Filler *filler, const ChildRow *row, int64_t child)
{
    char id[PUBLIC_ID_SIZE];
    int64_t stated = row->public_id.len ? public_id_parse(row->public_id) : 0;
    if (stated > 0 || child > 0) {
        public_id_format(stated > 0 ? stated : child, id);
        put(filler, FIELD_PUBLIC_ID, str_from(id));
    }
}

static void put_row(const Filler *filler, const ChildRow *row, int64_t child, StrBuf *scratch)
{
    const ChildCells *cells = row->cells;
    char cohort[16];
    for (int i = 0; i < cells->name_count; i++)
        put(filler, FIELD_NAME, cells->names[i]);
    put_birth(filler, row);
    put(filler, FIELD_SEX, row->sex);
    put(filler, FIELD_MOTHER, cells->mother);
    put(filler, FIELD_FATHER, cells->father);
    put(filler, FIELD_GUARDIAN, cells->guardian);
    put(filler, FIELD_PHONE, cells->phones[0]);
    put(filler, FIELD_PHONE, cells->phones[1]);
    put(filler, FIELD_THAI_ID, row->thai_id13);
    put(filler, FIELD_G_CODE, cells->g_code);
    put(filler, FIELD_VILLAGE, cells->village);
    put(filler, FIELD_DISTRICT, cells->district_code);
    put(filler, FIELD_CENTER, row->center_code);
    if (cells->cohort) {
        snprintf(cohort, sizeof cohort, "%d", cells->cohort);
        put(filler, FIELD_COHORT, str_from(cohort));
    }
    if (row->center_code.len && cells->student_code.len) {
        strbuf_clear(scratch);
        strbuf_append(scratch, row->center_code);
        strbuf_append_char(scratch, ' ');
        strbuf_append(scratch, cells->student_code);
        put(filler, FIELD_CODE, strbuf_str(scratch));
    }
    put_public_id(filler, row, child);
}

/*
 * Whether a center sent an id back. The id that the program gave a row is looked at only then:
 * otherwise yesterday's links would be evidence for themselves.
 */
static bool *stated_ids(const ChildRows *rows, const int64_t *child_of_row)
{
    int64_t last = 0;
    for (size_t i = 0; i < rows->count; i++)
        last = child_of_row[i] > last ? child_of_row[i] : last;
    bool *stated = x_new_array(bool, (size_t)last + 1);
    for (size_t i = 0; i < rows->count; i++) {
        int64_t id = rows->items[i]->public_id.len ? public_id_parse(rows->items[i]->public_id) : 0;
        if (id > 0 && id <= last)
            stated[id] = true;
    }
    return stated;
}

/* Days before what is only known roughly: of an entity's births the precise ones come first. */
static bool is_day(const ChildRow *row)
{
    return row->birth_from.len && str_eq(row->birth_from, row->birth_to);
}

/* Later rows first: what a center corrected last is what it believes. */
static void put_rows(const Filler *filler, const ChildRows *rows, const ChildEntities *entities,
                     const int64_t *child_of_row, const bool *stated, StrBuf *scratch)
{
    uint32_t from = entities->row_start[filler->row], to = entities->row_start[filler->row + 1];
    for (uint32_t i = to; i-- > from;)
        if (is_day(rows->items[entities->rows[i]]))
            put_birth(filler, rows->items[entities->rows[i]]);
    for (uint32_t i = to; i-- > from;) {
        uint32_t row = entities->rows[i];
        int64_t child = child_of_row[row];
        put_row(filler, rows->items[row], stated[child] ? child : 0, scratch);
    }
}

/* The entity as last night left it; whose child it is may be known only since. */
static void put_packed(const Filler *filler, PackedUnit *packed, const KeyedPools *keyed,
                       const ChildRows *rows, const ChildEntities *entities,
                       const int64_t *child_of_row, const bool *stated, Error *err)
{
    uint32_t from = entities->row_start[filler->row], to = entities->row_start[filler->row + 1];
    if (!child_unpack_entity(packed, filler->table, keyed, filler->row))
        error_set(err, STATUS_SQL, "link_center: a unit has fewer entities than chains");
    for (uint32_t i = to; i-- > from;) {
        uint32_t row = entities->rows[i];
        int64_t child = child_of_row[row];
        put_public_id(filler, rows->items[row], stated[child] ? child : 0);
    }
}

LinkTable *child_table_build(const LinkModel *model, const ChildRows *rows,
                             const ChildEntities *entities, const ChildUnits *units,
                             const KeptChains *kept, const int64_t *child_of_row, LinkNames *names,
                             Error *err)
{
    FieldColumns fields[FIELD_COUNT];
    find_columns(model, fields, err);
    LinkTable *table = linkage_table(model, NULL, 0);
    table->names = names;
    KeyedPools keyed = keyed_pools(model, table);
    bool *stated = stated_ids(rows, child_of_row);
    StrBuf scratch = STRBUF_INIT;
    link_table_add_rows(table, entities->count);
    for (uint32_t e = 0; e < entities->count && error_ok(err); e++) {
        Filler filler = {.table = table, .row = e, .fields = fields};
        uint32_t unit = units->of_row[entities->rows[entities->row_start[e]]];
        const ChildRow *first = rows->items[units->rows[units->row_start[unit]]];
        if (first->quiet)
            put_packed(&filler, kept_unit_of(kept, first)->quiet, &keyed, rows, entities,
                       child_of_row, stated, err);
        else
            put_rows(&filler, rows, entities, child_of_row, stated, &scratch);
    }
    strbuf_free(&scratch);
    x_free(stated);
    return table;
}
