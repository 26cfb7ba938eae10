-- id: incident.nil_report_missing
-- stage: validate
-- severity: warning
-- field: incidents
--
-- A month's return that neither counts incidents nor says "nil": silence is not safety.
SELECT m.raw_row_id, m.submission_id, m.center_code, m.month AS other
FROM stg_center_month m
JOIN submission s ON s.submission_id = m.submission_id AND s.status = 'current'
WHERE m.incidents IS NULL AND coalesce(m.incidents_nil, 'no') <> 'yes'
