/*
 * Expands a template's pieces: sections by their condition or once for each row, text through
 * cmark. Names in text are replaced after parsing, so data is never read as Markdown.
 */

#include "reports/template/expand.h"

#include "pipeline/base/mem.h"

enum { NESTING_MAX = 64, QUERIES_MAX = 400 };

static void expand_blocks(Expansion *expansion, const Scope *scope, cmark_node *first, int64_t line,
                          BlockList *out, int depth, Error *err);

static void fail(const Expansion *expansion, int64_t line, Error *err, const char *what)
{
    SourceRef at = {.file = expansion->file, .row = line};
    error_set_at(err, STATUS_CONFIG, at, "%s", what);
}

/* --- inlines -------------------------------------------------------------------------------- */

static void add_expression(Expansion *expansion, const Scope *scope, Str expression, int64_t line,
                           InlineList *out, Error *err)
{
    Str name = str_trim(expression);
    if (name.len > 0 && strchr("#^/", name.ptr[0])) {
        fail(expansion, line, err, "a section's tag must stand alone on its line");
        return;
    }
    Shown shown = scope_expression(expansion, scope, expression, line, err);
    if (!error_ok(err))
        return;
    bool is_figure =
        !shown.is_word && (value_is_number(shown.value) || shown.value.type == VALUE_HIDDEN ||
                           shown.value.type == VALUE_NONE);
    if (is_figure)
        inline_list_add(out, (Inline){.kind = INLINE_VALUE,
                                      .text = shown.text,
                                      .value = shown.value,
                                      .reference = shown.reference});
    else
        inline_list_add_text(out, shown.text);
}

static void add_text(Expansion *expansion, const Scope *scope, Str text, int64_t line,
                     InlineList *out, Error *err)
{
    for (size_t at = 0; at < text.len && error_ok(err);) {
        size_t open = str_find(text, STR("{{"), at);
        inline_list_add_text(out, arena_str(expansion->arena, str_slice(text, at, open)));
        if (open == text.len)
            break;
        size_t close = str_find(text, STR("}}"), open);
        if (close == text.len) {
            fail(expansion, line, err, "expected }} after {{ on the same line");
            return;
        }
        add_expression(expansion, scope, str_slice(text, open + 2, close), line, out, err);
        at = close + 2;
    }
}

static Str literal_of(cmark_node *node)
{
    return str_from(cmark_node_get_literal(node));
}

static void add_inlines(Expansion *expansion, const Scope *scope, cmark_node *parent, int64_t line,
                        InlineList *out, int depth, Error *err);

static void add_container(Expansion *expansion, const Scope *scope, cmark_node *node, int64_t line,
                          InlineKind kind, InlineList *out, int depth, Error *err)
{
    InlineList children = {.arena = expansion->arena};
    add_inlines(expansion, scope, node, line, &children, depth + 1, err);
    Inline item = {.kind = kind, .children = children.items, .count = children.count};
    if (kind == INLINE_LINK)
        item.url = arena_str(expansion->arena, str_from(cmark_node_get_url(node)));
    inline_list_add(out, item);
}

static bool is_comment(Str html)
{
    return str_starts_with(html, STR("<!--"));
}

static void add_inlines(Expansion *expansion, const Scope *scope, cmark_node *parent, int64_t line,
                        InlineList *out, int depth, Error *err)
{
    if (depth > NESTING_MAX)
        fail(expansion, line, err, "the text is nested too deeply");
    for (cmark_node *node = cmark_node_first_child(parent); node && error_ok(err);
         node = cmark_node_next(node)) {
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_TEXT:
            add_text(expansion, scope, literal_of(node), line, out, err);
            break;
        case CMARK_NODE_SOFTBREAK:
            inline_list_add(out, (Inline){.kind = INLINE_SOFT_BREAK});
            line++;
            break;
        case CMARK_NODE_LINEBREAK:
            inline_list_add(out, (Inline){.kind = INLINE_LINE_BREAK});
            line++;
            break;
        case CMARK_NODE_CODE:
            inline_list_add(
                out, (Inline){.kind = INLINE_CODE,
                              .text = scope_fill(expansion, scope,
                                                 arena_str(expansion->arena, literal_of(node)),
                                                 line, err)});
            break;
        case CMARK_NODE_EMPH:
            add_container(expansion, scope, node, line, INLINE_EMPH, out, depth, err);
            break;
        case CMARK_NODE_STRONG:
            add_container(expansion, scope, node, line, INLINE_STRONG, out, depth, err);
            break;
        case CMARK_NODE_LINK:
            add_container(expansion, scope, node, line, INLINE_LINK, out, depth, err);
            break;
        case CMARK_NODE_HTML_INLINE:
            if (!is_comment(literal_of(node)))
                fail(expansion, line, err, "HTML is not read in templates");
            break;
        default:
            fail(expansion, line, err, "pictures are not read in templates");
        }
    }
}

/* --- blocks --------------------------------------------------------------------------------- */

/* The second line of a pipe table: nothing but - : | and blanks, with both a bar and a dash. */
static bool is_pipe_rule(Str text)
{
    bool bar = false;
    bool dash = false;
    for (size_t i = 0; i < text.len; i++) {
        bar |= text.ptr[i] == '|';
        dash |= text.ptr[i] == '-';
        if (!strchr("-:| \t", text.ptr[i]))
            return false;
    }
    return bar && dash;
}

static void refuse_pipe_table(Expansion *expansion, cmark_node *paragraph, int64_t line, Error *err)
{
    for (cmark_node *node = cmark_node_first_child(paragraph); node; node = cmark_node_next(node)) {
        if (cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK)
            line++;
        else if (cmark_node_get_type(node) == CMARK_NODE_TEXT && is_pipe_rule(literal_of(node)))
            fail(expansion, line, err,
                 "tables with | are not CommonMark: write the table as a fenced block ```csv");
    }
}

static Block inline_block(Expansion *expansion, const Scope *scope, cmark_node *node, int64_t line,
                          BlockKind kind, Error *err)
{
    InlineList inlines = {.arena = expansion->arena};
    add_inlines(expansion, scope, node, line, &inlines, 0, err);
    return (Block){.kind = kind, .inlines = inlines.items, .inline_count = inlines.count};
}

static void expand_heading(Expansion *expansion, const Scope *scope, cmark_node *node, int64_t line,
                           BlockList *out, Error *err)
{
    expansion->beside = true;
    Block block = inline_block(expansion, scope, node, line, BLOCK_HEADING, err);
    expansion->beside = false;
    /* A narrative stands below a heading of the template, so its own are lower. */
    int level = cmark_node_get_heading_level(node) + (expansion->narrative ? 2 : 0);
    block.level = level > 6 ? 6 : level;
    block.id = arena_printf(expansion->arena, "section-%d", ++expansion->headings);
    block_list_add(out, block);
}

static void expand_list(Expansion *expansion, const Scope *scope, cmark_node *list, int64_t line,
                        BlockList *out, int depth, Error *err)
{
    size_t count = 0;
    for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item))
        count++;
    ListItem *items = arena_new_array(expansion->arena, ListItem, count);
    size_t i = 0;
    for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item)) {
        BlockList blocks = {.arena = expansion->arena};
        expand_blocks(expansion, scope, cmark_node_first_child(item), line, &blocks, depth + 1,
                      err);
        items[i++] = (ListItem){.blocks = blocks.items, .count = blocks.count};
    }
    block_list_add(out, (Block){.kind = BLOCK_LIST,
                                .ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST,
                                .start = cmark_node_get_list_start(list),
                                .items = items,
                                .item_count = count});
}

static void expand_html(Expansion *expansion, Str html, int64_t line, BlockList *out, Error *err)
{
    Str text = str_trim(html);
    if (str_is(text, "<!-- page break -->"))
        block_list_add(out, (Block){.kind = BLOCK_PAGE_BREAK});
    else if (!is_comment(text))
        fail(expansion, line, err, "HTML is not read in templates");
}

static void expand_block(Expansion *expansion, const Scope *scope, cmark_node *node, int64_t base,
                         BlockList *out, int depth, Error *err)
{
    int64_t line = base + cmark_node_get_start_line(node) - 1;
    BlockList inner = {.arena = expansion->arena};
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
        refuse_pipe_table(expansion, node, line, err);
        block_list_add(out, inline_block(expansion, scope, node, line, BLOCK_PARAGRAPH, err));
        break;
    case CMARK_NODE_HEADING:
        expand_heading(expansion, scope, node, line, out, err);
        break;
    case CMARK_NODE_LIST:
        expand_list(expansion, scope, node, base, out, depth, err);
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        expand_blocks(expansion, scope, cmark_node_first_child(node), base, &inner, depth + 1, err);
        block_list_add(
            out, (Block){.kind = BLOCK_QUOTE, .blocks = inner.items, .block_count = inner.count});
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        block_list_add(out, (Block){.kind = BLOCK_RULE});
        break;
    case CMARK_NODE_HTML_BLOCK:
        expand_html(expansion, literal_of(node), line, out, err);
        break;
    case CMARK_NODE_CODE_BLOCK:
        if (is_directive(str_from(cmark_node_get_fence_info(node))))
            expand_directive(expansion, scope, str_from(cmark_node_get_fence_info(node)),
                             literal_of(node), line, out, err);
        else
            block_list_add(out, (Block){.kind = BLOCK_CODE,
                                        .text = arena_str(expansion->arena, literal_of(node))});
        break;
    default:
        fail(expansion, line, err, "this Markdown is not read in templates");
    }
}

static void expand_blocks(Expansion *expansion, const Scope *scope, cmark_node *first, int64_t line,
                          BlockList *out, int depth, Error *err)
{
    if (depth > NESTING_MAX)
        fail(expansion, line, err, "the text is nested too deeply");
    for (cmark_node *node = first; node && error_ok(err); node = cmark_node_next(node))
        expand_block(expansion, scope, node, line, out, depth, err);
}

void expand_text(Expansion *expansion, Scope *scope, Str text, int64_t line, BlockList *out,
                 Error *err)
{
    if (!error_ok(err))
        return;
    cmark_node *root = cmark_parse_document(text.ptr, text.len, CMARK_OPT_VALIDATE_UTF8);
    cmark_consolidate_text_nodes(root);
    expand_blocks(expansion, scope, cmark_node_first_child(root), line, out, 0, err);
    cmark_node_free(root);
}

/* --- queries of a piece --------------------------------------------------------------------- */

static void add_query(Expansion *expansion, Scope *scope, cmark_node *node, int64_t line,
                      Error *err)
{
    Str info = str_from(cmark_node_get_fence_info(node));
    if (!is_directive(info))
        return;
    Error trouble = {0};
    Attributes attributes = attributes_parse(arena_str(expansion->arena, info), &trouble);
    bool chart = str_is(attributes.words[0], "chart");
    bool has_query =
        chart || str_is(attributes.words[0], "values") || str_is(attributes.words[0], "table");
    size_t at = chart ? 2 : 1;
    if (!error_ok(&trouble) || !has_query)
        return; /* expand_directive tells */
    if (scope->count >= QUERIES_MAX) {
        fail(expansion, line, err, "too many queries in one piece of the template");
        return;
    }
    Str name = attributes.word_count > at ? attributes.words[at] : STR("");
    for (size_t i = 0; i < scope->count; i++)
        if (!str_is_empty(name) && str_eq(scope->queries[i].name, name))
            fail(expansion, line, err, "two queries have the same name");
    x_grow(scope->queries, scope->cap, scope->count + 1);
    scope->queries[scope->count++] =
        (NamedQuery){.name = name,
                     .attributes = attributes,
                     .sql = arena_str(expansion->arena, literal_of(node)),
                     .line = line,
                     .scope = scope};
}

void register_queries(Expansion *expansion, Scope *scope, Str text, int64_t line, Error *err)
{
    cmark_node *root = cmark_parse_document(text.ptr, text.len, CMARK_OPT_VALIDATE_UTF8);
    cmark_iter *iter = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK)
            add_query(expansion, scope, node, line + cmark_node_get_start_line(node) - 1, err);
    }
    cmark_iter_free(iter);
    cmark_node_free(root);
}

/* --- pieces --------------------------------------------------------------------------------- */

/* Lists that the rounds of one section wrote become one list. */
static void join_lists(BlockList *out, size_t start)
{
    if (start == 0 || start >= out->count)
        return;
    Block *before = &out->items[start - 1];
    const Block *after = &out->items[start];
    if (before->kind != BLOCK_LIST || after->kind != BLOCK_LIST ||
        before->ordered != after->ordered)
        return;
    size_t count = before->item_count + after->item_count;
    ListItem *items = arena_new_array(out->arena, ListItem, count);
    memcpy(items, before->items, before->item_count * sizeof *items);
    memcpy(items + before->item_count, after->items, after->item_count * sizeof *items);
    before->items = items;
    before->item_count = count;
    memmove(&out->items[start], &out->items[start + 1],
            (out->count - start - 1) * sizeof *out->items);
    out->count--;
}

static void expand_parts(Expansion *expansion, Scope *scope, const Part *parts, size_t count,
                         BlockList *out, Error *err);

static void expand_section(Expansion *expansion, const Scope *scope, const Part *part,
                           BlockList *out, Error *err)
{
    NamedQuery *query = NULL;
    bool yes = scope_condition(expansion, scope, part->section, part->line, &query, err);
    if (!error_ok(err) || yes == part->inverted)
        return;
    size_t rounds = query && !part->inverted ? query->result.row_count : 1;
    for (size_t row = 0; row < rounds && error_ok(err); row++) {
        Scope inner = {.parent = scope, .rows = part->inverted ? NULL : query, .row = row};
        size_t start = out->count;
        expand_parts(expansion, &inner, part->parts, part->count, out, err);
        if (row > 0)
            join_lists(out, start);
    }
}

static void expand_parts(Expansion *expansion, Scope *scope, const Part *parts, size_t count,
                         BlockList *out, Error *err)
{
    /* All before the first of them is asked: from then on they stay where they are. */
    for (size_t i = 0; i < count && error_ok(err); i++)
        if (str_is_empty(parts[i].section))
            register_queries(expansion, scope, parts[i].text, parts[i].line, err);
    for (size_t i = 0; i < count && error_ok(err); i++) {
        if (str_is_empty(parts[i].section))
            expand_text(expansion, scope, parts[i].text, parts[i].line, out, err);
        else
            expand_section(expansion, scope, &parts[i], out, err);
    }
    x_free(scope->queries);
}

Document *template_expand(Arena *arena, const Template *template, const ReportContext *context,
                          const char *language, ExemptionList *exemptions, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Expansion expansion = {.arena = arena,
                           .template = template,
                           .context = context,
                           .words = context->words
                                        ? context->words
                                        : words_load(context->assets, arena, language, err),
                           .file = template->path,
                           .exemptions = exemptions};
    if (!error_ok(err))
        return NULL;
    words_use_native_digits(expansion.words, template->native_digits);
    int index = strcmp(language, "th") == 0 ? 1 : strcmp(language, "my") == 0 ? 2 : 0;
    BlockList blocks = {.arena = arena};
    Scope scope = {0};
    expand_parts(&expansion, &scope, template->parts, template->count, &blocks, err);
    Scope globals = {0};
    Document *document = arena_new(arena, Document);
    Str subtitle = template->subtitle[index].ptr ? template->subtitle[index] : STR("{{period}}");
    Value value = {0};
    ValueFormat format = FORMAT_PLAIN;
    Str reference = {0};
    document->name = template->name;
    document->title = scope_fill(&expansion, &globals, template->title[index], 1, err);
    document->subtitle = scope_fill(&expansion, &globals, subtitle, 1, err);
    document->period_code = context->period_code;
    document->language = str_from(language);
    document->audience = template->audience;
    if (scope_value(&expansion, &globals, STR("office"), &value, &format, &reference))
        document->office = value.text;
    if (scope_value(&expansion, &globals, STR("project"), &value, &format, &reference))
        document->project = value.text;
    document->as_of = context->as_of;
    document->draft =
        template->audience == AUDIENCE_PARTNER || template->audience == AUDIENCE_DONOR;
    const char *agreement = context->config->agreement;
    if (document->draft && agreement && agreement[0])
        document->agreement =
            words_fill(expansion.words, arena, "report.agreement", "number", agreement, NULL);
    document->sample = context->config->sample;
    document->confidential = template->names;
    document->contents = template->contents;
    document->cover = template->cover;
    document->generator = STR("rollbook " ROLLBOOK_VERSION);
    document->digest = context->digest;
    document->blocks = blocks.items;
    document->count = blocks.count;
    return error_ok(err) ? document : NULL;
}
