/* Tables whose rows are the query's rows, and what pivots and figures share with them. */

#include "reports/query/tabulate_private.h"

#include "pipeline/base/number.h"

#include <math.h>

size_t need_column(const Tabulate *in, Str name, Error *err)
{
    int column = result_column(in->result, name);
    if (column < 0)
        error_set(err, STATUS_REFUSED, "the query has no column \"%.*s\"", STR_ARG(name));
    return column < 0 ? 0 : (size_t)column;
}

ValueFormat column_format(const Tabulate *in, size_t column)
{
    ValueFormat format = FORMAT_PLAIN;
    Str given = attribute_pair(in->attributes, "format", in->result->columns[column].name);
    if (given.ptr && value_format_parse(given, &format))
        return format;
    for (size_t row = 0; row < in->result->row_count; row++)
        if (result_at(in->result, row, column).type == VALUE_REAL)
            return FORMAT_PLAIN;
    return in->result->columns[column].numeric ? FORMAT_COUNT : FORMAT_PLAIN;
}

Str column_label(const Tabulate *in, Str name)
{
    Str given = attribute_pair(in->attributes, "label", name);
    return words_column(in->words, in->arena, given.ptr ? given : name);
}

static bool is_numeric(const Tabulate *in, size_t column)
{
    ValueFormat format = column_format(in, column);
    return in->result->columns[column].numeric || format == FORMAT_COUNT ||
           format == FORMAT_DECIMAL || format == FORMAT_PERCENT;
}

/* "Born {value}: too young for {other}." with the row's columns value and other. */
static Str message_text(const Tabulate *in, size_t row, size_t column)
{
    const ResultSet *result = in->result;
    const char **names = arena_new_array(in->arena, const char *, result->column_count);
    Str *values = arena_new_array(in->arena, Str, result->column_count);
    for (size_t i = 0; i < result->column_count; i++) {
        names[i] = arena_cstr(in->arena, result->columns[i].name);
        values[i] = result_key(in->arena, result, row, i);
    }
    const char *key = arena_cstr(in->arena, values[column]);
    Str text = in->beside ? words_beside(in->words, in->arena, key) : words_get(in->words, key);
    return words_fill_text(in->arena, text, names, values, result->column_count);
}

Value shown_value(const Tabulate *in, size_t row, size_t column)
{
    Value value = result_at(in->result, row, column);
    Str name = in->result->columns[column].name;
    Str prefix = attribute_pair(in->attributes, "words", name);
    Date date;
    if (value.type == VALUE_TEXT && str_eq(attribute_get(in->attributes, "message"), name))
        return (Value){.type = VALUE_TEXT, .text = message_text(in, row, column)};
    if (prefix.ptr && value.type != VALUE_HIDDEN) {
        Str key = result_key(in->arena, in->result, row, column);
        return (Value){.type = VALUE_TEXT, .text = words_code(in->words, in->arena, prefix, key)};
    }
    if (value.type == VALUE_EMPTY && is_numeric(in, column) &&
        !name_list_has(attribute_list(in->arena, in->attributes, "blank"), name))
        value.type = VALUE_NONE;
    if (value.type == VALUE_TEXT && column_format(in, column) == FORMAT_DATE &&
        date_parse_iso(value.text, &date))
        value.type = VALUE_DATE;
    return value;
}

Str heading_of(const Tabulate *in, size_t column, Value value)
{
    Str prefix = attribute_pair(in->attributes, "words", in->result->columns[column].name);
    bool unknown = value.type == VALUE_TEXT && str_is(value.text, "unknown");
    if (value.type == VALUE_EMPTY || value.type == VALUE_NONE || (unknown && !prefix.ptr))
        return words_get(in->words, "report.unknown");
    if (prefix.ptr && value.type == VALUE_TEXT)
        return words_code(in->words, in->arena, prefix, value.text);
    ValueFormat format = column_format(in, column);
    bool as_id = format == FORMAT_COUNT && value.type == VALUE_INT; /* ages, years */
    return value_text(in->arena, in->words, value, as_id ? FORMAT_ID : format);
}

Str heading_text(const Tabulate *in, size_t row, size_t column)
{
    return heading_of(in, column, result_at(in->result, row, column));
}

Str cell_reference(const Tabulate *in, size_t row, size_t column)
{
    Str own = arena_printf(in->arena, "lineage_%.*s", STR_ARG(in->result->columns[column].name));
    int place = result_column(in->result, own);
    if (place < 0)
        place = result_column(in->result, STR("lineage"));
    return place < 0 ? STR("") : result_key(in->arena, in->result, row, (size_t)place);
}

Value sum_value(const Tabulate *in, double sum)
{
    if (protect_hides_count(in->protection, sum))
        return (Value){.type = VALUE_HIDDEN};
    if (fabs(sum - round(sum)) < 1e-9 && fabs(sum) < 9e15)
        return (Value){.type = VALUE_INT, .integer = (int64_t)llround(sum)};
    return (Value){.type = VALUE_REAL, .real = sum};
}

CellMark mark_parse(Str name)
{
    static const struct {
        const char *name;
        CellMark mark;
    } MARKS[] = {{"good", MARK_GOOD},     {"middle", MARK_MIDDLE},  {"bad", MARK_BAD},
                 {"on_track", MARK_GOOD}, {"at_risk", MARK_MIDDLE}, {"off_track", MARK_BAD},
                 {"error", MARK_ERROR},   {"warning", MARK_WARNING}};
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (str_is(name, MARKS[i].name))
            return MARKS[i].mark;
    return MARK_NONE;
}

/* --- listings ------------------------------------------------------------------------------- */

typedef struct Listing {
    const Tabulate *in;
    const size_t *columns; /* those shown, as indexes into the result */
    size_t width;
    double *largest; /* of heat columns; 0 elsewhere */
    double *sums;
    bool *summed;    /* a count: it has a total */
    bool *uncertain; /* some cell is hidden or missing: Excel's formula would not give the sum */
} Listing;

static bool is_shown(const Tabulate *in, Str name)
{
    Arena *arena = in->arena;
    if (is_lineage(name) || str_is(name, "mark") ||
        name_list_has(attribute_list(arena, in->attributes, "hide"), name) ||
        name_list_has(attribute_list(arena, in->attributes, "group"), name))
        return false;
    /* A column that marks or explains another one is not shown itself. */
    static const char *const PAIRS[] = {"mark", "comment", "format_by"};
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < in->result->column_count; i++) {
            Str other = attribute_pair(in->attributes, PAIRS[p], in->result->columns[i].name);
            if (other.ptr && str_eq(other, name) && !str_eq(in->result->columns[i].name, name))
                return false;
        }
    return true;
}

static TableColumn listing_column(const Tabulate *in, size_t column)
{
    Str name = in->result->columns[column].name;
    Str share = attribute_pair(in->attributes, "share", name);
    TableColumn out = {.name = name, .label = column_label(in, name)};
    out.format = column_format(in, column);
    bool coded = attribute_pair(in->attributes, "words", name).ptr != NULL; /* a number as a word */
    out.align =
        is_numeric(in, column) && out.format != FORMAT_ID && !coded ? ALIGN_RIGHT : ALIGN_LEFT;
    if (share.ptr)
        number_parse(share, &out.share);
    return out;
}

/* Baselines, targets, ages: no figure that anyone follows to its rows. */
static bool is_dimension(const Tabulate *in, size_t column)
{
    NameList names = attribute_list(in->arena, in->attributes, "dimension");
    return name_list_has(names, in->result->columns[column].name);
}

static Str other_text(const Tabulate *in, const char *pair, size_t row, size_t column, Error *err)
{
    Str other = attribute_pair(in->attributes, pair, in->result->columns[column].name);
    if (!other.ptr)
        return (Str){0};
    return result_key(in->arena, in->result, row, need_column(in, other, err));
}

/* The format of a unit of templates/indicators, or of that name; FORMAT_PLAIN: the column's. */
static ValueFormat unit_format(Str unit)
{
    ValueFormat format = FORMAT_PLAIN;
    if (str_is(unit, "kg"))
        return FORMAT_COUNT;
    if (str_is(unit, "share"))
        return FORMAT_PERCENT;
    if (str_is(unit, "rate"))
        return FORMAT_DECIMAL;
    value_format_parse(unit, &format);
    return format;
}

static TableCell listing_cell(const Listing *listing, size_t row, size_t i, Error *err)
{
    const Tabulate *in = listing->in;
    size_t column = listing->columns[i];
    TableCell cell = {.value = shown_value(in, row, column)};
    cell.mark = mark_parse(other_text(in, "mark", row, column, err));
    cell.comment = other_text(in, "comment", row, column, err);
    cell.format = unit_format(other_text(in, "format_by", row, column, err));
    if (is_numeric(in, column) && !is_dimension(in, column))
        cell.reference = cell_reference(in, row, column);
    if (cell.value.type == VALUE_HIDDEN) {
        cell.mark = MARK_NONE; /* a color would tell what the sign hides */
        cell.comment = (Str){0};
    }
    if (listing->largest[i] > 0 && value_is_number(cell.value)) {
        cell.mark = MARK_HEAT;
        cell.heat = value_number(cell.value) / listing->largest[i];
    }
    return cell;
}

static void measure_columns(Listing *listing)
{
    const Tabulate *in = listing->in;
    NameList heat = attribute_list(in->arena, in->attributes, "heat");
    for (size_t i = 0; i < listing->width; i++) {
        size_t column = listing->columns[i];
        Str name = in->result->columns[column].name;
        listing->summed[i] =
            in->result->columns[column].numeric && column_format(in, column) == FORMAT_COUNT;
        for (size_t row = 0; row < in->result->row_count; row++) {
            Value value = result_at(in->result, row, column);
            listing->sums[i] += result_true_number(in->result, row, column);
            listing->uncertain[i] |= !value_is_number(value);
            if (name_list_has(heat, name) && value_number(value) > listing->largest[i])
                listing->largest[i] = value_number(value);
        }
    }
}

static TableRow total_row(const Listing *listing, RowRole role)
{
    const Tabulate *in = listing->in;
    TableCell *cells = arena_new_array(in->arena, TableCell, listing->width);
    for (size_t i = 0; i < listing->width; i++)
        if (listing->summed[i])
            cells[i].value = sum_value(in, listing->sums[i]);
    cells[0].value = (Value){.type = VALUE_TEXT, .text = words_get(in->words, "report.total")};
    return (TableRow){.role = role, .cells = cells};
}

static TableRow group_row(const Listing *listing, Str text)
{
    TableCell *cells = arena_new_array(listing->in->arena, TableCell, listing->width);
    cells[0].value = (Value){.type = VALUE_TEXT, .text = text};
    return (TableRow){.role = ROW_GROUP, .cells = cells};
}

static void listing_rows(const Listing *listing, Table *table, bool total, Error *err)
{
    const Tabulate *in = listing->in;
    const ResultSet *result = in->result;
    Str group = attribute_get(in->attributes, "group");
    size_t group_column = group.ptr ? need_column(in, group, err) : 0;
    TableRow *rows = arena_new_array(in->arena, TableRow, 2 * result->row_count + 1);
    Str last = {0};
    for (size_t r = 0; r < result->row_count && error_ok(err); r++) {
        Str heading = group.ptr ? heading_text(in, r, group_column) : STR("");
        if (group.ptr && (r == 0 || !str_eq(heading, last)))
            rows[table->row_count++] = group_row(listing, heading);
        last = heading;
        TableCell *cells = arena_new_array(in->arena, TableCell, listing->width);
        for (size_t i = 0; i < listing->width; i++)
            cells[i] = listing_cell(listing, r, i, err);
        rows[table->row_count++] = (TableRow){.cells = cells};
    }
    if (total)
        rows[table->row_count++] = total_row(listing, ROW_TOTAL);
    table->rows = rows;
}

static Table list_table(const Tabulate *in, Error *err)
{
    const ResultSet *result = in->result;
    Table table = {.row_header_columns = 1};
    size_t *shown = arena_new_array(in->arena, size_t, result->column_count);
    TableColumn *columns = arena_new_array(in->arena, TableColumn, result->column_count);
    for (size_t i = 0; i < result->column_count; i++)
        if (is_shown(in, result->columns[i].name)) {
            columns[table.column_count] = listing_column(in, i);
            shown[table.column_count++] = i;
        }
    if (table.column_count == 0) {
        error_set(err, STATUS_REFUSED, "no column of the query is shown");
        return table;
    }
    Listing listing = {.in = in, .columns = shown, .width = table.column_count};
    listing.largest = arena_new_array(in->arena, double, listing.width);
    listing.sums = arena_new_array(in->arena, double, listing.width);
    listing.summed = arena_new_array(in->arena, bool, listing.width);
    listing.uncertain = arena_new_array(in->arena, bool, listing.width);
    measure_columns(&listing);
    Str total = attribute_get(in->attributes, "total");
    if (total.ptr && !str_is(total, "row"))
        error_set(err, STATUS_REFUSED,
                  "expected total=row in a table without columns=, found \"%.*s\"", STR_ARG(total));
    table.columns = columns;
    listing_rows(&listing, &table, total.ptr != NULL, err);
    table.row_totals = total.ptr ? TOTAL_SUM : TOTAL_NONE;
    for (size_t i = 0; i < listing.width; i++)
        if (listing.summed[i] && listing.uncertain[i])
            table.row_totals = TOTAL_NONE;
    return table;
}

void check_formats(const Tabulate *in, Error *err)
{
    NameList pairs = attribute_list(in->arena, in->attributes, "format");
    for (size_t i = 0; i < pairs.count; i++) {
        size_t colon = str_find(pairs.names[i], STR(":"), 0);
        Str name = str_slice(pairs.names[i], colon + 1, pairs.names[i].len);
        ValueFormat format = FORMAT_PLAIN;
        if (colon == pairs.names[i].len || !value_format_parse(name, &format))
            error_set(err, STATUS_REFUSED, "expected format=COLUMN:FORMAT, found \"%.*s\"",
                      STR_ARG(pairs.names[i]));
    }
}

Table tabulate_table(const Tabulate *in, Error *err)
{
    check_formats(in, err);
    if (!error_ok(err))
        return (Table){0};
    Table table =
        attribute_has(in->attributes, "columns") ? pivot_table(in, err) : list_table(in, err);
    table.landscape = str_is(attribute_get(in->attributes, "landscape"), "yes");
    return table;
}
