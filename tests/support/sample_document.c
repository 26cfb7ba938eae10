/* Invented documents. */

#include "tests/support/sample_document.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

Value sample_int(int64_t integer)
{
    return (Value){.type = VALUE_INT, .integer = integer};
}

Value sample_share(double share)
{
    return (Value){.type = VALUE_REAL, .real = share};
}

Value sample_string(const char *text)
{
    return (Value){.type = VALUE_TEXT, .text = str_from(text)};
}

static const Inline *text_inline(Arena *arena, const char *text)
{
    Inline *inl = arena_new(arena, Inline);
    inl->kind = INLINE_TEXT;
    inl->text = str_from(text);
    return inl;
}

Block sample_heading(Arena *arena, int level, const char *text)
{
    return (Block){.kind = BLOCK_HEADING,
                   .level = level,
                   .id = str_from(text),
                   .inlines = text_inline(arena, text),
                   .inline_count = 1};
}

Block sample_paragraph(Arena *arena, const char *text)
{
    return (Block){.kind = BLOCK_PARAGRAPH, .inlines = text_inline(arena, text), .inline_count = 1};
}

Block sample_table_block(const Table *table)
{
    return (Block){.kind = BLOCK_TABLE, .table = table};
}

Table *sample_table(Arena *arena, size_t columns, size_t rows, const char *const *cells)
{
    Table *table = arena_new(arena, Table);
    TableColumn *column = arena_new_array(arena, TableColumn, columns);
    TableRow *row = arena_new_array(arena, TableRow, rows);
    for (size_t c = 0; c < columns; c++)
        column[c] = (TableColumn){.name = STR("column"), .label = STR("Label")};
    for (size_t r = 0; r < rows; r++) {
        TableCell *cell = arena_new_array(arena, TableCell, columns);
        for (size_t c = 0; c < columns; c++)
            cell[c].value = sample_string(cells[r * columns + c]);
        row[r].cells = cell;
    }
    *table = (Table){.id = STR("sample"),
                     .columns = column,
                     .column_count = columns,
                     .rows = row,
                     .row_count = rows,
                     .row_header_columns = 1};
    return table;
}

static Document *new_document(Arena *arena, const char *language, const char *title,
                              const char *subtitle)
{
    Document *document = arena_new(arena, Document);
    *document = (Document){
        .name = STR("sample"),
        .title = str_from(title),
        .subtitle = str_from(subtitle),
        .period_code = STR("2026-Q3"),
        .language = str_from(language),
        .audience = AUDIENCE_DONOR,
        .office = STR("Sample Education Coordination Center, Invented District"),
        .project = STR("Sample project"),
        .as_of = {2026, 11, 21},
        .generator = STR("rollbook 0.1.0"),
        .digest = STR("00112233445566778899aabbccddeeff"),
    };
    return document;
}

/* --- a report with one of everything --------------------------------------------------------- */

typedef struct BlockList {
    Arena *arena;
    Block *items;
    size_t count;
} BlockList;

enum { BLOCKS_MAX = 64 };

static void add_block(BlockList *list, Block block)
{
    if (list->count < BLOCKS_MAX)
        list->items[list->count++] = block;
}

static const char ENGLISH[] =
    "In this invented quarter the learning centers of five districts enrolled more children than "
    "in the "
    "quarter before, and attendance held through the rainy season although two roads were closed; "
    "teachers say that school meals and transport paid by parents made the difference.";
static const char THAI[] =
    "เด็กข้ามชาติในพื้นที่สมมตินี้จำนวนมากไม่ได้เข้าเรียนในโรงเรียนของรัฐเพราะไม่มีเอกสารแสดงตน ผู้ปกครองย้ายที่ทำงานบ่อย "
    "และศูนย์การเรียนรู้อยู่ไกลจากที่พัก เด็กส่วนใหญ่ต้องการเรียนต่อในระดับมัธยมศึกษาและเรียนภาษาไทยเพื่อใช้ในชีวิตประจำวัน";
static const char BURMESE[] =
    "ဤနမူနာအစီရင်ခံစာတွင် ရွှေ့ပြောင်းကလေးများ၏ ပညာရေးအခြေအနေကို ဖော်ပြထားပါသည်။ ကျောင်းသားများအတွက် စာအုပ်များနှင့် "
    "သင်ထောက်ကူပစ္စည်းများ လိုအပ်လျက်ရှိပြီး ဆရာဆရာမများအတွက် သင်တန်းများ ပေးရန် စီစဉ်ထားသည်။";
static const char KAREN[] = "ပှၤကညီဖိသ့ၣ်တဖၣ် အကၠိလၢအအိၣ်ဖဲကီၢ်ပူၤ တၢ်မၤလိအံၤ ဘၣ်တၢ်သူအီၤလၢ ဖိသၣ်တဖၣ်အဂီၢ် "
                            "တၢ်ကူၣ်ဘၣ်ကူၣ်သ့ ဒီး တၢ်ဆီၣ်ထွဲမၤစၢၤ";

static Block rich_paragraph(Arena *arena)
{
    Inline *i = arena_new_array(arena, Inline, 9);
    i[0] = (Inline){.kind = INLINE_TEXT, .text = STR("The network reached ")};
    i[1] = (Inline){.kind = INLINE_VALUE, .text = STR("12,345"), .value = sample_int(12345)};
    i[2] = (Inline){.kind = INLINE_TEXT, .text = STR(" children, ")};
    i[3] = (Inline){
        .kind = INLINE_STRONG, .children = text_inline(arena, "more than planned"), .count = 1};
    i[4] = (Inline){.kind = INLINE_TEXT, .text = STR(", and ")};
    i[5] = (Inline){
        .kind = INLINE_EMPH, .children = text_inline(arena, "for the first time"), .count = 1};
    i[6] = (Inline){.kind = INLINE_TEXT, .text = STR(" in all five districts (see ")};
    i[7] = (Inline){.kind = INLINE_LINK,
                    .url = STR("https://example.org/definitions"),
                    .children = text_inline(arena, "the definitions"),
                    .count = 1};
    i[8] = (Inline){.kind = INLINE_TEXT, .text = STR(").")};
    return (Block){.kind = BLOCK_PARAGRAPH, .inlines = i, .inline_count = 9};
}

static Block bullet_list(Arena *arena, bool ordered)
{
    static const char *const points[] = {"Meals were served on 58 of 61 school days.",
                                         "Two centers sent nothing; their children are carried for "
                                         "two months and shown apart, so that "
                                         "nobody is counted as present without a register.",
                                         "ศูนย์การเรียนสมมติสองแห่งย้ายที่ตั้ง"};
    ListItem *items = arena_new_array(arena, ListItem, COUNT(points));
    for (size_t i = 0; i < COUNT(points); i++) {
        Block *block = arena_new(arena, Block);
        *block = sample_paragraph(arena, points[i]);
        items[i] = (ListItem){block, 1};
    }
    return (Block){.kind = BLOCK_LIST,
                   .ordered = ordered,
                   .start = 1,
                   .items = items,
                   .item_count = COUNT(points)};
}

static const char *const DISTRICTS[] = {"Mae Sot", "แม่ระมาด", "Phop Phra", "Tha Song Yang",
                                        "အုံးဖျန်"};

static const Table *pivot(Arena *arena)
{
    enum { COLUMNS = 6, ROWS = 7 };
    static const char *const labels[COLUMNS] = {"District", "Girls", "Boys",
                                                "Girls",    "Boys",  "All"};
    TableColumn *columns = arena_new_array(arena, TableColumn, COLUMNS);
    for (size_t c = 0; c < COLUMNS; c++)
        columns[c] = (TableColumn){.name = str_from(labels[c]),
                                   .label = str_from(labels[c]),
                                   .format = c ? FORMAT_COUNT : FORMAT_PLAIN};
    TableRow *rows = arena_new_array(arena, TableRow, ROWS);
    for (size_t r = 0; r < ROWS; r++) {
        TableCell *cells = arena_new_array(arena, TableCell, COLUMNS);
        rows[r] = (TableRow){.role = r == 0   ? ROW_GROUP
                                     : r == 6 ? ROW_TOTAL
                                              : ROW_BODY,
                             .indent = r > 0 && r < 6,
                             .cells = cells};
        cells[0].value = sample_string(r == 0   ? "Border districts"
                                       : r == 6 ? "All"
                                                : DISTRICTS[r - 1]);
        for (size_t c = 1; c < COLUMNS && r > 0; c++)
            cells[c].value = sample_int((int64_t)(r * 137 + c * 411));
    }
    TableCell *hidden = arena_new_array(arena, TableCell, COLUMNS);
    memcpy(hidden, rows[4].cells, COLUMNS * sizeof *hidden);
    hidden[3].value = (Value){.type = VALUE_HIDDEN};
    hidden[4].value = (Value){.type = VALUE_HIDDEN};
    hidden[5].comment = STR("Counted once although two centers report them.");
    rows[4].cells = hidden;
    TableSpan *spans = arena_new_array(arena, TableSpan, 2);
    spans[0] = (TableSpan){STR("Kindergarten"), 1, 2};
    spans[1] = (TableSpan){STR("Primary"), 3, 4};
    Str *notes = arena_new_array(arena, Str, 2);
    notes[0] = STR("Source: invented registers of 12 centers, 4,321 rows.");
    notes[1] = STR("Hidden cells hold fewer than 5 children, or would reveal one that does.");
    Table *table = arena_new(arena, Table);
    *table = (Table){.id = STR("by_district"),
                     .caption = STR("Children by district, level and sex"),
                     .number = 1,
                     .columns = columns,
                     .column_count = COLUMNS,
                     .spans = spans,
                     .span_count = 2,
                     .rows = rows,
                     .row_count = ROWS,
                     .row_header_columns = 1,
                     .notes = notes,
                     .note_count = 2};
    return table;
}

/* Indicators with long comments and marks: the table every donor asks for. */
static const Table *indicators(Arena *arena)
{
    static const struct {
        const char *code, *name, *comment;
        double target, actual;
        CellMark mark;
    } lines[] = {
        {"I1", "Children reached by any pathway of learning", "", 0.9, 0.93, MARK_GOOD},
        {"I2", "Retention to date of children enrolled at the beginning of the school year",
         "Two centers moved in August; their children were seen again in September.", 0.9, 0.86,
         MARK_MIDDLE},
        {"I3", "Attendance", "Rainy season.", 0.85, 0.71, MARK_BAD},
        {"I4", "จำนวนเด็กที่ย้ายเข้าโรงเรียนไทย", "เปิดภาคเรียนช้ากว่าปกติ", 0.2, 0.12, MARK_WARNING},
        {"I5", "ကျောင်းပြင်ပ ကလေးများ", "မှတ်တမ်း မမှန်", 0.3, 0.41, MARK_ERROR},
    };
    enum { COLUMNS = 6 };
    static const char *const labels[COLUMNS] = {"Code",   "Indicator", "Target",
                                                "Actual", "Status",    "Comment"};
    TableColumn *columns = arena_new_array(arena, TableColumn, COLUMNS);
    for (size_t c = 0; c < COLUMNS; c++)
        columns[c] = (TableColumn){.label = str_from(labels[c]),
                                   .name = str_from(labels[c]),
                                   .format = c == 0             ? FORMAT_ID
                                             : c == 2 || c == 3 ? FORMAT_PERCENT
                                                                : FORMAT_PLAIN};
    TableRow *rows = arena_new_array(arena, TableRow, COUNT(lines));
    static const char *const states[] = {"on track", "slightly off", "off track", "check", "error"};
    for (size_t r = 0; r < COUNT(lines); r++) {
        TableCell *cells = arena_new_array(arena, TableCell, COLUMNS);
        cells[0].value = sample_string(lines[r].code);
        cells[1].value = sample_string(lines[r].name);
        cells[2].value = sample_share(lines[r].target);
        cells[3].value = sample_share(lines[r].actual);
        cells[4].value = sample_string(states[r]);
        cells[4].mark = lines[r].mark;
        cells[5].value = sample_string(lines[r].comment);
        rows[r].cells = cells;
    }
    Table *table = arena_new(arena, Table);
    *table = (Table){.id = STR("indicators"),
                     .caption = STR("Indicators against their targets"),
                     .number = 2,
                     .columns = columns,
                     .column_count = COLUMNS,
                     .rows = rows,
                     .row_count = COUNT(lines),
                     .row_header_columns = 2};
    return table;
}

/* Too wide for an upright page: a grade a column, shaded by count. */
static const Table *heat_table(Arena *arena)
{
    enum { COLUMNS = 17, ROWS = 14 };
    TableColumn *columns = arena_new_array(arena, TableColumn, COLUMNS);
    TableRow *rows = arena_new_array(arena, TableRow, ROWS);
    for (size_t c = 0; c < COLUMNS; c++) {
        Str label = c == 0             ? STR("Age")
                    : c == COLUMNS - 1 ? STR("All grades")
                                       : arena_printf(arena, "Grade %zu", c);
        columns[c] =
            (TableColumn){.label = label, .name = label, .format = c ? FORMAT_COUNT : FORMAT_PLAIN};
    }
    for (size_t r = 0; r < ROWS; r++) {
        TableCell *cells = arena_new_array(arena, TableCell, COLUMNS);
        cells[0].value =
            (Value){.type = VALUE_TEXT, .text = arena_printf(arena, "%zu years", r + 5)};
        for (size_t c = 1; c < COLUMNS; c++) {
            size_t distance = c > r + 1 ? c - r - 1 : r + 1 - c;
            int64_t count = distance > 4 ? 0 : (int64_t)(1200 / (1 + distance * distance * 2));
            cells[c].value = sample_int(count);
            if (c < COLUMNS - 1 && count > 0) {
                cells[c].mark = MARK_HEAT;
                cells[c].heat = (double)count / 1200;
            }
        }
        rows[r].cells = cells;
    }
    Table *table = arena_new(arena, Table);
    *table = (Table){.id = STR("age_grade"),
                     .caption = STR("Children by age and grade"),
                     .number = 3,
                     .columns = columns,
                     .column_count = COLUMNS,
                     .rows = rows,
                     .row_count = ROWS,
                     .row_header_columns = 1};
    return table;
}

static Block chart(Arena *arena, ChartKind kind, int number, const char *caption,
                   const Str *categories, size_t category_count, size_t series_count, bool target)
{
    static const char *const names[] = {"Girls", "Boys", "Not recorded"};
    ChartSeries *series = arena_new_array(arena, ChartSeries, series_count);
    for (size_t s = 0; s < series_count; s++) {
        Value *values = arena_new_array(arena, Value, category_count);
        for (size_t c = 0; c < category_count; c++)
            values[c] = target ? sample_share(0.72 + 0.03 * (double)((c * 7 + s * 3) % 8))
                               : sample_int((int64_t)(240 + (c * 731 + s * 317) % 500));
        if (!target && category_count > 3)
            values[3] = (Value){.type = VALUE_HIDDEN};
        series[s] = (ChartSeries){str_from(names[s]), values};
    }
    Figure *figure = arena_new(arena, Figure);
    *figure = (Figure){.id = arena_printf(arena, "chart_%d", number),
                       .caption = str_from(caption),
                       .alt = STR("An invented chart for tests"),
                       .number = number,
                       .kind = kind,
                       .categories = categories,
                       .category_count = category_count,
                       .series = series,
                       .series_count = series_count,
                       .y_label = target ? STR("Share of children") : STR("Children"),
                       .format = target ? FORMAT_PERCENT : FORMAT_COUNT,
                       .has_target = target,
                       .target = 0.9,
                       .target_label = STR("Target")};
    return (Block){.kind = BLOCK_FIGURE, .figure = figure};
}

static void add_charts(BlockList *list)
{
    Arena *arena = list->arena;
    Str *districts = arena_new_array(arena, Str, COUNT(DISTRICTS));
    for (size_t i = 0; i < COUNT(DISTRICTS); i++)
        districts[i] = str_from(DISTRICTS[i]);
    Str *months = arena_new_array(arena, Str, 12);
    for (size_t i = 0; i < 12; i++)
        months[i] = arena_printf(arena, "%02zu/2026", i + 1);
    Str *pathways = arena_new_array(arena, Str, 4);
    pathways[0] = STR("Moved to a Thai government school");
    pathways[1] = STR("กศน. การศึกษานอกระบบสำหรับเด็กข้ามชาติ");
    pathways[2] = STR("Homeschooling");
    pathways[3] = STR("ပြန်သွားသည်");
    add_block(list,
              chart(arena, CHART_BAR, 1, "Children by district and sex", districts, 5, 2, false));
    add_block(list, chart(arena, CHART_LINE, 2, "Retention by month", months, 12, 1, true));
    add_block(list, chart(arena, CHART_BAR_STACKED, 3, "Children by month and sex", months, 12, 3,
                          false));
    add_block(list,
              chart(arena, CHART_BAR_HORIZONTAL, 4, "Where children went", pathways, 4, 1, false));
    add_block(list, chart(arena, CHART_BAR, 5, "Long names below bars", pathways, 4, 1, false));
}

Document *sample_report(Arena *arena, const char *language)
{
    bool thai = strcmp(language, "th") == 0, burmese = strcmp(language, "my") == 0;
    Document *document =
        new_document(arena, language,
                     thai ? "รายงานไตรมาสการศึกษาเด็กข้ามชาติ"
                     : burmese ? "ရွှေ့ပြောင်းကလေးများ ပညာရေး သုံးလပတ်အစီရင်ခံစာ"
                               : "Quarterly report on the education of migrant children",
                     thai      ? "ไตรมาสที่ 3 ปี 2569"
                     : burmese ? "၂၀၂၆ တတိယသုံးလပတ်"
                               : "July to September 2026");
    document->cover = document->contents = document->draft = document->sample = true;
    BlockList list = {arena, arena_new_array(arena, Block, BLOCKS_MAX), 0};
    add_block(&list, sample_heading(arena, 1, thai ? "บทสรุป" : burmese ? "အကျဉ်းချုပ်" : "Summary"));
    add_block(&list, rich_paragraph(arena));
    add_block(&list, bullet_list(arena, false));
    const char *texts[] = {ENGLISH, THAI, BURMESE, KAREN};
    for (size_t i = 0; i < COUNT(texts); i++)
        add_block(&list, sample_paragraph(arena, texts[i]));
    add_block(&list, sample_heading(arena, 2, "Children by district"));
    add_block(&list, sample_paragraph(arena, ENGLISH));
    add_block(&list, sample_table_block(pivot(arena)));
    add_block(&list, sample_heading(arena, 2, "Indicators"));
    add_block(&list, sample_table_block(indicators(arena)));
    add_block(&list, sample_heading(arena, 1, "Ages and grades"));
    add_block(&list, sample_paragraph(arena, ENGLISH));
    add_block(&list, sample_table_block(heat_table(arena)));
    add_block(&list, sample_heading(arena, 1, "Charts"));
    add_charts(&list);
    add_block(&list, sample_heading(arena, 1, "Next quarter"));
    add_block(&list, bullet_list(arena, true));
    Block *quoted = arena_new(arena, Block);
    *quoted = sample_paragraph(
        arena, "The bus is what keeps them in school, said a teacher who does not exist.");
    add_block(&list, (Block){.kind = BLOCK_QUOTE, .blocks = quoted, .block_count = 1});
    add_block(&list, (Block){.kind = BLOCK_CODE, .text = STR("rollbook lineage I2@2026-Q3\n")});
    add_block(&list, (Block){.kind = BLOCK_RULE});
    add_block(&list, sample_heading(arena, 3, "ภาคผนวก"));
    add_block(&list, sample_paragraph(arena, THAI));
    document->blocks = list.items;
    document->count = list.count;
    return document;
}

/* --- bulk ------------------------------------------------------------------------------------ */

Document *sample_text(Arena *arena, int pages)
{
    enum { PARAGRAPHS_PER_PAGE = 17 };
    static const char *const texts[] = {ENGLISH, THAI, BURMESE, KAREN};
    Document *document = new_document(arena, "en", "Invented text", "Four languages");
    size_t count = (size_t)pages * PARAGRAPHS_PER_PAGE;
    Block *blocks = arena_new_array(arena, Block, count);
    for (size_t i = 0; i < count; i++)
        blocks[i] = i % 60 == 0 ? sample_heading(arena, 1, "Another chapter")
                                : sample_paragraph(arena, texts[i % COUNT(texts)]);
    document->blocks = blocks;
    document->count = count;
    return document;
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static Str random_name(Arena *arena, uint32_t *state, int script)
{
    static const char *const parts[4][10] = {
        {"ศรี", "สุข", "ใจ", "ทอง", "แก้ว", "น้ำ", "ฝน", "ชัย", "บุญ", "จันทร์"},
        {"မောင်", "အောင်", "ကျော်", "မြင့်", "သန်း", "ခင်", "လှ", "ဝင်း", "ထွန်း", "ရွှေ"},
        {"နီၢ်", "စီၤ", "ကညီ", "ဖိ", "ပှၤ", "တၢ်", "မၤ", "လိ", "သ့ၣ်", "ဖၣ်"},
        {"Naw ", "Saw ", "Paw ", "Htoo ", "Eh ", "Moo ", "Wah ", "Say ", "Ku ", "Lay "}};
    StrBuf buf = STRBUF_INIT;
    uint32_t count = 2 + next_random(state) % 3;
    for (uint32_t i = 0; i < count; i++)
        strbuf_append_cstr(&buf, parts[script][next_random(state) % 10]);
    Str name = arena_str(arena, str_trim(strbuf_str(&buf)));
    strbuf_free(&buf);
    return name;
}

Document *sample_register(Arena *arena, int rows)
{
    enum { COLUMNS = 8 };
    static const char *const labels[COLUMNS] = {"Id",           "Name (Thai)",  "Name (Burmese)",
                                                "Name (Karen)", "Name (Latin)", "Age",
                                                "Grade",        "Birth date"};
    Document *document = new_document(arena, "en", "Invented register", "Eight columns");
    uint32_t state = 12345;
    TableColumn *columns = arena_new_array(arena, TableColumn, COLUMNS);
    for (size_t c = 0; c < COLUMNS; c++)
        columns[c] = (TableColumn){.label = str_from(labels[c]),
                                   .name = str_from(labels[c]),
                                   .format = c == 5 ? FORMAT_COUNT : FORMAT_PLAIN};
    TableRow *body = arena_new_array(arena, TableRow, (size_t)rows);
    for (int r = 0; r < rows; r++) {
        TableCell *cells = arena_new_array(arena, TableCell, COLUMNS);
        cells[0].value =
            (Value){.type = VALUE_TEXT, .text = arena_printf(arena, "MEC-%07d-X", r + 1)};
        for (int script = 0; script < 4; script++)
            cells[1 + script].value =
                (Value){.type = VALUE_TEXT, .text = random_name(arena, &state, script)};
        cells[5].value = sample_int(5 + next_random(&state) % 13);
        cells[6].value =
            (Value){.type = VALUE_TEXT,
                    .text = arena_printf(arena, "Grade %u", 1 + next_random(&state) % 9)};
        cells[7].value = (Value){
            .type = VALUE_TEXT,
            .text = arena_printf(arena, "%02u/%02u/%u", 1 + next_random(&state) % 28,
                                 1 + next_random(&state) % 12, 2008 + next_random(&state) % 12)};
        body[r].cells = cells;
    }
    Table *table = arena_new(arena, Table);
    *table = (Table){.id = STR("register"),
                     .caption = STR("Invented children"),
                     .number = 1,
                     .columns = columns,
                     .column_count = COLUMNS,
                     .rows = body,
                     .row_count = (size_t)rows,
                     .row_header_columns = 1,
                     .landscape = true};
    Block *block = arena_new(arena, Block);
    *block = sample_table_block(table);
    document->blocks = block;
    document->count = 1;
    return document;
}
