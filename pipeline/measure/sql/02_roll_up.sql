-- From the sums of one indicator's units (temp.unit_sum) to its figures.

-- An indicator told by months: the periods that hold them.
INSERT INTO temp.unit_sum
SELECT mp.period_code, u.center_code, u.district_code, u.sex, u.age_band, sum(u.n), sum(u.d)
FROM temp.unit_sum u JOIN temp.month_period mp ON mp.month = u.period_code AND mp.period_code <> u.period_code
WHERE (SELECT months FROM temp.reading)
GROUP BY 1, 2, 3, 4, 5;

INSERT INTO indicator_value (indicator, period_code, area_code, disaggregation, sex, age_band, numerator, denominator,
                             value, coverage)
WITH placed AS (
    -- each unit counts in the whole area, in its district and at its center
    SELECT period_code, 'TH63' AS area_code, 1 AS wide, sex, age_band, sum(n) AS n, sum(d) AS d
    FROM temp.unit_sum GROUP BY period_code, sex, age_band
    UNION ALL
    SELECT period_code, district_code, 1, sex, age_band, sum(n), sum(d)
    FROM temp.unit_sum WHERE district_code IS NOT NULL GROUP BY period_code, district_code, sex, age_band
    UNION ALL
    SELECT period_code, center_code, 0, 'all', 'all', sum(n), sum(d)
    FROM temp.unit_sum WHERE center_code IS NOT NULL GROUP BY period_code, center_code
), headline AS (
    SELECT period_code, area_code, sum(n) AS n, sum(d) AS d FROM placed GROUP BY period_code, area_code
), grid AS (
    SELECT p.period_code, a.area_code
    FROM calendar_period p CROSS JOIN temp.area a, temp.reading r
    WHERE r.periods = 'all' OR ' ' || r.periods || ' ' LIKE '% ' || p.kind || ' %'
    UNION
    SELECT period_code, area_code FROM headline
), figure AS (
    SELECT g.period_code, g.area_code, '' AS disaggregation, 'all' AS sex, 'all' AS age_band, h.n, h.d
    FROM grid g LEFT JOIN headline h USING (period_code, area_code)
    UNION ALL
    SELECT period_code, area_code, '{"sex":"' || sex || '"}', sex, 'all', sum(n), sum(d)
    FROM placed, temp.reading r WHERE wide AND r.split GROUP BY period_code, area_code, placed.sex
    UNION ALL
    SELECT period_code, area_code, '{"age":"' || age_band || '"}', 'all', age_band, sum(n), sum(d)
    FROM placed, temp.reading r WHERE wide AND r.split GROUP BY period_code, area_code, placed.age_band
    UNION ALL
    SELECT period_code, area_code, '{"age":"' || age_band || '","sex":"' || sex || '"}', sex, age_band, n, d
    FROM placed, temp.reading r WHERE wide AND r.split
)
SELECT r.indicator, f.period_code, f.area_code, f.disaggregation, f.sex, f.age_band,
       CASE WHEN f.n IS NULL AND f.d > 0 THEN 0 ELSE f.n END,
       CASE WHEN r.unit IN ('share', 'rate', 'ratio') THEN f.d END,
       CASE r.unit
            WHEN 'share' THEN CASE WHEN f.d > 0 THEN coalesce(f.n, 0) / f.d END
            WHEN 'ratio' THEN CASE WHEN f.d > 0 THEN coalesce(f.n, 0) / f.d END
            WHEN 'rate' THEN CASE WHEN f.d > 0 THEN 1000.0 * coalesce(f.n, 0) / f.d END
            -- a count without units is 0 where returns came or none was due, and unknown where none came
            ELSE coalesce(f.n, CASE WHEN r.zero AND s.any_units AND (c.expected IS NULL OR c.reporting > 0) THEN 0 END)
       END,
       c.reporting || '/' || c.expected
FROM figure f, temp.reading r, (SELECT EXISTS (SELECT 1 FROM temp.unit_sum) AS any_units) s
LEFT JOIN temp.coverage c ON c.kind = r.coverage AND c.period_code = f.period_code AND c.area_code = f.area_code
WHERE f.period_code IN (SELECT period_code FROM calendar_period)
ORDER BY f.period_code, f.area_code, f.disaggregation;
