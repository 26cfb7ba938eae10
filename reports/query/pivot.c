/*
 * Pivots: the values of some columns become rows, those of others columns. An axis is the list of
 * its headings in order: a dimension's members where a query of members is given (column@members),
 * so that an empty district is there too, else the values as the query brings them. A value that is
 * not among the members comes last: nobody disappears.
 */

#include "reports/query/tabulate_private.h"

#include "pipeline/base/map.h"

enum { DIMENSIONS_MAX = 3, TUPLES_MAX = 20000, CELLS_MAX = 200000 };

typedef struct Dimension {
    size_t column; /* in the result */
    Map *keys;     /* value -> number, in the order of the headings */
    Str *labels;   /* by number */
    bool listed;   /* has a query of members */
} Dimension;

/* One heading of an axis: a number per dimension. */
typedef struct Tuple {
    int at[DIMENSIONS_MAX];
} Tuple;

typedef struct Axis {
    Dimension dimensions[DIMENSIONS_MAX];
    size_t dimension_count;
    Map *index; /* tuple -> place */
    Tuple *tuples;
    size_t count;
} Axis;

/* A row or column of the table: one heading, or the sum of a run of them. */
typedef struct Line {
    size_t from, to; /* tuples */
    RowRole role;
    size_t value; /* columns only: which of value= */
} Line;

typedef struct LineList {
    Line *items;
    size_t count;
} LineList;

typedef enum Missing { MISSING_ZERO, MISSING_NONE, MISSING_BLANK } Missing;

typedef struct Pivot {
    const Tabulate *in;
    Axis rows, columns;
    size_t *values; /* result columns of value= */
    size_t value_count;
    size_t *found; /* row x column: row of the result + 1; 0: none */
    Missing missing;
    double *largest; /* per value, where heat= names it */
    bool uncertain;  /* some cell is hidden or missing: a formula would not give the sum */
} Pivot;

/* --- axes ----------------------------------------------------------------------------------- */

static const ResultSet *members_of(const Tabulate *in, Str name, Error *err)
{
    for (size_t i = 0; i < in->member_count; i++)
        if (str_eq(in->members[i].column, name))
            return in->members[i].result;
    error_set(err, STATUS_REFUSED, "no query gives the members of \"%.*s\"", STR_ARG(name));
    return NULL;
}

static void add_members(const Tabulate *in, Dimension *dimension, const ResultSet *members)
{
    int label = result_column(members, STR("label"));
    for (size_t r = 0; r < members->row_count; r++) {
        int64_t number = map_intern(dimension->keys, result_key(in->arena, members, r, 0));
        Value value = result_at(members, r, label < 0 ? 0 : (size_t)label);
        dimension->labels[number] = label < 0
                                        ? heading_of(in, dimension->column, value)
                                        : value_text(in->arena, in->words, value, FORMAT_PLAIN);
    }
    dimension->listed = true;
}

/* spec: "district" or "district@districts". */
static Dimension make_dimension(const Tabulate *in, Str spec, Error *err)
{
    size_t at = str_find(spec, STR("@"), 0);
    Dimension dimension = {.keys = map_create()};
    Str name = str_slice(spec, 0, at);
    dimension.column = need_column(in, name, err);
    const ResultSet *members = at < spec.len ? members_of(in, name, err) : NULL;
    size_t most = in->result->row_count + (members ? members->row_count : 0);
    dimension.labels = arena_new_array(in->arena, Str, most + 1);
    if (!error_ok(err))
        return dimension;
    if (members)
        add_members(in, &dimension, members);
    for (size_t r = 0; r < in->result->row_count; r++) {
        size_t before = map_count(dimension.keys);
        Str key = result_key(in->arena, in->result, r, dimension.column);
        int64_t number = map_intern(dimension.keys, key);
        if (map_count(dimension.keys) > before)
            dimension.labels[number] = heading_text(in, r, dimension.column);
    }
    return dimension;
}

static Str tuple_key(const Tuple *tuple)
{
    return (Str){(const char *)tuple->at, sizeof tuple->at};
}

static Tuple tuple_of(const Tabulate *in, const Axis *axis, size_t row)
{
    Tuple tuple = {0};
    for (size_t d = 0; d < axis->dimension_count; d++) {
        int64_t number = 0;
        map_get(axis->dimensions[d].keys,
                result_key(in->arena, in->result, row, axis->dimensions[d].column), &number);
        tuple.at[d] = (int)number;
    }
    return tuple;
}

static void add_tuple(Axis *axis, Tuple tuple)
{
    size_t before = map_count(axis->index);
    int64_t place = map_intern(axis->index, tuple_key(&tuple));
    if (map_count(axis->index) > before) {
        axis->tuples[place] = tuple;
        axis->count++;
    }
}

static void cross_tuples(const Tabulate *in, Axis *axis, Error *err)
{
    size_t total = 1;
    for (size_t d = 0; d < axis->dimension_count; d++)
        total *= map_count(axis->dimensions[d].keys);
    if (total > TUPLES_MAX) {
        error_set(err, STATUS_REFUSED, "the table would have %zu rows or columns", total);
        return;
    }
    axis->tuples = arena_new_array(in->arena, Tuple, total + 1);
    for (size_t n = 0; n < total; n++) {
        Tuple tuple = {0};
        size_t rest = n;
        for (size_t d = axis->dimension_count; d-- > 0;) {
            size_t size = map_count(axis->dimensions[d].keys);
            tuple.at[d] = (int)(rest % size);
            rest /= size;
        }
        add_tuple(axis, tuple);
    }
}

static Axis make_axis(const Tabulate *in, const char *key, bool cross, Error *err)
{
    NameList names = attribute_list(in->arena, in->attributes, key);
    Axis axis = {.index = map_create()};
    if (names.count < 1 || names.count > DIMENSIONS_MAX)
        error_set(err, STATUS_REFUSED, "expected one to three columns in %s=", key);
    for (size_t d = 0; d < names.count && error_ok(err); d++) {
        axis.dimensions[d] = make_dimension(in, names.names[d], err);
        axis.dimension_count++;
        cross = cross || axis.dimensions[d].listed;
    }
    if (!error_ok(err))
        return axis;
    if (cross) {
        cross_tuples(in, &axis, err);
        return axis;
    }
    axis.tuples = arena_new_array(in->arena, Tuple, in->result->row_count + 1);
    for (size_t r = 0; r < in->result->row_count; r++)
        add_tuple(&axis, tuple_of(in, &axis, r));
    return axis;
}

static void free_axis(Axis *axis)
{
    for (size_t d = 0; d < axis->dimension_count; d++)
        map_free(axis->dimensions[d].keys);
    map_free(axis->index);
}

/* --- cells ---------------------------------------------------------------------------------- */

static void place_rows(Pivot *pivot, Error *err)
{
    const Tabulate *in = pivot->in;
    if (pivot->rows.count * pivot->columns.count > CELLS_MAX) {
        error_set(err, STATUS_REFUSED, "the table would have more than %d cells", CELLS_MAX);
        return;
    }
    pivot->found = arena_new_array(in->arena, size_t, pivot->rows.count * pivot->columns.count + 1);
    for (size_t r = 0; r < in->result->row_count && error_ok(err); r++) {
        Tuple row = tuple_of(in, &pivot->rows, r);
        Tuple column = tuple_of(in, &pivot->columns, r);
        int64_t i = 0;
        int64_t k = 0;
        map_get(pivot->rows.index, tuple_key(&row), &i);
        map_get(pivot->columns.index, tuple_key(&column), &k);
        size_t *cell = &pivot->found[(size_t)i * pivot->columns.count + (size_t)k];
        if (*cell != 0)
            error_set(err, STATUS_REFUSED,
                      "rows %zu and %zu of the query fall into the same cell of the table", *cell,
                      r + 1);
        *cell = r + 1;
    }
}

static Value missing_value(const Pivot *pivot)
{
    if (pivot->missing == MISSING_ZERO)
        return (Value){.type = VALUE_INT, .integer = 0};
    return (Value){.type = pivot->missing == MISSING_NONE ? VALUE_NONE : VALUE_EMPTY};
}

static Value sum_of(const Pivot *pivot, const Line *row, const Line *column)
{
    double sum = 0;
    bool any = pivot->missing == MISSING_ZERO;
    for (size_t r = row->from; r < row->to; r++)
        for (size_t c = column->from; c < column->to; c++) {
            size_t found = pivot->found[r * pivot->columns.count + c];
            if (found == 0)
                continue;
            any = true;
            sum += result_true_number(pivot->in->result, found - 1, pivot->values[column->value]);
        }
    return any ? sum_value(pivot->in, sum) : missing_value(pivot);
}

static TableCell cell_of(const Pivot *pivot, const Line *row, const Line *column)
{
    if (row->role != ROW_BODY || column->role != ROW_BODY)
        return (TableCell){.value = sum_of(pivot, row, column)};
    size_t found = pivot->found[row->from * pivot->columns.count + column->from];
    if (found == 0)
        return (TableCell){.value = missing_value(pivot)};
    const Tabulate *in = pivot->in;
    size_t value = pivot->values[column->value];
    TableCell cell = {.value = shown_value(in, found - 1, value)};
    cell.reference = cell_reference(in, found - 1, value);
    int mark = result_column(in->result, STR("mark"));
    if (mark >= 0)
        cell.mark = mark_parse(result_key(in->arena, in->result, found - 1, (size_t)mark));
    if (pivot->largest[column->value] > 0 && value_is_number(cell.value)) {
        cell.mark = MARK_HEAT;
        cell.heat = value_number(cell.value) / pivot->largest[column->value];
    }
    return cell;
}

/* Looks once at every cell: the largest value for heat, and whether sums are certain. */
static void survey(Pivot *pivot)
{
    const Tabulate *in = pivot->in;
    NameList heat = attribute_list(in->arena, in->attributes, "heat");
    for (size_t i = 0; i < pivot->rows.count * pivot->columns.count; i++)
        for (size_t v = 0; v < pivot->value_count; v++) {
            size_t found = pivot->found[i];
            Value value =
                found ? result_at(in->result, found - 1, pivot->values[v]) : missing_value(pivot);
            pivot->uncertain |= !value_is_number(value);
            bool heats = name_list_has(heat, in->result->columns[pivot->values[v]].name);
            if (heats && value_number(value) > pivot->largest[v])
                pivot->largest[v] = value_number(value);
        }
}

/* --- lines ---------------------------------------------------------------------------------- */

static void add_line(LineList *list, Line line, size_t value_count)
{
    for (size_t v = 0; v < value_count; v++) {
        line.value = v;
        list->items[list->count++] = line;
    }
}

/* The axis' headings, with subtotals after each run of the first dimension and a total at the end.
 */
static LineList make_lines(const Tabulate *in, const Axis *axis, bool subtotals, bool total,
                           size_t value_count)
{
    LineList list = {.items =
                         arena_new_array(in->arena, Line, (2 * axis->count + 1) * value_count)};
    size_t run = 0;
    for (size_t t = 0; t < axis->count; t++) {
        add_line(&list, (Line){.from = t, .to = t + 1, .role = ROW_BODY}, value_count);
        bool last = t + 1 == axis->count || axis->tuples[t + 1].at[0] != axis->tuples[t].at[0];
        if (last && subtotals)
            add_line(&list, (Line){.from = run, .to = t + 1, .role = ROW_SUBTOTAL}, value_count);
        if (last)
            run = t + 1;
    }
    if (total)
        add_line(&list, (Line){.from = 0, .to = axis->count, .role = ROW_TOTAL}, value_count);
    return list;
}

static Str label_at(const Axis *axis, const Line *line, size_t dimension)
{
    return axis->dimensions[dimension].labels[axis->tuples[line->from].at[dimension]];
}

static TableColumn value_column(const Pivot *pivot, const Line *line)
{
    const Tabulate *in = pivot->in;
    const Axis *axis = &pivot->columns;
    size_t value = pivot->values[line->value];
    Str value_name = in->result->columns[value].name;
    TableColumn column = {.align = ALIGN_RIGHT, .format = column_format(in, value)};
    Str name = STR("");
    for (size_t d = 0; d < axis->dimension_count && line->role != ROW_TOTAL; d++) {
        if (d > 0 && line->role == ROW_SUBTOTAL)
            break;
        Str key = map_key_at(axis->dimensions[d].keys, (size_t)axis->tuples[line->from].at[d]);
        name = arena_printf(in->arena, "%.*s%s%.*s", STR_ARG(name), d ? "_" : "",
                            STR_ARG(str_is_empty(key) ? STR("unknown") : key));
    }
    if (line->role != ROW_BODY)
        name = arena_printf(in->arena, "%.*s%stotal", STR_ARG(name), name.len ? "_" : "");
    bool several = pivot->value_count > 1;
    if (several)
        name = arena_printf(in->arena, "%.*s_%.*s", STR_ARG(name), STR_ARG(value_name));
    column.name = name;
    if (several)
        column.label = column_label(in, value_name);
    else if (line->role != ROW_BODY)
        column.label = words_get(in->words, "report.total");
    else
        column.label = label_at(axis, line, axis->dimension_count - 1);
    return column;
}

/* Headings over the columns: the first dimension's over its run, or each heading's over its values.
 */
static void make_spans(const Pivot *pivot, Table *table, const LineList *columns, size_t offset)
{
    const Axis *axis = &pivot->columns;
    if (axis->dimension_count < 2 && pivot->value_count < 2)
        return;
    TableSpan *spans = arena_new_array(pivot->in->arena, TableSpan, columns->count);
    int last_key = -1;
    for (size_t i = 0; i < columns->count; i++) {
        const Line *line = &columns->items[i];
        bool total = line->role == ROW_TOTAL;
        int key = total ? -2 : axis->tuples[line->from].at[0];
        if (table->span_count == 0 || key != last_key) {
            Str label =
                total ? words_get(pivot->in->words, "report.grand_total") : label_at(axis, line, 0);
            spans[table->span_count++] = (TableSpan){.label = label, .first = (int)(i + offset)};
        }
        spans[table->span_count - 1].last = (int)(i + offset);
        last_key = key;
    }
    table->spans = spans;
}

static void make_columns(const Pivot *pivot, Table *table, const LineList *columns)
{
    const Tabulate *in = pivot->in;
    size_t heads = pivot->rows.dimension_count;
    TableColumn *out = arena_new_array(in->arena, TableColumn, heads + columns->count);
    for (size_t d = 0; d < heads; d++) {
        Str name = in->result->columns[pivot->rows.dimensions[d].column].name;
        out[d] = (TableColumn){.name = name, .label = column_label(in, name), .align = ALIGN_LEFT};
    }
    for (size_t i = 0; i < columns->count; i++)
        out[heads + i] = value_column(pivot, &columns->items[i]);
    table->columns = out;
    table->column_count = heads + columns->count;
    table->row_header_columns = (int)heads;
}

static Value row_heading(const Pivot *pivot, const Line *line, size_t d)
{
    Value value = {.type = VALUE_TEXT};
    if (line->role == ROW_TOTAL) {
        value.type = d == 0 ? VALUE_TEXT : VALUE_EMPTY;
        value.text = words_get(pivot->in->words, "report.total");
    } else if (line->role == ROW_SUBTOTAL && d > 0) {
        value.type = d == 1 ? VALUE_TEXT : VALUE_EMPTY;
        value.text = words_get(pivot->in->words, "report.total");
    } else {
        value.text = label_at(&pivot->rows, line, d);
    }
    return value;
}

static void make_rows(const Pivot *pivot, Table *table, const LineList *rows,
                      const LineList *columns)
{
    Arena *arena = pivot->in->arena;
    size_t heads = pivot->rows.dimension_count;
    TableRow *out = arena_new_array(arena, TableRow, rows->count);
    for (size_t r = 0; r < rows->count; r++) {
        TableCell *cells = arena_new_array(arena, TableCell, table->column_count);
        for (size_t d = 0; d < heads; d++)
            cells[d].value = row_heading(pivot, &rows->items[r], d);
        for (size_t c = 0; c < columns->count; c++)
            cells[heads + c] = cell_of(pivot, &rows->items[r], &columns->items[c]);
        out[r] = (TableRow){.role = rows->items[r].role, .cells = cells};
    }
    table->rows = out;
    table->row_count = rows->count;
}

/* --- the whole ------------------------------------------------------------------------------ */

static void find_values(Pivot *pivot, Error *err)
{
    const Tabulate *in = pivot->in;
    NameList names = attribute_list(in->arena, in->attributes, "value");
    if (names.count == 0 || (names.count > 1 && pivot->columns.dimension_count > 1))
        error_set(err, STATUS_REFUSED,
                  "expected value= with one column, or several under one column of columns=");
    pivot->values = arena_new_array(in->arena, size_t, names.count + 1);
    pivot->largest = arena_new_array(in->arena, double, names.count + 1);
    pivot->missing = MISSING_ZERO;
    for (size_t i = 0; i < names.count; i++) {
        pivot->values[i] = need_column(in, names.names[i], err);
        if (error_ok(err) && column_format(in, pivot->values[i]) != FORMAT_COUNT)
            pivot->missing = MISSING_NONE;
    }
    pivot->value_count = names.count;
    Str missing = attribute_get(in->attributes, "missing");
    if (str_is(missing, "zero"))
        pivot->missing = MISSING_ZERO;
    else if (str_is(missing, "none"))
        pivot->missing = MISSING_NONE;
    else if (str_is(missing, "blank"))
        pivot->missing = MISSING_BLANK;
    else if (missing.ptr)
        error_set(err, STATUS_REFUSED, "expected missing=zero, none or blank");
}

static bool has_subtotals(const Tabulate *in, const Axis *axis)
{
    NameList names = attribute_list(in->arena, in->attributes, "subtotal");
    return axis->dimension_count > 1 &&
           name_list_has(names, in->result->columns[axis->dimensions[0].column].name);
}

static void check_sums(const Pivot *pivot, bool sums, Error *err)
{
    for (size_t v = 0; v < pivot->value_count && sums; v++) {
        ValueFormat format = column_format(pivot->in, pivot->values[v]);
        if (format == FORMAT_PERCENT)
            error_set(err, STATUS_REFUSED, "shares cannot be added up: no total= for \"%.*s\"",
                      STR_ARG(pivot->in->result->columns[pivot->values[v]].name));
    }
}

Table pivot_table(const Tabulate *in, Error *err)
{
    Table table = {0};
    Pivot pivot = {.in = in};
    pivot.rows = make_axis(in, "rows", false, err);
    pivot.columns = make_axis(in, "columns", true, err);
    if (error_ok(err))
        find_values(&pivot, err);
    Str total = attribute_get(in->attributes, "total");
    bool both = str_is(total, "both");
    bool total_row = both || str_is(total, "row");
    bool total_column = both || str_is(total, "column");
    if (total.ptr && !total_row && !total_column)
        error_set(err, STATUS_REFUSED, "expected total=row, column or both");
    if (error_ok(err))
        place_rows(&pivot, err);
    if (error_ok(err)) {
        bool row_sums = has_subtotals(in, &pivot.rows);
        bool column_sums = has_subtotals(in, &pivot.columns);
        check_sums(&pivot, row_sums || column_sums || total.ptr, err);
        survey(&pivot);
        LineList rows = make_lines(in, &pivot.rows, row_sums, total_row, 1);
        LineList columns =
            make_lines(in, &pivot.columns, column_sums, total_column, pivot.value_count);
        make_columns(&pivot, &table, &columns);
        make_spans(&pivot, &table, &columns, pivot.rows.dimension_count);
        make_rows(&pivot, &table, &rows, &columns);
        table.row_totals = total_row && !pivot.uncertain ? TOTAL_SUM : TOTAL_NONE;
        table.column_totals =
            total_column && !column_sums && pivot.value_count == 1 && !pivot.uncertain;
    }
    free_axis(&pivot.rows);
    free_axis(&pivot.columns);
    return table;
}
