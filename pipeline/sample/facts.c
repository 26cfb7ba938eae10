/* Months, programmes and visits of the invented centers. */

#include "pipeline/sample/facts.h"

#include "pipeline/sample/calendar.h"

bool spell_active(const Spell *spell, Date day)
{
    return date_cmp(spell->start, day) <= 0 &&
           (date_is_none(spell->end) || date_cmp(day, spell->end) < 0);
}

static Date month_end(Date month)
{
    return (Date){month.year, month.month, date_days_in_month(month.year, month.month)};
}

bool presence(const World *world, int child, const Spell *spell, Date month, int *school_days,
              int *days_present)
{
    Date last = month_end(month);
    if (date_cmp(spell->start, last) > 0 ||
        (!date_is_none(spell->end) && date_cmp(spell->end, month) <= 0))
        return false;
    int all = calendar_school_days(world->centers[spell->center].calendar, month);
    int days = date_days_in_month(month.year, month.month);
    int from = date_cmp(spell->start, month) > 0 ? spell->start.day : 1;
    int to = days;
    if (!date_is_none(spell->end) && date_cmp(spell->end, last) <= 0)
        to = spell->end.day - 1;
    int mine = (all * (to - from + 1) + days / 2) / days;
    if (mine < 1)
        return false;
    Dice habit = dice_make(world->seed, DICE_PRESENCE, child, -1);
    int usual =
        dice_chance(&habit, 0.12) ? dice_between(&habit, 55, 78) : dice_between(&habit, 84, 99);
    Dice dice = dice_make(world->seed, DICE_PRESENCE, child, month.year * 12 + month.month);
    int present = 0;
    for (int d = 0; d < mine; d++)
        present += dice_below(&dice, 100) < usual;
    *school_days = mine;
    *days_present = present;
    return true;
}

/* --- a center's month
 * ------------------------------------------------------------------------------------- */

static int count_on_roll(const World *world, int center, Date day, int *pick, Dice *dice)
{
    int count = 0;
    for (int i = 0; i < world->child_count; i++)
        for (int s = 0; s < world->children[i].spell_count; s++) {
            const Spell *spell = &world->children[i].spells[s];
            if (spell->center != center || !spell_active(spell, day))
                continue;
            count++;
            if (pick && dice_below(dice, count) == 0)
                *pick = i; /* every child on the roll is as likely as another */
        }
    return count;
}

static int teacher_count(int on_roll)
{
    return on_roll < 20 ? 2 : on_roll / 22 + 2;
}

static const char *incident_type(Dice *dice)
{
    static const char *const TYPES[] = {"physical",     "emotional", "bullying", "neglect",
                                        "exploitation", "sexual",    "arrest",   "denial"};
    static const int WEIGHTS[] = {20, 15, 22, 14, 10, 4, 6, 9};
    return TYPES[dice_weighted(dice, WEIGHTS, 8)];
}

static void invent_incidents(const World *world, int center, Date month, MonthFacts *facts,
                             Dice *dice)
{
    static const char *const STATUS[] = {"confirmed", "reported", "dismissed", "closed"};
    static const int WEIGHTS[] = {65, 18, 12, 5};
    double expected = facts->on_roll * 0.0021;
    while (facts->incident_count < INCIDENTS_MAX && expected > 0) {
        double chance = expected > 0.9 ? 0.9 : expected;
        expected -= chance;
        if (!dice_chance(dice, chance))
            continue;
        Incident *incident = &facts->incidents[facts->incident_count++];
        Date last = month_end(month);
        count_on_roll(world, center, last, &incident->child, dice);
        incident->date = (Date){month.year, month.month, dice_between(dice, 1, 28)};
        incident->type = incident_type(dice);
        incident->status = STATUS[dice_weighted(dice, WEIGHTS, 4)];
        if (dice_chance(dice, 0.6))
            incident->referred = date_add_days(incident->date, dice_between(dice, 0, 6));
    }
}

MonthFacts month_facts(const World *world, int center_index, Date month)
{
    const Center *center = &world->centers[center_index];
    Dice dice = dice_make(world->seed, DICE_MONTH, center_index, month.year * 12 + month.month);
    MonthFacts f = {.school_days = calendar_school_days(center->calendar, month)};
    f.on_roll = count_on_roll(world, center_index, month_end(month), NULL, NULL);
    f.teachers = teacher_count(f.on_roll);
    if (dice_chance(&dice, 0.2))
        f.days_closed = dice_between(&dice, 1, 3);
    f.days_open = f.school_days - f.days_closed;
    if (f.days_closed && dice_chance(&dice, 0.5)) {
        f.days_alternative = dice_between(&dice, 1, f.days_closed);
        f.children_alternative = f.on_roll * dice_between(&dice, 30, 90) / 100;
    }
    if (center->boarding || center_index % 3 != 1) {
        f.feeding_days = f.days_open * dice_between(&dice, 60, 100) / 100;
        f.meals = f.feeding_days * (f.on_roll * 9 / 10);
    }
    f.garden = center->garden && month.month != 6 && !dice_chance(&dice, 0.1);
    if (f.garden) {
        f.garden_children = f.on_roll * dice_between(&dice, 15, 45) / 100;
        f.harvest_kg = (double)dice_between(&dice, 30, 900) / 10;
    }
    f.drills = dice_chance(&dice, 0.12);
    invent_incidents(world, center_index, month, &f, &dice);
    return f;
}

/* --- a center's year
 * -------------------------------------------------------------------------------------- */

ProfileFacts profile_facts(const World *world, int center_index, int year)
{
    static const char *const REGISTRATION[] = {"none", "pending", "registered"};
    const Center *center = &world->centers[center_index];
    Dice dice = dice_make(world->seed, DICE_OTHER, center_index, year);
    ProfileFacts p = {.date = {FIRST_YEAR + year, 7, dice_between(&dice, 1, 28)}};
    int on_roll = count_on_roll(world, center_index, p.date, NULL, NULL);
    p.teachers = teacher_count(on_roll);
    p.classrooms = on_roll / 28 + 1;
    p.toilets = on_roll / 45 + 1;
    p.boarders = center->boarding ? on_roll / 7 : 0;
    p.electricity = dice_chance(&dice, 0.9);
    p.contact_tree = dice_chance(&dice, 0.4 + 0.2 * year);
    p.protection_policy = dice_chance(&dice, 0.6 + 0.15 * year);
    p.code_of_conduct = dice_chance(&dice, 0.55 + 0.15 * year);
    if (dice_chance(&dice, 0.6 + 0.2 * year))
        p.plan = date_add_days(p.date, -dice_between(&dice, 0, 420));
    if (dice_chance(&dice, 0.65 + 0.15 * year))
        p.drill = date_add_days(p.date, -dice_between(&dice, 0, 200));
    p.funding_months = dice_between(&dice, 1, 24);
    p.registration = REGISTRATION[dice_below(&dice, 3)];
    p.water = dice_chance(&dice, 0.8) ? "safe" : "unsafe";
    return p;
}

/* --- programmes
 * --------------------------------------------------------------------------------------------- */

bool homeschool_facts(const World *world, int n, Homeschool *out)
{
    /* Children of the first centers with one long stay, taken in order: stable and few. */
    int found = 0;
    for (int i = 0; i < world->child_count; i += 3) {
        const Child *child = &world->children[i];
        const Spell *spell = &child->spells[0];
        bool fits = child->spell_count == 1 && spell->center < 4 && date_is_none(spell->end) &&
                    date_cmp(spell->start, (Date){FIRST_YEAR, 7, 1}) < 0;
        if (!fits || found++ < n)
            continue;
        Dice dice = dice_make(world->seed, DICE_OTHER, i, 77);
        *out = (Homeschool){.child = i, .center = spell->center};
        out->start = (Date){FIRST_YEAR, dice_between(&dice, 7, 12), dice_between(&dice, 1, 28)};
        if (n % 9 == 0 && n / 9 < HOMESCHOOL_TRANSITIONS) {
            out->transition = true;
            out->end = (Date){FIRST_YEAR + 1, 5 + n / 9, 18};
        } else if (n % 9 == 4) {
            out->end = (Date){FIRST_YEAR + 1, 3, 20};
        }
        return n < HOMESCHOOL_CHILDREN;
    }
    return false;
}

int support_count(const World *world, int center, int year)
{
    if (center % 3 != 0)
        return 0;
    Dice dice = dice_make(world->seed, DICE_OTHER, center, 200 + year);
    return dice_between(&dice, 2, 6);
}

SupportCase support_facts(const World *world, int center, int year, int n)
{
    Dice dice = dice_make(world->seed, DICE_OTHER, center * 100 + n, 210 + year);
    SupportCase c = {.score_start = dice_between(&dice, 15, 30)};
    c.referred =
        date_add_days((Date){FIRST_YEAR + year, 6, 10}, dice_below(&dice, year ? 100 : 200));
    Date last = date_add_days(world->as_of, -5);
    Date day = date_add_days(c.referred, dice_between(&dice, 3, 20));
    if (!dice_chance(&dice, 0.9) || date_cmp(day, last) > 0)
        return c;
    c.assessed = day;
    day = date_add_days(day, dice_between(&dice, 5, 25));
    if (!dice_chance(&dice, 0.85) || date_cmp(day, last) > 0)
        return c;
    c.started = day;
    day = date_add_days(day, dice_between(&dice, 50, 110));
    if (!dice_chance(&dice, 0.8) || date_cmp(day, last) > 0)
        return c;
    c.completed = c.reassessed = day;
    c.score_end = c.score_start - dice_between(&dice, -3, 12);
    return c;
}

bool visit_facts(const World *world, int center, int year, int n, Visit *out)
{
    static const char *const PROBLEMS[] = {"water", "building", "teachers' documents", "funding",
                                           "transport"};
    Dice dice = dice_make(world->seed, DICE_OTHER, center, 300 + year * 10 + n);
    if (!dice_chance(&dice, n == 0 ? 0.85 : 0.4))
        return false;
    int first = n == 0 ? 7 : 10;
    *out = (Visit){.date = {FIRST_YEAR + year, first + dice_below(&dice, n == 0 ? 3 : 2),
                            dice_between(&dice, 1, 20)}};
    out->met = dice_chance(&dice, 0.3) ? CRITERIA : dice_between(&dice, 11, CRITERIA - 1);
    if (dice_chance(&dice, 0.5)) {
        out->problem = PROBLEMS[dice_below(&dice, 5)];
        Date closed = date_add_days(out->date, dice_between(&dice, 10, 150));
        if (dice_chance(&dice, 0.6) && date_cmp(closed, world->as_of) < 0)
            out->closed = closed;
    }
    const Center *c = &world->centers[center];
    return date_is_none(c->closed) || date_cmp(out->date, c->closed) < 0;
}
