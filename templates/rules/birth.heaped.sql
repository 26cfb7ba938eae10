-- id: birth.heaped
-- stage: validate
-- severity: warning
-- field: date_of_birth
--
-- Too many children of one register born on 1 January: years that a program made into dates. Of 30 children
-- one in 365 would be expected; heaping_share of rollbook.yaml is what is let pass.
SELECT dated_submission_id AS submission_id, center_code, new_year AS value, dated AS expected, period_code AS other
FROM register_size
WHERE dated >= 20 AND new_year >= 3 AND new_year > dated * (SELECT heaping_share FROM setting)
