-- id: thai_id13.on_two_children
-- stage: load
-- severity: warning
-- field: thai_id13
--
-- One valid 13-digit number on the records of two children.
SELECT o.raw_row_id, o.submission_id, o.center_code, o.thai_id13 AS value,
       (SELECT c.public_id FROM child c JOIN observation x ON x.child_id = c.child_id
        WHERE x.thai_id13 = o.thai_id13 AND x.child_id <> o.child_id
        ORDER BY c.public_id LIMIT 1) AS other
FROM observation o
WHERE o.thai_id13 IN (SELECT thai_id13 FROM observation WHERE thai_id13 IS NOT NULL
                      GROUP BY thai_id13 HAVING count(DISTINCT child_id) > 1)
