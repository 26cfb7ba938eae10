-- code: I9
-- sort: 310
-- unit: share
-- direction: down
-- title_en: Chronic absence
-- title_th: การขาดเรียนเรื้อรัง
-- definition_en: Child-months with less than 80 % of school days present, over all child-months with attendance.
-- definition_th: เด็ก-เดือนที่มาเรียนน้อยกว่าร้อยละ 80 ต่อเด็ก-เดือนทั้งหมดที่มีข้อมูล
-- source: WFP
-- coverage: attendance
-- empty: null
-- split: yes
-- months: yes
-- periods: all
-- field: days_present
SELECT month AS period_code, center_code, district_code, sex, age_band, chronic AS numerator, children AS denominator,
       'attendance' AS source_table, attendance_id AS source_id
FROM attended_child
