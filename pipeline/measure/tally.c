#include "pipeline/measure/tally.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/bulk.h"
#include "pipeline/warehouse/side.h"

#include <stdlib.h>

/* F, M, X, unknown; seven age bands and unknown: with room for what an office adds. */
enum { SEX_MAX = 8, AGE_MAX = 16, GROUP_COUNT = SEX_MAX * AGE_MAX };
enum { COVERAGE_KINDS = 3 };
static const char *const COVERAGE_KIND[COVERAGE_KINDS] = {"any", "attendance", "center_month"};

/* A sum of nothing is NULL, as in SQL. */
typedef struct Sum {
    double n, d;
    bool seen, has_n, has_d;
} Sum;

typedef struct Coverage {
    int64_t reporting, expected; /* 0 expected: nothing was due */
    Str text;                    /* "12/70" */
} Coverage;

typedef struct Area {
    Str code;
    bool center;       /* headline only; the whole area and districts also by sex and age band */
    bool in_grid;      /* stated even where it has no units */
    Sum *sums;         /* of periods, of wide areas each with GROUP_COUNT; NULL before the first */
    Coverage *covered; /* of periods, each with COVERAGE_KINDS; NULL: nothing was due */
} Area;

/*
 * Numbers of short texts that were asked for lately, so that a unit costs no hashing of its labels:
 * a place for each, by what its bytes multiply to; a newcomer takes the place.
 */
enum { SHORT_TEXT = 16, RECENT_PLACES = 128 };
typedef struct Recent {
    struct {
        uint64_t bytes[SHORT_TEXT / 8]; /* padded with NUL, which no label holds */
        int64_t number;
    } places[RECENT_PLACES];
} Recent;

typedef struct MonthPeriod {
    int64_t month, period;
} MonthPeriod;

/* A row of indicator_value, to be written. Texts are kept until tally_close. */
typedef struct Row {
    Str indicator, period, area, disaggregation, sex, age, coverage;
    double numerator, denominator, value;
    bool has_numerator, has_denominator, has_value;
} Row;

typedef struct Page {
    Row *rows;
    size_t count, cap;
} Page;

struct Tally {
    Arena *arena;
    Map *periods, *places, *sexes, *ages;
    const char **period_kinds; /* in order of code, as periods */
    MonthPeriod *months;
    size_t month_count, month_cap;
    Area *areas; /* areas[0] is the whole area */
    size_t area_count, area_cap;
    Recent period, center, district, sex, age;
    Str parts[SEX_MAX + 1][AGE_MAX + 1]; /* their names: {"age":"6-11","sex":"F"}; NULL: not made */
    bool any_units, too_many_labels;
    Page page; /* figures of the current indicator */

    /* of the thread that writes the indicator before */
    Page writing;
    Aside writer;
    Side *side; /* with indicator_value */
    Bulk *figures;
    Error err;
};

static int64_t period_count(const Tally *tally)
{
    return (int64_t)map_count(tally->periods);
}

static Area *find_area(Tally *tally, Str code, bool center)
{
    int64_t number = map_intern(tally->places, code);
    if ((size_t)number == tally->area_count) {
        x_grow(tally->areas, tally->area_cap, tally->area_count + 1);
        Str copy = str_from(arena_cstr(tally->arena, code));
        tally->areas[tally->area_count++] = (Area){.code = copy, .center = center};
    }
    return &tally->areas[number];
}

static Str text_of(sqlite3_value *value)
{
    const char *text = sqlite3_value_blob(value); /* as text, but not copied for a closing NUL */
    return (Str){text, (size_t)sqlite3_value_bytes(value)};
}

/* Where a text's number is kept; false: the text is too long, or not the one kept there. */
static bool find_recent(Recent *recent, Str text, uint64_t bytes[2], size_t *place)
{
    if (text.len == 0 || text.len > SHORT_TEXT)
        return false;
    bytes[0] = bytes[1] = 0;
    memcpy(bytes, text.ptr, text.len);
    *place = (size_t)(((bytes[0] ^ (bytes[1] << 7)) * 0x9E3779B97F4A7C15u) >> 57);
    return memcmp(recent->places[*place].bytes, bytes, SHORT_TEXT) == 0;
}

static void remember(Recent *recent, Str text, const uint64_t bytes[2], size_t place,
                     int64_t number)
{
    if (text.len == 0 || text.len > SHORT_TEXT)
        return;
    memcpy(recent->places[place].bytes, bytes, SHORT_TEXT);
    recent->places[place].number = number;
}

/* -1: not a period of the calendar. */
static int64_t period_number(Tally *tally, Str code)
{
    uint64_t bytes[2];
    size_t place = 0;
    if (find_recent(&tally->period, code, bytes, &place))
        return tally->period.places[place].number;
    int64_t number = -1;
    if (code.ptr && map_get(tally->periods, code, &number))
        remember(&tally->period, code, bytes, place, number);
    return number;
}

static Area *area_of(Tally *tally, Recent *recent, Str code, bool center)
{
    uint64_t bytes[2];
    size_t place = 0;
    if (find_recent(recent, code, bytes, &place))
        return &tally->areas[recent->places[place].number];
    Area *area = find_area(tally, code, center);
    remember(recent, code, bytes, place, area - tally->areas);
    return area;
}

static int64_t label_number(Tally *tally, Map *labels, Recent *recent, Str label, int64_t limit)
{
    if (!label.ptr)
        label = STR("unknown");
    uint64_t bytes[2];
    size_t place = 0;
    if (find_recent(recent, label, bytes, &place))
        return recent->places[place].number;
    int64_t number = map_intern(labels, label);
    if (number >= limit) {
        tally->too_many_labels = true;
        return 0;
    }
    remember(recent, label, bytes, place, number);
    return number;
}

static void sum_add(Sum *sum, Sum amount)
{
    sum->n += amount.n;
    sum->d += amount.d;
    sum->seen |= amount.seen;
    sum->has_n |= amount.has_n;
    sum->has_d |= amount.has_d;
}

static size_t sums_per_period(const Area *area)
{
    return area->center ? 1 : GROUP_COUNT;
}

static void area_add(Tally *tally, Area *area, int64_t period, size_t group, Sum amount)
{
    if (!area->sums)
        area->sums = x_new_array(Sum, (size_t)period_count(tally) * sums_per_period(area));
    sum_add(&area->sums[(size_t)period * sums_per_period(area) + (area->center ? 0 : group)],
            amount);
}

static void tally_step(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    Tally *tally = sqlite3_user_data(context);
    tally->any_units = true;
    int64_t period = period_number(tally, text_of(values[0]));
    if (period < 0)
        return;
    Str center = text_of(values[1]), district = text_of(values[2]);
    int64_t sex = label_number(tally, tally->sexes, &tally->sex, text_of(values[3]), SEX_MAX);
    int64_t age = label_number(tally, tally->ages, &tally->age, text_of(values[4]), AGE_MAX);
    size_t group = (size_t)(sex * AGE_MAX + age);
    Sum amount = {.seen = true,
                  .has_n = sqlite3_value_type(values[5]) != SQLITE_NULL,
                  .has_d = sqlite3_value_type(values[6]) != SQLITE_NULL};
    amount.n = amount.has_n ? sqlite3_value_double(values[5]) : 0;
    amount.d = amount.has_d ? sqlite3_value_double(values[6]) : 0;
    area_add(tally, &tally->areas[0], period, group, amount);
    if (district.ptr)
        area_add(tally, area_of(tally, &tally->district, district, false), period, group, amount);
    if (center.ptr)
        area_add(tally, area_of(tally, &tally->center, center, true), period, group, amount);
}

static void tally_final(sqlite3_context *context)
{
    sqlite3_result_null(context);
}

/* What was added to months counts in the longer periods, too. */
static void add_months(Tally *tally)
{
    for (size_t a = 0; a < tally->area_count; a++) {
        Area *area = &tally->areas[a];
        size_t groups = sums_per_period(area);
        for (size_t m = 0; area->sums && m < tally->month_count; m++) {
            const Sum *from = &area->sums[(size_t)tally->months[m].month * groups];
            Sum *to = &area->sums[(size_t)tally->months[m].period * groups];
            for (size_t g = 0; g < groups; g++)
                sum_add(&to[g], from[g]);
        }
    }
}

static void forget_sums(Tally *tally)
{
    for (size_t a = 0; a < tally->area_count; a++) {
        Area *area = &tally->areas[a];
        if (area->sums)
            memset(area->sums, 0,
                   (size_t)period_count(tally) * sums_per_period(area) * sizeof(Sum));
    }
    tally->any_units = tally->too_many_labels = false;
}

/* One figure's place and the parts of it that stay the same for its area and period. */
typedef struct Figure {
    const Indicator *it;
    Str period;
    const Area *area;
    const Coverage *covered; /* NULL: the indicator needs no returns, or none was due */
    Str disaggregation, sex, age;
} Figure;

static void add_figure(Tally *tally, const Figure *f, Sum sum)
{
    bool counted = strcmp(f->it->unit, "count") == 0 || strcmp(f->it->unit, "kg") == 0;
    bool divides = sum.has_d && sum.d > 0;
    if (!sum.has_n && divides)
        sum = (Sum){.d = sum.d, .has_n = true, .has_d = true};
    bool known = counted ? sum.has_n : divides;
    double value = 0;
    if (known)
        value = counted ? sum.n : sum.n / sum.d;
    if (!counted && strcmp(f->it->unit, "rate") == 0 && known)
        value = 1000.0 * sum.n / sum.d;
    /* a count without units is 0 where returns came or none was due, and unknown where none came */
    if (counted && !known)
        known = f->it->zero && tally->any_units && (!f->covered || f->covered->reporting > 0);
    Page *page = &tally->page;
    x_grow(page->rows, page->cap, page->count + 1);
    page->rows[page->count++] = (Row){.indicator = str_from(f->it->id),
                                      .period = f->period,
                                      .area = f->area->code,
                                      .disaggregation = f->disaggregation,
                                      .sex = f->sex,
                                      .age = f->age,
                                      .coverage = f->covered ? f->covered->text : (Str){NULL, 0},
                                      .numerator = sum.n,
                                      .denominator = sum.d,
                                      .value = value,
                                      .has_numerator = sum.has_n,
                                      .has_denominator = sum.has_d && !counted,
                                      .has_value = known};
}

/* The labels of an axis in byte order, as numbers. */
static size_t sort_labels(const Map *labels, size_t limit, size_t *order)
{
    size_t count = map_count(labels) < limit ? map_count(labels) : limit;
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        for (; at > 0 && str_cmp(map_key_at(labels, order[at - 1]), map_key_at(labels, i)) > 0;
             at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return count;
}

/* The name of a part; SEX_MAX and AGE_MAX stand for all. */
static Str part_name(Tally *tally, size_t sex, size_t age)
{
    Str *name = &tally->parts[sex][age];
    if (name->ptr)
        return *name;
    StrBuf text = STRBUF_INIT;
    strbuf_append_cstr(&text, "{");
    if (age < AGE_MAX)
        strbuf_appendf(&text, "\"age\":\"%.*s\"%s", STR_ARG(map_key_at(tally->ages, age)),
                       sex < SEX_MAX ? "," : "");
    if (sex < SEX_MAX)
        strbuf_appendf(&text, "\"sex\":\"%.*s\"", STR_ARG(map_key_at(tally->sexes, sex)));
    strbuf_append_cstr(&text, "}");
    *name = arena_str(tally->arena, strbuf_str(&text));
    strbuf_free(&text);
    return *name;
}

static void add_part(Tally *tally, Figure figure, size_t sex, size_t age, Sum sum)
{
    if (!sum.seen)
        return;
    figure.disaggregation = part_name(tally, sex, age);
    figure.sex = sex < SEX_MAX ? map_key_at(tally->sexes, sex) : STR("all");
    figure.age = age < AGE_MAX ? map_key_at(tally->ages, age) : STR("all");
    add_figure(tally, &figure, sum);
}

/* By age and sex, by age, by sex: in the order of their names. */
static void add_parts(Tally *tally, const Figure *figure, const Sum *sums)
{
    size_t sexes[SEX_MAX], ages[AGE_MAX];
    size_t sex_count = sort_labels(tally->sexes, SEX_MAX, sexes);
    size_t age_count = sort_labels(tally->ages, AGE_MAX, ages);
    Sum by_sex[SEX_MAX] = {{0}};
    for (size_t a = 0; a < age_count; a++) {
        Sum by_age = {0};
        for (size_t s = 0; s < sex_count; s++) {
            Sum sum = sums[sexes[s] * AGE_MAX + ages[a]];
            sum_add(&by_age, sum);
            sum_add(&by_sex[s], sum);
            add_part(tally, *figure, sexes[s], ages[a], sum);
        }
        add_part(tally, *figure, SEX_MAX, ages[a], by_age);
    }
    for (size_t s = 0; s < sex_count; s++)
        add_part(tally, *figure, sexes[s], AGE_MAX, by_sex[s]);
}

static int by_code(const void *a, const void *b)
{
    const Area *const *x = a, *const *y = b;
    return str_cmp((*x)->code, (*y)->code);
}

/* The number of a kind of return; -1: the indicator needs none. */
static int coverage_kind(Str kind)
{
    for (int i = 0; i < COVERAGE_KINDS; i++)
        if (str_is(kind, COVERAGE_KIND[i]))
            return i;
    return -1;
}

static bool measures_kind(const Indicator *it, const char *kind)
{
    if (strcmp(it->periods, "all") == 0)
        return true;
    for (Str rest = str_from(it->periods), word; str_split(&rest, ' ', &word);)
        if (str_is(word, kind))
            return true;
    return false;
}

static void add_area(Tally *tally, Figure figure, int64_t period)
{
    const Area *area = figure.area;
    int kind = coverage_kind(str_from(figure.it->coverage));
    const Sum *sums = area->sums ? &area->sums[(size_t)period * sums_per_period(area)] : NULL;
    Sum headline = {0};
    for (size_t g = 0; sums && g < sums_per_period(area); g++)
        sum_add(&headline, sums[g]);
    if (!headline.seen && !(area->in_grid && measures_kind(figure.it, tally->period_kinds[period])))
        return;
    if (kind >= 0 && area->covered) {
        const Coverage *covered = &area->covered[period * COVERAGE_KINDS + kind];
        figure.covered = covered->expected > 0 ? covered : NULL;
    }
    figure.disaggregation = STR("");
    figure.sex = figure.age = STR("all");
    add_figure(tally, &figure, headline);
    if (headline.seen && figure.it->split && !area->center)
        add_parts(tally, &figure, sums);
}

/* In the order of the table's key. */
static void add_figures(Tally *tally, const Indicator *it)
{
    const Area **areas = x_new_array(const Area *, tally->area_count);
    for (size_t i = 0; i < tally->area_count; i++)
        areas[i] = &tally->areas[i];
    qsort(areas, tally->area_count, sizeof(const Area *), by_code);
    for (int64_t p = 0; p < period_count(tally); p++) {
        Figure figure = {.it = it, .period = map_key_at(tally->periods, (size_t)p)};
        for (size_t i = 0; i < tally->area_count; i++) {
            figure.area = areas[i];
            add_area(tally, figure, p);
        }
    }
    x_free(areas);
}

/* The task of the thread: it has the side and one page to itself. */
static void write_page(void *self)
{
    Tally *tally = self;
    Bulk *figure = tally->figures;
    for (size_t i = 0; error_ok(&tally->err) && i < tally->writing.count; i++) {
        const Row *row = &tally->writing.rows[i];
        bulk_str(figure, 1, row->indicator);
        bulk_str(figure, 2, row->period);
        bulk_str(figure, 3, row->area);
        bulk_str(figure, 4, row->disaggregation);
        bulk_str(figure, 5, row->sex);
        bulk_str(figure, 6, row->age);
        if (row->has_numerator)
            bulk_double(figure, 7, row->numerator);
        if (row->has_denominator)
            bulk_double(figure, 8, row->denominator);
        if (row->has_value)
            bulk_double(figure, 9, row->value);
        bulk_str(figure, 10, row->coverage);
        bulk_end_row(figure, &tally->err);
    }
}

/* The page goes to the thread; the next one begins where the one before it was written from. */
static void hand_over_page(Tally *tally, Error *err)
{
    aside_join(&tally->writer);
    if (error_ok(err))
        *err = tally->err;
    Page written = tally->writing;
    tally->writing = tally->page;
    tally->page = (Page){.rows = written.rows, .cap = written.cap};
    if (error_ok(err))
        tally->writer = aside_start(write_page, tally);
}

void tally_measure(Tally *tally, Db *db, const Indicator *it, Error *err)
{
    if (!error_ok(err))
        return;
    forget_sums(tally);
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql,
                   "SELECT tally(period_code, center_code, district_code, sex, age_band,"
                   " numerator, denominator) FROM (%s)",
                   it->sql);
    db_exec(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
    if (error_ok(err) && tally->too_many_labels)
        error_set(err, STATUS_LIMIT, "expected at most %d sexes and %d age bands", SEX_MAX,
                  AGE_MAX);
    if (it->months)
        add_months(tally);
    add_figures(tally, it);
    hand_over_page(tally, err);
}

static void load_periods(Tally *tally, Db *db, Error *err)
{
    Stmt *stmt =
        db_prepare(db, "SELECT period_code, kind FROM calendar_period ORDER BY period_code", err);
    size_t cap = 0;
    while (stmt_step(stmt, err)) {
        size_t number = (size_t)map_intern(tally->periods, stmt_str(stmt, 0));
        x_grow(tally->period_kinds, cap, number + 1);
        tally->period_kinds[number] = arena_cstr(tally->arena, stmt_str(stmt, 1));
    }
    stmt_free(stmt);
    stmt = db_prepare(db,
                      "SELECT month, period_code FROM temp.month_period WHERE month <> period_code"
                      " ORDER BY month, period_code",
                      err);
    while (stmt_step(stmt, err)) {
        x_grow(tally->months, tally->month_cap, tally->month_count + 1);
        MonthPeriod *at = &tally->months[tally->month_count++];
        map_get(tally->periods, stmt_str(stmt, 0), &at->month);
        map_get(tally->periods, stmt_str(stmt, 1), &at->period);
    }
    stmt_free(stmt);
}

static void load_areas(Tally *tally, Db *db, Error *err)
{
    Stmt *stmt = db_prepare(db, "SELECT area_code FROM temp.area ORDER BY rowid", err);
    while (stmt_step(stmt, err))
        find_area(tally, stmt_str(stmt, 0), false)->in_grid = true;
    stmt_free(stmt);
}

/* Returns of one center that were due, of periods, each with COVERAGE_KINDS. */
typedef enum Due { DUE_NOTHING, DUE_MISSING, DUE_RECEIVED } Due;

static void note_due(Due *due, int64_t period, int kind, bool received)
{
    Due *one = &due[period * COVERAGE_KINDS + kind];
    if (*one != DUE_RECEIVED)
        *one = received ? DUE_RECEIVED : DUE_MISSING;
}

static void note_return(const Tally *tally, Due *due, Stmt *row)
{
    int kind = coverage_kind(stmt_str(row, 2));
    int64_t period;
    if (kind < 0 || !map_get(tally->periods, stmt_str(row, 3), &period))
        return;
    bool monthly = stmt_int(row, 4) != 0, received = stmt_int(row, 5) != 0;
    note_due(due, period, kind, received);
    for (size_t m = 0; monthly && m < tally->month_count; m++)
        if (tally->months[m].month == period)
            note_due(due, tally->months[m].period, kind, received);
}

/* A center that was asked counts once in each period, and has reported if anything of it came. */
static void cover_area(Tally *tally, Area *area, const Due *due)
{
    size_t count = (size_t)period_count(tally) * COVERAGE_KINDS;
    if (!area->covered)
        area->covered = arena_new_array(tally->arena, Coverage, count);
    for (size_t i = 0; i < count; i++) {
        area->covered[i].expected += due[i] != DUE_NOTHING;
        area->covered[i].reporting += due[i] == DUE_RECEIVED;
    }
}

static void name_coverage(Tally *tally)
{
    size_t count = (size_t)period_count(tally) * COVERAGE_KINDS;
    for (size_t a = 0; a < tally->area_count; a++)
        for (size_t i = 0; tally->areas[a].covered && i < count; i++) {
            Coverage *covered = &tally->areas[a].covered[i];
            covered->text = arena_printf(tally->arena, "%lld/%lld", (long long)covered->reporting,
                                         (long long)covered->expected);
        }
}

static void load_coverage(Tally *tally, Db *db, Error *err)
{
    Stmt *row = db_prepare(db,
                           "SELECT c.center_code, c.district_code, r.kind, r.period_code,"
                           " r.monthly, r.received FROM temp.due_return r"
                           " JOIN center c ON c.center_code = r.center_code"
                           " ORDER BY c.center_code",
                           err);
    Due *due = x_new_array(Due, (size_t)period_count(tally) * COVERAGE_KINDS + 1);
    for (bool more = stmt_step(row, err); more;) {
        Str center = arena_str(tally->arena, stmt_str(row, 0));
        Str district = arena_str(tally->arena, stmt_str(row, 1));
        memset(due, 0, (size_t)period_count(tally) * COVERAGE_KINDS * sizeof *due);
        for (; more && str_eq(stmt_str(row, 0), center); more = stmt_step(row, err))
            note_return(tally, due, row);
        cover_area(tally, &tally->areas[0], due);
        if (district.len)
            cover_area(tally, find_area(tally, district, false), due);
        cover_area(tally, find_area(tally, center, true), due);
    }
    name_coverage(tally);
    x_free(due);
    stmt_free(row);
}

Tally *tally_create(Db *db, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Tally *tally = x_new(Tally);
    tally->arena = arena_create();
    tally->periods = map_create();
    tally->places = map_create();
    tally->sexes = map_create();
    tally->ages = map_create();
    load_periods(tally, db, err);
    load_areas(tally, db, err);
    load_coverage(tally, db, err);
    static const char *const TABLES[] = {"indicator_value"};
    tally->side = side_open(db, TABLES, 1, err);
    tally->figures = bulk_open(side_db(tally->side),
                               "indicator_value (indicator, period_code, area_code, disaggregation,"
                               " sex, age_band, numerator, denominator, value, coverage)",
                               err);
    int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
    if (sqlite3_create_function_v2(db_handle(db), "tally", 7, flags, tally, NULL, tally_step,
                                   tally_final, NULL) != SQLITE_OK)
        error_set(err, STATUS_SQL, "%s", sqlite3_errmsg(db_handle(db)));
    tally->err = *err; /* after a failure nothing is written */
    return tally;
}

void tally_close(Tally *tally, Db *db, Error *err)
{
    if (!tally)
        return;
    aside_join(&tally->writer);
    bulk_close(tally->figures, &tally->err);
    if (error_ok(err))
        *err = tally->err;
    side_take(db, tally->side, err);
    sqlite3_create_function_v2(db_handle(db), "tally", 7, SQLITE_UTF8, NULL, NULL, NULL, NULL,
                               NULL);
    for (size_t i = 0; i < tally->area_count; i++)
        x_free(tally->areas[i].sums);
    x_free(tally->page.rows);
    x_free(tally->writing.rows);
    x_free(tally->areas);
    x_free(tally->months);
    x_free(tally->period_kinds);
    map_free(tally->periods);
    map_free(tally->places);
    map_free(tally->sexes);
    map_free(tally->ages);
    arena_free(tally->arena);
    x_free(tally);
}
