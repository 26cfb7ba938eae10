/* Names, expressions and conditions of templates. */

#include "reports/template/scope.h"

#include "pipeline/base/strbuf.h"

static void refuse(const Expansion *expansion, int64_t line, Error *err, const char *what, Str name)
{
    SourceRef at = {.file = expansion->file, .row = line};
    error_set_at(err, STATUS_REFUSED, at, "%s \"%.*s\"", what, STR_ARG(name));
}

NamedQuery *scope_query(const Scope *scope, Str name)
{
    for (const Scope *s = scope; s; s = s->parent)
        for (size_t i = 0; i < s->count; i++)
            if (!str_is_empty(name) && str_eq(s->queries[i].name, name))
                return &s->queries[i];
    return NULL;
}

/* --- running queries ------------------------------------------------------------------------ */

typedef struct LookupContext {
    const Expansion *expansion;
    const Scope *scope;
} LookupContext;

static bool lookup(const void *context, Str name, Value *value)
{
    const LookupContext *at = context;
    ValueFormat format = FORMAT_PLAIN;
    Str reference = {0};
    return scope_value(at->expansion, at->scope, name, value, &format, &reference);
}

/* Columns that name rows, not counts: those of rows=, columns=, x=, series=, group=, dimension=. */
static void find_dimensions(Arena *arena, const Attributes *attributes, Protection *protection)
{
    static const char *const KEYS[] = {"rows", "columns", "x", "series", "group", "dimension"};
    enum { KEY_COUNT = sizeof KEYS / sizeof *KEYS };
    size_t count = 0;
    for (size_t k = 0; k < KEY_COUNT; k++)
        count += attribute_list(arena, attributes, KEYS[k]).count;
    Str *names = arena_new_array(arena, Str, count + 1);
    size_t n = 0;
    for (size_t k = 0; k < KEY_COUNT; k++) {
        NameList list = attribute_list(arena, attributes, KEYS[k]);
        for (size_t i = 0; i < list.count; i++)
            names[n++] = str_slice(list.names[i], 0, str_find(list.names[i], STR("@"), 0));
    }
    protection->dimensions = names;
    protection->dimension_count = n;
}

static void note_exemption(Expansion *expansion, int64_t line, Str reason)
{
    ExemptionList *list = expansion->exemptions;
    if (list->count == list->cap) {
        list->cap = list->cap ? list->cap * 2 : 8;
        Exemption *items = arena_new_array(expansion->arena, Exemption, list->cap);
        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
    }
    list->items[list->count++] = (Exemption){line, reason};
}

static Protection protection_of(Expansion *expansion, const NamedQuery *query)
{
    Audience audience = expansion->template->audience;
    Protection protection = {0};
    if (audience == AUDIENCE_PARTNER || audience == AUDIENCE_DONOR)
        protection.minimum_cell = expansion->context->config->minimum_cell[audience];
    protection.exempt = attribute_get(&query->attributes, "exempt");
    if (!str_is_empty(protection.exempt) && protection.minimum_cell > 1)
        note_exemption(expansion, query->line, protection.exempt);
    find_dimensions(expansion->arena, &query->attributes, &protection);
    return protection;
}

/* hidden_with=status:value: what would tell a hidden value is hidden with it. */
static void hide_together(NamedQuery *query)
{
    ResultSet *result = &query->result;
    for (size_t i = 0; i < result->column_count; i++) {
        Str other = attribute_pair(&query->attributes, "hidden_with", result->columns[i].name);
        int column = other.ptr ? result_column(result, other) : -1;
        for (size_t row = 0; column >= 0 && row < result->row_count; row++)
            if (result_is_hidden(result, row, (size_t)column))
                result->hidden[row * result->column_count + i] = true;
    }
}

const ResultSet *scope_result(Expansion *expansion, NamedQuery *query, Error *err)
{
    if (!error_ok(err) || query->done)
        return &query->result;
    if (query->running) {
        refuse(expansion, query->line, err, "this query needs its own result:", query->name);
        return &query->result;
    }
    query->running = true;
    query->protection = protection_of(expansion, query);
    Str sql = query->sql;
    int64_t line = query->line + 1;
    const Scope *scope = query->scope;
    Str from = attribute_get(&query->attributes, "from");
    if (from.ptr) {
        /* The same query, protected by this directive's own dimensions. */
        const NamedQuery *source = scope_query(scope, from);
        if (!source) {
            refuse(expansion, query->line, err, "no query has the name", from);
            return &query->result;
        }
        sql = source->sql;
        line = source->line + 1;
        scope = source->scope;
    }
    LookupContext context = {expansion, scope};
    Query run = {.reach = expansion->context->reach,
                 .sql = sql,
                 .file = expansion->file,
                 .line = line,
                 .lookup = lookup,
                 .context = &context,
                 .protection = &query->protection,
                 .known = expansion->context->results};
    query->result = query_run(expansion->arena, &run, err);
    hide_together(query);
    query->done = true;
    query->running = false;
    return &query->result;
}

/* --- values --------------------------------------------------------------------------------- */

/* A cell as a text shows it: its column's format=, NULL of a number column as "no data". */
static void cell_value(const NamedQuery *query, size_t row, size_t column, Value *value,
                       ValueFormat *format)
{
    *value = result_at(&query->result, row, column);
    Str given = attribute_pair(&query->attributes, "format", query->result.columns[column].name);
    *format = FORMAT_PLAIN;
    if (given.ptr)
        value_format_parse(given, format);
    if (value->type == VALUE_EMPTY && query->result.columns[column].numeric)
        value->type = VALUE_NONE;
}

static bool global_value(const Expansion *expansion, Str name, Value *value, ValueFormat *format)
{
    const ReportContext *context = expansion->context;
    char as_of[DATE_TEXT_SIZE];
    date_format_iso(context->as_of, as_of);
    int language = str_is(str_from(words_language(expansion->words)), "th")   ? 1
                   : str_is(str_from(words_language(expansion->words)), "my") ? 2
                                                                              : 0;
    const char *office = context->config->office_name[language];
    const char *agreement = context->config->agreement;
    const struct {
        const char *name;
        Str text;
        ValueFormat format;
    } globals[] = {
        {"period", context->period_code, FORMAT_PERIOD},
        {"previous", context->previous_code, FORMAT_PERIOD},
        {"first_day", context->first_day, FORMAT_DATE},
        {"last_day", context->last_day, FORMAT_DATE},
        {"as_of", str_from(as_of), FORMAT_DATE},
        {"language", str_from(words_language(expansion->words)), FORMAT_PLAIN},
        {"office", str_from(office ? office : context->config->office_name[0]), FORMAT_PLAIN},
        {"project", str_from(context->config->project_name), FORMAT_PLAIN},
        {"agreement", str_from(agreement ? agreement : ""), FORMAT_PLAIN},
        {"digest", context->digest, FORMAT_ID},
        {"center", context->center_code, FORMAT_PLAIN},
        {"recipient", context->recipient, FORMAT_PLAIN},
        {"why", context->why, FORMAT_PLAIN},
        {"generator", STR("rollbook " ROLLBOOK_VERSION), FORMAT_PLAIN},
    };
    for (size_t i = 0; i < sizeof globals / sizeof *globals; i++)
        if (str_is(name, globals[i].name)) {
            *value =
                (Value){.type = VALUE_TEXT, .text = arena_str(expansion->arena, globals[i].text)};
            *format = globals[i].format;
            return true;
        }
    if (str_is(name, "minimum_cell")) {
        int minimum = context->config->minimum_cell[expansion->template->audience];
        *value = (Value){.type = VALUE_INT, .integer = minimum};
        return true;
    }
    return false;
}

static Str lineage_of(const Expansion *expansion, const NamedQuery *query, size_t row)
{
    int column = result_column(&query->result, STR("lineage"));
    return column < 0 ? STR("") : result_key(expansion->arena, &query->result, row, (size_t)column);
}

bool scope_value(const Expansion *expansion, const Scope *scope, Str name, Value *value,
                 ValueFormat *format, Str *reference)
{
    for (const Scope *s = scope; s; s = s->parent) {
        int column = s->rows ? result_column(&s->rows->result, name) : -1;
        if (column >= 0) {
            cell_value(s->rows, s->row, (size_t)column, value, format);
            *reference = lineage_of(expansion, s->rows, s->row);
            return true;
        }
    }
    return global_value(expansion, name, value, format);
}

/* "reach.children": the only row of a query. */
static Shown query_value(Expansion *expansion, const Scope *scope, Str name, size_t dot,
                         int64_t line, ValueFormat *format, Error *err)
{
    Shown shown = {0};
    NamedQuery *query = scope_query(scope, str_slice(name, 0, dot));
    if (!query) {
        refuse(expansion, line, err, "no query has the name", str_slice(name, 0, dot));
        return shown;
    }
    const ResultSet *result = scope_result(expansion, query, err);
    if (!error_ok(err))
        return shown;
    int column = result_column(result, str_slice(name, dot + 1, name.len));
    if (column < 0)
        refuse(expansion, line, err, "no column of the query has the name", name);
    else if (result->row_count != 1) {
        SourceRef at = {.file = expansion->file, .row = line};
        error_set_at(err, STATUS_REFUSED, at, "expected one row of \"%.*s\", found %zu",
                     STR_ARG(query->name), result->row_count);
    } else {
        cell_value(query, 0, (size_t)column, &shown.value, format);
        shown.reference = lineage_of(expansion, query, 0);
    }
    return shown;
}

static Str word_text(const Expansion *expansion, Str key, int64_t line, Error *err)
{
    const char *cstr = arena_cstr(expansion->arena, key);
    if (!words_has(expansion->words, cstr))
        refuse(expansion, line, err, "templates/strings has no word", key);
    /* The officer sees the English beside a translation that nobody checked: in headings, captions
       and messages, not within sentences. */
    return expansion->beside && expansion->template->audience == AUDIENCE_OFFICER
               ? words_beside(expansion->words, expansion->arena, cstr)
               : words_get(expansion->words, cstr);
}

Shown scope_expression(Expansion *expansion, const Scope *scope, Str expression, int64_t line,
                       Error *err)
{
    Shown shown = {0};
    if (!error_ok(err))
        return shown;
    size_t bar = str_find(expression, STR("|"), 0);
    Str name = str_trim(str_slice(expression, 0, bar));
    size_t dot = str_find(name, STR("."), 0);
    ValueFormat format = FORMAT_PLAIN;
    if (str_starts_with(name, STR("word."))) {
        shown.text = word_text(expansion, str_slice(name, 5, name.len), line, err);
        shown.is_word = true;
        return shown;
    }
    if (dot < name.len)
        shown = query_value(expansion, scope, name, dot, line, &format, err);
    else if (!scope_value(expansion, scope, name, &shown.value, &format, &shown.reference))
        refuse(expansion, line, err, "nothing here has the name", name);
    Str given =
        bar < expression.len ? str_trim(str_slice(expression, bar + 1, expression.len)) : (Str){0};
    if (str_is(given, "word") && shown.value.type == VALUE_TEXT) {
        /* {{reason|word}}: the value is itself a key. */
        shown.text = words_get(expansion->words, arena_cstr(expansion->arena, shown.value.text));
        return shown;
    }
    if (str_starts_with(given, STR("words."))) {
        /* {{status|words.status}}: a code as its label. */
        Str prefix = str_slice(given, 6, given.len);
        shown.text = shown.value.type == VALUE_TEXT || shown.value.type == VALUE_EMPTY
                         ? words_code(expansion->words, expansion->arena, prefix, shown.value.text)
                         : value_text(expansion->arena, expansion->words, shown.value, format);
        return shown;
    }
    if (given.ptr && !value_format_parse(given, &format))
        refuse(expansion, line, err, "no format has the name", given);
    shown.text = value_text(expansion->arena, expansion->words, shown.value, format);
    return shown;
}

Str scope_fill(Expansion *expansion, const Scope *scope, Str text, int64_t line, Error *err)
{
    if (str_find(text, STR("{{"), 0) == text.len)
        return text;
    StrBuf buf = STRBUF_INIT;
    for (size_t at = 0; at < text.len && error_ok(err);) {
        size_t open = str_find(text, STR("{{"), at);
        strbuf_append(&buf, str_slice(text, at, open));
        size_t close = str_find(text, STR("}}"), open);
        if (open < text.len) {
            Shown shown =
                scope_expression(expansion, scope, str_slice(text, open + 2, close), line, err);
            strbuf_append(&buf, shown.text);
        }
        at = close + 2;
    }
    Str filled = arena_str(expansion->arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return filled;
}

static bool is_true(Value value)
{
    switch (value.type) {
    case VALUE_EMPTY:
    case VALUE_NONE:
        return false;
    case VALUE_HIDDEN:
        return true; /* a hidden count is not 0 */
    case VALUE_INT:
    case VALUE_REAL:
        return value_number(value) > 0 || value_number(value) < 0;
    default:
        return !str_is_empty(value.text);
    }
}

bool scope_condition(Expansion *expansion, const Scope *scope, Str name, int64_t line,
                     NamedQuery **query, Error *err)
{
    *query = NULL;
    if (!error_ok(err))
        return false;
    size_t dot = str_find(name, STR("."), 0);
    if (str_starts_with(name, STR("language.")))
        return str_is(str_slice(name, dot + 1, name.len), words_language(expansion->words));
    if (dot == name.len && scope_query(scope, name)) {
        *query = scope_query(scope, name);
        return scope_result(expansion, *query, err)->row_count > 0;
    }
    return is_true(scope_expression(expansion, scope, name, line, err).value);
}
