/*
 * The rows of one table: which of them are data, what they speak of, and their staged values.
 */

#include "pipeline/map/map_run.h"

#include "pipeline/map/attendance.h"
#include "pipeline/map/blocks.h"
#include "pipeline/map/parent.h"
#include "pipeline/map/text_key.h"

#include <stdio.h>

typedef enum RowClass {
    ROW_DATA,
    ROW_BLANK,   /* nothing, or only its number */
    ROW_HEADING, /* the headings again, after a page break */
    ROW_TOTAL,
    ROW_SIGNATURE,
    ROW_NOTE,
    ROW_SECTION, /* a grade as a line of its own, over the rows that follow */
    ROW_DAYS,    /* school days under the months of a wide list */
    ROW_NO_NAME,
} RowClass;

static const char *const ROW_RULES[] = {
    [ROW_HEADING] = "row.heading", [ROW_TOTAL] = "row.total",     [ROW_SIGNATURE] = "row.signature",
    [ROW_NOTE] = "row.note",       [ROW_SECTION] = "row.section", [ROW_DAYS] = "row.school_days",
    [ROW_NO_NAME] = "row.no_name",
};

enum { RECENT_MAX = 16 }; /* a wide list has up to twelve months */

/* Rows in work, and what stays the same from row to row. */
typedef struct Mapper {
    MapRun *run;
    BookPlan *book;
    TablePlan *table;
    Arena *scratch;
    ParentCursor parents;
    bool own_scope;    /* columns of the table tell center, period or instance */
    Scope scope;       /* of the row at hand */
    Str section_grade; /* of the last line that named one */
    Str section_sex;
    bool signed_off; /* a row of signatures closed the list, or this page of it */
    WideMonths months;
    DayGrid days;
    const char *calendar;
    /* What the registry says of a center, looked up when the center changes. */
    Str center;
    const char *center_calendar, *center_cstr;
    bool thai_only;
    int64_t blank_rows;
    /* The submissions found last: most rows belong to those of the row before. */
    struct {
        bool used;
        size_t index; /* in the set */
        RecordKind kind;
        Period period;
        Str center, instance;
    } recent[RECENT_MAX];
    size_t recent_next;
    bool grade_stated; /* the sheet, not the rows, tells the grade */
} Mapper;

static const GridCell *cell_of(const Mapper *m, Field field, const GridCell *cells, size_t count)
{
    int index = m->table->plan.at[field];
    return index < 0 ? NULL : grid_find_cell(cells, count, m->table->plan.columns[index].col);
}

static const Field NAME_FIELDS[] = {F_full_name,  F_name_my,    F_name_en,   F_name_th,
                                    F_name_karen, F_first_name, F_last_name, F_teacher_name};
static const Field CODE_FIELDS[] = {F_student_code, F_public_id, F_case_ref, F_teacher_id};

static bool has_any(const Mapper *m, const Field *fields, size_t n, const GridCell *cells,
                    size_t count)
{
    for (size_t i = 0; i < n; i++) {
        const GridCell *cell = cell_of(m, fields[i], cells, count);
        if (cell && !text_is_blank(cell->value))
            return true;
    }
    return false;
}

/* How many cells stand in used columns other than the row's number. */
static size_t count_filled(const Mapper *m, const GridCell *cells, size_t count)
{
    size_t filled = 0;
    const ColumnPlan *plan = &m->table->plan;
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->columns[i].field == F_row_no)
            continue;
        const GridCell *cell = grid_find_cell(cells, count, plan->columns[i].col);
        filled += cell && !text_is_blank(cell->value);
    }
    return filled;
}

/* Digits of any script and nothing else. */
static bool is_number(const Mapper *m, const GridCell *cell)
{
    if (cell->type != 's')
        return cell->type == 'n';
    Str key = text_key(m->scratch, cell->value);
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] < '0' || key.ptr[i] > '9')
            return false;
    return key.len > 0;
}

/*
 * "Boys | 12" under a list is a count, "Boys" alone a line over the boys. The word stands in a
 * column that does not ask for it.
 */
static RowClass classify_sex_word(Mapper *m, const GridCell *cells, size_t count)
{
    int sex_column =
        m->table->plan.at[F_sex] < 0 ? 0 : m->table->plan.columns[m->table->plan.at[F_sex]].col;
    if (count == 0 || cells[0].type != 's' || cells[0].col == sex_column)
        return ROW_DATA;
    Str code = dictionary_code(m->run->tools->dictionary, m->scratch, "sex", cells[0].value);
    if (code.len == 0)
        return ROW_DATA;
    for (size_t i = 1; i < count; i++)
        if (!is_number(m, &cells[i]))
            return ROW_DATA;
    if (count > 1)
        return ROW_TOTAL;
    m->section_sex = arena_str(m->book->arena, code);
    return ROW_SECTION;
}

static RowClass classify_label(Mapper *m, const GridCell *cells, size_t count, bool named)
{
    const Dictionary *words = m->run->tools->dictionary;
    for (size_t i = 0; i < count && i < 3; i++) {
        if (cells[i].type != 's')
            continue;
        Str key = text_key(m->scratch, cells[i].value);
        if (dictionary_is_word(words, "total", key))
            return ROW_TOTAL;
        bool position = cell_of(m, F_position, cells, count) == &cells[i];
        if (count <= 4 && !position && dictionary_is_word(words, "signature", key)) {
            m->signed_off = true;
            return ROW_SIGNATURE;
        }
        if (count <= 2 && dictionary_is_word(words, "note", key))
            return ROW_NOTE;
    }
    RowClass by_sex = classify_sex_word(m, cells, count);
    if (by_sex != ROW_DATA)
        return by_sex;
    if ((!named || count == 1) && count <= 2 && cells[0].type == 's') {
        GradeValue grade =
            grade_find_within(m->run->tools->grades, m->scratch, cells[0].value, (GradeContext){0});
        if (grade.code.len) {
            m->section_grade = arena_str(m->book->arena, grade.code);
            return ROW_SECTION;
        }
    }
    return ROW_DATA;
}

static RowClass classify(Mapper *m, const GridCell *cells, size_t count)
{
    size_t filled = count_filled(m, cells, count);
    const GridCell *number = cell_of(m, F_row_no, cells, count);
    bool numbered = number && number->type == 'n';
    bool named = has_any(m, NAME_FIELDS, sizeof NAME_FIELDS / sizeof *NAME_FIELDS, cells, count);
    if (filled == 0 && (count == 0 || (number && is_number(m, number))))
        return ROW_BLANK;
    if (numbered && named && count > 3)
        return ROW_DATA;
    if (header_is_repeated(m->scratch, &m->table->table, cells, count)) {
        m->signed_off = false;
        return ROW_HEADING;
    }
    /* Under "Prepared by | Checked by" stand names, and they are no children's. */
    if (m->signed_off && !(number && is_number(m, number)))
        return ROW_SIGNATURE;
    if (m->months.count && attendance_is_days_row(m->run->tools, m->scratch, cells, count))
        return ROW_DAYS;
    RowClass label = count ? classify_label(m, cells, count, named) : ROW_DATA;
    if (label != ROW_DATA)
        return label;
    if (filled == 0)
        return count <= 2 ? ROW_NOTE : ROW_BLANK;
    if (named || !kind_info(m->table->kind)->names_child)
        return ROW_DATA;
    if (has_any(m, CODE_FIELDS, sizeof CODE_FIELDS / sizeof *CODE_FIELDS, cells, count) &&
        m->table->kind != KIND_REGISTER)
        return ROW_DATA;
    return ROW_NO_NAME;
}

static bool teaches_thai_only(const Mapper *m, const RegistryCenter *center)
{
    if (!center || center->curricula.len == 0)
        return false;
    Str key = text_key(m->scratch, center->curricula);
    return str_find(key, STR("thai"), 0) < key.len && str_find(key, STR("myanmar"), 0) == key.len &&
           str_find(key, STR("karen"), 0) == key.len && str_find(key, STR("ged"), 0) == key.len;
}

static void use_center(Mapper *m, Str code)
{
    if (m->center_calendar && str_eq(m->center, code))
        return;
    m->center = arena_str(m->book->arena, code);
    m->center_cstr = code.len ? arena_cstr(m->book->arena, code) : NULL;
    m->center_calendar = scope_calendar(m->run->tools, code);
    m->thai_only = teaches_thai_only(m, registry_center(m->run->tools->registry, code));
}

static const char *center_cstr(Mapper *m, Str center)
{
    use_center(m, center);
    return m->center_cstr;
}

/* What the officer says about the file stands above everything in it. */
static void apply_rule(const Mapper *m, Scope *scope)
{
    const FileRule *rule = m->run->file->rule;
    if (!rule)
        return;
    if (rule->center.len)
        scope->center = rule->center;
    if (rule->period.len == 0)
        return;
    scope_set_period(scope, period_parse_code(rule->period));
}

static void find_scope(Mapper *m, const GridRow *row, const GridCell *cells, size_t count)
{
    if (!m->own_scope) {
        m->scope = m->table->scope;
    } else {
        Scope own = parent_own_scope(m->run, m->book, m->table, cells, count);
        Scope above = parent_scope(m->run, m->book, m->table, row, cells, count, &m->parents);
        own = scope_over(own, &above);
        m->scope = scope_over(own, &m->table->scope);
        /* A center's name in the row that nobody knows is not the file's center. */
        if (own.center.len == 0 && own.center_text.len)
            m->scope.center = STR("");
    }
    apply_rule(m, &m->scope);
    use_center(m, m->scope.center);
    m->calendar = m->center_calendar;
}

/* The submission that a row of the kind belongs to, with its place in time filled in. */
static Submission *find_submission(Mapper *m, RecordKind kind, const Period *period)
{
    MapRun *run = m->run;
    Arena *arena = run->tools->arena;
    for (size_t i = 0; i < RECENT_MAX; i++)
        if (m->recent[i].used && m->recent[i].kind == kind &&
            memcmp(&m->recent[i].period, period, sizeof *period) == 0 &&
            str_eq(m->recent[i].center, m->scope.center) &&
            str_eq(m->recent[i].instance, m->scope.instance))
            return submission_at(run->submissions, m->recent[i].index);
    Str code = period_code(m->scratch, period, m->calendar);
    Submission *found = submission_get(run->submissions, run->file->source_file_id, kind,
                                       m->scope.center, code, m->scope.instance);
    m->recent[m->recent_next].used = true;
    m->recent[m->recent_next].index = submission_index(run->submissions, found);
    m->recent[m->recent_next].kind = kind;
    m->recent[m->recent_next].period = *period;
    m->recent[m->recent_next].center = arena_str(m->book->arena, m->scope.center);
    m->recent[m->recent_next].instance = arena_str(m->book->arena, m->scope.instance);
    m->recent_next = (m->recent_next + 1) % RECENT_MAX;
    if (m->table->submission_id == 0 && kind == m->table->kind)
        m->table->submission_id = found->id;
    if (found->revision.path.len)
        return found;
    found->period = arena_str(arena, code);
    found->center = arena_str(arena, m->scope.center);
    found->instance = arena_str(arena, m->scope.instance);
    found->replaces = arena_str(arena, m->scope.replaces);
    found->layout = arena_str(arena, m->table->plan.layout);
    char list_date[DATE_TEXT_SIZE] = "";
    if (!date_is_none(m->scope.list_date))
        date_format_iso(m->scope.list_date, list_date);
    Str content = m->scope.content_time.len ? m->scope.content_time : str_from(list_date);
    found->revision = (Revision){.content = arena_str(arena, content),
                                 .file_date = scope_file_date(run->tools, arena, run->file->path),
                                 .modified = run->file->modified,
                                 .first_run = run->file->first_run_id,
                                 .path = run->file->path};
    found->partial = m->grade_stated || kind == KIND_PROGRAMME;
    if (run->file->rule)
        found->action = run->file->rule->action;
    if (m->scope.refused) {
        found->status = "rejected";
        found->reason = "submission.not_approved";
    }
    return found;
}

static Date list_date_of(const Mapper *m, const Period *period)
{
    if (!date_is_none(m->scope.list_date))
        return m->scope.list_date;
    Date date = period_list_date(period, m->calendar);
    return date_is_none(date) ? m->run->tools->as_of : date;
}

static ConvertContext context_of(Mapper *m, const GridRow *row, Submission *submission,
                                 const Period *period)
{
    Date list_date = list_date_of(m, period);
    return (ConvertContext){
        .tools = m->run->tools,
        .scratch = m->scratch,
        .out = m->run->out,
        .at = {.stage = "map",
               .source_file_id = m->run->file->source_file_id,
               .submission_id = submission->id,
               .raw_row_id = row->raw_row_id,
               .center_code = center_cstr(m, m->scope.center)},
        .grades = {.school_year = period_school_year(list_date, m->calendar), .thai = m->thai_only},
        .list_date = list_date,
        .sex_asked = m->table->plan.at[F_sex] >= 0,
    };
}

static const GridCell *part_cell(const Mapper *m, Field field, const GridCell *cells, size_t count)
{
    int index = m->table->plan.at[field];
    if (index >= 0 && m->table->table.form_cells)
        return &m->table->table.form_cells[index];
    return cell_of(m, field, cells, count);
}

/* Where a birth date in three columns is blamed: at its year, else its month. */
static int part_column(const ColumnPlan *plan)
{
    int index = plan->at[F_dob_year] >= 0 ? plan->at[F_dob_year] : plan->at[F_dob_month];
    return plan->columns[index].col;
}

/* Columns whose values a kind's record takes; the rest is read by the scope or not at all. */
static void convert_columns(Mapper *m, const ConvertContext *context, const GridCell *cells,
                            size_t count, Record *record, Error *err)
{
    const ColumnPlan *plan = &m->table->plan;
    for (size_t i = 0; i < plan->count; i++) {
        const MapColumn *column = &plan->columns[i];
        if (column->field == F_NONE || column->month || column->day)
            continue;
        const GridCell *cell = m->table->table.form_cells
                                   ? &m->table->table.form_cells[i]
                                   : grid_find_cell(cells, count, column->col);
        if (cell && !text_is_blank(cell->value))
            convert_cell(context, column, cell, record, err);
    }
    if (plan->at[F_dob_year] >= 0 || plan->at[F_dob_month] >= 0)
        convert_birth_parts(context, part_column(plan), part_cell(m, F_dob_day, cells, count),
                            part_cell(m, F_dob_month, cells, count),
                            part_cell(m, F_dob_year, cells, count), record, err);
}

static Str text_of_date(Arena *arena, Date date)
{
    char text[DATE_TEXT_SIZE];
    date_format_iso(date, text);
    return arena_str(arena, str_from(text));
}

static void stage(Mapper *m, RecordKind kind, const GridRow *row, Record *record,
                  Submission *submission, const Period *period, Error *err)
{
    Slot part = submission_part_slot(kind);
    Str part_code = part ? record_text(record, part) : STR("");
    submission_add_row(submission, m->run->tools->arena, part_code);
    if (submission->period.len == 0 ||
        (submission->center.len == 0 && !kind_info(kind)->center_free))
        return; /* held: the officer must say first whose it is */
    if (submission->action == FILE_REJECT || submission->action == FILE_WITHDRAW)
        return;
    record_set_text(record, SLOT_center_code, submission->center);
    record_set_text(record, SLOT_period_code, submission->period);
    if (period->kind == PERIOD_MONTH)
        record_set_text(record, SLOT_month, submission->period);
    if (period->kind == PERIOD_YEAR)
        record_set_text(record, SLOT_school_year, submission->period);
    if (kind == KIND_REGISTER)
        record_set_text(record, SLOT_register_date,
                        text_of_date(m->scratch, list_date_of(m, period)));
    map_output_row(m->run->out, kind, record, row->raw_row_id, submission->id, err);
}

static void stage_wide_months(Mapper *m, const GridRow *row, const GridCell *cells, size_t count,
                              const Record *base, Error *err)
{
    for (int i = 0; i < m->months.count && error_ok(err); i++) {
        const MonthColumns *month = &m->months.items[i];
        Period period = {.kind = month->year ? PERIOD_MONTH : PERIOD_NONE,
                         .year = month->year,
                         .number = month->month};
        Submission *submission = find_submission(m, KIND_ATTENDANCE, &period);
        ConvertContext context = context_of(m, row, submission, &period);
        Record record = *base;
        record_clear(&record, SLOT_days_present);
        record_clear(&record, SLOT_days_absent);
        record_clear(&record, SLOT_school_days);
        const int columns[] = {month->present, month->absent, month->school_days};
        for (int k = 0; k < 3; k++) {
            if (columns[k] < 0)
                continue;
            const MapColumn *column = &m->table->plan.columns[columns[k]];
            const GridCell *cell = grid_find_cell(cells, count, column->col);
            if (cell)
                convert_cell(&context, column, cell, &record, err);
        }
        if (!record_has(&record, SLOT_days_present) && !record_has(&record, SLOT_days_absent))
            continue; /* not on the roll in that month */
        if (!record_has(&record, SLOT_school_days) && month->days >= 0)
            record_set_real(&record, SLOT_school_days, month->days);
        stage(m, KIND_ATTENDANCE, row, &record, submission, &period, err);
    }
}

static void count_days(Mapper *m, const ConvertContext *context, const GridCell *cells,
                       size_t count, Record *record, Error *err)
{
    if (m->days.columns && !record_has(record, SLOT_days_present)) {
        DayCounts counts =
            attendance_count(m->run->tools, m->scratch, &m->days, &m->table->plan, cells, count);
        record_set_real(record, SLOT_days_present, counts.present);
        if (!record_has(record, SLOT_days_absent))
            record_set_real(record, SLOT_days_absent, counts.absent);
        if (!record_has(record, SLOT_days_sick))
            record_set_real(record, SLOT_days_sick, counts.sick);
        if (!record_has(record, SLOT_days_leave))
            record_set_real(record, SLOT_days_leave, counts.leave);
        if (counts.unread)
            convert_report(context, "attendance.mark", SEVERITY_WARNING, 0, F_days_present,
                           arena_printf(m->scratch, "%d", counts.unread), STR(""), err);
    }
    if (m->days.columns && !record_has(record, SLOT_school_days))
        record_set_real(record, SLOT_school_days, m->days.school_days);
    if (!record_has(record, SLOT_school_days) && m->scope.school_days >= 0)
        record_set_real(record, SLOT_school_days, m->scope.school_days);
}

static void finish_programme(Mapper *m, Record *record)
{
    if (record_has(record, SLOT_programme))
        return;
    if (m->scope.programme.len)
        record_set_text(record, SLOT_programme, m->scope.programme);
    else if (m->table->plan.at[F_assessed_date] >= 0 || m->table->plan.at[F_score_start] >= 0)
        record_set_text(record, SLOT_programme, STR("psychosocial"));
    else
        record_set_text(record, SLOT_programme, STR("other"));
}

/* "Nil" where a count of incidents is asked is an answer of its own. */
static void map_record(Mapper *m, RecordKind kind, const GridRow *row, const GridCell *cells,
                       size_t count, Error *err)
{
    const KindInfo *info = kind_info(kind);
    Period period =
        scope_period(&m->scope, info->monthly, kind == KIND_CENTER_PROFILE, m->calendar);
    bool wide = kind == KIND_ATTENDANCE && m->months.count > 0;
    Submission *submission = wide ? NULL : find_submission(m, kind, &period);
    ConvertContext context;
    if (wide) {
        /* Values beside the months belong to the first of them, for want of a better place. */
        const MonthColumns *first = &m->months.items[0];
        period = (Period){.kind = first->year ? PERIOD_MONTH : PERIOD_NONE,
                          .year = first->year,
                          .number = first->month};
        submission = find_submission(m, kind, &period);
    }
    context = context_of(m, row, submission, &period);
    Record record;
    record_init(&record);
    convert_columns(m, &context, cells, count, &record, err);
    Str grade = m->section_grade.len ? m->section_grade : m->scope.grade;
    Str sex = m->section_sex.len ? m->section_sex : m->scope.sex;
    if (sex.len && !record_has(&record, SLOT_sex)) {
        record_set_text(&record, SLOT_sex, sex);
        record_set_text(&record, SLOT_sex_source, STR("stated"));
    }
    convert_finish(&context, grade, &record, err);
    if (kind == KIND_PROGRAMME)
        finish_programme(m, &record);
    if (wide) {
        stage_wide_months(m, row, cells, count, &record, err);
        return;
    }
    if (kind == KIND_ATTENDANCE)
        count_days(m, &context, cells, count, &record, err);
    stage(m, kind, row, &record, submission, &period, err);
}

static void set_aside(Mapper *m, RowClass class, const GridRow *row, const GridCell *cells,
                      size_t count, Error *err)
{
    const KindInfo *info = kind_info(m->table->kind);
    Period period =
        scope_period(&m->scope, info->monthly, m->table->kind == KIND_CENTER_PROFILE, m->calendar);
    if (m->table->kind == KIND_ATTENDANCE && m->months.count) {
        const MonthColumns *first = &m->months.items[0];
        period = (Period){.kind = first->year ? PERIOD_MONTH : PERIOD_NONE,
                          .year = first->year,
                          .number = first->month};
    }
    Submission *submission = find_submission(m, m->table->kind, &period);
    ConvertContext context = context_of(m, row, submission, &period);
    submission->unused += class == ROW_NO_NAME;
    convert_report(&context, ROW_RULES[class],
                   class == ROW_NO_NAME ? SEVERITY_WARNING : SEVERITY_INFO, 0, F_NONE,
                   count ? cells[0].value : STR(""), STR(""), err);
}

static bool tells_scope(const TablePlan *table)
{
    static const Field FIELDS[] = {
        F_center_code,   F_center_name,     F_academic_year, F_report_month,  F_term,
        F_register_date, F_instance_id,     F_kobo_uuid,     F_deprecated_id, F_form_ended,
        F_submitted_at,  F_kobo_validation, F_parent_index};
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
        if (table->plan.at[FIELDS[i]] >= 0)
            return true;
    return table->table.data_from < table->table.data_to &&
           table->grid->rows[table->table.data_from].parent_row_id != 0;
}

static void report_unknown_center(Mapper *m, const GridRow *row, Error *err)
{
    Issue issue = {.stage = "map",
                   .rule = "center.unknown",
                   .severity = SEVERITY_ERROR,
                   .source_file_id = m->run->file->source_file_id,
                   .raw_row_id = row->raw_row_id,
                   .field = "center_code",
                   .value = m->scope.center_text};
    int index = m->table->plan.at[F_center_code];
    if (index < 0)
        index = m->table->plan.at[F_center_name];
    if (index >= 0)
        issue.column = m->table->plan.columns[index].col;
    map_output_issue(m->run->out, &issue, err);
}

static void map_row(Mapper *m, const GridRow *row, const GridCell *cells, size_t count, Error *err)
{
    RowClass class = m->table->table.form_cells ? ROW_DATA : classify(m, cells, count);
    if (class == ROW_BLANK) {
        m->blank_rows++;
        return;
    }
    find_scope(m, row, cells, count);
    if (class != ROW_DATA) {
        set_aside(m, class, row, cells, count, err);
        return;
    }
    if (m->own_scope && m->scope.center.len == 0 && m->scope.center_text.len)
        report_unknown_center(m, row, err);
    map_record(m, m->table->kind, row, cells, count, err);
    if (m->table->also != KIND_NONE)
        map_record(m, m->table->also, row, cells, count, err);
}

static void report_blank_rows(Mapper *m, Error *err)
{
    if (m->blank_rows == 0)
        return;
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)m->blank_rows);
    Issue issue = {.stage = "map",
                   .rule = "row.blank",
                   .severity = SEVERITY_INFO,
                   .source_file_id = m->run->file->source_file_id,
                   .sheet = arena_cstr(m->book->arena, m->table->grid->name),
                   .center_code = center_cstr(m, m->scope.center),
                   .value = str_from(text)};
    map_output_issue(m->run->out, &issue, err);
}

void table_map_rows(MapRun *run, BookPlan *book, TablePlan *table, Error *err)
{
    Mapper m = {.run = run,
                .book = book,
                .table = table,
                .scratch = arena_create(),
                .own_scope = tells_scope(table),
                .scope = table->scope,
                .section_grade = STR(""),
                .section_sex = STR("")};
    apply_rule(&m, &m.scope);
    apply_rule(&m, &table->scope);
    m.calendar = scope_calendar(run->tools, m.scope.center);
    bool grade_column = table->plan.at[F_grade] >= 0 || table->plan.at[F_grade_section] >= 0;
    m.grade_stated = !grade_column && table->scope.grade.len > 0;
    Period period = scope_period(&m.scope, false, false, m.calendar);
    columns_vote(run->tools, table->grid, &table->table, list_date_of(&m, &period), &table->plan);
    if (table->kind == KIND_ATTENDANCE || table->also == KIND_ATTENDANCE) {
        m.months = attendance_months(run->tools, table->grid, &table->table, &table->plan, &m.scope,
                                     m.calendar);
        m.days = attendance_grid(run->tools, table->grid, &table->table, &table->plan, &m.scope);
    }
    if (table->table.form_cells) {
        map_row(&m, &table->grid->rows[table->table.form_rows[0]], NULL, 0, err);
    } else {
        for (size_t r = table->table.data_from; r < table->table.data_to && error_ok(err); r++) {
            arena_reset(m.scratch);
            const GridCell *cells;
            size_t count = grid_row_cells(m.scratch, &table->grid->rows[r], &cells);
            count = block_cells(&table->table, &cells, count);
            map_row(&m, &table->grid->rows[r], cells, count, err);
        }
    }
    report_blank_rows(&m, err);
    columns_free(&table->plan);
    arena_free(m.scratch);
}
