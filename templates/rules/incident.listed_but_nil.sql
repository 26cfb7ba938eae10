-- id: incident.listed_but_nil
-- stage: validate
-- severity: warning
-- field: incidents
--
-- The month's return says "nil" (or none), and the incident list has one of that month.
SELECT m.raw_row_id, m.submission_id, m.center_code, coalesce(m.incidents_nil, m.incidents) AS value,
       count(*) AS expected, m.month AS other
FROM stg_center_month m
JOIN submission s ON s.submission_id = m.submission_id AND s.status = 'current'
JOIN incident_month i ON i.center_code = m.center_code AND i.month = m.month
WHERE m.incidents_nil = 'yes' OR m.incidents = 0
GROUP BY m.raw_row_id
