/* Invents centers, families and children. What happens to them is story.c. */

#include "pipeline/sample/world.h"

#include "pipeline/base/mem.h"
#include "pipeline/sample/clerk.h"

#include <stdio.h>

Date school_year_start(Calendar calendar, int year)
{
    return calendar == CALENDAR_MLC ? (Date){year, 6, 1} : (Date){year, 5, 16};
}

Date school_year_end(Calendar calendar, int year)
{
    (void)calendar;
    return (Date){year + 1, 3, 31};
}

Str center_code(const Center *center)
{
    return str_from(center->code);
}

/* The check digit of a 13-digit number (notes: weights 13 ... 2, modulo 11). */
static char check_digit(const char digits[12])
{
    int sum = 0;
    for (int i = 0; i < 12; i++)
        sum += (digits[i] - '0') * (13 - i);
    return (char)('0' + (11 - sum % 11) % 10);
}

static void invent_id13(char out[14], Dice *dice, const char *lead)
{
    size_t n = strlen(lead);
    memcpy(out, lead, n);
    for (size_t i = n; i < 12; i++)
        out[i] = (char)('0' + dice_below(dice, 10));
    out[12] = check_digit(out);
    out[13] = '\0';
}

/* --- centers -------------------------------------------------------------------------------------
 */

/* Districts by share of centers, as the office's own counts have it (Mae Sot three quarters). */
static const char *const DISTRICTS[] = {"TH6306", "TH6307", "TH6304", "TH6305", "TH6308"};
static const int DISTRICT_WEIGHTS[] = {52, 22, 10, 10, 6};

static const Village *village_in(const Inventory *inv, Str district, Dice *dice)
{
    int count = 0;
    for (int i = 0; i < inv->village_count; i++)
        count += str_eq(inv->villages[i].district_code, district);
    int pick = dice_below(dice, count);
    for (int i = 0; i < inv->village_count; i++)
        if (str_eq(inv->villages[i].district_code, district) && pick-- == 0)
            return &inv->villages[i];
    return &inv->villages[0];
}

static void invent_center(World *world, int index)
{
    Center *c = &world->centers[index];
    Dice dice = dice_make(world->seed, DICE_CENTER, index, 0);
    const Inventory *inv = world->inventory;
    c->name = &inv->centers[index % inv->center_count];
    snprintf(c->code, sizeof c->code, "%.3s-%03u", c->name->prefix.ptr,
             (unsigned)(index + 1) % 1000u);
    /* The first five take one district each, so that a small set has them all. */
    int district = index < 5 ? index : dice_weighted(&dice, DISTRICT_WEIGHTS, 5);
    c->district_code = str_from(DISTRICTS[district]);
    c->village = village_in(inv, c->district_code, &dice);
    c->district = c->village->district;
    c->calendar = index % 5 == 3 ? CALENDAR_THAI : CALENDAR_MLC;
    static const int SYSTEMS[] = {82, 0, 10, 8};
    c->system =
        c->calendar == CALENDAR_THAI ? GRADES_THAI : (GradeSystem)dice_weighted(&dice, SYSTEMS, 4);
    if (index < 5 && c->calendar == CALENDAR_MLC)
        c->system = GRADES_MYANMAR;
    static const int IN_MAE_SOT[] = {60, 18, 8, 4, 10}, ELSEWHERE[] = {25, 60, 6, 6, 3};
    c->people = dice_weighted(&dice, district == 0 ? IN_MAE_SOT : ELSEWHERE, PEOPLE_COUNT);
    /* A long tail: most centers are small, a few are very large. */
    int size = dice_between(&dice, 2, 12);
    c->weight = size * size + (dice_chance(&dice, 0.08) ? 250 : 10);
    c->opened = (Date){dice_between(&dice, 1998, 2021), 6, 1};
    c->boarding = dice_chance(&dice, 0.3);
    c->garden = dice_chance(&dice, 0.45);
    c->language = c->calendar == CALENDAR_THAI ? LANG_TH
                  : dice_chance(&dice, 0.55)   ? LANG_MY
                                               : LANG_EN;
    c->org = dice_below(&dice, 6);
    /* One center closes in the middle of the first year, one falls silent in the second. */
    if (index == 5)
        c->closed = (Date){FIRST_YEAR + 1, 1, 31};
    if (index == 6)
        c->silent_from = (Date){FIRST_YEAR + 1, 7, 1};
    if (index == 5 || index == 6)
        c->weight = 40;
}

/* --- names ---------------------------------------------------------------------------------------
 */

static void add_part(PersonName *name, const Element *part, Dice *dice)
{
    /* Most families keep to the usual form; some have their own. */
    uint8_t form = 0;
    if (part->latin_count > 1 && dice_chance(dice, 0.25))
        form = (uint8_t)dice_below(dice, part->latin_count);
    name->parts[name->count] = part;
    name->latin_form[name->count++] = form;
}

static bool has_part(const PersonName *name, const Element *part)
{
    for (int i = 0; i < name->count; i++)
        if (str_eq(name->parts[i]->latin[0], part->latin[0]))
            return true;
    return false;
}

static PersonName invent_name(const Inventory *inv, int people, char sex, bool adult, Dice *dice)
{
    PersonName name = {.people = (uint8_t)people, .sex = sex, .adult = adult};
    const ElementSet *set =
        adult ? &inv->adult[people][sex == 'M'] : &inv->child[people][sex == 'M'];
    static const int ADULT[] = {0, 52, 40, 8}, BOY[] = {0, 18, 62, 20}, GIRL[] = {0, 10, 55, 35};
    static const int SHORT[] = {0, 75, 25, 0};
    const int *lengths = people == PEOPLE_MUSLIM  ? SHORT
                         : people == PEOPLE_KAREN ? ADULT
                         : adult                  ? ADULT
                         : sex == 'M'             ? BOY
                                                  : GIRL;
    int want = dice_weighted(dice, lengths, 4) + 1;
    for (int tries = 0; name.count < want && tries < 50; tries++) {
        const Element *part = &set->items[dice_weighted(dice, set->weights, set->count)];
        if (!has_part(&name, part) || dice_chance(dice, 0.05))
            add_part(&name, part, dice);
    }
    return name;
}

/* --- families ------------------------------------------------------------------------------------
 */

static void invent_phone(char out[12], Dice *dice)
{
    static const char *const LEADS[] = {"080", "084", "089", "093", "061", "098", "092", "064"};
    snprintf(out, 12, "%s%07d", LEADS[dice_below(dice, 8)], dice_below(dice, 10000000));
}

static void invent_family(World *world, int index, const int *center_weights)
{
    Family *f = &world->families[index];
    Dice dice = dice_make(world->seed, DICE_FAMILY, index, 0);
    const Inventory *inv = world->inventory;
    f->center = dice_weighted(&dice, center_weights, world->center_count);
    const Center *center = &world->centers[f->center];
    static const int ANY[] = {55, 28, 5, 4, 8};
    f->people = (uint8_t)(dice_chance(&dice, 0.7) ? center->people
                                                  : dice_weighted(&dice, ANY, PEOPLE_COUNT));
    if (!dice_chance(&dice, 0.1))
        f->father = invent_name(inv, f->people, 'M', true, &dice);
    if (!dice_chance(&dice, 0.06))
        f->mother = invent_name(inv, f->people, 'F', true, &dice);
    f->village =
        dice_chance(&dice, 0.5) ? center->village : village_in(inv, center->district_code, &dice);
    f->origin = &inv->townships[dice_weighted(&dice, inv->township_weights, inv->township_count)];
    f->religion = f->people == PEOPLE_MUSLIM  ? 2
                  : f->people == PEOPLE_KAREN ? (uint8_t)dice_chance(&dice, 0.55)
                                              : 0;
    if (dice_chance(&dice, 0.72))
        invent_phone(f->phone, &dice);
    /* An employer's or neighbour's number, shared by families who are not related. */
    if (index > 0 && dice_chance(&dice, 0.05))
        memcpy(f->phone,
               world->families[index - 1 - dice_below(&dice, index < 8 ? index : 8)].phone,
               sizeof f->phone);
}

/* --- children ------------------------------------------------------------------------------------
 */

static void give_documents(Child *child, Dice *dice)
{
    static const int WEIGHTS[] = {44, 22, 12, 6, 4, 7, 5};
    child->document = (uint8_t)dice_weighted(dice, WEIGHTS, DOC_COUNT);
    if (child->document == DOC_THAI_BIRTH)
        invent_id13(child->id13, dice, "763");
    else if (child->document == DOC_PINK_CARD)
        invent_id13(child->id13, dice, "0063");
    else if (child->document == DOC_ZERO_CARD)
        invent_id13(child->id13, dice, "063");
    else if (child->document == DOC_G_CODE)
        snprintf(child->g_code, sizeof child->g_code, "G%02d63%08d", dice_between(dice, 62, 68),
                 dice_below(dice, 90000));
}

/* A parent's last element, taken up by a child as many families do. */
static void inherit(PersonName *name, const PersonName *parent, Dice *dice)
{
    if (parent->count && name->count && name->count < NAME_PARTS_MAX) {
        const Element *part = parent->parts[parent->count - 1];
        if (!has_part(name, part))
            add_part(name, part, dice);
    }
}

static void invent_child(World *world, int index, int family, Date birth, Dice *dice)
{
    Child *c = &world->children[index];
    const Family *f = &world->families[family];
    const Inventory *inv = world->inventory;
    *c = (Child){.family = family, .birth = birth, .twin = -1};
    c->sex = dice_chance(dice, 0.51) ? 'F' : 'M';
    c->name = invent_name(inv, f->people, c->sex, false, dice);
    if (dice_chance(dice, 0.2))
        inherit(&c->name, dice_chance(dice, 0.7) ? &f->father : &f->mother, dice);
    /* Renamed, or known by a Burmese name beside a Muslim or Karen one. */
    if (dice_chance(dice, f->people == PEOPLE_MUSLIM  ? 0.4
                          : f->people == PEOPLE_KAREN ? 0.08
                                                      : 0.03))
        c->other_name = invent_name(inv, PEOPLE_BURMESE, c->sex, false, dice);
    c->birth_known = !dice_chance(dice, 0.12);
    /* Some are born on a leap day, which Buddhist calendars in Gregorian programs do not have. */
    if (index % (world->small ? 40 : 300) == 20 && birth.year % 4 == 0) {
        c->birth = (Date){birth.year, 2, 29};
        c->birth_known = true;
    }
    give_documents(c, dice);
    c->boarding = world->centers[f->center].boarding && dice_chance(dice, 0.15);
    c->disabled = dice_chance(dice, 0.02);
    c->vaccinated = dice_chance(dice, 0.7);
    c->insured = dice_chance(dice, 0.25);
}

/* Twins share the day, and often an element of the name. */
static void make_twins(World *world, int a, int b, Dice *dice)
{
    Child *first = &world->children[a], *second = &world->children[b];
    first->twin = b;
    second->twin = a;
    second->birth_known = first->birth_known;
    if (dice_chance(dice, 0.6)) {
        second->sex = first->sex;
        const ElementSet *set = &world->inventory->child[first->name.people][first->sex == 'M'];
        second->name = first->name;
        int last = second->name.count - 1;
        for (int tries = 0; tries < 20; tries++) {
            const Element *part = &set->items[dice_weighted(dice, set->weights, set->count)];
            if (!has_part(&first->name, part)) {
                second->name.parts[last] = part;
                second->name.latin_form[last] = 0;
                break;
            }
        }
    }
    memset(second->id13, 0, sizeof second->id13);
    if (second->document == DOC_THAI_BIRTH || second->document == DOC_PINK_CARD ||
        second->document == DOC_ZERO_CARD)
        second->document = DOC_NONE;
}

static void invent_people(World *world, Arena *arena, int wanted)
{
    world->children = arena_new_array(arena, Child, (size_t)wanted);
    world->families = arena_new_array(arena, Family, (size_t)wanted);
    int *weights = arena_new_array(arena, int, (size_t)world->center_count);
    for (int i = 0; i < world->center_count; i++)
        weights[i] = world->centers[i].weight;
    while (world->child_count < wanted) {
        int family = world->family_count++;
        invent_family(world, family, weights);
        Dice dice = dice_make(world->seed, DICE_FAMILY, family, 1);
        static const int SIZES[] = {34, 32, 20, 10, 4};
        int size = dice_weighted(&dice, SIZES, 5) + 1;
        /* The oldest is 4 to 17 on 1 June 2026; the others follow at a year's distance or more. */
        Date birth = date_add_days((Date){2026, 6, 1}, -dice_between(&dice, 4 * 366, 17 * 365));
        for (int i = 0; i < size && world->child_count < wanted; i++) {
            if (date_cmp(birth, (Date){2022, 10, 1}) > 0)
                break;
            int index = world->child_count++;
            invent_child(world, index, family, birth, &dice);
            if (dice_chance(&dice, 0.02) && world->child_count < wanted) {
                int other = world->child_count++;
                invent_child(world, other, family, birth, &dice);
                make_twins(world, index, other, &dice);
            }
            birth = date_add_days(birth, dice_between(&dice, 330, 1300));
        }
    }
}

World *world_make(Arena *arena, const Inventory *inventory, const SampleOptions *options)
{
    World *world = arena_new(arena, World);
    world->inventory = inventory;
    world->seed = options->seed;
    world->missing_birth = options->missing_birth;
    world->as_of = (Date){2026, 11, 21};
    world->center_count = options->centers;
    world->small = options->centers <= 15;
    world->centers = arena_new_array(arena, Center, (size_t)options->centers);
    for (int i = 0; i < options->centers; i++)
        invent_center(world, i);
    invent_people(world, arena, options->children);
    return world;
}
