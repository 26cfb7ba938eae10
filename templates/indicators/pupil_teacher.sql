-- code: -
-- sort: 380
-- unit: ratio
-- direction: down
-- title_en: Children per teacher
-- title_th: จำนวนเด็กต่อครู
-- definition_en: Children on the roll over teachers in service at the period's end, of centers that sent a staff list.
-- definition_th: เด็กที่กำลังเรียนต่อครูที่ปฏิบัติงาน ของศูนย์ที่ส่งบัญชีครู
-- source: UNESCO Institute for Statistics
-- coverage: none
-- empty: null
-- split: no
-- months: no
-- periods: quarter school_year
-- field: full_name
WITH newest AS MATERIALIZED (
    SELECT t.staff_id, t.center_code, t.hire_date, t.leaving_date
    FROM staff t
    WHERE t.period_code = (SELECT max(u.period_code) FROM staff u WHERE u.center_code = t.center_code)
)
SELECT k.period_code, k.center_code, k.district_code, NULL AS sex, NULL AS age_band, k.children AS numerator, NULL AS denominator,
       'enrolment' AS source_table, k.enrolment_id AS source_id
FROM counted_child k
WHERE k.period_code IN (SELECT period_code FROM calendar_period WHERE kind IN ('quarter', 'school_year'))
  AND k.state IN ('active', 'carried') AND k.center_code IN (SELECT center_code FROM staff)
UNION ALL
SELECT p.period_code, t.center_code, c.district_code, NULL, NULL, NULL, 1, 'staff', t.staff_id
FROM newest t
JOIN period_span p ON p.kind IN ('quarter', 'school_year') AND coalesce(t.hire_date <= p.day, 1)
                  AND coalesce(t.leaving_date > p.day, 1)
LEFT JOIN center c ON c.center_code = t.center_code
