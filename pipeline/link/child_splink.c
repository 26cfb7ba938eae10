/* Children as plain columns, trained and written for Splink. */

#include "pipeline/link/child_splink.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/link/child_world.h"
#include "pipeline/link/link_date.h"
#include "pipeline/link/linkage.h"
#include "pipeline/link/model_json.h"
#include "pipeline/link/splink_export.h"

#include <stdio.h>

static const char *const MODEL_ASSET = "templates/models/children_splink.json";

/* Where a column of the plain table comes from, and what becomes of it on the way. */
typedef enum Turn {
    AS_IT_IS,
    LATIN,   /* a name in Latin letters */
    CLASSES, /* its consonants by class of sound */
    PREFIX,  /* a date: as much of YYYY-MM-DD as is known */
} Turn;

static const struct {
    const char *column, *from; /* of the plain table, of the children's */
    Turn turn;
} COLUMNS[] = {
    {"name", "name1", LATIN},        {"name_key", "name1", CLASSES},
    {"birth", "birth1", PREFIX},     {"sex", "sex", AS_IT_IS},
    {"mother", "mother1", LATIN},    {"mother_key", "mother1", CLASSES},
    {"father", "father1", LATIN},    {"father_key", "father1", CLASSES},
    {"phone", "phone1", AS_IT_IS},   {"thai_id13", "thai_id13", AS_IT_IS},
    {"g_code", "g_code", AS_IT_IS},  {"village", "village1", LATIN},
    {"center", "center1", AS_IT_IS},
};

/* "2014-01-01/2014-12-31" is 2014; what is no whole month or year cannot be said. */
static Str known_part(Str birth)
{
    LinkDate date;
    if (birth.len <= 10)
        return birth;
    if (!link_date_parse(birth, &date) || birth.len < 21)
        return STR("");
    Date first = date_from_days(date.lo), last = date_from_days(date.hi);
    bool starts = first.day == 1, year = first.month == 1 && last.month == 12;
    bool ends = last.day == date_days_in_month(last.year, last.month);
    if (!starts || !ends || first.year != last.year)
        return STR("");
    if (year)
        return str_slice(birth, 0, 4);
    return first.month == last.month ? str_slice(birth, 0, 7) : STR("");
}

static Str turned(Turn turn, Str text, LinkNames *names)
{
    if (text.len == 0 || turn == AS_IT_IS)
        return text;
    if (turn == PREFIX)
        return known_part(text);
    const LinkName *name = link_name_parse(names, text);
    return turn == LATIN ? link_name_romanized(names, name) : link_name_classes(name);
}

static LinkTable *plain_table(const LinkModel *model, const ChildWorld *world, Error *err)
{
    const char *more[] = {model->unique_id};
    LinkTable *plain = linkage_table(model, more, 1);
    int count = model->column_count;
    link_table_add_rows(plain, world->entities.count);
    for (int c = 0; c < count; c++) {
        int from = -1;
        Turn turn = AS_IT_IS;
        for (size_t i = 0; i < sizeof COLUMNS / sizeof *COLUMNS; i++)
            if (strcmp(COLUMNS[i].column, model->columns[c]) == 0) {
                from = link_table_column(world->table, COLUMNS[i].from);
                turn = COLUMNS[i].turn;
            }
        if (from < 0)
            error_set(err, STATUS_CONFIG, "children have no column \"%s\"", model->columns[c]);
        for (uint32_t e = 0; e < world->entities.count && from >= 0; e++)
            link_table_set(plain, e, c,
                           turned(turn, link_table_text(world->table, from, e), world->names));
    }
    for (uint32_t e = 0; e < world->entities.count; e++) {
        char number[24];
        uint32_t row = world->entities.rows[world->entities.row_start[e]];
        snprintf(number, sizeof number, "%lld", (long long)world->rows.items[row]->link_record_id);
        link_table_set(plain, e, count, str_from(number));
    }
    return plain;
}

void child_splink_export(const Batch *batch, const char *folder, Error *err)
{
    ChildWorld *world = child_world_open(batch, false, err);
    Str text = asset_read(batch->assets, world->arena, MODEL_ASSET, err);
    LinkModel *model = model_read_json(world->arena, text, err);
    if (error_ok(err) && world->entities.count < 2)
        error_set(err, STATUS_CONFIG, "there are no children to write yet: run rollbook first");
    if (error_ok(err)) {
        LinkTable *plain = plain_table(model, world, err);
        LinkageOptions options = {.train = true, .threads = parallel_threads()};
        Linkage linkage = linkage_run(model, plain, &options);
        linkage_free(&linkage);
        splink_export(model, plain, model->column_count, folder, err);
        link_table_free(plain);
    }
    child_world_close(world);
}
