/* What lists say of a child's birth: the finest, then the most frequent, then the latest word. */

#include "pipeline/sample/birth.h"

#include "pipeline/base/mem.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    const BirthTold *x = a, *y = b;
    if (x->child != y->child)
        return x->child - y->child;
    if (x->rank != y->rank)
        return x->rank - y->rank;
    int from = date_cmp(x->from, y->from);
    if (from)
        return from;
    int to = date_cmp(x->to, y->to);
    return to ? to : date_cmp(x->date, y->date);
}

static bool same_value(const BirthTold *x, const BirthTold *y)
{
    return x->child == y->child && x->rank == y->rank && date_cmp(x->from, y->from) == 0 &&
           date_cmp(x->to, y->to) == 0;
}

BirthTold *births_known(const World *world, Reported *reported)
{
    BirthTold *best = x_new_array(BirthTold, (size_t)world->child_count);
    size_t *support = x_new_array(size_t, (size_t)world->child_count);
    if (reported->birth_count)
        qsort(reported->births, reported->birth_count, sizeof *reported->births, by_value);
    for (size_t from = 0, to; from < reported->birth_count; from = to) {
        for (to = from; to < reported->birth_count &&
                        same_value(&reported->births[from], &reported->births[to]);)
            to++;
        const BirthTold *last = &reported->births[to - 1];
        BirthTold *b = &best[last->child];
        size_t count = to - from;
        bool better = last->rank != b->rank           ? last->rank > b->rank
                      : count != support[last->child] ? count > support[last->child]
                                                      : date_cmp(last->date, b->date) > 0;
        if (better) {
            *b = *last;
            support[last->child] = count;
        }
    }
    x_free(support);
    return best;
}

Date birth_middle(const BirthTold *birth)
{
    return date_from_days((date_to_days(birth->from) + date_to_days(birth->to)) / 2);
}
