/* Records that "same" joins are sets; a join that would put both sides of a "different" into one
 * set is a conflict, and is left out as the link stage leaves it out. */

#include "pipeline/link/decision_conflict.h"

#include "pipeline/base/map.h"

typedef struct Sides {
    size_t left, right; /* numbers of records */
} Sides;

/* Numbers of decisions. Few answers say "different", so they are not looked for among all. */
typedef struct DifferentList {
    size_t *items, count;
} DifferentList;

static size_t root_of(size_t *root, size_t record)
{
    while (root[record] != record)
        record = root[record] = root[root[record]];
    return record;
}

static bool counts(const Decision *decision, Answer answer)
{
    return decision->applied != APPLIED_REVOKED && decision->answer == answer;
}

static DifferentList list_different(const Decisions *decisions, Arena *arena)
{
    DifferentList list = {.items = arena_new_array(arena, size_t, decisions->count + 1)};
    for (size_t i = 0; i < decisions->count; i++)
        if (counts(&decisions->items[i], ANSWER_DIFFERENT))
            list.items[list.count++] = i;
    return list;
}

/* The "different" that two sets contain one side each of. */
static bool kept_apart(const DifferentList *list, const Sides *sides, size_t *root, size_t a,
                       size_t b, size_t *by)
{
    for (size_t k = 0; k < list->count; k++) {
        *by = list->items[k];
        size_t x = root_of(root, sides[*by].left), y = root_of(root, sides[*by].right);
        if ((x == a && y == b) || (x == b && y == a))
            return true;
    }
    return false;
}

static void note(DecisionConflict *found, size_t *count, size_t different, size_t same)
{
    for (size_t i = 0; i < *count; i++)
        if (found[i].different == different) {
            found[i].sames++;
            return;
        }
    found[(*count)++] = (DecisionConflict){different, same, 1};
}

DecisionConflict *decision_conflicts(const Decisions *decisions, KeyMeaning *meaning, void *context,
                                     Arena *arena, size_t *count)
{
    DecisionConflict *found = arena_new_array(arena, DecisionConflict, decisions->count + 1);
    Sides *sides = arena_new_array(arena, Sides, decisions->count + 1);
    Map *records = map_create();
    for (size_t i = 0; i < decisions->count; i++) {
        const Decision *decision = &decisions->items[i];
        sides[i].left = (size_t)map_intern(records, meaning(context, decision->left_key));
        sides[i].right = (size_t)map_intern(records, meaning(context, decision->right_key));
    }
    size_t *root = arena_new_array(arena, size_t, map_count(records) + 1);
    for (size_t i = 0; i < map_count(records); i++)
        root[i] = i;
    map_free(records);
    DifferentList different = list_different(decisions, arena);
    *count = 0;
    for (size_t i = 0; i < decisions->count; i++) {
        if (!counts(&decisions->items[i], ANSWER_SAME))
            continue;
        size_t a = root_of(root, sides[i].left), b = root_of(root, sides[i].right);
        size_t against;
        if (a != b && kept_apart(&different, sides, root, a, b, &against))
            note(found, count, against, i);
        else
            root[b] = a;
    }
    return found;
}
