-- code: I12
-- sort: 340
-- unit: share
-- direction: up
-- title_en: Visits that found every criterion met
-- title_th: การเยี่ยมที่ผ่านทุกเกณฑ์
-- definition_en: Visits that found every agreed criterion of safety met, over visits with criteria.
-- definition_th: การเยี่ยมที่ผ่านเกณฑ์ทุกข้อ ต่อการเยี่ยมที่มีเกณฑ์
-- source: CPMS 23.2.1; INEE 2.5-2.8
-- coverage: none
-- empty: null
-- split: no
-- months: no
-- periods: all
-- field: criteria_met
SELECT p.period_code, v.center_code, c.district_code, NULL AS sex, NULL AS age_band,
       v.criteria_met >= v.criteria_total AS numerator, 1 AS denominator, 'visit' AS source_table, v.visit_id AS source_id
FROM visit v
JOIN period_span p ON v.date BETWEEN p.first_day AND p.day
LEFT JOIN center c ON c.center_code = v.center_code
WHERE v.criteria_total > 0 AND v.criteria_met IS NOT NULL
