-- id: leaving.before_entry
-- stage: validate
-- severity: error
-- field: leaving_date
SELECT raw_row_id, submission_id, center_code, leaving_date AS value, enrolment_date AS other
FROM roll
WHERE leaving_date < enrolment_date
