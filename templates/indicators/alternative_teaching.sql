-- code: I8b
-- sort: 290
-- unit: share
-- direction: up
-- title_en: Closed days taught by other means
-- title_th: วันปิดที่สอนด้วยวิธีอื่น
-- definition_en: Days taught by alternative means over days on which centers were closed.
-- definition_th: วันที่สอนด้วยวิธีอื่นต่อวันที่ศูนย์ปิด
-- source: project
-- coverage: center_month
-- empty: null
-- split: no
-- months: yes
-- periods: all
-- field: days_alternative
SELECT m.month AS period_code, m.center_code, c.district_code, NULL AS sex, NULL AS age_band, m.days_alternative AS numerator,
       m.days_closed AS denominator, 'center_month' AS source_table, m.center_month_id AS source_id
FROM center_month m LEFT JOIN center c ON c.center_code = m.center_code
WHERE m.days_closed > 0 AND m.days_alternative IS NOT NULL
