/* Tables as native Excel tables, and figures as native charts beside their data. */

#include "pipeline/base/unicode.h"
#include "reports/write/xlsx_private.h"

#include <math.h>

enum { CHART_ROWS = 17, CHART_WIDTH_PX = 640, CHART_HEIGHT_PX = 320, FILTER_FROM_ROWS = 30 };

/* --- tables ----------------------------------------------------------------------------------- */

static bool column_is_numeric(const Table *table, size_t col)
{
    if (table->columns[col].align != ALIGN_AUTO)
        return table->columns[col].align == ALIGN_RIGHT;
    for (size_t r = 0; r < table->row_count; r++) {
        const TableRow *row = &table->rows[r];
        if (row->role != ROW_GROUP &&
            xlsx_is_number(&row->cells[col].value, table->columns[col].format))
            return true;
    }
    return false;
}

static BookAlign column_align(const Table *table, size_t col)
{
    if (table->columns[col].align == ALIGN_CENTER)
        return BOOK_CENTER;
    return column_is_numeric(table, col) ? BOOK_RIGHT : BOOK_LEFT;
}

static uint32_t mark_fill(const TableCell *cell)
{
    switch (cell->mark) {
    case MARK_NONE:
        return 0;
    case MARK_ERROR:
    case MARK_BAD:
        return 0xF6D5D0;
    case MARK_WARNING:
    case MARK_MIDDLE:
        return 0xFBE9C6;
    case MARK_GOOD:
        return 0xD6EAD7;
    case MARK_HEAT: {
        double share = cell->heat < 0 ? 0 : cell->heat > 1 ? 1 : cell->heat;
        uint32_t red = (uint32_t)(255 - share * 120), green = (uint32_t)(255 - share * 70);
        return red << 16 | green << 8 | (uint32_t)(255 - share * 30);
    }
    }
    return 0;
}

/* Is the figure at (row, col) the sum of the body rows above it, so that a formula tells the truth?
 */
static bool is_sum_above(const Table *table, size_t row, size_t col)
{
    const Value *total = &table->rows[row].cells[col].value;
    if (table->row_totals != TOTAL_SUM || !xlsx_is_number(total, table->columns[col].format))
        return false;
    double sum = 0;
    size_t parts = 0;
    for (size_t r = 0; r < row; r++) {
        const Value *value = &table->rows[r].cells[col].value;
        if (table->rows[r].role != ROW_BODY)
            return false; /* groups and subtotals: the range would count twice */
        if (value->type == VALUE_HIDDEN)
            return false;
        if (xlsx_is_number(value, table->columns[col].format)) {
            sum += xlsx_value_number(value);
            parts++;
        }
    }
    return parts > 0 && fabs(sum - xlsx_value_number(total)) < 1e-9;
}

static void put_total(XlsxWriter *writer, const Table *table, size_t row, size_t col, int first_row,
                      BookStyle style)
{
    const TableCell *cell = &table->rows[row].cells[col];
    if (row == 0 || !is_sum_above(table, row, col)) {
        xlsx_put_value(writer, (int)col, &cell->value, table_cell_format(table, row, col), style);
        return;
    }
    char from[24], to[24];
    book_cell_name(first_row, (int)col, false, from);
    book_cell_name(writer->row - 1, (int)col, false, to);
    const char *formula = arena_printf(writer->arena, "=SUM(%s:%s)", from, to).ptr;
    style.number_format = xlsx_number_format(writer, table->columns[col].format, cell->value.type);
    book_formula(writer->sheet, writer->row, (int)col, formula, xlsx_value_number(&cell->value),
                 style);
}

static void put_row(XlsxWriter *writer, const Table *table, size_t index, int first_row)
{
    const TableRow *row = &table->rows[index];
    BookStyle base = {.border = BOOK_THIN, .color = XLSX_INK};
    if (row->role == ROW_GROUP) {
        base.bold = true;
        base.fill = XLSX_SUM_FILL;
        Str text = value_text(writer->arena, writer->words, row->cells[0].value, FORMAT_PLAIN);
        book_merge(writer->sheet, writer->row, 0, writer->row, (int)table->column_count - 1, text,
                   base);
        writer->row++;
        return;
    }
    bool sum = row->role != ROW_BODY;
    int lines = 1;
    for (size_t col = 0; col < table->column_count; col++) {
        const TableCell *cell = &row->cells[col];
        BookStyle style = base;
        style.bold = sum;
        style.fill = mark_fill(cell);
        if (!style.fill && sum)
            style.fill = XLSX_SUM_FILL;
        style.align = column_align(table, col);
        /* Text keeps a distance from the number to its left. */
        style.indent = col == 0 ? row->indent : style.align == BOOK_LEFT;
        int needed =
            xlsx_cell_lines(writer, (int)col, &cell->value, table_cell_format(table, index, col));
        lines = needed > lines ? needed : lines;
        if (row->role == ROW_TOTAL)
            put_total(writer, table, index, col, first_row, style);
        else
            xlsx_put_value(writer, (int)col, &cell->value, table_cell_format(table, index, col),
                           style);
        if (cell->comment.len)
            book_comment(writer->sheet, writer->row, (int)col, cell->comment);
    }
    if (lines > 1)
        book_row_height(writer->sheet, writer->row, xlsx_line_height(writer) * lines + 2);
    writer->row++;
}

/* Labels that Excel's native tables take: not empty, no two alike (blanks behind make them so). */
static const Str *unique_labels(XlsxWriter *writer, const Table *table)
{
    Str *labels = arena_new_array(writer->arena, Str, table->column_count);
    for (size_t i = 0; i < table->column_count; i++) {
        labels[i] = table->columns[i].label.len ? table->columns[i].label : STR(" ");
        for (size_t k = 0; k < i; k++)
            if (str_eq_ignore_case(labels[k], labels[i])) {
                labels[i] = arena_printf(writer->arena, "%.*s ", STR_ARG(labels[i]));
                k = (size_t)-1; /* begin again */
            }
    }
    return labels;
}

static void put_spans(XlsxWriter *writer, const Table *table)
{
    if (!table->span_count)
        return;
    BookStyle style = {.bold = true,
                       .border = BOOK_THIN,
                       .fill = XLSX_HEAD_FILL,
                       .align = BOOK_CENTER,
                       .color = XLSX_INK,
                       .wrap = true};
    for (int col = 0; col < (int)table->column_count; col++)
        book_blank(writer->sheet, writer->row, col, style);
    for (size_t i = 0; i < table->span_count; i++)
        book_merge(writer->sheet, writer->row, table->spans[i].first, writer->row,
                   table->spans[i].last, table->spans[i].label, style);
    writer->row++;
}

/* The widest word decides how narrow a heading may be. */
static double heading_width(Str label)
{
    double widest = 0;
    Str rest = label, word = {0};
    while (str_split(&rest, ' ', &word))
        if (unicode_width(word) > widest)
            widest = unicode_width(word);
    int whole = unicode_width(label);
    return whole <= 14 ? whole * 1.1 + 2 : widest * 1.1 + 3; /* bold letters are wider */
}

static void put_notes(XlsxWriter *writer, const Str *notes, size_t count)
{
    BookStyle style = {.italic = true, .size = 9, .color = XLSX_GREY};
    for (size_t i = 0; i < count; i++)
        xlsx_put_text(writer, notes[i], style, 0);
}

static void put_caption(XlsxWriter *writer, const char *key, int number, Str caption)
{
    Str text = caption;
    if (number > 0) {
        Str n = arena_printf(writer->arena, "%d", number);
        Str label = words_fill(writer->words, writer->arena, key, "n", n.ptr, NULL);
        text = arena_printf(writer->arena, "%.*s  %.*s", STR_ARG(label), STR_ARG(caption));
    }
    if (text.len)
        xlsx_put_text(writer, text, (BookStyle){.bold = true, .color = XLSX_INK}, 0);
}

void xlsx_put_table(XlsxWriter *writer, const Table *table)
{
    if (table->column_count == 0)
        return;
    put_caption(writer, "report.table", table->number, table->caption);
    put_spans(writer, table);
    int header_row = writer->row;
    const Str *labels = unique_labels(writer, table);
    BookStyle *heads = arena_new_array(writer->arena, BookStyle, table->column_count);
    int lines = 1;
    for (size_t col = 0; col < table->column_count; col++) {
        heads[col] = (BookStyle){.bold = true,
                                 .border = BOOK_THIN,
                                 .fill = XLSX_HEAD_FILL,
                                 .wrap = true,
                                 .color = XLSX_INK,
                                 .align = column_align(table, col)};
        heads[col].indent = col > 0 && heads[col].align == BOOK_LEFT;
        xlsx_use_width(writer, (int)col, heading_width(labels[col]) + heads[col].indent);
        int needed = xlsx_wrapped_lines(labels[col], writer->widths[col] - 1);
        lines = needed > lines ? needed : lines;
        book_text(writer->sheet, writer->row, (int)col, labels[col], heads[col]);
    }
    if (lines > 1)
        book_row_height(writer->sheet, writer->row, xlsx_line_height(writer) * lines + 2);
    writer->row++;
    int first_row = writer->row;
    bool plain = true; /* only body rows before the totals */
    size_t body = 0;
    for (size_t i = 0; i < table->row_count; i++) {
        if (table->rows[i].role == ROW_BODY && body == i)
            body++;
        else if (table->rows[i].role != ROW_TOTAL)
            plain = false;
        put_row(writer, table, i, first_row);
    }
    if (plain && body > 0)
        book_table(writer->sheet, header_row, 0, first_row + (int)body - 1,
                   (int)table->column_count - 1,
                   arena_printf(writer->arena, "Table_%d", ++writer->table_count).ptr, labels,
                   heads, body >= FILTER_FROM_ROWS);
    if (writer->tables_on_sheet++ == 0) {
        writer->freeze_row = first_row;
        writer->freeze_col = table->row_header_columns > 0 ? table->row_header_columns : 1;
        if (writer->freeze_col >= (int)table->column_count)
            writer->freeze_col = 0;
    }
    if (table->landscape || table->column_count > 8)
        writer->landscape = true;
    put_notes(writer, table->notes, table->note_count);
    writer->row++;
}

/* --- figures ---------------------------------------------------------------------------------- */

/* The chart, and the cells it is drawn from below it: the data stay with the picture. */
void xlsx_put_figure(XlsxWriter *writer, const Figure *figure)
{
    static const BookChartKind KINDS[] = {[CHART_BAR] = BOOK_COLUMNS,
                                          [CHART_BAR_STACKED] = BOOK_COLUMNS_STACKED,
                                          [CHART_BAR_HORIZONTAL] = BOOK_BARS,
                                          [CHART_LINE] = BOOK_LINES};
    put_caption(writer, "report.figure", figure->number, figure->caption);
    int chart_row = writer->row;
    writer->row += CHART_ROWS;
    BookStyle head = {.bold = true,
                      .border = BOOK_THIN,
                      .fill = XLSX_HEAD_FILL,
                      .color = XLSX_INK,
                      .align = BOOK_RIGHT,
                      .wrap = true};
    BookStyle cell = {.border = BOOK_THIN, .color = XLSX_INK, .align = BOOK_RIGHT};
    BookStyle name = {.border = BOOK_THIN, .color = XLSX_INK};
    int data_row = writer->row;
    int target_col = figure->has_target ? (int)figure->series_count + 1 : -1;
    BookStyle corner = head;
    corner.align = BOOK_LEFT;
    book_text(writer->sheet, writer->row, 0, figure->x_label, corner);
    for (size_t s = 0; s < figure->series_count; s++) {
        xlsx_use_width(writer, (int)s + 1, heading_width(figure->series[s].label));
        book_text(writer->sheet, writer->row, (int)s + 1, figure->series[s].label, head);
    }
    if (target_col > 0)
        book_text(writer->sheet, writer->row, target_col, figure->target_label, head);
    writer->row++;
    for (size_t c = 0; c < figure->category_count; c++) {
        xlsx_use_width(writer, 0, unicode_width(figure->categories[c]) + 2);
        book_text(writer->sheet, writer->row, 0, figure->categories[c], name);
        for (size_t s = 0; s < figure->series_count; s++) {
            const Value *value = &figure->series[s].values[c];
            /* A line would take any text for a zero. */
            bool gap = value->type == VALUE_NONE || value->type == VALUE_HIDDEN;
            if (gap && figure->kind == CHART_LINE)
                book_blank(writer->sheet, writer->row, (int)s + 1, cell);
            else
                xlsx_put_value(writer, (int)s + 1, value, figure->format, cell);
        }
        if (target_col > 0) {
            Value target = {.type = VALUE_REAL, .real = figure->target};
            xlsx_put_value(writer, target_col, &target, figure->format, cell);
        }
        writer->row++;
    }
    BookChart chart = {.kind = KINDS[figure->kind],
                       .title = figure->caption,
                       .x_label = figure->x_label,
                       .y_label = figure->y_label,
                       .first_row = data_row,
                       .first_col = 0,
                       .last_row = writer->row - 1,
                       .last_col = (int)figure->series_count + (target_col > 0),
                       .target_col = target_col,
                       .number_format = xlsx_number_format(writer, figure->format, VALUE_REAL),
                       .alt = figure->alt};
    if (figure->category_count > 0 && figure->series_count > 0)
        book_chart(writer->sheet, chart_row, 0, CHART_WIDTH_PX, CHART_HEIGHT_PX, &chart);
    put_notes(writer, figure->notes, figure->note_count);
    writer->row++;
}
