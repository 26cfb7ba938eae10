-- code: I2b
-- sort: 110
-- unit: share
-- direction: down
-- title_en: Dropout
-- title_th: อัตราการออกกลางคัน
-- definition_en: One minus retention at any center.
-- definition_th: หนึ่งลบอัตราการคงอยู่ (ศูนย์ใดก็ได้)
-- source: IndiKit 5761; UNESCO Institute for Statistics
-- coverage: any
-- empty: null
-- split: yes
-- months: no
-- periods: quarter school_year
-- field: full_name
SELECT period_code, center_code, district_code, sex, age_band,
       (NOT (coalesce(active, 0) OR coalesce(exit_reason IN ('completed', 'transfer_thai', 'transfer_nfe'), 0))) * children AS numerator, children AS denominator,
       'enrolment' AS source_table, enrolment_id AS source_id
FROM retention_cohort
WHERE kind <> 'month'
