-- code: I6
-- sort: 200
-- unit: share
-- direction: up
-- title_en: Feeding days
-- title_th: วันที่จัดอาหาร
-- definition_en: Days with a meal over school days, of months that state both.
-- definition_th: วันที่จัดอาหารต่อวันเปิดเรียน ของเดือนที่ระบุทั้งสองค่า
-- source: WFP Indicator Compendium T.14
-- coverage: center_month
-- empty: null
-- split: no
-- months: yes
-- periods: all
-- field: feeding_days
SELECT m.month AS period_code, m.center_code, c.district_code, NULL AS sex, NULL AS age_band, m.feeding_days AS numerator,
       m.school_days AS denominator, 'center_month' AS source_table, m.center_month_id AS source_id
FROM center_month m LEFT JOIN center c ON c.center_code = m.center_code
WHERE m.feeding_days IS NOT NULL AND m.school_days > 0
