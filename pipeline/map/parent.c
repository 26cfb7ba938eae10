#include "pipeline/map/parent.h"

#include "pipeline/base/number.h"

enum { NESTING_MAX = 8 };

static const Field SCOPE_FIELDS[] = {
    F_center_code,   F_center_name,   F_academic_year, F_report_month,
    F_term,          F_register_date, F_instance_id,   F_kobo_uuid,
    F_deprecated_id, F_form_ended,    F_submitted_at,  F_kobo_validation,
};

Scope parent_own_scope(MapRun *run, const BookPlan *book, const TablePlan *table,
                       const GridCell *cells, size_t count)
{
    Scope scope = scope_empty();
    for (size_t i = 0; i < sizeof SCOPE_FIELDS / sizeof *SCOPE_FIELDS; i++) {
        int index = table->plan.at[SCOPE_FIELDS[i]];
        if (index < 0)
            continue;
        const GridCell *cell = table->table.form_cells
                                   ? &table->table.form_cells[index]
                                   : grid_find_cell(cells, count, table->plan.columns[index].col);
        if (cell)
            scope_read_field(run->tools, book->arena, SCOPE_FIELDS[i], cell, &scope);
    }
    return scope;
}

/* A form's row tells its children also the school days and grade that stand in it. */
static Scope form_scope(MapRun *run, const BookPlan *book, const TablePlan *table,
                        const GridCell *cells, size_t count)
{
    Scope scope = parent_own_scope(run, book, table, cells, count);
    static const Field MORE[] = {F_school_days, F_days_open, F_grade, F_grade_section};
    for (size_t i = 0; i < sizeof MORE / sizeof *MORE; i++) {
        int index = table->plan.at[MORE[i]];
        const GridCell *cell =
            index < 0 ? NULL : grid_find_cell(cells, count, table->plan.columns[index].col);
        if (cell)
            scope_read_field(run->tools, book->arena, MORE[i], cell, &scope);
    }
    return scope;
}

static Scope scope_of(MapRun *run, const BookPlan *book, const TablePlan *table, const GridRow *row,
                      const GridCell *cells, size_t count, ParentCursor *cursor, int depth);

/* The rows of one table, from the last hit on and round: children follow their parents' order. */
static bool seek(const BookPlan *book, size_t table, ParentCursor *cursor, Arena *scratch,
                 int64_t row_id, int index_column, int64_t index)
{
    const HeadTable *head = &book->tables[table].table;
    const Grid *grid = book->tables[table].grid;
    if (head->form_cells || head->data_to <= head->data_from)
        return false;
    size_t rows = head->data_to - head->data_from;
    size_t from = cursor->found && cursor->table == table ? cursor->row - head->data_from : 0;
    for (size_t i = 0; i < rows; i++) {
        size_t r = head->data_from + (from + i) % rows;
        if (row_id) {
            if (grid->rows[r].raw_row_id != row_id)
                continue;
        } else {
            const GridCell *cells;
            double value = 0;
            arena_reset(scratch);
            size_t count = grid_row_cells(scratch, &grid->rows[r], &cells);
            const GridCell *cell = grid_find_cell(cells, count, index_column);
            if (!cell || !number_parse(cell->value, &value) || (int64_t)value != index)
                continue;
        }
        cursor->table = table;
        cursor->row = r;
        cursor->found = true;
        return true;
    }
    return false;
}

/* Sheet names of exports are cut to 31 characters and end in "..." there. */
static bool is_named(Str sheet, Str table)
{
    if (table.len == 0 || str_eq(sheet, table))
        return true;
    size_t stem = sheet.len > 3 && str_ends_with(sheet, STR("...")) ? sheet.len - 3 : sheet.len;
    return stem >= 20 && str_starts_with(table, str_slice(sheet, 0, stem));
}

static const GridCell *field_cell(const TablePlan *table, Field field, const GridCell *cells,
                                  size_t count)
{
    int index = table->plan.at[field];
    return index < 0 ? NULL : grid_find_cell(cells, count, table->plan.columns[index].col);
}

static Scope find_parent(MapRun *run, const BookPlan *book, const TablePlan *table,
                         const GridRow *row, const GridCell *cells, size_t count,
                         ParentCursor *cursor, int depth)
{
    const GridCell *index_cell = field_cell(table, F_parent_index, cells, count);
    const GridCell *name_cell = field_cell(table, F_parent_table, cells, count);
    double index = 0;
    bool kobo = index_cell && number_parse(index_cell->value, &index);
    if ((!row->parent_row_id && !kobo) || depth > NESTING_MAX)
        return scope_empty();
    int64_t key = row->parent_row_id ? row->parent_row_id : (int64_t)index;
    Str name = name_cell ? name_cell->value : STR("");
    if (cursor->found && cursor->key_row == key && str_eq(cursor->key_table, name))
        return cursor->scope;
    Arena *scratch = arena_create();
    bool found = false;
    for (size_t t = 0; t < book->count && !found; t++) {
        const TablePlan *other = &book->tables[t];
        if (other == table)
            continue;
        if (row->parent_row_id) {
            found = seek(book, t, cursor, scratch, row->parent_row_id, 0, 0);
        } else {
            int at = other->plan.at[F_kobo_index];
            if (at >= 0 && is_named(other->grid->name, name))
                found = seek(book, t, cursor, scratch, 0, other->plan.columns[at].col, key);
        }
    }
    Scope scope = scope_empty();
    if (found) {
        const TablePlan *parent = &book->tables[cursor->table];
        const GridRow *parent_row = &parent->grid->rows[cursor->row];
        const GridCell *parent_cells;
        size_t parent_count = grid_row_cells(book->arena, parent_row, &parent_cells);
        ParentCursor above = {0};
        scope =
            scope_of(run, book, parent, parent_row, parent_cells, parent_count, &above, depth + 1);
        cursor->scope = scope;
        cursor->key_row = key;
        cursor->key_table = arena_str(book->arena, name);
    }
    cursor->found = found;
    arena_free(scratch);
    return scope;
}

static Scope scope_of(MapRun *run, const BookPlan *book, const TablePlan *table, const GridRow *row,
                      const GridCell *cells, size_t count, ParentCursor *cursor, int depth)
{
    Scope own = form_scope(run, book, table, cells, count);
    Scope above = find_parent(run, book, table, row, cells, count, cursor, depth);
    return scope_over(own, &above);
}

Scope parent_scope(MapRun *run, const BookPlan *book, const TablePlan *table, const GridRow *row,
                   const GridCell *cells, size_t count, ParentCursor *cursor)
{
    return find_parent(run, book, table, row, cells, count, cursor, 0);
}
