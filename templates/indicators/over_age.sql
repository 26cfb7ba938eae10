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
SELECT period_code, center_code, district_code, sex, age_band, over_age * children AS numerator, children AS denominator,
       'enrolment' AS source_table, enrolment_id AS source_id
FROM counted_child
WHERE state IN ('active', 'carried') AND over_age IS NOT NULL
