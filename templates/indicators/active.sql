-- code: -
-- sort: 20
-- unit: count
-- direction: up
-- title_en: Children on the roll
-- title_th: จำนวนเด็กที่กำลังเรียน
-- definition_en: Children on the roll of a learning center at the period's end, each counted once, at one center.
-- definition_th: เด็กที่มีชื่อในทะเบียน ณ วันสิ้นสุดช่วงเวลา นับคนละหนึ่งครั้งที่ศูนย์เดียว
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
WHERE state IN ('active', 'carried')
