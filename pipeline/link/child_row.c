/* Reading the staged rows of children, all kinds in one order. */

#include "pipeline/link/child_row.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/base/parallel.h"

#include <stdlib.h>

const char *child_kind_name(ChildKind kind)
{
    static const char *const NAMES[] = {"register", "programme", "placement", "out_of_school"};
    return NAMES[kind];
}

/* One statement per kind, all with the same columns; `kind` is the place here. */
static const char *const SELECTS[] = {
    "SELECT c.raw_row_id, c.submission_id, c.center_code, c.period_code, student_code, public_id,"
    " full_name, name_en, name_my, name_th, name_karen, first_name, last_name, former_name, sex,"
    " birth_from, birth_to, birth_text, mother_name, father_name, guardian_name, phone,"
    " guardian_phone, thai_id13, thai_id13_status, g_code, village, district_code, grade_code,"
    " s.status = 'current', r.raw_sheet_id, r.row_number, c.rowid FROM stg_register c",
    "SELECT c.raw_row_id, c.submission_id, c.center_code, c.period_code, student_code, public_id,"
    " full_name, NULL, NULL, NULL, NULL, NULL, NULL, NULL, sex,"
    " birth_from, birth_to, birth_text, mother_name, father_name, NULL, NULL,"
    " NULL, thai_id13, 'valid', g_code, NULL, NULL, NULL,"
    " s.status = 'current', r.raw_sheet_id, r.row_number, c.rowid FROM stg_programme c",
    "SELECT c.raw_row_id, c.submission_id, c.center_code, c.period_code, student_code, public_id,"
    " full_name, NULL, NULL, NULL, NULL, NULL, NULL, NULL, sex,"
    " birth_from, birth_to, birth_text, mother_name, father_name, NULL, NULL,"
    " NULL, thai_id13, 'valid', g_code, NULL, NULL, grade_code,"
    " s.status = 'current', r.raw_sheet_id, r.row_number, c.rowid FROM stg_placement c",
    "SELECT c.raw_row_id, c.submission_id, c.center_code, c.period_code, NULL, public_id,"
    " full_name, NULL, NULL, NULL, NULL, NULL, NULL, NULL, sex,"
    " birth_from, birth_to, birth_text, mother_name, father_name, NULL, phone,"
    " NULL, NULL, NULL, NULL, village, district_code, NULL,"
    " s.status = 'current', r.raw_sheet_id, r.row_number, c.rowid FROM stg_out_of_school c",
};
enum { KINDS = sizeof SELECTS / sizeof *SELECTS };

static const char *const OF_LISTS = " JOIN submission s ON s.submission_id = c.submission_id"
                                    " JOIN raw_row r ON r.raw_row_id = c.raw_row_id"
                                    " WHERE s.status IN ('current', 'superseded')";
static const char *const ALL = " ORDER BY c.rowid";
static const char *const LOUD = " AND c.submission_id IN (SELECT submission_id FROM temp.link_loud)"
                                " ORDER BY s.submission_id, c.rowid"; /* as their index has them */
static const char *const ONE = " AND c.raw_row_id = ?1 AND c.submission_id = ?2";

/* The path of a file is the first in byte order at which it was seen. */
static const char *const SHEETS =
    "SELECT h.raw_sheet_id, f.first_run_id, p.path, h.number FROM raw_sheet h"
    " JOIN source_file f ON f.source_file_id = h.source_file_id"
    " LEFT JOIN (SELECT source_file_id, min(path) AS path FROM source_path GROUP BY 1) p"
    " ON p.source_file_id = f.source_file_id"
    " ORDER BY f.first_run_id, p.path, h.number, h.raw_sheet_id";

typedef struct RowReader {
    Stmt *stmt;
    Arena *arena;
    int column; /* the next one */
} RowReader;

static Str next_text(RowReader *reader)
{
    Str text = stmt_str(reader->stmt, reader->column++);
    return text.len ? arena_str(reader->arena, text) : STR("");
}

/* A word of letters stands in it: not a code ("HKW0123"), a grade or a number in a name's column.
 */
static bool is_name(Str text)
{
    size_t letters = 0;
    bool digit = false;
    for (size_t i = 0; i <= text.len; i++) {
        unsigned char c = i < text.len ? (unsigned char)text.ptr[i] : ' ';
        if (c == ' ') {
            if (letters >= 2 && !digit)
                return true;
            letters = 0;
            digit = false;
        }
        digit = digit || (c >= '0' && c <= '9');
        letters += c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return false;
}

static void add_name(ChildCells *cells, Str name)
{
    if (!is_name(name))
        return;
    for (int i = 0; i < cells->name_count; i++)
        if (str_eq(cells->names[i], name))
            return;
    if (name.len && cells->name_count < CHILD_NAMES_MAX)
        cells->names[cells->name_count++] = name;
}

static void read_names(ChildCells *cells, RowReader *reader)
{
    Str full_name = next_text(reader);
    add_name(cells, full_name);
    for (int i = 0; i < 4; i++) /* name_en, name_my, name_th, name_karen */
        add_name(cells, next_text(reader));
    Str first = next_text(reader), last = next_text(reader);
    if (first.len && cells->name_count == 0)
        add_name(cells,
                 last.len ? arena_printf(reader->arena, "%.*s %.*s", STR_ARG(first), STR_ARG(last))
                          : first);
    add_name(cells, next_text(reader)); /* former_name */
    if (cells->name_count == 0 && cells->student_code.len == 0)
        cells->student_code = full_name; /* a list of codes instead of names */
}

/*
 * What the source says of who this is, without where it says it: survives renamed files, re-ordered
 * rows and the next school year.
 */
static void set_content_key(ChildRow *row)
{
    ChildCells *cells = row->cells;
    Digest *digest = digest_create();
    Str parts[] = {str_from(child_kind_name(row->kind)),
                   row->center_code,
                   cells->student_code,
                   cells->birth_text,
                   cells->mother,
                   cells->father};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        digest_update(digest, parts[i]);
        digest_update(digest, STR("\x1F"));
    }
    for (int i = 0; i < cells->name_count; i++) {
        digest_update(digest, cells->names[i]);
        digest_update(digest, STR("\x1E"));
    }
    digest_finish(digest, cells->content_key);
}

/* The n-th year of school that a grade is: KG 0, Grade 1 and Prathom 1 are 1, Mathayom 1 is 7. */
static bool grade_number(Str grade, int *number)
{
    static const struct {
        const char *prefix;
        int before;
    } SYSTEMS[] = {{"my.G", 0}, {"th.P", 0}, {"th.M", 6}, {"th.K", -3}};
    if (str_is(grade, "my.KG")) {
        *number = 0;
        return true;
    }
    for (size_t i = 0; i < sizeof SYSTEMS / sizeof *SYSTEMS; i++) {
        Str prefix = str_from(SYSTEMS[i].prefix);
        int64_t n;
        if (str_starts_with(grade, prefix) &&
            number_parse_int(str_slice(grade, prefix.len, grade.len), &n) && n > 0 && n < 20) {
            *number = (int)n + SYSTEMS[i].before;
            return true;
        }
    }
    return false;
}

/* The year in which a child of this grade was in no grade yet; 0: not known. */
static int cohort_of(Str grade, Str period)
{
    enum { SCHOOL_YEAR_BEGINS = 5 }; /* May: Thai schools, and June for the others */
    int64_t year, month;
    int number;
    if (!grade_number(grade, &number) || !number_parse_int(str_slice(period, 0, 4), &year))
        return 0;
    if (period.len >= 7 && number_parse_int(str_slice(period, 5, 7), &month) &&
        month < SCHOOL_YEAR_BEGINS)
        year--;
    return (int)year - number;
}

static void read_row(ChildRow *row, ChildKind kind, Stmt *stmt, Arena *arena)
{
    enum { SHEET = 30, ROW_NUMBER };
    ChildCells *cells = arena_new(arena, ChildCells);
    *row = (ChildRow){.kind = kind,
                      .cells = cells,
                      .raw_row_id = stmt_int(stmt, 0),
                      .submission_id = stmt_int(stmt, 1),
                      .raw_sheet_id = stmt_int(stmt, SHEET),
                      .row_number = stmt_int(stmt, ROW_NUMBER)};
    RowReader reader = {.stmt = stmt, .arena = arena, .column = 2};
    row->center_code = next_text(&reader);
    row->period_code = next_text(&reader);
    cells->student_code = next_text(&reader);
    row->public_id = next_text(&reader);
    read_names(cells, &reader);
    row->sex = next_text(&reader);
    row->birth_from = next_text(&reader);
    row->birth_to = next_text(&reader);
    cells->birth_text = next_text(&reader);
    cells->mother = next_text(&reader);
    cells->father = next_text(&reader);
    cells->guardian = next_text(&reader);
    cells->phones[0] = next_text(&reader);
    cells->phones[1] = next_text(&reader);
    row->thai_id13 = next_text(&reader);
    Str status = next_text(&reader);
    if (!str_is(status, "valid") && !str_is(status, "repaired"))
        row->thai_id13 = STR("");
    cells->g_code = next_text(&reader);
    cells->village = next_text(&reader);
    cells->district_code = next_text(&reader);
    cells->grade_code = next_text(&reader);
    cells->cohort = cohort_of(cells->grade_code, row->period_code);
    row->live = stmt_int(stmt, reader.column) != 0;
}

/* --- order ------------------------------------------------------------------------------------ */

SheetRanks child_sheets_rank(Db *db, Arena *arena, Error *err)
{
    int64_t last = db_int(db, "SELECT coalesce(max(raw_sheet_id), 0) FROM raw_sheet", err);
    uint32_t *ranks = arena_new_array(arena, uint32_t, (size_t)last + 1), rank = 0;
    int64_t run = 0, number = 0;
    Str path = STR("");
    Stmt *stmt = db_prepare(db, SHEETS, err);
    while (stmt_step(stmt, err)) {
        bool same = rank > 0 && stmt_int(stmt, 1) == run && stmt_int(stmt, 3) == number &&
                    str_eq(stmt_str(stmt, 2), path);
        rank += !same;
        ranks[stmt_int(stmt, 0)] = rank;
        run = stmt_int(stmt, 1);
        number = stmt_int(stmt, 3);
        path = arena_str(arena, stmt_str(stmt, 2));
    }
    stmt_free(stmt);
    return (SheetRanks){ranks, last, rank};
}

/* Where a row stands. */
typedef struct Place {
    uint32_t sheet; /* its rank */
    int64_t turn;   /* among rows of one kind: the staged row's number */
    int64_t row_number, raw_row_id;
    ChildRow *row;
} Place;

static Place place_of(const SheetRanks *sheets, ChildRow *row, int64_t turn)
{
    return (Place){.sheet = sheets->of_sheet[row->raw_sheet_id],
                   .turn = turn,
                   .row_number = row->row_number,
                   .raw_row_id = row->raw_row_id,
                   .row = row};
}

static int by_place(const void *left, const void *right)
{
    const Place *a = left, *b = right;
    if (a->sheet != b->sheet)
        return a->sheet < b->sheet ? -1 : 1;
    if (a->row_number != b->row_number)
        return a->row_number < b->row_number ? -1 : 1;
    if (a->raw_row_id != b->raw_row_id)
        return a->raw_row_id < b->raw_row_id ? -1 : 1;
    if (a->row->quiet != b->row->quiet)
        return a->row->quiet ? -1 : 1; /* what a unit had it keeps */
    if (a->row->kind != b->row->kind)
        return a->row->kind < b->row->kind ? -1 : 1;
    return (a->turn > b->turn) - (a->turn < b->turn);
}

bool child_row_not_after(const SheetRanks *sheets, ChildRow *a, ChildRow *b)
{
    Place x = place_of(sheets, a, 0), y = place_of(sheets, b, 0);
    return by_place(&x, &y) <= 0;
}

/* --- all rows --------------------------------------------------------------------------------- */

typedef struct Places {
    Place *items;
    size_t count, cap;
} Places;

static void add_place(Places *places, const SheetRanks *sheets, ChildRow *row, int64_t turn)
{
    x_grow(places->items, places->cap, places->count + 1);
    places->items[places->count++] = place_of(sheets, row, turn);
}

/*
 * Rows of a sheet nearly always come in order, so they are only brought to their sheet; a sheet
 * whose rows do not is sorted.
 */
static void sort_places(Places *places, const SheetRanks *sheets)
{
    size_t ranks = sheets->last_rank + 1;
    size_t *from = x_new_array(size_t, ranks + 1);
    Place *sorted = x_alloc((places->count + 1) * sizeof *sorted);
    for (size_t i = 0; i < places->count; i++)
        from[places->items[i].sheet + 1]++;
    for (size_t rank = 1; rank <= ranks; rank++)
        from[rank] += from[rank - 1];
    for (size_t i = 0; i < places->count; i++)
        sorted[from[places->items[i].sheet]++] = places->items[i];
    for (size_t begin = 0, end; begin < places->count; begin = end) {
        bool in_order = true;
        for (end = begin + 1; end < places->count && sorted[end].sheet == sorted[begin].sheet;
             end++)
            in_order = in_order && by_place(&sorted[end - 1], &sorted[end]) <= 0;
        if (!in_order)
            qsort(sorted + begin, end - begin, sizeof *sorted, by_place);
    }
    x_free(from);
    x_free(places->items);
    places->items = sorted;
}

enum { STAGED = 32 }; /* the column of SELECTS that numbers staged rows */

static void read_kind(Places *places, ChildKind kind, const char *which, const SheetRanks *sheets,
                      Db *db, Arena *arena, Error *err)
{
    const char *sql = arena_printf(arena, "%s%s%s", SELECTS[kind], OF_LISTS, which).ptr;
    Stmt *stmt = db_prepare(db, sql, err);
    while (stmt_step(stmt, err)) {
        ChildRow *row = arena_alloc(arena, sizeof *row);
        read_row(row, kind, stmt, arena);
        add_place(places, sheets, row, stmt_int(stmt, STAGED));
    }
    stmt_free(stmt);
}

/* The later half of the registers, which a thread reads on a connection of its own. */
typedef struct LaterHalf {
    const char *warehouse;
    const SheetRanks *sheets;
    int64_t after; /* this staged row */
    Arena *arena;
    Places places;
    Error err;
} LaterHalf;

static void read_later(void *self)
{
    LaterHalf *half = self;
    Db *db = db_open(half->warehouse, DB_READ, &half->err);
    Str which =
        arena_printf(half->arena, " AND c.rowid > %lld ORDER BY c.rowid", (long long)half->after);
    read_kind(&half->places, CHILD_REGISTER, which.ptr, half->sheets, db, half->arena, &half->err);
    db_close(db);
}

/*
 * All staged rows, those of registers on two threads where the warehouse can be read twice: what
 * was staged is committed. The rows of the other thread lie in rows->beside.
 */
static void read_all(Places *places, ChildRows *rows, const SheetRanks *sheets, Db *db,
                     Arena *arena, Error *err)
{
    LaterHalf half = {.warehouse = db_shared_file(db, err), .sheets = sheets};
    if (!error_ok(err) || !half.warehouse || parallel_threads() < 2) {
        read_kind(places, CHILD_REGISTER, ALL, sheets, db, arena, err);
    } else {
        half.after = db_int(db, "SELECT max(stg_register_id) / 2 FROM stg_register", err);
        half.arena = rows->beside = arena_create();
        Aside reading = aside_start(read_later, &half);
        Str which =
            arena_printf(arena, " AND c.rowid <= %lld ORDER BY c.rowid", (long long)half.after);
        read_kind(places, CHILD_REGISTER, which.ptr, sheets, db, arena, err);
        aside_join(&reading);
        if (error_ok(err))
            *err = half.err;
        x_grow(places->items, places->cap, places->count + half.places.count + 1);
        for (size_t i = 0; i < half.places.count; i++)
            places->items[places->count++] = half.places.items[i];
        x_free(half.places.items);
    }
    for (int kind = CHILD_REGISTER + 1; kind < KINDS && error_ok(err); kind++)
        read_kind(places, (ChildKind)kind, ALL, sheets, db, arena, err);
}

/* The rows of centers that are not quiet, and between them those that are. */
static void read_loud(Places *places, const SheetRanks *sheets, const ChildRows *const *quiet,
                      size_t quiet_count, Db *db, Arena *arena, Error *err)
{
    size_t quiet_rows = 0;
    for (size_t i = 0; i < quiet_count; i++)
        quiet_rows += quiet[i]->count;
    x_grow(places->items, places->cap, quiet_rows + 1); /* nearly all of them */
    for (int kind = 0; kind < KINDS && error_ok(err); kind++)
        read_kind(places, (ChildKind)kind, LOUD, sheets, db, arena, err);
    for (size_t i = 0; i < quiet_count; i++)
        for (size_t k = 0; k < quiet[i]->count; k++)
            add_place(places, sheets, quiet[i]->items[k], (int64_t)k);
}

enum { KEYS_AT_ONCE = 512 };

static void set_some_keys(void *self, size_t i, int thread)
{
    (void)thread;
    ChildRows *rows = self;
    size_t to = (i + 1) * KEYS_AT_ONCE < rows->count ? (i + 1) * KEYS_AT_ONCE : rows->count;
    for (size_t row = i * KEYS_AT_ONCE; row < to; row++)
        if (!rows->items[row]->quiet)
            set_content_key(rows->items[row]);
}

ChildRows child_rows_read(Db *db, const SheetRanks *sheets, const ChildRows *const *quiet,
                          size_t quiet_count, Arena *arena, Error *err)
{
    Places places = {0};
    ChildRows rows = {0};
    if (quiet_count > 0)
        read_loud(&places, sheets, quiet, quiet_count, db, arena, err);
    else
        read_all(&places, &rows, sheets, db, arena, err);
    sort_places(&places, sheets);
    rows.items = arena_alloc(arena, (places.count + 1) * sizeof *rows.items);
    int64_t last = 0;
    for (size_t i = 0; i < places.count; i++) {
        ChildRow *row = places.items[i].row;
        /* A raw row that was staged as two kinds counts as the first. */
        const ChildCells *cells = row->cells;
        bool again = row->raw_row_id == last;
        last = row->raw_row_id;
        /* A row with neither a name nor a code is nobody. */
        if (!again && (row->quiet || cells->name_count > 0 || cells->student_code.len > 0))
            rows.items[rows.count++] = row;
    }
    x_free(places.items);
    parallel_run(parallel_threads(), (rows.count + KEYS_AT_ONCE - 1) / KEYS_AT_ONCE, set_some_keys,
                 &rows);
    return rows;
}

void child_rows_free(ChildRows *rows)
{
    arena_free(rows->beside);
}

void child_rows_complete(Db *db, ChildRows *rows, const bool *wanted, Arena *arena, Error *err)
{
    Stmt *one[KINDS] = {0};
    for (int kind = 0; kind < KINDS; kind++)
        one[kind] =
            db_prepare(db, arena_printf(arena, "%s%s%s", SELECTS[kind], OF_LISTS, ONE).ptr, err);
    for (size_t i = 0; i < rows->count && error_ok(err); i++) {
        ChildRow *row = rows->items[i], full;
        if (!wanted[i] || !row->quiet)
            continue;
        stmt_bind_int(one[row->kind], 1, row->raw_row_id, err);
        stmt_bind_int(one[row->kind], 2, row->submission_id, err);
        if (stmt_step(one[row->kind], err)) {
            read_row(&full, row->kind, one[row->kind], arena);
            full.link_record_id = row->link_record_id;
            full.quiet = true;
            *row = full;
        }
        stmt_reset(one[row->kind]);
    }
    for (int kind = 0; kind < KINDS; kind++)
        stmt_free(one[kind]);
}
