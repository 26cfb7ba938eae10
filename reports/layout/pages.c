/*
 * Boxes to pages. Boxes that keep together move as one to the next page; only what no page could
 * hold is divided between its boxes.
 */

#include "reports/layout/compose.h"

#include "pipeline/base/mem.h"

Page *page_add(Layout *layout, bool landscape)
{
    Display *display = layout->display;
    x_grow(display->pages, display->page_cap, display->page_count + 1);
    Page *page = &display->pages[display->page_count++];
    *page = (Page){
        .width = landscape ? A4_HEIGHT : A4_WIDTH,
        .height = landscape ? A4_WIDTH : A4_HEIGHT,
        .landscape = landscape,
    };
    return page;
}

void page_place(Layout *layout, Page *page, const Box *box, Mpt x, Mpt y, bool repeated)
{
    if (page->count == page->cap) {
        size_t cap = page->cap ? page->cap * 2 : 64;
        Placement *grown = arena_alloc(layout->arena, cap * sizeof *grown);
        if (page->count)
            memcpy(grown, page->placements, page->count * sizeof *grown);
        page->placements = grown;
        page->cap = cap;
    }
    page->placements[page->count++] = (Placement){box, x, y, repeated};
}

/* The page being filled, by index: the array of pages moves as it grows. */
typedef struct Cursor {
    Layout *layout;
    size_t page;
    Mpt y, bottom;
    bool open;
} Cursor;

static Page *cursor_page(const Cursor *cursor)
{
    return &cursor->layout->display->pages[cursor->page];
}

static bool at_top(const Cursor *cursor)
{
    return cursor->open && cursor->y == MARGIN_TOP;
}

static void put(Cursor *cursor, const Box *box, bool repeated)
{
    Mpt space = at_top(cursor) ? 0 : box->space_before;
    cursor->y += repeated ? 0 : space;
    page_place(cursor->layout, cursor_page(cursor), box, MARGIN_SIDE, cursor->y, repeated);
    if (box->bookmark != NONE && !repeated) {
        Bookmark *bookmark = &cursor->layout->display->bookmarks[box->bookmark];
        bookmark->page = cursor->page;
        bookmark->y = cursor->y;
    }
    cursor->y += box->height;
}

static void begin_page(Cursor *cursor, const Box *box)
{
    page_add(cursor->layout, box->landscape);
    cursor->page = cursor->layout->display->page_count - 1;
    cursor->y = MARGIN_TOP;
    cursor->bottom = MARGIN_TOP + column_height(box->landscape);
    cursor->open = true;
    if (box->continued)
        put(cursor, box->continued, true);
    if (box->repeat)
        put(cursor, box->repeat, true);
}

static int64_t repeat_height(const Box *box)
{
    return (box->repeat ? (int64_t)box->repeat->height : 0) +
           (box->continued ? box->continued->height : 0);
}

/* Height of the boxes [from, to) where they stand below each other. */
static int64_t height_of(Box *const *boxes, size_t from, size_t to)
{
    int64_t height = 0;
    for (size_t i = from; i < to; i++)
        height += boxes[i]->height + boxes[i]->space_before;
    return height;
}

/* A chunk that no page can hold: divided where a page ends. */
static void put_divided(Cursor *cursor, Box *const *boxes, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (cursor->y + boxes[i]->space_before + boxes[i]->height > cursor->bottom &&
            !at_top(cursor))
            begin_page(cursor, boxes[i]);
        put(cursor, boxes[i], false);
    }
}

void fill_pages(Layout *layout)
{
    Box *const *boxes = layout->boxes;
    Cursor cursor = {.layout = layout};
    for (size_t from = 0, to; from < layout->box_count; from = to) {
        const Box *first = boxes[from];
        for (to = from + 1; to < layout->box_count && boxes[to - 1]->keep_next &&
                            boxes[to]->landscape == first->landscape && !boxes[to]->new_page;
             to++)
            ;
        int64_t height = height_of(boxes, from, to);
        int64_t page = column_height(first->landscape);
        bool fits_no_page = height - first->space_before + repeat_height(first) > page;
        if (!cursor.open || cursor_page(&cursor)->landscape != first->landscape ||
            (first->new_page && !at_top(&cursor)) ||
            (!fits_no_page && !at_top(&cursor) && cursor.y + height > cursor.bottom))
            begin_page(&cursor, first);
        if (fits_no_page) {
            put_divided(&cursor, boxes, from, to);
            continue;
        }
        for (size_t i = from; i < to; i++)
            put(&cursor, boxes[i], false);
    }
    layout->box_count = 0;
}
