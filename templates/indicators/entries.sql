-- code: -
-- sort: 40
-- unit: count
-- direction: none
-- title_en: Children new to the network
-- title_th: เด็กเข้าใหม่
-- definition_en: Children whose first spell at any center begins in the period.
-- definition_th: เด็กที่เริ่มเรียนในศูนย์การเรียนครั้งแรกในช่วงเวลา
-- source: project
-- coverage: any
-- empty: zero
-- split: yes
-- months: no
-- periods: all
-- field: full_name
SELECT period_code, center_code, district_code, sex, age_band, children AS numerator, NULL AS denominator,
       'enrolment' AS source_table, enrolment_id AS source_id
FROM moved_child
WHERE movement = 'came'
