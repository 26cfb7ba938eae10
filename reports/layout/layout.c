/*
 * The order of work: the body first, because only then its headings know their pages; then the
 * contents, whose length does not depend on the numbers in it; then both put in order, and last
 * what every page repeats, because only then the number of pages is known.
 */

#include "reports/layout/layout.h"

#include "pipeline/base/mem.h"
#include "reports/layout/compose.h"

#include <string.h>

/* Moves the last `count` pages to index `to`. */
static void move_pages(Layout *layout, size_t count, size_t to)
{
    Display *display = layout->display;
    if (count == 0)
        return;
    Page *moved = x_new_array(Page, count);
    size_t rest = display->page_count - count - to;
    memcpy(moved, display->pages + to + rest, count * sizeof *moved);
    memmove(display->pages + to + count, display->pages + to, rest * sizeof *moved);
    memcpy(display->pages + to, moved, count * sizeof *moved);
    x_free(moved);
}

/* Adds the contents' pages at the end; returns how many they are. */
static size_t add_contents(Layout *layout, int32_t toc, size_t shift)
{
    size_t before = layout->display->page_count;
    compose_contents(layout, toc, shift);
    fill_pages(layout);
    return layout->display->page_count - before;
}

static void lay_out_contents(Layout *layout, int32_t toc, size_t cover_pages)
{
    Display *display = layout->display;
    size_t nodes = display->node_count, links = display->link_count;
    size_t count = add_contents(layout, toc, 0);
    display->page_count -= count;
    display->node_count = nodes;
    display->link_count = links;
    add_contents(layout, toc, count);
    move_pages(layout, count, cover_pages);
    for (size_t i = 0; i < display->bookmark_count; i++)
        display->bookmarks[i].page += count;
}

/* Links to "#id" go to that heading; a link to nowhere stays plain text. */
static void resolve_links(Display *display)
{
    for (size_t i = 0; i < display->link_count; i++) {
        Link *link = &display->links[i];
        if (!str_starts_with(link->url, STR("#")))
            continue;
        Str id = str_slice(link->url, 1, link->url.len);
        for (size_t b = 0; b < display->bookmark_count && link->bookmark == NONE; b++)
            if (str_eq(display->bookmarks[b].id, id))
                link->bookmark = (int32_t)b;
        link->url = STR("");
    }
}

static void *keep(Arena *arena, void *items, size_t count, size_t size)
{
    void *copy = arena_alloc(arena, count * size + 1);
    if (count)
        memcpy(copy, items, count * size);
    x_free(items);
    return copy;
}

/* The growing arrays go to the arena, so that nobody has to release them. */
static void keep_display(Arena *arena, Display *display)
{
    display->pages = keep(arena, display->pages, display->page_count, sizeof *display->pages);
    display->nodes = keep(arena, display->nodes, display->node_count, sizeof *display->nodes);
    display->bookmarks =
        keep(arena, display->bookmarks, display->bookmark_count, sizeof *display->bookmarks);
    display->links = keep(arena, display->links, display->link_count, sizeof *display->links);
}

Display *layout_document(Typesetter *typesetter, const Words *words, const Document *document,
                         Arena *arena, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Display *display = arena_new(arena, Display);
    Layout layout = {.arena = arena,
                     .typesetter = typesetter,
                     .words = words,
                     .document = document,
                     .display = display};
    int32_t root = layout_add_node(&layout, NODE_DOCUMENT, NONE);
    compose_cover(&layout, root);
    size_t cover_pages = display->page_count;
    int32_t toc = document->contents ? layout_add_node(&layout, NODE_TOC, root) : NONE;
    compose_blocks(&layout, document->blocks, document->count, 0, root);
    fill_pages(&layout);
    if (document->contents && display->bookmark_count > 0)
        lay_out_contents(&layout, toc, cover_pages);
    if (display->page_count == 0)
        page_add(&layout, false);
    compose_running(&layout);
    resolve_links(display);
    keep_display(arena, display);
    x_free(layout.boxes);
    x_free(layout.rich.spans);
    strbuf_free(&layout.rich.text);
    typesetter_check(typesetter, err);
    return error_ok(err) ? display : NULL;
}
