#include "pipeline/load/rolls.h"

#include "pipeline/base/mem.h"

const Str SEXES[SEX_COUNT] = {STR_LIT("F"), STR_LIT("M"), STR_LIT("X"), {NULL, 0}};

static int64_t day_of(Str text, int64_t missing)
{
    Date date;
    return date_parse_iso(text, &date) ? date_to_days(date) : missing;
}

static void read_centers(Rolls *rolls, Db *db, Error *err)
{
    Stmt *stmt = db_prepare(db,
                            "SELECT center_id, center_code, district_code, calendar FROM center"
                            " ORDER BY center_id",
                            err);
    while (stmt_step(stmt, err)) {
        size_t id = (size_t)stmt_int(stmt, 0);
        x_grow(rolls->centers, rolls->center_cap, id + 1);
        while (rolls->center_count <= id)
            rolls->centers[rolls->center_count++] = (Center){0};
        rolls->centers[id] =
            (Center){.code = text_pool_copy(&rolls->texts, stmt_str(stmt, 1)),
                     .district = text_pool_copy(&rolls->texts, stmt_str(stmt, 2)),
                     .calendar = text_pool_copy(&rolls->texts, stmt_str(stmt, 3)),
                     .district_number = (size_t)map_intern(rolls->districts, stmt_str(stmt, 2))};
    }
    stmt_free(stmt);
}

/* What a child needs to prove who it is before a Thai authority. */
static bool is_document(Str status)
{
    return str_is(status, "thai_id") || str_is(status, "g_code") ||
           str_is(status, "thai_birth_cert");
}

static int sex_number(Str sex)
{
    int number = 0;
    while (SEXES[number].ptr && !str_eq(SEXES[number], sex))
        number++;
    return number;
}

static Person *person_of(Rolls *rolls, Stmt *stmt)
{
    int64_t child_id = stmt_int(stmt, 0);
    if (rolls->person_count && rolls->people[rolls->person_count - 1].child_id == child_id)
        return &rolls->people[rolls->person_count - 1];
    x_grow(rolls->people, rolls->person_cap, rolls->person_count + 1);
    Person *person = &rolls->people[rolls->person_count++];
    *person = (Person){.child_id = child_id,
                       .first = rolls->spell_count,
                       .arrival = rolls->spell_count,
                       .sex = sex_number(stmt_str(stmt, 1)),
                       .documented = is_document(stmt_str(stmt, 11))};
    Date from, to;
    if (date_parse_iso(stmt_str(stmt, 2), &from)) {
        int64_t first = date_to_days(from), last = first;
        if (date_parse_iso(stmt_str(stmt, 3), &to))
            last = date_to_days(to);
        person->born = date_from_days(first + (last - first) / 2);
    }
    return person;
}

static void read_spells(Rolls *rolls, Db *db, int observed_months, Error *err)
{
    Stmt *stmt = db_prepare(db,
                            "SELECT e.child_id, h.sex, h.birth_from, h.birth_to, e.enrolment_id,"
                            " e.start_date, e.end_date, e.observed_until, c.center_id,"
                            " e.grade_code, e.curriculum, h.document_status,"
                            " coalesce(g.official_age, -1), e.exit_reason"
                            " FROM enrolment e CROSS JOIN child h ON h.child_id = e.child_id"
                            " CROSS JOIN center c ON c.center_code = e.center_code"
                            " LEFT JOIN grade g ON g.grade_code = e.grade_code"
                            " ORDER BY e.enrolment_id", /* they are numbered by child */
                            err);
    while (stmt_step(stmt, err)) {
        Person *person = person_of(rolls, stmt);
        x_grow(rolls->spells, rolls->spell_cap, rolls->spell_count + 1);
        Spell *spell = &rolls->spells[rolls->spell_count++];
        *spell = (Spell){.enrolment_id = stmt_int(stmt, 4),
                         .start = day_of(stmt_str(stmt, 5), INT64_MAX),
                         .end = day_of(stmt_str(stmt, 6), INT64_MAX),
                         .open = stmt_is_null(stmt, 6),
                         .center_id = stmt_int(stmt, 8),
                         .grade = text_pool_share(&rolls->texts, stmt_str(stmt, 9)),
                         .curriculum = text_pool_share(&rolls->texts, stmt_str(stmt, 10)),
                         .official_age = (int)stmt_int(stmt, 12),
                         .reason = text_pool_share(&rolls->texts, stmt_str(stmt, 13))};
        Date observed = {0};
        date_parse_iso(stmt_str(stmt, 7), &observed);
        spell->observed = date_to_days(observed);
        observed.day = 1;
        spell->carried = date_to_days(date_add_months(observed, observed_months + 1)) - 1;
        person->count++;
        if (spell->start < rolls->spells[person->arrival].start)
            person->arrival = rolls->spell_count - 1;
        person->two_centers |= spell->center_id != rolls->spells[person->first].center_id;
    }
    stmt_free(stmt);
}

/* Of the rows that the spells rest on. */
static void read_cells(Rolls *rolls, Db *db, Error *err)
{
    Stmt *stmt = db_prepare(db,
                            "SELECT e.enrolment_id, f.cells, f.asked FROM enrolment e"
                            " CROSS JOIN main.filled_cell f ON f.raw_row_id = e.raw_row_id"
                            " ORDER BY e.enrolment_id",
                            err);
    size_t at = 0;
    while (stmt_step(stmt, err)) {
        while (at < rolls->spell_count && rolls->spells[at].enrolment_id < stmt_int(stmt, 0))
            at++;
        if (at == rolls->spell_count)
            break;
        rolls->spells[at].cells_filled += stmt_int(stmt, 1);
        rolls->spells[at].cells_asked += stmt_int(stmt, 2);
    }
    stmt_free(stmt);
}

/* Periods that end before the first spell have no children. */
static void read_periods(Rolls *rolls, Db *db, Date as_of, Error *err)
{
    Stmt *stmt = db_prepare(db,
                            "SELECT period_code, first_day, last_day, kind FROM calendar_period"
                            " WHERE last_day >= (SELECT min(start_date) FROM enrolment)"
                            " ORDER BY period_code",
                            err);
    int64_t today = date_to_days(as_of);
    while (stmt_step(stmt, err)) {
        x_grow(rolls->periods, rolls->period_cap, rolls->period_count + 1);
        map_set(rolls->period_numbers, stmt_str(stmt, 0), (int64_t)rolls->period_count);
        int64_t last = day_of(stmt_str(stmt, 2), today);
        rolls->periods[rolls->period_count++] =
            (Period){.code = text_pool_copy(&rolls->texts, stmt_str(stmt, 0)),
                     .kind = text_pool_share(&rolls->texts, stmt_str(stmt, 3)),
                     .first_day = day_of(stmt_str(stmt, 1), today),
                     .day = last < today ? last : today};
    }
    stmt_free(stmt);
    stmt = db_prepare(
        db, "SELECT calendar, first_day FROM temp.school_year ORDER BY first_day, calendar", err);
    while (stmt_step(stmt, err)) {
        x_grow(rolls->years, rolls->year_cap, rolls->year_count + 1);
        SchoolYear *year = &rolls->years[rolls->year_count++];
        *year = (SchoolYear){.calendar = text_pool_share(&rolls->texts, stmt_str(stmt, 0))};
        date_parse_iso(stmt_str(stmt, 1), &year->first);
        year->first_day = date_to_days(year->first);
    }
    stmt_free(stmt);
}

Rolls rolls_read(const Batch *batch, Error *err)
{
    Rolls rolls = {
        .texts = text_pool_open(), .districts = map_create(), .period_numbers = map_create()};
    read_centers(&rolls, batch->db, err);
    read_spells(&rolls, batch->db, batch->config->observed_months, err);
    read_cells(&rolls, batch->db, err);
    read_periods(&rolls, batch->db, batch->as_of, err);
    return rolls;
}

void rolls_free(Rolls *rolls)
{
    x_free(rolls->centers);
    x_free(rolls->spells);
    x_free(rolls->people);
    x_free(rolls->periods);
    x_free(rolls->years);
    map_free(rolls->districts);
    map_free(rolls->period_numbers);
    text_pool_close(&rolls->texts);
}
