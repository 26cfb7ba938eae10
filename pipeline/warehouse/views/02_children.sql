-- Children of a period, each once, at one center. All views here have a row per child or per period; none
-- has a name but report_child.

CREATE VIEW report_child_active AS
SELECT p.period_code AS period, coalesce(p.district_code, 'unknown') AS district, p.center_code,
       coalesce(p.sex, 'unknown') AS sex, p.age, p.age_band, coalesce(p.grade_code, 'unknown') AS grade,
       coalesce(g.thai_equivalent, 'unknown') AS grade_th, coalesce(g.isced, 'unknown') AS isced,
       coalesce(p.curriculum, 'unknown') AS curriculum, p.state,
       p.over_age
FROM child_period p
LEFT JOIN grade g ON g.grade_code = p.grade_code
WHERE p.state IN ('active', 'carried');

CREATE VIEW report_reach AS
SELECT p.period_code AS period, coalesce(p.district_code, 'unknown') AS district, p.center_code,
       coalesce(p.sex, 'unknown') AS sex, p.age, p.age_band, coalesce(p.grade_code, 'unknown') AS grade,
       coalesce(p.curriculum, 'unknown') AS curriculum, p.state
FROM child_period p
WHERE p.reached;

-- The same children as report_child_active with what is sensitive: nationality, ethnicity, documents,
-- disability.
CREATE VIEW report_child_profile AS
SELECT p.period_code AS period, coalesce(p.district_code, 'unknown') AS district, p.center_code,
       coalesce(p.sex, 'unknown') AS sex, p.age_band, coalesce(p.grade_code, 'unknown') AS grade,
       coalesce(c.nationality, 'unknown') AS nationality, coalesce(c.ethnicity, 'unknown') AS ethnicity,
       coalesce(c.document_status, 'unknown') AS document,
       CASE WHEN c.thai_id13 IS NOT NULL THEN substr(c.thai_id13, 1, 1) END AS id_class,
       coalesce(c.disability, 'unknown') AS disability, coalesce(e.boarding, 'unknown') AS boarding
FROM child_period p
JOIN child c ON c.child_id = p.child_id
JOIN enrolment e ON e.enrolment_id = p.enrolment_id
WHERE p.state IN ('active', 'carried');

-- Children who are on the roll of a center that has been silent for too long: shown apart.
CREATE VIEW report_not_observed AS
SELECT p.period_code AS period, coalesce(p.district_code, 'unknown') AS district, p.center_code,
       coalesce(p.sex, 'unknown') AS sex, p.age_band, e.observed_until
FROM child_period p JOIN enrolment e ON e.enrolment_id = p.enrolment_id
WHERE p.state = 'not_observed';

-- One row per period, district, center and sex: for trends over many periods.
CREATE VIEW report_enrolment_trend AS
SELECT p.period_code AS period, d.kind, d.first_day, d.last_day, coalesce(p.district_code, 'unknown') AS district,
       p.center_code, coalesce(p.sex, 'unknown') AS sex, sum(p.state IN ('active', 'carried')) AS active,
       sum(p.reached) AS reached, sum(p.state = 'not_observed') AS not_observed, sum(p.state = 'left') AS left_in_period
FROM child_period p JOIN calendar_period d ON d.period_code = p.period_code
GROUP BY p.period_code, p.district_code, p.center_code, p.sex;

-- Counted first: few groups look for what their grade is elsewhere, not each child.
CREATE VIEW report_enrolment_by_grade AS
SELECT p.period_code AS period, coalesce(p.district_code, 'unknown') AS district, coalesce(p.grade_code, 'unknown') AS grade,
       coalesce(g.thai_equivalent, 'unknown') AS grade_th, coalesce(g.isced, 'unknown') AS isced,
       coalesce(p.sex, 'unknown') AS sex, p.children
FROM (SELECT period_code, district_code, grade_code, sex, count(*) AS children FROM child_period
      WHERE state IN ('active', 'carried') GROUP BY period_code, district_code, grade_code, sex) p
LEFT JOIN grade g ON g.grade_code = p.grade_code;

CREATE VIEW report_enrolment_by_age AS
SELECT period, district, coalesce(age, 'unknown') AS age, age_band, grade, sex, count(*) AS children,
       sum(coalesce(over_age, 0)) AS over_age
FROM report_child_active GROUP BY period, district, age, age_band, grade, sex;

CREATE VIEW report_enrolment_by_curriculum AS
SELECT period, district, curriculum, isced, sex, count(*) AS children
FROM report_child_active GROUP BY period, district, curriculum, isced, sex;

-- The roster: names. For the officer and for the children's own center.
CREATE VIEW report_child AS
SELECT p.period_code AS period, p.center_code, coalesce(p.district_code, 'unknown') AS district, c.public_id,
       c.display_name AS name, c.name_latin, coalesce(p.sex, 'unknown') AS sex, c.birth_from, c.birth_to,
       c.birth_precision, p.age, coalesce(p.grade_code, 'unknown') AS grade, coalesce(p.curriculum, 'unknown') AS curriculum,
       e.student_code, e.start_date, e.end_date, e.exit_reason, p.state, coalesce(c.nationality, 'unknown') AS nationality,
       coalesce(c.document_status, 'unknown') AS document, c.thai_id13, c.g_code,
       (SELECT count(*) FROM child_record k WHERE k.child_id = c.child_id) AS records
FROM child_period p
JOIN child c ON c.child_id = p.child_id
JOIN enrolment e ON e.enrolment_id = p.enrolment_id;
