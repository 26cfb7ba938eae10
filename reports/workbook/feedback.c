/* What a center gets back. What it holds is told in workbook.h. */

#include "reports/workbook/feedback_private.h"

#include "pipeline/base/json.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/unicode.h"

#include <assert.h>

enum {
    COLUMNS_MAX = 512,
    MESSAGE_WIDTH = 60,
    HEADER_ROW = 3, /* 0-based: title, keys, instruction, headings */
};

/* --- findings --------------------------------------------------------------------------------- */

/* What is wrong with one cell or row: text and color. */
typedef struct Mark {
    int64_t raw_row_id;
    int column; /* 1-based; 0: the row */
    bool is_error;
    Str message;
    Str fact_key; /* of a warning; empty: it can only be corrected */
} Mark;

typedef struct MarkList {
    Mark *items;
    size_t count, cap;
} MarkList;

static void add_mark(MarkList *list, Mark mark)
{
    x_grow(list->items, list->cap, list->count + 1);
    list->items[list->count++] = mark;
}

/* Errors and warnings of one sheet's rows, in the order of rows and columns. */
static MarkList find_marks(const Feedback *feedback, const SentSheet *sheet, Error *err)
{
    MarkList marks = {0};
    Stmt *stmt = feedback_query(feedback,
                                "SELECT f.raw_row_id, f.column_number, f.severity, f.message_key,"
                                " f.value, f.expected, f.other, f.fact_key FROM finding f"
                                " JOIN raw_row r ON r.raw_row_id = f.raw_row_id"
                                " WHERE r.raw_sheet_id = ?1 AND f.severity <> 'info'"
                                " ORDER BY f.raw_row_id, f.column_number, f.finding_id",
                                err);
    stmt_bind_int(stmt, 1, sheet->raw_sheet_id, err);
    while (stmt_step(stmt, err)) {
        Str message = feedback_message(feedback, feedback_copy(feedback, stmt_str(stmt, 3)),
                                       feedback_copy(feedback, stmt_str(stmt, 4)),
                                       feedback_copy(feedback, stmt_str(stmt, 5)),
                                       feedback_copy(feedback, stmt_str(stmt, 6)));
        add_mark(&marks, (Mark){stmt_int(stmt, 0), (int)stmt_int(stmt, 1),
                                str_is(stmt_str(stmt, 2), "error"), message,
                                feedback_copy(feedback, stmt_str(stmt, 7))});
    }
    stmt_reset(stmt);
    return marks;
}

/* --- rows ------------------------------------------------------------------------------------- */

enum { OURS_BEHIND = 3, /* message, answer, keys */ NOT_SHOWN = -1 };

/* Where a column of the sheet as it was sent stands now, 0-based, behind the ids. */
static int shown_column(const SentSheet *sent, int column)
{
    if (sent->ours_from == 0)
        return column;
    if (column == 1 || (column >= sent->ours_from && column < sent->ours_from + OURS_BEHIND))
        return NOT_SHOWN; /* they are put anew */
    return column - 1 - (column > sent->ours_from ? OURS_BEHIND : 0);
}

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

static void put_messages(const Feedback *feedback, const SentSheet *sent, BookSheet *sheet, int row,
                         int col, RowMarks marks)
{
    StrBuf buf = STRBUF_INIT;
    bool any_error = false;
    Str keys = STR("");
    for (size_t i = 0; i < marks.count; i++) {
        char name[8];
        int shown = shown_column(sent, marks.items[i].column);
        keys = feedback_add_key(feedback, keys, marks.items[i].fact_key);
        column_name(shown + 1, name);
        if (buf.len)
            strbuf_append_char(&buf, '\n');
        if (shown > 0)
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
        book_text(sheet, row, col, feedback_copy(feedback, strbuf_str(&buf)), style);
        book_row_height(sheet, row, 15.0 * (double)marks.count + 2);
    }
    feedback_put_answer(feedback, sheet, row, col + 1, keys);
    strbuf_free(&buf);
}

/* Cells of a stored row: calls put_cell for each. Returns the last column used, 0-based. */
static int put_cells(const Feedback *feedback, const SentSheet *sent, BookSheet *sheet, int row,
                     Str cells, RowMarks marks, double *widths)
{
    JsonScan scan = {.text = cells, .arena = feedback->arena};
    int last = 0;
    /* A cell that is missing is marked where it should stand; what is there goes over it. */
    for (size_t i = 0; i < marks.count; i++) {
        int shown = shown_column(sent, marks.items[i].column);
        if (shown < 1 || shown > COLUMNS_MAX)
            continue;
        BookStyle style = {.border = BOOK_HAIR, .fill = fill_of(marks, marks.items[i].column)};
        book_blank(sheet, row, shown, style);
        last = shown > last ? shown : last;
    }
    if (json_next(&scan) != JSON_ARRAY_OPEN)
        return last;
    while (json_next(&scan) == JSON_ARRAY_OPEN) {
        json_next(&scan);
        int column = (int)scan.number;
        json_next(&scan);
        Str type = scan.string, text = {0};
        JsonType token = json_next(&scan);
        double number = scan.number;
        if (token == JSON_STRING)
            text = scan.string;
        while ((token = json_next(&scan)) != JSON_ARRAY_CLOSE && token != JSON_END)
            ;
        int shown = shown_column(sent, column);
        if (shown < 1 || shown > COLUMNS_MAX)
            continue;
        BookStyle style = {
            .border = BOOK_HAIR, .color = INK, .top = true, .fill = fill_of(marks, column)};
        put_cell(sheet, row, shown, type, text, number, style);
        double width = str_is(type, "n") ? 9 : unicode_width(text) + 2;
        if (width > widths[shown])
            widths[shown] = width;
        last = shown > last ? shown : last;
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
    if (sent->kind->child_of_row)
        book_text(sheet, HEADER_ROW, 0, feedback_heading(feedback, STR("public_id"), STR("MEC ID")),
                  style);
    if (sent->header_row == 0)
        return 0; /* a form: its labels stand among its rows */
    if (json_next(&scan) != JSON_ARRAY_OPEN)
        return 0;
    while (json_next(&scan) == JSON_ARRAY_OPEN) {
        json_next(&scan);
        int column = shown_column(sent, (int)scan.number);
        Str field = STR("");
        if (json_next(&scan) == JSON_STRING)
            field = feedback_copy(feedback, scan.string);
        Str heading =
            json_next(&scan) == JSON_STRING ? feedback_copy(feedback, scan.string) : STR("");
        JsonType token;
        while ((token = json_next(&scan)) != JSON_ARRAY_CLOSE && token != JSON_END)
            ;
        if (column < 1 || column > COLUMNS_MAX)
            continue;
        /* A heading over two rows is joined with " / "; in one row it would be read otherwise. */
        if (field.len && (heading.len == 0 || str_find(heading, STR(" / "), 0) < heading.len))
            heading = feedback_heading(feedback, field, heading);
        book_text(sheet, HEADER_ROW, column, heading, style);
        double width = unicode_width(heading) + 2;
        width = width > 18 ? 18 : width;
        if (width > widths[column])
            widths[column] = width;
        last = column > last ? column : last;
    }
    return last;
}

static void put_key_label(const Feedback *feedback, BookSheet *sheet, int col, const char *field,
                          double *widths)
{
    Str label = feedback_heading(feedback, str_from(field), STR(""));
    book_text(sheet, 1, col, label, (BookStyle){.color = GREY});
    if (unicode_width(label) + 2 > widths[col])
        widths[col] = unicode_width(label) + 2;
}

static void put_sheet_head(const Feedback *feedback, BookSheet *sheet, const SentSheet *sent,
                           double *widths)
{
    Str title = arena_printf(feedback->arena, "%.*s · %.*s · %.*s", STR_ARG(feedback->center_name),
                             STR_ARG(sent->name), STR_ARG(sent->path));
    book_text(sheet, 0, 0, title, (BookStyle){.bold = true, .size = 13, .color = ACCENT});
    book_row_height(sheet, 0, 24); /* Burmese reaches far above and below */
    book_row_height(sheet, 1, 20);
    book_row_height(sheet, 2, 20);
    BookStyle key = {.color = GREY};
    put_key_label(feedback, sheet, 0, "center_code", widths);
    book_text(sheet, 1, 1, str_from(feedback->center_code), key);
    put_key_label(feedback, sheet, 2, "report_month", widths);
    book_text(sheet, 1, 3, sent->period_code, key);
    for (int i = 0; i < sent->key_count; i++) {
        put_key_label(feedback, sheet, 4 + 2 * i, sent->keys[i].field.ptr, widths);
        if (str_is(sent->keys[i].field, "submitted_at"))
            book_text_of_the_day(sheet, 1, 5 + 2 * i, sent->keys[i].value, key);
        else
            book_text(sheet, 1, 5 + 2 * i, sent->keys[i].value, key);
    }
    book_text(sheet, 2, 0, feedback_say(feedback, "feedback.how"),
              (BookStyle){.italic = true, .color = GREY});
}

/* The sheet's rows with the ids of their children. */
static Stmt *prepare_rows(const Feedback *feedback, const SentSheet *sent, Error *err)
{
    const char *child = sent->kind->child_of_row;
    Str sql = arena_printf(feedback->arena,
                           "SELECT r.raw_row_id, r.cells,"
                           " (SELECT c.public_id FROM child c WHERE c.child_id = %s) FROM raw_row r"
                           " WHERE r.raw_sheet_id = ?1 AND r.row_number > ?2"
                           " ORDER BY r.row_number, r.raw_row_id",
                           child ? child : "NULL");
    Stmt *rows = feedback_query(feedback, sql.ptr, err);
    stmt_bind_int(rows, 1, sent->raw_sheet_id, err);
    stmt_bind_int(rows, 2, sent->header_row, err);
    return rows;
}

/* The columns that an earlier feedback workbook put beside the center's own. */
static void find_ours(const Feedback *feedback, SentSheet *sent, Error *err)
{
    Stmt *stmt = feedback_query(
        feedback,
        "SELECT coalesce("
        " (SELECT c.value ->> 0 FROM json_each(?2) c WHERE c.value ->> 1 = 'feedback_message'),"
        " (SELECT min(c.value ->> 0) - 2 FROM raw_row r, json_each(r.cells) c" /* a form */
        "  WHERE r.raw_sheet_id = ?1 AND r.cells LIKE '%\"rollbook %'"
        "  AND c.value ->> 2 LIKE 'rollbook %'), ?3)"
        " FROM raw_sheet h JOIN raw_sheet marker USING (source_file_id)"
        " JOIN raw_row said ON said.raw_sheet_id = marker.raw_sheet_id"
        " WHERE h.raw_sheet_id = ?1 AND marker.name = 'rollbook'"
        " AND said.cells LIKE '%\"rollbook\"%\"feedback\"%' LIMIT 1",
        err);
    stmt_bind_int(stmt, 1, sent->raw_sheet_id, err);
    stmt_bind_str(stmt, 2, sent->columns, err);
    stmt_bind_int(stmt, 3, COLUMNS_MAX + 1, err);
    if (stmt_step(stmt, err))
        sent->ours_from = (int)stmt_int(stmt, 0);
    stmt_reset(stmt);
}

static void put_sheet(const Feedback *feedback, SentSheet *sent, Error *err)
{
    BookSheet *sheet = book_sheet(feedback->book, sent->name, &sent->used_name);
    double *widths = x_new_array(double, COLUMNS_MAX + 1);
    find_ours(feedback, sent, err);
    put_sheet_head(feedback, sheet, sent, widths);
    int last_col = put_headings(feedback, sheet, sent, widths);
    MarkList marks = find_marks(feedback, sent, err);
    Stmt *rows = prepare_rows(feedback, sent, err);
    /* Messages stand behind the widest row, so they are put when all cells are. */
    RowMarks *kept = NULL;
    size_t next = 0, count = 0, cap = 0;
    while (stmt_step(rows, err)) {
        int row = HEADER_ROW + 1 + (int)count;
        RowMarks found = marks_of(&marks, &next, stmt_int(rows, 0));
        x_grow(kept, cap, count + 1);
        kept[count++] = found;
        BookStyle id = {
            .border = BOOK_HAIR, .fill = ID_FILL, .color = GREY, .top = true, .number_format = "@"};
        book_text(sheet, row, 0, feedback_copy(feedback, stmt_str(rows, 2)), id);
        int last = put_cells(feedback, sent, sheet, row, stmt_str(rows, 1), found, widths);
        last_col = last > last_col ? last : last_col;
    }
    int message_col = last_col + 1;
    for (size_t i = 0; i < count; i++)
        put_messages(feedback, sent, sheet, HEADER_ROW + 1 + (int)i, message_col, kept[i]);
    x_free(kept);
    stmt_reset(rows);
    BookStyle head = {.bold = true, .border = BOOK_THIN, .fill = HEAD_FILL, .color = INK};
    if (sent->header_row > 0)
        book_text(sheet, HEADER_ROW, message_col,
                  feedback_heading(feedback, STR("feedback_message"), STR("Message")), head);
    book_column_width(sheet, 0, 0, 16);
    for (int col = 1; col <= last_col; col++)
        book_column_width(sheet, col, col,
                          widths[col] > 34  ? 34
                          : widths[col] < 8 ? 8
                                            : widths[col]);
    book_column_width(sheet, message_col, message_col, MESSAGE_WIDTH);
    feedback_answer_columns(feedback, sheet, sent->header_row > 0 ? HEADER_ROW : -1,
                            message_col + 1);
    book_freeze(sheet, HEADER_ROW + 1, 1);
    book_print_setup(sheet, true, STR(""), STR("&R&8&P / &N"));
    book_repeat_rows(sheet, HEADER_ROW, HEADER_ROW);
    if (marks.count)
        book_tab_color(sheet, 0xC0504D);
    x_free(marks.items);
    x_free(widths);
}

/* --- the workbook ----------------------------------------------------------------------------- */

/* What the program asks of a workbook that came back; people do not see this sheet. */
static void put_marker(const Feedback *feedback, const SentSheet *sheets, size_t count)
{
    const char *const lines[][2] = {
        {"rollbook", "feedback"},
        {"center_code", feedback->center_code},
        {"sample", feedback->context->config->sample ? "yes" : "no"},
        {"front", feedback->front_name.ptr},
        {"questions", feedback->questions_name.len ? feedback->questions_name.ptr : "-"},
    };
    enum { LINE_COUNT = sizeof lines / sizeof lines[0] };
    BookSheet *sheet = book_sheet(feedback->book, STR("rollbook"), NULL);
    for (int i = 0; i < LINE_COUNT; i++) {
        book_text(sheet, i, 0, str_from(lines[i][0]), (BookStyle){0});
        book_text(sheet, i, 1, str_from(lines[i][1]), (BookStyle){0});
    }
    for (size_t i = 0; i < count; i++) {
        book_text(sheet, LINE_COUNT + (int)i, 0, sheets[i].used_name, (BookStyle){0});
        book_text(sheet, LINE_COUNT + (int)i, 1, str_from(sheets[i].kind->name), (BookStyle){0});
    }
    book_hide(sheet);
}

/* Their numbers, for SQL: "12,15". */
static Str shown_sheets(const Feedback *feedback, const SentList *sheets)
{
    Str list = STR("0");
    for (size_t i = 0; i < sheets->count; i++)
        list = arena_printf(feedback->arena, "%.*s,%lld", STR_ARG(list),
                            (long long)sheets->items[i].raw_sheet_id);
    return list;
}

/* The center's name in the language, and the language itself where none is asked for. */
static const char *find_center(Feedback *feedback, const char *language, Error *err)
{
    feedback->center_name = str_from(feedback->center_code);
    Stmt *stmt = feedback_query(feedback,
                                "SELECT language, name_en, name_th, name_my FROM center"
                                " WHERE center_code = ?1",
                                err);
    stmt_bind_cstr(stmt, 1, feedback->center_code, err);
    if (stmt_step(stmt, err)) {
        if (!language)
            language = arena_cstr(feedback->arena, stmt_str(stmt, 0));
        Str nearest = str_from(words_nearest(str_from(language)));
        int column = str_is(nearest, "th") ? 2 : str_is(nearest, "my") ? 3 : 1;
        Str name = stmt_is_null(stmt, column) ? stmt_str(stmt, 1) : stmt_str(stmt, column);
        feedback->center_name =
            arena_printf(feedback->arena, "%.*s (%s)", STR_ARG(name), feedback->center_code);
    }
    stmt_reset(stmt);
    return language ? language : "en";
}

/* --- the maker -------------------------------------------------------------------------------- */

FeedbackMaker *feedback_open(WorkbookContext context, const SentSheets *sheets, Error *err)
{
    FeedbackMaker *maker = x_new(FeedbackMaker);
    maker->context = context;
    maker->sheets = sheets;
    maker->arena = arena_create();
    feedback_find_front(context.db, err);
    return maker;
}

void feedback_close(FeedbackMaker *maker)
{
    if (!maker)
        return;
    for (int i = 0; i < maker->query_count; i++)
        stmt_free(maker->queries[i]);
    arena_free(maker->arena);
    x_free(maker);
}

Stmt *feedback_query(const Feedback *feedback, const char *sql, Error *err)
{
    FeedbackMaker *maker = feedback->maker;
    for (int i = 0; i < maker->query_count && error_ok(err); i++) {
        Stmt *known = maker->queries[i];
        if (strcmp(sqlite3_sql(stmt_handle(known)), sql) == 0) {
            stmt_reset(known);
            sqlite3_clear_bindings(stmt_handle(known));
            return known;
        }
    }
    assert(maker->query_count < FEEDBACK_QUERIES_MAX);
    Stmt *query = db_prepare(maker->context.db, sql, err);
    if (query)
        maker->queries[maker->query_count++] = query;
    return query;
}

static const Words *words_of(FeedbackMaker *maker, const char *language, Error *err)
{
    static const char *const LANGUAGES[FEEDBACK_LANGUAGES] = {"en", "th", "my"};
    int slot = 0;
    for (int i = 0; i < FEEDBACK_LANGUAGES; i++)
        if (strcmp(LANGUAGES[i], language) == 0)
            slot = i;
    if (!maker->words[slot])
        maker->words[slot] = words_load(maker->context.assets, maker->arena, LANGUAGES[slot], err);
    return maker->words[slot];
}

void feedback_write(FeedbackMaker *maker, const char *center_code, const char *language,
                    const char *path, char digest[DIGEST_TEXT_SIZE], Error *err)
{
    digest[0] = '\0';
    if (!error_ok(err))
        return;
    Feedback feedback = {.maker = maker,
                         .context = &maker->context,
                         .center_code = center_code,
                         .arena = arena_create()};
    language = find_center(&feedback, language, err);
    feedback.language = language;
    feedback.words = words_of(maker, words_nearest(str_from(language)), err);
    if (maker->spellings.headings.row_count == 0)
        maker->spellings = spellings_load(maker->context.assets, maker->arena, err);
    feedback.spellings = &maker->spellings;
    SentList sheets = sent_sheets_of(maker->sheets, center_code, feedback.arena);
    if (error_ok(err)) {
        feedback.book =
            book_create(path ? path : "",
                        &(BookOptions){.title = feedback.center_name,
                                       .author = str_from(feedback.context->config->office_name[0]),
                                       .as_of = feedback.context->as_of,
                                       .font_size = 11,
                                       .dry = path == NULL});
        feedback_put_front(&feedback, err);
        for (size_t i = 0; i < sheets.count; i++)
            put_sheet(&feedback, &sheets.items[i], err);
        feedback_put_questions(&feedback, shown_sheets(&feedback, &sheets), err);
        put_marker(&feedback, sheets.items, sheets.count);
        book_close_digest(feedback.book, digest, err);
    }
    arena_free(feedback.arena);
}
