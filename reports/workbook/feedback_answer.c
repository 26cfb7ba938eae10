/*
 * How a center answers: "correct as it is" beside a warning. The keys behind the answer name the
 * facts, not rows, so that an answer holds wherever the fact is sent next; load reads them back
 * (pipeline/load/sql/10_answers.sql).
 */

#include "pipeline/base/unicode.h"
#include "reports/workbook/feedback_private.h"

enum { ANSWER_FILL = 0xFBF6DF, ANSWER_WIDTH = 20, KEYS_MAX_BYTES = 32000 /* of a cell: 32,767 */ };
enum { PLACE, ROW, CHILD, MESSAGE, ANSWER, COLUMN_COUNT };

Str feedback_heading(const Feedback *feedback, Str field, Str otherwise)
{
    const char *const languages[] = {feedback->language,
                                     words_nearest(str_from(feedback->language)), "en", "xml"};
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        Str heading = spellings_heading(feedback->spellings, field, languages[i]);
        if (heading.len)
            return heading;
    }
    return otherwise;
}

Str feedback_add_key(const Feedback *feedback, Str keys, Str key)
{
    if (key.len == 0 || str_find(keys, key, 0) < keys.len ||
        keys.len + key.len + 1 > KEYS_MAX_BYTES)
        return keys;
    return arena_printf(feedback->arena, "%.*s%s%.*s", STR_ARG(keys), keys.len ? " " : "",
                        STR_ARG(key));
}

void feedback_put_answer(const Feedback *feedback, BookSheet *sheet, int row, int col, Str keys)
{
    if (keys.len == 0)
        return;
    BookStyle style = {.border = BOOK_HAIR, .fill = ANSWER_FILL, .top = true, .color = INK};
    const Str choices[] = {feedback_say(feedback, "feedback.answer.right")};
    book_blank(sheet, row, col, style);
    book_choices(sheet, row, col, row, col, choices, 1,
                 feedback_heading(feedback, STR("feedback_answer"), STR("")),
                 feedback_say(feedback, "feedback.answer.choose"));
    book_text(sheet, row, col + 1, arena_printf(feedback->arena, "rollbook %.*s", STR_ARG(keys)),
              (BookStyle){0});
}

void feedback_answer_columns(const Feedback *feedback, BookSheet *sheet, int head_row, int col)
{
    BookStyle head = {
        .bold = true, .border = BOOK_THIN, .fill = HEAD_FILL, .wrap = true, .color = INK};
    if (head_row >= 0) {
        book_text(sheet, head_row, col,
                  feedback_heading(feedback, STR("feedback_answer"), STR("Your answer")), head);
        book_text(sheet, head_row, col + 1,
                  feedback_heading(feedback, STR("feedback_keys"), STR("rollbook keys")), head);
    }
    book_column_width(sheet, col, col, ANSWER_WIDTH);
    book_column_style(sheet, col + 1, 8, (BookStyle){0}, true);
}

/* --- questions about what is not in the workbook -----------------------------------------------
 */

static BookSheet *begin_questions(Feedback *feedback)
{
    static const char *const HEADS[] = {"feedback.place", "feedback.row", "feedback.child",
                                        "feedback.message"};
    static const double WIDTHS[] = {48, 8, 16, 70};
    Str used;
    BookSheet *sheet =
        book_sheet(feedback->book, feedback_say(feedback, "feedback.questions"), &used);
    feedback->questions_name = feedback_copy(feedback, used);
    book_text(sheet, 0, 0, feedback_say(feedback, "feedback.questions"),
              (BookStyle){.bold = true, .size = 13, .color = ACCENT});
    BookStyle how = {.italic = true, .wrap = true, .top = true, .color = GREY};
    book_merge(sheet, 1, 0, 1, MESSAGE, feedback_say(feedback, "feedback.questions_how"), how);
    book_row_height(sheet, 1, 34);
    BookStyle head = {
        .bold = true, .border = BOOK_THIN, .fill = HEAD_FILL, .wrap = true, .color = INK};
    for (int col = 0; col < ANSWER; col++) {
        book_text(sheet, 2, col, feedback_say(feedback, HEADS[col]), head);
        book_column_width(sheet, col, col, WIDTHS[col]);
    }
    feedback_answer_columns(feedback, sheet, 2, ANSWER);
    book_freeze(sheet, 3, 0);
    book_print_setup(sheet, true, STR(""), STR("&R&8&P / &N"));
    book_repeat_rows(sheet, 2, 2);
    return sheet;
}

static void put_question(const Feedback *feedback, BookSheet *sheet, int row, Stmt *finding)
{
    BookStyle cell = {.border = BOOK_HAIR, .wrap = true, .top = true, .color = INK};
    Str place = arena_printf(feedback->arena, "%.*s %.*s", STR_ARG(stmt_str(finding, 0)),
                             STR_ARG(stmt_str(finding, 1)));
    book_text(sheet, row, PLACE, str_trim(place), cell);
    if (stmt_is_null(finding, 2))
        book_blank(sheet, row, ROW, cell);
    else
        book_number(sheet, row, ROW, stmt_double(finding, 2), cell);
    book_text(sheet, row, CHILD, feedback_copy(feedback, stmt_str(finding, 3)), cell);
    Str message = feedback_message(feedback, feedback_copy(feedback, stmt_str(finding, 5)),
                                   feedback_copy(feedback, stmt_str(finding, 6)),
                                   feedback_copy(feedback, stmt_str(finding, 7)),
                                   feedback_copy(feedback, stmt_str(finding, 8)));
    BookStyle text = cell;
    text.fill = str_is(stmt_str(finding, 4), "error") ? ERROR_FILL : WARNING_FILL;
    book_text(sheet, row, MESSAGE, message, text);
    book_row_height(sheet, row, 16.0 * (1 + unicode_width(message) / 72));
    feedback_put_answer(feedback, sheet, row, ANSWER,
                        feedback_copy(feedback, stmt_str(finding, 9)));
}

void feedback_put_questions(Feedback *feedback, Str shown, Error *err)
{
    /* One fact told by many lists of one kind is one question: its newest row stands for all. */
    Str sql = arena_printf(
        feedback->arena,
        "SELECT f.path, f.sheet, f.row_number, c.public_id, f.severity, f.message_key, f.value,"
        " f.expected, f.other, f.fact_key FROM finding f"
        " LEFT JOIN raw_row w ON w.raw_row_id = f.raw_row_id"
        " LEFT JOIN child c ON c.child_id = f.child_id"
        " WHERE f.center_code = ?1 AND f.severity <> 'info'"
        " AND coalesce(w.raw_sheet_id, 0) NOT IN (%.*s)"
        " AND NOT EXISTS (SELECT 1 FROM finding n LEFT JOIN raw_row x ON x.raw_row_id = "
        "n.raw_row_id"
        "  WHERE n.fact_key = f.fact_key AND n.finding_id <> f.finding_id"
        "  AND (n.finding_id > f.finding_id OR x.raw_sheet_id IN (%.*s)))"
        " ORDER BY f.severity, f.rule, f.path, f.sheet, f.row_number, f.finding_id",
        STR_ARG(shown), STR_ARG(shown));
    Stmt *stmt = db_prepare(feedback->context->db, sql.ptr, err);
    stmt_bind_cstr(stmt, 1, feedback->center_code, err);
    BookSheet *sheet = NULL;
    for (int row = 3; stmt_step(stmt, err); row++) {
        if (!sheet)
            sheet = begin_questions(feedback);
        put_question(feedback, sheet, row, stmt);
    }
    stmt_free(stmt);
}
