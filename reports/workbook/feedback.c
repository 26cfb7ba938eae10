/* What a center gets back. What it holds is told in workbook.h. */

#include "reports/workbook/workbook.h"

#include "pipeline/base/json.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/unicode.h"
#include "reports/query/words.h"
#include "reports/write/book.h"

#include <stdlib.h>

enum {
    COLUMNS_MAX = 512,
    MESSAGE_WIDTH = 60,
    HEADER_ROW = 3, /* 0-based: title, keys, instruction, headings */
};

enum { INK = 0x1F2D3A, ACCENT = 0x1F5A7A, GREY = 0x66727E, HEAD_FILL = 0xDCE6EE };
enum { ERROR_FILL = 0xF6D5D0, WARNING_FILL = 0xFBE9C6, ID_FILL = 0xEEF1F4 };

/* A sheet of a current submission, as the center made it. */
typedef struct SentSheet {
    int64_t raw_sheet_id, submission_id;
    int64_t header_row; /* last heading row; rows after it are data */
    Str path, name, kind, period_code, columns;
} SentSheet;

typedef struct Feedback {
    const WorkbookContext *context;
    const char *center_code;
    Arena *arena;
    Words *words;
    Book *book;
    Str center_name;
} Feedback;

static Str say(const Feedback *feedback, const char *key)
{
    return words_get(feedback->words, key);
}

static Str copy(const Feedback *feedback, Str s)
{
    return s.ptr ? arena_str(feedback->arena, s) : STR("");
}

/* --- findings --------------------------------------------------------------------------------- */

/* What is wrong with one cell or row: text and color. */
typedef struct Mark {
    int64_t raw_row_id;
    int column; /* 1-based; 0: the row */
    bool is_error;
    Str message;
} Mark;

typedef struct MarkList {
    Mark *items;
    size_t count, cap;
} MarkList;

static Str finding_message(const Feedback *feedback, Str key, Str value, Str expected, Str other)
{
    static const char *const NAMES[] = {"value", "expected", "other"};
    const Str values[] = {value, expected, other};
    Str text = words_get(feedback->words, arena_cstr(feedback->arena, key));
    return words_fill_text(feedback->arena, text, NAMES, values, 3);
}

static void add_mark(MarkList *list, Mark mark)
{
    x_grow(list->items, list->cap, list->count + 1);
    list->items[list->count++] = mark;
}

/* Errors and warnings of one sheet's rows, in the order of rows and columns. */
static MarkList find_marks(const Feedback *feedback, const SentSheet *sheet, Error *err)
{
    MarkList marks = {0};
    Stmt *stmt = db_prepare(feedback->context->db,
                            "SELECT f.raw_row_id, f.column_number, f.severity, f.message_key,"
                            " f.value, f.expected, f.other FROM finding f"
                            " JOIN raw_row r ON r.raw_row_id = f.raw_row_id"
                            " WHERE r.raw_sheet_id = ?1 AND f.severity <> 'info'"
                            " ORDER BY f.raw_row_id, f.column_number, f.finding_id",
                            err);
    stmt_bind_int(stmt, 1, sheet->raw_sheet_id, err);
    while (stmt_step(stmt, err)) {
        Str message = finding_message(
            feedback, copy(feedback, stmt_str(stmt, 3)), copy(feedback, stmt_str(stmt, 4)),
            copy(feedback, stmt_str(stmt, 5)), copy(feedback, stmt_str(stmt, 6)));
        add_mark(&marks, (Mark){stmt_int(stmt, 0), (int)stmt_int(stmt, 1),
                                str_is(stmt_str(stmt, 2), "error"), message});
    }
    stmt_free(stmt);
    return marks;
}

/* --- rows ------------------------------------------------------------------------------------- */

/* Puts one stored cell ([column, type, value, source?, flags?]) where its author had it. */
static void put_cell(BookSheet *sheet, int row, int col, Str type, Str text, double number,
                     BookStyle style)
{
    Date date;
    if (str_is(type, "n")) {
        book_number(sheet, row, col, number, style);
    } else if (str_is(type, "d") && date_parse_iso(str_slice(text, 0, 10), &date)) {
        style.number_format = "yyyy-mm-dd";
        book_date(sheet, row, col, date, style);
    } else {
        style.number_format = "@"; /* what is typed over it stays text, too: no lost zeros */
        book_text(sheet, row, col, text, style);
    }
}

/* The marks of a row, from *next on. */
typedef struct RowMarks {
    const Mark *items;
    size_t count;
} RowMarks;

static RowMarks marks_of(const MarkList *marks, size_t *next, int64_t raw_row_id)
{
    while (*next < marks->count && marks->items[*next].raw_row_id < raw_row_id)
        (*next)++;
    RowMarks found = {.items = marks->items + *next};
    while (*next < marks->count && marks->items[*next].raw_row_id == raw_row_id) {
        (*next)++;
        found.count++;
    }
    return found;
}

static uint32_t fill_of(RowMarks marks, int column)
{
    uint32_t fill = 0;
    for (size_t i = 0; i < marks.count; i++)
        if (marks.items[i].column == column)
            fill = marks.items[i].is_error ? ERROR_FILL : fill ? fill : WARNING_FILL;
    return fill;
}

static void put_messages(const Feedback *feedback, BookSheet *sheet, int row, int col,
                         RowMarks marks)
{
    StrBuf buf = STRBUF_INIT;
    bool any_error = false;
    for (size_t i = 0; i < marks.count; i++) {
        char name[8];
        column_name(marks.items[i].column + 1, name); /* the id column stands before */
        if (buf.len)
            strbuf_append_char(&buf, '\n');
        if (marks.items[i].column > 0)
            strbuf_appendf(&buf, "%s: ", name);
        strbuf_append(&buf, marks.items[i].message);
        any_error = any_error || marks.items[i].is_error;
    }
    if (buf.len) {
        BookStyle style = {.wrap = true,
                           .top = true,
                           .color = INK,
                           .border = BOOK_HAIR,
                           .fill = any_error ? ERROR_FILL : WARNING_FILL};
        book_text(sheet, row, col, copy(feedback, strbuf_str(&buf)), style);
        book_row_height(sheet, row, 15.0 * (double)marks.count + 2);
    }
    strbuf_free(&buf);
}

/* Cells of a stored row: calls put_cell for each. Returns the last column used, 1-based. */
static int put_cells(const Feedback *feedback, BookSheet *sheet, int row, Str cells, RowMarks marks,
                     double *widths)
{
    JsonScan scan = {.text = cells, .arena = feedback->arena};
    int last = 0;
    if (json_next(&scan) != JSON_ARRAY_OPEN)
        return 0;
    while (json_next(&scan) == JSON_ARRAY_OPEN) {
        json_next(&scan);
        int column = (int)scan.number;
        json_next(&scan);
        Str type = scan.string, text = {0};
        JsonType token = json_next(&scan);
        double number = scan.number;
        if (token == JSON_STRING)
            text = copy(feedback, scan.string);
        while ((token = json_next(&scan)) != JSON_ARRAY_CLOSE && token != JSON_END)
            ;
        if (column < 1 || column > COLUMNS_MAX)
            continue;
        BookStyle style = {
            .border = BOOK_HAIR, .color = INK, .top = true, .fill = fill_of(marks, column)};
        put_cell(sheet, row, column, type, text, number, style);
        double width = str_is(type, "n") ? 9 : unicode_width(text) + 2;
        if (width > widths[column])
            widths[column] = width;
        last = column > last ? column : last;
    }
    /* A cell that is missing is marked where it should stand. */
    for (size_t i = 0; i < marks.count; i++) {
        int column = marks.items[i].column;
        if (column > last && column <= COLUMNS_MAX) {
            BookStyle style = {.border = BOOK_HAIR, .fill = fill_of(marks, column)};
            book_blank(sheet, row, column, style);
            last = column;
        }
    }
    return last;
}

/* Headings as they were understood, one row, so that the file is read back without doubt. */
static int put_headings(const Feedback *feedback, BookSheet *sheet, const SentSheet *sent,
                        double *widths)
{
    BookStyle style = {
        .bold = true, .wrap = true, .border = BOOK_THIN, .fill = HEAD_FILL, .color = INK};
    JsonScan scan = {.text = sent->columns, .arena = feedback->arena};
    int last = 0;
    book_text(sheet, HEADER_ROW, 0,
              words_column(feedback->words, feedback->arena, STR("public_id")), style);
    if (json_next(&scan) != JSON_ARRAY_OPEN)
        return 0;
    while (json_next(&scan) == JSON_ARRAY_OPEN) {
        json_next(&scan);
        int column = (int)scan.number;
        Str field = STR("");
        if (json_next(&scan) == JSON_STRING)
            field = copy(feedback, scan.string);
        Str heading = json_next(&scan) == JSON_STRING ? copy(feedback, scan.string) : STR("");
        JsonType token;
        while ((token = json_next(&scan)) != JSON_ARRAY_CLOSE && token != JSON_END)
            ;
        if (column < 1 || column > COLUMNS_MAX)
            continue;
        if (heading.len == 0 && field.len)
            heading = words_column(feedback->words, feedback->arena, field);
        book_text(sheet, HEADER_ROW, column, heading, style);
        double width = unicode_width(heading) + 2;
        widths[column] = width > 18 ? 18 : width;
        last = column > last ? column : last;
    }
    return last;
}

static void put_sheet_head(const Feedback *feedback, BookSheet *sheet, const SentSheet *sent)
{
    Str title = arena_printf(feedback->arena, "%.*s · %.*s · %.*s", STR_ARG(feedback->center_name),
                             STR_ARG(sent->name), STR_ARG(sent->path));
    book_text(sheet, 0, 0, title, (BookStyle){.bold = true, .size = 13, .color = ACCENT});
    BookStyle key = {.color = GREY};
    Words *words = feedback->words;
    book_text(sheet, 1, 0, words_column(words, feedback->arena, STR("center_code")), key);
    book_text(sheet, 1, 1, str_from(feedback->center_code), key);
    book_text(sheet, 1, 2, words_column(words, feedback->arena, STR("report_month")), key);
    book_text(sheet, 1, 3, sent->period_code, key);
    book_text(sheet, 2, 0, say(feedback, "feedback.how"),
              (BookStyle){.italic = true, .color = GREY});
}

static void put_sheet(const Feedback *feedback, const SentSheet *sent, Error *err)
{
    BookSheet *sheet = book_sheet(feedback->book, sent->name, NULL);
    double *widths = x_new_array(double, COLUMNS_MAX + 1);
    put_sheet_head(feedback, sheet, sent);
    int last_col = put_headings(feedback, sheet, sent, widths);
    MarkList marks = find_marks(feedback, sent, err);
    Stmt *rows = db_prepare(
        feedback->context->db,
        "SELECT r.raw_row_id, r.cells, c.public_id FROM raw_row r"
        " LEFT JOIN link_record l ON l.raw_row_id = r.raw_row_id AND l.live"
        " LEFT JOIN child_record k ON k.link_record_id = l.link_record_id"
        " LEFT JOIN child c ON c.child_id = k.child_id"
        " WHERE r.raw_sheet_id = ?1 AND r.row_number > ?2 ORDER BY r.row_number, r.raw_row_id",
        err);
    stmt_bind_int(rows, 1, sent->raw_sheet_id, err);
    stmt_bind_int(rows, 2, sent->header_row, err);
    /* Messages stand behind the widest row, so rows are put twice: cells first, messages then. */
    size_t next = 0;
    int row = HEADER_ROW + 1;
    while (stmt_step(rows, err)) {
        RowMarks found = marks_of(&marks, &next, stmt_int(rows, 0));
        BookStyle id = {
            .border = BOOK_HAIR, .fill = ID_FILL, .color = GREY, .top = true, .number_format = "@"};
        book_text(sheet, row, 0, copy(feedback, stmt_str(rows, 2)), id);
        int last = put_cells(feedback, sheet, row, stmt_str(rows, 1), found, widths);
        last_col = last > last_col ? last : last_col;
        row++;
    }
    int message_col = last_col + 1;
    next = 0;
    row = HEADER_ROW + 1;
    while (stmt_step(rows, err)) {
        RowMarks found = marks_of(&marks, &next, stmt_int(rows, 0));
        put_messages(feedback, sheet, row++, message_col, found);
    }
    stmt_free(rows);
    BookStyle head = {.bold = true, .border = BOOK_THIN, .fill = HEAD_FILL, .color = INK};
    book_text(sheet, HEADER_ROW, message_col,
              words_column(feedback->words, feedback->arena, STR("feedback_message")), head);
    book_column_width(sheet, 0, 0, 16);
    for (int col = 1; col <= last_col; col++)
        book_column_width(sheet, col, col,
                          widths[col] > 34  ? 34
                          : widths[col] < 8 ? 8
                                            : widths[col]);
    book_column_width(sheet, message_col, message_col, MESSAGE_WIDTH);
    book_freeze(sheet, HEADER_ROW + 1, 1);
    book_print_setup(sheet, true, STR(""), STR("&R&8&P / &N"));
    book_repeat_rows(sheet, HEADER_ROW, HEADER_ROW);
    if (marks.count)
        book_tab_color(sheet, 0xC0504D);
    x_free(marks.items);
    x_free(widths);
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
        book_text(front->sheet, front->row, i, say(feedback, keys[i]), head);
    front->row++;
}

/* Which files came and what became of them. */
static void put_files(const Feedback *feedback, Front *front, Error *err)
{
    static const char *const HEADS[] = {"feedback.file", "feedback.kind", "feedback.period",
                                        "feedback.rows_read", "feedback.status"};
    front_line(front, say(feedback, "feedback.files"),
               (BookStyle){.bold = true, .size = 12, .color = ACCENT});
    front_heads(feedback, front, HEADS, 5);
    Stmt *stmt = db_prepare(feedback->context->db,
                            "SELECT path, kind, period_code, rows, rows_unused, status, reason"
                            " FROM loaded_submission WHERE center_code = ?1"
                            " AND status <> 'superseded'"
                            " ORDER BY period_code DESC, path, kind LIMIT 60",
                            err);
    stmt_bind_cstr(stmt, 1, feedback->center_code, err);
    BookStyle cell = {.border = BOOK_HAIR, .wrap = true, .top = true, .color = INK};
    while (stmt_step(stmt, err)) {
        bool current = str_is(stmt_str(stmt, 5), "current");
        BookStyle status = cell;
        status.fill = current ? 0 : WARNING_FILL;
        Arena *arena = feedback->arena;
        book_text(front->sheet, front->row, 0, copy(feedback, stmt_str(stmt, 0)), cell);
        book_text(
            front->sheet, front->row, 1,
            words_code(feedback->words, arena, STR("kind"), copy(feedback, stmt_str(stmt, 1))),
            cell);
        book_text(front->sheet, front->row, 2, copy(feedback, stmt_str(stmt, 2)), cell);
        book_text(front->sheet, front->row, 3,
                  arena_printf(arena, "%lld / %lld", (long long)stmt_int(stmt, 3),
                               (long long)(stmt_int(stmt, 3) + stmt_int(stmt, 4))),
                  cell);
        Str reason = copy(feedback, stmt_str(stmt, 6));
        Str text = words_code(feedback->words, arena, STR("submission_status"),
                              copy(feedback, stmt_str(stmt, 5)));
        if (reason.len)
            text = arena_printf(arena, "%.*s: %.*s", STR_ARG(text),
                                STR_ARG(words_get(feedback->words, reason.ptr)));
        book_text(front->sheet, front->row, 4, text, status);
        front->row++;
    }
    stmt_free(stmt);
    front->row++;
}

/* Faults that repeat: "column F of Grade 3: 180 times, for example in row 12". */
static void put_groups(const Feedback *feedback, Front *front, Error *err)
{
    static const char *const HEADS[] = {"feedback.place", "feedback.times", "feedback.first_row",
                                        "feedback.message", "feedback.severity"};
    Stmt *stmt = db_prepare(
        feedback->context->db,
        "SELECT f.sheet, f.column_number, count(*), min(f.row_number), f.severity, f.message_key,"
        " f.value, f.expected, f.other, f.path FROM finding f"
        " WHERE f.center_code = ?1 AND f.severity <> 'info'"
        " AND (f.source_file_id IS NULL OR EXISTS (SELECT 1 FROM loaded_submission s"
        " WHERE s.source_file_id = f.source_file_id AND s.status = 'current'))"
        " GROUP BY f.path, f.sheet, f.column_number, f.rule"
        " ORDER BY f.severity, count(*) DESC, f.path, f.sheet, f.column_number, f.rule LIMIT 200",
        err);
    stmt_bind_cstr(stmt, 1, feedback->center_code, err);
    bool any = false;
    BookStyle cell = {.border = BOOK_HAIR, .wrap = true, .top = true, .color = INK};
    while (stmt_step(stmt, err)) {
        if (!any) {
            front_line(front, say(feedback, "feedback.faults"),
                       (BookStyle){.bold = true, .size = 12, .color = ACCENT});
            front_heads(feedback, front, HEADS, 5);
        }
        any = true;
        Arena *arena = feedback->arena;
        char column[8] = "";
        column_name((int)stmt_int(stmt, 1), column);
        Str place = arena_printf(arena, "%.*s %.*s %s", STR_ARG(copy(feedback, stmt_str(stmt, 9))),
                                 STR_ARG(copy(feedback, stmt_str(stmt, 0))), column);
        bool is_error = str_is(stmt_str(stmt, 4), "error");
        book_text(front->sheet, front->row, 0, str_trim(place), cell);
        book_number(front->sheet, front->row, 1, stmt_double(stmt, 2), cell);
        if (stmt_is_null(stmt, 3))
            book_blank(front->sheet, front->row, 2, cell);
        else
            book_number(front->sheet, front->row, 2, stmt_double(stmt, 3), cell);
        Str message = finding_message(
            feedback, copy(feedback, stmt_str(stmt, 5)), copy(feedback, stmt_str(stmt, 6)),
            copy(feedback, stmt_str(stmt, 7)), copy(feedback, stmt_str(stmt, 8)));
        book_text(front->sheet, front->row, 3, message, cell);
        BookStyle severity = cell;
        severity.fill = is_error ? ERROR_FILL : WARNING_FILL;
        book_text(front->sheet, front->row, 4,
                  say(feedback, is_error ? "severity.error" : "severity.warning"), severity);
        book_row_height(front->sheet, front->row, 16.0 * (1 + unicode_width(message) / 60));
        front->row++;
    }
    stmt_free(stmt);
    if (!any)
        front_line(front, say(feedback, "feedback.no_faults"), (BookStyle){.color = INK});
    front->row++;
}

/* Own rows that may name a child who is on another list, too. Nothing of the other is told. */
static void put_doubles(const Feedback *feedback, Front *front, Error *err)
{
    Stmt *stmt =
        db_prepare(feedback->context->db,
                   "SELECT DISTINCT s.name, r.row_number FROM link_pair p"
                   " JOIN link_record a ON a.link_record_id IN (p.left_id, p.right_id) AND a.live"
                   " JOIN link_record b ON b.link_record_id IN (p.left_id, p.right_id)"
                   " AND b.link_record_id <> a.link_record_id AND b.live"
                   " JOIN raw_row r ON r.raw_row_id = a.raw_row_id"
                   " JOIN raw_sheet s ON s.raw_sheet_id = r.raw_sheet_id"
                   " WHERE p.band = 'review' AND a.center_code = ?1 AND b.center_code <> ?1"
                   " ORDER BY s.name, r.row_number LIMIT 200",
                   err);
    stmt_bind_cstr(stmt, 1, feedback->center_code, err);
    bool any = false;
    while (stmt_step(stmt, err)) {
        if (!any)
            front_line(front, say(feedback, "feedback.doubles"),
                       (BookStyle){.bold = true, .size = 12, .color = ACCENT});
        any = true;
        const char *row = arena_printf(feedback->arena, "%lld", (long long)stmt_int(stmt, 1)).ptr;
        const char *name = arena_cstr(feedback->arena, stmt_str(stmt, 0));
        front_line(front,
                   words_fill(feedback->words, feedback->arena, "feedback.double", "sheet", name,
                              "row", row, NULL),
                   (BookStyle){.color = INK});
    }
    stmt_free(stmt);
}

static void put_front(const Feedback *feedback, Error *err)
{
    Front front = {.sheet = book_sheet(feedback->book, say(feedback, "feedback.sheet"), NULL)};
    book_no_gridlines(front.sheet);
    if (feedback->context->config->sample)
        front_line(&front, say(feedback, "report.sample"),
                   (BookStyle){.bold = true, .color = 0x9A3B3B});
    front_line(&front, feedback->center_name,
               (BookStyle){.bold = true, .size = 16, .color = ACCENT});
    Stmt *stmt = db_prepare(feedback->context->db,
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
    stmt_free(stmt);
    front_line(&front, say(feedback, "feedback.intro"), (BookStyle){.color = GREY});
    front.row++;
    put_groups(feedback, &front, err);
    put_doubles(feedback, &front, err);
    put_files(feedback, &front, err);
    static const double WIDTHS[] = {40, 16, 14, 62, 24};
    for (int col = 0; col < 5; col++)
        book_column_width(front.sheet, col, col, WIDTHS[col]);
    book_print_setup(front.sheet, true, STR(""), STR("&R&8&P / &N"));
}

/* What the program asks of a workbook that came back; people do not see this sheet. */
static void put_marker(const Feedback *feedback)
{
    const char *const lines[][2] = {
        {"rollbook", "feedback"},
        {"center_code", feedback->center_code},
        {"sample", feedback->context->config->sample ? "yes" : "no"},
    };
    BookSheet *sheet = book_sheet(feedback->book, STR("rollbook"), NULL);
    for (int i = 0; i < 3; i++) {
        book_text(sheet, i, 0, str_from(lines[i][0]), (BookStyle){0});
        book_text(sheet, i, 1, str_from(lines[i][1]), (BookStyle){0});
    }
    book_hide(sheet);
}

/* --- the workbook ----------------------------------------------------------------------------- */

/*
 * Sheets to send back: of each kind the newest period that has one, and any older one with a fault
 * that is still open.
 */
static SentSheet *find_sheets(const Feedback *feedback, size_t *count, Error *err)
{
    SentSheet *sheets = NULL;
    size_t cap = 0;
    *count = 0;
    Stmt *stmt = db_prepare(
        feedback->context->db,
        "SELECT h.raw_sheet_id, max(s.submission_id), m.header_row, s.path, h.name, s.kind,"
        " max(s.period_code), m.columns FROM loaded_submission s"
        " JOIN raw_sheet h ON h.source_file_id = s.source_file_id"
        " JOIN sheet_mapping m ON m.raw_sheet_id = h.raw_sheet_id AND m.kind = s.kind"
        " WHERE s.center_code = ?1 AND s.status = 'current' AND m.header_row IS NOT NULL"
        /* A file that tells of several centers goes back to none of them. */
        " AND NOT EXISTS (SELECT 1 FROM loaded_submission o WHERE o.source_file_id ="
        "  s.source_file_id AND o.center_code IS NOT ?1)"
        " AND (s.period_code = (SELECT max(n.period_code) FROM loaded_submission n"
        "  WHERE n.center_code = ?1 AND n.kind = s.kind AND n.status = 'current')"
        " OR EXISTS (SELECT 1 FROM finding f JOIN raw_row r ON r.raw_row_id = f.raw_row_id"
        "  WHERE r.raw_sheet_id = h.raw_sheet_id AND f.severity = 'error'))"
        " GROUP BY h.raw_sheet_id, s.kind"
        " ORDER BY s.kind <> 'register', s.kind, max(s.period_code) DESC, s.path, h.number",
        err);
    stmt_bind_cstr(stmt, 1, feedback->center_code, err);
    while (stmt_step(stmt, err)) {
        x_grow(sheets, cap, *count + 1);
        sheets[(*count)++] = (SentSheet){.raw_sheet_id = stmt_int(stmt, 0),
                                         .submission_id = stmt_int(stmt, 1),
                                         .header_row = stmt_int(stmt, 2),
                                         .path = copy(feedback, stmt_str(stmt, 3)),
                                         .name = copy(feedback, stmt_str(stmt, 4)),
                                         .kind = copy(feedback, stmt_str(stmt, 5)),
                                         .period_code = copy(feedback, stmt_str(stmt, 6)),
                                         .columns = copy(feedback, stmt_str(stmt, 7))};
    }
    stmt_free(stmt);
    return sheets;
}

/* The center's name in the language, and the language itself where none is asked for. */
static const char *find_center(Feedback *feedback, const char *language, Error *err)
{
    feedback->center_name = str_from(feedback->center_code);
    Stmt *stmt = db_prepare(feedback->context->db,
                            "SELECT language, name_en, name_th, name_my FROM center"
                            " WHERE center_code = ?1",
                            err);
    stmt_bind_cstr(stmt, 1, feedback->center_code, err);
    if (stmt_step(stmt, err)) {
        if (!language)
            language = arena_cstr(feedback->arena, stmt_str(stmt, 0));
        int column = str_is(str_from(language), "th")   ? 2
                     : str_is(str_from(language), "my") ? 3
                                                        : 1;
        Str name = stmt_is_null(stmt, column) ? stmt_str(stmt, 1) : stmt_str(stmt, column);
        feedback->center_name =
            arena_printf(feedback->arena, "%.*s (%s)", STR_ARG(name), feedback->center_code);
    }
    stmt_free(stmt);
    return language ? language : "en";
}

void feedback_write(const WorkbookContext *context, const char *center_code, const char *language,
                    const char *path, Error *err)
{
    if (!error_ok(err))
        return;
    Feedback feedback = {.context = context, .center_code = center_code, .arena = arena_create()};
    language = find_center(&feedback, language, err);
    feedback.words = words_load(context->assets, feedback.arena, language, err);
    size_t count = 0;
    SentSheet *sheets = find_sheets(&feedback, &count, err);
    if (error_ok(err)) {
        feedback.book =
            book_create(path, &(BookOptions){.title = feedback.center_name,
                                             .author = str_from(context->config->office_name[0]),
                                             .as_of = context->as_of,
                                             .font_size = 11});
        put_front(&feedback, err);
        for (size_t i = 0; i < count; i++)
            put_sheet(&feedback, &sheets[i], err);
        put_marker(&feedback);
        book_close(feedback.book, err);
    }
    x_free(sheets);
    arena_free(feedback.arena);
}
