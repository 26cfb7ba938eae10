/*
 * Column widths. Numbers never break, words may; where everything fits on one line the table is as
 * wide as its contents ask for, else the room goes to the columns by how much they would like to
 * have. A table too wide for an upright page takes a landscape one, and smaller type after that.
 */

#include "reports/layout/table_plan.h"

#include "pipeline/base/map.h"
#include "pipeline/base/utf8.h"

/* Upright first, in type that is still read with ease; then lying down. */
enum { UPRIGHT_SIZES = 2 };
static const Mpt SIZES[] = {8750, 8000, 8750, 7750, 6750};

enum { SHORT_CELL = 46000 }; /* a text so short is not broken: "10 years", "on track" */

static bool is_number(ValueType type)
{
    return type == VALUE_INT || type == VALUE_REAL;
}

static bool column_is_number(const Table *table, size_t column)
{
    ValueFormat format = table->columns[column].format;
    if (format == FORMAT_COUNT || format == FORMAT_DECIMAL || format == FORMAT_PERCENT)
        return true;
    if (format != FORMAT_PLAIN)
        return false;
    for (size_t r = 0; r < table->row_count; r++) {
        ValueType type = table->rows[r].cells[column].value.type;
        if (table->rows[r].role != ROW_GROUP && type != VALUE_EMPTY && type != VALUE_NONE &&
            type != VALUE_HIDDEN)
            return is_number(type);
    }
    return false;
}

/* The sign with which a text begins ("● on track"), which then is the mark's shape. */
static Str own_sign(const TableCell *cell)
{
    size_t at = 0;
    Str text = cell->value.type == VALUE_TEXT ? cell->value.text : STR("");
    uint32_t cp = text.len > 0 ? utf8_next(text, &at) : 0;
    return cp >= 0x25A0 && cp <= 0x25FF ? str_slice(text, 0, at) : STR("");
}

static TextAnchor column_anchor(const Table *table, size_t column)
{
    switch (table->columns[column].align) {
    case ALIGN_LEFT:
        return ANCHOR_START;
    case ALIGN_CENTER:
        return ANCHOR_MIDDLE;
    case ALIGN_RIGHT:
        return ANCHOR_END;
    case ALIGN_AUTO:
        break;
    }
    return column_is_number(table, column) ? ANCHOR_END : ANCHOR_START;
}

bool cell_has_shape(const TableCell *cell)
{
    return cell->mark != MARK_NONE && cell->mark != MARK_HEAT && own_sign(cell).len == 0;
}

bool table_repeats_heading(const Table *table, size_t row)
{
    if (row == 0 || table->row_header_columns < 2)
        return false;
    const TableRow *above = &table->rows[row - 1], *here = &table->rows[row];
    bool plain = (here->role == ROW_BODY || here->role == ROW_SUBTOTAL) && above->role == ROW_BODY;
    return plain && here->cells[0].value.type == VALUE_TEXT &&
           above->cells[0].value.type == VALUE_TEXT &&
           str_eq(here->cells[0].value.text, above->cells[0].value.text);
}

/* --- shaping --------------------------------------------------------------------------------- */

static TextStyle cell_style(const TableRow *row, Mpt size)
{
    bool bold = row->role != ROW_BODY;
    return style_make(bold ? FONT_BOLD : FONT_REGULAR, size,
                      row->role == ROW_GROUP ? COLOR_ACCENT : COLOR_INK, NONE);
}

Str comment_letter(Layout *layout, size_t index)
{
    if (index < 26)
        return arena_printf(layout->arena, "%c", (char)('a' + index));
    return arena_printf(layout->arena, "%c%c", (char)('a' + (index / 26 - 1) % 26),
                        (char)('a' + index % 26));
}

static const Paragraph *shape_cell(Layout *layout, const TablePlan *plan, size_t r, size_t column,
                                   Map *comments)
{
    const TableRow *row = &plan->table->rows[r];
    const TableCell *cell = &row->cells[column];
    Mpt size = plan->size;
    RichText *rich = &layout->rich;
    StrBuf text = STRBUF_INIT;
    TextStyle style = cell_style(row, size);
    value_append(&text, layout->words, cell->value, table_cell_format(plan->table, r, column));
    if (cell->value.type == VALUE_NONE || cell->value.type == VALUE_HIDDEN)
        style.color = COLOR_MUTED;
    rich_clear(rich);
    Str sign = palette_mark(cell->mark) != NO_COLOR ? own_sign(cell) : STR("");
    TextStyle colored = style;
    colored.color = palette_mark(cell->mark);
    rich_append(rich, sign, colored);
    rich_append(rich, str_slice(strbuf_str(&text), sign.len, text.len), style);
    if (!str_is_empty(cell->comment)) {
        TextStyle note = style;
        note.size = size * 7 / 10;
        note.rise = size * 3 / 10;
        note.color = COLOR_ACCENT;
        rich_append(rich, comment_letter(layout, (size_t)map_intern(comments, cell->comment)),
                    note);
    }
    strbuf_free(&text);
    return rich->count ? rich_shape(layout, rich, style) : NULL;
}

static void shape_all(Layout *layout, TablePlan *plan)
{
    const Table *table = plan->table;
    size_t columns = table->column_count;
    Map *comments = map_create();
    TextStyle head = style_make(FONT_BOLD, plan->size, COLOR_INK, NONE);
    for (size_t c = 0; c < columns; c++)
        plan->labels[c] = shape_text(layout, table->columns[c].label, head);
    head.color = COLOR_ACCENT;
    for (size_t s = 0; s < table->span_count; s++)
        plan->spans[s] = shape_text(layout, table->spans[s].label, head);
    for (size_t r = 0; r < table->row_count; r++) {
        const TableRow *row = &table->rows[r];
        size_t first = table_repeats_heading(table, r) ? 1 : 0;
        for (size_t c = first; c < (row->role == ROW_GROUP ? 1 : columns); c++)
            plan->cells[r * columns + c] = shape_cell(layout, plan, r, c, comments);
    }
    plan->comment_count = map_count(comments);
    Str *texts = arena_new_array(layout->arena, Str, plan->comment_count);
    for (size_t i = 0; i < plan->comment_count; i++)
        texts[i] = arena_str(layout->arena, map_key_at(comments, i));
    plan->comments = texts;
    map_free(comments);
}

/* --- widths ---------------------------------------------------------------------------------- */

/* A label may break between words: it asks for about half of its length, not for all of it. */
static Mpt label_wish(Mpt natural, Mpt least)
{
    enum { SHORT_LABEL = 62000 };
    return natural <= SHORT_LABEL ? natural
                                  : mpt_max(least, mpt_max(SHORT_LABEL, natural * 11 / 20));
}

/* A note's letter beside a number stands in the padding, so that digits stay below each other. */
Mpt cell_hang(const PlanColumn *column, const Paragraph *cell)
{
    const TextRun *last = cell->run_count ? &cell->runs[cell->run_count - 1] : NULL;
    Mpt width = 0;
    if (!last || last->style->rise == 0 || column->anchor != ANCHOR_END)
        return 0;
    for (size_t g = last->first; g < last->last; g++)
        width += mpt_from_units(cell->glyphs[g].advance, last->size, last->face->units_per_em);
    return width;
}

static void measure_column(Layout *layout, TablePlan *plan, size_t c, bool exact)
{
    const Table *table = plan->table;
    PlanColumn *column = &plan->columns[c];
    Mpt label_least = paragraph_min_width(layout->typesetter, plan->labels[c]);
    column->least = label_least;
    column->natural = label_wish(plan->labels[c]->width, label_least);
    /* Numbers and dates are not broken. */
    bool whole = column->anchor == ANCHOR_END || table->columns[c].format == FORMAT_DATE;
    for (size_t r = 0; r < table->row_count; r++) {
        const TableRow *row = &table->rows[r];
        const Paragraph *cell = plan->cells[r * table->column_count + c];
        if (row->role == ROW_GROUP || !cell)
            continue;
        Mpt indent = c == 0 ? row->indent * ROW_INDENT : 0;
        Mpt width = cell->width + indent - cell_hang(column, cell);
        column->natural = mpt_max(column->natural, width);
        if (whole || width <= SHORT_CELL)
            column->least = mpt_max(column->least, width);
        else if (exact)
            column->least =
                mpt_max(column->least, paragraph_min_width(layout->typesetter, cell) + indent);
    }
    Mpt extra = 2 * CELL_PAD_X + (column->marks ? MARK_SIZE + MARK_GAP : 0);
    column->least += extra;
    column->natural += extra;
}

/* A heading over several columns widens them where they are narrower than its longest word. */
static void widen_for_spans(Layout *layout, TablePlan *plan)
{
    for (size_t s = 0; s < plan->table->span_count; s++) {
        const TableSpan *span = &plan->table->spans[s];
        const Paragraph *label = plan->spans[s];
        Mpt word = paragraph_min_width(layout->typesetter, label) + 2 * CELL_PAD_X;
        Mpt wish = label_wish(label->width, word) + 2 * CELL_PAD_X;
        Mpt least = 0, natural = 0, columns = span->last - span->first + 1;
        for (int c = span->first; c <= span->last; c++) {
            least += plan->columns[c].least;
            natural += plan->columns[c].natural;
        }
        for (int c = span->first; c <= span->last; c++) {
            plan->columns[c].least += word > least ? (word - least) / columns + 1 : 0;
            plan->columns[c].natural += wish > natural ? (wish - natural) / columns + 1 : 0;
            plan->columns[c].natural = mpt_max(plan->columns[c].natural, plan->columns[c].least);
        }
    }
}

static int64_t sum_of(const TablePlan *plan, bool least)
{
    int64_t sum = 0;
    for (size_t c = 0; c < plan->table->column_count; c++)
        sum += least ? plan->columns[c].least : plan->columns[c].natural;
    return sum;
}

static void measure(Layout *layout, TablePlan *plan, Mpt room)
{
    /* Where breaking is needed, a second time: how far the words of every cell allow it. */
    for (int exact = 0; exact < 2 && (exact == 0 || sum_of(plan, false) > room); exact++) {
        for (size_t c = 0; c < plan->table->column_count; c++)
            measure_column(layout, plan, c, exact);
        widen_for_spans(layout, plan);
    }
}

/* Divides what is left among the columns with a share, none narrower than its least. */
static void divide_by_share(TablePlan *plan, int64_t room)
{
    size_t count = plan->table->column_count;
    bool settled = false;
    for (size_t c = 0; c < count; c++)
        plan->columns[c].width = plan->table->columns[c].share > 0 ? 0 : plan->columns[c].width;
    while (!settled) {
        double shares = 0;
        int64_t left = room;
        for (size_t c = 0; c < count; c++) {
            left -= plan->columns[c].width;
            shares += plan->columns[c].width == 0 ? plan->table->columns[c].share : 0;
        }
        settled = true;
        for (size_t c = 0; c < count && settled; c++) {
            PlanColumn *column = &plan->columns[c];
            double width = shares > 0 ? (double)left * (plan->table->columns[c].share / shares) : 0;
            if (column->width != 0 || width >= (double)column->least)
                continue;
            column->width = column->least; /* and the others divide the rest anew */
            settled = false;
        }
        for (size_t c = 0; c < count && settled; c++)
            if (plan->columns[c].width == 0)
                plan->columns[c].width =
                    (Mpt)((double)left * (plan->table->columns[c].share / shares));
    }
}

/*
 * Widths by the template's shares: where all columns have one, or where the table does not fit
 * otherwise; columns without a share are then as wide as their contents ask for.
 */
static bool set_shares(TablePlan *plan, Mpt room)
{
    int64_t asked = 0, least = 0;
    size_t shared = 0, count = plan->table->column_count;
    for (size_t c = 0; c < count; c++) {
        bool has_share = plan->table->columns[c].share > 0;
        plan->columns[c].width = plan->columns[c].natural;
        shared += has_share;
        least += plan->columns[c].least;
        asked += has_share ? plan->columns[c].least : plan->columns[c].natural;
    }
    if (shared == 0 || least > room || (shared < count && sum_of(plan, false) <= room))
        return false;
    if (asked > room)
        for (size_t c = 0; c < count; c++)
            plan->columns[c].width = plan->columns[c].least;
    divide_by_share(plan, room);
    return true;
}

static void set_widths(TablePlan *plan, Mpt room)
{
    int64_t natural = sum_of(plan, false), least = sum_of(plan, true);
    size_t count = plan->table->column_count;
    if (set_shares(plan, room))
        return;
    /* Nearly full tables are made full, so that edges line up; small ones stay small. */
    int64_t target = natural * 3 / 2 >= room ? room : natural * 11 / 10;
    for (size_t c = 0; c < count; c++) {
        PlanColumn *column = &plan->columns[c];
        if (natural <= target) /* share out what is left over, more to those that hold more */
            column->width = (Mpt)(column->natural * target / (natural > 0 ? natural : 1));
        else if (least >= target) /* too wide even so: words will be broken */
            column->width = (Mpt)(column->least * target / least);
        else
            column->width = column->least + (Mpt)((column->natural - column->least) *
                                                  (target - least) / (natural - least));
    }
}

static void place_columns(TablePlan *plan)
{
    Mpt x = 0;
    for (size_t c = 0; c < plan->table->column_count; c++) {
        plan->columns[c].x = x;
        x += plan->columns[c].width;
    }
    plan->width = x;
}

const TablePlan *table_plan(Layout *layout, const Table *table)
{
    for (const TablePlan *known = layout->plans; known; known = known->next)
        if (known->table == table)
            return known;
    TablePlan *plan = arena_new(layout->arena, TablePlan);
    size_t columns = table->column_count;
    plan->table = table;
    plan->columns = arena_new_array(layout->arena, PlanColumn, columns);
    plan->labels = arena_new_array(layout->arena, const Paragraph *, columns);
    plan->spans = arena_new_array(layout->arena, const Paragraph *, table->span_count);
    plan->cells = arena_new_array(layout->arena, const Paragraph *, columns * table->row_count);
    for (size_t c = 0; c < columns; c++) {
        plan->columns[c].anchor = column_anchor(table, c);
        for (size_t r = 0; r < table->row_count && !plan->columns[c].marks; r++)
            plan->columns[c].marks =
                table->rows[r].role != ROW_GROUP && cell_has_shape(&table->rows[r].cells[c]);
    }
    for (size_t i = table->landscape ? UPRIGHT_SIZES : 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        plan->size = SIZES[i];
        plan->landscape = i >= UPRIGHT_SIZES;
        shape_all(layout, plan);
        measure(layout, plan, column_width(plan->landscape));
        if (sum_of(plan, true) <= column_width(plan->landscape))
            break;
    }
    set_widths(plan, column_width(plan->landscape));
    place_columns(plan);
    plan->next = layout->plans;
    layout->plans = plan;
    return plan;
}

bool table_needs_landscape(Layout *layout, const Table *table)
{
    return table_plan(layout, table)->landscape;
}
