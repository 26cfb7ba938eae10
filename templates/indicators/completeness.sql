-- code: I14
-- sort: 400
-- unit: share
-- direction: up
-- title_en: Key cells filled
-- title_th: ความครบถ้วนของข้อมูลหลัก
-- definition_en: Cells of sex, birth, grade, father, mother and entry date that are filled, in the rows of the children on the roll.
-- definition_th: ช่องเพศ วันเกิด ชั้น บิดา มารดา และวันเข้าเรียนที่มีข้อมูล ในแถวของเด็กที่กำลังเรียน
-- source: project
-- coverage: any
-- empty: null
-- split: no
-- months: no
-- periods: quarter school_year
-- field: full_name
SELECT period_code, center_code, district_code, NULL AS sex, NULL AS age_band, cells AS numerator,
       asked AS denominator, 'enrolment' AS source_table, enrolment_id AS source_id
FROM filled_row
