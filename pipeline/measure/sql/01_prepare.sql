-- What the figures are computed over: areas, months within periods, and what was due and came.

DELETE FROM indicator_value;
DELETE FROM indicator;

-- The whole area, then the districts; centers appear where they have something to count.
DROP TABLE IF EXISTS temp.area;
CREATE TEMP TABLE area AS
SELECT 'TH63' AS area_code
UNION ALL
SELECT district_code FROM (SELECT district_code FROM district
                           WHERE in_area OR district_code IN (SELECT district_code FROM center)
                           ORDER BY sort);

-- A month lies in the periods that hold its middle, and in itself.
DROP TABLE IF EXISTS temp.month_period;
CREATE TEMP TABLE month_period AS
SELECT m.period_code AS month, p.period_code
FROM calendar_period m
JOIN calendar_period p ON m.period_code || '-15' BETWEEN p.first_day AND p.last_day
WHERE m.kind = 'month';
CREATE INDEX temp.month_period_by_month ON month_period (month);

-- Centers that reported and that were expected to, by kind of return. Where no monthly returns are sent
-- at all, the school year's register stands for "any".
DROP TABLE IF EXISTS temp.center_coverage;
CREATE TEMP TABLE center_coverage AS
SELECT mp.period_code, r.center_code, r.kind, max(r.received) AS received
FROM center_return r JOIN temp.month_period mp ON mp.month = r.period_code
GROUP BY 1, 2, 3
UNION ALL
SELECT p.period_code, r.center_code, 'any', max(r.received)
FROM center_return r
JOIN calendar_period y ON y.period_code = r.period_code
JOIN calendar_period p ON p.first_day < date(y.first_day, '+1 year') AND p.last_day >= y.first_day
WHERE r.kind = 'register' AND NOT EXISTS (SELECT 1 FROM center_return WHERE kind = 'any')
GROUP BY 1, 2;

DROP TABLE IF EXISTS temp.coverage;
CREATE TEMP TABLE coverage AS
SELECT v.period_code, 'TH63' AS area_code, v.kind, sum(v.received) AS reporting, count(*) AS expected
FROM temp.center_coverage v GROUP BY v.period_code, v.kind
UNION ALL
SELECT v.period_code, c.district_code, v.kind, sum(v.received), count(*)
FROM temp.center_coverage v JOIN center c USING (center_code)
WHERE c.district_code IS NOT NULL GROUP BY v.period_code, c.district_code, v.kind
UNION ALL
SELECT v.period_code, v.center_code, v.kind, v.received, 1 FROM temp.center_coverage v;
CREATE INDEX temp.coverage_by_key ON coverage (kind, period_code, area_code);

-- What several indicators stand on, made once: temporary tables and views hide the views of their names while the stage
-- runs (sql/04_finish.sql takes them away).
DROP VIEW IF EXISTS temp.counted_child;
CREATE TEMP VIEW counted_child AS
SELECT period_code, center_code, district_code, sex, age_band, state, reached, over_age, documented, children, NULL AS enrolment_id
FROM child_group;
DROP VIEW IF EXISTS temp.retention_cohort;
CREATE TEMP VIEW retention_cohort AS
SELECT period_code, kind, center_code, district_code, sex, age_band, active, same_center, exit_reason, children,
       NULL AS enrolment_id
FROM cohort_group;
DROP VIEW IF EXISTS temp.learner;
CREATE TEMP VIEW learner AS SELECT period_code, district_code, age, children, NULL AS enrolment_id FROM learner_group;
DROP VIEW IF EXISTS temp.attended_child;
CREATE TEMP VIEW attended_child AS
SELECT month, center_code, district_code, sex, age_band, days_present, school_days, chronic, children, NULL AS attendance_id
FROM attended_group;
DROP VIEW IF EXISTS temp.moved_child;
CREATE TEMP VIEW moved_child AS
SELECT period_code, movement, center_code, district_code, sex, age_band, children, NULL AS enrolment_id FROM movement_group;
DROP VIEW IF EXISTS temp.filled_row;
CREATE TEMP VIEW filled_row AS
SELECT period_code, center_code, district_code, cells, asked, NULL AS enrolment_id FROM filled_group;
DROP TABLE IF EXISTS temp.period_span;
CREATE TEMP TABLE period_span (period_code TEXT PRIMARY KEY, kind TEXT, first_day TEXT, last_day TEXT, day TEXT) WITHOUT ROWID;
INSERT INTO temp.period_span SELECT * FROM main.period_span ORDER BY period_code;
DROP TABLE IF EXISTS temp.placed_child;
CREATE TEMP TABLE placed_child AS SELECT * FROM main.placed_child ORDER BY period_code, child_id;
