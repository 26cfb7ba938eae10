/*
 * The clerical review: doubtful pairs, one record above the other so that letters can be compared,
 * and below them the evidence of each field. The answer and, in hidden columns, the keys of the two
 * records stand in the first line of the three, so that a sheet of answers is read row by row.
 */

#include "reports/workbook/workbook.h"

#include "pipeline/base/json.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/unicode.h"
#include "reports/query/words.h"
#include "reports/write/book.h"

#include <math.h>

enum { HEAD_ROW = 3, FIRST_ROW = 4, LINES = 3, PAIRS_MAX = 5000, RULE_WIDTH = 20 };
enum {
    INK = 0x1F2D3A,
    ACCENT = 0x1F5A7A,
    GREY = 0x66727E,
    HEAD_FILL = 0xDCE6EE,
    ASK_FILL = 0xFFF6DC
};

/* A field shown of both records, and the comparison whose evidence stands beside it. */
typedef struct ReviewField {
    const char *word;       /* heading */
    const char *comparison; /* as link names it in link_pair.evidence; NULL: none */
    const char *sql;        /* of the record's staged row */
    double width;
} ReviewField;

#define CHILD_OF_ROW                                                                               \
    "FROM link_record l JOIN child_record k USING (link_record_id) JOIN child c USING (child_id)"
#define FULL_NAME                                                                                  \
    "coalesce(full_name, name_my, name_karen, name_th, name_en, trim(coalesce(first_name, '')"     \
    " || ' ' || coalesce(last_name, '')))"

/* A name in its own script, and below it how it reads in Latin letters. */
#define WITH_READING(role, name)                                                                   \
    name " || coalesce(char(10) || (SELECT n.romanised " CHILD_OF_ROW                              \
         " JOIN child_name n USING (child_id) WHERE l.raw_row_id = named.raw_row_id"               \
         " AND n.role = '" role "' AND n.name = " name " AND n.script <> 'Latn'), '')"

/* The day, or both ends of what is known, and below it what was typed, if a person typed it. */
#define BIRTH                                                                                      \
    "CASE WHEN birth_from IS NULL THEN birth_text ELSE birth_from ||"                              \
    " CASE WHEN birth_to > birth_from THEN char(10) || birth_to ELSE '' END ||"                    \
    " CASE WHEN birth_text <> birth_from AND birth_text NOT LIKE '%T00:00%'"                       \
    " THEN char(10) || '(' || birth_text || ')' ELSE '' END END"

static const ReviewField FIELDS[] = {
    {"public_id", NULL,
     "(SELECT c.public_id " CHILD_OF_ROW " WHERE l.raw_row_id = named.raw_row_id)", 14},
    {"full_name", "name", WITH_READING("child", FULL_NAME), 24},
    {"date_of_birth", "birth", BIRTH, 14},
    {"sex", "sex", "sex", 6},
    {"mother_name", "mother", WITH_READING("mother", "mother_name"), 20},
    {"father_name", "father", WITH_READING("father", "father_name"), 20},
    {"phone", "phone", "coalesce(phone, guardian_phone)", 13},
    {"village", "place", "coalesce(village, address)", 16},
    {"thai_id13", "id", "coalesce(thai_id13, g_code)", 16},
    {"center_name", NULL, "center_code", 11},
    {"grade", "grade",
     "coalesce((SELECT iif(?2 = 'th', g.name_th, g.name_en) FROM grade g"
     " WHERE g.grade_code = named.grade_code), grade_code)",
     10},
    {"student_code", NULL, "student_code", 10},
    {"enrolment_date", NULL, "enrolment_date", 12},
};
enum { FIELD_COUNT = sizeof FIELDS / sizeof FIELDS[0] };

/* Columns: number, answer, why, chance, bits, rule, which; then one a field; then the keys. */
enum { COL_NUMBER, COL_ANSWER, COL_WHY, COL_CHANCE, COL_BITS, COL_RULE, COL_WHICH, COL_FIELDS };
enum { COL_LEFT_KEY = COL_FIELDS + FIELD_COUNT, COL_RIGHT_KEY };

/* Columns of the query before the fields' values of both records. */
enum { OUT_CHANCE, OUT_BITS, OUT_EVIDENCE, OUT_LEFT_KEY, OUT_RIGHT_KEY, OUT_RULE, OUT_FIELDS };

typedef struct Review {
    const WorkbookContext *context;
    Arena *arena;
    Words *words;
    Book *book;
    BookSheet *sheet;
} Review;

static Str say(const Review *review, const char *key)
{
    return words_beside(review->words, review->arena, key);
}

static void put_headings(const Review *review)
{
    BookStyle head = {.bold = true,
                      .border = BOOK_THIN,
                      .fill = HEAD_FILL,
                      .wrap = true,
                      .color = INK,
                      .align = BOOK_CENTER};
    static const struct {
        int col;
        const char *word;
        double width;
    } FRONT[] = {{COL_NUMBER, "review.number", 5}, {COL_ANSWER, "review.answer", 14},
                 {COL_WHY, "review.why", 20},      {COL_CHANCE, "review.probability", 11},
                 {COL_BITS, "review.bits", 9},     {COL_RULE, "review.rule", RULE_WIDTH}};
    for (size_t i = 0; i < sizeof FRONT / sizeof FRONT[0]; i++) {
        book_text(review->sheet, HEAD_ROW, FRONT[i].col, say(review, FRONT[i].word), head);
        book_column_width(review->sheet, FRONT[i].col, FRONT[i].col, FRONT[i].width);
    }
    book_blank(review->sheet, HEAD_ROW, COL_WHICH, head);
    book_column_width(review->sheet, COL_WHICH, COL_WHICH, 9);
    for (int f = 0; f < FIELD_COUNT; f++) {
        Str label = words_column(review->words, review->arena, str_from(FIELDS[f].word));
        book_text(review->sheet, HEAD_ROW, COL_FIELDS + f, label, head);
        book_column_width(review->sheet, COL_FIELDS + f, COL_FIELDS + f, FIELDS[f].width);
    }
    book_row_height(review->sheet, HEAD_ROW, 80);
    BookStyle key = {.color = GREY};
    book_column_style(review->sheet, COL_LEFT_KEY, 12, key, true);
    book_column_style(review->sheet, COL_RIGHT_KEY, 12, key, true);
    book_text(review->sheet, HEAD_ROW, COL_LEFT_KEY, STR("left_key"), key);
    book_text(review->sheet, HEAD_ROW, COL_RIGHT_KEY, STR("right_key"), key);
}

/* Evidence for as green, against as red, as strong as eight bits or more. */
static uint32_t bits_fill(double bits)
{
    double share = fabs(bits) / 8;
    if (share > 1)
        share = 1;
    uint32_t fade = (uint32_t)(255 - share * 90), full = (uint32_t)(255 - share * 30);
    return bits >= 0 ? fade << 16 | full << 8 | fade : full << 16 | fade << 8 | fade;
}

/* The bits of one comparison out of link_pair.evidence; false where it says nothing. */
static bool find_bits(const Review *review, Str evidence, const char *comparison, double *bits)
{
    JsonScan scan = {.text = evidence, .arena = review->arena};
    if (json_next(&scan) != JSON_ARRAY_OPEN)
        return false;
    while (json_next(&scan) == JSON_ARRAY_OPEN) {
        bool found = json_next(&scan) == JSON_STRING && str_is(scan.string, comparison);
        double last = 0;
        JsonType token;
        while ((token = json_next(&scan)) != JSON_ARRAY_CLOSE && token != JSON_END)
            if (token == JSON_NUMBER)
                last = scan.number;
        if (found) {
            *bits = last;
            return true;
        }
    }
    return false;
}

/* Lines that a text takes in a column so many characters wide. */
static int lines_of(Str text, double width)
{
    int lines = 0;
    Str rest = text, line;
    while (str_split(&rest, '\n', &line))
        lines += 1 + (int)((double)unicode_width(line) / width);
    return lines;
}

/* One record of a pair; returns how many lines its row must show. */
static int put_record(const Review *review, int row, int side, Stmt *pair, Str evidence)
{
    int lines = 1;
    BookStyle text = {
        .border = BOOK_HAIR, .color = INK, .wrap = true, .top = true, .number_format = "@"};
    BookStyle which = {.bold = true, .border = BOOK_HAIR, .color = ACCENT, .align = BOOK_CENTER};
    book_text(review->sheet, row, COL_WHICH, side ? STR("B") : STR("A"), which);
    for (int f = 0; f < FIELD_COUNT; f++) {
        double bits;
        Str value = stmt_str(pair, OUT_FIELDS + 2 * f + side);
        if (value.len && strcmp(FIELDS[f].word, "sex") == 0)
            value = words_code(review->words, review->arena, STR("sex_th"), value);
        bool known =
            FIELDS[f].comparison && find_bits(review, evidence, FIELDS[f].comparison, &bits);
        text.fill = known ? bits_fill(bits) : 0;
        book_text(review->sheet, row, COL_FIELDS + f, value, text);
        int needed = lines_of(value, FIELDS[f].width);
        lines = needed > lines ? needed : lines;
    }
    return lines;
}

static void put_evidence(const Review *review, int row, Str evidence)
{
    BookStyle which = {.border = BOOK_THIN, .color = GREY, .size = 9, .align = BOOK_CENTER};
    book_text(review->sheet, row, COL_WHICH, say(review, "review.bits_short"), which);
    for (int f = 0; f < FIELD_COUNT; f++) {
        double bits;
        BookStyle style = which;
        style.number_format = "+0.0;-0.0";
        if (FIELDS[f].comparison && find_bits(review, evidence, FIELDS[f].comparison, &bits)) {
            style.fill = bits_fill(bits);
            book_number(review->sheet, row, COL_FIELDS + f, bits, style);
        } else {
            book_blank(review->sheet, row, COL_FIELDS + f, style);
        }
    }
}

/* What stands once for the three rows of a pair; returns how many lines they must show. */
static int put_question(const Review *review, int row, int number, Stmt *pair)
{
    BookSheet *sheet = review->sheet;
    BookStyle cell = {.border = BOOK_THIN, .color = INK, .wrap = true, .top = true};
    BookStyle ask = cell, figure = cell;
    Str rule = stmt_str(pair, OUT_RULE), reason = STR("");
    if (rule.len)
        reason = say(review, arena_printf(review->arena, "rule.%.*s", STR_ARG(rule)).ptr);
    ask.unlocked = true;
    ask.fill = ASK_FILL;
    int last = row + LINES - 1;
    book_merge(sheet, row, COL_NUMBER, last, COL_NUMBER, STR(""), cell);
    book_number(sheet, row, COL_NUMBER, number, cell);
    book_merge(sheet, row, COL_ANSWER, last, COL_ANSWER, STR(""), ask);
    book_merge(sheet, row, COL_WHY, last, COL_WHY, STR(""), ask);
    book_merge(sheet, row, COL_CHANCE, last, COL_CHANCE, STR(""), cell);
    figure.number_format = "0%";
    book_number(sheet, row, COL_CHANCE, stmt_double(pair, OUT_CHANCE), figure);
    book_merge(sheet, row, COL_BITS, last, COL_BITS, STR(""), cell);
    figure.number_format = "+0.0;-0.0";
    book_number(sheet, row, COL_BITS, stmt_double(pair, OUT_BITS), figure);
    book_merge(sheet, row, COL_RULE, last, COL_RULE, reason, cell);
    BookStyle key = {.color = GREY};
    book_text(sheet, row, COL_LEFT_KEY, stmt_str(pair, OUT_LEFT_KEY), key);
    book_text(sheet, row, COL_RIGHT_KEY, stmt_str(pair, OUT_RIGHT_KEY), key);
    return lines_of(reason, RULE_WIDTH);
}

static void put_pair(const Review *review, int row, int number, Stmt *pair)
{
    enum { LINE_PT = 15, ROOM_PT = 2 };
    Str evidence = arena_str(review->arena, stmt_str(pair, OUT_EVIDENCE));
    int needed = put_question(review, row, number, pair);
    for (int side = 0; side < 2; side++) {
        int lines = put_record(review, row + side, side, pair, evidence);
        book_row_height(review->sheet, row + side, LINE_PT * lines + ROOM_PT);
        needed -= lines;
    }
    put_evidence(review, row + 2, evidence);
    book_row_height(review->sheet, row + 2, LINE_PT * (needed > 1 ? needed : 1) + ROOM_PT);
}

/* The pairs, those first whose answer likeliest changes the register. */
static Stmt *select_pairs(const Review *review, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    strbuf_append_cstr(
        &sql,
        "WITH asked AS MATERIALIZED (SELECT raw_row_id FROM link_record WHERE link_record_id IN"
        " (SELECT left_id FROM link_pair WHERE band = 'review'"
        "  UNION SELECT right_id FROM link_pair WHERE band = 'review')),"
        " named AS ("
        " SELECT raw_row_id, center_code, student_code, full_name, name_my, name_karen, name_th,"
        "  name_en, first_name, last_name, birth_text, birth_from, birth_to, sex, mother_name, "
        "father_name,"
        "  phone, guardian_phone, village, address, thai_id13, g_code, grade_code, enrolment_date"
        " FROM stg_register WHERE raw_row_id IN (SELECT raw_row_id FROM asked) UNION ALL"
        " SELECT raw_row_id, center_code, student_code, full_name, NULL, NULL, NULL, NULL, NULL,"
        "  NULL, birth_text, birth_from, birth_to, sex, mother_name, father_name, NULL, NULL, "
        "NULL, NULL,"
        "  thai_id13, g_code, NULL, start_date FROM stg_programme"
        " WHERE raw_row_id IN (SELECT raw_row_id FROM asked) UNION ALL"
        " SELECT raw_row_id, center_code, student_code, full_name, NULL, NULL, NULL, NULL, NULL,"
        "  NULL, birth_text, birth_from, birth_to, sex, mother_name, father_name, NULL, NULL, "
        "NULL, NULL,"
        "  thai_id13, g_code, grade_code, start_date FROM stg_placement"
        " WHERE raw_row_id IN (SELECT raw_row_id FROM asked) UNION ALL"
        " SELECT raw_row_id, center_code, NULL, full_name, NULL, NULL, NULL, NULL, NULL, NULL,"
        "  birth_text, birth_from, birth_to, sex, mother_name, father_name, phone, NULL, village, "
        "NULL, NULL,"
        "  NULL, NULL, found_date FROM stg_out_of_school"
        " WHERE raw_row_id IN (SELECT raw_row_id FROM asked)),"
        " shown AS (SELECT raw_row_id");
    for (int f = 0; f < FIELD_COUNT; f++)
        strbuf_appendf(&sql, ", %s AS f%d", FIELDS[f].sql, f);
    strbuf_append_cstr(&sql, " FROM named) SELECT p.chance, p.weight_bits, p.evidence,"
                             " l.content_key, r.content_key, p.rule");
    for (int f = 0; f < FIELD_COUNT; f++)
        strbuf_appendf(&sql, ", a.f%d, b.f%d", f, f);
    strbuf_append_cstr(&sql, " FROM link_pair p JOIN link_record l ON l.link_record_id = p.left_id"
                             " JOIN link_record r ON r.link_record_id = p.right_id"
                             " JOIN shown a ON a.raw_row_id = l.raw_row_id"
                             " JOIN shown b ON b.raw_row_id = r.raw_row_id WHERE p.band = 'review'"
                             " ORDER BY p.chance DESC, p.left_id, p.right_id"
                             " LIMIT ?1");
    Stmt *stmt = db_prepare(review->context->db, strbuf_cstr(&sql), err);
    stmt_bind_int(stmt, 1, PAIRS_MAX, err);
    stmt_bind_cstr(stmt, 2, words_language(review->words), err);
    strbuf_free(&sql);
    return stmt;
}

static void put_front(const Review *review)
{
    BookStyle title = {.bold = true, .size = 15, .color = ACCENT};
    book_text(review->sheet, 0, 0, say(review, "review.title"), title);
    book_row_height(review->sheet, 0, 24);
    book_row_height(review->sheet, 1, 18);
    book_row_height(review->sheet, 2, 18);
    book_text(review->sheet, 1, 0, say(review, "review.how"), (BookStyle){.color = GREY});
    BookStyle warning = {.bold = true, .color = 0x9A3B3B};
    book_text(review->sheet, 2, 0, words_get(review->words, "report.confidential"), warning);
    if (review->context->config->sample)
        book_text(review->sheet, 2, COL_RULE, words_get(review->words, "report.sample"), warning);
}

void review_write(const WorkbookContext *context, const char *language, const char *path,
                  Error *err)
{
    if (!error_ok(err))
        return;
    Review review = {.context = context, .arena = arena_create()};
    review.words = words_load(context->assets, review.arena, language, err);
    Stmt *pairs = select_pairs(&review, err);
    if (error_ok(err)) {
        review.book =
            book_create(path, &(BookOptions){.title = words_get(review.words, "review.title"),
                                             .author = str_from(context->config->office_name[0]),
                                             .as_of = context->as_of});
        review.sheet = book_sheet(review.book, words_get(review.words, "review.sheet"), NULL);
        put_front(&review);
        put_headings(&review);
        int number = 0;
        while (stmt_step(pairs, err)) {
            put_pair(&review, FIRST_ROW + LINES * number, number + 1, pairs);
            number++;
        }
        Str answers[3];
        static const char *const ANSWERS[] = {"answer.same", "answer.different", "answer.unsure"};
        for (int i = 0; i < 3; i++)
            answers[i] = words_get(review.words, ANSWERS[i]);
        if (number > 0)
            book_choices(review.sheet, FIRST_ROW, COL_ANSWER, FIRST_ROW + LINES * number - 1,
                         COL_ANSWER, answers, 3, words_get(review.words, "review.answer"),
                         words_get(review.words, "review.choose"));
        book_freeze(review.sheet, FIRST_ROW, COL_WHY);
        book_repeat_rows(review.sheet, HEAD_ROW, HEAD_ROW);
        book_protect(review.sheet);
        book_print_setup(review.sheet, true, STR(""), STR("&R&8&P / &N"));
        book_close(review.book, err);
    }
    stmt_free(pairs);
    arena_free(review.arena);
}
