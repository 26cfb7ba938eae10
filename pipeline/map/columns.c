#include "pipeline/map/columns.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/map/text_key.h"
#include "pipeline/values/date_column.h"

enum {
    SAMPLE_ROWS = 80,
    ASSUME_CHARS_MIN = 6,  /* a heading so long may have one letter wrong ... */
    ASSUME_CHARS_TWO = 11, /* ... and so long two */
};

/* What the first rows of a column hold. Counts of cells. */
typedef struct ColumnFacts {
    int filled;
    int dates;
    int with_digits; /* texts and numbers with a digit */
    int long_digits; /* nine digits or more */
    int thirteen;    /* eleven to thirteen digits */
    int two_digits;  /* nothing but one or two */
    int g_codes, public_ids;
    int sex_words, grade_words, single_letters;
    int nationalities, ethnicities;
    int letters; /* texts with three letters or more */
    int latin, thai, myanmar;
} ColumnFacts;

static void add_letters(ColumnFacts *facts, Str text)
{
    int letters = 0;
    for (size_t pos = 0; pos < text.len;)
        letters += unicode_is_letter(utf8_next(text, &pos));
    facts->letters += letters >= 2;
    switch (unicode_main_script(text)) {
    case SCRIPT_LATIN:
        facts->latin++;
        break;
    case SCRIPT_THAI:
        facts->thai++;
        break;
    case SCRIPT_MYANMAR:
        facts->myanmar++;
        break;
    default:
        break;
    }
}

/* What must be looked at to judge the fields that a heading may mean. */
typedef struct FactsWanted {
    bool sex, grade, peoples; /* words to look up */
    bool digits, letters;
} FactsWanted;

static void want(FactsWanted *wanted, Field field)
{
    switch (field_info(field)->type) {
    case FIELD_SEX:
        wanted->sex = true;
        break;
    case FIELD_GRADE:
        wanted->grade = true;
        break;
    case FIELD_NAME:
        wanted->letters = true;
        break;
    case FIELD_BIRTH:
    case FIELD_BIRTH_PART:
    case FIELD_DATE:
    case FIELD_AGE:
    case FIELD_NUMBER:
    case FIELD_COUNT:
    case FIELD_DEGREES:
    case FIELD_PHONE:
    case FIELD_ID13:
    case FIELD_G_CODE:
    case FIELD_PUBLIC_ID:
    case FIELD_CODE_TEXT:
        wanted->digits = true;
        break;
    default:
        break;
    }
    wanted->peoples |= field == F_ethnicity || field == F_nationality;
    bool leaving = field == F_leaving_date || field == F_leaving_reason;
    wanted->digits |= leaving;
    wanted->letters |= leaving;
}

static FactsWanted wanted_facts(RecordKind kind, const HeadColumn *column)
{
    FactsWanted wanted = {0};
    const FieldList *fields = &column->fields;
    for (int i = 0; i < fields->count; i++) {
        want(&wanted, fields->fields[i]);
        want(&wanted, kind_field(kind, fields->fields[i]));
    }
    /* An unknown heading may be guessed to mean anything; a month or day is settled by itself. */
    if (fields->count == 0 && column->month == 0 && column->day == 0)
        wanted = (FactsWanted){true, true, true, true, true};
    return wanted;
}

static void add_words(const MapTools *tools, Arena *scratch, ColumnFacts *facts, FactsWanted wanted,
                      Str value, Str key)
{
    const Dictionary *dictionary = tools->dictionary;
    if (wanted.sex)
        facts->sex_words += dictionary_code_of_key(dictionary, scratch, "sex", key).len > 0;
    if (wanted.grade) {
        GradeValue grade = grade_read(tools->grades, scratch, value, (GradeContext){0});
        facts->grade_words += grade.code.len > 0;
    }
    if (wanted.peoples) {
        facts->nationalities +=
            dictionary_code_of_key(dictionary, scratch, "nationality", key).len > 0;
        facts->ethnicities += dictionary_code_of_key(dictionary, scratch, "ethnicity", key).len > 0;
    }
}

static void add_cell(const MapTools *tools, Arena *scratch, ColumnFacts *facts, FactsWanted wanted,
                     const GridCell *cell)
{
    facts->filled++;
    facts->dates += cell->type == 'd';
    bool words = wanted.sex || wanted.grade || wanted.peoples;
    if (!words && !wanted.digits && !wanted.letters)
        return;
    Str value = cell->value;
    if (words && cell->type == 's' && text_has_myanmar(value) &&
        zawgyi_probability(tools->zawgyi, value) > 0.5)
        value = zawgyi_convert(tools->zawgyi, scratch, value);
    if (wanted.letters && cell->type == 's')
        add_letters(facts, value);
    if (!words && !wanted.digits)
        return;
    Str key = text_key(scratch, value);
    int digits = 0;
    for (size_t i = 0; i < key.len; i++)
        digits += key.ptr[i] >= '0' && key.ptr[i] <= '9';
    facts->with_digits += digits > 0;
    facts->long_digits += digits >= 9;
    facts->thirteen += digits >= 11 && digits <= 13;
    facts->two_digits += digits > 0 && digits <= 2 && key.len == (size_t)digits;
    facts->g_codes += digits >= 9 && key.len == 13 && (key.ptr[0] == 'g' || key.ptr[0] == 'G');
    facts->public_ids += str_starts_with(key, STR("mec")) && digits >= 7;
    if (cell->type != 's') {
        facts->grade_words += cell->type == 'n' && cell->number >= 0 && cell->number <= 12;
        return;
    }
    facts->single_letters += key.len == 1 && digits == 0;
    if (words && utf8_count(key) <= 40)
        add_words(tools, scratch, facts, wanted, value, key);
}

/* Rows that tell nothing of what their columns hold. */
static bool is_sum_or_signature(const MapTools *tools, Arena *scratch, const GridCell *cells,
                                size_t count)
{
    enum { LABEL_CELLS = 3 };
    for (size_t i = 0; i < count && i < LABEL_CELLS; i++) {
        if (cells[i].type != 's')
            continue;
        Str key = text_key(scratch, cells[i].value);
        if (dictionary_is_word(tools->dictionary, "total", key) ||
            (count <= 4 && dictionary_is_word(tools->dictionary, "signature", key)))
            return true;
    }
    return false;
}

static ColumnFacts *gather(const MapTools *tools, Arena *arena, const Grid *grid,
                           const HeadTable *table, RecordKind kind)
{
    ColumnFacts *facts = arena_new_array(arena, ColumnFacts, table->count + 1);
    Arena *scratch = arena_create();
    if (table->form_cells) {
        for (size_t i = 0; i < table->count; i++)
            add_cell(tools, scratch, &facts[i], wanted_facts(kind, &table->columns[i]),
                     &table->form_cells[i]);
        arena_free(scratch);
        return facts;
    }
    FactsWanted *wanted = arena_new_array(arena, FactsWanted, table->count + 1);
    for (size_t i = 0; i < table->count; i++)
        wanted[i] = wanted_facts(kind, &table->columns[i]);
    size_t rows = table->data_to - table->data_from;
    /* Spread over the table: the first class of a school may be all of one kind. */
    size_t step = rows > SAMPLE_ROWS ? rows / SAMPLE_ROWS : 1;
    for (size_t r = table->data_from; r < table->data_to; r += step) {
        const GridCell *cells;
        arena_reset(scratch);
        size_t count = grid_row_cells(scratch, &grid->rows[r], &cells);
        if (is_sum_or_signature(tools, scratch, cells, count))
            continue;
        for (size_t i = 0; i < table->count; i++) {
            const GridCell *cell = grid_find_cell(cells, count, table->columns[i].col);
            if (cell)
                add_cell(tools, scratch, &facts[i], wanted[i], cell);
        }
    }
    arena_free(scratch);
    return facts;
}

static bool most(int part, int whole)
{
    return part * 2 >= whole;
}

/* Could a column with these contents hold the field? Unsure means yes: cells are checked later. */
static bool plausible(Field field, const ColumnFacts *facts)
{
    int filled = facts->filled;
    if (filled == 0)
        return true;
    switch (field_info(field)->type) {
    case FIELD_SEX:
        return most(facts->sex_words, filled);
    case FIELD_BIRTH:
    case FIELD_DATE:
        return most(facts->dates + facts->with_digits, filled);
    case FIELD_AGE:
    case FIELD_NUMBER:
    case FIELD_COUNT:
    case FIELD_DEGREES:
        return most(facts->with_digits, filled) && facts->thirteen * 2 < filled + 1;
    case FIELD_PHONE:
        return most(facts->with_digits, filled);
    case FIELD_ID13:
        return facts->long_digits * 3 >= filled;
    case FIELD_G_CODE:
        return (facts->g_codes + facts->long_digits) * 3 >= filled;
    case FIELD_PUBLIC_ID:
        return most(facts->public_ids, filled);
    case FIELD_GRADE:
        return facts->grade_words * 3 >= filled;
    case FIELD_NAME:
        return most(facts->letters, filled) && facts->dates * 2 < filled + 1;
    case FIELD_CODE:
    case FIELD_CODES:
    case FIELD_ETHNICITY_RELIGION:
    case FIELD_DISTRICT:
        return field == F_district || field == F_promotion || field == F_exam_result ||
               facts->dates * 2 < filled + 1;
    default:
        return true;
    }
}

typedef struct Settling {
    const MapTools *tools;
    Arena *arena;
    const HeadTable *table;
    RecordKind kind;
    const ColumnFacts *facts;
    ColumnPlan *plan;
    ColumnNote *notes;
    size_t note_count, note_cap;
} Settling;

static void note(Settling *s, size_t column, const char *rule, Field field, Str suggestion)
{
    x_grow(s->notes, s->note_cap, s->note_count + 1);
    s->notes[s->note_count++] = (ColumnNote){column, rule, field, suggestion};
}

static void take(Settling *s, size_t column, Field field)
{
    s->plan->columns[column].field = field;
    s->plan->at[field] = (int)column;
}

static bool is_free(const Settling *s, Field field)
{
    return s->plan->at[field] < 0;
}

/* What an ambiguous heading means given what the column holds. */
static Field by_contents(const Settling *s, Field field, const ColumnFacts *facts)
{
    switch (field) {
    case F_student_code: /* "ID No" may be either */
        if (facts->filled && facts->thirteen * 3 >= facts->filled * 2 && is_free(s, F_thai_id13))
            return F_thai_id13;
        if (facts->filled && most(facts->public_ids, facts->filled) && is_free(s, F_public_id))
            return F_public_id;
        return field;
    case F_thai_id13:
    case F_case_ref:
        if (field == F_thai_id13 && facts->filled && facts->long_digits * 3 < facts->filled &&
            is_free(s, F_student_code))
            return facts->g_codes * 3 >= facts->filled ? F_g_code : F_student_code;
        return field;
    case F_ethnicity: /* many sheets ask for the people and mean the country */
        if (facts->nationalities > facts->ethnicities && is_free(s, F_nationality))
            return F_nationality;
        return field;
    case F_nationality:
        if (facts->ethnicities > facts->nationalities && is_free(s, F_ethnicity))
            return F_ethnicity;
        return field;
    case F_grade: /* "Class": a grade, or its section */
        if (facts->filled && most(facts->single_letters, facts->filled) && is_free(s, F_section) &&
            facts->grade_words * 3 < facts->filled)
            return F_section;
        return field;
    case F_name_en:
        if (facts->myanmar > facts->latin && is_free(s, F_name_my))
            return F_name_my;
        return field;
    case F_name_my:
        if (facts->latin > facts->myanmar && is_free(s, F_name_en))
            return F_name_en;
        return field;
    default:
        return field;
    }
}

/* A second column of names is the same names in another script. */
static Field name_of_script(const Settling *s, const ColumnFacts *facts)
{
    if (facts->myanmar > facts->latin && facts->myanmar > facts->thai)
        return is_free(s, F_name_my) ? F_name_my : F_NONE;
    if (facts->thai > facts->latin)
        return is_free(s, F_name_th) ? F_name_th : F_NONE;
    return facts->latin && is_free(s, F_name_en) ? F_name_en : F_NONE;
}

static bool means(const FieldList *fields, Field field)
{
    for (int i = 0; i < fields->count; i++)
        if (fields->fields[i] == field)
            return true;
    return false;
}

static void settle_column(Settling *s, size_t index, const FieldList *fields, bool guessed)
{
    const ColumnFacts *facts = &s->facts[index];
    Field wrong = F_NONE, twice = F_NONE;
    for (int i = 0; i < fields->count; i++) {
        Field field = kind_field(s->kind, fields->fields[i]);
        field = by_contents(s, field, facts);
        if (!plausible(field, facts)) {
            wrong = wrong ? wrong : field;
            continue;
        }
        if (is_free(s, field)) {
            take(s, index, field);
            return;
        }
        int other = s->plan->at[field];
        if (s->facts[other].filled == 0 && facts->filled > 0) {
            s->plan->columns[other].field = F_NONE;
            take(s, index, field);
            return;
        }
        twice = twice ? twice : field;
        if (field == F_full_name) {
            Field script = name_of_script(s, facts);
            if (script) {
                take(s, index, script);
                return;
            }
        }
    }
    if (guessed)
        return;
    if (twice)
        note(s, index, "column.twice", twice, STR(""));
    else if (wrong)
        note(s, index, "column.contents", wrong, STR(""));
}

/*
 * "ชื่อ" is a first name beside a surname, else the whole name; "ชื่อสกุล" the surname beside "ชื่อ", else
 * the whole name.
 */
static void settle_names(Settling *s)
{
    ColumnPlan *plan = s->plan;
    int first = plan->at[F_first_name], last = plan->at[F_last_name], full = plan->at[F_full_name];
    if (first >= 0 && last < 0 && full >= 0) {
        Str key = text_key(s->arena, s->table->columns[full].leaf);
        if (str_is(key, "ชื่อสกุล")) {
            plan->at[F_full_name] = -1;
            take(s, (size_t)full, F_last_name);
        }
    } else if (first >= 0 && last < 0 && full < 0) {
        plan->at[F_first_name] = -1;
        take(s, (size_t)first, F_full_name);
    }
}

/*
 * "วันเกิด | เดือนเกิด | ปีเกิด": the first is the day alone, where its cells say so. And a day of birth
 * that stands without month and year is the whole date.
 */
static void settle_birth(Settling *s)
{
    ColumnPlan *plan = s->plan;
    int whole = plan->at[F_date_of_birth], day = plan->at[F_dob_day];
    bool parts = plan->at[F_dob_month] >= 0 || plan->at[F_dob_year] >= 0;
    if (parts && whole >= 0 && day < 0 && s->facts[whole].filled &&
        most(s->facts[whole].two_digits, s->facts[whole].filled)) {
        plan->at[F_date_of_birth] = -1;
        take(s, (size_t)whole, F_dob_day);
    } else if (!parts && whole < 0 && day >= 0) {
        plan->at[F_dob_day] = -1;
        take(s, (size_t)day, F_date_of_birth);
    }
}

/* A date in the column of reasons, or a reason in that of dates: both stand in one cell. */
static void settle_leaving(Settling *s)
{
    int date = s->plan->at[F_leaving_date], reason = s->plan->at[F_leaving_reason];
    int both = date < 0 ? reason : reason < 0 ? date : -1;
    if (both < 0 || s->kind != KIND_REGISTER)
        return;
    const ColumnFacts *facts = &s->facts[both];
    if (facts->filled == 0 || !most(facts->with_digits, facts->filled) ||
        !most(facts->letters, facts->filled))
        return;
    s->plan->at[s->plan->columns[both].field] = -1;
    take(s, (size_t)both, F_leaving_date_reason);
}

FieldList columns_guess(const MapTools *tools, Arena *arena, Str heading, Suggestion *near)
{
    FieldList list = {0};
    *near = dictionary_suggest(tools->dictionary, arena, heading);
    int chars = (int)utf8_count(text_key(arena, heading));
    bool sure = near->field != F_NONE && ((near->distance == 1 && chars >= ASSUME_CHARS_MIN) ||
                                          (near->distance == 2 && chars >= ASSUME_CHARS_TWO));
    if (sure) {
        list.fields[0] = near->field;
        list.count = 1;
    }
    return list;
}

/* A field that a column's contents show where its heading says nothing; nothing is taken for it. */
static Field suggest_by_contents(const Settling *s, size_t index)
{
    enum { CELLS_MIN = 3 };
    const ColumnFacts *facts = &s->facts[index];
    const struct {
        Field field;
        int cells;
    } SHOWN[] = {
        {F_sex, facts->sex_words},
        {F_thai_id13, facts->thirteen},
        {F_g_code, facts->g_codes},
        {F_ethnicity, facts->ethnicities},
        {F_nationality, facts->nationalities},
        {F_phone, facts->long_digits},
    };
    for (size_t i = 0; i < sizeof SHOWN / sizeof *SHOWN; i++)
        if (facts->filled >= CELLS_MIN && SHOWN[i].cells * 4 >= facts->filled * 3 &&
            is_free(s, SHOWN[i].field))
            return SHOWN[i].field;
    return F_NONE;
}

static void settle_unknown(Settling *s, size_t index)
{
    const HeadColumn *head = &s->table->columns[index];
    Suggestion near;
    FieldList guess = columns_guess(s->tools, s->arena, head->leaf, &near);
    if (guess.count)
        settle_column(s, index, &guess, true);
    Field field = s->plan->columns[index].field;
    if (field != F_NONE) {
        note(s, index, "column.assumed", field, near.spelling);
        return;
    }
    if (near.field == F_NONE && (near.field = suggest_by_contents(s, index)) != F_NONE)
        near.spelling = dictionary_label(s->tools->dictionary, near.field);
    if (s->facts[index].filled || head->heading.len)
        note(s, index, "column.unknown", near.field, near.spelling);
}

static Str layout_of(Arena *arena, const ColumnPlan *plan)
{
    StrBuf buf = STRBUF_INIT;
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->columns[i].field == F_NONE)
            continue;
        if (buf.len)
            strbuf_append_char(&buf, ' ');
        strbuf_append_cstr(&buf, field_info(plan->columns[i].field)->name);
    }
    Str layout = arena_str(arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return layout;
}

ColumnPlan columns_settle(const MapTools *tools, Arena *arena, const Grid *grid,
                          const HeadTable *table, RecordKind kind, ColumnNotes *notes)
{
    ColumnPlan plan = {.count = table->count};
    plan.columns = arena_new_array(arena, MapColumn, table->count + 1);
    for (int f = 0; f < F_COUNT; f++)
        plan.at[f] = -1;
    Settling s = {.tools = tools,
                  .arena = arena,
                  .table = table,
                  .kind = kind,
                  .facts = gather(tools, arena, grid, table, kind),
                  .plan = &plan};
    for (size_t i = 0; i < table->count; i++) {
        const HeadColumn *head = &table->columns[i];
        plan.columns[i] = (MapColumn){.col = head->col,
                                      .heading = head->heading,
                                      .month = head->month,
                                      .year = head->year,
                                      .day = head->day};
    }
    /* Headings that mean one thing choose before those that may mean several. */
    for (int wanted = 1; wanted <= DICTIONARY_FIELDS_MAX; wanted++)
        for (size_t i = 0; i < table->count; i++)
            if (table->columns[i].fields.count == wanted && table->columns[i].month == 0)
                settle_column(&s, i, &table->columns[i].fields, false);
    settle_names(&s);
    settle_leaving(&s);
    settle_birth(&s);
    for (size_t i = 0; i < table->count; i++)
        if (table->columns[i].fields.count == 0 && table->columns[i].month == 0 &&
            table->columns[i].day == 0)
            settle_unknown(&s, i);
    /* Under a month, a heading tells the measure; without one it is the days present. */
    for (size_t i = 0; i < table->count; i++)
        if (table->columns[i].month) {
            const FieldList *fields = &table->columns[i].fields;
            Field field = fields->count ? kind_field(kind, fields->fields[0]) : F_days_present;
            if (means(fields, F_report_month) || field_info(field)->type != FIELD_NUMBER)
                field = F_days_present;
            plan.columns[i].field = field;
        }
    plan.layout = layout_of(arena, &plan);
    ColumnNote *kept = arena_new_array(arena, ColumnNote, s.note_count + 1);
    if (s.note_count)
        memcpy(kept, s.notes, s.note_count * sizeof *kept);
    x_free(s.notes);
    *notes = (ColumnNotes){kept, s.note_count};
    return plan;
}

static bool holds_dates(const MapColumn *column)
{
    FieldType type = field_info(column->field)->type;
    return type == FIELD_BIRTH || type == FIELD_DATE || type == FIELD_LEAVING;
}

static bool holds_text(const MapColumn *column)
{
    switch (field_info(column->field)->type) {
    case FIELD_NONE:
    case FIELD_META:
    case FIELD_DATE:
    case FIELD_BIRTH:
    case FIELD_BIRTH_PART:
    case FIELD_NUMBER:
    case FIELD_COUNT:
    case FIELD_AGE:
    case FIELD_ID13:
    case FIELD_G_CODE:
    case FIELD_PHONE:
    case FIELD_DEGREES:
    case FIELD_PUBLIC_ID:
        return false;
    default:
        return column->field != F_NONE;
    }
}

/* One hand writes a list: where its columns do not contradict each other, they share their order.
 */
static void share_order(ColumnPlan *plan)
{
    bool day_first = false, month_first = false;
    for (size_t i = 0; i < plan->count; i++) {
        if (!holds_dates(&plan->columns[i]) || !plan->columns[i].dates.order_known)
            continue;
        day_first |= plan->columns[i].dates.order == DATE_DAY_FIRST;
        month_first |= plan->columns[i].dates.order == DATE_MONTH_FIRST;
    }
    if (day_first == month_first)
        return;
    for (size_t i = 0; i < plan->count; i++) {
        DateContext *dates = &plan->columns[i].dates;
        if (!holds_dates(&plan->columns[i]) || dates->order_known)
            continue;
        dates->order = day_first ? DATE_DAY_FIRST : DATE_MONTH_FIRST;
        dates->order_known = true;
    }
}

void columns_vote(const MapTools *tools, const Grid *grid, const HeadTable *table, Date list_date,
                  ColumnPlan *plan)
{
    DateColumn *votes = x_new_array(DateColumn, plan->count + 1);
    size_t *asked = x_new_array(size_t, plan->count + 1), asked_count = 0;
    for (size_t i = 0; i < plan->count; i++)
        if (holds_dates(&plan->columns[i]) || holds_text(&plan->columns[i]))
            asked[asked_count++] = i;
    Arena *scratch = arena_create();
    size_t rows = table->form_cells ? 1 : table->data_to - table->data_from;
    for (size_t r = 0; r < rows; r++) {
        const GridCell *cells = NULL;
        size_t count = 0;
        arena_reset(scratch);
        if (!table->form_cells)
            count = grid_row_cells(scratch, &grid->rows[table->data_from + r], &cells);
        for (size_t a = 0; a < asked_count; a++) {
            size_t i = asked[a];
            MapColumn *column = &plan->columns[i];
            bool dates = holds_dates(column), text = holds_text(column);
            const GridCell *cell = table->form_cells ? &table->form_cells[i]
                                                     : grid_find_cell(cells, count, column->col);
            if (!cell)
                continue;
            if (dates)
                date_column_add(&votes[i], tools->dates, scratch, convert_date_input(cell));
            if (cell->type != 's' || !text || !text_has_myanmar(cell->value))
                continue;
            if (!column->zawgyi)
                column->zawgyi = zawgyi_column_create(tools->zawgyi);
            zawgyi_column_add(column->zawgyi, cell->value);
        }
    }
    for (size_t i = 0; i < plan->count; i++) {
        MapColumn *column = &plan->columns[i];
        if (column->zawgyi) {
            zawgyi_column_decide(column->zawgyi);
            ZawgyiVerdict verdict = zawgyi_column_verdict(column->zawgyi);
            if (verdict == ZAWGYI_NONE || verdict == ZAWGYI_UNICODE) {
                zawgyi_column_free(column->zawgyi);
                column->zawgyi = NULL;
            }
        }
        if (holds_dates(column))
            column->dates = date_column_context(&votes[i], column->field == F_date_of_birth
                                                               ? date_context_birth(list_date)
                                                               : date_context_event(list_date));
    }
    share_order(plan);
    arena_free(scratch);
    x_free(asked);
    x_free(votes);
}

void columns_free(ColumnPlan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        zawgyi_column_free(plan->columns[i].zawgyi);
        plan->columns[i].zawgyi = NULL;
    }
}
