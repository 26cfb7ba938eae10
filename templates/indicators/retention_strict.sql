-- code: I2
-- sort: 100
-- unit: share
-- direction: up
-- title_en: Retention (same center)
-- title_th: อัตราการคงอยู่ (ศูนย์เดิม)
-- definition_en: As retention at any center, but on the roll of the same center.
-- definition_th: เช่นเดียวกับการคงอยู่ในศูนย์ใดก็ได้ แต่เฉพาะศูนย์เดิม
-- source: IndiKit 5760 (ECHO)
-- coverage: any
-- empty: null
-- split: yes
-- months: no
-- periods: quarter school_year
-- field: full_name
SELECT period_code, center_code, district_code, sex, age_band,
       (coalesce(active AND same_center, 0) OR coalesce(exit_reason IN ('completed', 'transfer_thai', 'transfer_nfe'), 0)) * children AS numerator,
       children AS denominator, 'enrolment' AS source_table, enrolment_id AS source_id
FROM retention_cohort
WHERE kind <> 'month'
