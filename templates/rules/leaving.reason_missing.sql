-- id: leaving.reason_missing
-- stage: validate
-- severity: warning
-- field: leaving_reason
SELECT raw_row_id, submission_id, center_code, leaving_date AS other
FROM roll
WHERE leaving_date IS NOT NULL AND leaving_reason IS NULL
