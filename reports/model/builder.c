/* Growing lists in an arena; old copies stay there until the document goes. */

#include "reports/model/builder.h"

void block_list_add(BlockList *list, Block block)
{
    if (list->count == list->cap) {
        list->cap = list->cap ? list->cap * 2 : 16;
        Block *items = arena_new_array(list->arena, Block, list->cap);
        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
    }
    list->items[list->count++] = block;
}

void inline_list_add(InlineList *list, Inline item)
{
    if (list->count == list->cap) {
        list->cap = list->cap ? list->cap * 2 : 4;
        Inline *items = arena_new_array(list->arena, Inline, list->cap);
        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
    }
    list->items[list->count++] = item;
}

void inline_list_add_text(InlineList *list, Str text)
{
    if (str_is_empty(text))
        return;
    Inline *last = list->count > 0 ? &list->items[list->count - 1] : NULL;
    if (last && last->kind == INLINE_TEXT)
        last->text = arena_printf(list->arena, "%.*s%.*s", STR_ARG(last->text), STR_ARG(text));
    else
        inline_list_add(list, (Inline){.kind = INLINE_TEXT, .text = text});
}

static Block text_block(Arena *arena, BlockKind kind, Str text)
{
    InlineList inlines = {.arena = arena};
    inline_list_add_text(&inlines, arena_str(arena, text));
    return (Block){.kind = kind, .inlines = inlines.items, .inline_count = inlines.count};
}

void add_heading(BlockList *list, int level, Str text)
{
    Block block = text_block(list->arena, BLOCK_HEADING, text);
    block.level = level;
    block_list_add(list, block);
}

void add_paragraph(BlockList *list, Str text)
{
    block_list_add(list, text_block(list->arena, BLOCK_PARAGRAPH, text));
}

void add_page_break(BlockList *list)
{
    block_list_add(list, (Block){.kind = BLOCK_PAGE_BREAK});
}

void add_table(BlockList *list, Captions *captions, Table table)
{
    Table *copy = arena_new(list->arena, Table);
    *copy = table;
    if (!str_is_empty(table.caption))
        copy->number = ++captions->tables;
    block_list_add(list, (Block){.kind = BLOCK_TABLE, .table = copy});
}

void add_figure(BlockList *list, Captions *captions, Figure figure)
{
    Figure *copy = arena_new(list->arena, Figure);
    *copy = figure;
    if (!str_is_empty(figure.caption))
        copy->number = ++captions->figures;
    block_list_add(list, (Block){.kind = BLOCK_FIGURE, .figure = copy});
}
