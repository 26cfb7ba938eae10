-- code: I14
-- sort: 390
-- unit: share
-- direction: up
-- title_en: Returns received in time
-- title_th: การส่งข้อมูลตรงเวลา
-- definition_en: Returns that came by their due day (those of the first night: that came) over returns due.
-- definition_th: ข้อมูลที่ส่งภายในกำหนดต่อข้อมูลที่ครบกำหนด
-- source: project
-- coverage: none
-- empty: null
-- split: no
-- months: yes
-- periods: all
-- field: full_name
SELECT r.period_code, r.center_code, c.district_code, NULL AS sex, NULL AS age_band,
       r.received AND coalesce(r.days_late, 0) = 0 AS numerator, 1 AS denominator, 'center_return' AS source_table,
       r.center_return_id AS source_id
FROM center_return r LEFT JOIN center c ON c.center_code = r.center_code
WHERE r.kind <> 'any'
