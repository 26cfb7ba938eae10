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
    FROM (SELECT center_code, period_code, count(*) AS rows,
                 max(iif(register_date > n.as_of AND period_code <= substr(n.as_of, 1, 7), n.as_of, register_date)) AS date
          FROM stg_register JOIN submission s USING (submission_id, center_code, period_code)
          JOIN source_file f USING (source_file_id) JOIN run n ON n.run_id = f.first_run_id
          WHERE s.status = 'current'
          GROUP BY center_code, period_code) g
    JOIN center c ON c.center_code = g.center_code
)
WHERE school_year IS NOT NULL AND date <= (SELECT as_of FROM setting)
WINDOW older AS (PARTITION BY center_code ORDER BY date, period_code)
ORDER BY center_code, date, period_code;
CREATE UNIQUE INDEX temp.snapshot_by_period ON snapshot (center_code, period_code);
CREATE INDEX temp.snapshot_by_date ON snapshot (center_code, date);

DROP TABLE IF EXISTS temp.observation;
CREATE TEMP TABLE observation AS
SELECT r.raw_row_id, r.submission_id, k.child_id, r.center_code, n.snapshot_id, n.date, c.calendar,
       -- somebody who is listed as having left in an earlier year belongs to that year
       CASE WHEN r.leaving_date < y.first_day AND coalesce(r.enrolment_date <= r.leaving_date, 1)
            THEN (SELECT e.period_code FROM temp.school_year e
                  WHERE e.calendar = c.calendar AND e.first_day <= r.leaving_date
                    AND r.leaving_date < e.next_first_day)
            ELSE n.school_year END AS school_year,
       n.school_year AS listed_year,
       r.student_code, r.public_id, r.full_name, r.name_my, r.name_en, r.name_th, r.name_karen,
       r.first_name, r.last_name, r.sex, r.birth_from, r.birth_to, r.birth_precision, r.grade_code,
       r.curriculum, r.ethnicity, r.religion, r.nationality, r.boarding, r.disability,
       CASE WHEN r.thai_id13_status IN ('valid', 'repaired') THEN r.thai_id13 END AS thai_id13,
       r.g_code, r.nonthai_card_no, r.passport_no, r.birth_certificate, r.myanmar_nrc, r.document_type,
       r.enrolment_date, r.leaving_date, r.leaving_reason, r.destination, r.enrolment_status,
       r.health_condition, r.vaccination, r.health_insurance, r.weight_kg, r.height_cm, r.consent,
       r.consent_date
FROM stg_register r
JOIN submission s ON s.submission_id = r.submission_id AND s.status = 'current'
JOIN link_record l ON l.raw_row_id = r.raw_row_id
JOIN child_record k ON k.link_record_id = l.link_record_id
JOIN temp.snapshot n ON n.center_code = r.center_code AND n.period_code = r.period_code
JOIN center c ON c.center_code = r.center_code
JOIN temp.school_year y ON y.period_code = n.school_year
ORDER BY k.child_id, r.center_code, n.date, n.snapshot_id, r.raw_row_id;
CREATE INDEX temp.observation_by_row ON observation (raw_row_id);
CREATE INDEX temp.observation_by_child ON observation (child_id);
CREATE INDEX temp.observation_by_number ON observation (thai_id13) WHERE thai_id13 IS NOT NULL;

DROP TABLE IF EXISTS temp.snapshot_grade;
CREATE TEMP TABLE snapshot_grade (snapshot_id INTEGER, grade_code TEXT,
                                  PRIMARY KEY (snapshot_id, grade_code)) WITHOUT ROWID;
INSERT INTO temp.snapshot_grade
SELECT DISTINCT snapshot_id, grade_code FROM temp.observation WHERE grade_code IS NOT NULL;
