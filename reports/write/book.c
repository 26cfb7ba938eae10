#include "reports/write/book_private.h"

#include "pipeline/base/arena.h"
#include "pipeline/base/file.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/utf8.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <sys/stat.h>
#include <xlsxwriter.h>

enum { TEXT_MAX = 32767, NAME_MAX_UNITS = 31 };

void book_note(Book *book, lxw_error code)
{
    if (book->failed == LXW_NO_ERROR)
        book->failed = code;
}

/* --- what was asked for ---------------------------------------------------------------------- */

static void note_bytes(Book *book, const void *bytes, size_t size)
{
    digest_update(book->digest, (Str){bytes, size});
}

static void note_text(Book *book, Str text)
{
    note_bytes(book, &text.len, sizeof text.len);
    digest_update(book->digest, text);
}

static void note_style(Book *book, const BookStyle *style)
{
    const int look[] = {style->bold,     style->italic,  style->wrap,       style->top,
                        style->unlocked, style->rotated, (int)style->align, (int)style->border,
                        style->indent,   style->size,    (int)style->fill,  (int)style->color};
    note_bytes(book, look, sizeof look);
    note_text(book, str_from(style->number_format ? style->number_format : ""));
}

static bool same_style(const BookStyle *a, const BookStyle *b)
{
    const char *x = a->number_format ? a->number_format : "";
    const char *y = b->number_format ? b->number_format : "";
    return a->bold == b->bold && a->italic == b->italic && a->wrap == b->wrap && a->top == b->top &&
           a->unlocked == b->unlocked && a->rotated == b->rotated && a->align == b->align &&
           a->border == b->border && a->indent == b->indent && a->size == b->size &&
           a->fill == b->fill && a->color == b->color && strcmp(x, y) == 0;
}

/* The style's number in the book. What it looks like is added to the digest once, when it is new.
 */
static size_t style_number(Book *book, const BookStyle *style)
{
    size_t i = book->last_style;
    if (i < book->style_count && same_style(&book->styles[i].style, style))
        return i;
    for (i = 0; i < book->style_count && !same_style(&book->styles[i].style, style); i++)
        ;
    if (i == book->style_count) {
        x_grow(book->styles, book->style_cap, i + 1);
        book->styles[book->style_count++] = (StyleEntry){.style = *style};
        note_style(book, style);
    }
    book->last_style = i;
    return i;
}

/* Adds a call to the digest: which, where (-1: does not apply), and what. True where that is all.
 */
static bool noted(const BookSheet *sheet, char call, int a, int b, int c, int d, double number,
                  Str text, const BookStyle *style)
{
    Book *book = sheet->book;
    const struct {
        int call, look, place[4];
        double number;
        size_t length;
    } said = {.call = call,
              .look = style ? (int)style_number(book, style) : -1,
              .place = {a, b, c, d},
              .number = number,
              .length = text.len};
    note_bytes(book, &said, sizeof said);
    digest_update(book->digest, text);
    return book->dry;
}

/* --- text ------------------------------------------------------------------------------------ */

/* Is there _xHHHH_ at pos, which Excel would decode? */
static bool is_escape(Str s, size_t pos)
{
    if (pos + 7 > s.len || s.ptr[pos] != '_' || s.ptr[pos + 1] != 'x' || s.ptr[pos + 6] != '_')
        return false;
    for (size_t i = pos + 2; i < pos + 6; i++)
        if (!isxdigit((unsigned char)s.ptr[i]))
            return false;
    return true;
}

/* A copy that the library may take as char *, though it changes nothing. Lives with the book. */
static char *own(Book *book, Str text)
{
    char *copy = arena_alloc(book->arena, text.len + 1);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return copy;
}

/* Whether nothing in it must be put otherwise: nearly every text. */
static bool is_safe(Str text)
{
    if (text.len > TEXT_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\t' && c != '\n') || (c == '_' && is_escape(text, i)))
            return false;
    }
    return utf8_is_valid(text);
}

char *book_safe_text(Book *book, Str text)
{
    if (is_safe(text))
        return own(book, text);
    StrBuf buf = STRBUF_INIT;
    int units = 0;
    for (size_t pos = 0; pos < text.len;) {
        if (is_escape(text, pos)) {
            strbuf_append_cstr(&buf, "_x005F");
            units += 6;
        }
        uint32_t cp = utf8_next(text, &pos);
        units += cp > 0xFFFF ? 2 : 1;
        if (units > TEXT_MAX)
            break;
        if (cp >= 0x20 || cp == '\t' || cp == '\n')
            utf8_append(&buf, cp);
    }
    char *safe = own(book, strbuf_str(&buf));
    strbuf_free(&buf);
    return safe;
}

/* --- the book ----------------------------------------------------------------------------------
 */

/*
 * Midnight UTC of a day, as time_t: what the library writes as the document's dates. It takes it
 * apart in the one buffer of gmtime; threads may do so at once because all books of a process are
 * of the same day.
 */
static time_t day_time(Date date)
{
    return (time_t)(date_to_days(date) * 86400);
}

Book *book_create(const char *path, const BookOptions *options)
{
    Book *book = x_new(Book);
    book->arena = arena_create();
    book->path = arena_cstr(book->arena, str_from(path));
    book->temporary = arena_printf(book->arena, "%s.part", path).ptr;
    book->font = options->font ? options->font : "Calibri";
    book->font_size = options->font_size ? options->font_size : 11;
    book->names = map_create();
    book->digest = digest_create();
    note_text(book, STR(ROLLBOOK_VERSION)); /* another program may write it otherwise */
    note_text(book, options->title);
    note_text(book, options->author);
    note_text(book, str_from(book->font));
    note_bytes(book, &book->font_size, sizeof book->font_size);
    book->dry = options->dry;
    if (book->dry)
        return book;
    book->workbook = workbook_new(book->temporary);
    lxw_doc_properties properties = {0};
    properties.title = book_safe_text(book, options->title);
    properties.author = book_safe_text(book, options->author);
    properties.created = day_time(options->as_of);
    book_note(book, workbook_set_properties(book->workbook, &properties));
    return book;
}

static void write_out(Book *book, Error *err)
{
    lxw_error code = workbook_close(book->workbook);
    book_note(book, code);
    if (error_ok(err) && book->failed != LXW_NO_ERROR)
        error_set_at(err, STATUS_IO, (SourceRef){.file = book->path}, "cannot be written: %s",
                     lxw_strerror(book->failed));
    chmod(book->temporary, 0600);
    file_place(book->temporary, book->path, err);
}

void book_close_digest(Book *book, char digest[DIGEST_TEXT_SIZE], Error *err)
{
    if (!book)
        return;
    if (!book->dry)
        write_out(book, err);
    digest_finish(book->digest, digest);
    for (BookSheet *sheet = book->sheets, *next; sheet; sheet = next) {
        next = sheet->next;
        x_free(sheet);
    }
    map_free(book->names);
    x_free(book->styles);
    arena_free(book->arena);
    x_free(book);
}

void book_close(Book *book, Error *err)
{
    char ignored[DIGEST_TEXT_SIZE];
    book_close_digest(book, ignored, err);
}

/* --- styles ----------------------------------------------------------------------------------- */

static lxw_format *make_format(Book *book, const BookStyle *style)
{
    static const uint8_t ALIGNS[] = {LXW_ALIGN_NONE, LXW_ALIGN_LEFT, LXW_ALIGN_CENTER,
                                     LXW_ALIGN_RIGHT};
    lxw_format *format = workbook_add_format(book->workbook);
    format_set_font_name(format, book->font);
    format_set_font_size(format, style->size ? style->size : book->font_size);
    if (style->bold)
        format_set_bold(format);
    if (style->italic)
        format_set_italic(format);
    if (style->wrap)
        format_set_text_wrap(format);
    if (style->unlocked)
        format_set_unlocked(format);
    if (style->rotated)
        format_set_rotation(format, 90);
    if (style->align != BOOK_AUTO)
        format_set_align(format, ALIGNS[style->align]);
    format_set_align(format, style->top ? LXW_ALIGN_VERTICAL_TOP : LXW_ALIGN_VERTICAL_CENTER);
    if (style->indent)
        format_set_indent(format, (uint8_t)style->indent);
    if (style->border != BOOK_NO_BORDER) {
        format_set_border(format, style->border == BOOK_HAIR ? LXW_BORDER_HAIR : LXW_BORDER_THIN);
        format_set_border_color(format, 0xBFC5CC);
    }
    if (style->fill) {
        format_set_pattern(format, LXW_PATTERN_SOLID);
        format_set_bg_color(format, style->fill);
    }
    if (style->color)
        format_set_font_color(format, style->color);
    if (style->number_format)
        format_set_num_format(format, style->number_format);
    return format;
}

static lxw_format *format_of(Book *book, BookStyle style)
{
    StyleEntry *entry = &book->styles[style_number(book, &style)];
    if (!entry->format)
        entry->format = make_format(book, &entry->style);
    return entry->format;
}

/* --- sheets ----------------------------------------------------------------------------------- */

/* A name as Excel takes it: cut to 31 UTF-16 units with room for a number, forbidden signs blank.
 */
static Str fit_name(Book *book, Str name, int room)
{
    StrBuf buf = STRBUF_INIT;
    int units = 0;
    for (size_t pos = 0; pos < name.len;) {
        uint32_t cp = utf8_next(name, &pos);
        units += cp > 0xFFFF ? 2 : 1;
        if (units > NAME_MAX_UNITS - room)
            break;
        bool forbidden = cp < 0x20 || (cp < 0x80 && strchr("[]:*?/\\'", (int)cp));
        utf8_append(&buf, forbidden ? ' ' : cp);
    }
    Str fitted = arena_str(book->arena, str_trim(strbuf_str(&buf)));
    strbuf_free(&buf);
    return fitted.len ? fitted : STR("Sheet");
}

static Str folded(Book *book, Str name)
{
    char *copy = arena_alloc(book->arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++)
        copy[i] = (char)tolower((unsigned char)name.ptr[i]);
    return (Str){copy, name.len};
}

BookSheet *book_sheet(Book *book, Str name, Str *used)
{
    Str fitted = fit_name(book, name, 0);
    for (int n = 2; map_get(book->names, folded(book, fitted), NULL); n++)
        fitted = arena_printf(book->arena, "%.*s (%d)", STR_ARG(fit_name(book, name, 6)), n);
    map_intern(book->names, folded(book, fitted));
    BookSheet *sheet = x_new(BookSheet);
    sheet->book = book;
    sheet->name = arena_cstr(book->arena, fitted);
    if (!noted(sheet, 'S', -1, -1, -1, -1, 0, fitted, NULL)) {
        sheet->sheet = workbook_add_worksheet(book->workbook, sheet->name);
        if (!sheet->sheet)
            sheet->sheet = workbook_add_worksheet(book->workbook, NULL);
    }
    sheet->next = book->sheets;
    book->sheets = sheet;
    if (used)
        *used = fitted;
    return sheet;
}

#define ROW(row) ((lxw_row_t)(row))
#define COL(col) ((lxw_col_t)(col))

void book_text(BookSheet *sheet, int row, int col, Str text, BookStyle style)
{
    if (text.len == 0) {
        book_blank(sheet, row, col, style);
        return;
    }
    if (noted(sheet, 't', row, col, -1, -1, 0, text, &style))
        return;
    book_note(sheet->book, worksheet_write_string(sheet->sheet, ROW(row), COL(col),
                                                  book_safe_text(sheet->book, text),
                                                  format_of(sheet->book, style)));
}

void book_text_of_the_day(BookSheet *sheet, int row, int col, Str text, BookStyle style)
{
    if (noted(sheet, 't', row, col, -1, -1, 0, STR("today"), &style))
        return;
    book_note(sheet->book, worksheet_write_string(sheet->sheet, ROW(row), COL(col),
                                                  book_safe_text(sheet->book, text),
                                                  format_of(sheet->book, style)));
}

void book_number(BookSheet *sheet, int row, int col, double value, BookStyle style)
{
    if (!isfinite(value)) {
        book_blank(sheet, row, col, style);
        return;
    }
    if (noted(sheet, 'n', row, col, -1, -1, value, STR(""), &style))
        return;
    book_note(sheet->book, worksheet_write_number(sheet->sheet, ROW(row), COL(col), value,
                                                  format_of(sheet->book, style)));
}

void book_date(BookSheet *sheet, int row, int col, Date date, BookStyle style)
{
    book_number(sheet, row, col, date_to_serial(date), style);
}

void book_blank(BookSheet *sheet, int row, int col, BookStyle style)
{
    if (noted(sheet, 'b', row, col, -1, -1, 0, STR(""), &style))
        return;
    book_note(sheet->book, worksheet_write_blank(sheet->sheet, ROW(row), COL(col),
                                                 format_of(sheet->book, style)));
}

void book_formula(BookSheet *sheet, int row, int col, const char *formula, double value,
                  BookStyle style)
{
    if (noted(sheet, 'f', row, col, -1, -1, value, str_from(formula), &style))
        return;
    book_note(sheet->book, worksheet_write_formula_num(sheet->sheet, ROW(row), COL(col), formula,
                                                       format_of(sheet->book, style), value));
}

void book_link(BookSheet *sheet, int row, int col, const char *target, Str text, BookStyle style)
{
    noted(sheet, 'l', row, col, -1, -1, 0, str_from(target), NULL);
    if (noted(sheet, 'l', row, col, -1, -1, 0, text, &style))
        return;
    const char *url = arena_printf(sheet->book->arena, "internal:%s", target).ptr;
    book_note(sheet->book, worksheet_write_url_opt(sheet->sheet, ROW(row), COL(col), url,
                                                   format_of(sheet->book, style),
                                                   book_safe_text(sheet->book, text), NULL));
}

void book_merge(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col,
                Str text, BookStyle style)
{
    if (first_row == last_row && first_col == last_col) {
        book_text(sheet, first_row, first_col, text, style);
        return;
    }
    if (noted(sheet, 'm', first_row, first_col, last_row, last_col, 0, text, &style))
        return;
    book_note(sheet->book,
              worksheet_merge_range(sheet->sheet, ROW(first_row), COL(first_col), ROW(last_row),
                                    COL(last_col), book_safe_text(sheet->book, text),
                                    format_of(sheet->book, style)));
}

void book_comment(BookSheet *sheet, int row, int col, Str text)
{
    if (noted(sheet, 'c', row, col, -1, -1, 0, text, NULL))
        return;
    lxw_comment_options options = {.author = NULL, .width = 260, .height = 90};
    book_note(sheet->book,
              worksheet_write_comment_opt(sheet->sheet, ROW(row), COL(col),
                                          book_safe_text(sheet->book, text), &options));
}

void book_column_width(BookSheet *sheet, int first_col, int last_col, double characters)
{
    if (noted(sheet, 'w', first_col, last_col, -1, -1, characters, STR(""), NULL))
        return;
    book_note(sheet->book,
              worksheet_set_column(sheet->sheet, COL(first_col), COL(last_col), characters, NULL));
}

void book_column_style(BookSheet *sheet, int col, double characters, BookStyle style, bool hidden)
{
    if (noted(sheet, 'y', col, hidden, -1, -1, characters, STR(""), &style))
        return;
    lxw_row_col_options options = {.hidden = hidden};
    book_note(sheet->book, worksheet_set_column_opt(sheet->sheet, COL(col), COL(col), characters,
                                                    format_of(sheet->book, style), &options));
}

void book_row_height(BookSheet *sheet, int row, double points)
{
    if (noted(sheet, 'h', row, -1, -1, -1, points, STR(""), NULL))
        return;
    book_note(sheet->book, worksheet_set_row(sheet->sheet, ROW(row), points, NULL));
}

void book_freeze(BookSheet *sheet, int row, int col)
{
    if (noted(sheet, 'z', row, col, -1, -1, 0, STR(""), NULL))
        return;
    worksheet_freeze_panes(sheet->sheet, ROW(row), COL(col));
}

void book_hide(BookSheet *sheet)
{
    if (noted(sheet, 'i', -1, -1, -1, -1, 0, STR(""), NULL))
        return;
    worksheet_hide(sheet->sheet);
}

void book_default_height(BookSheet *sheet, double points)
{
    if (noted(sheet, 'd', -1, -1, -1, -1, points, STR(""), NULL))
        return;
    worksheet_set_default_row(sheet->sheet, points, LXW_FALSE);
}

void book_no_gridlines(BookSheet *sheet)
{
    if (noted(sheet, 'g', -1, -1, -1, -1, 0, STR(""), NULL))
        return;
    worksheet_gridlines(sheet->sheet, LXW_HIDE_ALL_GRIDLINES);
}

void book_tab_color(BookSheet *sheet, uint32_t color)
{
    if (noted(sheet, 'o', (int)color, -1, -1, -1, 0, STR(""), NULL))
        return;
    worksheet_set_tab_color(sheet->sheet, color);
}

void book_print_setup(BookSheet *sheet, bool landscape, Str header, Str footer)
{
    enum { PAPER_A4 = 9, HEADER_MAX = 250 };
    noted(sheet, 'p', landscape, -1, -1, -1, 0, header, NULL);
    if (noted(sheet, 'p', -1, -1, -1, -1, 0, footer, NULL))
        return;
    lxw_worksheet *target = sheet->sheet;
    worksheet_set_paper(target, PAPER_A4);
    if (landscape)
        worksheet_set_landscape(target);
    worksheet_fit_to_pages(target, 1, 0);
    worksheet_set_margins(target, 0.5, 0.5, 0.75, 0.75);
    Arena *arena = sheet->book->arena;
    book_note(sheet->book,
              worksheet_set_header(target, arena_cstr(arena, utf8_cut(header, HEADER_MAX))));
    book_note(sheet->book,
              worksheet_set_footer(target, arena_cstr(arena, utf8_cut(footer, HEADER_MAX))));
}

void book_repeat_rows(BookSheet *sheet, int first, int last)
{
    if (noted(sheet, 'r', first, last, -1, -1, 0, STR(""), NULL))
        return;
    book_note(sheet->book, worksheet_repeat_rows(sheet->sheet, ROW(first), ROW(last)));
}

void book_autofilter(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col)
{
    if (noted(sheet, 'a', first_row, first_col, last_row, last_col, 0, STR(""), NULL))
        return;
    book_note(sheet->book, worksheet_autofilter(sheet->sheet, ROW(first_row), COL(first_col),
                                                ROW(last_row), COL(last_col)));
}

void book_table(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col,
                const char *name, const Str *labels, const BookStyle *header_styles, bool filter)
{
    assert(!sheet->book->dry);
    Book *book = sheet->book;
    size_t count = (size_t)(last_col - first_col + 1);
    lxw_table_column *columns = x_new_array(lxw_table_column, count);
    lxw_table_column **list = x_new_array(lxw_table_column *, count + 1);
    for (size_t i = 0; i < count; i++) {
        columns[i].header = book_safe_text(book, labels[i]);
        columns[i].header_format = format_of(book, header_styles[i]);
        list[i] = &columns[i];
    }
    lxw_table_options options = {.name = own(book, str_from(name)),
                                 .no_autofilter = !filter,
                                 .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
                                 .style_type_number = 0,
                                 .columns = list};
    book_note(book, worksheet_add_table(sheet->sheet, ROW(first_row), COL(first_col), ROW(last_row),
                                        COL(last_col), &options));
    x_free(columns);
    x_free(list);
}

void book_protect(BookSheet *sheet)
{
    if (noted(sheet, 'k', -1, -1, -1, -1, 0, STR(""), NULL))
        return;
    lxw_protection options = {.format_columns = 1, .format_rows = 1, .autofilter = 1, .sort = 1};
    worksheet_protect(sheet->sheet, NULL, &options);
}

/* What the two kinds of drop-down share. */
static void validate(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col,
                     lxw_data_validation *validation, Str error_title, Str error_text)
{
    const Str texts[] = {error_title, error_text,
                         str_from(validation->value_formula ? validation->value_formula : "")};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        noted(sheet, 'v', first_row, first_col, last_row, last_col, 0, texts[i], NULL);
    for (char **choice = validation->value_list; choice && *choice; choice++)
        noted(sheet, 'v', -1, -1, -1, -1, 0, str_from(*choice), NULL);
    if (sheet->book->dry)
        return;
    /* Excel's limits: 32 characters of title, 255 of text. */
    validation->error_title = own(sheet->book, utf8_cut(error_title, 31));
    validation->error_message = own(sheet->book, utf8_cut(error_text, 254));
    book_note(sheet->book,
              worksheet_data_validation_range(sheet->sheet, ROW(first_row), COL(first_col),
                                              ROW(last_row), COL(last_col), validation));
}

void book_choices(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col,
                  const Str *choices, size_t count, Str error_title, Str error_text)
{
    char **list = x_new_array(char *, count + 1);
    for (size_t i = 0; i < count; i++)
        list[i] = book_safe_text(sheet->book, choices[i]);
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_LIST, .value_list = list};
    validate(sheet, first_row, first_col, last_row, last_col, &validation, error_title, error_text);
    x_free(list);
}

void book_choices_from(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col,
                       const char *range, Str error_title, Str error_text)
{
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_LIST_FORMULA,
                                      .value_formula = own(sheet->book, str_from(range))};
    validate(sheet, first_row, first_col, last_row, last_col, &validation, error_title, error_text);
}

void book_fill_where(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col,
                     const char *formula, uint32_t fill)
{
    if (noted(sheet, 'e', first_row, first_col, last_row, last_col, fill, str_from(formula), NULL))
        return;
    lxw_format *format = workbook_add_format(sheet->book->workbook);
    format_set_bg_color(format, fill);
    lxw_conditional_format condition = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                        .value_string = own(sheet->book, str_from(formula)),
                                        .format = format};
    book_note(sheet->book,
              worksheet_conditional_format_range(sheet->sheet, ROW(first_row), COL(first_col),
                                                 ROW(last_row), COL(last_col), &condition));
}

void book_cell_name(int row, int col, bool absolute, char out[24])
{
    char name[8];
    column_name(col + 1, name);
    snprintf(out, 24, absolute ? "$%s$%d" : "%s%d", name, row + 1);
}
