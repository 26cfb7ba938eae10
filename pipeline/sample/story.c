/*
 * What happens to the children: they enter, move between centers in the middle of a quarter, leave
 * in March and April when papers expire, come back, are enrolled twice, or are lost sight of. The
 * rates are judgement on the sources in README.md (85 % of one school's pupils stay to the end).
 */

#include "pipeline/sample/grade.h"
#include "pipeline/sample/world.h"

#include "pipeline/base/mem.h"

#include <stdio.h>

static Date random_day(Dice *dice, Date from, Date to)
{
    int span = (int)(date_to_days(to) - date_to_days(from));
    return span <= 0 ? from : date_add_days(from, dice_below(dice, span + 1));
}

/* --- entering ------------------------------------------------------------------------------------
 */

typedef enum Entry { ENTRY_EARLIER, ENTRY_MID_FIRST, ENTRY_SECOND, ENTRY_MID_SECOND } Entry;

static Date entry_day(const World *world, const Center *center, Entry entry, Date birth, Dice *dice)
{
    Date first = school_year_start(center->calendar, FIRST_YEAR);
    Date second = school_year_start(center->calendar, FIRST_YEAR + 1);
    switch (entry) {
    case ENTRY_EARLIER: {
        int room = date_completed_years(birth, first) - 5;
        int back = room > 0 ? dice_below(dice, room > 4 ? 5 : room + 1) : 0;
        if (FIRST_YEAR - back < center->opened.year)
            back = 0;
        Date day = school_year_start(center->calendar, FIRST_YEAR - back);
        return date_add_days(day, dice_chance(dice, 0.6) ? 0 : dice_below(dice, 12));
    }
    case ENTRY_MID_FIRST:
        return random_day(dice, (Date){FIRST_YEAR, 7, 1}, (Date){FIRST_YEAR + 1, 2, 10});
    case ENTRY_SECOND:
        return date_add_days(second, dice_chance(dice, 0.6) ? 0 : dice_below(dice, 12));
    default:
        return random_day(dice, (Date){FIRST_YEAR + 1, 7, 1}, date_add_days(world->as_of, -25));
    }
}

static int pick_center(const World *world, int not_this, Dice *dice)
{
    for (int tries = 0; tries < 100; tries++) {
        int index = dice_below(dice, world->center_count);
        const Center *c = &world->centers[index];
        bool near = str_eq(c->district_code, world->centers[not_this].district_code);
        if (index != not_this && date_is_none(c->closed) && date_is_none(c->silent_from) &&
            (near || tries > 30))
            return index;
    }
    return not_this == 0 ? 1 : 0;
}

static void set_levels(const World *world, Spell *spell, const Child *child, int delay,
                       bool promoted)
{
    const Center *center = &world->centers[spell->center];
    Date first = school_year_start(center->calendar, FIRST_YEAR);
    int level =
        grade_level_for_age(center->system, date_completed_years(child->birth, first) - delay);
    int next =
        grade_level_for_age(center->system, date_completed_years(child->birth, first) + 1 - delay);
    spell->level[0] = (int8_t)level;
    spell->level[1] = (int8_t)(promoted ? next : level);
}

/* --- leaving -------------------------------------------------------------------------------------
 */

static Reason pick_reason(const Child *child, Date day, bool top, Dice *dice)
{
    int age = date_completed_years(child->birth, day);
    bool spring = day.month == 3 || day.month == 4;
    if (top && spring && dice_chance(dice, 0.7))
        return REASON_COMPLETED;
    int weights[REASON_COUNT] = {
        [REASON_TRANSFER_MLC] = 22,
        [REASON_TRANSFER_THAI] = age <= 13 ? 12 : 4,
        [REASON_RETURNED_MM] = spring ? 34 : 18,
        [REASON_FAMILY_MOVED] = 14,
        [REASON_RESETTLED] = 2,
        [REASON_WORK] = age >= 12 ? 12 : 1,
        [REASON_POVERTY] = 4,
        [REASON_MARRIAGE] = age >= 15 ? 5 : 0,
        [REASON_ILLNESS] = 2,
        [REASON_DEATH] = 1,
        [REASON_LOST_CONTACT] = 12,
    };
    return (Reason)dice_weighted(dice, weights, REASON_COUNT);
}

/* The day on which a stay ends by chance, or none. Chances are per month. */
static Date leaving_day(const World *world, const Spell *spell, Dice *dice)
{
    Date month = {FIRST_YEAR, 6, 1};
    if (date_cmp(spell->start, month) > 0)
        month = (Date){spell->start.year, spell->start.month, 1};
    for (; date_cmp(month, world->as_of) < 0; month = date_add_months(month, 1)) {
        double chance = month.month == 4 ? 0.075 : month.month == 5 ? 0.0 : 0.008;
        if (!dice_chance(dice, chance))
            continue;
        Date last = {month.year, month.month, date_days_in_month(month.year, month.month)};
        Date from = date_cmp(month, spell->start) > 0 ? month : date_add_days(spell->start, 10);
        Date day = month.month == 4 ? (Date){month.year, 3, dice_between(dice, 20, 31)}
                                    : random_day(dice, from, last);
        if (date_cmp(day, date_add_days(spell->start, 9)) > 0 && date_cmp(day, world->as_of) < 0)
            return day;
    }
    return (Date){0};
}

static Spell *add_spell(Child *child, int center, Date start)
{
    Spell *spell = &child->spells[child->spell_count++];
    *spell = (Spell){.center = center, .start = start, .to_center = -1};
    return spell;
}

static void end_spell(Spell *spell, Date day, Reason reason, Dice *dice)
{
    spell->end = day;
    spell->reason = reason;
    spell->told = reason != REASON_LOST_CONTACT && !dice_chance(dice, 0.12);
}

/* The day a child arrives at the next center; vacations are skipped. */
static Date next_arrival(const World *world, int center, Date left, Dice *dice)
{
    Date day = date_add_days(left, dice_between(dice, 1, 16));
    Calendar calendar = world->centers[center].calendar;
    Date ends = school_year_end(calendar, FIRST_YEAR);
    Date starts = school_year_start(calendar, FIRST_YEAR + 1);
    if (date_cmp(day, ends) > 0 && date_cmp(day, starts) < 0)
        day = date_add_days(starts, dice_below(dice, 6));
    return day;
}

static void live(World *world, Child *child, Spell *spell, int delay, bool promoted, Dice *dice)
{
    const Center *center = &world->centers[spell->center];
    set_levels(world, spell, child, delay, promoted);
    Date day = leaving_day(world, spell, dice);
    bool closes =
        !date_is_none(center->closed) && (date_is_none(day) || date_cmp(day, center->closed) > 0);
    if (closes) {
        end_spell(spell, center->closed,
                  dice_chance(dice, 0.45) ? REASON_TRANSFER_MLC : REASON_LOST_CONTACT, dice);
        spell->told = false;
    } else if (!date_is_none(day)) {
        bool top = spell->level[0] == grade_level_count(center->system) - 1;
        end_spell(spell, day, pick_reason(child, day, top, dice), dice);
    } else {
        return;
    }
    if (child->spell_count >= SPELLS_MAX)
        return;
    int to = -1;
    if (spell->reason == REASON_TRANSFER_MLC ||
        (spell->reason == REASON_FAMILY_MOVED && dice_chance(dice, 0.4)))
        to = pick_center(world, spell->center, dice);
    else if (spell->reason == REASON_RETURNED_MM && dice_chance(dice, 0.1) && !closes)
        to = spell->center; /* back again months later */
    if (to < 0)
        return;
    Date arrives = to == spell->center ? date_add_days(spell->end, dice_between(dice, 75, 200))
                                       : next_arrival(world, to, spell->end, dice);
    if (date_cmp(arrives, date_add_days(world->as_of, -25)) > 0)
        return;
    spell->to_center = to == spell->center ? -1 : to;
    live(world, child, add_spell(child, to, arrives), delay, promoted, dice);
}

static Entry pick_entry(Dice *dice)
{
    static const int WEIGHTS[] = {62, 9, 21, 8};
    return (Entry)dice_weighted(dice, WEIGHTS, 4);
}

static void tell_child(World *world, int index, Entry family_entry)
{
    Child *child = &world->children[index];
    Dice dice = dice_make(world->seed, DICE_STORY, index, 0);
    int center_index = world->families[child->family].center;
    if (dice_chance(&dice, 0.08)) /* a brother or sister at another center */
        center_index = pick_center(world, center_index, &dice);
    const Center *center = &world->centers[center_index];
    Entry entry = dice_chance(&dice, 0.75) ? family_entry : pick_entry(&dice);
    /* Too young for the first year: enters in the second. */
    if (date_completed_years(child->birth, (Date){FIRST_YEAR, 6, 1}) < 4)
        entry = ENTRY_SECOND;
    if (!date_is_none(center->closed) && entry >= ENTRY_SECOND)
        entry = ENTRY_EARLIER;
    Date start = entry_day(world, center, entry, child->birth, &dice);
    if (!date_is_none(center->closed) && date_cmp(start, date_add_days(center->closed, -20)) > 0)
        start = school_year_start(center->calendar, FIRST_YEAR);
    /* Twins enter together. */
    if (child->twin >= 0 && child->twin < index && dice_chance(&dice, 0.95)) {
        const Spell *other = &world->children[child->twin].spells[0];
        center_index = other->center;
        start = other->start;
    }
    static const int DELAYS[] = {45, 28, 15, 8, 4};
    int delay = dice_weighted(&dice, DELAYS, 5);
    bool promoted = !dice_chance(&dice, 0.08);
    live(world, child, add_spell(child, center_index, start), delay, promoted, &dice);
    /* On two registers at once. */
    if (child->spell_count == 1 && date_is_none(child->spells[0].end) &&
        dice_chance(&dice, 0.008)) {
        int other = pick_center(world, center_index, &dice);
        Spell *twice = add_spell(
            child, other,
            next_arrival(world, other, start.year < FIRST_YEAR ? (Date){FIRST_YEAR, 6, 20} : start,
                         &dice));
        set_levels(world, twice, child, delay, promoted);
    }
}

/* --- student numbers
 * ------------------------------------------------------------------------------ */

static void number_students(World *world)
{
    int *next = x_new_array(int, (size_t)world->center_count);
    for (int i = 0; i < world->child_count; i++) {
        Child *child = &world->children[i];
        for (int s = 0; s < child->spell_count; s++) {
            Spell *spell = &child->spells[s];
            int number = ++next[spell->center];
            if (spell->center % 3 == 0)
                snprintf(spell->code, sizeof spell->code, "%04d", number % 10000);
            else if (spell->center % 3 == 1)
                snprintf(spell->code, sizeof spell->code, "%02d-%04d", spell->start.year % 100,
                         number % 10000);
            else
                snprintf(spell->code, sizeof spell->code, "%.3s%04d",
                         world->centers[spell->center].code, number % 10000);
        }
    }
    x_free(next);
}

void world_tell_story(World *world)
{
    int family = -1;
    Entry family_entry = ENTRY_EARLIER;
    for (int i = 0; i < world->child_count; i++) {
        if (world->children[i].family != family) {
            family = world->children[i].family;
            Dice dice = dice_make(world->seed, DICE_STORY, family, 1);
            family_entry = pick_entry(&dice);
        }
        tell_child(world, i, family_entry);
    }
    number_students(world);
}
