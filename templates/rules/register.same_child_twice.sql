-- id: register.same_child_twice
-- stage: validate
-- severity: warning
-- field: full_name
--
-- Two rows of one register with one name and one student number, however the father is spelled; or with one name
-- that share birth date or father and contradict each other in neither of these nor in the number. Twins have two names.
WITH shared AS MATERIALIZED (
    SELECT name_key, center_code, period_code FROM roll WHERE name_key IS NOT NULL
    GROUP BY name_key, center_code, period_code HAVING count(*) > 1
)
SELECT b.raw_row_id, b.submission_id, b.center_code, b.name AS value,
       min(w.row_number) AS other
FROM shared s
CROSS JOIN roll b ON b.name_key = s.name_key AND b.center_code = s.center_code AND b.period_code = s.period_code
CROSS JOIN roll a ON a.center_code = b.center_code AND a.period_code = b.period_code
           AND a.name_key = b.name_key AND a.raw_row_id < b.raw_row_id
JOIN raw_row w ON w.raw_row_id = a.raw_row_id
WHERE a.student_code = b.student_code
   OR (coalesce(a.birth_from = b.birth_from, 1)
       AND coalesce(a.father_key = b.father_key, 1)
       AND (a.student_code IS NULL OR b.student_code IS NULL)
       AND coalesce(a.birth_from = b.birth_from, a.father_key = b.father_key, 0))
GROUP BY b.raw_row_id
