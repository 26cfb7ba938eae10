#include "pipeline/map/blocks.h"

#include "pipeline/map/record_kind.h"
#include "pipeline/map/text_key.h"

/* The same headings again to the right: each block is a table of its own. */
static size_t find_block(const HeadTable *table, Arena *arena, size_t start)
{
    if (start >= table->count || table->columns[start].fields.count == 0)
        return table->count;
    Str first = text_key(arena, table->columns[start].heading);
    for (size_t j = start + 2; j + 1 < table->count; j++) {
        if (!str_eq(text_key(arena, table->columns[j].heading), first))
            continue;
        if (str_eq(text_key(arena, table->columns[j + 1].heading),
                   text_key(arena, table->columns[start + 1].heading)))
            return j;
    }
    return table->count;
}

/* The kind of records that columns [from, to) alone would be. */
static RecordKind kind_of_part(const HeadTable *table, Arena *arena, size_t from, size_t to)
{
    FieldList *fields = arena_new_array(arena, FieldList, to - from + 1);
    for (size_t i = from; i < to; i++)
        fields[i - from] = table->columns[i].fields;
    RecordKind also;
    return kind_recognize(fields, to - from, &(TableHints){0}, &also);
}

/* A list of something else behind an empty column: teachers beside children. */
static size_t find_other_kind(const HeadTable *table, Arena *arena, size_t start, size_t end)
{
    for (size_t j = start + 2; j + 2 <= end; j++) {
        if (table->columns[j].col == table->columns[j - 1].col + 1)
            continue;
        RecordKind left = kind_of_part(table, arena, start, j);
        RecordKind right = kind_of_part(table, arena, j, end);
        if (left && right && left != right)
            return j;
    }
    return end;
}

size_t block_end(const HeadTable *table, Arena *arena, size_t start)
{
    return find_other_kind(table, arena, start, find_block(table, arena, start));
}

size_t block_cells(const HeadTable *table, const GridCell **cells, size_t count)
{
    if (table->last_col == 0)
        return count;
    while (count > 0 && (*cells)->col < table->first_col) {
        (*cells)++;
        count--;
    }
    while (count > 0 && (*cells)[count - 1].col > table->last_col)
        count--;
    return count;
}
