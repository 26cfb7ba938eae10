-- id: age.under_grade
-- stage: validate
-- severity: warning
-- field: date_of_birth
--
-- Three years or more under the grade's official age on the day of the register.
SELECT r.raw_row_id, r.submission_id, r.center_code, coalesce(r.birth_text, r.birth_from, r.age) AS value,
       g.official_age AS expected, r.grade_code AS other
FROM roll r
JOIN grade_level g ON g.grade_code = r.grade_code
WHERE floor_years <= g.official_age - 3
