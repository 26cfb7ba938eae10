#include "pipeline/map/header.h"

#include "pipeline/base/mem.h"
#include "pipeline/map/text_key.h"

enum { LABEL_BYTES_MAX = 120 };

typedef struct PairList {
    LabelPair *items;
    size_t count, cap;
} PairList;

static void add(PairList *list, Str label, FieldList fields, GridCell value, size_t row)
{
    x_grow(list->items, list->cap, list->count + 1);
    list->items[list->count++] =
        (LabelPair){.label = {.col = value.col, .heading = label, .leaf = label, .fields = fields},
                    .value = value,
                    .row = row};
}

/* Where a label ends and its value begins: at a colon, ASCII or full width. */
static size_t find_colon(Str text, size_t *width)
{
    size_t ascii = str_find(text, STR(":"), 0), wide = str_find(text, STR("："), 0);
    *width = ascii <= wide ? 1 : 3;
    return ascii <= wide ? ascii : wide;
}

static bool in_cell(PairList *list, Dictionary *dictionary, Arena *arena, const GridCell *cell,
                    size_t row, Str center)
{
    size_t width;
    size_t colon = find_colon(cell->value, &width);
    if (colon == cell->value.len || colon > LABEL_BYTES_MAX)
        return false;
    Str label = str_trim(str_slice(cell->value, 0, colon));
    Str value = str_trim(str_slice(cell->value, colon + width, cell->value.len));
    FieldList fields = dictionary_heading_cached(dictionary, arena, label, center);
    if (value.len == 0 || fields.count == 0)
        return false;
    GridCell found = *cell;
    found.value = value;
    add(list, label, fields, found, row);
    return true;
}

LabelPairs header_pairs(Dictionary *dictionary, Arena *arena, const Grid *grid, size_t from,
                        size_t to, Str center)
{
    PairList list = {0};
    for (size_t r = from; r < to; r++) {
        const GridCell *cells;
        size_t count = grid_row_cells(arena, &grid->rows[r], &cells);
        for (size_t i = 0; i < count; i++) {
            if (cells[i].type != 's' || cells[i].value.len > 4 * LABEL_BYTES_MAX)
                continue;
            if (in_cell(&list, dictionary, arena, &cells[i], r, center))
                continue;
            if (i + 1 == count)
                continue;
            size_t width;
            Str label = str_trim(str_slice(cells[i].value, 0, find_colon(cells[i].value, &width)));
            FieldList fields = {0};
            if (label.len && label.len <= LABEL_BYTES_MAX)
                fields = dictionary_heading_cached(dictionary, arena, label, center);
            if (fields.count == 0)
                continue;
            /* The next cell is the value unless it is a label itself. */
            const GridCell *next = &cells[i + 1];
            if (next->type == 's' &&
                dictionary_heading_cached(dictionary, arena, next->value, center).count &&
                count > 2)
                continue;
            add(&list, label, fields, *next, r);
            i++;
        }
    }
    LabelPairs pairs = {.count = list.count};
    pairs.items = arena_new_array(arena, LabelPair, list.count + 1);
    if (list.count)
        memcpy(pairs.items, list.items, list.count * sizeof *pairs.items);
    x_free(list.items);
    return pairs;
}
