-- Every child of every period, once (see the table's comment in the schema).

DROP TABLE IF EXISTS temp.person;
CREATE TEMP TABLE person AS
SELECT child_id, sex, date((julianday(birth_from) + julianday(coalesce(birth_to, birth_from))) / 2) AS born
FROM child WHERE child_id IN (SELECT child_id FROM enrolment);
CREATE UNIQUE INDEX temp.person_by_child ON person (child_id);

-- Spells with what ranks them: the center's number by code, and whether the child has another center at all.
DROP TABLE IF EXISTS temp.stay;
CREATE TEMP TABLE stay (
    child_id INTEGER, enrolment_id INTEGER, start_date TEXT, end_date TEXT, open INTEGER, observed_until TEXT,
    carried_until TEXT, center_code TEXT, center_id INTEGER, district_code TEXT, calendar TEXT, grade_code TEXT,
    curriculum TEXT, start_number INTEGER, last_number INTEGER, rival INTEGER, sex TEXT, born_year INTEGER, born_day TEXT,
    PRIMARY KEY (child_id, enrolment_id)) WITHOUT ROWID;
INSERT INTO temp.stay
SELECT e.child_id, e.enrolment_id, e.start_date, coalesce(e.end_date, '9999-12-31'), e.end_date IS NULL, e.observed_until,
       date(e.observed_until, 'start of month', '+' || (s.observed_months + 1) || ' months', '-1 day'),
       e.center_code, c.center_id, c.district_code, c.calendar, e.grade_code, e.curriculum,
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
WHERE p.last_day >= (SELECT min(start_date) FROM enrolment)
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
-- Periods, then stays by child, are walked in the order of the groups and of the table: nothing is sorted.
INSERT INTO child_period (period_code, child_id, enrolment_id, center_code, district_code, sex, age, age_band,
                          grade_code, curriculum, state, reached)
WITH chosen AS (
    -- bare columns come from the row of the greatest rank
    SELECT p.period, p.period_code, p.day, e.child_id, e.enrolment_id, e.center_code, e.district_code, e.calendar, e.sex,
           e.born_year, e.born_day, e.grade_code, e.curriculum, e.end_date, e.open, e.observed_until, e.carried_until,
           sum(NOT e.open OR p.first_day <= e.carried_until) > 0 AS reached
    FROM temp.period_day p CROSS JOIN temp.stay e
    WHERE e.start_date <= p.day AND e.end_date > p.first_day
    GROUP BY p.period, e.child_id
    HAVING max(CASE WHEN NOT e.rival THEN e.start_number
                        WHEN e.end_date > p.day AND (NOT e.open OR p.day <= e.carried_until)
                        THEN 100000000000000
                             + coalesce((SELECT CAST(sum(a.days_present) AS INTEGER) FROM attendance a
                                         WHERE a.child_id = e.child_id AND a.center_code = e.center_code
                                           AND a.month BETWEEN substr(p.first_day, 1, 7) AND substr(p.day, 1, 7)), 0) * 1000000
                             + 999999 - e.center_id
                        ELSE e.last_number * 1000000 + 999999 - e.center_id END) IS NOT NULL
)
SELECT e.period_code, e.child_id, e.enrolment_id, e.center_code, e.district_code, e.sex, b.age, coalesce(b.band, 'unknown'),
       e.grade_code, e.curriculum,
       CASE WHEN e.end_date <= e.day THEN 'left' WHEN NOT e.open OR e.day <= e.observed_until THEN 'active'
            WHEN e.day <= e.carried_until THEN 'carried' ELSE 'not_observed' END,
       e.reached
FROM chosen e
LEFT JOIN temp.age_day a ON a.period = e.period AND a.calendar = e.calendar
LEFT JOIN temp.age_band b ON b.age = a.year - e.born_year - (a.day < e.born_day);
