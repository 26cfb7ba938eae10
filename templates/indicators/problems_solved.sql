-- code: I12
-- sort: 350
-- unit: share
-- direction: up
-- title_en: Problems solved
-- title_th: ปัญหาที่แก้ไขแล้ว
-- definition_en: Problems closed by the period's end over problems opened by it.
-- definition_th: ปัญหาที่ปิดแล้วต่อปัญหาที่เปิดภายในวันสิ้นสุดช่วงเวลา
-- source: MECC
-- coverage: none
-- empty: null
-- split: no
-- months: no
-- periods: all
-- field: opened_date
SELECT p.period_code, b.center_code, c.district_code, NULL AS sex, NULL AS age_band,
       coalesce(b.closed_date <= p.day, 0) AS numerator, 1 AS denominator, 'problem' AS source_table, b.problem_id AS source_id
FROM problem b
JOIN period_span p ON b.opened_date <= p.day
LEFT JOIN center c ON c.center_code = b.center_code
