-- Every child of every period, once (see the table's comment in the schema).

DROP TABLE IF EXISTS temp.person;
CREATE TEMP TABLE person AS
SELECT child_id, sex, date((julianday(birth_from) + julianday(coalesce(birth_to, birth_from))) / 2) AS born
FROM child WHERE child_id IN (SELECT child_id FROM enrolment);
CREATE UNIQUE INDEX temp.person_by_child ON person (child_id);

-- Spells with what ranks them: the center's number by code, and whether the child has another center at all.
DROP TABLE IF EXISTS temp.stay;
CREATE TEMP TABLE stay AS
SELECT e.enrolment_id, e.child_id, e.center_code, c.center_id, c.district_code, c.calendar, e.grade_code, e.curriculum,
       e.start_date, coalesce(e.end_date, '9999-12-31') AS end_date, e.end_date IS NULL AS open, e.observed_until,
       date(e.observed_until, 'start of month', '+' || (s.observed_months + 1) || ' months', '-1 day') AS carried_until,
       CAST(julianday(e.start_date) AS INTEGER) AS start_number,
       CAST(julianday(e.observed_until) AS INTEGER) AS last_number,
       r.child_id IS NOT NULL AS rival, p.sex, p.born
FROM enrolment e
JOIN center c ON c.center_code = e.center_code
JOIN temp.person p ON p.child_id = e.child_id
LEFT JOIN (SELECT child_id FROM enrolment GROUP BY child_id HAVING min(center_code) <> max(center_code)) r
       ON r.child_id = e.child_id,
setting s
ORDER BY e.child_id, e.enrolment_id;
CREATE INDEX temp.stay_by_child ON stay (child_id);

-- The day at which a period is looked at, and the first day of the school year on which ages are counted.
DROP TABLE IF EXISTS temp.period_day;
CREATE TEMP TABLE period_day AS
SELECT p.period_code, p.first_day, min(p.last_day, s.as_of) AS day,
       (SELECT max(first_day) FROM temp.school_year WHERE calendar = 'mlc' AND first_day <= min(p.last_day, s.as_of)) AS mlc_day,
       (SELECT max(first_day) FROM temp.school_year WHERE calendar = 'thai' AND first_day <= min(p.last_day, s.as_of)) AS thai_day
FROM calendar_period p, setting s
ORDER BY p.period_code;

INSERT INTO child_period (period_code, child_id, enrolment_id, center_code, district_code, sex, age, age_band,
                          grade_code, curriculum, state, reached)
WITH candidate AS (
    SELECT p.period_code, e.*,
           CASE e.calendar WHEN 'thai' THEN p.thai_day ELSE p.mlc_day END AS age_day,
           CASE WHEN e.end_date <= p.day THEN 'left'
                WHEN NOT e.open OR p.day <= e.observed_until THEN 'active'
                WHEN p.day <= e.carried_until THEN 'carried'
                ELSE 'not_observed' END AS state,
           NOT e.open OR p.first_day <= e.carried_until AS reaches,
           -- open at the end first, then most days present, then the first center code; of ended or
           -- unobserved ones the one last heard of. A child of one center: its latest spell.
           CASE WHEN NOT e.rival THEN e.start_number
                WHEN e.end_date > p.day AND (NOT e.open OR p.day <= e.carried_until)
                THEN 100000000000000
                     + coalesce((SELECT CAST(sum(a.days_present) AS INTEGER) FROM attendance a
                                 WHERE a.child_id = e.child_id AND a.center_code = e.center_code
                                   AND a.month BETWEEN substr(p.first_day, 1, 7) AND substr(p.day, 1, 7)), 0) * 1000000
                     + 999999 - e.center_id
                ELSE e.last_number * 1000000 + 999999 - e.center_id END AS rank
    FROM temp.period_day p
    CROSS JOIN temp.stay e INDEXED BY stay_by_child
    WHERE e.start_date <= p.day AND e.end_date > p.first_day
), chosen AS (
    -- bare columns come from the row of the greatest rank
    SELECT *, max(rank), sum(reaches) > 0 AS reached
    FROM candidate GROUP BY period_code, child_id
), aged AS (
    SELECT *, CAST(substr(age_day, 1, 4) AS INTEGER) - CAST(substr(born, 1, 4) AS INTEGER)
              - (basis = 'completed' AND substr(age_day, 6) < substr(born, 6)) AS age
    FROM chosen, (SELECT age_basis AS basis FROM setting)
)
SELECT period_code, child_id, enrolment_id, center_code, district_code, sex, age,
       CASE WHEN age IS NULL THEN 'unknown' WHEN age <= 2 THEN '0-2' WHEN age <= 5 THEN '3-5' WHEN age <= 11 THEN '6-11'
            WHEN age <= 14 THEN '12-14' WHEN age <= 17 THEN '15-17' ELSE '18+' END,
       grade_code, curriculum, state, reached
FROM aged
ORDER BY period_code, child_id;
