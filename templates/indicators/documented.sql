-- code: I13
-- sort: 360
-- unit: share
-- direction: up
-- title_en: Children with a document
-- title_th: เด็กที่มีเอกสารแสดงตน
-- definition_en: Children on the roll with a Thai 13-digit number, a G-code or a Thai birth certificate, over children on the roll.
-- definition_th: เด็กที่มีเลข 13 หลัก รหัส G หรือสูติบัตรไทย ต่อเด็กที่กำลังเรียน
-- source: MECC duty 4
-- coverage: any
-- empty: null
-- split: yes
-- months: no
-- periods: all
-- field: full_name
SELECT period_code, center_code, district_code, sex, age_band, documented * children AS numerator, children AS denominator,
       'enrolment' AS source_table, enrolment_id AS source_id
FROM counted_child
WHERE state IN ('active', 'carried')
