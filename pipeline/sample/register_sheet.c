/* Registers as tables: title rows, headings over one or two rows, sheets by grade, totals. */

#include "pipeline/sample/register.h"

#include "pipeline/base/file.h"
#include "pipeline/sample/grade.h"
#include "pipeline/sample/truth.h"

#include <stdio.h>

/* --- headings
 * --------------------------------------------------------------------------------------------- */

static bool already_there(const Str *headings, size_t count, Str heading)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_ignore_case(headings[i], heading))
            return true;
    return false;
}

/* The heading over a column; never one that the sheet has already. */
static Str heading_for(const Scribe *scribe, const Register *reg, Field field, const Str *before,
                       size_t count)
{
    const Clerk *clerk = &reg->clerk;
    const char *name = field == FIELD_REASON && clerk->one_leaving_column ? "leaving_date_reason"
                                                                          : field_name(field);
    if (field == FIELD_KAREN)
        return clerk->language == LANG_TH   ? STR("ชื่อ (กะเหรี่ยง)")
               : clerk->language == LANG_MY ? STR("အမည် (ကရင်)")
                                            : STR("Name (Karen)");
    /* A list in one script says "name"; beside others it says in which script. */
    Str heading =
        wording_habit(scribe->words, name, clerk->language, (uint64_t)clerk->heading_seed);
    if (already_there(before, count, heading))
        heading = wording_pick(scribe->words, name, clerk->language, 0);
    if (heading.len == 0 || already_there(before, count, heading))
        heading = wording_pick(scribe->words, name, LANG_EN, 0);
    if (clerk->second != clerk->language) {
        Str other = wording_pick(scribe->words, name, clerk->second, 0);
        if (other.len)
            heading = arena_printf(scribe->arena, "%.*s / %.*s", STR_ARG(heading), STR_ARG(other));
    }
    return heading;
}

/* Columns that stand under one merged heading: the run of fields it covers. */
static const struct Group {
    Field first, last;
    const char *titles[LANG_COUNT];
} GROUPS[] = {
    {FIELD_FULL, FIELD_KAREN, {"Name", "ชื่อ", "အမည်"}},
    {FIELD_FATHER, FIELD_MOTHER, {"Parents", "บิดามารดา", "မိဘ"}},
    {FIELD_VILLAGE, FIELD_DISTRICT, {"Address", "ที่อยู่", "လိပ်စာ"}},
    {FIELD_ID13, FIELD_G_CODE, {"Documents", "เอกสาร", "အထောက်အထား"}},
    {FIELD_LEFT, FIELD_REASON, {"Leaving", "การออก", "ကျောင်းထွက်"}},
};

typedef struct Table {
    Scribe *scribe;
    const Register *reg;
    SheetFile *file;
    Sheet *sheet;
    Field fields[FIELD_COUNT];
    size_t count;
    int row; /* last row written */
} Table;

static const struct Group *group_of(const Table *table, size_t column, size_t *width)
{
    for (size_t g = 0; g < sizeof GROUPS / sizeof *GROUPS; g++) {
        if (table->fields[column] < GROUPS[g].first || table->fields[column] > GROUPS[g].last)
            continue;
        if (column > 0 && table->fields[column - 1] >= GROUPS[g].first &&
            table->fields[column - 1] <= GROUPS[g].last)
            return NULL; /* not the first of its group */
        *width = 0;
        while (column + *width < table->count && table->fields[column + *width] <= GROUPS[g].last)
            ++*width;
        return *width > 1 ? &GROUPS[g] : NULL;
    }
    return NULL;
}

static void write_headings(Table *table)
{
    const Register *reg = table->reg;
    bool two = reg->clerk.layout == LAYOUT_TWO_ROWS;
    int top = ++table->row;
    if (two)
        table->row++;
    Str headings[FIELD_COUNT];
    for (size_t c = 0; c < table->count; c++)
        headings[c] = heading_for(table->scribe, reg, table->fields[c], headings, c);
    size_t covered = 0; /* columns of the current group still to come */
    for (size_t c = 0; c < table->count; c++) {
        int col = (int)c + 1;
        size_t width = 0;
        const struct Group *group = two && covered == 0 ? group_of(table, c, &width) : NULL;
        if (group) {
            sheet_merge(table->sheet, top, col, top, col + (int)width - 1);
            sheet_text(table->file, table->sheet, top, col,
                       str_from(group->titles[reg->clerk.language]));
            covered = width;
        }
        bool below = two && covered > 0;
        sheet_text(table->file, table->sheet, below ? top + 1 : top, col, headings[c]);
        if (two && !below)
            sheet_merge(table->sheet, top, col, top + 1, col);
        covered -= covered > 0;
    }
}

/* --- around the table
 * ---------------------------------------------------------------------------------------- */

static Str center_name(const Register *reg, const World *world, Arena *arena)
{
    const CenterName *name = world->centers[reg->center].name;
    if (reg->clerk.language == LANG_TH)
        return arena_printf(arena, "ศูนย์การเรียน%.*s", STR_ARG(name->name_th));
    if (reg->clerk.language == LANG_MY)
        return arena_printf(arena, "%.*s သင်ယူရေးစင်တာ", STR_ARG(name->name_my));
    int variant = reg->clerk.heading_seed % (name->variant_count + 1);
    Str latin = variant == name->variant_count ? name->name_en : name->variants[variant];
    return arena_printf(arena, "%.*s Learning Center", STR_ARG(latin));
}

static void write_titles(Table *table)
{
    const Register *reg = table->reg;
    Scribe *scribe = table->scribe;
    StrBuf text = STRBUF_INIT;
    sheet_text(table->file, table->sheet, ++table->row, 1,
               center_name(reg, scribe->world, scribe->arena));
    int start = FIRST_YEAR + reg->year;
    if (reg->clerk.language == LANG_TH)
        strbuf_appendf(&text, "ทะเบียนนักเรียน ปีการศึกษา %d ข้อมูล ณ วันที่ ", start + 543);
    else if (reg->clerk.language == LANG_MY)
        strbuf_appendf(&text, "ကျောင်းသားစာရင်း (%d-%d) ", start, start + 1);
    else
        strbuf_appendf(&text, "Student register %d-%d, as of ", start, start + 1);
    write_long_date(&text, scribe->words, reg->date, reg->clerk.language);
    sheet_text(table->file, table->sheet, ++table->row, 1, strbuf_str(&text));
    if (reg->clerk.heading_seed % 2)
        table->row++; /* an empty row */
    strbuf_free(&text);
}

static void lay_total_trap(const Table *table, int row)
{
    Trap trap = {.number = 9,
                 .name = "totals row inside the data",
                 .path = table->reg->path,
                 .sheet = table->sheet->name,
                 .row = row,
                 .expect = "absent"};
    truth_trap(table->scribe->truth, &trap);
}

static void write_total(Table *table, int first, int children)
{
    Wording const *words = table->scribe->words;
    Language language = table->reg->clerk.language;
    static const char *const TOTAL[] = {"Total", "รวม", "စုစုပေါင်း"};
    (void)words;
    table->row++;
    int label = table->count > 1 && table->fields[0] == FIELD_ROW_NO ? 2 : 1;
    sheet_text(table->file, table->sheet, table->row, label, str_from(TOTAL[language]));
    char formula[48];
    snprintf(formula, sizeof formula, "=COUNTA(B%d:B%d)", first, table->row - 1);
    bool stored = table->reg->clerk.heading_seed % 3 != 0;
    sheet_formula(table->file, table->sheet, table->row, label + 1, formula, children, stored);
    lay_total_trap(table, table->row);
}

/* --- rows
 * ------------------------------------------------------------------------------------------------------
 */

/* The first time that a grade or district is written in this way anywhere. */
static void note_notation(const Table *table, const RegisterRow *row, Field field,
                          const Written *cell)
{
    Scribe *scribe = table->scribe;
    const World *world = scribe->world;
    if ((field != FIELD_GRADE && field != FIELD_DISTRICT) || cell->kind != SHEET_TEXT ||
        cell->text.len == 0 || map_get(scribe->notations, strbuf_str(&cell->text), NULL))
        return;
    map_set(scribe->notations, strbuf_str(&cell->text), 1);
    char detail[48];
    Trap trap = {.path = table->reg->path,
                 .sheet = table->sheet->name,
                 .row = table->row,
                 .expect = "field",
                 .detail = detail};
    if (field == FIELD_GRADE) {
        trap.number = 20, trap.name = "a way to write a grade";
        snprintf(detail, sizeof detail, "grade_code=%s",
                 grade_code(world->centers[table->reg->center].system, row->level));
    } else {
        const Family *family = &world->families[world->children[row->child].family];
        trap.number = 21, trap.name = "a way to write a district";
        snprintf(detail, sizeof detail, "district_code=%.*s",
                 STR_ARG(family->village->district_code));
    }
    truth_trap(scribe->truth, &trap);
}

static void write_rows(Table *table, int level)
{
    const Register *reg = table->reg;
    Written cell = {0};
    int number = 0, first = table->row + 1;
    Dice dice = dice_make(table->scribe->world->seed, DICE_FILE, reg->center,
                          reg->year * 100 + reg->list * 20 + (level < 0 ? 15 : level));
    bool hides = reg->clerk.format == FORMAT_XLSX &&
                 dice_chance(&dice, table->scribe->world->small ? 0.8 : 0.1);
    for (size_t i = 0; i < reg->count; i++) {
        const RegisterRow *row = &reg->rows[i];
        if (level >= 0 && row->level != level)
            continue;
        /* An empty row now and then, as between classes. */
        if (number > 0 && reg->clerk.layout == LAYOUT_TITLED && reg->clerk.heading_seed % 4 == 1 &&
            i > 0 && reg->rows[i - 1].level != row->level)
            table->row++;
        table->row++;
        number++;
        for (size_t c = 0; c < table->count; c++) {
            register_cell(table->scribe, reg, row, table->fields[c], number, &cell);
            written_put(table->file, table->sheet, table->row, (int)c + 1, &cell);
            note_notation(table, row, table->fields[c], &cell);
        }
        register_truth(table->scribe, reg, row, table->sheet->name, table->row);
        /* A filter was left on: the row is there, hidden. */
        if (hides && dice_chance(&dice, 0.04)) {
            sheet_hide_row(table->sheet, table->row);
            Trap trap = {.number = 10,
                         .name = "hidden row",
                         .path = reg->path,
                         .sheet = table->sheet->name,
                         .row = table->row,
                         .expect = "staged"};
            truth_trap(table->scribe->truth, &trap);
        }
    }
    /* A note beside the table, in a column without a heading. */
    if (reg->clerk.layout == LAYOUT_TITLED && number > 3 && reg->clerk.heading_seed % 7 == 0)
        sheet_text(table->file, table->sheet, first + 1, (int)table->count + 3,
                   STR("checked by headteacher"));
    if (number > 0 && (reg->clerk.layout == LAYOUT_TITLED || reg->clerk.layout == LAYOUT_TWO_ROWS))
        write_total(table, first, number);
    written_free(&cell);
}

static void write_sheet(Scribe *scribe, const Register *reg, SheetFile *file, Str name, int level)
{
    Table table = {.scribe = scribe, .reg = reg, .file = file, .sheet = sheet_file_add(file, name)};
    table.count = register_fields(reg, table.fields);
    if (reg->clerk.layout != LAYOUT_PLAIN)
        write_titles(&table);
    write_headings(&table);
    write_rows(&table, level);
    if (reg->clerk.format == FORMAT_XLSX && reg->clerk.heading_seed % 9 == 0)
        sheet_hide_col(table.sheet, (int)table.count);
}

static bool level_used(const Register *reg, int level)
{
    for (size_t i = 0; i < reg->count; i++)
        if (reg->rows[i].level == level)
            return true;
    return false;
}

static void write_grade_sheets(Scribe *scribe, const Register *reg, SheetFile *file)
{
    GradeSystem system = scribe->world->centers[reg->center].system;
    StrBuf name = STRBUF_INIT;
    for (int level = 0; level < grade_level_count(system); level++) {
        if (!level_used(reg, level))
            continue;
        strbuf_clear(&name);
        grade_write(&name, system, level, reg->clerk.language, reg->clerk.grade_style, 0);
        write_sheet(scribe, reg, file, strbuf_str(&name), level);
    }
    Trap trap = {.number = 8, .name = "one sheet per grade", .path = reg->path, .expect = "grades"};
    truth_trap(scribe->truth, &trap);
    strbuf_free(&name);
}

static void file_traps(Scribe *scribe, const Register *reg)
{
    Trap trap = {.path = reg->path, .expect = "read"};
    if (reg->clerk.layout == LAYOUT_TWO_ROWS) {
        trap.number = 8, trap.name = "headings over two rows";
        truth_trap(scribe->truth, &trap);
    }
    if (reg->clerk.format == FORMAT_CSV_THAI || reg->clerk.format == FORMAT_CSV_UTF16 ||
        reg->clerk.format == FORMAT_CSV_BOM) {
        trap.number = 12, trap.name = "old or odd encoding";
        truth_trap(scribe->truth, &trap);
    }
    if (reg->clerk.zawgyi && reg->clerk.scripts[NAME_MYANMAR]) {
        trap.number = 13, trap.name = "Zawgyi column", trap.expect = "zawgyi";
        truth_trap(scribe->truth, &trap);
    }
    if (reg->clerk.births == DATES_DMY_BE_SHORT) {
        trap.number = 11, trap.name = "two-digit Buddhist years", trap.expect = "births";
        truth_trap(scribe->truth, &trap);
    }
    if (reg->clerk.births == DATES_MDY_CE || reg->clerk.births == DATES_REAL_BE) {
        trap.number = 11;
        trap.name =
            reg->clerk.births == DATES_MDY_CE ? "month before day" : "Buddhist years in date cells";
        trap.expect = "births";
        truth_trap(scribe->truth, &trap);
    }
}

void register_write(Scribe *scribe, const Register *reg, Error *err)
{
    FileFormat format = reg->clerk.format;
    if (format == FORMAT_ODK || format == FORMAT_KOBO || format == FORMAT_ROLLBOOK) {
        register_write_xml(scribe, reg, err);
        return;
    }
    register_begin(scribe, reg);
    SheetFile *file = sheet_file_create(reg->date);
    if (reg->clerk.layout == LAYOUT_GRADE_SHEETS)
        write_grade_sheets(scribe, reg, file);
    else
        write_sheet(scribe, reg, file,
                    format == FORMAT_XLSX && reg->clerk.heading_seed % 2 ? STR("Sheet1")
                                                                         : STR("Students"),
                    -1);
    file_traps(scribe, reg);
    truth_file(scribe->truth, reg->path, sheet_extension(format) + 1, reg->status);
    scribe->files[format]++;
    sheet_file_write(file, format, file_join(scribe->arena, scribe->dir, reg->path), err);
    sheet_file_free(file);
}
