/* Primary suppression, as protect.h describes it. */

#include "reports/query/protect.h"

#include <math.h>
#include <stdio.h>

static bool is_on(const Protection *protection)
{
    return protection->minimum_cell > 1 && str_is_empty(protection->exempt);
}

static bool is_small(const Protection *protection, double count)
{
    return fabs(count) > 1e-9 && fabs(count) < protection->minimum_cell - 1e-9;
}

bool protect_hides_count(const Protection *protection, double count)
{
    return is_on(protection) && is_small(protection, count);
}

static bool is_dimension(const Protection *protection, Str name)
{
    for (size_t i = 0; i < protection->dimension_count; i++)
        if (str_eq(protection->dimensions[i], name))
            return true;
    return false;
}

/* Counts are whole in every row; indicator_value keeps them as REAL. */
static bool is_count(const ResultSet *result, size_t column)
{
    for (size_t row = 0; row < result->row_count; row++) {
        double number = result_true_number(result, row, column);
        if (fabs(number - round(number)) > 1e-9)
            return false;
    }
    return true;
}

static int part_column(const ResultSet *result, Str name, const char *part)
{
    char own[128];
    snprintf(own, sizeof own, "%.*s_%s", STR_ARG(name), part);
    int column = result_column(result, str_from(own));
    return column >= 0 ? column : result_column(result, str_from(part));
}

static void hide(ResultSet *result, size_t row, size_t column)
{
    result->hidden[row * result->column_count + column] = true;
}

static void protect_rate(ResultSet *result, const Protection *protection, size_t column, int above,
                         int below)
{
    for (size_t row = 0; row < result->row_count; row++) {
        double numerator = result_true_number(result, row, (size_t)above);
        double denominator = result_true_number(result, row, (size_t)below);
        if (is_small(protection, numerator) || is_small(protection, denominator) ||
            is_small(protection, denominator - numerator))
            hide(result, row, column);
    }
}

static void refuse_digits(const ResultSet *result, size_t column, Error *err)
{
    for (size_t row = 0; row < result->row_count; row++) {
        Value value = result->values[row * result->column_count + column];
        for (size_t i = 0; value.type == VALUE_TEXT && i < value.text.len; i++)
            if (value.text.ptr[i] >= '0' && value.text.ptr[i] <= '9') {
                error_set(err, STATUS_REFUSED,
                          "column \"%.*s\" is text made by the query and holds digits; a number "
                          "must come as a number, so that small counts can be hidden",
                          STR_ARG(result->columns[column].name));
                return;
            }
    }
}

void protect_result(ResultSet *result, const Protection *protection, Error *err)
{
    if (!error_ok(err) || !is_on(protection))
        return;
    for (size_t column = 0; column < result->column_count; column++) {
        Str name = result->columns[column].name;
        if (is_dimension(protection, name) || is_lineage(name))
            continue;
        if (result->columns[column].expression)
            refuse_digits(result, column, err);
        if (!result->columns[column].numeric)
            continue;
        int above = part_column(result, name, "numerator");
        int below = part_column(result, name, "denominator");
        bool is_part = above == (int)column || below == (int)column ||
                       str_ends_with(name, STR("numerator")) ||
                       str_ends_with(name, STR("denominator"));
        if (above >= 0 && below >= 0 && !is_part)
            protect_rate(result, protection, column, above, below);
        else if (!is_count(result, column) && !is_part) {
            error_set(err, STATUS_REFUSED,
                      "column \"%.*s\" is a rate: its query must also give the columns numerator "
                      "and denominator, so that rates of small groups can be hidden",
                      STR_ARG(name));
            return;
        }
        if (is_count(result, column))
            for (size_t row = 0; row < result->row_count; row++)
                if (is_small(protection, result_true_number(result, row, column)))
                    hide(result, row, column);
    }
}
