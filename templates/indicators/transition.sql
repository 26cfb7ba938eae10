-- code: I5
-- sort: 170
-- unit: share
-- direction: up
-- title_en: Transition to Thai schools and NFE
-- title_th: การเปลี่ยนผ่านเข้าสู่โรงเรียนไทยและ กศน.
-- definition_en: Children reached in the period who began at a Thai school or NFE in it, while on a roll or up to 120 days after, or whose exit says so; over all children reached.
-- definition_th: เด็กที่เริ่มเรียนในโรงเรียนไทยหรือ กศน. ระหว่างหรือภายใน 120 วันหลังออกจากศูนย์ ต่อเด็กที่ได้รับบริการทั้งหมด
-- source: IndiKit 5758; UNESCO Institute for Statistics
-- coverage: any
-- empty: null
-- split: yes
-- months: no
-- periods: all
-- field: full_name
WITH moved AS (
    SELECT p.period_code, t.child_id
    FROM placement t
    JOIN period_span p ON t.start_date BETWEEN p.first_day AND p.day
    JOIN enrolment e ON e.child_id = t.child_id AND e.start_date <= t.start_date
                    AND coalesce(e.end_date >= date(t.start_date, '-120 days'), 1)
    WHERE t.placement_type IN ('thai_school', 'thai_nfe')
    UNION
    SELECT p.period_code, e.child_id
    FROM enrolment e JOIN period_span p ON e.end_date BETWEEN p.first_day AND p.day
    WHERE e.exit_reason IN ('transfer_thai', 'transfer_nfe')
)
-- whom the period reached, and once more who moved in it
SELECT period_code, center_code, district_code, sex, age_band, 0 AS numerator, children AS denominator,
       'enrolment' AS source_table, enrolment_id AS source_id
FROM counted_child
WHERE reached
UNION ALL
SELECT k.period_code, k.center_code, k.district_code, k.sex, k.age_band, 1, NOT k.reached, 'enrolment', k.enrolment_id
FROM moved m
CROSS JOIN child_period k ON k.period_code = m.period_code AND k.child_id = m.child_id
