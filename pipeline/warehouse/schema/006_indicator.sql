-- Figures and what was published of them. The rows behind a figure are not stored: the SELECT that
-- made it (templates/indicators/) gives them on demand, see `rollbook lineage`.

-- What each indicator is, copied from the headings of templates/indicators/*.sql by measure.
CREATE TABLE indicator (
    indicator_id  INTEGER PRIMARY KEY,
    indicator     TEXT NOT NULL UNIQUE,         -- retention_any
    code          TEXT NOT NULL,                -- I2, as the project's agreements number them
    unit          TEXT NOT NULL CHECK (unit IN ('count', 'share', 'rate', 'ratio', 'kg')), -- rate: per 1,000
    direction     TEXT NOT NULL CHECK (direction IN ('up', 'down', 'none')),      -- which way is good
    title_en TEXT NOT NULL, title_th TEXT NOT NULL,
    definition_en TEXT NOT NULL, definition_th TEXT NOT NULL,
    source        TEXT NOT NULL,                -- whose definition it follows
    sort          INTEGER NOT NULL
) STRICT;

-- disaggregation: '' for the headline, else JSON in key order: {"age":"6-11","sex":"F"}.
-- area_code: TH63 (all), a district, or a center. Written in the order of its key, which is its tree.
CREATE TABLE indicator_value (
    indicator      TEXT NOT NULL,
    period_code    TEXT NOT NULL,
    area_code      TEXT NOT NULL,
    disaggregation TEXT NOT NULL DEFAULT '',
    sex            TEXT NOT NULL DEFAULT 'all', -- the disaggregation again, for queries:
    age_band       TEXT NOT NULL DEFAULT 'all', -- a value, 'unknown' or 'all'
    numerator      REAL,
    denominator    REAL,
    value          REAL,                        -- NULL: no data received; shares are 0 ... 1
    coverage       TEXT,                        -- 'centers reporting/expected'
    method_version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (indicator, period_code, area_code, disaggregation)
) STRICT, WITHOUT ROWID;

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
    sha256 TEXT NOT NULL, run_id INTEGER NOT NULL,
    content_sha256 TEXT,                        -- of a workbook's contents without the day: the same, and it is not written again
    recipient TEXT                              -- of a roster, which goes to nobody else; NULL: the audience
) STRICT;

-- What each run found, for `rollbook diff`: counts, findings by rule and the headline figures of the periods
-- that it spoke of. Written in the night's commit and kept.
CREATE TABLE run_figure (
    run_figure_id INTEGER PRIMARY KEY,
    run_id        INTEGER NOT NULL REFERENCES run,
    kind          TEXT NOT NULL CHECK (kind IN ('count', 'finding', 'figure')),
    name          TEXT NOT NULL,                -- children; date.unreadable; retention_any:2026-Q3:TH63
    value         REAL,
    UNIQUE (run_id, kind, name)
) STRICT;
