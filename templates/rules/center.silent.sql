-- id: center.silent
-- stage: load
-- severity: warning
-- field: -
--
-- A month for which a center sent nothing at all, past the days of grace.
SELECT center_code, period_code AS value, due AS expected
FROM center_return
WHERE kind = 'any' AND NOT received AND due < (SELECT as_of FROM setting)
