-- code: -
-- sort: 10
-- unit: count
-- direction: up
-- title_en: Children reached
-- title_th: จำนวนเด็กที่ได้รับบริการ
-- definition_en: Children on the roll of a learning center on some day of the period, each counted once.
-- definition_th: เด็กที่มีชื่อในทะเบียนของศูนย์การเรียนอย่างน้อยหนึ่งวันในช่วงเวลา นับคนละหนึ่งครั้ง
-- source: project
-- coverage: any
-- empty: zero
-- split: yes
-- months: no
-- periods: all
-- field: full_name
SELECT period_code, center_code, district_code, sex, age_band, children AS numerator, NULL AS denominator,
       'enrolment' AS source_table, enrolment_id AS source_id
FROM counted_child
WHERE reached
