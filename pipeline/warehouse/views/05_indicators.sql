-- Indicators with their targets.
--   progress: (value - baseline) / (target - baseline), so that it serves rising and falling figures; value / target
--   (target / value for falling ones) where there is no baseline or no gap to close.
--   status: on_track from 0.9, at_risk from 0.7, else off_track; no_data without a value, none without a target.

CREATE VIEW report_indicator_definition AS
SELECT indicator, code, unit, direction, title_en, title_th, definition_en, definition_th, source, sort FROM indicator;

CREATE VIEW indicator_figure AS
WITH known AS MATERIALIZED (
    -- once, not for each figure: it looks for the period before
    SELECT period, last_day, previous_period FROM report_period
), aimed AS (
    -- the target of the nearest year that is not yet over, by name before by code; one without a year holds always
    SELECT v.*, i.code, i.unit, i.direction, i.title_en, i.title_th, i.sort, p.previous_period,
           CASE WHEN v.disaggregation = '' AND v.area_code IN (SELECT area_code FROM target) THEN
               (SELECT u.target_id FROM target u
                WHERE u.indicator IN (v.indicator, i.code) AND u.area_code = v.area_code
                  AND (u.year IS NULL OR u.year >= CAST(substr(p.last_day, 1, 4) AS INTEGER))
                ORDER BY length(u.indicator) DESC, u.year IS NULL, u.year, u.target_id LIMIT 1) END AS target_id
    -- in the order of the figures' own key: both are looked up once for many figures, and of one period only its own are read
    FROM indicator i
    CROSS JOIN known p
    CROSS JOIN indicator_value v ON v.indicator = i.indicator AND v.period_code = p.period
), figure AS (
    SELECT v.indicator, v.code, v.unit, v.direction, v.title_en, v.title_th, v.sort, v.period_code AS period,
           v.area_code AS area, CASE WHEN v.area_code = 'TH63' THEN 'all' WHEN v.area_code IN (SELECT district_code FROM district)
                                THEN 'district' ELSE 'center' END AS area_kind,
           v.disaggregation, v.sex, v.age_band, v.numerator, v.denominator, v.value, v.coverage, v.previous_period, b.value AS previous_value,
           v.value - b.value AS change, t.baseline, t.baseline_date, t.baseline_source, t.target,
           CASE WHEN t.target IS NULL OR v.value IS NULL THEN NULL
                WHEN t.baseline IS NOT NULL AND t.baseline <> t.target
                THEN (v.value - t.baseline) / (t.target - t.baseline)
                WHEN v.direction = 'down' THEN t.target / nullif(v.value, 0)
                ELSE v.value / nullif(t.target, 0) END AS progress
    FROM aimed v
    LEFT JOIN indicator_value b ON b.indicator = v.indicator AND b.period_code = v.previous_period
                               AND b.area_code = v.area_code AND b.disaggregation = v.disaggregation
    LEFT JOIN target t ON t.target_id = v.target_id
)
SELECT *, CASE WHEN target IS NULL THEN 'none' WHEN value IS NULL THEN 'no_data'
               WHEN progress >= 0.9 OR (direction = 'down' AND value = 0) THEN 'on_track'
               WHEN progress >= 0.7 THEN 'at_risk' ELSE 'off_track' END AS status
FROM figure;

-- The whole area and the districts; figures of single centers are apart, for those who may see them.
CREATE VIEW report_indicator AS
SELECT * FROM indicator_figure WHERE area_kind <> 'center';

CREATE VIEW report_center_indicator AS
SELECT * FROM indicator_figure WHERE area_kind = 'center';

-- Headline figures of quarters whose report is no longer written and which are other now than it says: a late or corrected
-- file changed them. A quarter's report is written every night until the quarter after it has ended.
CREATE VIEW report_restatement AS
SELECT i.indicator, i.code, i.unit, i.title_en, i.title_th, i.sort, q.period_code AS period, q.last_day, r.as_of AS reported, f.value AS was,
       v.value AS now, v.numerator, v.denominator
FROM calendar_period q
JOIN calendar_period n ON n.kind = 'quarter' AND n.first_day = date(q.last_day, '+1 day')
                      AND n.last_day < (SELECT last_day FROM calendar_period WHERE period_code = 'PTD')
JOIN run r ON r.run_id = (SELECT max(o.run_id) FROM run o WHERE o.as_of <= n.last_day AND o.status IN ('committed', 'done'))
JOIN indicator i
JOIN run_figure f ON f.run_id = r.run_id AND f.kind = 'figure' AND f.name = i.indicator || ':' || q.period_code || ':TH63'
LEFT JOIN indicator_value v ON v.indicator = i.indicator AND v.period_code = q.period_code AND v.area_code = 'TH63'
                           AND v.disaggregation = ''
WHERE q.kind = 'quarter' AND f.value IS NOT v.value;
