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
SELECT a.month AS period_code, a.center_code, c.district_code, h.sex, k.age_band, a.days_present < 0.8 * a.school_days AS numerator, 1 AS denominator,
       'attendance' AS source_table, a.attendance_id AS source_id
FROM attendance a
JOIN child h ON h.child_id = a.child_id
LEFT JOIN child_period k ON k.period_code = a.month AND k.child_id = a.child_id
LEFT JOIN center c ON c.center_code = a.center_code
WHERE a.school_days > 0 AND a.days_present IS NOT NULL
