-- code: I2
-- sort: 90
-- unit: share
-- direction: up
-- title_en: Retention (any center)
-- title_th: อัตราการคงอยู่ (ศูนย์ใดก็ได้)
-- definition_en: Of the children on the roll at the end of the school year's first month: those on any center's roll at the period's end, or gone because they completed or moved to a Thai school or NFE. Who died, was resettled or is not observed is left out.
-- definition_th: ในบรรดาเด็กที่อยู่ในทะเบียน ณ สิ้นเดือนแรกของปีการศึกษา: ผู้ที่ยังเรียนในศูนย์ใดศูนย์หนึ่ง หรือจบ หรือย้ายเข้าโรงเรียนไทยหรือ กศน. ไม่รวมผู้เสียชีวิต ไปประเทศที่สาม หรือไม่มีข้อมูลล่าสุด
-- source: IndiKit 5760 (ECHO)
-- coverage: any
-- empty: null
-- split: yes
-- months: no
-- periods: month quarter school_year
-- field: full_name
SELECT period_code, center_code, district_code, sex, age_band,
       (coalesce(active, 0) OR coalesce(exit_reason IN ('completed', 'transfer_thai', 'transfer_nfe'), 0)) * children AS numerator, children AS denominator,
       'enrolment' AS source_table, enrolment_id AS source_id
FROM retention_cohort
