/* The sheet of a feedback workbook that is for people only. */

#include "pipeline/base/unicode.h"
#include "reports/workbook/feedback_private.h"

Str feedback_message(const Feedback *feedback, Str key, Str value, Str expected, Str other)
{
    static const char *const NAMES[] = {"value", "expected", "other"};
    const Str values[] = {value, expected, other};
    /* A center is told less than the officer where a message speaks of another center. */
    const char *own = arena_printf(feedback->arena, "center.%.*s", STR_ARG(key)).ptr;
    Str text = words_get(feedback->words,
                         words_has(feedback->words, own) ? own : arena_cstr(feedback->arena, key));
    return words_fill_text(feedback->arena, text, NAMES, values, 3);
}

/* --- what is found once for all centers --------------------------------------------------------
 */

void feedback_find_front(Db *db, Error *err)
{
    db_exec(db,
            /* Files that could not be used at all, with what is wrong with them. */
            "CREATE TEMP TABLE unused_file AS SELECT l.path, l.read_status, f.message_key, f.other"
            " FROM loaded_file l CROSS JOIN finding f ON f.source_file_id = l.source_file_id"
            " WHERE l.present AND l.purpose = 'submission' AND f.severity = 'error'"
            " AND NOT EXISTS (SELECT 1 FROM loaded_submission s"
            "  WHERE s.source_file_id = l.source_file_id)"
            " ORDER BY l.source_file_id, f.finding_id;"
            /* Rows that may name a child who is on another center's list, too. */
            "CREATE TEMP TABLE double_row AS SELECT DISTINCT a.center_code, s.name, r.row_number"
            " FROM link_pair p"
            " JOIN link_record a ON a.link_record_id IN (p.left_id, p.right_id) AND a.live"
            " JOIN link_record b ON b.link_record_id IN (p.left_id, p.right_id) AND b.live"
            " JOIN raw_row r ON r.raw_row_id = a.raw_row_id"
            " JOIN raw_sheet s ON s.raw_sheet_id = r.raw_sheet_id"
            " WHERE p.band = 'review' AND a.center_code <> b.center_code"
            " ORDER BY a.center_code, s.name, r.row_number",
            err);
}

/* --- the front sheet -------------------------------------------------------------------------- */

typedef struct Front {
    BookSheet *sheet;
    int row;
} Front;

static void front_line(Front *front, Str text, BookStyle style)
{
    style.wrap = true;
    style.top = true;
    book_merge(front->sheet, front->row, 0, front->row, 4, text, style);
    double lines = 1 + unicode_width(text) / 100;
    book_row_height(front->sheet, front->row, (style.size ? style.size * 1.5 : 17) * lines);
    front->row++;
}

static void front_heads(const Feedback *feedback, Front *front, const char *const *keys, int count)
{
    BookStyle head = {
        .bold = true, .border = BOOK_THIN, .fill = HEAD_FILL, .wrap = true, .color = INK};
    for (int i = 0; i < count; i++)
        book_text(front->sheet, front->row, i, feedback_say(feedback, keys[i]), head);
    front->row++;
}

/* Which files came and what became of them. */
static void put_files(const Feedback *feedback, Front *front, Error *err)
{
    static const char *const HEADS[] = {"feedback.file", "feedback.kind", "feedback.period",
                                        "feedback.rows_read", "feedback.status"};
    front_line(front, feedback_say(feedback, "feedback.files"),
               (BookStyle){.bold = true, .size = 12, .color = ACCENT});
    front_heads(feedback, front, HEADS, 5);
    /* Of what could not be used at all nobody knows whose it is but by the folder it lies in. */
    Stmt *stmt = feedback_query(
        feedback,
        "SELECT * FROM (SELECT path, kind, period_code, rows, rows_unused, status, reason, NULL"
        " FROM loaded_submission WHERE center_code = ?1 AND status <> 'superseded'"
        " UNION ALL SELECT path, NULL, NULL, 0, 0, read_status, message_key, other"
        " FROM temp.unused_file WHERE '/' || path LIKE '%/' || ?1 || '/%')"
        " ORDER BY period_code IS NULL DESC, period_code DESC, path, kind LIMIT 60",
        err);
    stmt_bind_cstr(stmt, 1, feedback->center_code, err);
    BookStyle cell = {.border = BOOK_HAIR, .wrap = true, .top = true, .color = INK};
    while (stmt_step(stmt, err)) {
        bool current = str_is(stmt_str(stmt, 5), "current");
        BookStyle status = cell;
        status.fill = current ? 0 : WARNING_FILL;
        Arena *arena = feedback->arena;
        book_text(front->sheet, front->row, 0, feedback_copy(feedback, stmt_str(stmt, 0)), cell);
        bool used = !stmt_is_null(stmt, 1);
        book_text(front->sheet, front->row, 1,
                  !used ? STR("")
                        : words_code(feedback->words, arena, STR("kind"),
                                     feedback_copy(feedback, stmt_str(stmt, 1))),
                  cell);
        book_text(front->sheet, front->row, 2, feedback_copy(feedback, stmt_str(stmt, 2)), cell);
        book_text(front->sheet, front->row, 3,
                  !used ? STR("")
                        : arena_printf(arena, "%lld / %lld", (long long)stmt_int(stmt, 3),
                                       (long long)(stmt_int(stmt, 3) + stmt_int(stmt, 4))),
                  cell);
        Str reason = feedback_copy(feedback, stmt_str(stmt, 6));
        Str text = words_code(feedback->words, arena, STR("submission_status"),
                              feedback_copy(feedback, stmt_str(stmt, 5)));
        if (reason.len)
            text =
                arena_printf(arena, "%.*s: %.*s", STR_ARG(text),
                             STR_ARG(feedback_message(feedback, reason, STR(""), STR(""),
                                                      feedback_copy(feedback, stmt_str(stmt, 7)))));
        book_text(front->sheet, front->row, 4, text, status);
        front->row++;
    }
    stmt_reset(stmt);
    front->row++;
}

/* Faults that repeat: "column F of Grade 3: 180 times, for example in row 12". */
static void put_groups(const Feedback *feedback, Front *front, Error *err)
{
    static const char *const HEADS[] = {"feedback.place", "feedback.times", "feedback.first_row",
                                        "feedback.message", "feedback.severity"};
    const int answer_col = 5;
    Stmt *stmt = feedback_query(
        feedback,
        "SELECT f.sheet, f.column_number, count(*), min(f.row_number), f.severity, f.message_key,"
        " f.value, f.expected, f.other, f.path, group_concat(f.fact_key, ' ') FROM"
        " (SELECT * FROM finding WHERE center_code = ?1 AND severity <> 'info'"
        "  ORDER BY finding_id) f WHERE 1"
        " AND (f.source_file_id IS NULL OR EXISTS (SELECT 1 FROM loaded_submission s"
        " WHERE s.source_file_id = f.source_file_id AND s.status = 'current'))"
        " GROUP BY f.path, f.sheet, f.column_number, f.rule"
        " ORDER BY f.severity, count(*) DESC, f.path, f.sheet, f.column_number, f.rule LIMIT 200",
        err);
    stmt_bind_cstr(stmt, 1, feedback->center_code, err);
    bool any = false;
    BookStyle cell = {.border = BOOK_HAIR, .wrap = true, .top = true, .color = INK};
    BookStyle count = cell; /* to the right it would touch the message */
    count.align = BOOK_CENTER;
    while (stmt_step(stmt, err)) {
        if (!any) {
            front_line(front, feedback_say(feedback, "feedback.faults"),
                       (BookStyle){.bold = true, .size = 12, .color = ACCENT});
            front_heads(feedback, front, HEADS, 5);
            feedback_answer_columns(feedback, front->sheet, front->row - 1, answer_col);
        }
        any = true;
        Arena *arena = feedback->arena;
        char column[8] = "";
        column_name((int)stmt_int(stmt, 1), column);
        Str place =
            arena_printf(arena, "%.*s %.*s %s", STR_ARG(feedback_copy(feedback, stmt_str(stmt, 9))),
                         STR_ARG(feedback_copy(feedback, stmt_str(stmt, 0))), column);
        bool is_error = str_is(stmt_str(stmt, 4), "error");
        book_text(front->sheet, front->row, 0, str_trim(place), cell);
        book_number(front->sheet, front->row, 1, stmt_double(stmt, 2), count);
        if (stmt_is_null(stmt, 3))
            book_blank(front->sheet, front->row, 2, cell);
        else
            book_number(front->sheet, front->row, 2, stmt_double(stmt, 3), count);
        Str message = feedback_message(feedback, feedback_copy(feedback, stmt_str(stmt, 5)),
                                       feedback_copy(feedback, stmt_str(stmt, 6)),
                                       feedback_copy(feedback, stmt_str(stmt, 7)),
                                       feedback_copy(feedback, stmt_str(stmt, 8)));
        book_text(front->sheet, front->row, 3, message, cell);
        BookStyle severity = cell;
        severity.fill = is_error ? ERROR_FILL : WARNING_FILL;
        book_text(front->sheet, front->row, 4,
                  feedback_say(feedback, is_error ? "severity.error" : "severity.warning"),
                  severity);
        feedback_put_answer(feedback, front->sheet, front->row, answer_col,
                            feedback_copy(feedback, stmt_str(stmt, 10)));
        int lines = unicode_width(message) / 60, place_lines = unicode_width(place) / 36;
        book_row_height(front->sheet, front->row,
                        16.0 * (1 + (lines > place_lines ? lines : place_lines)));
        front->row++;
    }
    stmt_reset(stmt);
    if (!any)
        front_line(front, feedback_say(feedback, "feedback.no_faults"), (BookStyle){.color = INK});
    front->row++;
}

/* Own rows that may name a child who is on another list, too. Nothing of the other is told. */
static void put_doubles(const Feedback *feedback, Front *front, Error *err)
{
    Stmt *stmt = feedback_query(feedback,
                                "SELECT name, row_number FROM temp.double_row"
                                " WHERE center_code = ?1 ORDER BY name, row_number LIMIT 200",
                                err);
    stmt_bind_cstr(stmt, 1, feedback->center_code, err);
    bool any = false;
    while (stmt_step(stmt, err)) {
        if (!any)
            front_line(front, feedback_say(feedback, "feedback.doubles"),
                       (BookStyle){.bold = true, .size = 12, .color = ACCENT});
        any = true;
        const char *row = arena_printf(feedback->arena, "%lld", (long long)stmt_int(stmt, 1)).ptr;
        const char *name = arena_cstr(feedback->arena, stmt_str(stmt, 0));
        front_line(front,
                   words_fill(feedback->words, feedback->arena, "feedback.double", "sheet", name,
                              "row", row, NULL),
                   (BookStyle){.color = INK});
    }
    stmt_reset(stmt);
}

void feedback_put_front(Feedback *feedback, Error *err)
{
    Str used;
    Front front = {.sheet =
                       book_sheet(feedback->book, feedback_say(feedback, "feedback.sheet"), &used)};
    feedback->front_name = feedback_copy(feedback, used);
    book_no_gridlines(front.sheet);
    if (feedback->context->config->sample)
        front_line(&front, feedback_say(feedback, "report.sample"),
                   (BookStyle){.bold = true, .color = 0x9A3B3B});
    front_line(&front, feedback->center_name,
               (BookStyle){.bold = true, .size = 16, .color = ACCENT});
    Stmt *stmt =
        feedback_query(feedback,
                       "SELECT coalesce(sum(rows), 0), coalesce(sum(rows + rows_unused), 0)"
                       " FROM loaded_submission WHERE center_code = ?1 AND kind = 'register'"
                       " AND status = 'current' AND period_code = (SELECT max(period_code)"
                       " FROM loaded_submission WHERE center_code = ?1 AND kind = 'register'"
                       " AND status = 'current')",
                       err);
    stmt_bind_cstr(stmt, 1, feedback->center_code, err);
    if (stmt_step(stmt, err)) {
        const char *read = arena_printf(feedback->arena, "%lld", (long long)stmt_int(stmt, 0)).ptr;
        const char *all = arena_printf(feedback->arena, "%lld", (long long)stmt_int(stmt, 1)).ptr;
        front_line(&front,
                   words_fill(feedback->words, feedback->arena, "feedback.read", "read", read,
                              "all", all, NULL),
                   (BookStyle){.size = 12, .color = INK});
    }
    stmt_reset(stmt);
    front_line(&front, feedback_say(feedback, "feedback.intro"), (BookStyle){.color = GREY});
    front.row++;
    put_groups(feedback, &front, err);
    put_doubles(feedback, &front, err);
    put_files(feedback, &front, err);
    static const double WIDTHS[] = {40, 16, 14, 62, 24};
    for (int col = 0; col < 5; col++)
        book_column_width(front.sheet, col, col, WIDTHS[col]);
    book_print_setup(front.sheet, true, STR(""), STR("&R&8&P / &N"));
}
