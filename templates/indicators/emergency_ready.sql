-- code: I8
-- sort: 280
-- unit: share
-- direction: up
-- title_en: Centers ready for an emergency
-- title_th: ศูนย์ที่พร้อมรับเหตุฉุกเฉิน
-- definition_en: Centers with a written plan at most 12 months old, a drill in the last 6 months and a contact tree at the period's end, over centers with a profile.
-- definition_th: ศูนย์ที่มีแผนไม่เกิน 12 เดือน ซ้อมใน 6 เดือน และมีผังการติดต่อ ต่อศูนย์ที่มีข้อมูล
-- source: INEE standard 9
-- coverage: none
-- empty: null
-- split: no
-- months: no
-- periods: all
-- field: emergency_plan
WITH span AS MATERIALIZED (
    -- how far back a plan and a drill count
    SELECT period_code, day, date(day, '-12 months') AS plan_since, date(day, '-6 months') AS drill_since
    FROM period_span
), profile AS MATERIALIZED (
    -- stands for its center until the school year of the next one begins
    SELECT f.*, y.first_day, coalesce(lead(y.first_day) OVER (PARTITION BY f.center_code ORDER BY y.first_day), '9999') AS until
    FROM center_profile f JOIN calendar_period y ON y.period_code = f.school_year
)
SELECT p.period_code, f.center_code, c.district_code, NULL AS sex, NULL AS age_band,
       coalesce(f.emergency_plan_date >= p.plan_since, 0) AND coalesce(f.contact_tree = 'yes', 0)
       AND (coalesce(f.last_drill_date >= p.drill_since, 0)
            OR EXISTS (SELECT 1 FROM center_month m WHERE m.center_code = f.center_code AND m.drills > 0
                       AND m.month BETWEEN substr(p.drill_since, 1, 7) AND substr(p.day, 1, 7))) AS numerator,
       1 AS denominator, 'center_profile' AS source_table, f.center_profile_id AS source_id
FROM profile f
JOIN center c ON c.center_code = f.center_code
JOIN span p ON f.first_day <= p.day AND p.day < f.until
