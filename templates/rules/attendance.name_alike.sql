-- id: attendance.name_alike
-- stage: load
-- severity: info
-- field: full_name
--
-- Days present under a name that is spelled otherwise than on the center's register, and that only one child's
-- name there sounds like.
SELECT raw_row_id, submission_id, center_code, name AS value, register_name AS other
FROM alike_attendance
