-- id: incident.counted_not_listed
-- stage: validate
-- severity: warning
-- field: incidents
--
-- The month's return counts incidents that no incident list names.
SELECT m.raw_row_id, m.submission_id, m.center_code, m.incidents AS value, m.month AS other
FROM stg_center_month m
JOIN submission s ON s.submission_id = m.submission_id AND s.status = 'current'
WHERE m.incidents > 0
  AND NOT EXISTS (SELECT 1 FROM incident_month i
                  WHERE i.center_code = m.center_code AND i.month = m.month)
