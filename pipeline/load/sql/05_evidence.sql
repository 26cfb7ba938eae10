-- The records from which survivorship.c takes the best known values of each child, and its documents.

DROP VIEW IF EXISTS temp.evidence;
CREATE TEMP VIEW evidence AS
SELECT child_id, date, raw_row_id, coalesce(full_name, name_my, name_en, name_th, name_karen,
           nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '')) AS name,
       name_en, sex, birth_from, birth_to, birth_precision, ethnicity, nationality, religion, disability, thai_id13,
       thai_id13_given, thai_id13_status, g_code, passport_no, nonthai_card_no, myanmar_nrc, document_type
FROM temp.observation
ORDER BY rowid; -- by child

-- Children who stand on no register are known from the other lists.
DROP VIEW IF EXISTS temp.other_evidence;
CREATE TEMP VIEW other_evidence AS
SELECT r.child_id, coalesce(p.start_date, '') AS date, p.raw_row_id, p.full_name AS name, NULL AS name_en, p.sex, p.birth_from,
       p.birth_to, p.birth_precision, NULL AS ethnicity, NULL AS nationality, NULL AS religion, NULL AS disability,
       NULL AS thai_id13, p.g_code
FROM stg_programme p JOIN submission s USING (submission_id) JOIN temp.row_child r ON r.raw_row_id = p.raw_row_id
WHERE s.status = 'current'
UNION ALL
SELECT r.child_id, coalesce(p.start_date, ''), p.raw_row_id, p.full_name, NULL, p.sex, p.birth_from, p.birth_to,
       p.birth_precision, NULL, NULL, NULL, NULL, NULL, p.g_code
FROM stg_placement p JOIN submission s USING (submission_id) JOIN temp.row_child r ON r.raw_row_id = p.raw_row_id
WHERE s.status = 'current'
UNION ALL
SELECT r.child_id, coalesce(p.found_date, ''), p.raw_row_id, p.full_name, NULL, p.sex, p.birth_from, p.birth_to,
       p.birth_precision, NULL, NULL, NULL, NULL, NULL, NULL
FROM stg_out_of_school p JOIN submission s USING (submission_id) JOIN temp.row_child r ON r.raw_row_id = p.raw_row_id
WHERE s.status = 'current'
ORDER BY 1, 3;
