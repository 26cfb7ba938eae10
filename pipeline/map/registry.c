#include "pipeline/map/registry.h"

#include "pipeline/base/date.h"
#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/unicode.h"
#include "pipeline/map/text_key.h"
#include "pipeline/read/row_cursor.h"

#include <math.h>
#include <stddef.h>

enum { COLUMNS_MAX = 24, SHA_PREFIX_MIN = 12 };

/* A column of a table: its name, other names it is known by, and whether it must be there. */
typedef struct ColumnSpec {
    const char *names; /* separated by | ; the first is the documented one */
    bool needed;
} ColumnSpec;

/* A table as texts: fields[row * columns + column]. */
typedef struct Table {
    const char *file; /* relative to inputs/; NULL: there is none */
    const Str *fields;
    const int64_t *rows; /* row numbers */
    size_t count, columns;
} Table;

static const char *const ENDINGS[] = {".tsv", ".csv", ".xlsx", ".ods", ".xls", ".txt"};

enum { ENDING_COUNT = sizeof ENDINGS / sizeof *ENDINGS };

static Str cell_text(Arena *arena, const Cell *cell)
{
    StrBuf buf = STRBUF_INIT;
    cell_append_value(&buf, cell);
    Str text = text_tidy(arena, arena_str(arena, strbuf_str(&buf)));
    strbuf_free(&buf);
    return text;
}

/* Which column of the sheet holds a wanted one; 0: none. */
static int find_column(Arena *arena, const Row *header, const char *names)
{
    for (Str rest = str_from(names), name; str_split(&rest, '|', &name);) {
        Str key = text_key(arena, name);
        for (size_t i = 0; i < header->count; i++)
            if (str_eq(text_key(arena, cell_text(arena, &header->cells[i])), key))
                return header->cells[i].col;
    }
    return 0;
}

static bool find_columns(Arena *arena, const Row *header, const ColumnSpec *specs, size_t columns,
                         int *at)
{
    bool all = true;
    for (size_t c = 0; c < columns; c++) {
        at[c] = find_column(arena, header, specs[c].names);
        all &= at[c] > 0 || !specs[c].needed;
    }
    return all;
}

static void say_missing(const Row *header, const char *file, const ColumnSpec *specs,
                        size_t columns, const int *at, Error *err)
{
    for (size_t c = 0; c < columns; c++) {
        if (!specs[c].needed || at[c])
            continue;
        Str first = STR(""), rest = str_from(specs[c].names);
        str_split(&rest, '|', &first);
        error_set_at(err, STATUS_CONFIG, (SourceRef){.file = file, .row = header->at.row},
                     "has no column \"%.*s\"", STR_ARG(first));
        return;
    }
}

static Table read_file(Arena *arena, const char *path, const char *file, const ColumnSpec *specs,
                       size_t columns, Error *err)
{
    Table table = {.file = file, .columns = columns};
    Workbook *book = reader_open(path, &(ReadOptions){.name = table.file}, err);
    RowCursor *cursor = error_ok(err) ? reader_rows(book, 0, err) : NULL;
    Str *fields = NULL;
    int64_t *numbers = NULL;
    size_t field_cap = 0, number_cap = 0;
    int at[COLUMNS_MAX] = {0};
    bool header = false;
    Row row;
    while (error_ok(err) && row_cursor_next(cursor, &row, err)) {
        Str first = row.count ? cell_text(arena, &row.cells[0]) : STR("");
        if (row.count == 0 || str_starts_with(first, STR("#")))
            continue;
        if (!header) {
            header = find_columns(arena, &row, specs, columns, at);
            if (!header)
                say_missing(&row, table.file, specs, columns, at, err);
            continue;
        }
        x_grow(fields, field_cap, (table.count + 1) * columns);
        x_grow(numbers, number_cap, table.count + 1);
        size_t filled = 0;
        for (size_t c = 0; c < columns; c++) {
            Str *field = &fields[table.count * columns + c];
            *field = STR("");
            for (size_t i = 0; i < row.count && at[c]; i++)
                if (row.cells[i].col == at[c])
                    *field = cell_text(arena, &row.cells[i]);
            filled += field->len > 0;
        }
        numbers[table.count] = row.at.row;
        table.count += filled > 0;
    }
    row_cursor_close(cursor);
    reader_close(book);
    Str *kept = arena_new_array(arena, Str, table.count * columns + 1);
    int64_t *rows = arena_new_array(arena, int64_t, table.count + 1);
    if (table.count) {
        memcpy(kept, fields, table.count * columns * sizeof *kept);
        memcpy(rows, numbers, table.count * sizeof *rows);
    }
    x_free(fields);
    x_free(numbers);
    table.fields = kept;
    table.rows = rows;
    return table;
}

/* The table in whichever format it is there. An empty one beside it (the blank form of "rollbook
 * init") is passed over; two that hold lines cannot both be right. */
static Table read_table(Arena *arena, const char *inputs_dir, const char *name,
                        const ColumnSpec *specs, size_t columns, Error *err)
{
    Table found = {.columns = columns};
    for (int i = 0; i < ENDING_COUNT && error_ok(err); i++) {
        const char *file = arena_printf(arena, "registry/%s%s", name, ENDINGS[i]).ptr;
        const char *path = file_join(arena, inputs_dir, file);
        if (!file_exists(path))
            continue;
        Table table = read_file(arena, path, file, specs, columns, err);
        if (error_ok(err) && found.count && table.count)
            error_set_at(err, STATUS_CONFIG, (SourceRef){.file = file},
                         "and %s both hold lines: keep one of the two", found.file);
        if (!found.file || table.count)
            found = table;
    }
    return found;
}

static Str field_of(const Table *table, size_t row, size_t column)
{
    return table->fields[row * table->columns + column];
}

static SourceRef place_of(const Table *table, size_t row)
{
    return (SourceRef){.file = table->file, .row = table->rows[row]};
}

/* A number with or without thousands separators; `otherwise` where the field is empty. */
static double number_of(const Table *table, size_t row, size_t column, double otherwise, Error *err)
{
    Str text = field_of(table, row, column);
    char plain[NUMBER_TEXT_SIZE];
    size_t len = 0;
    for (size_t i = 0; i < text.len && len + 1 < sizeof plain; i++)
        if (text.ptr[i] != ',' && text.ptr[i] != ' ')
            plain[len++] = text.ptr[i];
    double value = otherwise, scale = 1;
    if (len && plain[len - 1] == '%') {
        len--;
        scale = 0.01;
    }
    if (len == 0)
        return otherwise;
    if (!number_parse((Str){plain, len}, &value))
        error_set_at(err, STATUS_CONFIG, place_of(table, row), "expected a number, found \"%.*s\"",
                     STR_ARG(text));
    return value * scale;
}

static int whole_of(const Table *table, size_t row, size_t column, Error *err)
{
    double value = number_of(table, row, column, 0, err);
    if (value < 0 || value > 9999 || value != floor(value))
        error_set_at(err, STATUS_CONFIG, place_of(table, row),
                     "expected a whole number, found \"%.*s\"",
                     STR_ARG(field_of(table, row, column)));
    return error_ok(err) ? (int)value : 0;
}

/* A C.E. year; Buddhist ones are converted. */
static int year_of(const Table *table, size_t row, size_t column, Error *err)
{
    int year = whole_of(table, row, column, err);
    return year > 2400 ? year - 543 : year;
}

/* ISO, or with a time behind it. Empty stays empty. */
static Str date_of(const Table *table, size_t row, size_t column, Error *err)
{
    Str text = str_slice(field_of(table, row, column), 0, 10);
    Date date;
    if (text.len && !date_parse_iso(text, &date))
        error_set_at(err, STATUS_CONFIG, place_of(table, row),
                     "expected a date like 2026-05-31, found \"%.*s\"",
                     STR_ARG(field_of(table, row, column)));
    return text;
}

static const ColumnSpec CENTER_COLUMNS[] = {
    {"center_code|code|center|centre_code|mlc_code|mlc code|school code|รหัสศูนย์|รหัสศูนย์การเรียน",
     true},
    {"name_en|name|center_name|name (en)|english name|ชื่อ (อังกฤษ)", false},
    {"name_th|thai name|name (th)|ชื่อ (ไทย)|ชื่อศูนย์การเรียน|ชื่อ", false},
    {"name_my|burmese name|name (my)|name_mm", false},
    {"other_names|other names|aliases|alias|also known as", false},
    {"district_code|district|p-code|pcode|adm2_pcode|อำเภอ", false},
    {"subdistrict|sub-district|tambon|ตำบล", false},
    {"support_org|support organisation|support "
     "organization|umbrella_org|organisation|organization|องค์กรสนับสนุน",
     false},
    {"curricula|curriculum|หลักสูตร", false},
    {"calendar|school_year|school year calendar|school-year calendar|school year", false},
    {"opened|open date|opened_on", false},
    {"closed|close date|closed_on", false},
    {"contact|phone|email|โทร", false},
    {"language|feedback_language|language for feedback|ภาษา", false},
    {"encoding|declared encoding|declared_encoding", false},
    {"boarding|dormitory|หอพัก", false},
};

static Str or_default(Str text, const char *otherwise)
{
    return text.len ? text : str_from(otherwise);
}

static void load_centers(Registry *registry, const char *inputs_dir, Arena *arena, Error *err)
{
    Table table = read_table(arena, inputs_dir, "centers", CENTER_COLUMNS,
                             sizeof CENTER_COLUMNS / sizeof *CENTER_COLUMNS, err);
    RegistryCenter *centers = arena_new_array(arena, RegistryCenter, table.count + 1);
    for (size_t i = 0; i < table.count && error_ok(err); i++) {
        RegistryCenter *center = &centers[registry->center_count];
        *center = (RegistryCenter){
            .code = field_of(&table, i, 0),
            .name_en = field_of(&table, i, 1),
            .name_th = field_of(&table, i, 2),
            .name_my = field_of(&table, i, 3),
            .other_names = field_of(&table, i, 4),
            .district_code = field_of(&table, i, 5),
            .subdistrict = field_of(&table, i, 6),
            .support_org = field_of(&table, i, 7),
            .curricula = field_of(&table, i, 8),
            .calendar = str_starts_with(unicode_fold(arena, field_of(&table, i, 9)), STR("th"))
                            ? STR("thai")
                            : STR("mlc"),
            .opened = date_of(&table, i, 10, err),
            .closed = date_of(&table, i, 11, err),
            .contact = field_of(&table, i, 12),
            .language = or_default(unicode_fold(arena, field_of(&table, i, 13)), "en"),
            .encoding = field_of(&table, i, 14),
            .boarding = field_of(&table, i, 15),
        };
        if (center->code.len == 0) {
            error_set_at(err, STATUS_CONFIG, place_of(&table, i), "has no center code");
        } else if (registry_center(registry, center->code)) {
            error_set_at(err, STATUS_CONFIG, place_of(&table, i), "center \"%.*s\" stands twice",
                         STR_ARG(center->code));
        }
        registry->centers = centers;
        registry->center_count++;
    }
}

static const ColumnSpec POPULATION_COLUMNS[] = {
    {"district_code|district|area_code|p-code|อำเภอ", true},
    {"age_from|from age|age from", true},
    {"age_to|to age|age to", true},
    {"year|ปี", true},
    {"low", false},
    {"central|estimate|population|จำนวน", true},
    {"high", false},
    {"source|แหล่งที่มา", false},
};

static void load_population(Registry *registry, const char *inputs_dir, Arena *arena, Error *err)
{
    Table table = read_table(arena, inputs_dir, "population", POPULATION_COLUMNS,
                             sizeof POPULATION_COLUMNS / sizeof *POPULATION_COLUMNS, err);
    RegistryPopulation *rows = arena_new_array(arena, RegistryPopulation, table.count + 1);
    for (size_t i = 0; i < table.count && error_ok(err); i++)
        rows[i] = (RegistryPopulation){.district_code = field_of(&table, i, 0),
                                       .age_from = whole_of(&table, i, 1, err),
                                       .age_to = whole_of(&table, i, 2, err),
                                       .year = year_of(&table, i, 3, err),
                                       .low = number_of(&table, i, 4, -1, err),
                                       .central = number_of(&table, i, 5, 0, err),
                                       .high = number_of(&table, i, 6, -1, err),
                                       .source = field_of(&table, i, 7)};
    registry->population = rows;
    registry->population_count = table.count;
}

static const ColumnSpec TARGET_COLUMNS[] = {
    {"indicator", true},
    {"area_code|area|district_code", false},
    {"year", false},
    {"baseline", false},
    {"baseline_date|baseline date", false},
    {"baseline_source|baseline source|source", false},
    {"target", true},
};

static void load_targets(Registry *registry, const char *inputs_dir, Arena *arena, Error *err)
{
    Table table = read_table(arena, inputs_dir, "targets", TARGET_COLUMNS,
                             sizeof TARGET_COLUMNS / sizeof *TARGET_COLUMNS, err);
    RegistryTarget *rows = arena_new_array(arena, RegistryTarget, table.count + 1);
    for (size_t i = 0; i < table.count && error_ok(err); i++)
        rows[i] = (RegistryTarget){.indicator = field_of(&table, i, 0),
                                   .area_code = or_default(field_of(&table, i, 1), "TH63"),
                                   .year = year_of(&table, i, 2, err),
                                   .baseline = number_of(&table, i, 3, (double)NAN, err),
                                   .baseline_date = date_of(&table, i, 4, err),
                                   .baseline_source = field_of(&table, i, 5),
                                   .target = number_of(&table, i, 6, 0, err)};
    registry->targets = rows;
    registry->target_count = table.count;
}

static const ColumnSpec FILE_COLUMNS[] = {
    {"sha256|digest", true},       {"center|center_code|centre", false},
    {"period|period_code", false}, {"action|decision|accept|accept|reject|withdraw", false},
    {"why|reason|note", false},
};

enum { FILE_SHA, FILE_CENTER, FILE_PERIOD, FILE_ACTION, FILE_WHY, FILE_FIELDS };

static bool is_action(Str word)
{
    return str_is(word, "accept") || str_is(word, "reject") || str_is(word, "withdraw");
}

/*
 * A line of a printed report, pasted: its tabs have become blanks and all of it stands in the first
 * column. The word of action tells the parts from each other; a period begins with its year.
 */
static void split_pasted(Arena *arena, Str fields[FILE_FIELDS])
{
    Str rest = fields[FILE_SHA], word;
    Str parts[FILE_FIELDS] = {STR(""), STR(""), STR(""), STR(""), STR("")};
    while (str_is_empty(parts[FILE_ACTION]) && str_split(&rest, ' ', &word)) {
        if (is_action(unicode_fold(arena, word)))
            parts[FILE_ACTION] = word;
        else if (str_is_empty(parts[FILE_SHA]))
            parts[FILE_SHA] = word;
        else if (str_starts_with(word, STR("20")))
            parts[FILE_PERIOD] = word;
        else if (word.len)
            parts[FILE_CENTER] = word;
    }
    parts[FILE_WHY] = str_trim(rest);
    if (!str_is_empty(parts[FILE_ACTION]))
        memcpy(fields, parts, sizeof parts);
}

static void load_files(Registry *registry, const char *inputs_dir, Arena *arena, Error *err)
{
    Table table = read_table(arena, inputs_dir, "files", FILE_COLUMNS,
                             sizeof FILE_COLUMNS / sizeof *FILE_COLUMNS, err);
    FileRule *rows = arena_new_array(arena, FileRule, table.count + 1);
    for (size_t i = 0; i < table.count && error_ok(err); i++) {
        Str fields[FILE_FIELDS];
        for (int c = 0; c < FILE_FIELDS; c++)
            fields[c] = field_of(&table, i, (size_t)c);
        if (str_is_empty(fields[FILE_ACTION]))
            split_pasted(arena, fields);
        Str action = unicode_fold(arena, fields[FILE_ACTION]);
        rows[i] = (FileRule){.sha256 = unicode_fold(arena, fields[FILE_SHA]),
                             .center = fields[FILE_CENTER],
                             .period = fields[FILE_PERIOD],
                             .why = fields[FILE_WHY]};
        if (str_is(action, "accept"))
            rows[i].action = FILE_ACCEPT;
        else if (str_is(action, "reject"))
            rows[i].action = FILE_REJECT;
        else if (str_is(action, "withdraw"))
            rows[i].action = FILE_WITHDRAW;
        else if (action.len)
            error_set_at(err, STATUS_CONFIG, place_of(&table, i),
                         "expected accept, reject or withdraw, found \"%.*s\"", STR_ARG(action));
        if (rows[i].sha256.len < SHA_PREFIX_MIN)
            error_set_at(err, STATUS_CONFIG, place_of(&table, i),
                         "expected the file's SHA-256 or its first %d digits, found \"%.*s\"",
                         SHA_PREFIX_MIN, STR_ARG(rows[i].sha256));
    }
    registry->files = rows;
    registry->file_count = table.count;
}

static const ColumnSpec HEADING_COLUMNS[] = {
    {"spelling|heading", true},
    {"field|canonical_field", true},
    {"center|center_code|centre", false},
};

static void load_headings(Registry *registry, const char *inputs_dir, Arena *arena, Error *err)
{
    Table table = read_table(arena, inputs_dir, "headings", HEADING_COLUMNS,
                             sizeof HEADING_COLUMNS / sizeof *HEADING_COLUMNS, err);
    RegistryHeading *rows = arena_new_array(arena, RegistryHeading, table.count + 1);
    for (size_t i = 0; i < table.count; i++)
        rows[i] = (RegistryHeading){.spelling = field_of(&table, i, 0),
                                    .field = field_of(&table, i, 1),
                                    .center = field_of(&table, i, 2)};
    registry->headings = rows;
    registry->heading_count = table.count;
}

/* The bytes of the tables themselves: whatever changes in them may mean something. */
static void digest_tables(Registry *registry, const char *inputs_dir, Arena *arena, Error *err)
{
    static const char *const NAMES[] = {"centers", "headings"};
    Digest *all = digest_create();
    for (int i = 0; i < 2 * ENDING_COUNT && error_ok(err); i++) {
        Str file = arena_printf(arena, "registry/%s%s", NAMES[i / ENDING_COUNT],
                                ENDINGS[i % ENDING_COUNT]);
        const char *path = file_join(arena, inputs_dir, file.ptr);
        char digest[DIGEST_TEXT_SIZE] = "none";
        if (file_exists(path))
            digest_of_file(path, digest, err);
        digest_update(all, str_from(digest));
    }
    digest_finish(all, registry->digest);
}

Registry *registry_load(const char *inputs_dir, Arena *arena, Error *err)
{
    Registry *registry = arena_new(arena, Registry);
    load_centers(registry, inputs_dir, arena, err);
    load_population(registry, inputs_dir, arena, err);
    load_targets(registry, inputs_dir, arena, err);
    load_files(registry, inputs_dir, arena, err);
    load_headings(registry, inputs_dir, arena, err);
    digest_tables(registry, inputs_dir, arena, err);
    return registry;
}

const RegistryCenter *registry_center(const Registry *registry, Str code)
{
    for (size_t i = 0; i < registry->center_count; i++)
        if (str_eq(registry->centers[i].code, code))
            return &registry->centers[i];
    return NULL;
}

const FileRule *registry_file(const Registry *registry, Str sha256)
{
    for (size_t i = registry->file_count; i > 0; i--)
        if (str_starts_with(sha256, registry->files[i - 1].sha256))
            return &registry->files[i - 1];
    return NULL;
}
