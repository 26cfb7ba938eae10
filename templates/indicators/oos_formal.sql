-- code: I1
-- sort: 70
-- unit: share
-- direction: down
-- title_en: Out-of-school rate (formal only)
-- title_th: อัตราเด็กนอกระบบการศึกษา (เฉพาะในระบบ)
-- definition_en: As the rate for any pathway, but only places in a Thai school or NFE count as school: learning centers are not formally recognised.
-- definition_th: เช่นเดียวกับทุกช่องทาง แต่นับเฉพาะโรงเรียนไทยหรือ กศน. เนื่องจากศูนย์การเรียนยังไม่ได้รับการรับรอง
-- source: SDG 4.1.4; UNESCO Institute for Statistics
-- coverage: any
-- empty: null
-- split: no
-- months: no
-- periods: quarter school_year
-- field: full_name
WITH o AS MATERIALIZED (
    SELECT o.* FROM population_of_period o JOIN period_span k ON k.period_code = o.period_code
    WHERE k.kind IN ('quarter', 'school_year')
)
SELECT o.period_code, NULL AS center_code, o.district_code, NULL AS sex, NULL AS age_band, o.central AS numerator,
       o.central AS denominator, 'population' AS source_table, o.population_id AS source_id
FROM o
UNION ALL
SELECT t.period_code, NULL, t.district_code, NULL, NULL, -1, NULL, 'placement', t.placement_id
FROM placed_child t
JOIN o ON o.period_code = t.period_code AND o.district_code = t.district_code
                           AND t.age BETWEEN o.age_from AND o.age_to
