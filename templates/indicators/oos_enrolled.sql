-- code: I1b
-- sort: 80
-- unit: share
-- direction: up
-- title_en: Listed out-of-school children now enrolled
-- title_th: เด็กนอกระบบที่ขึ้นทะเบียนแล้วได้เข้าเรียน
-- definition_en: Children on the out-of-school list who have since enrolled at a center, a Thai school or NFE, over all children found by the period's end.
-- definition_th: เด็กในบัญชีเด็กนอกระบบที่ได้เข้าเรียนแล้ว ต่อเด็กทั้งหมดที่พบภายในวันสิ้นสุดช่วงเวลา
-- source: OOSC Enrolment Task Force
-- coverage: none
-- empty: null
-- split: yes
-- months: no
-- periods: all
-- field: full_name
WITH listed AS MATERIALIZED (
    -- the day on which the child began to learn somewhere
    SELECT o.out_of_school_id, o.child_id, o.district_code, o.found_date,
           min(coalesce(o.enrolled_date, '9999'),
               coalesce((SELECT min(e.start_date) FROM enrolment e
                         WHERE e.child_id = o.child_id AND e.start_date >= o.found_date), '9999'),
               coalesce((SELECT min(t.start_date) FROM placement t
                         WHERE t.child_id = o.child_id AND t.start_date >= o.found_date), '9999')) AS began
    FROM out_of_school o
)
SELECT p.period_code, NULL AS center_code, o.district_code, c.sex, k.age_band, sum(o.began <= p.day) > 0 AS numerator,
       1 AS denominator, 'out_of_school' AS source_table, min(o.out_of_school_id) AS source_id
FROM listed o
JOIN period_span p ON o.found_date <= p.day
JOIN child c ON c.child_id = o.child_id
LEFT JOIN child_period k ON k.period_code = p.period_code AND k.child_id = o.child_id
GROUP BY p.period_code, o.child_id
