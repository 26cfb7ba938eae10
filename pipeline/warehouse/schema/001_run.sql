-- Runs, their stages, and the append-only audit log. The only tables with clock times (columns
-- that end in _at); comparisons of two warehouses leave these three out.

CREATE TABLE run (
    run_id          INTEGER PRIMARY KEY,
    as_of           TEXT NOT NULL,              -- ISO date
    status          TEXT NOT NULL CHECK (status IN ('running', 'committed', 'done', 'failed')),
    program_version TEXT NOT NULL,
    input_digest    TEXT,                       -- SHA-256 over paths and contents of inputs/
    config_digest   TEXT,
    asset_digest    TEXT,
    message         TEXT,                       -- why it failed
    sample          INTEGER NOT NULL DEFAULT 0, -- everything in inputs/ was invented: pages say so
    started_at      TEXT NOT NULL,
    ended_at        TEXT
) STRICT;

CREATE TABLE run_stage (
    run_stage_id INTEGER PRIMARY KEY,
    run_id       INTEGER NOT NULL REFERENCES run,
    stage        TEXT NOT NULL,
    rows         INTEGER,
    started_at   TEXT NOT NULL,
    ended_at     TEXT,
    UNIQUE (run_id, stage)
) STRICT;

-- Each line's hash covers the line before: a removed or changed line breaks the chain.
CREATE TABLE audit_log (
    audit_log_id INTEGER PRIMARY KEY,
    run_id       INTEGER,
    event        TEXT NOT NULL,
    detail       TEXT NOT NULL,                 -- numbers and digests, never a name
    logged_at    TEXT NOT NULL,
    hash         TEXT NOT NULL                  -- SHA-256 (previous hash, event, detail, logged_at)
) STRICT;
