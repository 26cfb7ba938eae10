-- What was due from each center and what came: monthly returns for months in which the center's school year
-- runs, a register for each school year. A kind is due once any center has sent it. What was corrected later came
-- with the first file, not with the correction.

DROP TABLE IF EXISTS temp.received_return;
CREATE TEMP TABLE received_return AS
SELECT center_code, kind, period_code, min(first_run_id) AS first_run_id
FROM (
    SELECT a.center_code, 'attendance' AS kind, a.month AS period_code, f.first_run_id
    FROM temp.attendance_sent a JOIN submission s USING (submission_id) JOIN source_file f USING (source_file_id)
    WHERE s.status IN ('current', 'superseded')
    UNION ALL
    SELECT m.center_code, 'center_month', m.month, f.first_run_id
    FROM stg_center_month m JOIN submission s USING (submission_id) JOIN source_file f USING (source_file_id)
    WHERE s.status IN ('current', 'superseded')
    UNION ALL
    SELECT n.center_code, 'register', n.school_year, f.first_run_id
    FROM temp.snapshot n
    JOIN submission s ON s.center_code = n.center_code AND s.period_code = n.period_code AND s.kind = 'register'
                     AND s.status IN ('current', 'superseded')
    JOIN source_file f USING (source_file_id)
)
GROUP BY center_code, kind, period_code;

-- "any": whatever speaks of a month, so that silence shows. Only where monthly returns are sent at all.
INSERT INTO temp.received_return
SELECT center_code, 'any', month, min(first_run_id)
FROM (
    SELECT center_code, period_code AS month, first_run_id FROM temp.received_return
    WHERE kind IN ('attendance', 'center_month')
    UNION ALL
    SELECT n.center_code, substr(n.date, 1, 7), f.first_run_id
    FROM temp.snapshot n
    JOIN submission s ON s.center_code = n.center_code AND s.period_code = n.period_code AND s.kind = 'register'
                     AND s.status IN ('current', 'superseded')
    JOIN source_file f USING (source_file_id)
)
WHERE EXISTS (SELECT 1 FROM temp.received_return WHERE kind IN ('attendance', 'center_month'))
GROUP BY center_code, month;
CREATE UNIQUE INDEX temp.received_return_by_key ON received_return (center_code, kind, period_code);

INSERT INTO center_return (center_code, period_code, kind, due, received, days_late)
WITH expected AS (
    SELECT c.center_code, p.period_code, k.kind, date(p.last_day, '+' || silent_after_days || ' days') AS due
    FROM center c
    JOIN calendar_period p ON p.kind = 'month'
    JOIN (SELECT kind, min(period_code) AS since FROM temp.received_return
          WHERE kind IN ('attendance', 'center_month', 'any') GROUP BY kind) k ON p.period_code >= k.since
    JOIN temp.school_year y ON y.calendar = c.calendar AND y.first_day <= p.last_day AND p.first_day <= y.last_day,
    setting
    WHERE coalesce(c.opened <= p.last_day, 1) AND coalesce(c.closed > p.first_day, 1)
    UNION ALL
    SELECT c.center_code, y.period_code, 'register', date(y.first_day, '+1 month', '+' || silent_after_days || ' days')
    FROM center c
    JOIN temp.school_year y ON y.calendar = c.calendar, setting
    WHERE coalesce(c.opened < y.next_first_day, 1) AND coalesce(c.closed > y.first_day, 1)
      AND EXISTS (SELECT 1 FROM temp.received_return WHERE kind = 'register')
), first_run AS (
    SELECT min(run_id) AS run_id FROM run
)
SELECT e.center_code, e.period_code, e.kind, e.due, r.first_run_id IS NOT NULL,
       -- what lay there on the very first night may have been in time
       CASE WHEN e.kind <> 'any' AND r.first_run_id > first_run.run_id THEN max(0, CAST(julianday(n.as_of) - julianday(e.due) AS INTEGER)) END
FROM expected e
CROSS JOIN first_run
LEFT JOIN temp.received_return r USING (center_code, kind, period_code)
LEFT JOIN run n ON n.run_id = r.first_run_id
WHERE r.first_run_id IS NOT NULL OR e.due <= (SELECT as_of FROM setting)
ORDER BY e.center_code, e.kind, e.period_code;
