-- Figures and what was published of them.

-- disaggregation: '' for the headline, else JSON in key order: {"age":"6-11","sex":"F"}.
-- area_code: TH63 (all), a district, or a center.
CREATE TABLE indicator_value (
    indicator_value_id INTEGER PRIMARY KEY,
    indicator      TEXT NOT NULL,
    period_code    TEXT NOT NULL,
    area_code      TEXT NOT NULL,
    disaggregation TEXT NOT NULL DEFAULT '',
    numerator      REAL,
    denominator    REAL,
    value          REAL,                        -- NULL: no data received
    coverage       TEXT,                        -- 'centers reporting/expected'
    method_version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (indicator, period_code, area_code, disaggregation)
) STRICT;

-- The warehouse rows behind a figure: for lineage.
CREATE TABLE indicator_row (
    indicator_row_id   INTEGER PRIMARY KEY,
    indicator_value_id INTEGER NOT NULL REFERENCES indicator_value,
    part               TEXT NOT NULL CHECK (part IN ('numerator', 'denominator')),
    source_table       TEXT NOT NULL,
    source_id          INTEGER NOT NULL         -- primary key there
) STRICT;
CREATE INDEX indicator_row_by_value ON indicator_row (indicator_value_id);

CREATE TABLE release (
    release_id  INTEGER PRIMARY KEY,
    run_id      INTEGER NOT NULL,
    audience    TEXT NOT NULL,
    period_code TEXT NOT NULL,
    path        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    draft       INTEGER NOT NULL
) STRICT;

CREATE TABLE release_cell (
    release_cell_id INTEGER PRIMARY KEY,
    release_id      INTEGER NOT NULL REFERENCES release,
    statistic_key   TEXT NOT NULL,
    value           REAL,
    hidden          TEXT CHECK (hidden IN ('primary', 'complementary'))
) STRICT;

-- Report files of the last runs: what lies in outputs/, for INDEX.md and verify.
CREATE TABLE report_file (
    report_file_id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE, audience TEXT NOT NULL, period_code TEXT, names INTEGER NOT NULL,
    sha256 TEXT NOT NULL, run_id INTEGER NOT NULL
) STRICT;
