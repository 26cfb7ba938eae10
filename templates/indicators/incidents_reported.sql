-- code: I3
-- sort: 130
-- unit: count
-- direction: none
-- title_en: Child-rights incidents reported
-- title_th: จำนวนเหตุละเมิดสิทธิเด็กที่ได้รับรายงาน
-- definition_en: Incidents dated in the period, all but dismissed ones.
-- definition_th: เหตุที่เกิดในช่วงเวลา ไม่รวมเหตุที่ยกเลิก
-- source: CPMS
-- coverage: center_month
-- empty: zero
-- split: no
-- months: yes
-- periods: all
-- field: incident_type
SELECT substr(i.date, 1, 7) AS period_code, i.center_code, c.district_code, NULL AS sex, NULL AS age_band,
       1 AS numerator, NULL AS denominator, 'incident' AS source_table, i.incident_id AS source_id
FROM incident i LEFT JOIN center c ON c.center_code = i.center_code
WHERE i.date IS NOT NULL AND coalesce(i.status, '') <> 'dismissed'
