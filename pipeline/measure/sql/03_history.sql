-- What this run found, kept beside what the runs before it found. Figures of periods that ended within the last
-- half year: older ones are only restated, and their history would grow for ever.

DELETE FROM run_figure WHERE run_id = (SELECT run_id FROM setting);

INSERT INTO run_figure (run_id, kind, name, value)
SELECT (SELECT run_id FROM setting), 'count', name, value FROM (
    SELECT 'files' AS name, (SELECT count(*) FROM loaded_file WHERE purpose = 'submission' AND present) AS value
    UNION ALL SELECT 'files refused', (SELECT count(*) FROM loaded_file WHERE purpose = 'submission' AND present
                                       AND read_status = 'refused')
    UNION ALL SELECT 'submissions in use', (SELECT count(*) FROM loaded_submission WHERE status = 'current')
    UNION ALL SELECT 'submissions held', (SELECT count(*) FROM loaded_submission WHERE status = 'held')
    UNION ALL SELECT 'rows', (SELECT coalesce(sum(rows), 0) FROM loaded_submission WHERE status = 'current')
    UNION ALL SELECT 'rows not used', (SELECT coalesce(sum(rows_unused), 0) FROM loaded_submission WHERE status = 'current')
    UNION ALL SELECT 'records', (SELECT count(*) FROM link_record WHERE live)
    UNION ALL SELECT 'children', (SELECT count(*) FROM child WHERE status = 'live')
    UNION ALL SELECT 'pairs to review', (SELECT count(*) FROM link_pair WHERE band = 'review')
) ORDER BY name;

INSERT INTO run_figure (run_id, kind, name, value)
SELECT (SELECT run_id FROM setting), 'finding', rule, count(*) FROM finding
WHERE severity <> 'info' GROUP BY rule ORDER BY rule;

INSERT INTO run_figure (run_id, kind, name, value)
SELECT (SELECT run_id FROM setting), 'figure', v.indicator || ':' || v.period_code || ':' || v.area_code, v.value
FROM indicator_value v JOIN calendar_period p ON p.period_code = v.period_code
WHERE v.area_code = 'TH63' AND v.disaggregation = '' AND p.kind IN ('quarter', 'school_year')
  AND p.last_day >= date((SELECT as_of FROM setting), '-6 months') AND p.first_day <= (SELECT as_of FROM setting)
ORDER BY v.indicator, v.period_code;
