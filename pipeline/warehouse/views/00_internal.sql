-- Views that indicators stand on. Not for reports: no template may read them.

-- Periods with the day at which each is looked at: its last, or the as-of date while it runs.
CREATE VIEW period_span AS
SELECT p.period_code, p.kind, p.first_day, p.last_day, min(p.last_day, d.last_day) AS day
FROM calendar_period p, (SELECT last_day FROM calendar_period WHERE period_code = 'PTD') d;

-- Centers that were open in a period, with the returns that were due from them and those that came. Not grouped by
-- period, so that a condition on the period reaches the tables below the views that stand on it.
CREATE VIEW center_in_period AS
SELECT p.period_code, p.last_day, c.center_code, coalesce(c.district_code, 'unknown') AS district,
       coalesce(r.due, 0) AS returns_due, coalesce(r.received, 0) AS returns_received, coalesce(r.silent, 0) AS months_silent
FROM calendar_period p
CROSS JOIN center c
LEFT JOIN (SELECT q.period_code, t.center_code, sum(t.kind <> 'any') AS due, sum(t.kind <> 'any' AND t.received) AS received,
                  sum(t.kind = 'any' AND NOT t.received) AS silent
           FROM calendar_period q
           JOIN calendar_period m ON m.kind = 'month' AND m.first_day BETWEEN q.first_day AND q.last_day
           JOIN center_return t ON t.period_code = m.period_code
           GROUP BY q.period_code, t.center_code) r
       ON r.period_code = p.period_code AND r.center_code = c.center_code
WHERE coalesce(c.opened <= p.last_day, 1) AND coalesce(c.closed > p.first_day, 1);

-- The children of each period, one by one: what figures count. While measure runs, a temporary view of this name gives
-- the same children in groups (child_group).
CREATE VIEW counted_child AS
SELECT period_code, center_code, district_code, sex, age_band, state, reached, over_age, documented, 1 AS children, enrolment_id
FROM child_period;

-- Children placed in a Thai school or NFE on a period's day, each once; age as in child_period.
CREATE VIEW placed_child AS
WITH day AS MATERIALIZED (
    SELECT p.period_code, p.day, (SELECT max(y.first_day) FROM calendar_period y
                                  WHERE y.kind = 'school_year' AND y.period_code LIKE '%.mlc' AND y.first_day <= p.day) AS year_begins
    FROM period_span p
)
SELECT p.period_code, t.child_id, min(t.placement_id) AS placement_id, t.center_code, c.district_code, h.sex,
       CAST((julianday(p.year_begins)
             - (julianday(h.birth_from) + julianday(coalesce(h.birth_to, h.birth_from))) / 2) / 365.2425 AS INTEGER) AS age
FROM day p
JOIN placement t ON t.placement_type IN ('thai_school', 'thai_nfe') AND t.start_date <= p.day
                AND coalesce(t.end_date > p.day, 1)
JOIN child h ON h.child_id = t.child_id
LEFT JOIN center c ON c.center_code = t.center_code
GROUP BY p.period_code, t.child_id;

-- Children on the roll at the end of a quarter or school year, by age.
CREATE VIEW learner AS
SELECT k.period_code, k.district_code, k.age, 1 AS children, k.enrolment_id
FROM calendar_period p
CROSS JOIN child_period k ON k.period_code = p.period_code
WHERE p.kind IN ('quarter', 'school_year') AND k.state IN ('active', 'carried');

-- The newest estimate of each district that is not of a later year than the period's day.
CREATE VIEW population_of_period AS
SELECT p.period_code, e.population_id, e.district_code, e.age_from, e.age_to, e.central
FROM period_span p
JOIN population e ON e.year = (SELECT max(f.year) FROM population f
                               WHERE f.district_code = e.district_code AND f.year <= CAST(substr(p.day, 1, 4) AS INTEGER));

-- Periods that look at what became of the children of a school year's first month (base).
CREATE VIEW cohort_span AS
SELECT y.period_code AS school_year, substr(y.first_day, 1, 7) AS base, substr(y.period_code, 9) AS calendar, -- 2026-SY.mlc
       p.period_code, p.kind, p.day
FROM calendar_period y
JOIN period_span p ON p.day > date(y.first_day, 'start of month', '+1 month', '-1 day')
                  AND p.day < date(y.first_day, '+1 year') AND p.kind IN ('month', 'quarter', 'school_year')
                  AND (p.kind <> 'school_year' OR p.period_code = y.period_code)
WHERE y.kind = 'school_year';

-- The retention cohort of each period: children active at the end of the school year's first month, with what
-- became of them by the period's day. Who died or was resettled leaves it, so does who is not observed. While measure
-- runs, the same children in groups (cohort_group, made by load as this view says).
CREATE VIEW retention_cohort AS
WITH span AS MATERIALIZED (
    SELECT school_year, period_code, kind, day FROM cohort_span
), member AS MATERIALIZED (
    SELECT y.period_code AS school_year, b.child_id, b.enrolment_id, b.center_code, b.district_code, b.sex, b.age_band
    FROM calendar_period y
    CROSS JOIN child_period b ON b.period_code = substr(y.first_day, 1, 7) AND b.state IN ('active', 'carried')
    CROSS JOIN center c ON c.center_code = b.center_code AND c.calendar = substr(y.period_code, 9) -- 2026-SY.mlc
    WHERE y.kind = 'school_year'
)
SELECT p.period_code, p.kind, b.child_id, b.enrolment_id, b.center_code, b.district_code, b.sex, b.age_band,
       k.state IN ('active', 'carried') AS active, k.center_code = b.center_code AS same_center,
       -- asked only of those who are on no roll
       CASE WHEN k.state IS NULL OR k.state = 'left' THEN
           (SELECT e.exit_reason FROM enrolment e WHERE e.child_id = b.child_id AND e.end_date <= p.day
            ORDER BY e.end_date DESC, e.enrolment_id LIMIT 1) END AS exit_reason,
       1 AS children
FROM span p
CROSS JOIN member b ON b.school_year = p.school_year
LEFT JOIN child_period k ON k.period_code = p.period_code AND k.child_id = b.child_id
WHERE k.state IN ('active', 'carried')
   OR (coalesce(k.state, 'left') = 'left'
       AND coalesce((SELECT e.exit_reason FROM enrolment e WHERE e.child_id = b.child_id AND e.end_date <= p.day
                     ORDER BY e.end_date DESC, e.enrolment_id LIMIT 1), '') NOT IN ('death', 'resettled'));

-- Children in a month's attendance whose school days are known.
CREATE VIEW attended_child AS
SELECT a.month, a.center_code, c.district_code, h.sex, k.age_band, a.days_present, a.school_days,
       a.days_present < 0.8 * a.school_days AS chronic, 1 AS children, a.attendance_id
FROM attendance a
JOIN child h ON h.child_id = a.child_id
LEFT JOIN child_period k ON k.period_code = a.month AND k.child_id = a.child_id
LEFT JOIN center c ON c.center_code = a.center_code
WHERE a.school_days > 0 AND a.days_present IS NOT NULL;

-- Who came to the network in a period (its first spell at any center begins in it) and who left it, at the center that it
-- came to or left; everything else as the period's table has it.
CREATE VIEW moved_child AS
WITH first_spell AS (
    -- the bare column is that of the earliest spell
    SELECT child_id, enrolment_id, center_code, start_date, min(start_date || printf('%012d', enrolment_id))
    FROM enrolment GROUP BY child_id
), entry_day AS MATERIALIZED (
    -- days are few, children many
    SELECT d.start_date, p.period_code
    FROM (SELECT DISTINCT start_date FROM first_spell) d
    CROSS JOIN period_span p ON d.start_date BETWEEN p.first_day AND p.day
)
SELECT k.period_code, 'came' AS movement, e.center_code, k.district_code, k.sex, k.age_band, 1 AS children, e.enrolment_id
FROM first_spell e
CROSS JOIN entry_day d ON d.start_date = e.start_date
CROSS JOIN child_period k ON k.period_code = d.period_code AND k.child_id = e.child_id
UNION ALL
SELECT k.period_code, 'left', k.center_code, k.district_code, k.sex, k.age_band, 1, k.enrolment_id
FROM child_period k
JOIN enrolment e ON e.enrolment_id = k.enrolment_id
WHERE k.state = 'left' AND e.exit_reason <> 'transfer_mlc';

-- Cells of sex, birth, grade, father, mother and entry date of a register's row: filled, and asked for.
CREATE VIEW filled_cell AS
SELECT raw_row_id,
       (sex IS NOT NULL) + (birth_from IS NOT NULL) + (grade_code IS NOT NULL) + (father_name IS NOT NULL)
       + (mother_name IS NOT NULL) + (enrolment_date IS NOT NULL) AS cells,
       6 AS asked
FROM stg_register;

-- The same of the rows of who is on the roll at the end of a quarter or school year.
CREATE VIEW filled_row AS
SELECT k.period_code, k.center_code, k.district_code, f.cells, f.asked, k.enrolment_id
FROM calendar_period p
CROSS JOIN child_period k ON k.period_code = p.period_code
CROSS JOIN enrolment e ON e.enrolment_id = k.enrolment_id
CROSS JOIN filled_cell f ON f.raw_row_id = e.raw_row_id
WHERE p.kind IN ('quarter', 'school_year') AND k.state IN ('active', 'carried');
