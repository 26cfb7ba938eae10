/* rollbook find: children by name, in any script and spelling. */

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/base/unicode.h"
#include "pipeline/cli/office.h"
#include "pipeline/names/names.h"

#include <stdio.h>
#include <stdlib.h>

static const OptionSpec OPTIONS[] = {
    OFFICE_OPTIONS,
    {"limit", "N", "at most so many children (default 20)"},
    {"above", "S", "at least so alike, 0 to 1 (default 0.8)"},
    {0},
};

/* A child and the spelling of its name that is most like the wanted one. */
typedef struct Hit {
    int64_t child_id;
    double alike; /* 1: the same letters */
    Str spelling;
} Hit;

typedef struct Hits {
    Hit *items;
    size_t count, cap;
} Hits;

static void add_hit(Hits *hits, Hit hit)
{
    Hit *last = hits->count ? &hits->items[hits->count - 1] : NULL;
    if (last && last->child_id == hit.child_id) {
        if (hit.alike > last->alike)
            *last = hit;
        return;
    }
    x_grow(hits->items, hits->cap, hits->count + 1);
    hits->items[hits->count++] = hit;
}

/* Part of a name, as typed: "paw" finds Naw Paw Wah. */
static bool contains(Arena *arena, Str name, Str folded_part)
{
    Str folded = unicode_fold(arena, name);
    return folded_part.len && str_find(folded, folded_part, 0) < folded.len;
}

static Hits search(Db *db, const Office *office, Names *names, Str wanted, double above, Error *err)
{
    Hits hits = {0};
    Arena *scratch = arena_create();
    Str folded = unicode_fold(office->arena, wanted);
    const Name *asked = name_parse(names, office->arena, wanted);
    Stmt *stmt = db_prepare(db,
                            "SELECT n.child_id, n.name FROM child_name n"
                            " JOIN child c ON c.child_id = n.child_id"
                            " WHERE n.role = 'child' AND c.status = 'live'"
                            " ORDER BY n.child_id, n.records DESC, n.name",
                            err);
    while (stmt_step(stmt, err)) {
        arena_reset(scratch);
        Str spelling = stmt_str(stmt, 1);
        double alike = name_similarity(names, asked, name_parse(names, scratch, spelling));
        if (str_eq(unicode_fold(scratch, spelling), folded))
            alike = 1;
        else if (alike >= 1)
            alike = 0.999; /* the same sounds in other letters */
        if (alike >= above || contains(scratch, spelling, folded))
            add_hit(&hits, (Hit){stmt_int(stmt, 0), alike, arena_str(office->arena, spelling)});
    }
    stmt_free(stmt);
    arena_free(scratch);
    return hits;
}

static int compare(const void *left, const void *right)
{
    const Hit *a = left, *b = right;
    if (a->alike != b->alike)
        return a->alike > b->alike ? -1 : 1;
    return a->child_id < b->child_id ? -1 : 1;
}

static void print_hits(Db *db, const Hits *hits, size_t limit, Error *err)
{
    Stmt *stmt = db_prepare(db,
                            "SELECT public_id, display_name, (SELECT e.center_code FROM enrolment e"
                            " WHERE e.child_id = c.child_id ORDER BY e.start_date DESC,"
                            " e.enrolment_id DESC LIMIT 1), birth_from, birth_precision, sex"
                            " FROM child c WHERE child_id = ?1",
                            err);
    if (error_ok(err))
        puts("alike\tchild\tname\tcenter\tborn\tprecision\tsex\tspelling");
    for (size_t i = 0; i < hits->count && i < limit && error_ok(err); i++) {
        stmt_bind_int(stmt, 1, hits->items[i].child_id, err);
        if (stmt_step(stmt, err)) {
            printf("%.3f", hits->items[i].alike);
            for (int c = 0; c < 6; c++) {
                Str value = stmt_is_null(stmt, c) ? STR("-") : stmt_str(stmt, c);
                printf("\t%.*s", STR_ARG(value));
            }
            printf("\t%.*s\n", STR_ARG(hits->items[i].spelling));
        }
        stmt_reset(stmt);
    }
    stmt_free(stmt);
    if (hits->count > limit)
        fprintf(stderr, "%zu more; --limit N shows them\n", hits->count - limit);
}

static int run(const Options *options, Error *err)
{
    int64_t limit = 0;
    double above = 0;
    if (!number_parse_int(str_from(options_or(options, "limit", "20")), &limit) || limit < 1)
        error_set(err, STATUS_USAGE, "--limit: expected a number from 1");
    if (!number_parse(str_from(options_or(options, "above", "0.8")), &above) || above < 0 ||
        above > 1)
        error_set(err, STATUS_USAGE, "--above: expected a number from 0 to 1");
    Office office = office_open(options, err);
    StrBuf wanted = STRBUF_INIT;
    for (size_t i = 0; i < options->argument_count; i++)
        strbuf_appendf(&wanted, "%s%s", i ? " " : "", options->arguments[i]);
    Db *db = warehouse_read(office.outputs, err);
    Names *names = names_load(&office.assets, err);
    if (error_ok(err)) {
        Hits hits = search(db, &office, names, strbuf_str(&wanted), above, err);
        if (hits.count)
            qsort(hits.items, hits.count, sizeof *hits.items, compare);
        if (hits.count == 0 && error_ok(err))
            fprintf(stderr, "no child has a name like \"%s\"\n", strbuf_cstr(&wanted));
        else
            print_hits(db, &hits, (size_t)limit, err);
        x_free(hits.items);
    }
    strbuf_free(&wanted);
    names_free(names);
    db_close(db);
    office_close(&office);
    return 0;
}

const Command COMMAND_FIND = {
    .name = "find",
    .arguments = "NAME...",
    .summary = "children by name, as typed or similar in sound, in any script",
    .description =
        "Every spelling ever received is compared: \"Naw Eh Paw\" also finds the Burmese and Thai\n"
        "spellings. Prints the most similar first; 1.000 means the same letters. The output holds "
        "names.",
    .options = OPTIONS,
    .min_arguments = 1,
    .max_arguments = ARGUMENTS_ANY,
    .run = run,
};
