-- code: -
-- sort: 40
-- unit: count
-- direction: none
-- title_en: Children new to the network
-- title_th: เด็กเข้าใหม่
-- definition_en: Children whose first spell at any center begins in the period.
-- definition_th: เด็กที่เริ่มเรียนในศูนย์การเรียนครั้งแรกในช่วงเวลา
-- source: project
-- coverage: any
-- empty: zero
-- split: yes
-- months: no
-- periods: all
-- field: full_name
WITH first_spell AS (
    -- the bare column is that of the earliest spell
    SELECT child_id, enrolment_id, center_code, start_date, min(start_date || printf('%012d', enrolment_id))
    FROM enrolment GROUP BY child_id
), entry_day AS MATERIALIZED (
    -- days are few, children many
    SELECT d.start_date, p.period_code
    FROM (SELECT DISTINCT start_date FROM first_spell) d
    CROSS JOIN period_span p ON d.start_date BETWEEN p.first_day AND p.day
)
SELECT k.period_code, e.center_code, k.district_code, k.sex, k.age_band, 1 AS numerator, NULL AS denominator,
       'enrolment' AS source_table, e.enrolment_id AS source_id
FROM first_spell e
CROSS JOIN entry_day d ON d.start_date = e.start_date
CROSS JOIN child_period k ON k.period_code = d.period_code AND k.child_id = e.child_id
