/* The habits of one center's clerk in one school year. */

#include "pipeline/sample/clerk.h"

static Language pick_language(const Center *center, Dice *dice)
{
    static const int THAI_SCHOOL[] = {15, 80, 5}, OTHER[] = {48, 14, 38};
    return (Language)dice_weighted(dice, center->calendar == CALENDAR_THAI ? THAI_SCHOOL : OTHER,
                                   3);
}

static void choose_scripts(Clerk *clerk, const Center *center, Dice *dice)
{
    if (clerk->language == LANG_TH)
        clerk->scripts[NAME_THAI] = true;
    else if (clerk->language == LANG_MY)
        clerk->scripts[NAME_MYANMAR] = true;
    else
        clerk->scripts[NAME_LATIN] = true;
    if (dice_chance(dice, 0.35))
        clerk->scripts[NAME_LATIN] = true;
    if (dice_chance(dice, 0.25))
        clerk->scripts[NAME_MYANMAR] = true;
    if (clerk->language != LANG_TH && dice_chance(dice, 0.08))
        clerk->scripts[NAME_THAI] = true;
    clerk->scripts[NAME_KAREN] = center->people == PEOPLE_KAREN && dice_chance(dice, 0.12);
    clerk->zawgyi = clerk->scripts[NAME_MYANMAR] && dice_chance(dice, 0.22);
}

static DateHabit pick_dates(Language language, Dice *dice)
{
    static const int EN[DATES_COUNT] = {
        [DATES_REAL_CE] = 30, [DATES_ISO] = 10,      [DATES_DMY_CE] = 22, [DATES_DOTS_CE] = 10,
        [DATES_MDY_CE] = 6,   [DATES_MONTH_EN] = 12, [DATES_SERIAL] = 3,  [DATES_AGE] = 7};
    static const int TH[DATES_COUNT] = {[DATES_REAL_CE] = 10,      [DATES_REAL_THAI] = 15,
                                        [DATES_REAL_BE] = 14,      [DATES_DMY_BE] = 25,
                                        [DATES_DMY_BE_SHORT] = 10, [DATES_MONTH_TH] = 16,
                                        [DATES_DIGITS_TH] = 6,     [DATES_AGE] = 4};
    static const int MY[DATES_COUNT] = {[DATES_REAL_CE] = 20,
                                        [DATES_DMY_CE] = 30,
                                        [DATES_DOTS_CE] = 16,
                                        [DATES_DIGITS_MY] = 22,
                                        [DATES_AGE] = 12};
    const int *weights = language == LANG_TH ? TH : language == LANG_MY ? MY : EN;
    return (DateHabit)dice_weighted(dice, weights, DATES_COUNT);
}

static void choose_columns(Clerk *clerk, Dice *dice)
{
    clerk->has_father = dice_chance(dice, 0.85);
    clerk->has_mother = dice_chance(dice, 0.75);
    clerk->has_guardian = dice_chance(dice, 0.12);
    clerk->has_phone = dice_chance(dice, 0.7);
    clerk->has_village = dice_chance(dice, 0.65);
    clerk->has_ids = dice_chance(dice, clerk->language == LANG_TH ? 0.9 : 0.45);
    clerk->has_documents = dice_chance(dice, 0.4);
    clerk->has_ethnicity = dice_chance(dice, 0.5);
    clerk->has_boarding = dice_chance(dice, 0.25);
    clerk->has_remarks = dice_chance(dice, 0.5);
    clerk->has_health = dice_chance(dice, 0.15);
    clerk->has_origin = dice_chance(dice, 0.15);
    /* A list must hold one of them, or families could not be told apart at all. */
    if (!clerk->has_father && !clerk->has_mother)
        clerk->has_father = true;
}

static FileFormat pick_format(const World *world, int center, Dice *dice)
{
    static const int WEIGHTS[FORMAT_COUNT] = {62, 4, 4, 3, 5, 2, 5, 3, 3, 5, 2, 2};
    /* A small set shows every format. */
    if (world->small)
        return (FileFormat)(center % FORMAT_COUNT);
    return (FileFormat)dice_weighted(dice, WEIGHTS, FORMAT_COUNT);
}

/* A small set has one center of each kind, so that every trap occurs in it. */
static void show_everything(int center, Clerk *clerk)
{
    static const struct {
        int center;
        DateHabit births;
    } DATES[] = {
        {1, DATES_MDY_CE}, {3, DATES_DMY_BE_SHORT}, {8, DATES_REAL_BE}, {6, DATES_REAL_THAI}};
    if (clerk->format == FORMAT_XLSX)
        clerk->layout = center == 0 ? LAYOUT_TWO_ROWS : LAYOUT_GRADE_SHEETS;
    for (size_t i = 0; i < sizeof DATES / sizeof *DATES; i++)
        if (DATES[i].center == center)
            clerk->births = clerk->days = DATES[i].births;
}

Clerk clerk_make(const World *world, int center_index, int year)
{
    const Center *center = &world->centers[center_index];
    Dice stays = dice_make(world->seed, DICE_CLERK, center_index, -1);
    /* In a third of the centers somebody else keeps the lists in the second year. */
    bool new_clerk = year > 0 && dice_chance(&stays, 0.35);
    Dice dice = dice_make(world->seed, DICE_CLERK, center_index, new_clerk ? year : 0);
    Clerk clerk = {.language = pick_language(center, &dice)};
    clerk.second =
        dice_chance(&dice, 0.15) ? (clerk.language == LANG_EN ? LANG_MY : LANG_EN) : clerk.language;
    choose_scripts(&clerk, center, &dice);
    clerk.split_name = clerk.scripts[NAME_LATIN] && dice_chance(&dice, 0.1);
    static const int TITLES[] = {35, 50, 15};
    clerk.titles = (TitleHabit)dice_weighted(&dice, TITLES, 3);
    clerk.births = pick_dates(clerk.language, &dice);
    clerk.days = clerk.births == DATES_AGE ? DATES_DMY_CE : clerk.births;
    clerk.sex_style = dice_below(&dice, 12);
    clerk.grade_style = dice_below(&dice, 30);
    clerk.heading_seed = dice_below(&dice, 1 << 30);
    clerk.upper = dice_chance(&dice, 0.12);
    clerk.joins = dice_chance(&dice, 0.2);
    clerk.respell = dice_chance(&dice, 0.3) ? 0.48 : 0.36;
    clerk.slip = 0.04;
    clerk.lists_leavers = dice_chance(&dice, 0.75);
    clerk.one_leaving_column = dice_chance(&dice, 0.15);
    choose_columns(&clerk, &dice);
    static const int LAYOUTS[] = {30, 35, 20, 15};
    clerk.layout = (Layout)dice_weighted(&dice, LAYOUTS, LAYOUT_COUNT);
    clerk.format = pick_format(world, center_index, &dice);
    clerk.monthly_attendance = dice_chance(&dice, year ? 0.85 : 0.4);
    clerk.attendance_by_term = dice_chance(&dice, 0.9);
    clerk.retypes = dice_chance(&dice, 0.75);
    /* What a format cannot hold. */
    if (clerk.format == FORMAT_CSV_THAI) {
        clerk.language = clerk.second = LANG_TH;
        clerk.scripts[NAME_MYANMAR] = clerk.scripts[NAME_KAREN] = false;
        clerk.scripts[NAME_THAI] = true;
        clerk.zawgyi = false;
        if (clerk.births == DATES_DIGITS_MY)
            clerk.births = clerk.days = DATES_DMY_BE;
    }
    bool one_sheet = clerk.format != FORMAT_XLSX && clerk.format != FORMAT_ODS &&
                     clerk.format != FORMAT_SPREADSHEETML;
    if (one_sheet && clerk.layout == LAYOUT_GRADE_SHEETS)
        clerk.layout = LAYOUT_TITLED;
    if (clerk.format == FORMAT_ODK || clerk.format == FORMAT_KOBO ||
        clerk.format == FORMAT_ROLLBOOK) {
        clerk.births = clerk.days = DATES_ISO;
        clerk.language = clerk.second = LANG_EN;
        clerk.layout = LAYOUT_PLAIN;
        clerk.split_name = clerk.one_leaving_column = false;
    }
    if (world->small)
        show_everything(center_index, &clerk);
    return clerk;
}
