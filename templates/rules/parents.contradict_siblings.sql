-- id: parents.contradict_siblings
-- stage: validate
-- severity: warning
-- field: father_name
--
-- Children of one center with one phone: one parent's name is the same, the other's is not. Neighbours who
-- share a phone differ in both and are left alone.
WITH shared AS MATERIALIZED (
    SELECT phone_key, center_code, period_code FROM roll WHERE phone_key IS NOT NULL
    GROUP BY phone_key, center_code, period_code
    HAVING min(father_key) <> max(father_key) OR min(mother_key) <> max(mother_key)
)
SELECT b.raw_row_id, b.submission_id, b.center_code,
       CASE WHEN a.mother_key = b.mother_key THEN 'father_name' ELSE 'mother_name' END AS field,
       CASE WHEN a.mother_key = b.mother_key THEN b.father_name ELSE b.mother_name END AS value,
       CASE WHEN a.mother_key = b.mother_key THEN a.father_name ELSE a.mother_name END AS expected,
       min(w.row_number) AS other
FROM shared s
CROSS JOIN roll b ON b.phone_key = s.phone_key AND b.center_code = s.center_code AND b.period_code = s.period_code
CROSS JOIN roll a ON a.center_code = b.center_code AND a.period_code = b.period_code
           AND a.phone_key = b.phone_key AND a.raw_row_id < b.raw_row_id
JOIN raw_row w ON w.raw_row_id = a.raw_row_id
WHERE a.name_key <> b.name_key
  AND ((a.mother_key = b.mother_key AND a.father_key <> b.father_key)
       OR (a.father_key = b.father_key AND a.mother_key <> b.mother_key))
GROUP BY b.raw_row_id
