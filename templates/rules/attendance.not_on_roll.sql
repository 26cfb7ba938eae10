-- id: attendance.not_on_roll
-- stage: load
-- severity: warning
-- field: full_name
--
-- Days present of a child whom no register of the center names, or who was not on its roll in that month. A
-- center without any register of that school year has another fault, which report_return shows.
SELECT raw_row_id, submission_id, center_code, name AS value, month AS other
FROM stray_attendance
WHERE EXISTS (SELECT 1 FROM snapshot s WHERE s.center_code = stray_attendance.center_code
              AND s.school_year = stray_attendance.school_year)
