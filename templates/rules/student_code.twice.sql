-- id: student_code.twice
-- stage: validate
-- severity: warning
-- field: student_code
--
-- One student number given to two names of one register.
WITH shared AS MATERIALIZED (
    SELECT student_code, center_code, period_code FROM roll WHERE student_code IS NOT NULL
    GROUP BY student_code, center_code, period_code HAVING count(*) > 1
)
SELECT b.raw_row_id, b.submission_id, b.center_code, b.student_code AS value,
       min(w.row_number) AS other
FROM shared s
CROSS JOIN roll b ON b.student_code = s.student_code AND b.center_code = s.center_code AND b.period_code = s.period_code
CROSS JOIN roll a ON a.center_code = b.center_code AND a.period_code = b.period_code
           AND a.student_code = b.student_code AND a.raw_row_id < b.raw_row_id
JOIN raw_row w ON w.raw_row_id = a.raw_row_id
WHERE a.name_key <> b.name_key
GROUP BY b.raw_row_id
