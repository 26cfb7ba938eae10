-- code: I4
-- sort: 140
-- unit: count
-- direction: up
-- title_en: Children ever in homeschooling
-- title_th: เด็กที่เคยเรียนแบบบ้านเรียน
-- definition_en: Children whose homeschooling began by the period's end.
-- definition_th: เด็กที่เริ่มเรียนแบบบ้านเรียนภายในวันสิ้นสุดช่วงเวลา
-- source: project
-- coverage: none
-- empty: zero
-- split: yes
-- months: no
-- periods: all
-- field: full_name
SELECT p.period_code, s.center_code, c.district_code, h.sex, k.age_band, 1 AS numerator, NULL AS denominator,
       'programme_spell' AS source_table, min(s.programme_spell_id) AS source_id
FROM programme_spell s
JOIN period_span p ON s.start_date <= p.day
LEFT JOIN child h ON h.child_id = s.child_id
LEFT JOIN child_period k ON k.period_code = p.period_code AND k.child_id = s.child_id
LEFT JOIN center c ON c.center_code = s.center_code
WHERE s.programme = 'homeschool'
GROUP BY p.period_code, coalesce(s.child_id, -s.programme_spell_id)
