-- code: I7
-- sort: 240
-- unit: count
-- direction: up
-- title_en: Mental-health support: cases assessed
-- title_th: การดูแลสุขภาพจิต: ประเมิน
-- definition_en: Cases of mental-health and psychosocial support assessed in the period.
-- definition_th: จำนวนกรณีที่ประเมินในช่วงเวลา
-- source: IndiKit 181
-- coverage: none
-- empty: zero
-- split: no
-- months: no
-- periods: all
-- field: case_ref
SELECT p.period_code, s.center_code, c.district_code, NULL AS sex, NULL AS age_band, 1 AS numerator, NULL AS denominator,
       'programme_spell' AS source_table, s.programme_spell_id AS source_id
FROM programme_spell s
JOIN period_span p ON s.assessed_date BETWEEN p.first_day AND p.day
LEFT JOIN center c ON c.center_code = s.center_code
WHERE s.programme = 'psychosocial'
