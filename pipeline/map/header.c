#include "pipeline/map/header.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/map/blocks.h"
#include "pipeline/map/period.h"
#include "pipeline/map/text_key.h"

#include <limits.h>

enum {
    WINDOW_ROWS = 60,    /* a heading stands in the first so many rows of what is left */
    LOOK_AHEAD_ROWS = 6, /* a row is a title if a much better heading follows so soon */
    HEADING_BYTES_MAX = 240,
    DEPTH_MAX = 3,
    DAY_RUN_MIN = 10, /* so many columns 1, 2, 3 ... make a daily grid */
    TABLES_MAX = 64,
};

/* A row of the sheet with its cells spread out by column. */
typedef struct WideRow {
    const GridCell *cells[TABLE_COLUMNS_MAX + 1]; /* by column; NULL: empty */
    size_t count;
    int last; /* column that has a cell */
} WideRow;

typedef struct Finder {
    Dictionary *dictionary;
    Arena *arena;
    const Grid *grid;
    Str center;
} Finder;

static const WideRow *wide_row(const Finder *f, size_t index)
{
    WideRow *row = arena_new(f->arena, WideRow);
    const GridCell *cells;
    row->count = grid_row_cells(f->arena, &f->grid->rows[index], &cells);
    for (size_t i = 0; i < row->count; i++)
        if (cells[i].col <= TABLE_COLUMNS_MAX) {
            row->cells[cells[i].col] = &cells[i];
            row->last = cells[i].col > row->last ? cells[i].col : row->last;
        }
    return row;
}

static bool is_text(const GridCell *cell)
{
    return cell && cell->type == 's' && str_trim(cell->value).len > 0;
}

static bool is_heading_text(const GridCell *cell)
{
    return is_text(cell) && cell->value.len <= HEADING_BYTES_MAX;
}

static FieldList fields_of(const Finder *f, Str heading)
{
    return dictionary_heading_cached(f->dictionary, f->arena, heading, f->center);
}

/* 1 to 31 as a number or as text in any digits; 0 otherwise. */
static int day_of(const Finder *f, const GridCell *cell)
{
    if (!cell || cell->value.len > 8)
        return 0;
    double number = cell->number;
    if (cell->type == 's') {
        Str key = text_key(f->arena, cell->value);
        if (key.len == 0 || key.len > 2)
            return 0;
        number = 0;
        for (size_t i = 0; i < key.len; i++) {
            if (key.ptr[i] < '0' || key.ptr[i] > '9')
                return 0;
            number = number * 10 + (key.ptr[i] - '0');
        }
    } else if (cell->type != 'n') {
        return 0;
    }
    return number >= 1 && number <= 31 && number == (double)(int)number ? (int)number : 0;
}

/* The same texts are looked at row by row and file by file. */
static int month_heading(const Finder *f, Str text, int *year)
{
    enum { MEMO_MAX = 50000, YEARS = 10000 };
    Map *memo = dictionary_month_memo(f->dictionary);
    int64_t known = 0;
    if (!map_get(memo, text, &known)) {
        int month = period_month_heading(f->dictionary, f->arena, text, year);
        known = (int64_t)month * YEARS + *year;
        if (map_count(memo) < MEMO_MAX)
            map_set(memo, text, known);
    }
    *year = (int)(known % YEARS);
    return (int)(known / YEARS);
}

/* fields: what the cell's text means as a heading. */
static int month_beside(const Finder *f, const GridCell *cell, const FieldList *fields, int *year)
{
    *year = 0;
    if (!is_heading_text(cell) || cell->value.len > 60) {
        /* A heading typed as a date: 1 June 2026 shown as "Jun-26". */
        if (cell && cell->type == 'd' && cell->value.len >= 10 &&
            str_is(str_slice(cell->value, 8, 10), "01")) {
            Period period = period_find(f->dictionary, f->arena, cell->value, 0);
            *year = period.year;
            return period.number;
        }
        return 0;
    }
    return fields->count ? 0 : month_heading(f, cell->value, year); /* a field is no month */
}

static FieldList cell_fields(const Finder *f, const GridCell *cell)
{
    return is_heading_text(cell) ? fields_of(f, cell->value) : (FieldList){0};
}

static int month_of(const Finder *f, const GridCell *cell, int *year)
{
    FieldList fields = cell_fields(f, cell);
    return month_beside(f, cell, &fields, year);
}

/* How many columns of a row are 1, 2, 3 ... one after the other. */
static int day_run(const Finder *f, const WideRow *row)
{
    int best = 0, run = 0, last = 0;
    for (int c = 1; c <= row->last; c++) {
        if (!row->cells[c])
            continue;
        int day = day_of(f, row->cells[c]);
        run = day == 0 ? 0 : day > last && last > 0 ? run + 1 : 1;
        last = day;
        best = run > best ? run : best;
    }
    return best;
}

/* How much a single row looks like headings. */
static double row_score(const Finder *f, size_t index)
{
    const WideRow *row = wide_row(f, index);
    double score = 0;
    int texts = 0, known = 0, plain_numbers = 0;
    bool seen[F_COUNT] = {false};
    for (int c = 1; c <= row->last; c++) {
        const GridCell *cell = row->cells[c];
        int year = 0;
        if (!cell)
            continue;
        FieldList fields = cell_fields(f, cell);
        if (month_beside(f, cell, &fields, &year)) {
            score += 0.7;
            known++;
            texts++;
            continue;
        }
        if (!is_heading_text(cell)) {
            plain_numbers += cell->type == 'n' || cell->type == 'd';
            continue;
        }
        texts++;
        if (fields.count == 0)
            continue;
        known++;
        score += seen[fields.fields[0]] ? 0.4 : 1;
        seen[fields.fields[0]] = true;
    }
    bool days = day_run(f, row) >= DAY_RUN_MIN;
    if (days)
        return score + 5;
    if (texts == 0 || known * 5 < texts * 2 || plain_numbers > texts / 4)
        return 0;
    return score;
}

/*
 * Can a row score more than that? A cell adds 1 at most. Rows of data have no more cells than their
 * headings, and to see what each of their texts may mean takes long.
 */
static bool may_score(const Finder *f, size_t index, double score)
{
    const WideRow *row = wide_row(f, index);
    return (double)row->count > score || day_run(f, row) >= DAY_RUN_MIN;
}

/* The row around which a heading stands; grid->count where there is none. */
static size_t find_base(const Finder *f, size_t from, double *score)
{
    size_t end = from + WINDOW_ROWS < f->grid->count ? from + WINDOW_ROWS : f->grid->count;
    size_t best = f->grid->count;
    *score = 0;
    for (size_t r = from; r < end; r++) {
        size_t ahead = r + LOOK_AHEAD_ROWS < end ? r + LOOK_AHEAD_ROWS : end - 1;
        double here = row_score(f, r);
        if (here > *score) {
            best = r;
            *score = here;
        }
        if (here < 3)
            continue;
        bool better = false;
        for (size_t next = r + 1; next <= ahead && !better; next++)
            better = may_score(f, next, here * 1.3) && row_score(f, next) > here * 1.3;
        if (!better) {
            *score = here;
            return r;
        }
    }
    return best;
}

/* The text that a place shows: its own, or that of the merged range it lies in. */
static Str shown_text(const Finder *f, const WideRow *const *rows, size_t first, size_t index,
                      int col, bool *from_merge)
{
    const GridCell *cell = rows[index - first]->cells[col];
    *from_merge = false;
    if (is_heading_text(cell) || (cell && cell->type != 's'))
        return cell->value;
    int64_t number = f->grid->rows[index].row_number;
    for (size_t m = 0; m < f->grid->merged_count; m++) {
        const MergedRange *range = &f->grid->merged[m];
        if (number < range->first_row || number > range->last_row || col < range->first_col ||
            col > range->last_col)
            continue;
        for (size_t up = index + 1; up > first; up--) {
            if (f->grid->rows[up - 1].row_number != range->first_row)
                continue;
            cell = rows[up - 1 - first]->cells[range->first_col];
            *from_merge = true;
            return is_heading_text(cell) ? cell->value : STR("");
        }
    }
    return STR("");
}

static bool names_parent(const FieldList *fields)
{
    for (int i = 0; i < fields->count; i++)
        if (fields->fields[i] == F_father_name || fields->fields[i] == F_mother_name ||
            fields->fields[i] == F_guardian_name)
            return true;
    return false;
}

/* Day, month or year, where the heading above says that they are of a birth. */
static Field birth_part(const Finder *f, const FieldList *parent, Str leaf)
{
    static const struct {
        const char *word;
        Field field;
    } PARTS[] = {{"date.day", F_dob_day}, {"date.month", F_dob_month}, {"date.year", F_dob_year}};
    if (parent->count == 0 || parent->fields[0] != F_date_of_birth)
        return F_NONE;
    Str key = text_key_plain(f->arena, leaf);
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        WordList words = dictionary_words(f->dictionary, PARTS[i].word);
        for (size_t k = 0; k < words.count; k++)
            if (str_eq(key, words.keys[k]))
                return PARTS[i].field;
    }
    return F_NONE;
}

static FieldList joined_fields(const Finder *f, Str left, Str right)
{
    return fields_of(f, arena_printf(f->arena, "%.*s %.*s", STR_ARG(left), STR_ARG(right)));
}

/* What the stacked headings of one column mean together. */
static FieldList stack_fields(const Finder *f, const Str *stack, int depth)
{
    FieldList none = {0};
    if (depth == 0)
        return none;
    Str leaf = stack[depth - 1];
    FieldList leaf_fields = fields_of(f, leaf);
    if (names_parent(&leaf_fields)) /* "Parents / Father" */
        return leaf_fields;
    for (int i = depth - 2; i >= 0; i--) {
        FieldList parent = fields_of(f, stack[i]);
        Field part = birth_part(f, &parent, leaf);
        if (part)
            return (FieldList){.fields = {part}, .count = 1};
        FieldList both = joined_fields(f, stack[i], leaf);
        if (both.count == 0)
            both = joined_fields(f, leaf, stack[i]);
        if (both.count)
            return both;
        if (names_parent(&parent)) {
            /* "Father / Name" is the father's; what else is told of him is not the child's. */
            if (leaf_fields.count &&
                (leaf_fields.fields[0] == F_full_name || leaf_fields.fields[0] == F_first_name))
                return parent;
            if (leaf_fields.count && leaf_fields.fields[0] == F_phone)
                return (FieldList){.fields = {F_guardian_phone}, .count = 1};
            return none;
        }
    }
    if (leaf_fields.count)
        return leaf_fields;
    for (int i = depth - 2; i >= 0; i--) {
        FieldList parent = fields_of(f, stack[i]);
        if (parent.count)
            return parent;
    }
    return none;
}

/* Does a heading without merges speak of the column to its right, too? */
static bool reaches(const Finder *f, Str heading, const GridCell *below)
{
    if (!below || heading.len == 0)
        return false;
    FieldList fields = fields_of(f, heading);
    FieldList first = {.fields = {fields.fields[0]}, .count = fields.count > 0};
    return names_parent(&first) || birth_part(f, &first, below->value) != F_NONE;
}

/* Composes the columns of heading rows [from, to). Returns how well they are understood. */
static double compose(const Finder *f, size_t from, size_t to, HeadTable *table)
{
    const WideRow *rows[DEPTH_MAX + 1];
    bool merged = f->grid->merged_count > 0;
    int last = merged ? TABLE_COLUMNS_MAX : 0; /* a merged range shows where no cell is */
    for (size_t r = from; r < to; r++) {
        rows[r - from] = wide_row(f, r);
        last = rows[r - from]->last > last ? rows[r - from]->last : last;
    }
    HeadColumn columns[TABLE_COLUMNS_MAX];
    size_t count = 0;
    double score = 0;
    bool seen[F_COUNT] = {false};
    Str carried[DEPTH_MAX] = {{0}};
    bool days = false;
    for (size_t r = from; r < to; r++)
        days |= day_run(f, rows[r - from]) >= DAY_RUN_MIN;
    for (int c = 1; c <= last; c++) {
        Str stack[DEPTH_MAX];
        int depth = 0, year = 0;
        HeadColumn column = {.col = c};
        bool own = false;
        for (size_t r = from; r < to; r++) {
            bool from_merge;
            const GridCell *cell = rows[r - from]->cells[c];
            Str text = shown_text(f, rows, from, r, c, &from_merge);
            own |= cell != NULL;
            int month = month_of(f, cell, &year);
            if (from_merge && !month && text.len) {
                GridCell anchor = {.type = 's', .value = text};
                month = month_of(f, &anchor, &year);
            }
            if (month) {
                column.month = month;
                column.year = year;
            }
            if (days && day_of(f, cell))
                column.day = day_of(f, cell);
            /* Without merges a parent reaches right over the children that have none. */
            if (!merged && r + 1 < to) {
                if (text.len)
                    carried[r - from] = text;
                else if (reaches(f, carried[r - from], rows[r - from + 1]->cells[c]))
                    text = carried[r - from];
            }
            if (text.len == 0 || (depth > 0 && str_eq(stack[depth - 1], text)))
                continue;
            stack[depth++] = text;
        }
        if (depth == 0 || (!own && depth == 1 && to - from == 1))
            continue;
        column.leaf = stack[depth - 1];
        StrBuf heading = STRBUF_INIT;
        for (int i = 0; i < depth; i++) {
            if (i)
                strbuf_append_cstr(&heading, " / ");
            strbuf_append(&heading, text_tidy(f->arena, stack[i]));
        }
        column.heading = arena_str(f->arena, strbuf_str(&heading));
        strbuf_free(&heading);
        if (column.day == 0)
            column.fields = stack_fields(f, stack, depth);
        if (column.fields.count) {
            score += seen[column.fields.fields[0]] ? 0.4 : 1;
            seen[column.fields.fields[0]] = true;
        } else if (column.day || column.month) {
            score += 0.5;
        } else {
            score -= 0.1;
        }
        columns[count++] = column;
    }
    table->columns = arena_new_array(f->arena, HeadColumn, count + 1);
    if (count)
        memcpy(table->columns, columns, count * sizeof *columns);
    table->count = count;
    return score;
}

/* Heading rows hold texts; numbers only in a row of days, dates only as months. */
static bool can_be_heading(const Finder *f, size_t index)
{
    const WideRow *row = wide_row(f, index);
    int texts = 0, others = 0, year = 0;
    for (int c = 1; c <= row->last; c++) {
        const GridCell *cell = row->cells[c];
        if (!cell)
            continue;
        if (is_text(cell) || month_of(f, cell, &year))
            texts++;
        else
            others++;
    }
    return texts > 0 && (others == 0 || day_run(f, row) >= DAY_RUN_MIN);
}

static bool is_hxl_row(const Finder *f, size_t index)
{
    if (index >= f->grid->count)
        return false;
    const GridCell *cells;
    size_t count = grid_row_cells(f->arena, &f->grid->rows[index], &cells), tags = 0;
    for (size_t i = 0; i < count; i++) {
        Str text = str_trim(cells[i].value);
        tags += text.len > 2 && text.ptr[0] == '#' && unicode_is_letter((unsigned char)text.ptr[1]);
    }
    return count > 0 && tags * 2 >= count && tags >= 2;
}

static void use_hxl_row(const Finder *f, size_t index, HeadTable *table)
{
    const WideRow *row = wide_row(f, index);
    for (size_t i = 0; i < table->count; i++) {
        const GridCell *cell = row->cells[table->columns[i].col];
        if (cell && table->columns[i].fields.count == 0)
            table->columns[i].fields = fields_of(f, str_trim(cell->value));
    }
}

/* The rows of the heading around its best one. */
static void find_extent(const Finder *f, size_t from, size_t base, HeadTable *table)
{
    double best = -1;
    for (size_t above = 0; above < DEPTH_MAX; above++) {
        if (above > base - from || (above && !can_be_heading(f, base - above)))
            break;
        for (size_t below = 0; above + below < DEPTH_MAX; below++) {
            if (base + below >= f->grid->count || (below && !can_be_heading(f, base + below)))
                break;
            HeadTable trial = *table;
            double score =
                compose(f, base - above, base + below + 1, &trial) - 0.3 * (double)(above + below);
            if (score <= best)
                continue;
            best = score;
            *table = trial;
            table->head_from = base - above;
            table->head_to = base + below + 1;
        }
    }
    if (is_hxl_row(f, table->head_to)) {
        use_hxl_row(f, table->head_to, table);
        table->head_to++;
    }
}

static bool starts_with_digit(Arena *scratch, Str text)
{
    (void)scratch;
    size_t pos = 0;
    return text.len > 0 && unicode_digit(utf8_next(text, &pos)) >= 0;
}

/* A quick look at a data row: could it be another heading? Numbers and dates say no. */
static bool may_be_heading(Arena *scratch, const GridCell *cells, size_t count)
{
    if (count < 2)
        return false;
    for (size_t i = 0; i < count; i++)
        if (cells[i].type != 's' || starts_with_digit(scratch, cells[i].value))
            return false;
    return true;
}

bool header_is_repeated(Arena *scratch, const HeadTable *table, const GridCell *cells, size_t count)
{
    if (!may_be_heading(scratch, cells, count))
        return false;
    size_t same = 0, shown = 0;
    for (size_t i = 0; i < table->count; i++) {
        const GridCell *cell = grid_find_cell(cells, count, table->columns[i].col);
        if (!cell)
            continue;
        shown++;
        Str key = text_key(scratch, cell->value);
        same += str_eq(key, text_key(scratch, table->columns[i].leaf)) ||
                str_find(text_key(scratch, table->columns[i].heading), key, 0) == 0;
    }
    return shown >= 2 && same * 5 >= shown * 4;
}

/* Where the rows of a table end: before another heading, or at the sheet's end. */
static size_t find_data_end(const Finder *f, const HeadTable *table)
{
    Arena *scratch = arena_create();
    Finder quick = *f;
    quick.arena = scratch;
    size_t end = f->grid->count, last_data = table->head_to;
    size_t few = table->count / 3 > 2 ? table->count / 3 : 2;
    for (size_t r = table->head_to; r < f->grid->count; r++) {
        arena_reset(scratch);
        const GridCell *cells;
        size_t count = grid_row_cells(scratch, &f->grid->rows[r], &cells);
        if (may_be_heading(scratch, cells, count) &&
            !header_is_repeated(scratch, table, cells, count) && row_score(&quick, r) >= 3) {
            end = last_data;
            break;
        }
        if (count >= few)
            last_data = r + 1;
    }
    arena_free(scratch);
    return end;
}

static void add_table(HeadTables *tables, size_t *cap, HeadTable table)
{
    x_grow(tables->items, *cap, tables->count + 1);
    tables->items[tables->count++] = table;
}

static void add_blocks(HeadTables *tables, size_t *cap, Arena *arena, HeadTable table)
{
    for (size_t start = 0; start < table.count;) {
        size_t next = block_end(&table, arena, start);
        HeadTable block = table;
        block.columns = table.columns + start;
        block.count = next - start;
        if (start > 0 || next < table.count) {
            block.first_col = start > 0 ? block.columns[0].col : 1;
            block.last_col = next < table.count ? table.columns[next].col - 1 : INT_MAX;
        }
        add_table(tables, cap, block);
        start = next;
    }
}

/* Context that any table may carry above it; a form must tell more than that. */
static bool is_context(Field field)
{
    switch (field) {
    case F_center_code:
    case F_center_name:
    case F_report_month:
    case F_academic_year:
    case F_term:
    case F_grade:
    case F_grade_section:
    case F_section:
    case F_register_date:
    case F_activity_date:
    case F_district:
    case F_subdistrict:
    case F_province:
    case F_village:
    case F_address:
    case F_school_days:
    case F_teacher_name:
    case F_headteacher:
    case F_phone:
    case F_curriculum:
    case F_recorded_by:
    case F_umbrella_org:
    case F_children_on_roll:
    case F_remarks:
        return true;
    default:
        return false;
    }
}

/* Could the cell be the answer to what the label asks? Words beside words are prose. */
static bool could_answer(const Finder *f, const LabelPair *pair)
{
    Str key = text_key(f->arena, pair->value.value);
    size_t digits = 0;
    for (size_t i = 0; i < key.len; i++)
        digits += key.ptr[i] >= '0' && key.ptr[i] <= '9';
    switch (field_info(pair->label.fields.fields[0])->type) {
    case FIELD_NUMBER:
    case FIELD_COUNT:
        return pair->value.type == 'n' || (digits > 0 && digits == key.len && digits < 6);
    case FIELD_INCIDENTS:
    case FIELD_YES_NO:
        return key.len > 0 && (digits == 0 || digits == key.len);
    case FIELD_DATE:
    case FIELD_BIRTH:
        return pair->value.type == 'd' || digits >= 4;
    default:
        return true;
    }
}

static void add_form(HeadTables *tables, size_t *cap, const Finder *f, size_t from, size_t to)
{
    LabelPairs pairs = header_pairs(f->dictionary, f->arena, f->grid, from, to, f->center);
    size_t telling = 0, again = 0;
    bool seen[F_COUNT] = {false};
    for (size_t i = 0; i < pairs.count; i++) {
        Field field = pairs.items[i].label.fields.fields[0];
        if (is_context(field) || !could_answer(f, &pairs.items[i]))
            continue;
        telling += !seen[field];
        again += seen[field];
        seen[field] = true;
    }
    /* A list whose cells happen to be words of ours asks the same thing again and again. */
    if (telling < 2 || again > telling)
        return;
    HeadTable form = {.title_from = from,
                      .title_to = from,
                      .head_from = from,
                      .head_to = to,
                      .data_from = to,
                      .data_to = to,
                      .count = pairs.count};
    HeadColumn *columns = arena_new_array(f->arena, HeadColumn, pairs.count);
    GridCell *cells = arena_new_array(f->arena, GridCell, pairs.count);
    size_t *rows = arena_new_array(f->arena, size_t, pairs.count);
    for (size_t i = 0; i < pairs.count; i++) {
        columns[i] = pairs.items[i].label;
        cells[i] = pairs.items[i].value;
        rows[i] = pairs.items[i].row;
    }
    form.columns = columns;
    form.form_cells = cells;
    form.form_rows = rows;
    add_table(tables, cap, form);
}

HeadTables header_find(Dictionary *dictionary, Arena *arena, const Grid *grid, Str center)
{
    Finder f = {.dictionary = dictionary, .arena = arena, .grid = grid, .center = center};
    HeadTables tables = {0};
    size_t cap = 0;
    for (size_t from = 0; from < grid->count && tables.count < TABLES_MAX;) {
        double score = 0;
        size_t base = find_base(&f, from, &score);
        if (base == grid->count || score < 1.7) {
            add_form(&tables, &cap, &f, from, grid->count);
            break;
        }
        HeadTable table = {.title_from = from};
        find_extent(&f, from, base, &table);
        table.title_to = table.head_from;
        table.data_from = table.head_to;
        table.data_to = find_data_end(&f, &table);
        size_t before = tables.count;
        add_form(&tables, &cap, &f, from, score < 3 ? table.data_to : table.title_to);
        /* Two recognised words in a row are a heading only where no form explains them. */
        if (score >= 3 || tables.count == before)
            add_blocks(&tables, &cap, arena, table);
        from = table.data_to > from ? table.data_to : from + 1;
    }
    HeadTable *kept = arena_new_array(arena, HeadTable, tables.count + 1);
    if (tables.count)
        memcpy(kept, tables.items, tables.count * sizeof *kept);
    x_free(tables.items);
    tables.items = kept;
    return tables;
}
