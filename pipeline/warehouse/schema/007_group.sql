-- The rows of child_period counted: children of one period and center who are alike in all that figures look at. A
-- tenth of the rows, so that measure adds up groups and not children (view counted_child).
CREATE TABLE child_group (
    child_group_id INTEGER PRIMARY KEY,
    period_code   TEXT NOT NULL,
    center_code   TEXT NOT NULL,
    district_code TEXT,
    sex           TEXT,
    age_band      TEXT NOT NULL,
    state         TEXT NOT NULL,
    reached       INTEGER NOT NULL,
    over_age      INTEGER,
    documented    INTEGER NOT NULL,
    children      INTEGER NOT NULL
) STRICT;
