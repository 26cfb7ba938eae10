-- code: I6
-- sort: 190
-- unit: count
-- direction: up
-- title_en: Children taking part in agriculture
-- title_th: เด็กที่ร่วมกิจกรรมเกษตร
-- definition_en: Of each center the most children in the garden in one month of the period, summed over centers.
-- definition_th: จำนวนเด็กสูงสุดในหนึ่งเดือนของแต่ละศูนย์ รวมทุกศูนย์
-- source: WFP; INEE 2.8
-- coverage: center_month
-- empty: null
-- split: no
-- months: no
-- periods: all
-- field: garden_children
SELECT p.period_code, m.center_code, c.district_code, NULL AS sex, NULL AS age_band,
       max(m.garden_children) AS numerator, NULL AS denominator, 'center_month' AS source_table, m.center_month_id AS source_id
FROM center_month m
JOIN period_span p ON m.month || '-15' BETWEEN p.first_day AND p.last_day
LEFT JOIN center c ON c.center_code = m.center_code
WHERE m.garden_children IS NOT NULL
GROUP BY p.period_code, m.center_code
