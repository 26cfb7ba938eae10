-- id: birth.heaped
-- stage: validate
-- severity: warning
-- field: date_of_birth
--
-- Too many children of one register born on 1 January: years that a program made into dates. Of 30 children
-- one in 365 would be expected; heaping_share of rollbook.yaml is what is let pass.
SELECT min(submission_id) AS submission_id, center_code, sum(birth_from LIKE '%-01-01') AS value,
       count(*) AS expected, period_code AS other
FROM roll
WHERE birth_precision = 'day'
GROUP BY center_code, period_code
HAVING count(*) >= 20
   AND sum(birth_from LIKE '%-01-01') >= 3
   AND sum(birth_from LIKE '%-01-01') > count(*) * (SELECT heaping_share FROM setting)
