-- code: I13
-- sort: 370
-- unit: share
-- direction: down
-- title_en: Over-age children
-- title_th: เด็กอายุเกินเกณฑ์
-- definition_en: Children on the roll two years or more over the official age of their grade, over those whose age and grade are known.
-- definition_th: เด็กที่อายุเกินเกณฑ์ของชั้นตั้งแต่สองปี ต่อเด็กที่ทราบอายุและชั้น
-- source: UIS; WIDE
-- coverage: any
-- empty: null
-- split: yes
-- months: no
-- periods: all
-- field: date_of_birth
SELECT k.period_code, k.center_code, k.district_code, k.sex, k.age_band, k.age - g.official_age >= 2 AS numerator,
       1 AS denominator, 'enrolment' AS source_table, k.enrolment_id AS source_id
FROM child_period k JOIN grade g ON g.grade_code = k.grade_code
WHERE k.state IN ('active', 'carried') AND k.age IS NOT NULL AND g.official_age IS NOT NULL
