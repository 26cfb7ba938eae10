-- What centers answered in their feedback workbooks: a warning that is true as it stands ("the child is really that old")
-- becomes a note and does not come again, in whatever file the same fact is sent next.

-- The same fact: rule, center, child, cell's field and value. Of what is about no child, the month or register that it is
-- about stands in for the value where that is only a count. Row numbers and file names are no part of it.
UPDATE finding SET fact_key = short_digest(
    rule || '|' || center_code || '|' || coalesce(field, '') || '|' ||
    coalesce((SELECT c.public_id || '|' || CASE WHEN finding.field = 'date_of_birth' THEN coalesce(c.birth_from, '')
                                                ELSE coalesce(finding.value, '') END
              FROM child c WHERE c.child_id = finding.child_id),
             '|' || iif(other IS NULL OR value GLOB '*[^0-9.]*', coalesce(value, ''), '') || '|' || coalesce(other, '')))
WHERE severity = 'warning' AND center_code IS NOT NULL;

-- An answer is a cell with the words of the drop-down in any language; behind it stands a hidden cell "rollbook KEY KEY ...".
INSERT INTO confirmation (fact_key, source_file_id, raw_row_id)
SELECT DISTINCT fact.value, h.source_file_id, w.raw_row_id
FROM raw_sheet marker
JOIN raw_row said ON said.raw_sheet_id = marker.raw_sheet_id AND said.cells LIKE '%"rollbook"%"feedback"%'
JOIN raw_sheet h ON h.source_file_id = marker.source_file_id
JOIN raw_row w ON w.raw_sheet_id = h.raw_sheet_id AND w.cells LIKE '%"rollbook %'
JOIN json_each(w.cells) hidden ON hidden.value ->> 2 LIKE 'rollbook %'
JOIN json_each(w.cells) answer ON answer.value ->> 0 = (hidden.value ->> 0) - 1
JOIN json_each('["' || replace(substr(hidden.value ->> 2, 10), ' ', '","') || '"]') fact
WHERE marker.name = 'rollbook'
  AND fold(answer.value ->> 2) IN (SELECT fold(en) FROM temp.feedback_word WHERE key = 'feedback.answer.right'
                                   UNION SELECT fold(th) FROM temp.feedback_word WHERE key = 'feedback.answer.right'
                                   UNION SELECT fold(my) FROM temp.feedback_word WHERE key = 'feedback.answer.right')
  -- What the officer took back does not count.
  AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.source_file_id = h.source_file_id AND s.status = 'rejected')
ORDER BY h.source_file_id, w.raw_row_id, fact.value;

UPDATE finding SET severity = 'info', confirmed = 1
WHERE fact_key IN (SELECT fact_key FROM confirmation);
