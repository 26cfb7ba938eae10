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

-- Returns that were due, and whether they came: what coverage counts. A monthly one speaks for every period that holds its
-- month. Where no monthly returns are sent at all, the school year's register stands for "any".
DROP VIEW IF EXISTS temp.due_return;
CREATE TEMP VIEW due_return AS
SELECT center_code, kind, period_code, 1 AS monthly, received FROM center_return WHERE kind <> 'register'
UNION ALL
SELECT r.center_code, 'any', p.period_code, 0, r.received
FROM center_return r
JOIN calendar_period y ON y.period_code = r.period_code
JOIN calendar_period p ON p.first_day < date(y.first_day, '+1 year') AND p.last_day >= y.first_day
WHERE r.kind = 'register' AND NOT EXISTS (SELECT 1 FROM center_return WHERE kind = 'any');

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
