-- id: center.silent
-- stage: load
-- severity: warning
-- field: -
--
-- A month for which a center sent nothing at all, past the days of grace.
SELECT center_code, period_code AS value, max(due) AS expected
FROM center_return
WHERE period_code IN (SELECT period_code FROM calendar_period WHERE kind = 'month')
GROUP BY center_code, period_code
HAVING max(received) = 0 AND max(due) < (SELECT as_of FROM setting)
