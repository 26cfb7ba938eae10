-- Who stood on which register: the rows of current registers with their children.

-- A register is a center's list of one period, in one file or several; it speaks of its latest day. One that gives only a month
-- means that month's last day, but no day after it was received: so a list sent on the 15th counts from the 15th.
-- full: no more than the tolerated share smaller than the one before; such a register speaks for every
-- child of the center, any other only for the grades that it names.
DROP TABLE IF EXISTS temp.snapshot;
CREATE TEMP TABLE snapshot (snapshot_id INTEGER PRIMARY KEY, center_code TEXT, period_code TEXT,
                            date TEXT, full INTEGER, school_year TEXT, previous TEXT);
INSERT INTO temp.snapshot (center_code, period_code, date, full, school_year, previous)
SELECT center_code, period_code, date,
       rows >= coalesce(lag(rows) OVER older, 0) * (1 - (SELECT hold_drop_share FROM setting)),
       school_year, lag(date) OVER older
FROM (
    SELECT g.center_code, g.period_code, g.date, g.rows,
           coalesce((SELECT y.period_code FROM temp.school_year y WHERE y.period_code = g.period_code),
                    (SELECT y.period_code FROM temp.school_year y
                     WHERE y.calendar = c.calendar AND y.first_day <= g.date AND g.date < y.next_first_day))
               AS school_year
    FROM (SELECT center_code, period_code, sum(rows) AS rows,
                 max(iif(last_date > n.as_of AND period_code <= substr(n.as_of, 1, 7), n.as_of, last_date)) AS date
          FROM temp.register_sent
          JOIN source_file f USING (source_file_id) JOIN run n ON n.run_id = f.first_run_id
          GROUP BY center_code, period_code) g
    JOIN center c ON c.center_code = g.center_code
)
WHERE school_year IS NOT NULL AND date <= (SELECT as_of FROM setting)
WINDOW older AS (PARTITION BY center_code ORDER BY date, period_code)
ORDER BY center_code, date, period_code;
CREATE UNIQUE INDEX temp.snapshot_by_period ON snapshot (center_code, period_code);
CREATE INDEX temp.snapshot_by_date ON snapshot (center_code, date);

-- The register that each submission belongs to, with what its rows need to know of it.
DROP TABLE IF EXISTS temp.register_part;
CREATE TEMP TABLE register_part (submission_id INTEGER PRIMARY KEY, snapshot_id INTEGER, center_code TEXT, period_code TEXT,
                                 date TEXT, school_year TEXT, year_first_day TEXT, calendar TEXT);
INSERT INTO temp.register_part
SELECT s.submission_id, n.snapshot_id, n.center_code, n.period_code, n.date, n.school_year, y.first_day, c.calendar
FROM submission s
JOIN temp.snapshot n ON n.center_code = s.center_code AND n.period_code = s.period_code
JOIN center c ON c.center_code = n.center_code
JOIN temp.school_year y ON y.period_code = n.school_year
WHERE s.status = 'current'
ORDER BY s.submission_id;

-- Which child each row names, of registers and of other lists.
DROP TABLE IF EXISTS temp.row_child;
CREATE TEMP TABLE row_child (raw_row_id INTEGER PRIMARY KEY, child_id INTEGER NOT NULL);
INSERT INTO temp.row_child
SELECT l.raw_row_id, k.child_id FROM child_record k CROSS JOIN link_record l ON l.link_record_id = k.link_record_id;

-- The order first, then the rows in it: a sort carries all that its rows hold.
DROP TABLE IF EXISTS temp.standing;
CREATE TEMP TABLE standing AS
SELECT k.child_id, r.stg_register_id
FROM stg_register r NOT INDEXED
CROSS JOIN temp.register_part n ON n.submission_id = r.submission_id AND n.center_code = r.center_code
                               AND n.period_code = r.period_code
CROSS JOIN temp.row_child k ON k.raw_row_id = r.raw_row_id
ORDER BY k.child_id, n.snapshot_id, r.raw_row_id; -- registers are numbered by center and day

DROP TABLE IF EXISTS temp.observation;
CREATE TEMP TABLE observation AS
SELECT r.raw_row_id, r.submission_id, k.child_id, r.center_code, n.snapshot_id, n.date, n.calendar,
       -- somebody who is listed as having left in an earlier year belongs to that year
       CASE WHEN r.leaving_date < n.year_first_day AND coalesce(r.enrolment_date <= r.leaving_date, 1)
            THEN (SELECT e.period_code FROM temp.school_year e
                  WHERE e.calendar = n.calendar AND e.first_day <= r.leaving_date
                    AND r.leaving_date < e.next_first_day)
            ELSE n.school_year END AS school_year,
       n.school_year AS listed_year,
       r.student_code, r.public_id, r.full_name, r.name_my, r.name_en, r.name_th, r.name_karen,
       r.first_name, r.last_name, r.sex, r.birth_from, r.birth_to, r.birth_precision, r.grade_code,
       r.curriculum, r.ethnicity, r.religion, r.nationality, r.boarding, r.disability,
       CASE WHEN r.thai_id13_status IN ('valid', 'repaired') THEN r.thai_id13 END AS thai_id13,
       r.thai_id13 AS thai_id13_given, r.thai_id13_status,
       r.g_code, r.nonthai_card_no, r.passport_no, r.birth_certificate, r.myanmar_nrc, r.document_type,
       r.enrolment_date, r.leaving_date, r.leaving_reason, r.destination, r.enrolment_status,
       r.health_condition, r.vaccination, r.health_insurance, r.weight_kg, r.height_cm, r.consent,
       r.consent_date
FROM temp.standing k
CROSS JOIN stg_register r ON r.stg_register_id = k.stg_register_id
CROSS JOIN temp.register_part n ON n.submission_id = r.submission_id
ORDER BY k.rowid;
DROP TABLE temp.standing;

CREATE INDEX temp.observation_by_row ON observation (raw_row_id);
CREATE INDEX temp.observation_by_child ON observation (child_id) WHERE thai_id13 IS NOT NULL;
CREATE INDEX temp.observation_by_number ON observation (thai_id13) WHERE thai_id13 IS NOT NULL;

-- The grades that a register names, asked only of one that is not full.
DROP TABLE IF EXISTS temp.snapshot_grade;
CREATE TEMP TABLE snapshot_grade (snapshot_id INTEGER, grade_code TEXT,
                                  PRIMARY KEY (snapshot_id, grade_code)) WITHOUT ROWID;
INSERT INTO temp.snapshot_grade
SELECT DISTINCT s.snapshot_id, r.grade_code
FROM temp.snapshot s
CROSS JOIN temp.register_part n ON n.snapshot_id = s.snapshot_id
CROSS JOIN stg_register r ON r.submission_id = n.submission_id AND r.center_code = n.center_code
                         AND r.period_code = n.period_code
CROSS JOIN temp.row_child k ON k.raw_row_id = r.raw_row_id
WHERE NOT s.full AND r.grade_code IS NOT NULL;
