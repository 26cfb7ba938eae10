-- The documents that registers tell, on which the best known values stand.

-- Records that tell a document or a number: few of all.
DROP TABLE IF EXISTS temp.paper;
CREATE TEMP TABLE paper AS
SELECT child_id, date, raw_row_id, thai_id13, thai_id13_given, thai_id13_status, g_code, passport_no, nonthai_card_no,
       myanmar_nrc, document_type
FROM temp.observation
WHERE coalesce(thai_id13_given, g_code, passport_no, nonthai_card_no, myanmar_nrc, document_type) IS NOT NULL
ORDER BY rowid;

-- Documents: one row per child and kind of document, from the first record that names it.
INSERT INTO document_status (child_id, date, kind, number, raw_row_id)
SELECT child_id, min(date), kind, number, raw_row_id
FROM (
    SELECT child_id, date, 'thai_id' AS kind, thai_id13 AS number, raw_row_id FROM temp.paper WHERE thai_id13 IS NOT NULL
    UNION ALL
    SELECT child_id, date, 'g_code', g_code, raw_row_id FROM temp.paper WHERE g_code IS NOT NULL
    UNION ALL
    SELECT child_id, date, 'passport', passport_no, raw_row_id FROM temp.paper WHERE passport_no IS NOT NULL
    UNION ALL
    SELECT child_id, date, 'pink_card', nonthai_card_no, raw_row_id FROM temp.paper WHERE nonthai_card_no IS NOT NULL
    UNION ALL
    SELECT child_id, date, 'nrc', myanmar_nrc, raw_row_id FROM temp.paper WHERE myanmar_nrc IS NOT NULL
    UNION ALL
    SELECT child_id, date, document_type, NULL, raw_row_id FROM temp.paper WHERE document_type IS NOT NULL
)
GROUP BY child_id, kind
ORDER BY child_id, kind;
