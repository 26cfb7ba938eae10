#include "pipeline/map/record_kind.h"

static const KindInfo KINDS[KIND_COUNT] = {
    [KIND_NONE] = {"", "", false, false, false},
    [KIND_REGISTER] = {"register", "stg_register", false, false, true},
    [KIND_ATTENDANCE] = {"attendance", "stg_attendance", true, false, true},
    [KIND_CENTER_MONTH] = {"center_month", "stg_center_month", true, false, false},
    [KIND_CENTER_PROFILE] = {"center_profile", "stg_center_profile", false, false, false},
    [KIND_STAFF] = {"staff", "stg_staff", false, false, false},
    [KIND_INCIDENT] = {"incident", "stg_incident", false, false, false},
    [KIND_PROGRAMME] = {"programme", "stg_programme", false, false, false},
    [KIND_PLACEMENT] = {"placement", "stg_placement", false, false, true},
    [KIND_OUT_OF_SCHOOL] = {"out_of_school", "stg_out_of_school", false, true, true},
    [KIND_EXAM] = {"exam", "stg_exam", false, false, true},
    [KIND_VISIT] = {"visit", "stg_visit", false, false, false},
    [KIND_OUTREACH] = {"outreach", "stg_outreach", false, true, false},
    [KIND_MEETING] = {"meeting", "stg_meeting", false, true, false},
};

/* What a heading shared by several kinds means in one of them. */
typedef struct Alias {
    RecordKind kind;
    Field from, to;
} Alias;

static const Alias ALIASES[] = {
    {KIND_REGISTER, F_start_date, F_enrolment_date},
    {KIND_REGISTER, F_end_date, F_leaving_date},
    {KIND_REGISTER, F_exit_reason, F_leaving_reason},
    {KIND_REGISTER, F_case_ref, F_student_code},
    {KIND_ATTENDANCE, F_days_open, F_school_days},
    {KIND_ATTENDANCE, F_leaving_reason, F_absence_reason},
    {KIND_CENTER_MONTH, F_agriculture, F_garden_active},
    {KIND_CENTER_MONTH, F_lunch, F_meals_served},
    {KIND_CENTER_MONTH, F_problem, F_problems},
    {KIND_CENTER_MONTH, F_leaving_reason, F_closure_reason},
    {KIND_CENTER_PROFILE, F_emergency_plan, F_emergency_plan_date},
    {KIND_CENTER_PROFILE, F_grade, F_grades},
    {KIND_CENTER_PROFILE, F_activity_date, F_profile_date},
    {KIND_CENTER_PROFILE, F_register_date, F_profile_date},
    {KIND_CENTER_PROFILE, F_section, F_classrooms},
    {KIND_STAFF, F_full_name, F_teacher_name},
    {KIND_STAFF, F_name_en, F_teacher_name},
    {KIND_STAFF, F_name_my, F_teacher_name},
    {KIND_STAFF, F_name_th, F_teacher_name},
    {KIND_STAFF, F_first_name, F_teacher_name},
    {KIND_STAFF, F_student_code, F_teacher_id},
    {KIND_STAFF, F_enrolment_date, F_hire_date},
    {KIND_STAFF, F_start_date, F_hire_date},
    {KIND_STAFF, F_end_date, F_leaving_date},
    {KIND_STAFF, F_religion, F_subject},
    {KIND_INCIDENT, F_activity_date, F_incident_date},
    {KIND_INCIDENT, F_enrolment_status, F_incident_status},
    {KIND_INCIDENT, F_destination, F_referral},
    {KIND_INCIDENT, F_referred_date, F_referral_date},
    {KIND_PROGRAMME, F_curriculum, F_programme},
    {KIND_PROGRAMME, F_enrolment_date, F_start_date},
    {KIND_PROGRAMME, F_leaving_date, F_end_date},
    {KIND_PROGRAMME, F_leaving_reason, F_exit_reason},
    {KIND_PROGRAMME, F_referral_date, F_referred_date},
    {KIND_PROGRAMME, F_destination, F_transition_to},
    {KIND_PROGRAMME, F_activity_type, F_programme},
    {KIND_PLACEMENT, F_enrolment_date, F_start_date},
    {KIND_PLACEMENT, F_enrolled_date, F_start_date},
    {KIND_PLACEMENT, F_leaving_date, F_end_date},
    {KIND_PLACEMENT, F_transition_to, F_placement_type},
    {KIND_PLACEMENT, F_activity_date, F_start_date},
    {KIND_OUT_OF_SCHOOL, F_leaving_reason, F_absence_reason},
    {KIND_OUT_OF_SCHOOL, F_enrolment_date, F_enrolled_date},
    {KIND_OUT_OF_SCHOOL, F_activity_date, F_found_date},
    {KIND_OUT_OF_SCHOOL, F_student_code, F_case_ref},
    {KIND_EXAM, F_activity_date, F_exam_date},
    {KIND_VISIT, F_activity_date, F_visit_date},
    {KIND_VISIT, F_problems, F_problem},
    {KIND_OUTREACH, F_meeting_date, F_activity_date},
    {KIND_MEETING, F_activity_date, F_meeting_date},
    {KIND_MEETING, F_enrolment_status, F_decision_status},
    {KIND_MEETING, F_activity_type, F_meeting_type},
};

/* How much a field speaks for a kind. Negative: against it. */
#define FOR(kind, field, weight) [KIND_##kind][F_##field] = (weight)
static const signed char EVIDENCE[KIND_COUNT][F_COUNT] = {
    FOR(REGISTER, full_name, 3),
    FOR(REGISTER, name_en, 2),
    FOR(REGISTER, name_my, 2),
    FOR(REGISTER, name_th, 2),
    FOR(REGISTER, name_karen, 2),
    FOR(REGISTER, first_name, 2),
    FOR(REGISTER, sex, 1),
    FOR(REGISTER, date_of_birth, 2),
    FOR(REGISTER, dob_year, 2),
    FOR(REGISTER, age, 1),
    FOR(REGISTER, grade, 1),
    FOR(REGISTER, father_name, 2),
    FOR(REGISTER, mother_name, 2),
    FOR(REGISTER, guardian_name, 1),
    FOR(REGISTER, ethnicity, 1),
    FOR(REGISTER, religion, 1),
    FOR(REGISTER, ethnicity_religion, 1),
    FOR(REGISTER, nationality, 1),
    FOR(REGISTER, enrolment_date, 3),
    FOR(REGISTER, leaving_date, 2),
    FOR(REGISTER, leaving_reason, 1),
    FOR(REGISTER, leaving_date_reason, 3),
    FOR(REGISTER, address, 1),
    FOR(REGISTER, village, 1),
    FOR(REGISTER, student_code, 1),
    FOR(REGISTER, thai_id13, 1),
    FOR(REGISTER, g_code, 1),
    FOR(REGISTER, curriculum, 1),
    FOR(REGISTER, enrolment_status, 1),
    FOR(REGISTER, public_id, 2),
    FOR(REGISTER, document_type, 1),
    FOR(REGISTER, new_or_old, 2),
    FOR(REGISTER, boarding, 1),
    FOR(ATTENDANCE, days_present, 10),
    FOR(ATTENDANCE, days_absent, 5),
    FOR(ATTENDANCE, days_sick, 2),
    FOR(ATTENDANCE, days_leave, 2),
    FOR(ATTENDANCE, school_days, 2),
    FOR(ATTENDANCE, attendance_rate, 4),
    FOR(ATTENDANCE, full_name, 2),
    FOR(ATTENDANCE, student_code, 2),
    FOR(ATTENDANCE, name_en, 2),
    FOR(ATTENDANCE, name_my, 2),
    FOR(ATTENDANCE, name_th, 2),
    FOR(ATTENDANCE, public_id, 2),
    FOR(CENTER_MONTH, days_open, 3),
    FOR(CENTER_MONTH, school_days, 2),
    FOR(CENTER_MONTH, days_closed, 3),
    FOR(CENTER_MONTH, days_alternative, 3),
    FOR(CENTER_MONTH, children_alternative, 3),
    FOR(CENTER_MONTH, closure_reason, 3),
    FOR(CENTER_MONTH, feeding_days, 4),
    FOR(CENTER_MONTH, meals_served, 4),
    FOR(CENTER_MONTH, garden_active, 3),
    FOR(CENTER_MONTH, garden_children, 3),
    FOR(CENTER_MONTH, harvest_crop, 3),
    FOR(CENTER_MONTH, harvest_kg, 4),
    FOR(CENTER_MONTH, incidents, 4),
    FOR(CENTER_MONTH, incidents_nil, 4),
    FOR(CENTER_MONTH, drills, 3),
    FOR(CENTER_MONTH, children_on_roll, 2),
    FOR(CENTER_MONTH, teachers_active, 2),
    FOR(CENTER_MONTH, problems, 1),
    FOR(CENTER_MONTH, report_month, 1),
    FOR(CENTER_MONTH, full_name, -8),
    FOR(CENTER_MONTH, sex, -4),
    FOR(CENTER_MONTH, date_of_birth, -6),
    FOR(CENTER_MONTH, dob_year, -6),
    FOR(CENTER_PROFILE, classrooms, 4),
    FOR(CENTER_PROFILE, toilets, 4),
    FOR(CENTER_PROFILE, water, 3),
    FOR(CENTER_PROFILE, electricity, 3),
    FOR(CENTER_PROFILE, boarders, 2),
    FOR(CENTER_PROFILE, emergency_plan_date, 4),
    FOR(CENTER_PROFILE, last_drill_date, 4),
    FOR(CENTER_PROFILE, contact_tree, 4),
    FOR(CENTER_PROFILE, protection_policy, 4),
    FOR(CENTER_PROFILE, code_of_conduct, 4),
    FOR(CENTER_PROFILE, funding_months, 4),
    FOR(CENTER_PROFILE, registration_status, 3),
    FOR(CENTER_PROFILE, umbrella_org, 2),
    FOR(CENTER_PROFILE, latitude, 2),
    FOR(CENTER_PROFILE, headteacher, 2),
    FOR(CENTER_PROFILE, grades, 2),
    FOR(CENTER_PROFILE, full_name, -6),
    FOR(CENTER_PROFILE, sex, -4),
    FOR(STAFF, teacher_name, 4),
    FOR(STAFF, teacher_id, 3),
    FOR(STAFF, position, 5),
    FOR(STAFF, subject, 3),
    FOR(STAFF, qualification, 5),
    FOR(STAFF, work_permit, 5),
    FOR(STAFF, hire_date, 3),
    FOR(STAFF, training, 3),
    FOR(STAFF, stipend, 5),
    FOR(STAFF, sex, 1),
    FOR(STAFF, grade, -3),
    FOR(STAFF, father_name, -4),
    FOR(STAFF, date_of_birth, -1),
    FOR(STAFF, dob_year, -1),
    FOR(INCIDENT, incident_type, 8),
    FOR(INCIDENT, incident_date, 6),
    FOR(INCIDENT, incident_status, 3),
    FOR(INCIDENT, referral, 2),
    FOR(INCIDENT, referral_date, 2),
    FOR(INCIDENT, case_ref, 2),
    FOR(PROGRAMME, programme, 4),
    FOR(PROGRAMME, referred_date, 4),
    FOR(PROGRAMME, assessed_date, 5),
    FOR(PROGRAMME, completed_date, 4),
    FOR(PROGRAMME, score_start, 5),
    FOR(PROGRAMME, score_end, 5),
    FOR(PROGRAMME, start_date, 2),
    FOR(PROGRAMME, end_date, 1),
    FOR(PROGRAMME, case_ref, 1),
    FOR(PROGRAMME, transition_to, 2),
    FOR(PROGRAMME, full_name, 1),
    FOR(PROGRAMME, exit_reason, 1),
    FOR(PLACEMENT, placement_type, 7),
    FOR(PLACEMENT, proof, 4),
    FOR(PLACEMENT, destination, 3),
    FOR(PLACEMENT, start_date, 2),
    FOR(PLACEMENT, full_name, 1),
    FOR(PLACEMENT, leaving_date_reason, -3),
    FOR(OUT_OF_SCHOOL, found_date, 8),
    FOR(OUT_OF_SCHOOL, enrolled_date, 3),
    FOR(OUT_OF_SCHOOL, absence_reason, 4),
    FOR(OUT_OF_SCHOOL, full_name, 1),
    FOR(OUT_OF_SCHOOL, sex, 1),
    FOR(OUT_OF_SCHOOL, village, 1),
    FOR(OUT_OF_SCHOOL, father_name, 1),
    FOR(OUT_OF_SCHOOL, age, 1),
    FOR(OUT_OF_SCHOOL, grade, -3),
    FOR(OUT_OF_SCHOOL, days_present, -8),
    FOR(EXAM, exam, 6),
    FOR(EXAM, exam_date, 6),
    FOR(EXAM, score, 4),
    FOR(EXAM, exam_result, 4),
    FOR(EXAM, full_name, 1),
    FOR(EXAM, student_code, 1),
    FOR(EXAM, father_name, -3),
    FOR(EXAM, date_of_birth, -1),
    FOR(EXAM, dob_year, -1),
    FOR(EXAM, enrolment_date, -4),
    FOR(VISIT, visit_date, 7),
    FOR(VISIT, visited_by, 5),
    FOR(VISIT, criteria_met, 5),
    FOR(VISIT, criteria_total, 4),
    FOR(VISIT, problem_category, 3),
    FOR(VISIT, problem, 2),
    FOR(VISIT, opened_date, 2),
    FOR(VISIT, closed_date, 2),
    FOR(OUTREACH, activity_type, 4),
    FOR(OUTREACH, activity_date, 2),
    FOR(OUTREACH, women, 3),
    FOR(OUTREACH, men, 3),
    FOR(OUTREACH, girls, 2),
    FOR(OUTREACH, boys, 2),
    FOR(OUTREACH, partner, 2),
    FOR(OUTREACH, full_name, -8),
    FOR(MEETING, meeting_date, 5),
    FOR(MEETING, meeting_type, 4),
    FOR(MEETING, decision, 5),
    FOR(MEETING, decision_status, 4),
    FOR(MEETING, policy_presented, 5),
    FOR(MEETING, planned, 2),
    FOR(MEETING, held, 2),
    FOR(MEETING, participants, 2),
    FOR(MEETING, full_name, -8),
};
#undef FOR

/* Fields of which a table of the kind must have one, in each group that the kind has. */
typedef struct Need {
    RecordKind kind;
    Field fields[10];
} Need;

#define NAMES F_full_name, F_name_en, F_name_my, F_name_th, F_name_karen, F_first_name
static const Need NEEDS[] = {
    {KIND_REGISTER, {NAMES}},
    {KIND_ATTENDANCE, {NAMES, F_student_code, F_public_id}},
    {KIND_STAFF, {F_teacher_name, F_teacher_id}},
    {KIND_STAFF,
     {F_position, F_qualification, F_work_permit, F_stipend, F_hire_date, F_training, F_subject}},
    {KIND_INCIDENT, {F_incident_type, F_incident_date}},
    {KIND_PROGRAMME, {NAMES, F_case_ref, F_student_code, F_public_id}},
    {KIND_PLACEMENT, {NAMES, F_student_code, F_public_id}},
    {KIND_PLACEMENT, {F_placement_type, F_destination, F_proof}},
    {KIND_OUT_OF_SCHOOL, {NAMES, F_case_ref}},
    {KIND_OUT_OF_SCHOOL, {F_found_date, F_absence_reason, F_enrolled_date}},
    {KIND_EXAM, {NAMES, F_student_code, F_public_id}},
    {KIND_EXAM, {F_exam, F_exam_date, F_score, F_exam_result}},
    {KIND_VISIT, {F_visit_date, F_visited_by, F_criteria_met, F_problem, F_problem_category}},
    {KIND_OUTREACH, {F_activity_type, F_women, F_men, F_partner}},
    {KIND_MEETING, {F_meeting_date, F_meeting_type, F_decision, F_policy_presented}},
};
#undef NAMES

enum {
    SCORE_MIN = 4,
    FORM_SCORE_MIN = 6, /* labels and values are easily seen where there are none */
    OWN_SCORE_MIN = 3,  /* a name alone proves nothing: the columns must say something */
    NAMED_BONUS = 7,    /* the sheet's name or title says so */
    DAY_GRID_WEIGHT = 12,
    MONTH_GRID_WEIGHT = 10,
    DAY_GRID_MIN = 10,
    MONTH_GRID_MIN = 2,
};

const KindInfo *kind_info(RecordKind kind)
{
    return &KINDS[kind];
}

RecordKind kind_find(Str name)
{
    for (int i = KIND_NONE + 1; i < KIND_COUNT; i++)
        if (str_is(name, KINDS[i].name))
            return (RecordKind)i;
    return KIND_NONE;
}

Field kind_field(RecordKind kind, Field field)
{
    for (size_t i = 0; i < sizeof ALIASES / sizeof *ALIASES; i++)
        if (ALIASES[i].kind == kind && ALIASES[i].from == field)
            return ALIASES[i].to;
    return field;
}

/* Which fields the columns show as a kind would read them; the best candidate of each counts. */
static int score_columns(RecordKind kind, const FieldList *columns, size_t count, bool *shown)
{
    int score = 0;
    for (size_t i = 0; i < count; i++) {
        Field best = F_NONE;
        int best_weight = 0;
        for (int k = 0; k < columns[i].count; k++) {
            Field field = kind_field(kind, columns[i].fields[k]);
            int weight = EVIDENCE[kind][field];
            if (best == F_NONE || weight > best_weight) {
                best = field;
                best_weight = weight;
            }
        }
        if (best == F_NONE || shown[best])
            continue;
        shown[best] = true;
        score += best_weight;
    }
    return score;
}

static bool needs_met(RecordKind kind, const bool *shown)
{
    for (size_t i = 0; i < sizeof NEEDS / sizeof *NEEDS; i++) {
        if (NEEDS[i].kind != kind)
            continue;
        bool met = false;
        for (int k = 0; k < 10 && NEEDS[i].fields[k]; k++)
            met |= shown[NEEDS[i].fields[k]];
        if (!met)
            return false;
    }
    return true;
}

static int score_kind(RecordKind kind, const FieldList *columns, size_t count,
                      const TableHints *hints, bool *shown)
{
    int score = score_columns(kind, columns, count, shown);
    if (kind == KIND_ATTENDANCE) {
        bool counts = shown[F_days_present] || shown[F_days_absent];
        bool days = hints->day_columns >= DAY_GRID_MIN;
        bool months = hints->month_columns >= MONTH_GRID_MIN ||
                      (hints->month_columns > 0 && hints->named == KIND_ATTENDANCE);
        if (!counts && !days && !months)
            return 0;
        score += days ? DAY_GRID_WEIGHT : 0;
        score += months ? MONTH_GRID_WEIGHT : 0;
    }
    if (!needs_met(kind, shown))
        return 0;
    if (hints->named == kind && score >= OWN_SCORE_MIN)
        score += NAMED_BONUS;
    return score;
}

/* A register that also counts days, or an attendance list that also tells birth and parents. */
static RecordKind second_kind(RecordKind kind, const FieldList *columns, size_t count,
                              const TableHints *hints)
{
    bool shown[F_COUNT] = {false};
    if (kind == KIND_REGISTER) {
        int score = score_kind(KIND_ATTENDANCE, columns, count, hints, shown);
        return score >= SCORE_MIN ? KIND_ATTENDANCE : KIND_NONE;
    }
    if (kind != KIND_ATTENDANCE)
        return KIND_NONE;
    score_columns(KIND_REGISTER, columns, count, shown);
    int facts = shown[F_father_name] + shown[F_mother_name] + shown[F_enrolment_date] +
                shown[F_sex] + shown[F_grade] + shown[F_village] + shown[F_document_type];
    bool birth = shown[F_date_of_birth] || shown[F_dob_year] || shown[F_age];
    return birth && facts >= 2 && needs_met(KIND_REGISTER, shown) ? KIND_REGISTER : KIND_NONE;
}

RecordKind kind_recognize(const FieldList *columns, size_t count, const TableHints *hints,
                          RecordKind *also)
{
    RecordKind best = KIND_NONE;
    int best_score = (hints->form ? FORM_SCORE_MIN : SCORE_MIN) - 1;
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        bool shown[F_COUNT] = {false};
        int score = score_kind((RecordKind)kind, columns, count, hints, shown);
        if (score > best_score) {
            best = (RecordKind)kind;
            best_score = score;
        }
    }
    *also = second_kind(best, columns, count, hints);
    return best;
}
