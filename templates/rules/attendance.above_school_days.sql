-- id: attendance.above_school_days
-- stage: validate
-- severity: error
-- field: days_present
SELECT a.raw_row_id, a.submission_id, a.center_code, printf('%g', a.days_present) AS value,
       printf('%g', a.school_days) AS expected
FROM stg_attendance a
JOIN submission s ON s.submission_id = a.submission_id AND s.status = 'current'
WHERE a.days_present > a.school_days
