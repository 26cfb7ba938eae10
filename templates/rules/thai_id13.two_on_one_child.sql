-- id: thai_id13.two_on_one_child
-- stage: load
-- severity: warning
-- field: thai_id13
--
-- Two different valid numbers on the records of one child. (A G-code beside a 13-digit number is an upgrade, not
-- a contradiction.)
SELECT o.raw_row_id, o.submission_id, o.center_code, o.thai_id13 AS value,
       (SELECT x.thai_id13 FROM observation x
        WHERE x.child_id = o.child_id AND x.thai_id13 <> o.thai_id13
        ORDER BY x.thai_id13 LIMIT 1) AS other
FROM observation o
WHERE o.thai_id13 IS NOT NULL
  AND o.child_id IN (SELECT child_id FROM observation WHERE thai_id13 IS NOT NULL
                     GROUP BY child_id HAVING count(DISTINCT thai_id13) > 1)
