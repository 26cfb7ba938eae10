/* Splits a template into front matter, text and sections. */

#include "reports/template/template.h"

#include "reports/template/front_matter.h"

enum { SECTIONS_MAX = 32 };

typedef struct Splitter {
    Arena *arena;
    const char *path;
    Str text;
    size_t pos;
    int64_t line;
    char fence; /* ` or ~ inside a fenced block, else 0 */
    size_t fence_size;
} Splitter;

typedef struct PartList {
    Part *items;
    size_t count, cap;
} PartList;

static void add_part(Arena *arena, PartList *list, Part part)
{
    if (list->count == list->cap) {
        list->cap = list->cap ? list->cap * 2 : 8;
        Part *items = arena_new_array(arena, Part, list->cap);
        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
    }
    list->items[list->count++] = part;
}

/* Opens or closes a fenced block (CommonMark 0.30, section 4.5). */
static void watch_fence(Splitter *splitter, Str line)
{
    size_t indent = 0;
    while (indent < line.len && indent < 4 && line.ptr[indent] == ' ')
        indent++;
    size_t size = 0;
    char mark = indent < line.len ? line.ptr[indent] : 0;
    while (indent + size < line.len && line.ptr[indent + size] == mark)
        size++;
    bool is_fence = indent < 4 && (mark == '`' || mark == '~') && size >= 3;
    if (!is_fence)
        return;
    bool nothing_else = str_trim(str_slice(line, indent + size, line.len)).len == 0;
    if (!splitter->fence) {
        splitter->fence = mark;
        splitter->fence_size = size;
    } else if (mark == splitter->fence && size >= splitter->fence_size && nothing_else) {
        splitter->fence = 0;
    }
}

/* "{{#name}}" alone on its line: its kind and name. */
static bool section_tag(Str line, char *kind, Str *name)
{
    Str tag = str_trim(line);
    if (tag.len < 6 || !str_starts_with(tag, STR("{{")) || !str_ends_with(tag, STR("}}")))
        return false;
    *kind = tag.ptr[2];
    *name = str_trim(str_slice(tag, 3, tag.len - 2));
    return (*kind == '#' || *kind == '^' || *kind == '/') &&
           str_find(*name, STR("}"), 0) == name->len;
}

static Str next_line(Splitter *splitter)
{
    size_t end = str_find(splitter->text, STR("\n"), splitter->pos);
    Str line = str_slice(splitter->text, splitter->pos, end);
    splitter->pos = end < splitter->text.len ? end + 1 : end;
    splitter->line++;
    return line;
}

static void fail(const Splitter *splitter, int64_t line, Error *err, const char *what, Str name)
{
    SourceRef at = {.file = splitter->path, .row = line};
    error_set_at(err, STATUS_CONFIG, at, "%s {{%.*s}}", what, STR_ARG(name));
}

/* Parts up to the closing tag of `section` (empty: up to the end). */
static PartList split(Splitter *splitter, Str section, int64_t opened, int depth, Error *err)
{
    PartList list = {0};
    size_t from = splitter->pos;
    int64_t from_line = splitter->line + 1;
    bool closed = false;
    if (depth > SECTIONS_MAX)
        fail(splitter, opened, err, "too many sections inside each other at", section);
    while (error_ok(err) && !closed && splitter->pos < splitter->text.len) {
        size_t start = splitter->pos;
        Str line = next_line(splitter);
        char kind = 0;
        Str name = {0};
        bool tag = !splitter->fence && section_tag(line, &kind, &name);
        watch_fence(splitter, line);
        if (!tag)
            continue;
        Str text = str_slice(splitter->text, from, start);
        if (str_trim(text).len > 0)
            add_part(splitter->arena, &list, (Part){.text = text, .line = from_line});
        if (kind == '/') {
            closed = true;
            if (!str_eq(name, section))
                fail(splitter, splitter->line, err, "this does not close the open section:", name);
        } else {
            Part part = {.section = name, .inverted = kind == '^', .line = splitter->line};
            PartList inner = split(splitter, name, splitter->line, depth + 1, err);
            part.parts = inner.items;
            part.count = inner.count;
            add_part(splitter->arena, &list, part);
        }
        from = splitter->pos;
        from_line = splitter->line + 1;
    }
    if (!closed && !str_is_empty(section))
        fail(splitter, opened, err, "this section is not closed:", section);
    Str text = str_slice(splitter->text, from, splitter->text.len);
    if (!closed && str_trim(text).len > 0)
        add_part(splitter->arena, &list, (Part){.text = text, .line = from_line});
    return list;
}

static Str name_of(const char *path)
{
    Str name = str_from(path);
    for (size_t slash; (slash = str_find(name, STR("/"), 0)) < name.len;)
        name = str_slice(name, slash + 1, name.len);
    return str_ends_with(name, STR(".md")) ? str_slice(name, 0, name.len - 3) : name;
}

/* Lines "---" around the front matter. */
static Str cut_front_matter(Splitter *splitter, Error *err)
{
    Str first = next_line(splitter);
    size_t from = splitter->pos;
    if (str_is(str_trim(first), "---"))
        while (splitter->pos < splitter->text.len) {
            size_t start = splitter->pos;
            if (str_is(str_trim(next_line(splitter)), "---"))
                return str_slice(splitter->text, from, start);
        }
    SourceRef at = {.file = splitter->path, .row = 1};
    error_set_at(err, STATUS_CONFIG, at, "expected front matter between two lines ---");
    return (Str){0};
}

Template *template_read(Arena *arena, Str text, const char *path, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Template *template = arena_new(arena, Template);
    template->path = arena_cstr(arena, str_from(path));
    template->source = text;
    template->name = name_of(template->path);
    Splitter splitter = {.arena = arena, .path = template->path, .text = text};
    Str front = cut_front_matter(&splitter, err);
    front_matter_read(arena, front, template, err);
    PartList parts = split(&splitter, STR(""), 0, 0, err);
    template->parts = parts.items;
    template->count = parts.count;
    return error_ok(err) ? template : NULL;
}
