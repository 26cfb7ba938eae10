-- code: I3
-- sort: 120
-- unit: rate
-- direction: down
-- title_en: Confirmed child-rights incidents per 1,000 child-months
-- title_th: เหตุละเมิดสิทธิเด็กที่ยืนยันแล้วต่อ 1,000 เด็ก-เดือน
-- definition_en: Confirmed incidents of months for which a center reported incidents or "nil", times 1,000, over the children on its roll in those months. Better detection raises it.
-- definition_th: เหตุที่ยืนยันแล้วในเดือนที่ศูนย์รายงานเหตุหรือรายงานว่าไม่มี คูณ 1,000 หารด้วยจำนวนเด็กในทะเบียนของเดือนเหล่านั้น
-- source: CPMS
-- coverage: center_month
-- empty: null
-- split: no
-- months: yes
-- periods: all
-- field: incident_type
WITH told AS (
    SELECT m.center_month_id, m.center_code, m.month FROM center_month m
    WHERE m.incidents IS NOT NULL OR m.incidents_nil = 'yes'
       OR EXISTS (SELECT 1 FROM incident i WHERE i.center_code = m.center_code AND substr(i.date, 1, 7) = m.month)
)
SELECT t.month AS period_code, t.center_code, c.district_code, NULL AS sex, NULL AS age_band, NULL AS numerator,
       k.children AS denominator, 'center_month' AS source_table, t.center_month_id AS source_id
FROM told t
JOIN center_period k ON k.period_code = t.month AND k.center_code = t.center_code AND k.children > 0
LEFT JOIN center c ON c.center_code = t.center_code
UNION ALL
SELECT t.month, t.center_code, c.district_code, NULL, NULL, 1, NULL, 'incident', i.incident_id
FROM incident i
JOIN told t ON t.center_code = i.center_code AND t.month = substr(i.date, 1, 7)
LEFT JOIN center c ON c.center_code = i.center_code
WHERE i.status IN ('confirmed', 'closed')
