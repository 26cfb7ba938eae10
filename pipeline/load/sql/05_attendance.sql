-- Attendance and examination rows name children by number or name; each is found on the registers of its
-- center: by public id, by student number within the school year, then by the whole name (with the
-- grade where two share it). What none of these finds stays without a child and becomes an issue.

DROP TABLE IF EXISTS temp.attendance_row;
CREATE TEMP TABLE attendance_row (
    raw_row_id INTEGER, submission_id INTEGER, center_code TEXT, month TEXT, school_year TEXT,
    student_code TEXT, public_id TEXT, full_name TEXT, grade_code TEXT, school_days REAL,
    days_present REAL, child_id INTEGER, on_roll INTEGER NOT NULL DEFAULT 0, exam INTEGER NOT NULL);
INSERT INTO temp.attendance_row (raw_row_id, submission_id, center_code, month, school_year,
                                 student_code, public_id, full_name, grade_code, school_days,
                                 days_present, exam)
SELECT a.raw_row_id, a.submission_id, a.center_code, a.month, y.period_code, a.student_code, a.public_id,
       a.full_name, a.grade_code, a.school_days,
       coalesce(a.days_present, a.school_days - a.days_absent), 0
FROM stg_attendance a
JOIN submission s ON s.submission_id = a.submission_id AND s.status = 'current'
JOIN center c ON c.center_code = a.center_code
LEFT JOIN temp.school_year y ON y.calendar = c.calendar AND y.first_day <= a.month || '-28'
                            AND a.month || '-28' < y.next_first_day
ORDER BY a.raw_row_id;
INSERT INTO temp.attendance_row (raw_row_id, submission_id, center_code, month, school_year,
                                 student_code, public_id, full_name, grade_code, exam)
SELECT x.raw_row_id, x.submission_id, x.center_code, substr(x.exam_date, 1, 7),
       coalesce(y.period_code, (SELECT period_code FROM temp.school_year WHERE period_code = x.period_code)), x.student_code,
       x.public_id, x.full_name, x.grade_code, 1
FROM stg_exam x
JOIN submission s ON s.submission_id = x.submission_id AND s.status = 'current'
JOIN center c ON c.center_code = x.center_code
LEFT JOIN temp.school_year y ON y.calendar = c.calendar AND y.first_day <= x.exam_date
                            AND x.exam_date < y.next_first_day
ORDER BY x.raw_row_id;

UPDATE temp.attendance_row AS a SET child_id = coalesce(c.merged_into, c.child_id)
FROM child c WHERE a.public_id IS NOT NULL AND c.public_id = a.public_id;

-- Numbers: one that two children of a year share finds neither.
DROP TABLE IF EXISTS temp.roll_code;
CREATE TEMP TABLE roll_code (center_code TEXT, student_code TEXT, school_year TEXT, child_id INTEGER,
                             PRIMARY KEY (center_code, student_code, school_year)) WITHOUT ROWID;
INSERT INTO temp.roll_code
SELECT center_code, student_code, school_year, min(child_id) FROM temp.observation
WHERE student_code IS NOT NULL AND school_year IS NOT NULL
GROUP BY center_code, student_code, school_year
HAVING min(child_id) = max(child_id);
UPDATE temp.attendance_row AS a SET child_id = r.child_id
FROM temp.roll_code r
WHERE a.child_id IS NULL AND a.student_code IS NOT NULL AND r.center_code = a.center_code
  AND r.student_code = a.student_code AND r.school_year = a.school_year;

-- Names, of centers that still have rows without a child. Every spelling of a record counts.
DROP TABLE IF EXISTS temp.roll_name;
CREATE TEMP TABLE roll_name AS
WITH asked AS (
    SELECT DISTINCT center_code, school_year FROM temp.attendance_row
    WHERE child_id IS NULL AND full_name IS NOT NULL AND school_year IS NOT NULL
), listed AS (
    SELECT o.* FROM temp.observation o JOIN asked USING (center_code, school_year)
), spelling AS (
    SELECT center_code, school_year, grade_code, child_id, full_name AS name FROM listed
    UNION SELECT center_code, school_year, grade_code, child_id, name_my FROM listed
    UNION SELECT center_code, school_year, grade_code, child_id, name_en FROM listed
    UNION SELECT center_code, school_year, grade_code, child_id, name_th FROM listed
    UNION SELECT center_code, school_year, grade_code, child_id, name_karen FROM listed
    UNION SELECT center_code, school_year, grade_code, child_id, first_name || ' ' || last_name FROM listed
)
SELECT DISTINCT center_code, school_year, grade_code, child_id, fold(name) AS name_key
FROM spelling WHERE fold(name) IS NOT NULL
ORDER BY center_code, school_year, name_key, child_id;
CREATE INDEX temp.roll_name_by_key ON roll_name (center_code, school_year, name_key);

DROP TABLE IF EXISTS temp.named_row;
CREATE TEMP TABLE named_row AS
SELECT rowid AS attendance_row, center_code, school_year, grade_code, fold(full_name) AS name_key
FROM temp.attendance_row
WHERE child_id IS NULL AND full_name IS NOT NULL AND school_year IS NOT NULL;
UPDATE temp.attendance_row AS a SET child_id = f.child_id
FROM (SELECT w.attendance_row,
             -- the only child of that name, or the only one of that name and grade
             CASE WHEN min(r.child_id) = max(r.child_id) THEN min(r.child_id)
                  WHEN min(r.child_id) FILTER (WHERE r.grade_code = w.grade_code)
                       = max(r.child_id) FILTER (WHERE r.grade_code = w.grade_code)
                  THEN min(r.child_id) FILTER (WHERE r.grade_code = w.grade_code) END AS child_id
      FROM temp.named_row w
      JOIN temp.roll_name r ON r.center_code = w.center_code AND r.school_year = w.school_year
                           AND r.name_key = w.name_key
      GROUP BY w.attendance_row) f
WHERE f.attendance_row = a.rowid AND f.child_id IS NOT NULL;

INSERT OR IGNORE INTO attendance (child_id, center_code, month, school_days, days_present, raw_row_id)
SELECT a.child_id, a.center_code, a.month, coalesce(a.school_days, m.school_days), a.days_present, a.raw_row_id
FROM temp.attendance_row a
LEFT JOIN (SELECT t.center_code, t.month, max(t.school_days) AS school_days
           FROM stg_center_month t JOIN submission s USING (submission_id)
           WHERE s.status = 'current' GROUP BY t.center_code, t.month) m
       ON a.school_days IS NULL AND m.center_code = a.center_code AND m.month = a.month
WHERE a.child_id IS NOT NULL AND NOT a.exam
ORDER BY a.child_id, a.center_code, a.month, a.raw_row_id;

INSERT INTO exam (child_id, center_code, date, exam, result, score, raw_row_id)
SELECT a.child_id, a.center_code, x.exam_date, x.exam, x.exam_result, x.score, a.raw_row_id
FROM temp.attendance_row a JOIN stg_exam x ON x.raw_row_id = a.raw_row_id
WHERE a.exam AND a.child_id IS NOT NULL
ORDER BY a.raw_row_id, x.stg_exam_id;
