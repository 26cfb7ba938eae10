-- What came in. A source_file is one content; its raw rows are kept as received for ever.
-- Written by discover and read, which only ever add.

CREATE TABLE source_file (
    source_file_id INTEGER PRIMARY KEY,
    sha256         TEXT NOT NULL UNIQUE,
    size           INTEGER NOT NULL,            -- bytes
    kind           TEXT NOT NULL,               -- file_kind_name: xlsx, csv, xml-odk, ...
    purpose        TEXT NOT NULL DEFAULT 'submission'
                   CHECK (purpose IN ('submission', 'registry', 'review', 'narrative')),
    first_run_id   INTEGER NOT NULL,            -- the run that saw it first
    read_status    TEXT NOT NULL DEFAULT 'new'
                   CHECK (read_status IN ('new', 'read', 'refused')),
    read_reason    TEXT,                        -- why it was refused, as shown to the sender
    read_version   TEXT,                        -- program version whose reader read it
    encoding       TEXT,                        -- of CSV, as found
    modified       TEXT                         -- the document's own "modified", ISO
) STRICT;

-- Every path at which a content was seen. present: in the folder on the last run.
CREATE TABLE source_path (
    source_path_id INTEGER PRIMARY KEY,
    source_file_id INTEGER NOT NULL REFERENCES source_file,
    path           TEXT NOT NULL,               -- relative to inputs/
    present        INTEGER NOT NULL DEFAULT 1,
    first_run_id   INTEGER NOT NULL,
    last_run_id    INTEGER NOT NULL,
    UNIQUE (path, source_file_id)
) STRICT;
CREATE INDEX source_path_by_file ON source_path (source_file_id);

CREATE TABLE raw_sheet (
    raw_sheet_id   INTEGER PRIMARY KEY,
    source_file_id INTEGER NOT NULL REFERENCES source_file,
    number         INTEGER NOT NULL,            -- 1-based, hidden sheets count
    name           TEXT NOT NULL,
    hidden         INTEGER NOT NULL DEFAULT 0,
    merged         TEXT NOT NULL DEFAULT '[]',  -- JSON: [[first_row, first_col, last_row, last_col], ...]
    UNIQUE (source_file_id, number)
) STRICT;

-- cells: JSON array of [column, type, value, source?, flags?]; empty cells are left out.
--   column 1-based; type one of "s" text, "n" number, "b" bool, "d" date or date-time, "t" time of
--   day, "e" elapsed, "x" error; value as `rollbook cat` prints it (a string, or a JSON number
--   for "n"); source: the file's own text where it differs, else absent or null; flags: the CELL_*
--   bits of pipeline/read/row_cursor.h where any is set.
CREATE TABLE raw_row (
    raw_row_id   INTEGER PRIMARY KEY,
    raw_sheet_id INTEGER NOT NULL REFERENCES raw_sheet,
    row_number   INTEGER NOT NULL,              -- as a spreadsheet shows it; XML: line
    cells        TEXT NOT NULL,
    parent_row_id INTEGER                       -- XML and Kobo: the row of the enclosing element
) STRICT;
CREATE INDEX raw_row_by_sheet ON raw_row (raw_sheet_id, row_number);

-- source_file x center x kind x period. Written by map from all mapped files, every run.
CREATE TABLE submission (
    submission_id  INTEGER PRIMARY KEY,
    source_file_id INTEGER NOT NULL REFERENCES source_file,
    center_code    TEXT,                        -- NULL: cannot be told, held
    kind           TEXT NOT NULL,               -- record kind: register, attendance, center_month, ...
    period_code    TEXT,                        -- 2026-09, 2026-SY.mlc, ...
    coverage       TEXT,                        -- what it covers within that: grades, sheets or instance
    revision       TEXT,                        -- what orders it among successors (DESIGN section 3)
    rows           INTEGER NOT NULL DEFAULT 0,  -- data rows understood
    rows_unused    INTEGER NOT NULL DEFAULT 0,  -- data rows set aside, each with an issue
    status         TEXT NOT NULL CHECK (status IN ('current', 'superseded', 'held', 'rejected')),
    reason         TEXT,                        -- message key of why it is not current
    superseded_by  INTEGER                      -- submission_id
) STRICT;
CREATE INDEX submission_by_file ON submission (source_file_id);

-- How each sheet was understood: kept so that a changed layout is noticed, and for lineage.
CREATE TABLE sheet_mapping (
    sheet_mapping_id INTEGER PRIMARY KEY,
    raw_sheet_id     INTEGER NOT NULL REFERENCES raw_sheet,
    submission_id    INTEGER REFERENCES submission, -- the first that its rows belong to
    kind             TEXT,                      -- NULL: not understood
    header_row       INTEGER,                   -- last heading row
    first_data_row   INTEGER,
    date_order       TEXT,                      -- columns' votes, JSON
    columns          TEXT NOT NULL              -- JSON: [[column, field or null, "heading as typed"], ...]
) STRICT;
CREATE INDEX sheet_mapping_by_sheet ON sheet_mapping (raw_sheet_id);
CREATE INDEX sheet_mapping_by_submission ON sheet_mapping (submission_id); -- asked for each submission that is written

-- Files that are mapped: while the digest of all that the mapping rests on stays, their staged rows,
-- mappings and issues stay, too. Written by map.
CREATE TABLE mapped_file (
    source_file_id INTEGER PRIMARY KEY REFERENCES source_file,
    digest         TEXT NOT NULL,
    submissions    TEXT NOT NULL                -- JSON, as found before they were settled (kept.c)
) STRICT;

CREATE TABLE issue (
    issue_id       INTEGER PRIMARY KEY,
    stage          TEXT NOT NULL,
    rule           TEXT NOT NULL,
    severity       TEXT NOT NULL CHECK (severity = 'info' OR severity = 'warning' OR severity = 'error'),
    source_file_id INTEGER REFERENCES source_file,
    submission_id  INTEGER,
    raw_row_id     INTEGER,
    column_number  INTEGER,
    sheet          TEXT,
    center_code    TEXT,
    field          TEXT,
    value          TEXT,
    expected       TEXT,
    other          TEXT,
    message_key    TEXT NOT NULL
) STRICT;
CREATE INDEX issue_by_stage ON issue (stage);
CREATE INDEX issue_by_row ON issue (raw_row_id);
