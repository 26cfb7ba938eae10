/* Access to a query's rows; query.c fills them, protect.c hides cells. */

#include "reports/query/result.h"

#include "pipeline/base/number.h"

bool is_lineage(Str column)
{
    return str_is(column, "lineage") || str_starts_with(column, STR("lineage_"));
}

int result_column(const ResultSet *result, Str name)
{
    for (size_t i = 0; i < result->column_count; i++)
        if (str_eq(result->columns[i].name, name))
            return (int)i;
    return -1;
}

bool result_is_hidden(const ResultSet *result, size_t row, size_t column)
{
    return result->hidden[row * result->column_count + column];
}

Value result_at(const ResultSet *result, size_t row, size_t column)
{
    if (result_is_hidden(result, row, column))
        return (Value){.type = VALUE_HIDDEN};
    return result->values[row * result->column_count + column];
}

bool value_is_number(Value value)
{
    return value.type == VALUE_INT || value.type == VALUE_REAL;
}

double value_number(Value value)
{
    if (value.type == VALUE_INT)
        return (double)value.integer;
    return value.type == VALUE_REAL ? value.real : 0;
}

double result_true_number(const ResultSet *result, size_t row, size_t column)
{
    return value_number(result->values[row * result->column_count + column]);
}

Str result_key(Arena *arena, const ResultSet *result, size_t row, size_t column)
{
    Value value = result_at(result, row, column);
    if (value.type == VALUE_TEXT || value.type == VALUE_DATE)
        return value.text;
    if (value.type == VALUE_INT)
        return arena_printf(arena, "%lld", (long long)value.integer);
    if (value.type == VALUE_REAL) {
        char text[NUMBER_TEXT_SIZE];
        size_t len = number_format(value.real, text);
        return arena_str(arena, (Str){text, len});
    }
    return value.type == VALUE_HIDDEN ? STR("\x01hidden") : STR("");
}
