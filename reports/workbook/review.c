/*
 * The clerical review: doubtful pairs side by side. One row a pair, so that a whole sheet of
 * answers is read back row by row; the keys of the two records stand in hidden columns.
 */

#include "reports/workbook/workbook.h"

#include "pipeline/base/json.h"
#include "pipeline/base/strbuf.h"
#include "reports/query/words.h"
#include "reports/write/book.h"

#include <math.h>

enum { HEAD_ROW = 3, FIRST_ROW = 5, PAIRS_MAX = 5000 };
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

static const ReviewField FIELDS[] = {
    {"full_name", "name",
     "coalesce(full_name, name_my, name_karen, name_th, name_en, trim(coalesce(first_name, '') || "
     "' '"
     " || coalesce(last_name, '')))",
     24},
    {"date_of_birth", "birth", "coalesce(birth_text, birth_from)", 14},
    {"sex", "sex", "sex", 6},
    {"mother_name", "mother", "mother_name", 20},
    {"father_name", "father", "father_name", 20},
    {"phone", "phone", "coalesce(phone, guardian_phone)", 13},
    {"village", "place", "coalesce(village, address)", 16},
    {"thai_id13", "id", "coalesce(thai_id13, g_code)", 16},
    {"center_name", NULL, "center_code", 11},
    {"grade", "grade", "grade_code", 9},
    {"student_code", NULL, "student_code", 10},
    {"enrolment_date", NULL, "enrolment_date", 12},
};
enum { FIELD_COUNT = sizeof FIELDS / sizeof FIELDS[0] };

/* Columns: number, answer, why, probability, bits; then three a field; then the keys. */
enum { COL_NUMBER, COL_ANSWER, COL_WHY, COL_PROBABILITY, COL_BITS, COL_FIELDS };
enum { COL_LEFT_KEY = COL_FIELDS + 3 * FIELD_COUNT, COL_RIGHT_KEY };

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
    } FRONT[] = {{COL_NUMBER, "review.number", 6},
                 {COL_ANSWER, "review.answer", 16},
                 {COL_WHY, "review.why", 24},
                 {COL_PROBABILITY, "review.probability", 12},
                 {COL_BITS, "review.bits", 9}};
    for (size_t i = 0; i < sizeof FRONT / sizeof FRONT[0]; i++) {
        book_merge(review->sheet, HEAD_ROW, FRONT[i].col, HEAD_ROW + 1, FRONT[i].col,
                   say(review, FRONT[i].word), head);
        book_column_width(review->sheet, FRONT[i].col, FRONT[i].col, FRONT[i].width);
    }
    for (int f = 0; f < FIELD_COUNT; f++) {
        int col = COL_FIELDS + 3 * f;
        Str label = words_column(review->words, review->arena, str_from(FIELDS[f].word));
        book_merge(review->sheet, HEAD_ROW, col, HEAD_ROW, col + 2, label, head);
        book_text(review->sheet, HEAD_ROW + 1, col, STR("A"), head);
        book_text(review->sheet, HEAD_ROW + 1, col + 1, STR("B"), head);
        book_text(review->sheet, HEAD_ROW + 1, col + 2,
                  FIELDS[f].comparison ? say(review, "review.bits_short") : STR(""), head);
        book_column_width(review->sheet, col, col + 1, FIELDS[f].width);
        book_column_width(review->sheet, col + 2, col + 2, FIELDS[f].comparison ? 7 : 1.5);
    }
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

static void put_pair(const Review *review, int row, int number, Stmt *pair)
{
    BookStyle cell = {.border = BOOK_HAIR, .color = INK, .wrap = true, .top = true};
    BookStyle count = cell;
    count.color = GREY;
    book_number(review->sheet, row, COL_NUMBER, number, count);
    BookStyle ask = cell;
    ask.unlocked = true;
    ask.fill = ASK_FILL;
    book_blank(review->sheet, row, COL_ANSWER, ask);
    book_blank(review->sheet, row, COL_WHY, ask);
    BookStyle figure = cell;
    figure.number_format = "0.0%";
    book_number(review->sheet, row, COL_PROBABILITY, stmt_double(pair, 0), figure);
    figure.number_format = "+0.0;-0.0";
    book_number(review->sheet, row, COL_BITS, stmt_double(pair, 1), figure);
    Str evidence = arena_str(review->arena, stmt_str(pair, 2));
    for (int f = 0; f < FIELD_COUNT; f++) {
        int col = COL_FIELDS + 3 * f;
        BookStyle text = cell;
        text.number_format = "@";
        book_text(review->sheet, row, col, stmt_str(pair, 5 + 2 * f), text);
        book_text(review->sheet, row, col + 1, stmt_str(pair, 6 + 2 * f), text);
        double bits;
        if (FIELDS[f].comparison && find_bits(review, evidence, FIELDS[f].comparison, &bits)) {
            figure.fill = bits_fill(bits);
            book_number(review->sheet, row, col + 2, bits, figure);
        }
    }
    BookStyle key = {.color = GREY};
    book_text(review->sheet, row, COL_LEFT_KEY, stmt_str(pair, 3), key);
    book_text(review->sheet, row, COL_RIGHT_KEY, stmt_str(pair, 4), key);
}

/*
 * The pairs, those first from whose answer most is learned: where the model itself is least sure,
 * p (1 - p) is greatest.
 */
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
        "  name_en, first_name, last_name, birth_text, birth_from, sex, mother_name, father_name,"
        "  phone, guardian_phone, village, address, thai_id13, g_code, grade_code, enrolment_date"
        " FROM stg_register WHERE raw_row_id IN (SELECT raw_row_id FROM asked) UNION ALL"
        " SELECT raw_row_id, center_code, student_code, full_name, NULL, NULL, NULL, NULL, NULL,"
        "  NULL, birth_text, birth_from, sex, mother_name, father_name, NULL, NULL, NULL, NULL,"
        "  thai_id13, g_code, NULL, start_date FROM stg_programme"
        " WHERE raw_row_id IN (SELECT raw_row_id FROM asked) UNION ALL"
        " SELECT raw_row_id, center_code, student_code, full_name, NULL, NULL, NULL, NULL, NULL,"
        "  NULL, birth_text, birth_from, sex, mother_name, father_name, NULL, NULL, NULL, NULL,"
        "  thai_id13, g_code, grade_code, start_date FROM stg_placement"
        " WHERE raw_row_id IN (SELECT raw_row_id FROM asked) UNION ALL"
        " SELECT raw_row_id, center_code, NULL, full_name, NULL, NULL, NULL, NULL, NULL, NULL,"
        "  birth_text, birth_from, sex, mother_name, father_name, phone, NULL, village, NULL, NULL,"
        "  NULL, NULL, found_date FROM stg_out_of_school"
        " WHERE raw_row_id IN (SELECT raw_row_id FROM asked)),"
        " shown AS (SELECT raw_row_id");
    for (int f = 0; f < FIELD_COUNT; f++)
        strbuf_appendf(&sql, ", %s AS f%d", FIELDS[f].sql, f);
    strbuf_append_cstr(&sql, " FROM named) SELECT p.probability, p.weight_bits, p.evidence,"
                             " l.content_key, r.content_key");
    for (int f = 0; f < FIELD_COUNT; f++)
        strbuf_appendf(&sql, ", a.f%d, b.f%d", f, f);
    strbuf_append_cstr(&sql,
                       " FROM link_pair p JOIN link_record l ON l.link_record_id = p.left_id"
                       " JOIN link_record r ON r.link_record_id = p.right_id"
                       " JOIN shown a ON a.raw_row_id = l.raw_row_id"
                       " JOIN shown b ON b.raw_row_id = r.raw_row_id WHERE p.band = 'review'"
                       " ORDER BY p.probability * (1 - p.probability) DESC, p.left_id, p.right_id"
                       " LIMIT ?1");
    Stmt *stmt = db_prepare(review->context->db, strbuf_cstr(&sql), err);
    stmt_bind_int(stmt, 1, PAIRS_MAX, err);
    strbuf_free(&sql);
    return stmt;
}

static void put_front(const Review *review)
{
    BookStyle title = {.bold = true, .size = 15, .color = ACCENT};
    book_text(review->sheet, 0, 0, say(review, "review.title"), title);
    book_text(review->sheet, 1, 0, say(review, "review.how"), (BookStyle){.color = GREY});
    BookStyle warning = {.bold = true, .color = 0x9A3B3B};
    book_text(review->sheet, 2, 0, words_get(review->words, "report.confidential"), warning);
    if (review->context->config->sample)
        book_text(review->sheet, 2, COL_FIELDS, words_get(review->words, "report.sample"), warning);
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
            put_pair(&review, FIRST_ROW + number, number + 1, pairs);
            number++;
        }
        Str answers[3];
        static const char *const ANSWERS[] = {"answer.same", "answer.different", "answer.unsure"};
        for (int i = 0; i < 3; i++)
            answers[i] = words_get(review.words, ANSWERS[i]);
        if (number > 0)
            book_choices(review.sheet, FIRST_ROW, COL_ANSWER, FIRST_ROW + number - 1, COL_ANSWER,
                         answers, 3, words_get(review.words, "review.answer"),
                         words_get(review.words, "review.choose"));
        book_freeze(review.sheet, FIRST_ROW, COL_FIELDS);
        book_protect(review.sheet);
        book_print_setup(review.sheet, true, STR(""), STR("&R&8&P / &N"));
        book_close(review.book, err);
    }
    stmt_free(pairs);
    arena_free(review.arena);
}
