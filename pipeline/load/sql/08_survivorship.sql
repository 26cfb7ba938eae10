-- The best known values of each child. Sex and birth: what most records say, a whole date before a month
-- or year; the rest: what the latest record says. Ties go to the later record, then to the earlier row.

UPDATE child SET display_name = NULL, name_latin = NULL, sex = NULL, birth_from = NULL, birth_to = NULL,
    birth_precision = NULL, ethnicity = NULL, nationality = NULL, religion = NULL, document_status = NULL,
    disability = NULL, thai_id13 = NULL, g_code = NULL;

-- Children who stand on no register are known from the other lists.
DROP TABLE IF EXISTS temp.evidence;
CREATE TEMP TABLE evidence AS
SELECT child_id, date, raw_row_id, coalesce(full_name, name_my, name_en, name_th, name_karen,
           nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '')) AS name,
       name_en, sex, birth_from, birth_to, birth_precision, ethnicity, nationality, religion, disability, thai_id13, g_code
FROM temp.observation
UNION ALL
SELECT r.child_id, coalesce(p.start_date, ''), p.raw_row_id, p.full_name, NULL, p.sex, p.birth_from, p.birth_to,
       p.birth_precision, NULL, NULL, NULL, NULL, NULL, p.g_code
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
ORDER BY 1;
CREATE INDEX temp.evidence_by_child ON evidence (child_id);

-- Each value behind a key of 22 characters: date (10), then rows in descending order (12).
UPDATE child SET
    display_name = substr(v.name, 23), name_latin = substr(v.name_en, 23), ethnicity = substr(v.ethnicity, 23),
    nationality = substr(v.nationality, 23), religion = substr(v.religion, 23), disability = substr(v.disability, 23),
    thai_id13 = substr(v.thai_id13, 23), g_code = substr(v.g_code, 23)
FROM (
    SELECT child_id, max(k || name) AS name, max(k || name_en) AS name_en, max(k || ethnicity) AS ethnicity,
           max(k || nationality) AS nationality, max(k || religion) AS religion, max(k || disability) AS disability,
           max(k || thai_id13) AS thai_id13, max(k || g_code) AS g_code
    FROM (SELECT *, substr(date || '          ', 1, 10) || printf('%012d', 999999999999 - raw_row_id) AS k
          FROM temp.evidence)
    GROUP BY child_id
) v
WHERE v.child_id = child.child_id;

UPDATE child SET sex = v.sex
FROM (SELECT child_id, sex, max(printf('%06d', n) || day)
      FROM (SELECT child_id, sex, count(*) AS n, max(date) || printf('%012d', 999999999999 - min(raw_row_id)) AS day
            FROM temp.evidence WHERE sex IS NOT NULL GROUP BY child_id, sex)
      GROUP BY child_id) v
WHERE v.child_id = child.child_id;

UPDATE child SET birth_from = v.birth_from, birth_to = v.birth_to, birth_precision = v.birth_precision
FROM (SELECT child_id, birth_from, birth_to, birth_precision, max(key)
      FROM (SELECT child_id, birth_from, birth_to, birth_precision,
                   CASE birth_precision WHEN 'day' THEN 4 WHEN 'month' THEN 3 WHEN 'year' THEN 2 ELSE 1 END
                   || printf('%06d', count(*)) || max(date) || printf('%012d', 999999999999 - min(raw_row_id)) AS key
            FROM temp.evidence WHERE birth_from IS NOT NULL GROUP BY child_id, birth_from, birth_to, birth_precision)
      GROUP BY child_id) v
WHERE v.child_id = child.child_id;

-- The strongest document; "none" only where a record says so and none says more.
UPDATE child SET document_status = v.kind
FROM (SELECT child_id, kind, min(CASE kind
                 WHEN 'thai_id' THEN 1 WHEN 'g_code' THEN 2 WHEN 'thai_birth_cert' THEN 3 WHEN 'pink_card' THEN 4
                 WHEN 'zero_card' THEN 5 WHEN 'passport' THEN 6 WHEN 'camp_registration' THEN 7
                 WHEN 'mm_birth_cert' THEN 8 WHEN 'nrc' THEN 9 WHEN 'none' THEN 11 ELSE 10 END)
      FROM document_status GROUP BY child_id) v
WHERE v.child_id = child.child_id;
