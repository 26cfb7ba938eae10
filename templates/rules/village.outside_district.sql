-- id: village.outside_district
-- stage: validate
-- severity: warning
-- field: village
--
-- A village that is known in other districts only.
SELECT r.raw_row_id, r.submission_id, r.center_code, r.village AS value,
       min(v.district_code) AS expected, r.district_code AS other
FROM roll r
JOIN village_key v ON v.village_key = fold(r.village)
WHERE r.district_code IS NOT NULL
GROUP BY r.raw_row_id
HAVING max(v.district_code = r.district_code) = 0
