-- code: -
-- sort: 30
-- unit: count
-- direction: down
-- title_en: Children not observed
-- title_th: เด็กที่ไม่มีข้อมูลล่าสุด
-- definition_en: Children on the roll of a center that has sent nothing for longer than the office carries them. Not part of the children on the roll, and not lost.
-- definition_th: เด็กของศูนย์ที่ไม่ได้ส่งข้อมูลเกินระยะที่กำหนด ไม่นับรวมกับเด็กที่กำลังเรียนและไม่ถือว่าขาดการติดต่อ
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
WHERE state = 'not_observed'
