-- code: I1
-- sort: 60
-- unit: share
-- direction: down
-- title_en: Out-of-school rate (any pathway)
-- title_th: อัตราเด็กนอกระบบการศึกษา (ทุกช่องทาง)
-- definition_en: One minus children of the estimate's ages who are on a center's roll or placed in a Thai school or NFE, over the population estimate of the same districts and ages (central).
-- definition_th: หนึ่งลบด้วยสัดส่วนเด็กในช่วงอายุที่เรียนในศูนย์การเรียน โรงเรียนไทย หรือ กศน. ต่อประมาณการประชากรในอำเภอและช่วงอายุเดียวกัน
-- source: SDG 4.1.4; UNESCO Institute for Statistics
-- coverage: any
-- empty: null
-- split: no
-- months: no
-- periods: quarter school_year
-- field: full_name
-- the population, and minus one for each child of its ages that learns somewhere
WITH o AS MATERIALIZED (
    SELECT o.* FROM population_of_period o JOIN period_span k ON k.period_code = o.period_code
    WHERE k.kind IN ('quarter', 'school_year')
)
SELECT o.period_code, NULL AS center_code, o.district_code, NULL AS sex, NULL AS age_band, o.central AS numerator,
       o.central AS denominator, 'population' AS source_table, o.population_id AS source_id
FROM o
UNION ALL
SELECT a.period_code, NULL, a.district_code, NULL, NULL, -a.children, NULL, 'enrolment', a.enrolment_id
FROM learner a
CROSS JOIN o ON o.period_code = a.period_code AND o.district_code = a.district_code
                           AND a.age BETWEEN o.age_from AND o.age_to
UNION ALL
SELECT t.period_code, NULL, t.district_code, NULL, NULL, -1, NULL, 'placement', t.placement_id
FROM placed_child t
JOIN o ON o.period_code = t.period_code AND o.district_code = t.district_code
                           AND t.age BETWEEN o.age_from AND o.age_to
WHERE NOT EXISTS (SELECT 1 FROM child_period a WHERE a.period_code = t.period_code AND a.child_id = t.child_id
                  AND a.state IN ('active', 'carried'))
