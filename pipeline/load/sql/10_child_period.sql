-- Every child of every period, once (see the table's comment in the schema).

DROP TABLE IF EXISTS temp.person;
CREATE TEMP TABLE person AS
SELECT child_id, sex, date((julianday(birth_from) + julianday(coalesce(birth_to, birth_from))) / 2) AS born
FROM child WHERE child_id IN (SELECT child_id FROM enrolment);
CREATE UNIQUE INDEX temp.person_by_child ON person (child_id);

-- Spells with what ranks them: the center's number by code, and whether the child has another center at all.
DROP TABLE IF EXISTS temp.stay;
CREATE TEMP TABLE stay (
    enrolment_id INTEGER PRIMARY KEY, child_id INTEGER, center_code TEXT, center_id INTEGER, district_code TEXT, calendar TEXT,
    grade_code TEXT, curriculum TEXT, start_date TEXT, end_date TEXT, open INTEGER, observed_until TEXT, carried_until TEXT,
    start_number INTEGER, last_number INTEGER, rival INTEGER, sex TEXT, born_year INTEGER, born_day TEXT);
INSERT INTO temp.stay
SELECT e.enrolment_id, e.child_id, e.center_code, c.center_id, c.district_code, c.calendar, e.grade_code, e.curriculum,
       e.start_date, coalesce(e.end_date, '9999-12-31'), e.end_date IS NULL, e.observed_until,
       date(e.observed_until, 'start of month', '+' || (s.observed_months + 1) || ' months', '-1 day'),
       CAST(julianday(e.start_date) AS INTEGER), CAST(julianday(e.observed_until) AS INTEGER), r.child_id IS NOT NULL,
       p.sex, CAST(substr(p.born, 1, 4) AS INTEGER), substr(p.born, 6)
FROM enrolment e
JOIN center c ON c.center_code = e.center_code
JOIN temp.person p ON p.child_id = e.child_id
LEFT JOIN (SELECT child_id FROM enrolment GROUP BY child_id HAVING min(center_code) <> max(center_code)) r
       ON r.child_id = e.child_id,
setting s;

-- The day at which a period is looked at, and the first day of the school year on which ages are counted, by
-- calendar, as year and day of the year. Counted by calendar years, every birthday has been.
DROP TABLE IF EXISTS temp.period_day;
CREATE TEMP TABLE period_day (period INTEGER PRIMARY KEY, period_code TEXT, first_day TEXT, day TEXT);
INSERT INTO temp.period_day (period_code, first_day, day)
SELECT p.period_code, p.first_day, min(p.last_day, s.as_of) FROM calendar_period p, setting s
ORDER BY p.period_code;

DROP TABLE IF EXISTS temp.age_day;
CREATE TEMP TABLE age_day (period INTEGER, calendar TEXT, year INTEGER, day TEXT,
                           PRIMARY KEY (period, calendar)) WITHOUT ROWID;
INSERT INTO temp.age_day
SELECT p.period, c.calendar, CAST(substr(max(y.first_day), 1, 4) AS INTEGER),
       CASE s.age_basis WHEN 'completed' THEN substr(max(y.first_day), 6) ELSE '99-99' END
FROM temp.period_day p
JOIN temp.calendar c
JOIN temp.school_year y ON y.calendar = c.calendar AND y.first_day <= p.day, setting s
GROUP BY p.period, c.calendar;

DROP TABLE IF EXISTS temp.age_band;
CREATE TEMP TABLE age_band (age INTEGER PRIMARY KEY, band TEXT);
WITH RECURSIVE n (age) AS (SELECT 0 UNION ALL SELECT age + 1 FROM n WHERE age < 40)
INSERT INTO temp.age_band
SELECT age, CASE WHEN age <= 2 THEN '0-2' WHEN age <= 5 THEN '3-5' WHEN age <= 11 THEN '6-11' WHEN age <= 14 THEN '12-14'
                 WHEN age <= 17 THEN '15-17' ELSE '18+' END
FROM n;

-- Which spell stands for the child. Open at the end first, then most days present, then the first center code;
-- of ended or unobserved ones the one last heard of. A child of one center: its latest spell.
DROP TABLE IF EXISTS temp.chosen;
CREATE TEMP TABLE chosen (period INTEGER, child_id INTEGER, enrolment_id INTEGER, reached INTEGER,
                          PRIMARY KEY (period, child_id)) WITHOUT ROWID;
INSERT INTO temp.chosen
SELECT period, child_id, enrolment_id, sum(reaches) > 0
FROM (
    -- bare columns come from the row of the greatest rank
    SELECT period, child_id, enrolment_id, reaches,
           CASE WHEN NOT rival THEN start_number
                WHEN end_date > day AND (NOT open OR day <= carried_until)
                THEN 100000000000000
                     + coalesce((SELECT CAST(sum(a.days_present) AS INTEGER) FROM attendance a
                                 WHERE a.child_id = here.child_id AND a.center_code = here.center_code
                                   AND a.month BETWEEN substr(here.first_day, 1, 7) AND substr(here.day, 1, 7)), 0) * 1000000
                     + 999999 - center_id
                ELSE last_number * 1000000 + 999999 - center_id END AS rank
    FROM (SELECT p.period, p.first_day, p.day, e.enrolment_id, e.child_id, e.center_code, e.center_id, e.end_date, e.open,
                 e.carried_until, e.rival, e.start_number, e.last_number,
                 NOT e.open OR p.first_day <= e.carried_until AS reaches
          FROM temp.period_day p CROSS JOIN temp.stay e
          WHERE e.start_date <= p.day AND e.end_date > p.first_day) here
)
GROUP BY period, child_id
HAVING max(rank) IS NOT NULL;

INSERT INTO child_period (period_code, child_id, enrolment_id, center_code, district_code, sex, age, age_band,
                          grade_code, curriculum, state, reached)
SELECT p.period_code, k.child_id, k.enrolment_id, e.center_code, e.district_code, e.sex, b.age, coalesce(b.band, 'unknown'),
       e.grade_code, e.curriculum,
       CASE WHEN e.end_date <= p.day THEN 'left' WHEN NOT e.open OR p.day <= e.observed_until THEN 'active'
            WHEN p.day <= e.carried_until THEN 'carried' ELSE 'not_observed' END,
       k.reached
FROM temp.chosen k
CROSS JOIN temp.period_day p ON p.period = k.period
CROSS JOIN temp.stay e ON e.enrolment_id = k.enrolment_id
LEFT JOIN temp.age_day a ON a.period = k.period AND a.calendar = e.calendar
LEFT JOIN temp.age_band b ON b.age = a.year - e.born_year - (a.day < e.born_day)
ORDER BY k.period, k.child_id;
