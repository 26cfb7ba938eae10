-- code: I6
-- sort: 220
-- unit: kg
-- direction: up
-- title_en: Harvest
-- title_th: ผลผลิต
-- definition_en: Kilograms harvested in the period.
-- definition_th: ผลผลิต (กิโลกรัม) ในช่วงเวลา
-- source: WFP
-- coverage: center_month
-- empty: null
-- split: no
-- months: yes
-- periods: all
-- field: harvest_kg
SELECT m.month AS period_code, m.center_code, c.district_code, NULL AS sex, NULL AS age_band, m.harvest_kg AS numerator,
       NULL AS denominator, 'center_month' AS source_table, m.center_month_id AS source_id
FROM center_month m LEFT JOIN center c ON c.center_code = m.center_code
WHERE m.harvest_kg IS NOT NULL
