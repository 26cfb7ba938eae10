/*
 * One file: finds the tables of all its sheets, what each is and speaks of, and has their rows
 * mapped.
 */

#include "pipeline/map/map_run.h"

#include "pipeline/base/json.h"
#include "pipeline/base/mem.h"
#include "pipeline/map/text_key.h"

enum { COVER_ROWS = 40 };

typedef struct FileMapper {
    MapRun *run;
    BookPlan plan;
    size_t cap;
    Scope file, book; /* the path's, and what the titles of all sheets tell together */
    Scope *titles;    /* of each table */
    size_t title_cap;
    Str front;     /* name of the sheet for people in a workbook of ours; empty: it is none */
    Str questions; /* and of its sheet of answers, which load reads; empty: it has none */
    bool feedback; /* it is a feedback workbook; else an intake form */
} FileMapper;

static void add_table(FileMapper *f, const Grid *grid, const HeadTable *table, Scope title)
{
    x_grow(f->plan.tables, f->cap, f->plan.count + 1);
    x_grow(f->titles, f->title_cap, f->plan.count + 1);
    f->titles[f->plan.count] = title;
    f->plan.tables[f->plan.count++] = (TablePlan){.grid = grid, .table = *table};
}

/* Center and period hold for the whole book; a grade only for its own sheet. */
static void learn_book(FileMapper *f, const Scope *title)
{
    if (f->feedback)
        return; /* sheets of many files: each has its own keys */
    Scope shared = *title;
    shared.grade = shared.programme = shared.sex = STR("");
    shared.school_days = -1;
    shared.list_date = (Date){0};
    shared.month.day = (Date){0};
    f->book = scope_over(f->book, &shared);
}

/* The second cell of the line that a hidden sheet "rollbook" begins with a word; else empty. */
static Str marker_value(const FileMapper *f, const char *word)
{
    for (size_t s = 0; s < f->plan.book.count; s++) {
        const Grid *grid = &f->plan.book.sheets[s];
        for (size_t r = 0; str_is(grid->name, "rollbook") && r < grid->count; r++) {
            const GridCell *cells;
            size_t count = grid_row_cells(f->plan.arena, &grid->rows[r], &cells);
            if (count == 2 && str_is(cells[0].value, word))
                return cells[1].value;
        }
    }
    return STR("");
}

/* Sheets that the program puts into its own workbooks for people, or for itself. */
static bool is_ours(const FileMapper *f, const Grid *grid)
{
    return str_is(grid->name, "rollbook") || str_eq(grid->name, f->front) ||
           str_eq(grid->name, f->questions);
}

/*
 * A sheet of a workbook of ours without the rows that the program put above the headings: title,
 * keys, instruction. The keys tell what the title of the sheet that it stands for told.
 */
static const Grid *without_head(const FileMapper *f, const Grid *grid, Scope *keys)
{
    enum { KEY_ROW = 2, HEAD_ROWS = 3 }; /* of reports/workbook/feedback.c and intake.c */
    Arena *arena = f->plan.arena;
    Grid *rest = arena_new(arena, Grid);
    *rest = *grid;
    if (marker_value(f, arena_cstr(arena, grid->name)).len == 0)
        return grid; /* a sheet that somebody added */
    while (rest->count && rest->rows->row_number <= HEAD_ROWS) {
        if (rest->rows->row_number == KEY_ROW) {
            size_t at = (size_t)(rest->rows - grid->rows);
            scope_read_title(f->run->tools, arena, grid, at, at + 1, keys);
        }
        rest->rows++;
        rest->count--;
    }
    return rest;
}

static void find_tables(FileMapper *f)
{
    Arena *arena = f->plan.arena;
    const MapTools *tools = f->run->tools;
    f->front = marker_value(f, "front");
    f->questions = marker_value(f, "questions");
    f->feedback = str_is(marker_value(f, "rollbook"), "feedback");
    for (size_t s = 0; s < f->plan.book.count; s++) {
        const Grid *grid = &f->plan.book.sheets[s];
        if (f->front.len && is_ours(f, grid))
            continue;
        Scope keys = scope_empty();
        if (f->front.len)
            grid = without_head(f, grid, &keys);
        HeadTables tables = header_find(tools->dictionary, arena, grid, f->file.center);
        size_t cover = grid->count < COVER_ROWS ? grid->count : COVER_ROWS;
        Scope title = keys;
        if (tables.count == 0) {
            scope_read_title(tools, arena, grid, 0, cover, &title);
            learn_book(f, &title);
        }
        for (size_t t = 0; t < tables.count; t++) {
            const HeadTable *table = &tables.items[t];
            Scope own = scope_empty();
            if (table->form_cells)
                scope_read_title(tools, arena, grid, table->head_from, table->head_to, &own);
            else
                scope_read_block_title(tools, arena, grid, table, &own);
            if (!table->form_cells)
                scope_read_title(tools, arena, grid, table->title_from, table->title_to, &own);
            /* A second table of a sheet stands under the first one's title, too. */
            own = scope_over(own, &title);
            title = own;
            title.sex = STR("");
            learn_book(f, &own);
            add_table(f, grid, table, own);
        }
    }
}

static RecordKind named_kind(const MapTools *tools, Arena *arena, Str text)
{
    Str code = dictionary_code_within(tools->dictionary, arena, "kind", text, 3);
    return kind_find(code);
}

static Str title_text(Arena *arena, const TablePlan *table)
{
    StrBuf buf = STRBUF_INIT;
    for (size_t r = table->table.title_from; r < table->table.title_to; r++) {
        const GridCell *cells;
        size_t count = grid_row_cells(arena, &table->grid->rows[r], &cells);
        for (size_t i = 0; i < count; i++) {
            strbuf_append(&buf, cells[i].value);
            strbuf_append_char(&buf, ' ');
        }
    }
    Str text = arena_str(arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return text;
}

/* The kind that the sheet's name names, else its title, else the file's name. */
static RecordKind hinted_kind(const FileMapper *f, const TablePlan *table)
{
    const MapTools *tools = f->run->tools;
    Arena *arena = f->plan.arena;
    RecordKind kind = named_kind(tools, arena, table->grid->name);
    if (kind == KIND_NONE)
        kind = named_kind(tools, arena, title_text(arena, table));
    Str path = f->run->file->path;
    size_t slash = path.len;
    while (slash > 0 && path.ptr[slash - 1] != '/')
        slash--;
    return kind ? kind : named_kind(tools, arena, str_slice(path, slash, path.len));
}

static void plan_table(FileMapper *f, size_t index)
{
    TablePlan *table = &f->plan.tables[index];
    Arena *arena = f->plan.arena;
    const MapTools *tools = f->run->tools;
    FieldList *fields = arena_new_array(arena, FieldList, table->table.count + 1);
    TableHints hints = {.form = table->table.form_cells != NULL};
    for (size_t i = 0; i < table->table.count; i++) {
        const HeadColumn *column = &table->table.columns[i];
        hints.month_columns += column->month > 0;
        hints.day_columns += column->day > 0;
        fields[i] = column->fields;
        Suggestion near;
        if (fields[i].count == 0 && column->month == 0 && column->day == 0)
            fields[i] = columns_guess(tools, arena, column->leaf, &near);
    }
    hints.named = hinted_kind(f, table);
    table->kind = kind_recognize(fields, table->table.count, &hints, &table->also);
    RecordKind told =
        f->front.len ? kind_find(marker_value(f, arena_cstr(arena, table->grid->name))) : KIND_NONE;
    if (told) { /* a feedback workbook says what each sheet holds */
        table->kind = told;
        table->also = table->also == told ? KIND_NONE : table->also;
    }
    table->plan =
        columns_settle(tools, arena, table->grid, &table->table, table->kind, &table->notes);
    Scope sheet = scope_empty();
    /* The title's year dates a sheet named "June". */
    Scope known = scope_over(f->titles[index], &f->book);
    known = scope_over(known, &f->file);
    scope_read_text(tools, arena, table->grid->name, known.year.year, false, &sheet);
    int year = 0;
    int month = period_month_heading(tools->dictionary, arena, table->grid->name, &year);
    if (month && year == 0) {
        year = scope_year_of_month(&known, month, scope_calendar(tools, known.center));
        sheet.month =
            (Period){.kind = year ? PERIOD_MONTH : PERIOD_NONE, .year = year, .number = month};
    }
    /* One sheet per month under a title of a whole year: the sheet's name is nearer to the point.
     */
    Scope scope = f->titles[index];
    if (sheet.month.kind && !scope.month.kind)
        scope.month = sheet.month;
    scope = scope_over(scope, &sheet);
    scope = scope_over(scope, &f->book);
    table->scope = scope_over(scope, &f->file);
}

static void report_sheet(FileMapper *f, const TablePlan *table, const char *rule, Severity severity,
                         Str value, Error *err)
{
    Issue issue = {.stage = "map",
                   .rule = rule,
                   .severity = severity,
                   .source_file_id = f->run->file->source_file_id,
                   .sheet = arena_cstr(f->plan.arena, table->grid->name),
                   .value = value};
    if (table->scope.center.len)
        issue.center_code = arena_cstr(f->plan.arena, table->scope.center);
    map_output_issue(f->run->out, &issue, err);
}

static void report_columns(FileMapper *f, const TablePlan *table, Error *err)
{
    size_t row = table->table.head_to > 0 ? table->table.head_to - 1 : 0;
    for (size_t i = 0; i < table->notes.count; i++) {
        const ColumnNote *note = &table->notes.items[i];
        const MapColumn *column = &table->plan.columns[note->column];
        Issue issue = {.stage = "map",
                       .rule = note->rule,
                       .severity = strcmp(note->rule, "column.contents") == 0 ? SEVERITY_WARNING
                                                                              : SEVERITY_INFO,
                       .source_file_id = f->run->file->source_file_id,
                       .raw_row_id = table->grid->count ? table->grid->rows[row].raw_row_id : 0,
                       .column = column->col,
                       .sheet = arena_cstr(f->plan.arena, table->grid->name),
                       .field = note->field ? field_info(note->field)->name : NULL,
                       .value = column->heading,
                       .expected = note->suggestion};
        if (note->suggestion.len == 0 && strcmp(note->rule, "column.unknown") == 0)
            issue.message_key = "column.unknown_alone";
        if (table->scope.center.len)
            issue.center_code = arena_cstr(f->plan.arena, table->scope.center);
        map_output_issue(f->run->out, &issue, err);
    }
}

/* How the sheet was understood, for lineage and for the officer. */
static void add_mapping(FileMapper *f, const TablePlan *table, Error *err)
{
    StrBuf columns = STRBUF_INIT, dates = STRBUF_INIT;
    strbuf_append_char(&columns, '[');
    strbuf_append_char(&dates, '[');
    for (size_t i = 0; i < table->plan.count; i++) {
        const MapColumn *column = &table->plan.columns[i];
        strbuf_appendf(&columns, "%s[%d,", i ? "," : "", column->col);
        if (column->field)
            json_append_string(&columns, str_from(field_info(column->field)->name));
        else
            strbuf_append_cstr(&columns, "null");
        strbuf_append_char(&columns, ',');
        json_append_string(&columns, column->heading);
        strbuf_append_char(&columns, ']');
        if (column->dates.last_year)
            strbuf_appendf(&dates, "%s[%d,\"%s\",%s]", dates.len > 1 ? "," : "", column->col,
                           column->dates.order == DATE_MONTH_FIRST ? "mdy" : "dmy",
                           column->dates.order_known ? "true" : "false");
    }
    strbuf_append_char(&columns, ']');
    strbuf_append_char(&dates, ']');
    const Grid *grid = table->grid;
    size_t head = table->table.head_to ? table->table.head_to - 1 : 0;
    bool rows = table->table.data_from < table->table.data_to;
    SheetMapping mapping = {.raw_sheet_id = grid->raw_sheet_id,
                            .submission_id = table->submission_id,
                            .kind = table->kind ? kind_info(table->kind)->name : NULL,
                            .header_row = head < grid->count ? grid->rows[head].row_number : 0,
                            .first_data_row =
                                rows ? grid->rows[table->table.data_from].row_number : 0,
                            .date_order = strbuf_str(&dates),
                            .columns = strbuf_str(&columns)};
    map_output_mapping(f->run->out, &mapping, err);
    strbuf_free(&columns);
    strbuf_free(&dates);
}

/* Only center, period and the like: a form's own row, read for the rows that it encloses. */
static bool is_only_scope(const TablePlan *table)
{
    size_t scope = 0, other = 0;
    for (size_t i = 0; i < table->plan.count; i++) {
        switch (field_info(table->plan.columns[i].field)->type) {
        case FIELD_META:
        case FIELD_CENTER:
        case FIELD_PERIOD:
        case FIELD_DISTRICT:
            scope++;
            break;
        default:
            other += table->plan.columns[i].field != F_register_date;
        }
    }
    return scope > other;
}

/* A table that stands for itself: its rows are worth telling about when nobody understands it. */
static bool is_worth_telling(const TablePlan *table)
{
    return !table->grid->hidden && table->table.data_to > table->table.data_from &&
           table->table.count >= 2 && !is_only_scope(table);
}

/*
 * Our own feedback workbook, sent back without its marker (saved as something else): beside the
 * children's sheets stand only our words.
 */
static bool is_feedback(const FileMapper *f)
{
    for (size_t t = 0; t < f->plan.count; t++)
        if (f->plan.tables[t].plan.at[F_public_id] >= 0 &&
            f->plan.tables[t].plan.at[F_feedback_message] >= 0)
            return true;
    return false;
}

void file_map(MapRun *run, const MapFile *file, Error *err)
{
    FileMapper f = {.run = run, .file = scope_empty(), .book = scope_empty()};
    run->file = file;
    f.plan.arena = arena_create();
    f.plan.book = grid_reader_load(run->reader, f.plan.arena, file->source_file_id, err);
    scope_read_path(run->tools, f.plan.arena, file->path, &f.file);
    f.file = scope_over(f.file, &run->assumed);
    find_tables(&f);
    for (size_t t = 0; t < f.plan.count; t++)
        plan_table(&f, t);
    size_t understood = 0;
    bool feedback = f.front.len == 0 && is_feedback(&f);
    for (size_t t = 0; t < f.plan.count && error_ok(err); t++) {
        TablePlan *table = &f.plan.tables[t];
        if (feedback && table->plan.at[F_public_id] < 0)
            continue;
        if (table->kind == KIND_NONE) {
            add_mapping(&f, table, err);
            if (is_worth_telling(table))
                report_sheet(&f, table, "sheet.unknown", SEVERITY_WARNING, table->grid->name, err);
            continue;
        }
        understood++;
        report_columns(&f, table, err);
        table_map_rows(run, &f.plan, table, err);
        add_mapping(&f, table, err);
    }
    if (understood == 0 && error_ok(err)) {
        Issue issue = {.stage = "map",
                       .rule = "file.not_understood",
                       .severity = SEVERITY_ERROR,
                       .source_file_id = file->source_file_id,
                       .value = file->path};
        map_output_issue(run->out, &issue, err);
    }
    x_free(f.plan.tables);
    x_free(f.titles);
    arena_free(f.plan.arena);
    run->file = NULL;
}
