-- code: I7
-- sort: 270
-- unit: share
-- direction: up
-- title_en: Mental-health support: cases improved
-- title_th: การดูแลสุขภาพจิต: กรณีที่ดีขึ้น
-- definition_en: Cases re-assessed in the period whose score of difficulties (SDQ) is lower than at the start, over all re-assessed.
-- definition_th: กรณีที่ประเมินซ้ำและคะแนน SDQ ลดลง ต่อกรณีที่ประเมินซ้ำทั้งหมด
-- source: IndiKit 181 (SDQ)
-- coverage: none
-- empty: null
-- split: no
-- months: no
-- periods: all
-- field: score_end
SELECT p.period_code, s.center_code, c.district_code, NULL AS sex, NULL AS age_band,
       s.score_end < s.score_start AS numerator, 1 AS denominator, 'programme_spell' AS source_table,
       s.programme_spell_id AS source_id
FROM programme_spell s
JOIN period_span p ON coalesce(s.completed_date, s.end_date) BETWEEN p.first_day AND p.day
LEFT JOIN center c ON c.center_code = s.center_code
WHERE s.programme = 'psychosocial' AND s.score_start IS NOT NULL AND s.score_end IS NOT NULL
