/*
 * A table as boxes: caption, head (repeated on every page), a box for each row, notes. Rows are
 * never divided, unless one is taller than a page.
 */

#include "reports/layout/table_plan.h"

/* One cell broken into lines for its column. */
typedef struct CellLines {
    const Paragraph *paragraph;
    const Line *lines;
    size_t count;
} CellLines;

typedef struct TableMaker {
    Layout *layout;
    const TablePlan *plan;
    const Table *table;
    int32_t node;
    CellLines *cells; /* of the row being made */
    const Box *head, *continued;
} TableMaker;

static CellLines break_cell(TableMaker *maker, const Paragraph *paragraph, Mpt width)
{
    CellLines cell = {.paragraph = paragraph};
    if (paragraph)
        cell.lines = paragraph_lines(maker->layout->typesetter, maker->layout->arena, paragraph,
                                     width, &cell.count);
    return cell;
}

static Mpt lines_height(const CellLines *cell, size_t from, size_t to)
{
    Mpt height = 0;
    for (size_t i = from; i < to && i < cell->count; i++)
        height += cell->lines[i].ascent + cell->lines[i].descent;
    return height;
}

/* Draws lines [from, to) of a cell, the first with its baseline at y; tags them with the node. */
static void draw_cell(TableMaker *maker, Box *box, const CellLines *cell, size_t from, size_t to,
                      Mpt left, Mpt width, Mpt y, TextAnchor anchor, int32_t node)
{
    size_t first = box->draw_count;
    for (size_t i = from; i < to && i < cell->count; i++) {
        const Line *line = &cell->lines[i];
        Mpt slack = width - line->width;
        Mpt x = left + (anchor == ANCHOR_START ? 0 : anchor == ANCHOR_END ? slack : slack / 2);
        if (i > from)
            y += cell->lines[i - 1].descent + line->ascent;
        draw_line(maker->layout, box, cell->paragraph, line, x, y);
    }
    for (size_t d = first; d < box->draw_count; d++)
        box->draws[d].node = node;
}

static int32_t add_cell_node(TableMaker *maker, int32_t row, NodeScope scope, int span)
{
    int32_t node =
        layout_add_node(maker->layout, scope == SCOPE_NONE ? NODE_CELL : NODE_HEAD_CELL, row);
    Node *cell = &maker->layout->display->nodes[node];
    cell->scope = scope;
    cell->column_span = span;
    return node;
}

/* --- marks ----------------------------------------------------------------------------------- */

static const char *mark_word(CellMark mark)
{
    switch (mark) {
    case MARK_ERROR:
        return "severity.error";
    case MARK_WARNING:
        return "severity.warning";
    case MARK_GOOD:
        return "pdf.mark_good";
    case MARK_MIDDLE:
        return "pdf.mark_middle";
    case MARK_BAD:
        return "pdf.mark_bad";
    case MARK_NONE:
    case MARK_HEAT:
        break;
    }
    return NULL;
}

/* Each mark has a shape of its own, so that it is told apart without color. Center and half size.
 */
static void draw_mark(Layout *layout, Box *box, CellMark mark, Mpt x, Mpt y)
{
    Mpt r = MARK_SIZE / 2, thin = r * 3 / 10;
    Drawing drawing = {.arena = layout->arena};
    uint32_t color = palette_mark(mark);
    switch (mark) {
    case MARK_ERROR: { /* a cross */
        Point cross[] = {{-r, -r + thin}, {-r + thin, -r}, {0, -thin},     {r - thin, -r},
                         {r, -r + thin},  {thin, 0},       {r, r - thin},  {r - thin, r},
                         {0, thin},       {-r + thin, r},  {-r, r - thin}, {-thin, 0}};
        drawing_polygon(&drawing, cross, sizeof cross / sizeof *cross, color);
        break;
    }
    case MARK_MIDDLE: /* a triangle */
        drawing_polygon(&drawing, (Point[]){{-r, r}, {0, -r}, {r, r}}, 3, color);
        break;
    case MARK_GOOD:
        drawing_circle(&drawing, (Point){0, 0}, r, color);
        break;
    case MARK_WARNING: /* a diamond */
        drawing_polygon(&drawing, (Point[]){{-r, 0}, {0, -r}, {r, 0}, {0, r}}, 4, color);
        break;
    case MARK_BAD: /* a square */
        r = r * 9 / 10;
        drawing_polygon(&drawing, (Point[]){{-r, -r}, {r, -r}, {r, r}, {-r, r}}, 4, color);
        break;
    case MARK_NONE:
    case MARK_HEAT:
        return;
    }
    Draw *draw = draw_add(layout, box, DRAW_SHAPE);
    draw->x = x;
    draw->y = y;
    draw->shape = drawing.shapes;
}

static void draw_background(Layout *layout, Box *box, const TableCell *cell, Mpt x, Mpt width)
{
    uint32_t color =
        cell->mark == MARK_HEAT ? palette_heat(cell->heat) : palette_mark_pale(cell->mark);
    if (color != NO_COLOR)
        draw_rect(layout, box, x, RULE_MIDDLE / 2, width, box->height - RULE_MIDDLE / 2, color);
}

/* --- head ------------------------------------------------------------------------------------ */

static Mpt span_x(const TablePlan *plan, const TableSpan *span, Mpt *width)
{
    const PlanColumn *last = &plan->columns[span->last];
    *width = last->x + last->width - plan->columns[span->first].x;
    return plan->columns[span->first].x;
}

/* The row of headings over several columns; columns without one have an empty cell. */
static Mpt draw_spans(TableMaker *maker, Box *box)
{
    const Table *table = maker->table;
    int32_t row = layout_add_node(maker->layout, NODE_ROW, maker->node);
    Mpt height = 0, ascent = 0, width;
    CellLines *cells = arena_new_array(maker->layout->arena, CellLines, table->span_count);
    for (size_t s = 0; s < table->span_count; s++) {
        span_x(maker->plan, &table->spans[s], &width);
        cells[s] = break_cell(maker, maker->plan->spans[s], width - 2 * CELL_PAD_X);
        height = mpt_max(height, lines_height(&cells[s], 0, cells[s].count));
        ascent = mpt_max(ascent, cells[s].lines[0].ascent);
    }
    height += 2 * CELL_PAD_Y;
    size_t next = 0;
    for (size_t s = 0; s < table->span_count; s++) {
        const TableSpan *span = &table->spans[s];
        for (; next < (size_t)span->first; next++)
            add_cell_node(maker, row, SCOPE_COLUMN, 1);
        next = (size_t)span->last + 1;
        int32_t node = add_cell_node(maker, row, SCOPE_COLUMN, span->last - span->first + 1);
        Mpt x = span_x(maker->plan, span, &width);
        draw_cell(maker, box, &cells[s], 0, cells[s].count, x + CELL_PAD_X, width - 2 * CELL_PAD_X,
                  CELL_PAD_Y + RULE_STRONG + ascent, ANCHOR_MIDDLE, node);
        draw_rule(maker->layout, box, x + CELL_PAD_X, height + RULE_STRONG, width - 2 * CELL_PAD_X,
                  RULE_MIDDLE, COLOR_RULE_DARK);
    }
    for (; next < table->column_count; next++)
        add_cell_node(maker, row, SCOPE_COLUMN, 1);
    return height;
}

static Box *make_head(TableMaker *maker)
{
    Layout *layout = maker->layout;
    const Table *table = maker->table;
    Box *box = box_add(layout, 0);
    draw_rule(layout, box, 0, 0, maker->plan->width, RULE_STRONG, COLOR_ACCENT);
    Mpt top = RULE_STRONG / 2;
    if (table->span_count > 0)
        top += draw_spans(maker, box);
    int32_t row = layout_add_node(layout, NODE_ROW, maker->node);
    Mpt height = 0;
    for (size_t c = 0; c < table->column_count; c++) {
        const PlanColumn *column = &maker->plan->columns[c];
        maker->cells[c] = break_cell(maker, maker->plan->labels[c], column->width - 2 * CELL_PAD_X);
        height = mpt_max(height, lines_height(&maker->cells[c], 0, maker->cells[c].count));
    }
    /* Labels stand on a common last line. */
    for (size_t c = 0; c < table->column_count; c++) {
        const PlanColumn *column = &maker->plan->columns[c];
        const CellLines *cell = &maker->cells[c];
        Mpt own = lines_height(cell, 0, cell->count);
        draw_cell(maker, box, cell, 0, cell->count, column->x + CELL_PAD_X,
                  column->width - 2 * CELL_PAD_X,
                  top + CELL_PAD_Y + height - own + cell->lines[0].ascent, column->anchor,
                  add_cell_node(maker, row, SCOPE_COLUMN, 1));
    }
    box->height = top + height + 2 * CELL_PAD_Y;
    draw_rule(layout, box, 0, box->height, maker->plan->width, RULE_MIDDLE, COLOR_RULE_DARK);
    box->keep_next = true;
    return box;
}

/* --- rows ------------------------------------------------------------------------------------ */

/* Rules and background of a row, before its text. */
static void draw_row_ground(TableMaker *maker, Box *box, const TableRow *row, bool last)
{
    Layout *layout = maker->layout;
    Mpt width = maker->plan->width;
    if (row->role == ROW_GROUP)
        draw_rect(layout, box, 0, 0, width, box->height, COLOR_ACCENT_PALE);
    if (row->role == ROW_BODY || row->role == ROW_SUBTOTAL)
        for (size_t c = 0; c < maker->table->column_count; c++)
            draw_background(layout, box, &row->cells[c], maker->plan->columns[c].x,
                            maker->plan->columns[c].width);
    if (row->role == ROW_TOTAL || row->role == ROW_SUBTOTAL)
        draw_rule(layout, box, 0, 0, width, RULE_MIDDLE, COLOR_RULE_DARK);
    draw_rule(layout, box, 0, box->height, width, last ? RULE_MIDDLE : RULE_THIN,
              last ? COLOR_RULE_DARK : COLOR_RULE);
}

static void break_row(TableMaker *maker, size_t r)
{
    const TableRow *row = &maker->table->rows[r];
    for (size_t c = 0; c < maker->table->column_count; c++) {
        const PlanColumn *column = &maker->plan->columns[c];
        Mpt width = column->width - 2 * CELL_PAD_X - (column->marks ? MARK_SIZE + MARK_GAP : 0);
        const Paragraph *cell = maker->plan->cells[r * maker->table->column_count + c];
        if (c == 0)
            width -= row->indent * ROW_INDENT;
        if (cell)
            width += cell_hang(column, cell);
        if (row->role == ROW_GROUP)
            width = maker->plan->width - 2 * CELL_PAD_X;
        maker->cells[c] = break_cell(maker, cell, width);
    }
}

/* How many of a cell's lines, from `from`, fit into a height; at least one where there is one. */
static size_t lines_fit(const CellLines *cell, size_t from, Mpt height)
{
    size_t to = from;
    Mpt used = 0;
    for (; to < cell->count; to++) {
        used += cell->lines[to].ascent + cell->lines[to].descent;
        if (used > height && to > from)
            break;
    }
    return to;
}

static int32_t row_cell_node(TableMaker *maker, const TableRow *row, size_t column, int32_t node)
{
    int headers = maker->table->row_header_columns;
    bool header = column < (size_t)(headers > 0 ? headers : 0) || row->role == ROW_GROUP;
    int span = row->role == ROW_GROUP ? (int)maker->table->column_count : 1;
    int32_t cell = add_cell_node(maker, node, header ? SCOPE_ROW : SCOPE_NONE, span);
    const char *word = mark_word(row->cells[column].mark);
    if (word) {
        Str alt = layout_word(maker->layout, word);
        maker->layout->display->nodes[cell].alt = alt;
    }
    return cell;
}

/* Draws one column's lines [from, to) into a row's box. */
static void draw_row_cell(TableMaker *maker, Box *box, const TableRow *row, size_t c, size_t from,
                          size_t to, Mpt ascent, int32_t node)
{
    const PlanColumn *column = &maker->plan->columns[c];
    const CellLines *cell = &maker->cells[c];
    Mpt left = column->x + CELL_PAD_X + (column->marks ? MARK_SIZE + MARK_GAP : 0);
    Mpt width = column->x + column->width - CELL_PAD_X - left;
    if (row->role == ROW_GROUP) {
        left = CELL_PAD_X;
        width = maker->plan->width - 2 * CELL_PAD_X;
    }
    if (c == 0) {
        left += row->indent * ROW_INDENT;
        width -= row->indent * ROW_INDENT;
    }
    Mpt baseline = CELL_PAD_Y + ascent;
    if (cell->paragraph)
        width += cell_hang(column, cell->paragraph);
    if (from == 0 && row->role != ROW_GROUP && cell_has_shape(&row->cells[c])) {
        Mpt text = from < to ? cell->lines[0].width : 0;
        Mpt x = column->anchor == ANCHOR_END ? left + width - text - MARK_GAP - MARK_SIZE / 2
                                             : column->x + CELL_PAD_X + MARK_SIZE / 2;
        draw_mark(maker->layout, box, row->cells[c].mark, x,
                  baseline - maker->plan->size * 36 / 100);
    }
    if (from < to)
        draw_cell(maker, box, cell, from, to, left, width, baseline, column->anchor, node);
}

/* A row as one box, or as several where it is taller than `most`. */
static void make_row(TableMaker *maker, size_t r, Mpt most, bool last)
{
    Layout *layout = maker->layout;
    const TableRow *row = &maker->table->rows[r];
    size_t columns = row->role == ROW_GROUP ? 1 : maker->table->column_count;
    break_row(maker, r);
    int32_t node = layout_add_node(layout, NODE_ROW, maker->node);
    int32_t first_cell = NONE;
    for (size_t c = 0; c < columns; c++) {
        int32_t cell = row_cell_node(maker, row, c, node);
        first_cell = c == 0 ? cell : first_cell;
    }
    size_t *from = arena_new_array(layout->arena, size_t, columns);
    size_t *to = arena_new_array(layout->arena, size_t, columns);
    bool more = true;
    while (more) {
        Mpt height = 0, ascent = 0;
        more = false;
        for (size_t c = 0; c < columns; c++) {
            const CellLines *cell = &maker->cells[c];
            to[c] = lines_fit(cell, from[c], most);
            height = mpt_max(height, lines_height(cell, from[c], to[c]));
            if (from[c] < to[c])
                ascent = mpt_max(ascent, cell->lines[from[c]].ascent);
            more = more || to[c] < cell->count;
        }
        /* First lines share a baseline, so a cell of lower script begins lower. */
        for (size_t c = 0; c < columns; c++)
            if (from[c] < to[c])
                height = mpt_max(height, ascent - maker->cells[c].lines[from[c]].ascent +
                                             lines_height(&maker->cells[c], from[c], to[c]));
        Box *box = box_add(layout, height + 2 * CELL_PAD_Y);
        box->repeat = maker->head;
        box->continued = maker->continued;
        draw_row_ground(maker, box, row, last && !more);
        for (size_t c = 0; c < columns; c++) {
            draw_row_cell(maker, box, row, c, from[c], to[c], ascent, first_cell + (int32_t)c);
            from[c] = to[c];
        }
    }
}

static bool keeps_next_row(const Table *table, size_t r)
{
    if (r + 1 >= table->row_count)
        return table->note_count > 0;
    RowRole next = table->rows[r + 1].role;
    return r == 0 || table_repeats_heading(table, r + 1) || table->rows[r].role == ROW_GROUP ||
           next == ROW_TOTAL || next == ROW_SUBTOTAL || r + 4 > table->row_count;
}

/* --- caption and notes ----------------------------------------------------------------------- */

static Str numbered(Layout *layout, const char *key, int number)
{
    return layout_word_n(layout, key, (size_t)number, 0);
}

static void add_caption(TableMaker *maker)
{
    Layout *layout = maker->layout;
    const Table *table = maker->table;
    if (str_is_empty(table->caption) && table->number == 0)
        return;
    int32_t node = layout_add_node(layout, NODE_CAPTION, maker->node);
    RichText *rich = &layout->rich;
    rich_clear(rich);
    TextStyle style = style_make(FONT_BOLD, CAPTION_SIZE, COLOR_ACCENT, node);
    if (table->number > 0) {
        rich_append(rich, numbered(layout, "report.table", table->number), style);
        rich_append(rich, STR("  "), style);
    }
    style.color = COLOR_INK;
    rich_append(rich, table->caption, style);
    layout_set_language(layout, node, table->caption);
    TextFrame frame = {.space_before = TABLE_SPACE, .leading = 2000, .keep_together = true};
    layout_add_paragraph(layout, rich_shape(layout, rich, style), frame);
    layout->boxes[layout->box_count - 1]->height += CAPTION_SPACE;
}

/* "Table 3, continued", above the repeated head. */
static Box *make_continued(TableMaker *maker)
{
    if (maker->table->number == 0)
        return NULL;
    Layout *layout = maker->layout;
    TextStyle style = style_make(FONT_REGULAR, SMALL_SIZE, COLOR_MUTED, NONE);
    Box *box = box_make(layout, SMALL_SIZE * 2);
    draw_text(layout, box, numbered(layout, "pdf.table_continued", maker->table->number), style, 0,
              SMALL_SIZE * 5 / 4, ANCHOR_START);
    return box;
}

static void add_note(TableMaker *maker, Str label, Str text, bool first)
{
    Layout *layout = maker->layout;
    int32_t node = layout_add_node(layout, NODE_NOTE, maker->node);
    RichText *rich = &layout->rich;
    rich_clear(rich);
    TextStyle style = style_make(FONT_REGULAR, SMALL_SIZE, COLOR_ACCENT, node);
    if (!str_is_empty(label)) {
        rich_append(rich, label, style);
        rich_append(rich, STR(" "), style);
    }
    style.color = COLOR_MUTED;
    rich_append(rich, text, style);
    layout_set_language(layout, node, text);
    TextFrame frame = {.space_before = first ? 4000 : 500, .leading = 800};
    layout_add_paragraph(layout, rich_shape(layout, rich, style), frame);
}

/* What the marks of this table mean: one line of shapes and words. */
static void add_legend(TableMaker *maker)
{
    static const CellMark order[] = {MARK_ERROR, MARK_WARNING, MARK_GOOD, MARK_MIDDLE, MARK_BAD};
    Layout *layout = maker->layout;
    const Table *table = maker->table;
    bool used[MARK_HEAT + 1] = {false};
    bool any = false;
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->column_count && table->rows[r].role != ROW_GROUP; c++)
            if (cell_has_shape(&table->rows[r].cells[c]))
                used[table->rows[r].cells[c].mark] = true;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        any = any || used[order[i]];
    if (!any)
        return;
    Box *box = box_add(layout, SMALL_SIZE * 3 / 2);
    box->space_before = 4000;
    int32_t node = layout_add_node(layout, NODE_NOTE, maker->node);
    TextStyle style = style_make(FONT_REGULAR, SMALL_SIZE, COLOR_MUTED, node);
    Mpt x = 0, baseline = SMALL_SIZE * 11 / 10;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (!used[order[i]])
            continue;
        draw_mark(layout, box, order[i], x + MARK_SIZE / 2, baseline - SMALL_SIZE * 36 / 100);
        x += MARK_SIZE + MARK_GAP;
        Str word =
            arena_printf(layout->arena, "%.*s ", STR_ARG(layout_word(layout, mark_word(order[i]))));
        x += draw_text(layout, box, word, style, x, baseline, ANCHOR_START) + 9000;
    }
}

static void add_notes(TableMaker *maker)
{
    const Table *table = maker->table;
    size_t from = maker->layout->box_count;
    add_legend(maker);
    for (size_t i = 0; i < maker->plan->comment_count; i++) {
        Str letter = comment_letter(maker->layout, i);
        add_note(maker, letter, maker->plan->comments[i], maker->layout->box_count == from);
    }
    for (size_t i = 0; i < table->note_count; i++)
        add_note(maker, STR(""), table->notes[i], maker->layout->box_count == from);
}

/* A table of which a page would hold three is not divided. */
static void keep_small_whole(Layout *layout, size_t from)
{
    int64_t height = 0;
    for (size_t i = from; i < layout->box_count; i++)
        height += layout->boxes[i]->height + layout->boxes[i]->space_before;
    if (height > column_height(false) / 3)
        return;
    for (size_t i = from; i + 1 < layout->box_count; i++)
        layout->boxes[i]->keep_next = true;
}

void compose_table(Layout *layout, const Table *table, int32_t parent)
{
    if (table->column_count == 0)
        return;
    const TablePlan *plan = table_plan(layout, table);
    TableMaker maker = {.layout = layout, .plan = plan, .table = table};
    layout->landscape = plan->landscape || layout->landscape;
    maker.node = layout_add_node(layout, NODE_TABLE, parent);
    maker.cells = arena_new_array(layout->arena, CellLines, table->column_count);
    size_t from = layout->box_count;
    add_caption(&maker);
    maker.continued = make_continued(&maker);
    Box *head = make_head(&maker);
    maker.head = head;
    layout->boxes[from]->space_before = TABLE_SPACE;
    Mpt most = column_height(layout->landscape) - head->height - 2 * CELL_PAD_Y -
               (maker.continued ? maker.continued->height : 0);
    most = mpt_max(most, PT(40));
    for (size_t r = 0; r < table->row_count; r++) {
        size_t row = layout->box_count;
        make_row(&maker, r, most, r + 1 == table->row_count);
        if (layout->box_count == row + 1)
            layout->boxes[row]->keep_next = keeps_next_row(table, r);
    }
    add_notes(&maker);
    keep_small_whole(layout, from);
}
