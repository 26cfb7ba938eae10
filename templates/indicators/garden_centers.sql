-- code: I6
-- sort: 180
-- unit: share
-- direction: up
-- title_en: Center-months with an active garden
-- title_th: เดือนที่ศูนย์มีแปลงเกษตร
-- definition_en: Months in which a center had an active garden, over the months that answered.
-- definition_th: เดือนที่ศูนย์มีแปลงเกษตร ต่อเดือนที่มีคำตอบ
-- source: WFP; INEE 2.8
-- coverage: center_month
-- empty: null
-- split: no
-- months: yes
-- periods: all
-- field: garden_active
SELECT m.month AS period_code, m.center_code, c.district_code, NULL AS sex, NULL AS age_band, m.garden_active = 'yes' AS numerator,
       1 AS denominator, 'center_month' AS source_table, m.center_month_id AS source_id
FROM center_month m LEFT JOIN center c ON c.center_code = m.center_code
WHERE m.garden_active IS NOT NULL
