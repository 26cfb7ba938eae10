-- Learners of quarters and school years, and children of a month's attendance, counted: who are alike in all that
-- figures look at (views learner and attended_child, which name them one by one).
CREATE TABLE learner_group (
    learner_group_id INTEGER PRIMARY KEY,
    period_code   TEXT NOT NULL,
    district_code TEXT,
    age           INTEGER,
    children      INTEGER NOT NULL
) STRICT;

CREATE TABLE attended_group (
    attended_group_id INTEGER PRIMARY KEY,
    month         TEXT NOT NULL,
    center_code   TEXT NOT NULL,
    district_code TEXT,
    sex           TEXT,
    age_band      TEXT,                         -- NULL: on no roll of the month
    days_present  REAL NOT NULL,
    school_days   REAL NOT NULL,
    chronic       INTEGER NOT NULL,             -- children who missed more than a fifth of the days
    children      INTEGER NOT NULL
) STRICT;
