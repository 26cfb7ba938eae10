-- Children who came to the network or left it in a period, and the key cells filled in the rows of who is on the roll
-- at its end, counted (views moved_child and filled_row, which name them one by one).
CREATE TABLE movement_group (
    movement_group_id INTEGER PRIMARY KEY,
    period_code   TEXT NOT NULL,
    movement      TEXT NOT NULL,                -- came, left
    center_code   TEXT NOT NULL,
    district_code TEXT,
    sex           TEXT,
    age_band      TEXT NOT NULL,
    children      INTEGER NOT NULL
) STRICT;

CREATE TABLE filled_group (
    filled_group_id INTEGER PRIMARY KEY,
    period_code   TEXT NOT NULL,
    center_code   TEXT NOT NULL,
    district_code TEXT,
    cells         INTEGER NOT NULL,             -- that are filled
    asked         INTEGER NOT NULL              -- that there are
) STRICT;
