/* Agreement of two rows. */

#include "pipeline/link/child_agree.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/link/link_date.h"

struct RowNames {
    const LinkNames *names;
    const LinkName **parsed; /* distinct spellings */
    uint32_t *ids;           /* row * CHILD_NAMES_MAX + i */
    const ChildRows *rows;
};

RowNames *row_names_parse(const ChildRows *rows, const bool *wanted, LinkNames *names)
{
    RowNames *result = x_new(RowNames);
    Map *map = map_create();
    result->names = names;
    result->rows = rows;
    result->ids = x_new_array(uint32_t, rows->count * CHILD_NAMES_MAX + 1);
    for (size_t r = 0; r < rows->count; r++)
        for (int i = 0; wanted[r] && i < rows->items[r]->cells->name_count; i++)
            result->ids[r * CHILD_NAMES_MAX + (size_t)i] =
                (uint32_t)map_intern(map, rows->items[r]->cells->names[i]);
    result->parsed = x_new_array(const LinkName *, map_count(map) + 1);
    Str *texts = x_new_array(Str, map_count(map) + 1);
    for (size_t i = 0; i < map_count(map); i++)
        texts[i] = map_key_at(map, i);
    link_names_parse(names, texts, map_count(map), result->parsed);
    x_free(texts);
    map_free(map);
    return result;
}

void row_names_free(RowNames *names)
{
    if (!names)
        return;
    x_free(names->parsed);
    x_free(names->ids);
    x_free(names);
}

double row_names_similarity_above(const RowNames *names, uint32_t a, uint32_t b, double floor)
{
    const uint32_t *left = names->ids + (size_t)a * CHILD_NAMES_MAX;
    const uint32_t *right = names->ids + (size_t)b * CHILD_NAMES_MAX;
    int n = names->rows->items[a]->cells->name_count, m = names->rows->items[b]->cells->name_count;
    double best = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < m; k++)
            if (left[i] == right[k])
                return 1;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < m; k++) {
            double similarity = link_name_similarity_above(names->names, names->parsed[left[i]],
                                                           names->parsed[right[k]], floor);
            best = similarity > best ? similarity : best;
            floor = best > floor ? best : floor;
        }
    return best;
}

static bool span_of(const ChildRow *row, LinkDate *from, LinkDate *to)
{
    return link_date_parse(row->birth_from, from) && link_date_parse(row->birth_to, to);
}

bool child_contradicts(const ChildRow *a, const ChildRow *b)
{
    enum { DAYS_APART = 366 };
    LinkDate a_from, a_to, b_from, b_to;
    if (a->sex.len && b->sex.len && !str_eq(a->sex, b->sex))
        return true;
    if (a->thai_id13.len && b->thai_id13.len && !str_eq(a->thai_id13, b->thai_id13))
        return true;
    if (!span_of(a, &a_from, &a_to) || !span_of(b, &b_from, &b_to))
        return false;
    return a_from.lo > b_to.hi + DAYS_APART || b_from.lo > a_to.hi + DAYS_APART;
}

bool child_twin_in_question(double other)
{
    return other >= 0.62;
}

bool child_twin_unclear(const TwinFit *twins)
{
    /* Lists that have both twins tell them apart by elimination; a lone one must stand out. */
    static const double SURE_NAME = 0.93;
    static const double GAP_OF_BOTH = 0.1, GAP_OF_SURE = 0.08, GAP_OF_ONE = 0.25;
    if (!child_twin_in_question(twins->other))
        return false;
    if (twins->paired)
        return twins->fit + twins->paired_other - twins->other - twins->paired_fit < GAP_OF_BOTH;
    return twins->fit - twins->other < (twins->fit >= SURE_NAME ? GAP_OF_SURE : GAP_OF_ONE);
}
