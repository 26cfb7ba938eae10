/* Reads front matter with libyaml's document tree (YAML 1.1). */

#include "reports/template/front_matter.h"

#include <yaml.h>

static const char *const LANGUAGES[TEMPLATE_LANGUAGES_MAX] = {"en", "th", "my"};

typedef struct Reader {
    Arena *arena;
    yaml_document_t document;
    Template *template;
} Reader;

static Str scalar(Reader *reader, const yaml_node_t *node)
{
    if (!node || node->type != YAML_SCALAR_NODE)
        return (Str){0};
    Str text = {(const char *)node->data.scalar.value, node->data.scalar.length};
    return arena_str(reader->arena, text);
}

static void fail(const Reader *reader, const yaml_node_t *node, Error *err, const char *what,
                 Str found)
{
    /* The first line of the file is "---", and libyaml counts from 0. */
    SourceRef at = {.file = reader->template->path, .row = (int64_t)node->start_mark.line + 2};
    error_set_at(err, STATUS_CONFIG, at, "expected %s, found \"%.*s\"", what, STR_ARG(found));
}

static int language_index(Str name)
{
    for (int i = 0; i < TEMPLATE_LANGUAGES_MAX; i++)
        if (str_is(name, LANGUAGES[i]))
            return i;
    return -1;
}

/* "Quarterly report", or {en: Quarterly report, th: ...}; a missing language takes the English. */
static void read_text(Reader *reader, yaml_node_t *node, Str out[], Error *err)
{
    Str plain = scalar(reader, node);
    for (int i = 0; i < TEMPLATE_LANGUAGES_MAX; i++)
        out[i] = plain;
    if (node->type != YAML_MAPPING_NODE)
        return;
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++) {
        yaml_node_t *key = yaml_document_get_node(&reader->document, pair->key);
        Str language = scalar(reader, key);
        int index = language_index(language);
        if (index < 0)
            fail(reader, key, err, "a language (en, th, my)", language);
        else
            out[index] = scalar(reader, yaml_document_get_node(&reader->document, pair->value));
    }
    for (int i = 1; i < TEMPLATE_LANGUAGES_MAX; i++)
        if (!out[i].ptr)
            out[i] = out[0];
}

static bool read_bool(Reader *reader, const yaml_node_t *node, Error *err)
{
    Str text = scalar(reader, node);
    bool yes = str_is(text, "true") || str_is(text, "yes");
    if (!yes && !str_is(text, "false") && !str_is(text, "no"))
        fail(reader, node, err, "true or false", text);
    return yes;
}

static void add_language(Reader *reader, const yaml_node_t *node, Str text, Error *err)
{
    int index = language_index(text);
    Template *template = reader->template;
    if (index < 0 || template->language_count == TEMPLATE_LANGUAGES_MAX)
        fail(reader, node, err, "a language (en, th, my)", text);
    else
        template->languages[template->language_count++] = LANGUAGES[index];
}

static void add_output(Reader *reader, const yaml_node_t *node, Str text, Error *err)
{
    if (str_is(text, "md"))
        reader->template->outputs |= OUTPUT_MD;
    else if (str_is(text, "xlsx"))
        reader->template->outputs |= OUTPUT_XLSX;
    else if (str_is(text, "pdf"))
        reader->template->outputs |= OUTPUT_PDF;
    else
        fail(reader, node, err, "md, xlsx or pdf", text);
}

static void read_list(Reader *reader, yaml_node_t *node,
                      void (*add)(Reader *, const yaml_node_t *, Str, Error *), Error *err)
{
    if (node->type != YAML_SEQUENCE_NODE) {
        fail(reader, node, err, "a list", scalar(reader, node));
        return;
    }
    for (yaml_node_item_t *item = node->data.sequence.items.start;
         item < node->data.sequence.items.top; item++) {
        yaml_node_t *child = yaml_document_get_node(&reader->document, *item);
        add(reader, child, scalar(reader, child), err);
    }
}

static void read_key(Reader *reader, yaml_node_t *key, yaml_node_t *value, Error *err)
{
    Template *template = reader->template;
    Str name = scalar(reader, key);
    if (str_is(name, "title"))
        read_text(reader, value, template->title, err);
    else if (str_is(name, "subtitle"))
        read_text(reader, value, template->subtitle, err);
    else if (str_is(name, "languages"))
        read_list(reader, value, add_language, err);
    else if (str_is(name, "outputs"))
        read_list(reader, value, add_output, err);
    else if (str_is(name, "period"))
        template->period = scalar(reader, value);
    else if (str_is(name, "cover"))
        template->cover = read_bool(reader, value, err);
    else if (str_is(name, "contents"))
        template->contents = read_bool(reader, value, err);
    else if (str_is(name, "names"))
        template->names = read_bool(reader, value, err);
    else if (str_is(name, "native_digits"))
        template->native_digits = read_bool(reader, value, err);
    else if (!str_is(name, "audience"))
        fail(
            reader, key, err,
            "one of title, subtitle, audience, languages, outputs, period, cover, contents, names, "
            "native_digits",
            name);
    else if (!audience_parse(scalar(reader, value), &template->audience))
        fail(reader, value, err, "officer, center, ministry, partner or donor",
             scalar(reader, value));
}

static void check_whole(Reader *reader, bool has_audience, Error *err)
{
    Template *template = reader->template;
    SourceRef at = {.file = template->path, .row = 1};
    if (str_is_empty(template->title[0]))
        error_set_at(err, STATUS_CONFIG, at, "the front matter has no title");
    if (!has_audience)
        error_set_at(err, STATUS_CONFIG, at, "the front matter has no audience");
    if (template->language_count == 0)
        template->languages[template->language_count++] = LANGUAGES[0];
    if (template->outputs == 0)
        template->outputs = OUTPUT_MD;
    static const char *const KINDS[] = {"month",       "quarter",      "term",
                                        "school_year", "project_year", "project"};
    bool known = false;
    if (str_is_empty(template->period))
        template->period = STR("quarter");
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        known = known || str_is(template->period, KINDS[i]);
    if (!known)
        error_set_at(err, STATUS_CONFIG, at, "\"%.*s\" is no kind of period",
                     STR_ARG(template->period));
}

void front_matter_read(Arena *arena, Str yaml, Template *template, Error *err)
{
    if (!error_ok(err))
        return;
    Reader reader = {.arena = arena, .template = template};
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return;
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.ptr, yaml.len);
    if (!yaml_parser_load(&parser, &reader.document)) {
        SourceRef at = {.file = template->path, .row = (int64_t)parser.problem_mark.line + 2};
        error_set_at(err, STATUS_CONFIG, at, "the front matter is not YAML: %s",
                     parser.problem ? parser.problem : "it cannot be read");
        yaml_parser_delete(&parser);
        return;
    }
    bool has_audience = false;
    yaml_node_t *root = yaml_document_get_root_node(&reader.document);
    if (root && root->type == YAML_MAPPING_NODE)
        for (yaml_node_pair_t *pair = root->data.mapping.pairs.start;
             pair < root->data.mapping.pairs.top && error_ok(err); pair++) {
            yaml_node_t *key = yaml_document_get_node(&reader.document, pair->key);
            has_audience = has_audience || str_is(scalar(&reader, key), "audience");
            read_key(&reader, key, yaml_document_get_node(&reader.document, pair->value), err);
        }
    check_whole(&reader, has_audience, err);
    yaml_document_delete(&reader.document);
    yaml_parser_delete(&parser);
}
