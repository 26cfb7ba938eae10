/* Records that "same" joins are sets; a join that would put both sides of a "different" into one
 * set is a conflict, and is left out as the link stage leaves it out. */

#include "pipeline/link/decision_conflict.h"

#include "pipeline/base/map.h"

typedef struct Sides {
    size_t left, right; /* numbers of records */
} Sides;

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

/* The "different" that two sets contain one side each of; decisions->count where there is none. */
static size_t kept_apart_by(const Decisions *decisions, const Sides *sides, size_t *root, size_t a,
                            size_t b)
{
    for (size_t i = 0; i < decisions->count; i++) {
        if (!counts(&decisions->items[i], ANSWER_DIFFERENT))
            continue;
        size_t x = root_of(root, sides[i].left), y = root_of(root, sides[i].right);
        if ((x == a && y == b) || (x == b && y == a))
            return i;
    }
    return decisions->count;
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
    *count = 0;
    for (size_t i = 0; i < decisions->count; i++) {
        if (!counts(&decisions->items[i], ANSWER_SAME))
            continue;
        size_t a = root_of(root, sides[i].left), b = root_of(root, sides[i].right);
        size_t against = kept_apart_by(decisions, sides, root, a, b);
        if (a != b && against < decisions->count)
            note(found, count, against, i);
        else
            root[b] = a;
    }
    return found;
}
