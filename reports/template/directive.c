/* Directives: fenced blocks that stand for data. */

#include "reports/template/expand.h"

#include "pipeline/base/file.h"
#include "pipeline/base/strbuf.h"
#include "reports/query/tabulate.h"

enum { NARRATIVE_BYTES_MAX = 1 << 20, NOTES_MAX = 6 };

static const char *const DIRECTIVES[] = {"values", "table", "chart", "csv", "narrative"};

bool is_directive(Str info)
{
    /* "text" marks code that stays code; anything else is a directive or a slip of the pen. */
    return !str_is_empty(str_trim(info)) && !str_is(str_trim(info), "text");
}

static const char *cstr_of(Expansion *expansion, Str text)
{
    return arena_cstr(expansion->arena, text);
}

/* The query that register_queries found at this line. */
static NamedQuery *query_at(const Scope *scope, int64_t line)
{
    for (size_t i = 0; i < scope->count; i++)
        if (scope->queries[i].line == line)
            return &scope->queries[i];
    return NULL;
}

/* --- notes ---------------------------------------------------------------------------------- */

typedef struct Notes {
    Str items[NOTES_MAX];
    size_t count;
} Notes;

static const Str *keep_notes(Expansion *expansion, const Notes *notes)
{
    Str *items = arena_new_array(expansion->arena, Str, notes->count + 1);
    memcpy(items, notes->items, notes->count * sizeof *items);
    return items;
}

static Notes own_notes(Expansion *expansion, const Scope *scope, const Attributes *attributes,
                       int64_t line, Error *err)
{
    Notes notes = {0};
    Str text = attribute_get(attributes, "notes");
    if (!str_is_empty(text))
        notes.items[notes.count++] = scope_fill(expansion, scope, text, line, err);
    return notes;
}

static bool table_has(const Table *table, ValueType type)
{
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->column_count; c++)
            if (table->rows[r].cells[c].value.type == type)
                return true;
    return false;
}

static bool figure_has(const Figure *figure, ValueType type)
{
    for (size_t s = 0; s < figure->series_count; s++)
        for (size_t c = 0; c < figure->category_count; c++)
            if (figure->series[s].values[c].type == type)
                return true;
    return false;
}

/* --- tables and charts ---------------------------------------------------------------------- */

/* The queries behind rows=district@districts, run. */
static Members *find_members(Expansion *expansion, const Scope *scope, const Attributes *attributes,
                             int64_t line, size_t *count, Error *err)
{
    static const char *const AXES[] = {"rows", "columns"};
    Members *members = arena_new_array(expansion->arena, Members, 6);
    *count = 0;
    for (size_t a = 0; a < 2; a++) {
        NameList names = attribute_list(expansion->arena, attributes, AXES[a]);
        for (size_t i = 0; i < names.count && i < 3 && error_ok(err); i++) {
            size_t at = str_find(names.names[i], STR("@"), 0);
            if (at == names.names[i].len)
                continue;
            Str name = str_slice(names.names[i], at + 1, names.names[i].len);
            NamedQuery *query = scope_query(scope, name);
            if (!query) {
                SourceRef place = {.file = expansion->file, .row = line};
                error_set_at(err, STATUS_REFUSED, place, "no query has the name \"%.*s\"",
                             STR_ARG(name));
                break;
            }
            members[(*count)++] = (Members){.column = str_slice(names.names[i], 0, at),
                                            .result = scope_result(expansion, query, err)};
        }
    }
    return members;
}

/* "Teachers by sex: no data received" in place of a table or figure. */
static void add_sentence(Expansion *expansion, Str caption, Str text, BlockList *out)
{
    add_paragraph(out, str_is_empty(caption) ? text
                                             : arena_printf(expansion->arena, "%.*s: %.*s",
                                                            STR_ARG(caption), STR_ARG(text)));
}

/* In place of a table without rows: its caption, and that there is nothing. */
static void add_nothing(Expansion *expansion, const Scope *scope, const Attributes *attributes,
                        Str caption, int64_t line, BlockList *out, Error *err)
{
    Str text = attribute_get(attributes, "empty");
    text = text.ptr ? scope_fill(expansion, scope, text, line, err)
                    : words_get(expansion->words, "report.no_rows");
    add_sentence(expansion, caption, text, out);
}

static void expand_table(Expansion *expansion, const Scope *scope, const NamedQuery *query,
                         const Tabulate *in, Str caption, BlockList *out, Error *err)
{
    Table table = tabulate_table(in, err);
    Notes notes = own_notes(expansion, scope, &query->attributes, query->line, err);
    if (table_has(&table, VALUE_HIDDEN))
        notes.items[notes.count++] = words_get(expansion->words, "report.hidden_note");
    table.id = query->name;
    if (str_is_empty(table.id))
        table.id = arena_printf(expansion->arena, "table-%d", expansion->captions.tables + 1);
    table.caption = caption;
    table.notes = keep_notes(expansion, &notes);
    table.note_count = notes.count;
    if (error_ok(err))
        add_table(out, &expansion->captions, table);
}

/* The figure in words: every value where there are few, else first and last of each series. */
static Str describe(Expansion *expansion, const Figure *figure)
{
    StrBuf buf = STRBUF_INIT;
    strbuf_append(&buf, figure->caption);
    for (size_t s = 0; s < figure->series_count; s++) {
        strbuf_append_cstr(&buf, ". ");
        strbuf_append(&buf, figure->series[s].label);
        const char *separator = ": ";
        for (size_t c = 0; c < figure->category_count; c++) {
            bool few = figure->category_count <= 12;
            if (!few && c > 0 && c + 1 < figure->category_count)
                continue;
            strbuf_append_cstr(&buf, separator);
            strbuf_append(&buf, figure->categories[c]);
            strbuf_append_char(&buf, ' ');
            value_append(&buf, expansion->words, figure->series[s].values[c], figure->format);
            separator = few ? ", " : " ... ";
        }
    }
    Str text = arena_str(expansion->arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return text;
}

static Str filled(Expansion *expansion, const Scope *scope, const NamedQuery *query,
                  const char *key, Error *err)
{
    Str text = attribute_get(&query->attributes, key);
    return text.ptr ? scope_fill(expansion, scope, text, query->line, err) : STR("");
}

static void expand_chart(Expansion *expansion, const Scope *scope, const NamedQuery *query,
                         const Tabulate *in, Str caption, BlockList *out, Error *err)
{
    Figure figure = tabulate_figure(in, err);
    bool hidden = figure_has(&figure, VALUE_HIDDEN);
    if (error_ok(err) && !figure_has(&figure, VALUE_INT) && !figure_has(&figure, VALUE_REAL)) {
        const char *why = hidden ? "report.all_hidden" : "value.none";
        add_sentence(expansion, caption, words_get(expansion->words, why), out);
        return;
    }
    Notes notes = own_notes(expansion, scope, &query->attributes, query->line, err);
    if (hidden)
        notes.items[notes.count++] = words_get(expansion->words, "report.hidden_in_chart");
    if (figure_has(&figure, VALUE_NONE))
        notes.items[notes.count++] = words_get(expansion->words, "report.none_in_chart");
    figure.id = query->name;
    if (str_is_empty(figure.id))
        figure.id = arena_printf(expansion->arena, "figure-%d", expansion->captions.figures + 1);
    figure.caption = caption;
    figure.x_label = filled(expansion, scope, query, "x_label", err);
    figure.y_label = filled(expansion, scope, query, "y_label", err);
    figure.target_label = filled(expansion, scope, query, "target_label", err);
    if (figure.has_target && str_is_empty(figure.target_label))
        figure.target_label = words_get(expansion->words, "report.target");
    figure.notes = keep_notes(expansion, &notes);
    figure.note_count = notes.count;
    figure.alt = describe(expansion, &figure);
    if (error_ok(err))
        add_figure(out, &expansion->captions, figure);
}

/* The staff's text of that name for the report's period, best in its language: relative to
 * inputs/; NULL where there is none. */
static const char *find_narrative(const Expansion *expansion, Str name)
{
    Arena *arena = expansion->arena;
    Str folder = expansion->context->period_code;
    const char *language = words_language(expansion->words);
    const Str files[] = {
        arena_printf(arena, "narrative/%.*s/%.*s-%s.md", STR_ARG(folder), STR_ARG(name), language),
        arena_printf(arena, "narrative/%.*s/%.*s.md", STR_ARG(folder), STR_ARG(name))};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (file_exists(file_join(arena, expansion->context->inputs_dir, files[i].ptr)))
            return files[i].ptr;
    return NULL;
}

/* A narrative as the text of a cell: its white space folded, nothing in it is Markdown. */
static Str comment_text(const Expansion *expansion, Str name, Error *err)
{
    const char *file = find_narrative(expansion, name);
    if (!file)
        return STR("");
    Arena *arena = expansion->arena;
    const char *path = file_join(arena, expansion->context->inputs_dir, file);
    Str text = file_read(arena, path, NARRATIVE_BYTES_MAX, err);
    StrBuf folded = STRBUF_INIT;
    for (size_t i = 0; i < text.len; i++) {
        bool space = strchr(" \t\r\n", text.ptr[i]) != NULL;
        if (!space)
            strbuf_append_char(&folded, text.ptr[i]);
        else if (folded.len && folded.ptr[folded.len - 1] != ' ')
            strbuf_append_char(&folded, ' ');
    }
    Str comment = arena_str(arena, str_trim(strbuf_str(&folded)));
    strbuf_free(&folded);
    return comment;
}

/*
 * narrative=comment:indicator: the column `comment` takes the staff's text named by the row's
 * `indicator`. A row that is marked as off its way and has none says so.
 */
static const ResultSet *with_comments(Expansion *expansion, const Attributes *attributes,
                                      const ResultSet *result, Error *err)
{
    Str pair = attribute_get(attributes, "narrative");
    if (!pair.ptr || !error_ok(err))
        return result;
    size_t colon = str_find(pair, STR(":"), 0);
    int column = result_column(result, str_slice(pair, 0, colon));
    int name = result_column(result, str_slice(pair, colon + 1, pair.len));
    int mark = result_column(result, STR("mark"));
    if (column < 0 || name < 0) {
        error_set(err, STATUS_REFUSED, "expected narrative=COLUMN:COLUMN, found \"%.*s\"",
                  STR_ARG(pair));
        return result;
    }
    Arena *arena = expansion->arena;
    ResultSet *copy = arena_new(arena, ResultSet);
    size_t cells = result->row_count * result->column_count;
    *copy = *result;
    copy->values = arena_new_array(arena, Value, cells + 1);
    if (cells)
        memcpy(copy->values, result->values, cells * sizeof *copy->values);
    for (size_t r = 0; r < result->row_count; r++) {
        Str text = comment_text(expansion, result_key(arena, result, r, (size_t)name), err);
        Str state = mark < 0 ? STR("") : result_key(arena, result, r, (size_t)mark);
        bool told = true; /* a missing comment would tell the state that a hidden figure has */
        for (size_t c = 0; c < result->column_count; c++)
            told = told && !result_is_hidden(result, r, c);
        if (text.len == 0 && told && (str_is(state, "off_track") || str_is(state, "at_risk")))
            text = words_get(expansion->words, "report.comment_missing");
        copy->values[r * result->column_count + (size_t)column] =
            (Value){.type = text.len ? VALUE_TEXT : VALUE_EMPTY, .text = text};
    }
    return copy;
}

/* Whether a pivot has rows without data: each of rows= has a query of its members. */
static bool rows_are_listed(Arena *arena, const Attributes *attributes)
{
    NameList rows = attribute_list(arena, attributes, "rows");
    for (size_t i = 0; i < rows.count; i++)
        if (str_find(rows.names[i], STR("@"), 0) == rows.names[i].len)
            return false;
    return rows.count > 0;
}

static void expand_query(Expansion *expansion, const Scope *scope, const Attributes *attributes,
                         int64_t line, BlockList *out, Error *err)
{
    NamedQuery *query = query_at(scope, line);
    if (!query)
        return;
    bool is_chart = str_is(attributes->words[0], "chart");
    attributes_check(attributes, is_chart ? TABULATE_CHART : TABULATE_TABLE, err);
    const ResultSet *result =
        with_comments(expansion, attributes, scope_result(expansion, query, err), err);
    expansion->beside = true;
    Str caption = scope_fill(expansion, scope, attributes->caption, line, err);
    expansion->beside = false;
    if (!error_ok(err))
        return;
    size_t member_count = 0;
    Members *members = find_members(expansion, scope, attributes, line, &member_count, err);
    Tabulate in = {.arena = expansion->arena,
                   .words = expansion->words,
                   .attributes = &query->attributes,
                   .result = result,
                   .protection = &query->protection,
                   .beside = expansion->template->audience == AUDIENCE_OFFICER,
                   .members = members,
                   .member_count = member_count};
    if (result->row_count == 0 && !rows_are_listed(expansion->arena, attributes))
        add_nothing(expansion, scope, attributes, caption, line, out, err);
    else if (is_chart)
        expand_chart(expansion, scope, query, &in, caption, out, err);
    else
        expand_table(expansion, scope, query, &in, caption, out, err);
}

/* --- csv and narrative ---------------------------------------------------------------------- */

static void expand_csv(Expansion *expansion, const Scope *scope, const Attributes *attributes,
                       Str body, int64_t line, BlockList *out, Error *err)
{
    attributes_check(attributes, "notes landscape", err);
    Table table = csv_table(expansion->arena, arena_str(expansion->arena, body), err);
    Notes notes = own_notes(expansion, scope, attributes, line, err);
    table.id = attributes->word_count > 1 ? attributes->words[1] : STR("csv");
    table.caption = scope_fill(expansion, scope, attributes->caption, line, err);
    table.landscape = str_is(attribute_get(attributes, "landscape"), "yes");
    table.notes = keep_notes(expansion, &notes);
    table.note_count = notes.count;
    if (error_ok(err))
        add_table(out, &expansion->captions, table);
}

static void expand_narrative(Expansion *expansion, const Scope *scope, const Attributes *attributes,
                             BlockList *out, Error *err)
{
    attributes_check(attributes, "", err);
    Arena *arena = expansion->arena;
    Str name = attributes->word_count > 1 ? attributes->words[1] : STR("");
    if (str_is_empty(name) || str_find(name, STR("/"), 0) < name.len || name.ptr[0] == '.') {
        error_set(err, STATUS_CONFIG, "expected narrative NAME, found \"%.*s\"", STR_ARG(name));
        return;
    }
    const char *file = find_narrative(expansion, name);
    if (!file) {
        add_paragraph(out, words_get(expansion->words, "report.no_narrative"));
        return;
    }
    const char *path = file_join(arena, expansion->context->inputs_dir, file);
    Str text = file_read(arena, path, NARRATIVE_BYTES_MAX, err);
    const char *outer = expansion->file;
    expansion->file = file;
    expansion->narrative = true;
    /* A narrative sees the template's values, and may not name queries of its own. */
    Scope inner = {.parent = scope};
    expand_text(expansion, &inner, text, 1, out, err);
    expansion->narrative = false;
    expansion->file = outer;
}

void expand_directive(Expansion *expansion, const Scope *scope, Str info, Str body, int64_t line,
                      BlockList *out, Error *err)
{
    if (!error_ok(err))
        return;
    SourceRef at = {.file = expansion->file, .row = line};
    Error trouble = {0};
    Attributes attributes = attributes_parse(arena_str(expansion->arena, info), &trouble);
    if (!error_ok(&trouble)) {
        error_set_at(err, STATUS_CONFIG, at, "%s", trouble.message);
        return;
    }
    const char *word = attributes.word_count > 0 ? cstr_of(expansion, attributes.words[0]) : "";
    bool known = false;
    for (size_t i = 0; i < sizeof DIRECTIVES / sizeof *DIRECTIVES; i++)
        known = known || strcmp(DIRECTIVES[i], word) == 0;
    if (!known)
        error_set_at(err, STATUS_CONFIG, at,
                     "\"%s\" is no directive: expected values, table, chart, csv, narrative, or "
                     "text for plain code",
                     word);
    else if (expansion->narrative && strcmp(word, "csv") != 0)
        error_set_at(err, STATUS_CONFIG, at, "a narrative may hold csv blocks, but no %s", word);
    else if (strcmp(word, "csv") == 0)
        expand_csv(expansion, scope, &attributes, body, line, out, err);
    else if (strcmp(word, "narrative") == 0)
        expand_narrative(expansion, scope, &attributes, out, err);
    else if (strcmp(word, "values") == 0)
        attributes_check(&attributes, "format dimension exempt from hidden_with", err);
    else
        expand_query(expansion, scope, &attributes, line, out, err);
    error_place(err, at);
}
