/* Reads info strings of directives. */

#include "reports/query/attribute.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The text between quotes at *pos, which moves past them. */
static Str quoted(Str info, size_t *pos, Error *err)
{
    size_t close = str_find(info, STR("\""), *pos + 1);
    if (close == info.len)
        error_set(err, STATUS_CONFIG, "expected a closing quotation mark");
    Str text = str_slice(info, *pos + 1, close);
    *pos = close + 1;
    return text;
}

static Str bare(Str info, size_t *pos)
{
    size_t from = *pos;
    while (*pos < info.len && !is_blank(info.ptr[*pos]) && info.ptr[*pos] != '=')
        (*pos)++;
    return str_slice(info, from, *pos);
}

static Str find(const Attributes *attributes, Str key)
{
    for (size_t i = 0; i < attributes->count; i++)
        if (str_eq(attributes->items[i].key, key))
            return attributes->items[i].value;
    return (Str){0};
}

static void add_attribute(Attributes *attributes, Str key, Str value, Error *err)
{
    if (find(attributes, key).ptr)
        error_set(err, STATUS_CONFIG, "%.*s is given twice", STR_ARG(key));
    else if (attributes->count >= ATTRIBUTES_MAX)
        error_set(err, STATUS_CONFIG, "too many attributes");
    else
        attributes->items[attributes->count++] = (Attribute){key, value};
}

Attributes attributes_parse(Str info, Error *err)
{
    Attributes attributes = {0};
    for (size_t pos = 0; error_ok(err);) {
        while (pos < info.len && is_blank(info.ptr[pos]))
            pos++;
        if (pos >= info.len)
            break;
        if (info.ptr[pos] == '"') {
            attributes.caption = quoted(info, &pos, err);
            continue;
        }
        Str word = bare(info, &pos);
        if (pos < info.len && info.ptr[pos] == '=') {
            pos++;
            bool is_quoted = pos < info.len && info.ptr[pos] == '"';
            size_t from = pos;
            while (!is_quoted && pos < info.len && !is_blank(info.ptr[pos]))
                pos++;
            Str value = is_quoted ? quoted(info, &pos, err) : str_slice(info, from, pos);
            add_attribute(&attributes, word, value, err);
        } else if (attributes.word_count < WORDS_MAX) {
            attributes.words[attributes.word_count++] = word;
        } else {
            error_set(err, STATUS_CONFIG, "\"%.*s\" is one word too many", STR_ARG(word));
        }
    }
    return attributes;
}

Str attribute_get(const Attributes *attributes, const char *key)
{
    return find(attributes, str_from(key));
}

bool attribute_has(const Attributes *attributes, const char *key)
{
    return attribute_get(attributes, key).ptr != NULL;
}

NameList attribute_list(Arena *arena, const Attributes *attributes, const char *key)
{
    Str value = attribute_get(attributes, key);
    size_t count = 0;
    for (Str rest = value, piece; value.len > 0 && str_split(&rest, ',', &piece);)
        count++;
    Str *names = arena_new_array(arena, Str, count);
    size_t i = 0;
    for (Str rest = value, piece; value.len > 0 && str_split(&rest, ',', &piece);)
        names[i++] = str_trim(piece);
    return (NameList){names, count};
}

bool name_list_has(NameList list, Str name)
{
    for (size_t i = 0; i < list.count; i++)
        if (str_eq(list.names[i], name))
            return true;
    return false;
}

Str attribute_pair(const Attributes *attributes, const char *key, Str name)
{
    Str value = attribute_get(attributes, key);
    for (Str rest = value, piece; value.len > 0 && str_split(&rest, ',', &piece);) {
        size_t colon = str_find(piece, STR(":"), 0);
        if (colon < piece.len && str_eq(str_trim(str_slice(piece, 0, colon)), name))
            return str_trim(str_slice(piece, colon + 1, piece.len));
    }
    return (Str){0};
}

void attributes_check(const Attributes *attributes, const char *known, Error *err)
{
    for (size_t i = 0; i < attributes->count && error_ok(err); i++) {
        bool found = false;
        Str rest = str_from(known);
        for (Str name; !found && str_split(&rest, ' ', &name);)
            found = str_eq(name, attributes->items[i].key);
        if (!found)
            error_set(err, STATUS_CONFIG, "\"%.*s\" is no attribute of %.*s; known are: %s",
                      STR_ARG(attributes->items[i].key), STR_ARG(attributes->words[0]), known);
    }
}
