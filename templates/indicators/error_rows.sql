-- code: I14
-- sort: 410
-- unit: share
-- direction: down
-- title_en: Rows with an error
-- title_th: แถวที่มีข้อผิดพลาด
-- definition_en: Rows of returns in which a cell was emptied because of an error, over all rows understood.
-- definition_th: แถวที่มีช่องถูกล้างเพราะข้อผิดพลาด ต่อแถวทั้งหมดที่อ่านได้
-- source: project
-- coverage: none
-- empty: null
-- split: no
-- months: yes
-- periods: all
-- field: full_name
WITH wrong AS MATERIALIZED (
    SELECT submission_id, count(DISTINCT raw_row_id) AS rows FROM finding
    WHERE severity = 'error' AND submission_id IS NOT NULL GROUP BY submission_id
)
SELECT s.period_code, s.center_code, c.district_code, NULL AS sex, NULL AS age_band, coalesce(w.rows, 0) AS numerator,
       s.rows AS denominator, 'loaded_submission' AS source_table, s.submission_id AS source_id
FROM loaded_submission s
LEFT JOIN wrong w ON w.submission_id = s.submission_id
LEFT JOIN center c ON c.center_code = s.center_code
WHERE s.status = 'current' AND s.rows > 0 AND s.period_code IS NOT NULL
