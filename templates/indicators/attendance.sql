-- code: I9
-- sort: 300
-- unit: share
-- direction: up
-- title_en: Attendance
-- title_th: อัตราการมาเรียน
-- definition_en: Days present over school days, of the rows that state both.
-- definition_th: วันมาเรียนต่อวันเปิดเรียน ของแถวที่ระบุทั้งสองค่า
-- source: WFP Indicator Compendium 22
-- coverage: attendance
-- empty: null
-- split: yes
-- months: yes
-- periods: all
-- field: days_present
SELECT a.month AS period_code, a.center_code, c.district_code, h.sex, k.age_band, a.days_present AS numerator, a.school_days AS denominator,
       'attendance' AS source_table, a.attendance_id AS source_id
FROM attendance a
JOIN child h ON h.child_id = a.child_id
LEFT JOIN child_period k ON k.period_code = a.month AND k.child_id = a.child_id
LEFT JOIN center c ON c.center_code = a.center_code
WHERE a.school_days > 0 AND a.days_present IS NOT NULL
