-- code: I12
-- sort: 330
-- unit: share
-- direction: up
-- title_en: Centers visited
-- title_th: ศูนย์ที่ได้รับการเยี่ยม
-- definition_en: Centers visited in the period over centers open in it.
-- definition_th: ศูนย์ที่ได้รับการเยี่ยมต่อศูนย์ที่เปิดในช่วงเวลา
-- source: MECC
-- coverage: none
-- empty: null
-- split: no
-- months: no
-- periods: all
-- field: visit_date
WITH first_visit AS MATERIALIZED (
    SELECT p.period_code, v.center_code, min(v.visit_id) AS visit_id
    FROM visit v JOIN period_span p ON v.date BETWEEN p.first_day AND p.day
    GROUP BY p.period_code, v.center_code
)
SELECT p.period_code, c.center_code, c.district_code, NULL AS sex, NULL AS age_band, v.visit_id IS NOT NULL AS numerator,
       1 AS denominator, CASE WHEN v.visit_id IS NULL THEN 'center' ELSE 'visit' END AS source_table,
       coalesce(v.visit_id, c.center_id) AS source_id
FROM period_span p
CROSS JOIN center c
LEFT JOIN first_visit v ON v.period_code = p.period_code AND v.center_code = c.center_code
-- before the first visit that was ever reported nobody knows
WHERE p.day >= (SELECT min(date) FROM visit) AND coalesce(c.opened <= p.day, 1) AND coalesce(c.closed > p.first_day, 1)
