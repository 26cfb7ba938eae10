-- id: village.outside_district
-- stage: validate
-- severity: warning
-- field: village
--
-- A village that is known in other districts only.
WITH elsewhere AS MATERIALIZED (
    SELECT p.village, p.district_code, min(v.district_code) AS expected
    FROM (SELECT DISTINCT village, district_code FROM roll WHERE village IS NOT NULL AND district_code IS NOT NULL) p
    JOIN village_key v ON v.village_key = fold(p.village)
    GROUP BY p.village, p.district_code
    HAVING max(v.district_code = p.district_code) = 0
)
SELECT r.raw_row_id, r.submission_id, r.center_code, r.village AS value, e.expected, r.district_code AS other
FROM roll r
JOIN elsewhere e ON e.village = r.village AND e.district_code = r.district_code
