-- Who is who. Written by link inside the night's transaction.
--
-- In tables of many rows a CHECK spells its list out with OR: SQLite makes a table of the list behind IN
-- (three values or more) anew for each statement, which doubled what a row costs.

-- One row that names a child: of a register, programme, placement or out-of-school list.
-- content_key: SHA-256 over center, kind and the identifying source text; decisions are kept by it,
-- so they survive renamed files, re-ordered rows and re-training.
CREATE TABLE link_record (
    link_record_id INTEGER PRIMARY KEY,
    raw_row_id     INTEGER NOT NULL UNIQUE,
    kind           TEXT NOT NULL,               -- register, programme, placement, out_of_school
    center_code    TEXT,
    period_code    TEXT,
    content_key    TEXT NOT NULL,
    first_run_id   INTEGER NOT NULL,
    live           INTEGER NOT NULL DEFAULT 1   -- its submission is current
) STRICT;
CREATE INDEX link_record_by_key ON link_record (content_key);

-- Pairs worth keeping: linked, in review, or held apart by a rule. weight_bits: log2 odds.
CREATE TABLE link_pair (
    link_pair_id INTEGER PRIMARY KEY,
    left_id      INTEGER NOT NULL REFERENCES link_record,
    right_id     INTEGER NOT NULL REFERENCES link_record,
    weight_bits  REAL NOT NULL,
    probability  REAL NOT NULL,
    band         TEXT NOT NULL CHECK (band = 'link' OR band = 'review' OR band = 'non-link'),
    rule         TEXT,                          -- why, where a rule and not the weight decided
    chance       REAL,                          -- in review: that they are one child, the rule heard
    evidence     TEXT NOT NULL DEFAULT '[]',    -- JSON: [[comparison, level, bits], ...]
    CHECK (left_id < right_id),
    UNIQUE (left_id, right_id)
) STRICT;

-- What the next night needs so that it compares only what is new. An entity is what one center
-- writes of one child over the years, known by the number of its first record; digest: of all that
-- comparisons look at, and of the model, names and program that did.
CREATE TABLE link_entity (
    link_entity_id INTEGER PRIMARY KEY REFERENCES link_record,
    digest         INTEGER NOT NULL
) STRICT;

-- Which rows of a center are one child, kept while the rows and what people said of them stay: per row,
-- in the order of rows, the place of the first that is the same child ("0,1,0,3"). Centers that a
-- person's answer joins stand together under the first; the others then have no chains.
CREATE TABLE link_center (
    link_center_id INTEGER PRIMARY KEY,
    center_code    TEXT NOT NULL UNIQUE,        -- empty: rows without a center
    files          INTEGER NOT NULL DEFAULT 0,  -- digest of what its staged rows come from (child_quiet.c)
    digest         INTEGER NOT NULL,            -- of those rows, names and program
    chains         TEXT NOT NULL,
    packed         BLOB                         -- what the next night needs of the rows where their files
                                                -- stay (child_pack.h)
) STRICT;

-- Every pair of entities that reaches the floor.
CREATE TABLE link_score (
    link_score_id INTEGER PRIMARY KEY,
    left_id       INTEGER NOT NULL REFERENCES link_entity,
    right_id      INTEGER NOT NULL REFERENCES link_entity,
    weight_bits   REAL NOT NULL
) STRICT;

-- Values that several children share, as counted when the model was trained; all others count as
-- one child's. The empty value: children with any. By rule a number for each block
-- that had to be divided (blocks_divisions).
CREATE TABLE link_frequency (
    link_frequency_id INTEGER PRIMARY KEY,
    comparison        TEXT NOT NULL,
    value             TEXT NOT NULL,
    children          INTEGER NOT NULL
) STRICT;

-- What people decided, as read from inputs/review/ in this run.
CREATE TABLE link_decision (
    link_decision_id INTEGER PRIMARY KEY,
    left_key   TEXT NOT NULL,                   -- content_key
    right_key  TEXT NOT NULL,
    answer     TEXT NOT NULL CHECK (answer IN ('same', 'different', 'unsure')),
    decided_by TEXT, why TEXT, source TEXT,     -- source: file and row of the answer
    applied    TEXT NOT NULL DEFAULT 'yes' CHECK (applied IN ('yes', 'contradicted', 'unknown', 'revoked'))
) STRICT;

-- public_id: MEC-NNNNNNN-C, issued once, never re-used. status: live, merged (see merged_into),
-- retired (no record left), erased.
CREATE TABLE child (
    child_id     INTEGER PRIMARY KEY,
    public_id    TEXT NOT NULL UNIQUE,
    status       TEXT NOT NULL DEFAULT 'live'
                 CHECK (status = 'live' OR status = 'merged' OR status = 'retired' OR status = 'erased'),
    merged_into  INTEGER REFERENCES child,
    first_run_id INTEGER NOT NULL,
    -- survivorship (load): the best known values
    display_name TEXT, name_latin TEXT, sex TEXT,
    birth_from TEXT, birth_to TEXT, birth_precision TEXT,
    ethnicity TEXT, nationality TEXT, religion TEXT, document_status TEXT, disability TEXT,
    thai_id13 TEXT, g_code TEXT
) STRICT;

CREATE TABLE child_record (
    child_record_id INTEGER PRIMARY KEY,
    child_id        INTEGER NOT NULL REFERENCES child,
    link_record_id  INTEGER NOT NULL UNIQUE REFERENCES link_record,
    first_child_id  INTEGER NOT NULL REFERENCES child -- who it was first: brings an id back when a
                                                      -- merge is undone
) STRICT;
CREATE INDEX child_record_by_child ON child_record (child_id);

CREATE TABLE child_name (
    child_name_id INTEGER PRIMARY KEY,
    child_id      INTEGER NOT NULL REFERENCES child,
    name          TEXT NOT NULL,                -- as typed
    script        TEXT NOT NULL,                -- Latn, Mymr, Kare, Thai
    role          TEXT NOT NULL DEFAULT 'child' CHECK (
                      role = 'child' OR role = 'father' OR role = 'mother' OR role = 'guardian'),
    romanised     TEXT,
    records       INTEGER NOT NULL DEFAULT 1,
    UNIQUE (child_id, role, name)
) STRICT;

CREATE TABLE child_event (
    child_event_id INTEGER PRIMARY KEY,
    child_id       INTEGER NOT NULL REFERENCES child,
    run_id         INTEGER NOT NULL,
    event          TEXT NOT NULL CHECK (
                       event = 'created' OR event = 'merged' OR event = 'split' OR event = 'retired'
                       OR event = 'revived' OR event = 'erased'),
    other_child_id INTEGER REFERENCES child,
    reason         TEXT NOT NULL                -- a person's decision or a weight, with record numbers
) STRICT;

-- The model of the last training, frozen until there is much more to learn from: a night must not
-- move the weights under yesterday's answers.
CREATE TABLE link_model (
    link_model_id INTEGER PRIMARY KEY,
    run_id        INTEGER NOT NULL,
    shipped       TEXT NOT NULL,                -- SHA-256 of templates/models/children.json as it was
    entities      INTEGER NOT NULL,             -- rows of the linkage table that it was learned from
    model         TEXT NOT NULL                 -- JSON with m, u, s and priors
) STRICT;
