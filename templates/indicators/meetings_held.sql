-- code: I11
-- sort: 320
-- unit: share
-- direction: up
-- title_en: Steering committee meetings held
-- title_th: การประชุมคณะกรรมการที่จัดแล้ว
-- definition_en: Meetings held over meetings planned or held in the period.
-- definition_th: การประชุมที่จัดแล้วต่อที่วางแผนหรือจัดในช่วงเวลา
-- source: project
-- coverage: none
-- empty: null
-- split: no
-- months: no
-- periods: all
-- field: meeting_date
SELECT p.period_code, NULL AS center_code, NULL AS district_code, NULL AS sex, NULL AS age_band,
       coalesce(m.held = 'yes', 0) AS numerator, 1 AS denominator, 'meeting' AS source_table, m.meeting_id AS source_id
FROM meeting m JOIN period_span p ON m.date BETWEEN p.first_day AND p.day
WHERE m.held = 'yes' OR m.planned = 'yes'
