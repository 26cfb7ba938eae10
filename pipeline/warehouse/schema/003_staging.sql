-- Staging: one typed row per data row of the current and superseded submissions, by record kind.
-- Written by map; validate empties cells that are in error. No report reads these tables.
--
-- Common: raw_row_id leads to the cells; dates are ISO TEXT; an empty field is NULL. Fields are
-- named as in templates/dictionaries/headings.tsv. Codes: sex F M X; grade_code my.KG my.G1 ...
-- th.P1 th.M1 th.K1 nfe_primary nfe_middle ged; district_code TH6306; ethnicity, religion, curriculum,
-- leaving_reason, document_type: the codes after value.<field>. in codes.tsv.

-- A child on a center's register. Birth: the interval [birth_from, birth_to] with its precision
-- (day, month, year, age), calendar (CE, BE, ME) and flags (vocabulary of pipeline/values).
CREATE TABLE stg_register (
    stg_register_id INTEGER PRIMARY KEY,
    raw_row_id      INTEGER NOT NULL,
    submission_id   INTEGER NOT NULL,
    center_code     TEXT NOT NULL,
    period_code     TEXT NOT NULL,
    register_date   TEXT NOT NULL,              -- the day the list speaks of
    row_no TEXT, student_code TEXT, public_id TEXT,
    full_name TEXT, name_en TEXT, name_my TEXT, name_th TEXT, name_karen TEXT,
    name_prefix TEXT, first_name TEXT, last_name TEXT, former_name TEXT, nickname TEXT,
    sex TEXT, sex_source TEXT,                  -- 'stated' or 'title' (told by a title)
    birth_from TEXT, birth_to TEXT, birth_precision TEXT, birth_calendar TEXT, birth_flags TEXT,
    birth_text TEXT,                            -- as received
    age INTEGER,
    grade_code TEXT, grade_text TEXT, section TEXT, curriculum TEXT,
    ethnicity TEXT, religion TEXT, nationality TEXT, mother_tongue TEXT,
    thai_id13 TEXT, thai_id13_status TEXT,      -- normal form and the vocabulary of pipeline/values
    g_code TEXT, nonthai_card_no TEXT, passport_no TEXT, birth_certificate TEXT, myanmar_nrc TEXT,
    document_type TEXT,
    father_name TEXT, mother_name TEXT, guardian_name TEXT, guardian_relation TEXT,
    phone TEXT, guardian_phone TEXT,            -- normal form
    address TEXT, village TEXT, subdistrict TEXT, district_code TEXT,
    origin_state TEXT, origin_township TEXT,
    enrolment_date TEXT, previous_school TEXT, previous_grade TEXT, new_or_old TEXT,
    leaving_date TEXT, leaving_reason TEXT, destination TEXT, enrolment_status TEXT,
    boarding TEXT, disability TEXT, health_condition TEXT, vaccination TEXT, health_insurance TEXT,
    weight_kg REAL, height_cm REAL,
    consent TEXT, consent_date TEXT, exam_result TEXT, promotion TEXT, repeater TEXT,
    remarks TEXT
) STRICT;
CREATE INDEX stg_register_by_submission ON stg_register (submission_id);
CREATE INDEX stg_register_by_row ON stg_register (raw_row_id);

CREATE TABLE stg_attendance (
    stg_attendance_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL, submission_id INTEGER NOT NULL, center_code TEXT NOT NULL,
    month TEXT NOT NULL,                        -- 2026-09
    student_code TEXT, public_id TEXT, full_name TEXT, sex TEXT, grade_code TEXT,
    school_days REAL, days_present REAL, days_absent REAL, days_sick REAL, days_leave REAL,
    absence_reason TEXT, remarks TEXT
) STRICT;
CREATE INDEX stg_attendance_by_submission ON stg_attendance (submission_id);

CREATE TABLE stg_center_month (
    stg_center_month_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL, submission_id INTEGER NOT NULL, center_code TEXT NOT NULL,
    month TEXT NOT NULL,
    school_days REAL, days_open REAL, days_closed REAL, days_alternative REAL,
    children_alternative INTEGER, closure_reason TEXT,
    feeding_days REAL, meals_served INTEGER, garden_active TEXT, garden_children INTEGER,
    harvest_crop TEXT, harvest_kg REAL,
    incidents INTEGER,                          -- number reported
    incidents_nil TEXT,                         -- 'yes' where "nil" was stated
    drills INTEGER, children_on_roll INTEGER, teachers_active INTEGER, problems TEXT, remarks TEXT
) STRICT;

CREATE TABLE stg_center_profile (
    stg_center_profile_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL, submission_id INTEGER NOT NULL, center_code TEXT NOT NULL,
    school_year TEXT NOT NULL, profile_date TEXT,
    classrooms INTEGER, toilets INTEGER, water TEXT, electricity TEXT, boarding TEXT,
    boarders INTEGER, umbrella_org TEXT, registration_status TEXT, curriculum TEXT, grades TEXT,
    emergency_plan_date TEXT, last_drill_date TEXT, contact_tree TEXT, protection_policy TEXT,
    code_of_conduct TEXT, funding_months REAL, latitude REAL, longitude REAL, headteacher TEXT,
    phone TEXT, remarks TEXT
) STRICT;

CREATE TABLE stg_staff (
    stg_staff_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL, submission_id INTEGER NOT NULL, center_code TEXT NOT NULL,
    period_code TEXT NOT NULL,
    teacher_id TEXT, teacher_name TEXT, sex TEXT, nationality TEXT, position TEXT, subject TEXT,
    qualification TEXT, work_permit TEXT, hire_date TEXT, leaving_date TEXT, training TEXT,
    stipend REAL, phone TEXT, remarks TEXT
) STRICT;

CREATE TABLE stg_incident (
    stg_incident_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL, submission_id INTEGER NOT NULL, center_code TEXT NOT NULL,
    period_code TEXT NOT NULL,
    case_ref TEXT, student_code TEXT, public_id TEXT, full_name TEXT, sex TEXT, age INTEGER,
    incident_date TEXT, incident_type TEXT, incident_status TEXT, referral TEXT, referral_date TEXT,
    remarks TEXT
) STRICT;

-- programme: homeschool, agriculture, psychosocial
CREATE TABLE stg_programme (
    stg_programme_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL, submission_id INTEGER NOT NULL, center_code TEXT NOT NULL,
    period_code TEXT NOT NULL, programme TEXT NOT NULL,
    case_ref TEXT, student_code TEXT, public_id TEXT, full_name TEXT, sex TEXT,
    birth_from TEXT, birth_to TEXT, birth_precision TEXT, birth_text TEXT,
    father_name TEXT, mother_name TEXT, thai_id13 TEXT, g_code TEXT,
    start_date TEXT, end_date TEXT, referred_date TEXT, assessed_date TEXT, completed_date TEXT,
    score_start REAL, score_end REAL, exit_reason TEXT, transition_to TEXT, remarks TEXT
) STRICT;

CREATE TABLE stg_placement (
    stg_placement_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL, submission_id INTEGER NOT NULL, center_code TEXT NOT NULL,
    period_code TEXT NOT NULL,
    student_code TEXT, public_id TEXT, full_name TEXT, sex TEXT,
    birth_from TEXT, birth_to TEXT, birth_precision TEXT, birth_text TEXT,
    father_name TEXT, mother_name TEXT, thai_id13 TEXT, g_code TEXT,
    placement_type TEXT,                        -- thai_school, thai_nfe, other
    destination TEXT, grade_code TEXT, start_date TEXT, end_date TEXT, proof TEXT, remarks TEXT
) STRICT;

CREATE TABLE stg_out_of_school (
    stg_out_of_school_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL, submission_id INTEGER NOT NULL, center_code TEXT,
    period_code TEXT NOT NULL,
    case_ref TEXT, public_id TEXT, full_name TEXT, sex TEXT,
    birth_from TEXT, birth_to TEXT, birth_precision TEXT, birth_text TEXT, age INTEGER,
    father_name TEXT, mother_name TEXT, phone TEXT, village TEXT, district_code TEXT,
    found_date TEXT, absence_reason TEXT, enrolled_date TEXT, destination TEXT, remarks TEXT
) STRICT;

CREATE TABLE stg_exam (
    stg_exam_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL, submission_id INTEGER NOT NULL, center_code TEXT NOT NULL,
    period_code TEXT NOT NULL,
    student_code TEXT, public_id TEXT, full_name TEXT, sex TEXT, grade_code TEXT,
    exam TEXT, exam_date TEXT, exam_result TEXT, score REAL, remarks TEXT
) STRICT;

CREATE TABLE stg_visit (
    stg_visit_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL, submission_id INTEGER NOT NULL, center_code TEXT NOT NULL,
    period_code TEXT NOT NULL,
    visit_date TEXT, visited_by TEXT, criteria_met INTEGER, criteria_total INTEGER,
    problem_category TEXT, problem TEXT, opened_date TEXT, closed_date TEXT, remarks TEXT
) STRICT;

CREATE TABLE stg_outreach (
    stg_outreach_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL, submission_id INTEGER NOT NULL, center_code TEXT,
    period_code TEXT NOT NULL,
    activity_type TEXT, activity_date TEXT, women INTEGER, men INTEGER, girls INTEGER, boys INTEGER,
    partner TEXT, remarks TEXT
) STRICT;

CREATE TABLE stg_meeting (
    stg_meeting_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL, submission_id INTEGER NOT NULL,
    period_code TEXT NOT NULL,
    meeting_type TEXT, meeting_date TEXT, planned TEXT, held TEXT, participants INTEGER,
    decision TEXT, decision_status TEXT, policy_presented TEXT, remarks TEXT
) STRICT;

-- Cells that validate emptied because of an error: put back before the rules run again, so that
-- running the stage twice finds the same.
CREATE TABLE stg_emptied (
    stg_emptied_id INTEGER PRIMARY KEY,
    stg_table  TEXT NOT NULL,
    stg_row_id INTEGER NOT NULL,                -- its primary key there: a raw row may be staged twice
    raw_row_id INTEGER NOT NULL,
    field      TEXT NOT NULL,                   -- a column of that table
    value      ANY NOT NULL
) STRICT;

-- The registry (inputs/registry/centers.*, population.*, targets.*), staged by map so that load needs
-- no reader. Columns as DESIGN section 3 names them; dates ISO; center_code as typed, trimmed.
CREATE TABLE stg_center (
    stg_center_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL,
    center_code TEXT NOT NULL,
    name_en TEXT, name_th TEXT, name_my TEXT, district_code TEXT, subdistrict TEXT, support_org TEXT,
    curricula TEXT, calendar TEXT, opened TEXT, closed TEXT, contact TEXT, language TEXT, encoding TEXT,
    boarding TEXT
) STRICT;

CREATE TABLE stg_population (
    stg_population_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL,
    district_code TEXT NOT NULL, age_from INTEGER NOT NULL, age_to INTEGER NOT NULL, year INTEGER NOT NULL,
    low REAL, central REAL NOT NULL, high REAL, source TEXT
) STRICT;

CREATE TABLE stg_target (
    stg_target_id INTEGER PRIMARY KEY,
    raw_row_id INTEGER NOT NULL,
    indicator TEXT NOT NULL, area_code TEXT NOT NULL, year INTEGER,
    baseline REAL, baseline_date TEXT, baseline_source TEXT, target REAL NOT NULL
) STRICT;
