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
SELECT month AS period_code, center_code, district_code, sex, age_band, days_present AS numerator, school_days AS denominator,
       'attendance' AS source_table, attendance_id AS source_id
FROM attended_child
