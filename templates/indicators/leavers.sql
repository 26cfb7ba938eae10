-- code: -
-- sort: 50
-- unit: count
-- direction: down
-- title_en: Children who left
-- title_th: เด็กที่ออก
-- definition_en: Children who were on a roll in the period and on none at its end, without those who went to another center.
-- definition_th: เด็กที่อยู่ในทะเบียนในช่วงเวลาแต่ไม่มีชื่อ ณ วันสิ้นสุด ไม่รวมผู้ที่ย้ายไปศูนย์อื่น
-- source: project
-- coverage: any
-- empty: zero
-- split: yes
-- months: no
-- periods: all
-- field: full_name
SELECT k.period_code, k.center_code, k.district_code, k.sex, k.age_band, 1 AS numerator, NULL AS denominator,
       'enrolment' AS source_table, k.enrolment_id AS source_id
FROM child_period k
JOIN enrolment e ON e.enrolment_id = k.enrolment_id
WHERE k.state = 'left' AND e.exit_reason <> 'transfer_mlc'
