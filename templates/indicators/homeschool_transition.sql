-- code: I4
-- sort: 160
-- unit: share
-- direction: up
-- title_en: Homeschooled children who moved to formal school
-- title_th: เด็กบ้านเรียนที่เข้าสู่โรงเรียนในระบบ
-- definition_en: Children ever in homeschooling who moved to a formal school by the period's end, over all of them.
-- definition_th: เด็กบ้านเรียนที่ย้ายเข้าสู่โรงเรียนในระบบ ต่อเด็กบ้านเรียนทั้งหมด
-- source: project
-- coverage: none
-- empty: null
-- split: yes
-- months: no
-- periods: all
-- field: full_name
SELECT p.period_code, s.center_code, c.district_code, h.sex, k.age_band, sum(s.transition_to IS NOT NULL AND coalesce(s.end_date, s.completed_date, s.start_date) <= p.day) > 0 AS numerator, 1 AS denominator,
       'programme_spell' AS source_table, min(s.programme_spell_id) AS source_id
FROM programme_spell s
JOIN period_span p ON s.start_date <= p.day
LEFT JOIN child h ON h.child_id = s.child_id
LEFT JOIN child_period k ON k.period_code = p.period_code AND k.child_id = s.child_id
LEFT JOIN center c ON c.center_code = s.center_code
WHERE s.programme = 'homeschool'
GROUP BY p.period_code, coalesce(s.child_id, -s.programme_spell_id)
