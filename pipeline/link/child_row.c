/* Reading the staged rows of children, all kinds in one order. */

#include "pipeline/link/child_row.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"

const char *child_kind_name(ChildKind kind)
{
    static const char *const NAMES[] = {"register", "programme", "placement", "out_of_school"};
    return NAMES[kind];
}

/*
 * One row per staged row, the columns of all kinds side by side. A raw row that was staged as
 * two kinds counts as the first. The path is the first in byte order at which the file was seen.
 */
static const char *const SELECT =
    "WITH child (kind, raw_row_id, submission_id, center_code, period_code, student_code, "
    "public_id,"
    " full_name, name_en, name_my, name_th, name_karen, first_name, last_name, former_name, sex,"
    " birth_from, birth_to, birth_precision, birth_text, mother_name, father_name, guardian_name,"
    " phone, guardian_phone, thai_id13, thai_id13_status, g_code, village, district_code, "
    "grade_code)"
    " AS ("
    "SELECT 0, raw_row_id, submission_id, center_code, period_code, student_code, public_id,"
    " full_name, name_en, name_my, name_th, name_karen, first_name, last_name, former_name, sex,"
    " birth_from, birth_to, birth_precision, birth_text, mother_name, father_name, guardian_name,"
    " phone, guardian_phone, thai_id13, thai_id13_status, g_code, village, district_code, "
    "grade_code"
    " FROM stg_register"
    " UNION ALL "
    "SELECT 1, raw_row_id, submission_id, center_code, period_code, student_code, public_id,"
    " full_name, NULL, NULL, NULL, NULL, NULL, NULL, NULL, sex,"
    " birth_from, birth_to, birth_precision, birth_text, mother_name, father_name, NULL,"
    " NULL, NULL, thai_id13, 'valid', g_code, NULL, NULL, NULL FROM stg_programme"
    " UNION ALL "
    "SELECT 2, raw_row_id, submission_id, center_code, period_code, student_code, public_id,"
    " full_name, NULL, NULL, NULL, NULL, NULL, NULL, NULL, sex,"
    " birth_from, birth_to, birth_precision, birth_text, mother_name, father_name, NULL,"
    " NULL, NULL, thai_id13, 'valid', g_code, NULL, NULL, grade_code FROM stg_placement"
    " UNION ALL "
    "SELECT 3, raw_row_id, submission_id, center_code, period_code, NULL, public_id,"
    " full_name, NULL, NULL, NULL, NULL, NULL, NULL, NULL, sex,"
    " birth_from, birth_to, birth_precision, birth_text, mother_name, father_name, NULL,"
    " phone, NULL, NULL, NULL, NULL, village, district_code, NULL FROM stg_out_of_school) "
    "SELECT c.*, s.status = 'current' FROM child c"
    " JOIN submission s ON s.submission_id = c.submission_id"
    " JOIN raw_row r ON r.raw_row_id = c.raw_row_id"
    " JOIN raw_sheet h ON h.raw_sheet_id = r.raw_sheet_id"
    " JOIN source_file f ON f.source_file_id = h.source_file_id"
    " LEFT JOIN (SELECT source_file_id, min(path) AS path FROM source_path GROUP BY 1) p"
    " ON p.source_file_id = f.source_file_id"
    " WHERE s.status IN ('current', 'superseded')"
    " ORDER BY f.first_run_id, p.path, h.number, r.row_number, r.raw_row_id, c.kind";

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

static void add_name(ChildRow *row, Str name)
{
    if (!is_name(name))
        return;
    for (int i = 0; i < row->name_count; i++)
        if (str_eq(row->names[i], name))
            return;
    if (name.len && row->name_count < CHILD_NAMES_MAX)
        row->names[row->name_count++] = name;
}

static void read_names(ChildRow *row, RowReader *reader)
{
    Str full_name = next_text(reader);
    add_name(row, full_name);
    for (int i = 0; i < 4; i++) /* name_en, name_my, name_th, name_karen */
        add_name(row, next_text(reader));
    Str first = next_text(reader), last = next_text(reader);
    if (first.len && row->name_count == 0)
        add_name(row, last.len
                          ? arena_printf(reader->arena, "%.*s %.*s", STR_ARG(first), STR_ARG(last))
                          : first);
    add_name(row, next_text(reader)); /* former_name */
    if (row->name_count == 0 && row->student_code.len == 0)
        row->student_code = full_name; /* a list of codes instead of names */
}

/*
 * What the source says of who this is, without where it says it: survives renamed files, re-ordered
 * rows and the next school year.
 */
static void set_content_key(ChildRow *row)
{
    Digest *digest = digest_create();
    Str parts[] = {str_from(child_kind_name(row->kind)),
                   row->center_code,
                   row->student_code,
                   row->birth_text,
                   row->mother,
                   row->father};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        digest_update(digest, parts[i]);
        digest_update(digest, STR("\x1F"));
    }
    for (int i = 0; i < row->name_count; i++) {
        digest_update(digest, row->names[i]);
        digest_update(digest, STR("\x1E"));
    }
    digest_finish(digest, row->content_key);
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

static void read_row(ChildRow *row, Stmt *stmt, Arena *arena)
{
    *row = (ChildRow){.kind = (ChildKind)stmt_int(stmt, 0),
                      .raw_row_id = stmt_int(stmt, 1),
                      .submission_id = stmt_int(stmt, 2)};
    RowReader reader = {.stmt = stmt, .arena = arena, .column = 3};
    row->center_code = next_text(&reader);
    row->period_code = next_text(&reader);
    row->student_code = next_text(&reader);
    row->public_id = next_text(&reader);
    read_names(row, &reader);
    row->sex = next_text(&reader);
    row->birth_from = next_text(&reader);
    row->birth_to = next_text(&reader);
    row->birth_precision = next_text(&reader);
    row->birth_text = next_text(&reader);
    row->mother = next_text(&reader);
    row->father = next_text(&reader);
    row->guardian = next_text(&reader);
    row->phones[0] = next_text(&reader);
    row->phones[1] = next_text(&reader);
    row->thai_id13 = next_text(&reader);
    Str status = next_text(&reader);
    if (!str_is(status, "valid") && !str_is(status, "repaired"))
        row->thai_id13 = STR("");
    row->g_code = next_text(&reader);
    row->village = next_text(&reader);
    row->district_code = next_text(&reader);
    row->grade_code = next_text(&reader);
    row->cohort = cohort_of(row->grade_code, row->period_code);
    row->live = stmt_int(stmt, reader.column) != 0;
    set_content_key(row);
}

ChildRows child_rows_read(Db *db, Arena *arena, Error *err)
{
    ChildRows rows = {0};
    size_t cap = 0;
    int64_t last = 0;
    Stmt *stmt = db_prepare(db, SELECT, err);
    ChildRow *items = NULL;
    while (stmt_step(stmt, err)) {
        if (stmt_int(stmt, 1) == last)
            continue;
        last = stmt_int(stmt, 1);
        x_grow(items, cap, rows.count + 1);
        read_row(&items[rows.count], stmt, arena);
        /* A row with neither a name nor a code is nobody. */
        if (items[rows.count].name_count > 0 || items[rows.count].student_code.len > 0)
            rows.count++;
    }
    stmt_free(stmt);
    rows.items = arena_new_array(arena, ChildRow, rows.count + 1);
    if (rows.count)
        memcpy(rows.items, items, rows.count * sizeof *items);
    x_free(items);
    return rows;
}
