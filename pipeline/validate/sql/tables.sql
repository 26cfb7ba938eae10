-- What the rules of stage validate see beside the staging tables: the registers in use, each child's
-- row with its names folded (fold) and its age; sizes of registers; folded staff and village names;
-- totals rows. Temporary; made anew by each run of the stage.

DROP TABLE IF EXISTS temp.roll;
CREATE TEMP TABLE roll (
    raw_row_id INTEGER, submission_id INTEGER, center_code TEXT, period_code TEXT, register_date TEXT, student_code TEXT,
    public_id TEXT, sex TEXT, name TEXT, name_key TEXT, father_name TEXT, father_key TEXT, mother_name TEXT, mother_key TEXT,
    phone_key TEXT, birth_from TEXT, birth_to TEXT, birth_precision TEXT, birth_text TEXT, age INTEGER, age_years REAL,
    floor_years INTEGER AS (CAST(age_years AS INTEGER)), grade_code TEXT, enrolment_date TEXT, leaving_date TEXT,
    leaving_reason TEXT, village TEXT, district_code TEXT);
INSERT INTO temp.roll
SELECT r.raw_row_id, r.submission_id, r.center_code, r.period_code, r.register_date, r.student_code, r.public_id, r.sex,
       coalesce(r.full_name, r.name_my, r.name_en, r.name_th, r.name_karen,
                nullif(trim(coalesce(r.first_name, '') || ' ' || coalesce(r.last_name, '')), '')),
       fold(coalesce(r.full_name, r.name_my, r.name_en, r.name_th, r.name_karen,
                     nullif(trim(coalesce(r.first_name, '') || ' ' || coalesce(r.last_name, '')), ''))),
       r.father_name, fold(r.father_name), r.mother_name, fold(r.mother_name), coalesce(r.guardian_phone, r.phone),
       r.birth_from, r.birth_to, r.birth_precision, r.birth_text, r.age,
       -- since the middle of the interval in which the child was born
       coalesce((julianday(r.register_date) - (julianday(r.birth_from) + julianday(coalesce(r.birth_to, r.birth_from))) / 2)
                / 365.2425, r.age),
       r.grade_code, r.enrolment_date, r.leaving_date, r.leaving_reason, r.village, r.district_code
FROM submission s
CROSS JOIN stg_register r ON r.submission_id = s.submission_id
WHERE s.status = 'current'
ORDER BY s.submission_id, r.stg_register_id;
-- The rules look for rows of one register that share a value: the value leads each index, the row ends it. What tells
-- at sight whether the parents of one phone agree stands beside it.
CREATE INDEX temp.roll_by_name ON roll (name_key, center_code, period_code, raw_row_id) WHERE name_key IS NOT NULL;
CREATE INDEX temp.roll_by_code ON roll (student_code, center_code, period_code, raw_row_id) WHERE student_code IS NOT NULL;
CREATE INDEX temp.roll_by_phone ON roll (phone_key, center_code, period_code, raw_row_id, father_key, mother_key)
WHERE phone_key IS NOT NULL;

-- Registers in order of time, each with the one before it.
--   dated: children whose birth is known to the day, new_year: of them, born on 1 January.
DROP TABLE IF EXISTS temp.register_size;
CREATE TEMP TABLE register_size AS
SELECT submission_id, center_code, period_code, register_date, rows,
       lag(rows) OVER older AS rows_before, lag(period_code) OVER older AS period_before, dated, new_year, dated_submission_id
FROM (SELECT min(submission_id) AS submission_id, center_code, period_code, max(register_date) AS register_date, count(*) AS rows,
             sum(birth_precision = 'day') AS dated, sum(birth_precision = 'day' AND substr(birth_from, 6) = '01-01') AS new_year,
             min(iif(birth_precision = 'day', submission_id, NULL)) AS dated_submission_id
      FROM roll GROUP BY center_code, period_code)
WINDOW older AS (PARTITION BY center_code ORDER BY register_date, period_code);

DROP TABLE IF EXISTS temp.staff_name;
CREATE TEMP TABLE staff_name AS
SELECT DISTINCT t.center_code, fold(t.teacher_name) AS name_key, t.phone AS phone_key
FROM stg_staff t
JOIN submission s ON s.submission_id = t.submission_id AND s.status = 'current'
WHERE fold(t.teacher_name) IS NOT NULL;
CREATE INDEX temp.staff_name_by_key ON staff_name (name_key, center_code);

DROP TABLE IF EXISTS temp.incident_month;
CREATE TEMP TABLE incident_month AS
SELECT i.raw_row_id, i.center_code, coalesce(substr(i.incident_date, 1, 7), i.period_code) AS month
FROM stg_incident i
JOIN submission s ON s.submission_id = i.submission_id AND s.status = 'current'
WHERE coalesce(i.incident_status, '') <> 'dismissed';

-- Official ages; the old Myanmar system's rows name the same grades.
DROP TABLE IF EXISTS temp.grade_level;
CREATE TEMP TABLE grade_level AS
SELECT grade_code, CAST(official_age AS INTEGER) AS official_age
FROM temp.grade_list
WHERE official_age IS NOT NULL AND system <> 'my_old';

DROP TABLE IF EXISTS temp.district_list;
CREATE TEMP TABLE district_list AS
SELECT code AS district_code, in_area FROM temp.place_list WHERE level = 'district';

-- Villages and sub-districts by every spelling: a name that lies in several districts has several rows.
DROP TABLE IF EXISTS temp.village_key;
CREATE TEMP TABLE village_key AS
WITH spelling AS (
    SELECT parent, name_en AS text FROM temp.place_list WHERE level IN ('village', 'subdistrict')
    UNION ALL
    SELECT parent, name_th FROM temp.place_list WHERE level IN ('village', 'subdistrict')
    UNION ALL
    SELECT parent, name_my FROM temp.place_list WHERE level IN ('village', 'subdistrict')
    UNION ALL
    SELECT p.parent, s.value
    FROM temp.place_list p, json_each('["' || replace(p.spellings, '; ', '","') || '"]') s
    WHERE p.level IN ('village', 'subdistrict') AND p.spellings IS NOT NULL
)
SELECT DISTINCT fold(text) AS village_key, parent AS district_code
FROM spelling WHERE fold(text) IS NOT NULL
ORDER BY 1, 2;

-- Totals rows, which map set aside (rule row.total): each figure with what it should be. In attendance
-- sheets the sum of its column; in registers the number of children, where the row holds one figure.
DROP TABLE IF EXISTS temp.totals_cell;
CREATE TEMP TABLE totals_cell AS
WITH totals AS (
    SELECT i.raw_row_id, i.submission_id, s.center_code, s.kind, w.raw_sheet_id, w.cells
    FROM issue i
    JOIN submission s ON s.submission_id = i.submission_id AND s.status = 'current'
    JOIN raw_row w ON w.raw_row_id = i.raw_row_id
    WHERE i.stage = 'map' AND i.rule = 'row.total' AND s.kind IN ('attendance', 'register')
), figure AS (
    SELECT t.*, c.value ->> 0 AS column_number, CAST(c.value ->> 2 AS REAL) AS value
    FROM totals t, json_each(t.cells) c
    WHERE c.value ->> 1 = 'n'
), sums AS (
    SELECT w.raw_sheet_id, sum(a.school_days) AS school_days, sum(a.days_present) AS days_present,
           sum(a.days_absent) AS days_absent, sum(a.days_sick) AS days_sick, sum(a.days_leave) AS days_leave
    FROM stg_attendance a JOIN raw_row w ON w.raw_row_id = a.raw_row_id
    WHERE w.raw_sheet_id IN (SELECT raw_sheet_id FROM totals)
    GROUP BY w.raw_sheet_id
), children AS (
    SELECT w.raw_sheet_id, count(*) AS children
    FROM roll r JOIN raw_row w ON w.raw_row_id = r.raw_row_id
    WHERE w.raw_sheet_id IN (SELECT raw_sheet_id FROM totals)
    GROUP BY w.raw_sheet_id
)
SELECT f.raw_row_id, f.submission_id, f.center_code, m.field, printf('%g', f.value) AS value,
       printf('%g', CASE m.field WHEN 'school_days' THEN s.school_days WHEN 'days_present' THEN s.days_present
                    WHEN 'days_absent' THEN s.days_absent WHEN 'days_sick' THEN s.days_sick
                    WHEN 'days_leave' THEN s.days_leave END) AS expected
FROM figure f
JOIN temp.mapped_column m ON m.raw_sheet_id = f.raw_sheet_id AND m.column_number = f.column_number
JOIN sums s ON s.raw_sheet_id = f.raw_sheet_id
WHERE f.kind = 'attendance'
  AND m.field IN ('school_days', 'days_present', 'days_absent', 'days_sick', 'days_leave')
UNION ALL
SELECT f.raw_row_id, f.submission_id, f.center_code, NULL, printf('%g', f.value), printf('%g', c.children)
FROM figure f
JOIN children c ON c.raw_sheet_id = f.raw_sheet_id
WHERE f.kind = 'register'
  AND (SELECT count(*) FROM figure x WHERE x.raw_row_id = f.raw_row_id) = 1;
