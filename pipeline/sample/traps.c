/* Traps across files, told from the story and from what was seen on lists. */

#include "pipeline/sample/traps.h"

#include "pipeline/sample/truth.h"

static bool two_centers(const Child *child, uint8_t seen)
{
    for (int s = 1; s < child->spell_count; s++)
        if ((seen & 1) && (seen & (1u << s)) && child->spells[s].center != child->spells[0].center)
            return true;
    return false;
}

static void lay_same(Scribe *scribe, int number, const char *name, int child)
{
    Trap trap = {
        .number = number, .name = name, .expect = "same", .children = {child}, .child_count = 1};
    truth_trap(scribe->truth, &trap);
}

static void lay_apart(Scribe *scribe, int number, const char *name, int a, int b)
{
    Trap trap = {
        .number = number, .name = name, .expect = "apart", .children = {a, b}, .child_count = 2};
    truth_trap(scribe->truth, &trap);
}

static void moved_children(Scribe *scribe)
{
    const World *world = scribe->world;
    for (int i = 0; i < world->child_count; i++) {
        const Child *child = &world->children[i];
        const Seen *seen = &scribe->seen[i];
        if (!two_centers(child, seen->spells))
            continue;
        int scripts = 0;
        for (int n = 0; n < NAME_SCRIPTS; n++)
            scripts += seen->scripts[n];
        if (scripts > 1 && seen->buddhist && seen->gregorian)
            lay_same(scribe, 1, "two centers, two scripts, two eras", i);
        const Spell *left = &child->spells[0], *came = &child->spells[1];
        bool quarter = !date_is_none(left->end) && left->end.year == came->start.year &&
                       (left->end.month + 2) / 3 == (came->start.month + 2) / 3;
        if (quarter)
            lay_same(scribe, 4, "moved within a quarter", i);
        else if (date_is_none(left->end))
            lay_same(scribe, 37, "on two registers at once", i);
    }
}

static void families(Scribe *scribe)
{
    const World *world = scribe->world;
    for (int i = 1; i < world->child_count; i++) {
        const Child *child = &world->children[i];
        if (!scribe->seen[i].spells || !scribe->seen[i - 1].spells)
            continue;
        if (child->twin == i - 1)
            lay_apart(scribe, 2, "twins", i - 1, i);
        else if (i % 7 == 0 && world->children[i - 1].family == child->family &&
                 world->children[i - 1].sex == child->sex &&
                 world->families[child->family].phone[0])
            lay_apart(scribe, 3, "siblings of one phone", i - 1, i);
    }
}

static void centers(Scribe *scribe)
{
    const World *world = scribe->world;
    for (int c = 0; c < world->center_count; c++) {
        const Center *center = &world->centers[c];
        if (!date_is_none(center->silent_from)) {
            Trap trap = {.number = 34,
                         .name = "a silent center",
                         .sheet = center_code(center),
                         .expect = "rule",
                         .detail = "center.silent"};
            truth_trap(scribe->truth, &trap);
        }
        if (date_is_none(center->closed))
            continue;
        for (int i = 0; i < world->child_count; i++) {
            const Spell *spell = &world->children[i].spells[0];
            if (world->children[i].spell_count == 1 && spell->center == c &&
                (scribe->seen[i].spells & 1) && date_cmp(spell->end, center->closed) == 0) {
                Trap trap = {.number = 29,
                             .name = "lost when the center closed",
                             .sheet = center_code(center),
                             .expect = "exit",
                             .detail = "lost_contact",
                             .children = {i},
                             .child_count = 1};
                truth_trap(scribe->truth, &trap);
            }
        }
    }
}

static void figures(Scribe *scribe)
{
    /* Homeschooling stays within the first four centers, none of them in Umphang. */
    Trap zero = {.number = 25,
                 .name = "no child in a district",
                 .path = "homeschool_enrolled",
                 .sheet = STR("TH6308"),
                 .expect = "figure",
                 .detail = "2026-Q3=0"};
    truth_trap(scribe->truth, &zero);
    Trap all = {.number = 26,
                .name = "a hundred per cent",
                .path = "meetings_held",
                .sheet = STR("TH63"),
                .expect = "figure",
                .detail = "2025-Q3=1"};
    truth_trap(scribe->truth, &all);
}

void traps_write(Scribe *scribe)
{
    moved_children(scribe);
    families(scribe);
    centers(scribe);
    figures(scribe);
}
