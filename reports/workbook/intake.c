#include "reports/workbook/intake.h"

#include "pipeline/base/file.h"
#include "pipeline/base/unicode.h"
#include "reports/query/words.h"
#include "reports/workbook/spellings.h"
#include "reports/write/book.h"

#include <stdio.h>

enum {
    FIELDS_MAX = 20,
    ROWS_MAX = 500, /* with drop-downs and formats */
    KEY_ROW = 1,    /* 0-based, as in feedback.c: title, keys, other languages, headings */
    OTHERS_ROW = 2,
    HEADER_ROW = 3,
    LISTS_ROW = 49, /* of the hidden sheet: below what the program asks of it */
    CHOICES_MAX = 60,
    FRONT_WIDTH = 110, /* signs in a line of the instructions */
};

enum {
    INK = 0x1F2D3A,
    ACCENT = 0x1F5A7A,
    GREY = 0x66727E,
    HEAD_FILL = 0xDCE6EE,
    KEY_FILL = 0xFBF6DF
};

static const char *const LANGUAGES[] = {"en", "th", "my", "ksw"};

/* A sheet to fill in: its kind, as map knows it, and its columns. */
static const struct {
    const char *kind;
    const char *fields[FIELDS_MAX]; /* ends with NULL */
} SHEETS[] = {
    {"register",
     {"row_no", "student_code", "full_name", "sex", "date_of_birth", "grade", "father_name",
      "mother_name", "guardian_phone", "village", "document_type", "thai_id13", "g_code",
      "enrolment_date", "leaving_date", "leaving_reason", "remarks"}},
    {"attendance",
     {"row_no", "student_code", "full_name", "sex", "grade", "school_days", "days_present",
      "absence_reason", "remarks"}},
    {"center_month",
     {"school_days", "days_open", "days_closed", "days_alternative", "children_alternative",
      "feeding_days", "meals_served", "garden_active", "garden_children", "harvest_kg", "incidents",
      "incidents_nil", "drills", "children_on_roll", "teachers_active", "remarks"}},
    {"staff",
     {"row_no", "teacher_name", "sex", "nationality", "position", "qualification", "work_permit",
      "hire_date", "leaving_date", "phone", "remarks"}},
    {"incident",
     {"case_ref", "incident_date", "incident_type", "sex", "age", "incident_status", "referral",
      "referral_date", "remarks"}},
};
enum { SHEET_COUNT = sizeof SHEETS / sizeof SHEETS[0] };

/* Fields that are answered from a list, and the code list of codes.tsv. */
static const struct {
    const char *field, *codes;
} LISTS[] = {
    {"sex", "sex"},
    {"grade", NULL}, /* grades.tsv */
    {"document_type", "document_type"},
    {"leaving_reason", "leaving_reason"},
    {"garden_active", "yes_no"},
    {"incidents_nil", "yes_no"},
    {"work_permit", "yes_no"},
    {"incident_type", "incident_type"},
    {"incident_status", "incident_status"},
};
enum { LIST_COUNT = sizeof LISTS / sizeof LISTS[0] };

static const char *const TEXT_FIELDS[] = {"student_code",   "thai_id13", "g_code",
                                          "guardian_phone", "phone",     "case_ref"};

typedef struct Intake {
    const WorkbookContext *context;
    Arena *arena;
    Words *words;
    Spellings spellings;
    Book *book;
    const char *language, *center;
    const char *nearest; /* the language of texts and answers where there are none in its own */
    char ranges[LIST_COUNT][64]; /* "=rollbook!$D$50:$D$52" */
    BookSheet *hidden;
} Intake;

static Str heading(const Intake *intake, const char *field, const char *language)
{
    return spellings_heading(&intake->spellings, str_from(field), language);
}

/* The heading that is read back: in the workbook's language, else the nearest, else English. */
static Str own_heading(const Intake *intake, const char *field)
{
    Str own = heading(intake, field, intake->language);
    if (own.len == 0)
        own = heading(intake, field, intake->nearest);
    return own.len ? own : heading(intake, field, "en");
}

/* The same in all other languages, one below the other. */
static Str other_headings(const Intake *intake, const char *field)
{
    Str own = own_heading(intake, field), text = STR("");
    for (size_t i = 0; i < sizeof LANGUAGES / sizeof *LANGUAGES; i++) {
        Str other = heading(intake, field, LANGUAGES[i]);
        if (other.len == 0 || str_eq(other, own))
            continue;
        text = arena_printf(intake->arena, "%.*s%s%.*s", STR_ARG(text), text.len ? "\n" : "",
                            STR_ARG(other));
    }
    return text;
}

static bool is_text_field(const char *field)
{
    for (size_t i = 0; i < sizeof TEXT_FIELDS / sizeof *TEXT_FIELDS; i++)
        if (strcmp(TEXT_FIELDS[i], field) == 0)
            return true;
    return false;
}

static bool is_date_field(const char *field)
{
    return str_starts_with(str_from(field), STR("date_")) ||
           str_ends_with(str_from(field), STR("_date"));
}

/* --- drop-downs ------------------------------------------------------------------------------- */

/* Answers of a code list in the workbook's language, each code once, in the dictionary's order. */
static size_t code_choices(const Intake *intake, const char *codes, Str *choices)
{
    const Tsv *table = &intake->spellings.codes;
    size_t count = 0;
    Str last = STR("");
    for (size_t i = 0; i < table->row_count && count < CHOICES_MAX; i++) {
        const Str *fields = table->rows[i].fields;
        if (!str_is(fields[0], codes) || str_eq(fields[1], last))
            continue;
        last = fields[1];
        Str text = spellings_code(&intake->spellings, codes, last, intake->nearest);
        choices[count++] = text.len ? text : spellings_code(&intake->spellings, codes, last, "en");
    }
    return count;
}

/* Grades in use: those of before the reform are read, but not offered. */
static size_t grade_choices(const Intake *intake, Str *choices, Error *err)
{
    static const char PATH[] = "templates/dictionaries/grades.tsv";
    Tsv table = tsv_parse(intake->arena,
                          asset_read(intake->context->assets, intake->arena, PATH, err), PATH, err);
    int system = tsv_need(&table, "system", PATH, err),
        english = tsv_need(&table, "name_en", PATH, err);
    int own = tsv_column(&table, arena_printf(intake->arena, "name_%s", intake->nearest).ptr);
    size_t count = 0;
    for (size_t i = 0; error_ok(err) && i < table.row_count && count < CHOICES_MAX; i++) {
        const Str *fields = table.rows[i].fields;
        if (str_ends_with(fields[system], STR("_old")))
            continue;
        choices[count++] = own >= 0 && fields[own].len ? fields[own] : fields[english];
    }
    return count;
}

static void put_lists(Intake *intake, Error *err)
{
    for (int list = 0; list < LIST_COUNT; list++) {
        Str choices[CHOICES_MAX];
        size_t count = LISTS[list].codes ? code_choices(intake, LISTS[list].codes, choices)
                                         : grade_choices(intake, choices, err);
        int col = 3 + list;
        for (size_t i = 0; i < count; i++)
            book_text(intake->hidden, LISTS_ROW + (int)i, col, choices[i], (BookStyle){0});
        char first[24], last[24];
        book_cell_name(LISTS_ROW, col, true, first);
        book_cell_name(LISTS_ROW + (int)(count ? count - 1 : 0), col, true, last);
        snprintf(intake->ranges[list], sizeof intake->ranges[list], "=rollbook!%s:%s", first, last);
    }
}

/* --- sheets ----------------------------------------------------------------------------------- */

/* What is asked above the columns: a label in every other column, its answer right of it. */
static const char *const KEYS[] = {"center_code", "report_month", "register_date"};

static int key_count(const char *kind)
{
    return strcmp(kind, "register") == 0 ? 3 : 2;
}

static void put_keys(const Intake *intake, BookSheet *sheet, const char *kind)
{
    BookStyle label = {.bold = true, .color = INK},
              cell = {.border = BOOK_THIN, .fill = KEY_FILL, .number_format = "@"};
    for (int i = 0; i < key_count(kind); i++) {
        book_text(sheet, KEY_ROW, 2 * i, own_heading(intake, KEYS[i]), label);
        book_blank(sheet, KEY_ROW, 2 * i + 1, cell);
    }
    if (intake->center)
        book_text(sheet, KEY_ROW, 1, str_from(intake->center), cell);
}

/* A column is as wide as its heading, and as the label above it, beside which a cell begins. */
static double column_width(const Intake *intake, const char *kind, int col, Str own)
{
    enum { LEAST = 11, MOST = 26 };
    double width = unicode_width(own) + 3;
    if (col % 2 == 0 && col / 2 < key_count(kind)) {
        double label = unicode_width(own_heading(intake, KEYS[col / 2])) + 3;
        width = width < label ? label : width;
    }
    return width < LEAST ? LEAST : width > MOST ? MOST : width;
}

static void put_column(const Intake *intake, BookSheet *sheet, const char *kind, int col,
                       const char *field)
{
    BookStyle head = {
        .bold = true, .wrap = true, .border = BOOK_THIN, .fill = HEAD_FILL, .color = INK};
    BookStyle other = {.wrap = true, .color = GREY, .size = 9, .top = true};
    Str own = own_heading(intake, field);
    book_text(sheet, OTHERS_ROW, col, other_headings(intake, field), other);
    book_text(sheet, HEADER_ROW, col, own, head);
    BookStyle style = {.number_format = is_text_field(field)   ? "@"
                                        : is_date_field(field) ? "yyyy-mm-dd"
                                                               : NULL};
    book_column_style(sheet, col, column_width(intake, kind, col, own), style, false);
    for (int list = 0; list < LIST_COUNT; list++)
        if (strcmp(LISTS[list].field, field) == 0)
            book_choices_from(sheet, HEADER_ROW + 1, col, HEADER_ROW + ROWS_MAX, col,
                              intake->ranges[list], own, words_get(intake->words, "intake.choose"));
}

static void put_sheet(Intake *intake, int number)
{
    const char *kind = SHEETS[number].kind;
    Str name = words_code(intake->words, intake->arena, STR("kind"), str_from(kind)), used;
    BookSheet *sheet = book_sheet(intake->book, name, &used);
    book_text(sheet, 0, 0, name, (BookStyle){.bold = true, .size = 14, .color = ACCENT});
    put_keys(intake, sheet, kind);
    for (int col = 0; SHEETS[number].fields[col]; col++)
        put_column(intake, sheet, kind, col, SHEETS[number].fields[col]);
    book_row_height(sheet, OTHERS_ROW, 48);
    book_row_height(sheet, HEADER_ROW, 34);
    book_freeze(sheet, HEADER_ROW + 1, 0);
    book_print_setup(sheet, true, STR(""), STR("&R&8&P / &N"));
    book_repeat_rows(sheet, HEADER_ROW, HEADER_ROW);
    book_text(intake->hidden, 4 + number, 0, used, (BookStyle){0});
    book_text(intake->hidden, 4 + number, 1, str_from(kind), (BookStyle){0});
}

/* How to fill it in, in one language. Returns the row below it. */
static int put_instructions(const Intake *intake, BookSheet *front, int row, const char *language,
                            Error *err)
{
    static const char *const LINES[] = {"intake.line1", "intake.line2", "intake.line3",
                                        "intake.line4", "intake.line5"};
    static const double LINE_PT = 18;
    Words *words = words_load(intake->context->assets, intake->arena, language, err);
    if (!error_ok(err))
        return row;
    book_text(front, row++, 0, words_get(words, "intake.front"),
              (BookStyle){.bold = true, .size = 14, .color = ACCENT});
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        Str line = words_get(words, LINES[i]);
        book_text(front, row, 0, line, (BookStyle){.wrap = true, .top = true, .color = INK});
        book_row_height(front, row++, LINE_PT * (1 + unicode_width(line) / FRONT_WIDTH));
    }
    return row + 1;
}

/* In all languages, its own first: whoever opens it may not read the one that was asked for. */
static Str put_front(Intake *intake, Error *err)
{
    Str used;
    BookSheet *front = book_sheet(intake->book, words_get(intake->words, "intake.front"), &used);
    book_no_gridlines(front);
    book_column_width(front, 0, 0, FRONT_WIDTH);
    int row = put_instructions(intake, front, 0, intake->nearest, err);
    for (int l = 0; l < 3; l++)
        if (strcmp(LANGUAGES[l], intake->nearest) != 0)
            row = put_instructions(intake, front, row, LANGUAGES[l], err);
    return used;
}

void intake_write(const WorkbookContext *context, const char *language, const char *center,
                  const char *path, Error *err)
{
    if (!error_ok(err))
        return;
    Intake intake = {
        .context = context, .arena = arena_create(), .language = language, .center = center};
    intake.nearest = words_nearest(str_from(language));
    intake.words = words_load(context->assets, intake.arena, intake.nearest, err);
    intake.spellings = spellings_load(context->assets, intake.arena, err);
    if (error_ok(err)) {
        intake.book =
            book_create(path, &(BookOptions){.title = words_get(intake.words, "intake.front"),
                                             .author = str_from(context->config->office_name[0]),
                                             .as_of = context->as_of,
                                             .font_size = 11});
        Str front = put_front(&intake, err);
        intake.hidden = book_sheet(intake.book, STR("rollbook"), NULL);
        const Str lines[][2] = {{STR("rollbook"), STR("intake")},
                                {STR("center_code"), str_from(center ? center : "-")},
                                {STR("sample"), STR("no")},
                                {STR("front"), front}};
        for (int i = 0; i < 4; i++)
            for (int k = 0; k < 2; k++)
                book_text(intake.hidden, i, k, lines[i][k], (BookStyle){0});
        put_lists(&intake, err);
        for (int i = 0; i < SHEET_COUNT; i++)
            put_sheet(&intake, i);
        book_hide(intake.hidden);
        book_close(intake.book, err);
        file_sync(path, err);
    }
    arena_free(intake.arena);
}
