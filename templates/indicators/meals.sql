-- code: I6
-- sort: 210
-- unit: count
-- direction: up
-- title_en: Meals served
-- title_th: จำนวนมื้ออาหาร
-- definition_en: Meals served in the period.
-- definition_th: จำนวนมื้ออาหารที่จัดในช่วงเวลา
-- source: WFP
-- coverage: center_month
-- empty: null
-- split: no
-- months: yes
-- periods: all
-- field: meals_served
SELECT m.month AS period_code, m.center_code, c.district_code, NULL AS sex, NULL AS age_band, m.meals_served AS numerator,
       NULL AS denominator, 'center_month' AS source_table, m.center_month_id AS source_id
FROM center_month m LEFT JOIN center c ON c.center_code = m.center_code
WHERE m.meals_served IS NOT NULL
