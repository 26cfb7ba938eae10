-- The retention cohort of each period counted: members who are alike, with what became of them (view
-- retention_cohort, which names them one by one).
CREATE TABLE cohort_group (
    cohort_group_id INTEGER PRIMARY KEY,
    period_code   TEXT NOT NULL,
    kind          TEXT NOT NULL,
    center_code   TEXT NOT NULL,
    district_code TEXT,
    sex           TEXT,
    age_band      TEXT NOT NULL,
    active        INTEGER NOT NULL,             -- on a roll by the period's day
    same_center   INTEGER NOT NULL,             -- and at the center where the cohort began
    exit_reason   TEXT,                         -- of who is on none
    children      INTEGER NOT NULL
) STRICT;
