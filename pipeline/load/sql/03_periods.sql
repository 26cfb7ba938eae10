-- Periods from the first school year of the data to the as-of date.

-- School-year calendars: learning centers from June, Thai schools from mid-May; both to the end of March.
DROP TABLE IF EXISTS temp.calendar;
CREATE TEMP TABLE calendar AS
SELECT column1 AS calendar, column2 AS begins, column3 AS ends
FROM (VALUES ('mlc', '06-01', '03-31'), ('thai', '05-16', '03-31'));

-- Months of which attendance was sent: a submission is of one center and month, like its rows.
DROP TABLE IF EXISTS temp.attendance_sent;
CREATE TEMP TABLE attendance_sent AS
SELECT submission_id, center_code, period_code AS month FROM submission s
WHERE EXISTS (SELECT 1 FROM stg_attendance a WHERE a.submission_id = s.submission_id)
ORDER BY submission_id;

-- The same of registers, with the days that their rows speak of.
DROP TABLE IF EXISTS temp.register_sent;
CREATE TEMP TABLE register_sent AS
SELECT submission_id, center_code, period_code, source_file_id, count(*) AS rows,
       min(register_date) AS first_date, max(register_date) AS last_date
FROM submission CROSS JOIN stg_register USING (submission_id, center_code, period_code)
WHERE status = 'current' GROUP BY submission_id;

-- The first day that a register or return speaks of, at most 15 years back: a wrong date makes no decades.
DROP TABLE IF EXISTS temp.data_range;
CREATE TEMP TABLE data_range AS
SELECT max(coalesce(min(day), (SELECT as_of FROM setting)), date((SELECT as_of FROM setting), '-15 years')) AS first_day,
       (SELECT as_of FROM setting) AS as_of
FROM (SELECT min(first_date) AS day FROM temp.register_sent
      UNION ALL
      SELECT min(month) || '-01' FROM temp.attendance_sent JOIN submission USING (submission_id) WHERE status = 'current'
      UNION ALL
      SELECT min(month) || '-01' FROM stg_center_month JOIN submission USING (submission_id) WHERE status = 'current');

DROP TABLE IF EXISTS temp.school_year;
CREATE TEMP TABLE school_year AS
WITH RECURSIVE years (year) AS (
    SELECT CAST(substr(first_day, 1, 4) AS INTEGER) - 1 FROM data_range
    UNION ALL
    SELECT year + 1 FROM years, data_range WHERE year < CAST(substr(as_of, 1, 4) AS INTEGER)
)
SELECT c.calendar, printf('%d-SY.%s', y.year, c.calendar) AS period_code,
       y.year || '-' || c.begins AS first_day, (y.year + 1) || '-' || c.ends AS last_day,
       (y.year + 1) || '-' || c.begins AS next_first_day
FROM years y, temp.calendar c, data_range r
WHERE y.year || '-' || c.begins <= r.as_of AND (y.year + 1) || '-' || c.begins > r.first_day
ORDER BY c.calendar, y.year;

INSERT INTO calendar_period (period_code, kind, first_day, last_day)
WITH RECURSIVE months (day) AS (
    SELECT coalesce((SELECT min(first_day) FROM temp.school_year), (SELECT first_day FROM data_range))
    UNION ALL
    SELECT date(day, 'start of month', '+1 month') FROM months, data_range
    WHERE date(day, 'start of month', '+1 month') <= as_of
), first_days (day) AS (
    SELECT date(day, 'start of month') FROM months
), project_years (n, day) AS (
    SELECT 1, project_start FROM setting WHERE project_start IS NOT NULL
    UNION ALL
    SELECT n + 1, date(project_start, '+' || n || ' years') FROM project_years, setting
    WHERE date(project_start, '+' || n || ' years') <= setting.as_of
), all_periods AS (
    SELECT strftime('%Y-%m', day) AS code, 'month' AS kind, day AS first_day,
           date(day, '+1 month', '-1 day') AS last_day
    FROM first_days
    UNION ALL
    SELECT strftime('%Y', day) || '-Q' || ((CAST(strftime('%m', day) AS INTEGER) + 2) / 3), 'quarter',
           date(day, '-' || ((CAST(strftime('%m', day) AS INTEGER) - 1) % 3) || ' months'),
           date(day, '-' || ((CAST(strftime('%m', day) AS INTEGER) - 1) % 3) || ' months', '+3 months', '-1 day')
    FROM first_days GROUP BY 1
    UNION ALL
    SELECT substr(first_day, 1, 4) || '-T1', 'term', substr(first_day, 1, 4) || '-05-16',
           substr(first_day, 1, 4) || '-10-11'
    FROM temp.school_year WHERE calendar = 'thai'
    UNION ALL
    SELECT substr(first_day, 1, 4) || '-T2', 'term', substr(first_day, 1, 4) || '-11-01',
           substr(next_first_day, 1, 4) || '-04-01'
    FROM temp.school_year WHERE calendar = 'thai'
    UNION ALL
    SELECT period_code, 'school_year', first_day, last_day FROM temp.school_year
    WHERE calendar IN (SELECT calendar FROM center) OR calendar = 'mlc'
    UNION ALL
    SELECT 'PY' || n, 'project_year', day, date(day, '+1 year', '-1 day') FROM project_years, data_range
    WHERE date(day, '+1 year') > first_day
    UNION ALL
    SELECT 'PTD', 'project', coalesce(project_start, first_day), setting.as_of FROM setting, data_range
)
SELECT code, kind, first_day, last_day FROM all_periods, setting
WHERE first_day <= as_of
ORDER BY code;
