-- Dimensions and facts. Written by load inside the night's transaction; what reports read.

CREATE TABLE district (
    district_id  INTEGER PRIMARY KEY,
    district_code TEXT NOT NULL UNIQUE,         -- P-code, TH6306
    name_en TEXT NOT NULL, name_th TEXT NOT NULL, name_my TEXT,
    in_area INTEGER NOT NULL,                   -- one of the office's five
    sort INTEGER NOT NULL
) STRICT;

CREATE TABLE center (
    center_id   INTEGER PRIMARY KEY,
    center_code TEXT NOT NULL UNIQUE,
    name_en TEXT, name_th TEXT, name_my TEXT,
    district_code TEXT, subdistrict TEXT, support_org TEXT, curricula TEXT, calendar TEXT NOT NULL,
    opened TEXT, closed TEXT, contact TEXT, language TEXT NOT NULL DEFAULT 'en', encoding TEXT,
    boarding TEXT
) STRICT;

CREATE TABLE grade (
    grade_id   INTEGER PRIMARY KEY,
    grade_code TEXT NOT NULL UNIQUE,            -- my.G4, th.P4, nfe_primary, ged
    system TEXT NOT NULL, name_en TEXT, name_th TEXT, name_my TEXT,
    isced TEXT, thai_equivalent TEXT, official_age INTEGER, sort INTEGER NOT NULL
) STRICT;

CREATE TABLE calendar_period (
    calendar_period_id INTEGER PRIMARY KEY,
    period_code TEXT NOT NULL UNIQUE,           -- 2026-09, 2026-Q3, 2026-T1, 2026-SY.mlc, PY3, PTD
    kind TEXT NOT NULL CHECK (kind IN ('month', 'quarter', 'term', 'school_year', 'project_year', 'project')),
    first_day TEXT NOT NULL, last_day TEXT NOT NULL
) STRICT;

-- One spell of one child at one center: active on d iff start_date <= d < end_date (NULL: open).
CREATE TABLE enrolment (
    enrolment_id INTEGER PRIMARY KEY,
    child_id     INTEGER NOT NULL REFERENCES child,
    center_code  TEXT NOT NULL,
    school_year  TEXT NOT NULL,                 -- 2026-SY.mlc
    grade_code TEXT, curriculum TEXT, student_code TEXT, boarding TEXT,
    start_date TEXT NOT NULL, end_date TEXT,
    exit_reason TEXT,                           -- codes of value.leave, or lost_contact
    destination TEXT,
    observed_until TEXT NOT NULL,               -- the last day a return of its center speaks of
    raw_row_id INTEGER NOT NULL                 -- the last record it rests on
) STRICT;
CREATE INDEX enrolment_by_child ON enrolment (child_id);

-- Every child of every period, once: at the center of the spell that is open at the period's end,
-- else of the last spell in it (DESIGN section 4). Every table of children counts these rows.
--   state at the end (or on the as-of date while the period runs):
--     active        on the roll, and the center's returns speak of that day
--     carried       on the roll of a center that has been silent for no longer than observed_months
--     not_observed  on the roll of a center that has been silent for longer: shown apart
--     left          its spell ended within the period
--   reached: on the roll on some day of the period on which it was active or carried.
-- The largest table by far, made from enrolment in one statement: no number of its own, and no references to check.
CREATE TABLE child_period (
    period_code   TEXT NOT NULL,
    child_id      INTEGER NOT NULL,
    enrolment_id  INTEGER NOT NULL,
    center_code   TEXT NOT NULL,
    district_code TEXT,
    sex           TEXT,
    age           INTEGER,                      -- completed years on the first day of the school year
    age_band      TEXT NOT NULL,                -- 0-2, 3-5, 6-11, 12-14, 15-17, 18+, unknown
    grade_code    TEXT,
    curriculum    TEXT,
    state         TEXT NOT NULL CHECK (state = 'active' OR state = 'carried' OR state = 'left' OR state = 'not_observed'),
    reached       INTEGER NOT NULL,
    over_age      INTEGER,                      -- two years or more over the grade's official age; NULL: not known
    documented    INTEGER NOT NULL,             -- a Thai number, a G-code or a Thai birth certificate
    PRIMARY KEY (period_code, child_id)
) STRICT, WITHOUT ROWID;

-- The same children, counted by center: children is active or carried, of them girls and boys.
CREATE TABLE center_period (
    period_code  TEXT NOT NULL,
    center_code  TEXT NOT NULL,
    children     INTEGER NOT NULL,
    girls        INTEGER NOT NULL,
    boys         INTEGER NOT NULL,
    reached      INTEGER NOT NULL,
    not_observed INTEGER NOT NULL,
    PRIMARY KEY (period_code, center_code)
) STRICT, WITHOUT ROWID;

CREATE TABLE attendance (
    attendance_id INTEGER PRIMARY KEY,
    child_id INTEGER NOT NULL REFERENCES child,
    center_code TEXT NOT NULL, month TEXT NOT NULL,
    school_days REAL, days_present REAL, raw_row_id INTEGER NOT NULL,
    UNIQUE (child_id, center_code, month)
) STRICT;
CREATE INDEX attendance_by_row ON attendance (raw_row_id); -- feedback names the child of each row

CREATE TABLE document_status (
    document_status_id INTEGER PRIMARY KEY,
    child_id INTEGER NOT NULL REFERENCES child, date TEXT NOT NULL,
    kind TEXT NOT NULL,                         -- thai_id, g_code, pink_card, ...
    number TEXT, raw_row_id INTEGER NOT NULL
) STRICT;

-- The history of numbers: every one that a register gave for a child, when first and last. A G-code that gives way
-- to a 13-digit number is a child's way through the offices; two valid 13-digit numbers are a fault.
CREATE TABLE document_number (
    document_number_id INTEGER PRIMARY KEY,
    child_id   INTEGER NOT NULL REFERENCES child,
    kind       TEXT NOT NULL,                   -- thai_id, g_code, passport, pink_card, nrc
    number     TEXT NOT NULL,
    status     TEXT,                            -- of thai_id: valid, repaired, bad_checksum ... (pipeline/values)
    first_date TEXT NOT NULL, last_date TEXT NOT NULL, -- days of the lists
    records    INTEGER NOT NULL,
    raw_row_id INTEGER NOT NULL                 -- where it was seen first
) STRICT;
CREATE INDEX document_number_by_child ON document_number (child_id);

CREATE TABLE health_check (
    health_check_id INTEGER PRIMARY KEY,
    child_id INTEGER NOT NULL REFERENCES child, date TEXT NOT NULL,
    vaccination TEXT, health_insurance TEXT, weight_kg REAL, height_cm REAL, health_condition TEXT,
    raw_row_id INTEGER NOT NULL
) STRICT;

CREATE TABLE programme_spell (
    programme_spell_id INTEGER PRIMARY KEY,
    child_id INTEGER REFERENCES child,          -- NULL: a case number only
    center_code TEXT, programme TEXT NOT NULL,
    start_date TEXT, end_date TEXT, referred_date TEXT, assessed_date TEXT, completed_date TEXT,
    score_start REAL, score_end REAL, transition_to TEXT, raw_row_id INTEGER NOT NULL
) STRICT;

CREATE TABLE placement (
    placement_id INTEGER PRIMARY KEY,
    child_id INTEGER NOT NULL REFERENCES child,
    center_code TEXT, placement_type TEXT NOT NULL, destination TEXT, grade_code TEXT,
    start_date TEXT, end_date TEXT, raw_row_id INTEGER NOT NULL
) STRICT;

CREATE TABLE out_of_school (
    out_of_school_id INTEGER PRIMARY KEY,
    child_id INTEGER NOT NULL REFERENCES child,
    district_code TEXT, found_date TEXT, enrolled_date TEXT, raw_row_id INTEGER NOT NULL
) STRICT;

CREATE TABLE exam (
    exam_id INTEGER PRIMARY KEY,
    child_id INTEGER NOT NULL REFERENCES child,
    center_code TEXT, date TEXT, exam TEXT, result TEXT, score REAL, raw_row_id INTEGER NOT NULL
) STRICT;

CREATE TABLE consent (
    consent_id INTEGER PRIMARY KEY,
    child_id INTEGER NOT NULL REFERENCES child,
    date TEXT, given TEXT NOT NULL, raw_row_id INTEGER NOT NULL
) STRICT;

-- Child-rights incidents. Restricted: no report joins it to a child.
CREATE TABLE incident (
    incident_id INTEGER PRIMARY KEY,
    child_id INTEGER REFERENCES child,
    center_code TEXT NOT NULL, date TEXT, type TEXT, status TEXT, referral_date TEXT,
    raw_row_id INTEGER NOT NULL
) STRICT;

CREATE TABLE center_month (
    center_month_id INTEGER PRIMARY KEY,
    center_code TEXT NOT NULL, month TEXT NOT NULL,
    school_days REAL, days_open REAL, days_closed REAL, days_alternative REAL,
    children_alternative INTEGER, feeding_days REAL, meals_served INTEGER, garden_active TEXT,
    garden_children INTEGER, harvest_kg REAL, incidents INTEGER, incidents_nil TEXT, drills INTEGER,
    children_on_roll INTEGER, raw_row_id INTEGER NOT NULL,
    UNIQUE (center_code, month)
) STRICT;

CREATE TABLE center_profile (
    center_profile_id INTEGER PRIMARY KEY,
    center_code TEXT NOT NULL, school_year TEXT NOT NULL, profile_date TEXT,
    classrooms INTEGER, toilets INTEGER, water TEXT, electricity TEXT, boarding TEXT, boarders INTEGER,
    registration_status TEXT, emergency_plan_date TEXT, last_drill_date TEXT, contact_tree TEXT,
    protection_policy TEXT, code_of_conduct TEXT, funding_months REAL, raw_row_id INTEGER NOT NULL,
    UNIQUE (center_code, school_year)
) STRICT;

CREATE TABLE staff (
    staff_id INTEGER PRIMARY KEY,
    center_code TEXT NOT NULL, period_code TEXT NOT NULL, teacher_id TEXT,
    sex TEXT, nationality TEXT, position TEXT, qualification TEXT, work_permit TEXT,
    hire_date TEXT, leaving_date TEXT, raw_row_id INTEGER NOT NULL
) STRICT;
CREATE INDEX staff_by_center ON staff (center_code, period_code);

CREATE TABLE visit (
    visit_id INTEGER PRIMARY KEY,
    center_code TEXT NOT NULL, date TEXT, criteria_met INTEGER, criteria_total INTEGER,
    raw_row_id INTEGER NOT NULL
) STRICT;

CREATE TABLE problem (
    problem_id INTEGER PRIMARY KEY,
    center_code TEXT NOT NULL, category TEXT, opened_date TEXT, closed_date TEXT,
    raw_row_id INTEGER NOT NULL
) STRICT;

CREATE TABLE outreach (
    outreach_id INTEGER PRIMARY KEY,
    center_code TEXT, date TEXT, type TEXT, women INTEGER, men INTEGER, girls INTEGER, boys INTEGER,
    raw_row_id INTEGER NOT NULL
) STRICT;

CREATE TABLE meeting (
    meeting_id INTEGER PRIMARY KEY,
    date TEXT, type TEXT, planned TEXT, held TEXT, decision TEXT, decision_status TEXT,
    policy_presented TEXT, raw_row_id INTEGER NOT NULL
) STRICT;

-- External estimates and targets, from inputs/registry.
CREATE TABLE population (
    population_id INTEGER PRIMARY KEY,
    district_code TEXT NOT NULL, age_from INTEGER NOT NULL, age_to INTEGER NOT NULL, year INTEGER NOT NULL,
    low REAL, central REAL NOT NULL, high REAL, source TEXT
) STRICT;

CREATE TABLE target (
    target_id INTEGER PRIMARY KEY,
    indicator TEXT NOT NULL, area_code TEXT NOT NULL, year INTEGER,
    baseline REAL, baseline_date TEXT, baseline_source TEXT, target REAL NOT NULL
) STRICT;

-- What the night found and used, copied so that reports never read tables outside the commit.
CREATE TABLE loaded_submission (
    submission_id INTEGER PRIMARY KEY,
    source_file_id INTEGER NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL,
    center_code TEXT, kind TEXT NOT NULL, period_code TEXT, rows INTEGER NOT NULL, rows_unused INTEGER NOT NULL,
    status TEXT NOT NULL, reason TEXT, first_run_id INTEGER NOT NULL
) STRICT;
CREATE INDEX loaded_submission_by_center ON loaded_submission (center_code);
CREATE INDEX loaded_submission_by_file ON loaded_submission (source_file_id);

CREATE TABLE loaded_file (
    source_file_id INTEGER PRIMARY KEY,
    path TEXT NOT NULL, sha256 TEXT NOT NULL, kind TEXT NOT NULL, purpose TEXT NOT NULL,
    read_status TEXT NOT NULL, read_reason TEXT, rows INTEGER NOT NULL, present INTEGER NOT NULL
) STRICT;

-- Issues with their place in words, and the child they are about (0 or 1).
CREATE TABLE finding (
    finding_id INTEGER PRIMARY KEY,
    stage TEXT NOT NULL, rule TEXT NOT NULL, severity TEXT NOT NULL,
    center_code TEXT, source_file_id INTEGER, submission_id INTEGER, path TEXT, sheet TEXT, row_number INTEGER,
    column_number INTEGER, raw_row_id INTEGER, child_id INTEGER, field TEXT, value TEXT, expected TEXT,
    other TEXT, message_key TEXT NOT NULL,
    fact_key TEXT,                              -- of a warning that a center can answer: the same fact, the same key
    confirmed INTEGER NOT NULL DEFAULT 0        -- a warning that the center called correct as it is: now a note
) STRICT;
CREATE INDEX finding_by_center ON finding (center_code);
CREATE INDEX finding_by_row ON finding (raw_row_id);
CREATE INDEX finding_by_fact ON finding (fact_key) WHERE fact_key IS NOT NULL;

-- Answers "correct as it is" in feedback workbooks that came back, whoever of a center's findings they are about.
CREATE TABLE confirmation (
    confirmation_id INTEGER PRIMARY KEY,
    fact_key        TEXT NOT NULL,              -- of finding
    source_file_id  INTEGER NOT NULL,
    raw_row_id      INTEGER NOT NULL            -- where the answer stands
) STRICT;
CREATE INDEX confirmation_by_fact ON confirmation (fact_key);

-- What was due from a center and what came. kind: attendance and center_month by month, register by
-- school year, and "any" by month: whatever speaks of that month (nothing past its due day: silent).
CREATE TABLE center_return (
    center_return_id INTEGER PRIMARY KEY,
    center_code TEXT NOT NULL, period_code TEXT NOT NULL, kind TEXT NOT NULL,
    due TEXT NOT NULL, received INTEGER NOT NULL, days_late INTEGER,
    UNIQUE (center_code, period_code, kind)
) STRICT;
