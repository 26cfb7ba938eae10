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
WITH filled AS MATERIALIZED (
    SELECT e.enrolment_id,
           (r.sex IS NOT NULL) + (r.birth_from IS NOT NULL) + (r.grade_code IS NOT NULL) + (r.father_name IS NOT NULL)
           + (r.mother_name IS NOT NULL) + (r.enrolment_date IS NOT NULL) AS cells
    FROM enrolment e JOIN stg_register r ON r.raw_row_id = e.raw_row_id
)
SELECT k.period_code, k.center_code, k.district_code, NULL AS sex, NULL AS age_band, f.cells AS numerator,
       6 AS denominator, 'enrolment' AS source_table, k.enrolment_id AS source_id
FROM calendar_period p
CROSS JOIN child_period k ON k.period_code = p.period_code
CROSS JOIN filled f ON f.enrolment_id = k.enrolment_id
WHERE p.kind IN ('quarter', 'school_year') AND k.state IN ('active', 'carried')
