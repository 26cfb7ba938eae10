-- id: leaving.date_missing
-- stage: validate
-- severity: warning
-- field: leaving_date
SELECT raw_row_id, submission_id, center_code, leaving_reason AS other
FROM roll
WHERE leaving_reason IS NOT NULL AND leaving_date IS NULL
