/* Workbooks of the registry. What they hold is told in registry_book.h. */

#include "reports/workbook/registry_book.h"

#include "pipeline/base/file.h"
#include "pipeline/base/number.h"
#include "pipeline/base/tsv.h"
#include "reports/write/book.h"

#include <stdio.h>

enum { HELP_ROW, HEAD_ROW, ENGLISH_ROW, THAI_ROW, EXAMPLE_ROW, FIRST_ROW }; /* 0-based */
enum { ROWS_MAX = 300, CHOICES_MAX = 200, COLUMNS_MAX = 32 };
enum { INK = 0x1F2D3A, GREY = 0x66727E, HEAD_FILL = 0xDCE6EE, EXAMPLE_FILL = 0xEEF1F4 };
enum { COLUMN, ENGLISH, THAI, EXAMPLE, FORMAT, CHOICES, FIELD_COUNT }; /* of the description */

typedef struct RegistryBook {
    const WorkbookContext *context;
    Arena *arena;
    Book *book;
    BookSheet *sheet, *lists;
    int list_count;
} RegistryBook;

/* The names of templates/indicators, which a target may have. */
static size_t indicator_names(const RegistryBook *self, Str *choices, Error *err)
{
    static const char FOLDER[] = "templates/indicators/";
    AssetList files = asset_list(self->context->assets, self->arena, FOLDER, err);
    size_t count = 0;
    for (size_t i = 0; i < files.count && count < CHOICES_MAX; i++) {
        Str path = str_from(files.paths[i]);
        if (str_ends_with(path, STR(".sql")))
            choices[count++] = str_slice(path, sizeof FOLDER - 1, path.len - 4);
    }
    return count;
}

/* A drop-down; its choices stand on the hidden second sheet. */
static void put_choices(RegistryBook *self, int col, Str text, Error *err)
{
    Str choices[CHOICES_MAX];
    size_t count = 0;
    if (str_is(text, "@indicators"))
        count = indicator_names(self, choices, err);
    else
        for (Str rest = text, choice; count < CHOICES_MAX && str_split(&rest, ';', &choice);)
            choices[count++] = choice;
    for (size_t i = 0; i < count; i++)
        book_text(self->lists, (int)i, self->list_count, choices[i], (BookStyle){0});
    char first[24], last[24];
    book_cell_name(0, self->list_count, true, first);
    book_cell_name((int)(count ? count - 1 : 0), self->list_count, true, last);
    book_choices_from(self->sheet, FIRST_ROW, col, FIRST_ROW + ROWS_MAX, col,
                      arena_printf(self->arena, "=lists!%s:%s", first, last).ptr,
                      STR("Please choose from the list. / โปรดเลือกจากรายการ"), text);
    self->list_count++;
}

static void put_column(RegistryBook *self, int col, const Str *fields, Error *err)
{
    BookStyle head = {.bold = true, .border = BOOK_THIN, .fill = HEAD_FILL, .color = INK};
    BookStyle told = {.wrap = true, .top = true, .size = 9, .color = GREY};
    BookStyle example = {.fill = EXAMPLE_FILL, .color = GREY, .italic = true};
    /* The # of the first cell keeps these lines from being read. */
    const char *mark = col == 0 ? "# " : "";
    book_text(self->sheet, HEAD_ROW, col, fields[COLUMN], head);
    book_text(self->sheet, ENGLISH_ROW, col,
              arena_printf(self->arena, "%s%.*s", mark, STR_ARG(fields[ENGLISH])), told);
    book_text(self->sheet, THAI_ROW, col,
              arena_printf(self->arena, "%s%.*s", mark, STR_ARG(fields[THAI])), told);
    double number;
    if (str_is(fields[FORMAT], "number") && number_parse(fields[EXAMPLE], &number))
        book_number(self->sheet, EXAMPLE_ROW, col, number, example);
    else
        book_text(self->sheet, EXAMPLE_ROW, col,
                  arena_printf(self->arena, "%s%.*s", mark, STR_ARG(fields[EXAMPLE])), example);
    BookStyle cells = {.number_format = str_is(fields[FORMAT], "text")   ? "@"
                                        : str_is(fields[FORMAT], "date") ? "yyyy-mm-dd"
                                                                         : NULL};
    book_column_style(self->sheet, col, 20, cells, false);
    if (fields[CHOICES].len)
        put_choices(self, col, fields[CHOICES], err);
}

void registry_book_write(const WorkbookContext *context, const char *name, const char *path,
                         Error *err)
{
    if (!error_ok(err))
        return;
    RegistryBook self = {.context = context, .arena = arena_create()};
    const char *file = arena_printf(self.arena, "templates/office/workbook/%s.tsv", name).ptr;
    Tsv table =
        tsv_parse(self.arena, asset_read(context->assets, self.arena, file, err), file, err);
    if (error_ok(err) && table.column_count != FIELD_COUNT)
        error_set_at(err, STATUS_CONFIG, (SourceRef){.file = file}, "expected %d columns",
                     FIELD_COUNT);
    if (error_ok(err)) {
        self.book = book_create(path, &(BookOptions){.title = str_from(name),
                                                     .author = str_from("rollbook"),
                                                     .as_of = context->as_of});
        self.sheet = book_sheet(self.book, str_from(name), NULL);
        self.lists = book_sheet(self.book, STR("lists"), NULL);
        book_text(self.sheet, HELP_ROW, 0,
                  STR("# One line each, below the grey ones. Lines that begin with # are not read."
                      " / กรอกหนึ่งรายการต่อแถว ใต้แถวสีเทา แถวที่ขึ้นต้นด้วย # จะไม่ถูกอ่าน"),
                  (BookStyle){.bold = true, .color = INK});
        for (size_t i = 0; i < table.row_count && i < COLUMNS_MAX; i++)
            put_column(&self, (int)i, table.rows[i].fields, err);
        book_row_height(self.sheet, ENGLISH_ROW, 62);
        book_row_height(self.sheet, THAI_ROW, 62);
        book_freeze(self.sheet, HEAD_ROW + 1, 1);
        book_hide(self.lists);
        book_print_setup(self.sheet, true, STR(""), STR("&R&8&P / &N"));
        book_close(self.book, err);
        file_sync(path, err);
    }
    arena_free(self.arena);
}
