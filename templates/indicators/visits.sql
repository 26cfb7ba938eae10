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
SELECT p.period_code, c.center_code, c.district_code, NULL AS sex, NULL AS age_band, v.visit_id IS NOT NULL AS numerator,
       1 AS denominator, CASE WHEN v.visit_id IS NULL THEN 'center' ELSE 'visit' END AS source_table,
       coalesce(v.visit_id, c.center_id) AS source_id
FROM period_span p
CROSS JOIN center c
LEFT JOIN visit v ON v.visit_id = (SELECT min(w.visit_id) FROM visit w WHERE w.center_code = c.center_code
                                   AND w.date BETWEEN p.first_day AND p.day)
-- before the first visit that was ever reported nobody knows
WHERE p.day >= (SELECT min(date) FROM visit) AND coalesce(c.opened <= p.day, 1) AND coalesce(c.closed > p.first_day, 1)
