-- id: attendance.not_on_roll
-- stage: load
-- severity: warning
-- field: full_name
--
-- Days present of a child whom no register of the center names, or who was not on its roll in that month.
SELECT raw_row_id, submission_id, center_code, coalesce(full_name, student_code) AS value, month AS other
FROM attendance_row
WHERE child_id IS NULL OR NOT on_roll
