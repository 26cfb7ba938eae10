/* The guards between children. */

#include "pipeline/link/child_guard.h"

#include "pipeline/base/mem.h"
#include "pipeline/link/link_date.h"

#include <stdlib.h>

enum { ENTITY_BIRTHS_MAX = 4, NINE_MONTHS = 270 };
static const double SAME_PARENT = 0.86, SAME_GIVEN = 0.86, SIMILAR_GIVEN = 0.62, SURELY_SAME = 0.93;

/* What the guards look at, per entity. */
typedef struct Guarded {
    uint32_t register_from, register_to; /* of ChildGuards.registers */
    LinkDate births[ENTITY_BIRTHS_MAX];  /* known to the day */
    int birth_count;
    Str thai_ids[2];
    int thai_id_count;
    Str sex;
    bool decided; /* people kept one of its rows apart from another */
} Guarded;

struct ChildGuards {
    const ChildRows *rows;
    const ChildEntities *entities;
    const KeptApart *apart;
    const LinkTable *table;
    LinkNames *names;
    Guarded *items;
    int64_t *registers; /* live registers' submissions by entity, ascending */
    int name_columns[CHILD_NAMES_MAX], name_count;
    int mother_columns[4], mother_count, father_columns[4], father_count, phone_column,
        g_code_column;
    int center_columns[4], center_count, code_columns[4], code_count;
};

const char *guard_name(Guard guard)
{
    static const char *const NAMES[] = {"",      "decision",    "thai_id13", "same_register",
                                        "twins", "nine_months", "margin"};
    return NAMES[guard];
}

static int by_number(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* `before` is the entity's row before this one: where that says the same birthday, it is known. */
static void guard_row(Guarded *guarded, const ChildRow *row, const ChildRow *before)
{
    LinkDate birth;
    bool known = before && str_eq(row->birth_from, before->birth_from) &&
                 str_eq(row->birth_to, before->birth_to);
    bool day = !known && row->birth_from.len && str_eq(row->birth_from, row->birth_to) &&
               link_date_parse(row->birth_from, &birth);
    for (int i = 0; day && i < guarded->birth_count; i++)
        day = guarded->births[i].lo != birth.lo;
    if (day && guarded->birth_count < ENTITY_BIRTHS_MAX)
        guarded->births[guarded->birth_count++] = birth;
    bool id = row->thai_id13.len > 0;
    for (int i = 0; id && i < guarded->thai_id_count; i++)
        id = !str_eq(guarded->thai_ids[i], row->thai_id13);
    if (id && guarded->thai_id_count < 2)
        guarded->thai_ids[guarded->thai_id_count++] = row->thai_id13;
    if (row->sex.len)
        guarded->sex = row->sex;
}

/* The model's columns field1, field2 ... that hold parsed names. */
static int columns_of(const LinkModel *model, const char *field, int columns[], int max)
{
    int count = 0;
    size_t length = strlen(field);
    for (int c = 0; c < model->column_count && count < max; c++)
        if (strncmp(model->columns[c], field, length) == 0 &&
            strlen(model->columns[c]) <= length + 1)
            columns[count++] = c;
    return count;
}

ChildGuards *child_guards_create(const LinkModel *model, const LinkTable *table,
                                 const ChildRows *rows, const ChildEntities *entities,
                                 const KeptApart *apart, LinkNames *names)
{
    ChildGuards *guards = x_new(ChildGuards);
    guards->rows = rows;
    guards->entities = entities;
    guards->apart = apart;
    guards->table = table;
    guards->names = names;
    guards->items = x_new_array(Guarded, (size_t)entities->count + 1);
    guards->registers = x_new_array(int64_t, rows->count + 1);
    guards->name_count = columns_of(model, "name", guards->name_columns, CHILD_NAMES_MAX);
    guards->mother_count = columns_of(model, "mother", guards->mother_columns, 4);
    guards->father_count = columns_of(model, "father", guards->father_columns, 4);
    guards->center_count = columns_of(model, "center", guards->center_columns, 4);
    guards->code_count = columns_of(model, "code", guards->code_columns, 4);
    if (columns_of(model, "phone", &guards->phone_column, 1) == 0)
        guards->phone_column = -1;
    if (columns_of(model, "g_code", &guards->g_code_column, 1) == 0)
        guards->g_code_column = -1;
    uint32_t at = 0;
    for (uint32_t e = 0; e < entities->count; e++) {
        Guarded *guarded = &guards->items[e];
        guarded->register_from = at;
        const ChildRow *before = NULL;
        for (uint32_t i = entities->row_start[e]; i < entities->row_start[e + 1]; i++) {
            const ChildRow *row = rows->items[entities->rows[i]];
            guard_row(guarded, row, before);
            before = row;
            if (row->live && row->kind == CHILD_REGISTER)
                guards->registers[at++] = row->submission_id;
        }
        guarded->register_to = at;
        if (at - guarded->register_from > 1)
            qsort(guards->registers + guarded->register_from, at - guarded->register_from,
                  sizeof *guards->registers, by_number);
    }
    for (size_t i = 0; i < apart->count; i++) {
        guards->items[entities->of_row[apart->pairs[i].left]].decided = true;
        guards->items[entities->of_row[apart->pairs[i].right]].decided = true;
    }
    return guards;
}

void child_guards_free(ChildGuards *guards)
{
    if (!guards)
        return;
    x_free(guards->items);
    x_free(guards->registers);
    x_free(guards);
}

static bool share_register(const ChildGuards *guards, const Guarded *a, const Guarded *b)
{
    uint32_t i = a->register_from, k = b->register_from;
    while (i < a->register_to && k < b->register_to) {
        if (guards->registers[i] == guards->registers[k])
            return true;
        if (guards->registers[i] < guards->registers[k])
            i++;
        else
            k++;
    }
    return false;
}

static bool kept_apart(const ChildGuards *guards, uint32_t a, uint32_t b)
{
    if (!guards->items[a].decided || !guards->items[b].decided)
        return false;
    for (size_t i = 0; i < guards->apart->count; i++) {
        uint32_t x = guards->entities->of_row[guards->apart->pairs[i].left];
        uint32_t y = guards->entities->of_row[guards->apart->pairs[i].right];
        if ((x == a && y == b) || (x == b && y == a))
            return true;
    }
    return false;
}

static bool numbers_differ(const Guarded *a, const Guarded *b)
{
    if (a->thai_id_count == 0 || b->thai_id_count == 0)
        return false;
    for (int i = 0; i < a->thai_id_count; i++)
        for (int k = 0; k < b->thai_id_count; k++)
            if (str_eq(a->thai_ids[i], b->thai_ids[k]))
                return false;
    return true;
}

static bool share_value(const ChildGuards *guards, const int columns[], int count, uint32_t a,
                        uint32_t b)
{
    for (int i = 0; i < count; i++)
        for (int k = 0; k < count; k++) {
            uint32_t x = link_table_id(guards->table, columns[i], a);
            if (x && x == link_table_id(guards->table, columns[k], b))
                return true;
        }
    return false;
}

/*
 * The best similarity of the names in some columns: any value between 0 and floor where it is less,
 * and any from enough on where it is that; -1 where one side has none. A name that need not be
 * asked need not be parsed either.
 */
static double names_alike(const ChildGuards *guards, const int columns[], int count, uint32_t a,
                          uint32_t b, double floor, double enough)
{
    const LinkTable *table = guards->table;
    double best = -1;
    if (share_value(guards, columns, count, a, b))
        return 1;
    for (int i = 0; i < count; i++)
        for (int k = 0; k < count && best < enough; k++) {
            int pool = table->columns[columns[i]].pool; /* of all of them */
            uint32_t x = link_table_id(table, columns[i], a);
            uint32_t y = link_table_id(table, columns[k], b);
            if (!x || !y || !table->parsed[pool])
                continue;
            double similarity =
                link_name_similarity_above(guards->names, link_table_name(table, pool, x),
                                           link_table_name(table, pool, y), floor);
            best = similarity > best ? similarity : best;
            floor = best > floor ? best : floor;
        }
    return best;
}

static bool same_parents(const ChildGuards *guards, uint32_t a, uint32_t b)
{
    double mother = names_alike(guards, guards->mother_columns, guards->mother_count, a, b,
                                SAME_PARENT, SAME_PARENT);
    double father = names_alike(guards, guards->father_columns, guards->father_count, a, b,
                                SAME_PARENT, SAME_PARENT);
    if (mother >= 0 || father >= 0)
        return mother >= SAME_PARENT || (mother < 0 && father >= SAME_PARENT);
    return guards->phone_column >= 0 && link_table_id(guards->table, guards->phone_column, a) &&
           link_table_id(guards->table, guards->phone_column, a) ==
               link_table_id(guards->table, guards->phone_column, b);
}

/* Fewest days between two births that are known to the day; -1 where one is not. */
static int days_between(const Guarded *a, const Guarded *b)
{
    int fewest = -1;
    for (int i = 0; i < a->birth_count; i++)
        for (int k = 0; k < b->birth_count; k++) {
            int days = abs(a->births[i].lo - b->births[k].lo);
            if (fewest < 0 || days < fewest)
                fewest = days;
        }
    return fewest;
}

/* Two centers had them on their lists at the same time. */
static bool at_two_places(const ChildGuards *guards, uint32_t a, uint32_t b)
{
    const ChildEntities *e = guards->entities;
    for (uint32_t i = e->row_start[a]; i < e->row_start[a + 1]; i++)
        for (uint32_t k = e->row_start[b]; k < e->row_start[b + 1]; k++) {
            const ChildRow *x = guards->rows->items[e->rows[i]];
            const ChildRow *y = guards->rows->items[e->rows[k]];
            if (x->live && y->live && x->kind == CHILD_REGISTER && y->kind == CHILD_REGISTER &&
                !str_eq(x->center_code, y->center_code) && str_eq(x->period_code, y->period_code))
                return true;
        }
    return false;
}

/* One center wrote both, but never side by side: twins would stand in the same registers. */
static bool take_turns(const ChildGuards *guards, uint32_t a, uint32_t b)
{
    return share_value(guards, guards->center_columns, guards->center_count, a, b) &&
           !share_register(guards, &guards->items[a], &guards->items[b]);
}

/*
 * Twins' names may be alike: where the lists have both at one time, only a sure name is one child.
 */
static bool are_twins(const ChildGuards *guards, uint32_t a, uint32_t b)
{
    const Guarded *x = &guards->items[a], *y = &guards->items[b];
    if (days_between(x, y) != 0)
        return false;
    double given = names_alike(guards, guards->name_columns, guards->name_count, a, b,
                               SIMILAR_GIVEN, SURELY_SAME);
    if (given >= SURELY_SAME || !same_parents(guards, a, b))
        return false;
    bool sexes_differ = x->sex.len && y->sex.len && !str_eq(x->sex, y->sex);
    if (sexes_differ || at_two_places(guards, a, b))
        return true;
    return given < (take_turns(guards, a, b) ? SIMILAR_GIVEN : SAME_GIVEN);
}

/* Different names and births too close: a statistic must not take one for a slip of the other. */
static bool births_too_close(const ChildGuards *guards, uint32_t a, uint32_t b)
{
    int days = days_between(&guards->items[a], &guards->items[b]);
    if (days < 1 || days > NINE_MONTHS)
        return false;
    double given =
        names_alike(guards, guards->name_columns, guards->name_count, a, b, SAME_GIVEN, SAME_GIVEN);
    return given < SAME_GIVEN && names_alike(guards, guards->mother_columns, guards->mother_count,
                                             a, b, SURELY_SAME, SURELY_SAME) >= SURELY_SAME;
}

/* One register has a child twice: a number of its own says so, and the name. */
static bool is_listed_twice(const ChildGuards *guards, uint32_t a, uint32_t b)
{
    const Guarded *x = &guards->items[a], *y = &guards->items[b];
    bool number = x->thai_id_count > 0 && y->thai_id_count > 0 && !numbers_differ(x, y);
    number =
        number || share_value(guards, &guards->g_code_column, guards->g_code_column >= 0, a, b);
    return number && names_alike(guards, guards->name_columns, guards->name_count, a, b,
                                 SURELY_SAME, SURELY_SAME) >= SURELY_SAME;
}

Guard child_guards_pair(const ChildGuards *guards, uint32_t a, uint32_t b)
{
    const Guarded *x = &guards->items[a], *y = &guards->items[b];
    if (kept_apart(guards, a, b))
        return GUARD_DECISION;
    if (numbers_differ(x, y))
        return GUARD_THAI_ID;
    if (share_register(guards, x, y) && !is_listed_twice(guards, a, b))
        return GUARD_SAME_REGISTER;
    /* A center gives twins and siblings each a code of their own. */
    if (share_value(guards, guards->code_columns, guards->code_count, a, b))
        return GUARD_NONE;
    if (are_twins(guards, a, b))
        return GUARD_TWINS;
    if (births_too_close(guards, a, b))
        return GUARD_NINE_MONTHS;
    return GUARD_NONE;
}

static bool in_one_register(const Guarded *guarded)
{
    return guarded->register_to - guarded->register_from == 1;
}

bool child_guards_maybe_twice(const ChildGuards *guards, uint32_t a, uint32_t b)
{
    return in_one_register(&guards->items[a]) != in_one_register(&guards->items[b]) &&
           days_between(&guards->items[a], &guards->items[b]) <= 0 &&
           names_alike(guards, guards->name_columns, guards->name_count, a, b, SAME_GIVEN,
                       SAME_GIVEN) >= SAME_GIVEN;
}

bool child_guards_side_by_side(const ChildGuards *guards, uint32_t a, uint32_t b)
{
    return share_register(guards, &guards->items[a], &guards->items[b]);
}

int child_guards_days_between(const ChildGuards *guards, uint32_t a, uint32_t b)
{
    return days_between(&guards->items[a], &guards->items[b]);
}

double child_guards_names_alike(const ChildGuards *guards, uint32_t a, uint32_t b)
{
    return names_alike(guards, guards->name_columns, guards->name_count, a, b, 0, 1);
}
