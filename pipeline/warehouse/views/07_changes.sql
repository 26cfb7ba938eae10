-- What the last run changed against the one before it: files, counts, figures, children, and written reports that no
-- longer tell what is true. For the officer.

-- Internal: the last run with its day, and the one before it (NULL: there is none).
CREATE VIEW run_pair AS
SELECT r.run_id, r.as_of, (SELECT max(run_id) FROM run_figure WHERE run_id < r.run_id) AS before_id
FROM run r WHERE r.run_id = (SELECT max(run_id) FROM run_figure);

-- Counts and findings by rule. Only what moved.
CREATE VIEW report_count_change AS
SELECT n.kind, n.name, a.value AS before, b.value AS after
FROM run_pair p
JOIN (SELECT DISTINCT kind, name FROM run_figure
      WHERE kind <> 'figure' AND run_id IN ((SELECT run_id FROM run_pair), (SELECT before_id FROM run_pair))) n
LEFT JOIN run_figure a ON a.run_id = p.before_id AND a.kind = n.kind AND a.name = n.name
LEFT JOIN run_figure b ON b.run_id = p.run_id AND b.kind = n.kind AND b.name = n.name
WHERE p.before_id IS NOT NULL AND coalesce(a.value, 0) <> coalesce(b.value, 0);

-- Headline figures of the whole area. closed: the period is over, so the figure was restated.
CREATE VIEW report_figure_change AS
SELECT f.indicator, i.code, i.title_en, i.title_th, i.unit, i.sort, f.period, c.last_day < p.as_of AS closed, f.before, f.after,
       f.indicator || ':' || f.period || ':' || f.area AS lineage
FROM run_pair p
JOIN (SELECT substr(name, 1, instr(name, ':') - 1) AS indicator,
             substr(substr(name, instr(name, ':') + 1), 1, instr(substr(name, instr(name, ':') + 1), ':') - 1) AS period,
             'TH63' AS area, max(value) FILTER (WHERE run_id = (SELECT before_id FROM run_pair)) AS before,
             max(value) FILTER (WHERE run_id = (SELECT run_id FROM run_pair)) AS after, count(*) AS runs
      FROM run_figure
      WHERE kind = 'figure' AND run_id IN ((SELECT run_id FROM run_pair), (SELECT before_id FROM run_pair))
      GROUP BY name) f ON f.runs = 2 AND f.before IS NOT f.after
JOIN indicator i ON i.indicator = f.indicator
JOIN calendar_period c ON c.period_code = f.period;

-- Files that came, went, or were taken out on the officer's word. days_late: of the most overdue return in it.
CREATE VIEW report_file_change AS
SELECT 'new' AS change, l.path, l.sha256, s.center_code, s.kind, s.period_code, coalesce(s.status, l.read_status) AS status,
       -- a correction of what came before is not late
       iif(EXISTS (SELECT 1 FROM loaded_submission e WHERE e.center_code = s.center_code AND e.kind = s.kind
                     AND e.period_code = s.period_code AND e.first_run_id < f.first_run_id), 0,
           max(0, coalesce(CAST(julianday(p.as_of) - julianday(d.due) AS INTEGER), 0))) AS days_late
FROM run_pair p
JOIN source_file f ON f.first_run_id > p.before_id AND f.first_run_id <= p.run_id AND f.purpose = 'submission'
JOIN loaded_file l USING (source_file_id)
LEFT JOIN (SELECT source_file_id, min(center_code) AS center_code, min(kind) AS kind, min(period_code) AS period_code,
                  CASE WHEN sum(status = 'held') THEN 'held' WHEN sum(status = 'current') THEN 'current'
                       ELSE min(status) END AS status
           FROM loaded_submission GROUP BY source_file_id) s ON s.source_file_id = f.source_file_id
-- Late is what speaks of a month whose last day of grace had passed; a register speaks of its school year.
LEFT JOIN center_return d ON d.center_code = s.center_code AND d.period_code = s.period_code
                         AND d.kind = iif(s.kind IN ('attendance', 'center_month'), s.kind, 'any')
UNION ALL
SELECT 'vanished', l.path, l.sha256, NULL, NULL, NULL, NULL, NULL
FROM run_pair p
JOIN loaded_file l ON NOT l.present AND l.purpose = 'submission'
WHERE EXISTS (SELECT 1 FROM source_path s WHERE s.source_file_id = l.source_file_id AND s.last_run_id >= p.before_id)
UNION ALL
SELECT CASE s.reason WHEN 'submission.withdrawn' THEN 'withdrawn' ELSE 'rejected' END, s.path, s.sha256, min(s.center_code),
       min(s.kind), min(s.period_code), 'rejected', NULL
FROM loaded_submission s WHERE s.status = 'rejected' GROUP BY s.source_file_id, s.reason;

-- Internal: children whom the last run joined, parted or gave up, with the other one.
CREATE VIEW touched_child AS
SELECT e.child_id FROM child_event e, run_pair p
WHERE e.event <> 'created' AND e.run_id > coalesce(p.before_id, p.run_id) AND e.run_id <= p.run_id
UNION
SELECT e.other_child_id FROM child_event e, run_pair p
WHERE e.event <> 'created' AND e.other_child_id IS NOT NULL
  AND e.run_id > coalesce(p.before_id, p.run_id) AND e.run_id <= p.run_id;

-- Written reports of which a headline figure is now another one, or whose children were joined or parted.
-- One row a report, in whatever formats and languages: donor/2026-Q3/quarterly-2026-Q3.
-- rewritten: tonight's reports replace it; else it stands as it was written, and its readers may have to be told.
CREATE VIEW report_touched AS
SELECT t.report, t.audience, t.period,
       c.last_day >= p.as_of OR c.last_day = (SELECT max(o.last_day) FROM calendar_period o
                                              WHERE o.kind = c.kind AND o.last_day < p.as_of) AS rewritten,
       max(t.figures) AS figures, max(t.children) AS children
FROM (SELECT substr(f.path, 1, length(f.path) - CASE WHEN f.path LIKE '%.md' THEN 6 WHEN f.path LIKE '%.pdf' THEN 7 ELSE 8 END)
                 AS report, -- without "-en.md"
             f.audience, f.period_code AS period,
             (SELECT count(*) FROM run_figure o
              JOIN run_figure n ON n.run_id = q.run_id AND n.kind = 'figure' AND n.name = o.name AND n.value IS NOT o.value
              WHERE o.run_id = f.run_id AND o.kind = 'figure' AND instr(o.name, ':' || f.period_code || ':')) AS figures,
             (SELECT count(*) FROM child_period k WHERE k.period_code = f.period_code
                AND k.child_id IN (SELECT child_id FROM touched_child)) AS children
      FROM report_file f, run_pair q
      WHERE f.audience IN ('ministry', 'partner', 'donor') AND f.run_id < q.run_id AND f.path NOT LIKE '%.svg') t
JOIN run_pair p
JOIN calendar_period c ON c.period_code = t.period
WHERE t.figures + t.children > 0
GROUP BY t.report;

-- Decisions of people, with the children that they are about now and their centers.
CREATE VIEW report_decision AS
SELECT d.link_decision_id AS decision, d.answer, d.applied, d.decided_by, d.source,
       (SELECT c.public_id FROM link_record l JOIN child_record k USING (link_record_id) JOIN child c USING (child_id)
        WHERE l.content_key = d.left_key ORDER BY l.live DESC, l.link_record_id LIMIT 1) AS left_id,
       (SELECT c.public_id FROM link_record l JOIN child_record k USING (link_record_id) JOIN child c USING (child_id)
        WHERE l.content_key = d.right_key ORDER BY l.live DESC, l.link_record_id LIMIT 1) AS right_id
FROM link_decision d;

-- Internal: the records of the children that an event is about, those among them that were taken from them since.
CREATE VIEW event_record AS
WITH told AS MATERIALIZED (
    SELECT child_event_id, child_id FROM child_event WHERE event <> 'created'
    UNION ALL
    SELECT child_event_id, other_child_id FROM child_event WHERE event <> 'created' AND other_child_id IS NOT NULL)
SELECT t.child_event_id, k.link_record_id FROM told t CROSS JOIN child_record k USING (child_id)
UNION
SELECT t.child_event_id, k.link_record_id
FROM child_record k CROSS JOIN told t ON t.child_id = k.first_child_id WHERE k.first_child_id <> k.child_id;

-- How children came to be one or two: merged, split, retired. decided: a person's answer is about records of the two.
-- centers: whom to tell, all that have a record of either. Both are found for all events at once: answers can be thousands.
CREATE VIEW report_child_event AS
WITH about AS MATERIALIZED (
    SELECT r.child_event_id, l.content_key, l.center_code FROM event_record r CROSS JOIN link_record l USING (link_record_id)),
answered AS MATERIALIZED (SELECT left_key AS content_key FROM link_decision UNION SELECT right_key FROM link_decision),
decided AS MATERIALIZED (SELECT DISTINCT a.child_event_id FROM about a CROSS JOIN answered USING (content_key)),
told AS MATERIALIZED (
    SELECT child_event_id, group_concat(center_code, ', ') AS centers
    FROM (SELECT DISTINCT child_event_id, center_code FROM about ORDER BY child_event_id, center_code)
    GROUP BY child_event_id)
SELECT e.run_id, e.run_id > coalesce(p.before_id, 0) AS is_new, e.event, c.public_id, o.public_id AS other_public_id, e.reason,
       EXISTS (SELECT 1 FROM decided d WHERE d.child_event_id = e.child_event_id) AS decided,
       (SELECT t.centers FROM told t WHERE t.child_event_id = e.child_event_id) AS centers
FROM child_event e
LEFT JOIN run_pair p
JOIN child c ON c.child_id = e.child_id LEFT JOIN child o ON o.child_id = e.other_child_id
WHERE e.event <> 'created';

-- What changed, on a page: a line a kind, with how many there are and the first of them where they are not
-- told elsewhere on that page.
CREATE VIEW report_change_summary AS
WITH item AS MATERIALIZED (
    SELECT sort, kind, label, row_number() OVER (PARTITION BY kind ORDER BY number DESC, label) AS place
    FROM (SELECT CASE WHEN f.change = 'new' AND f.days_late > 0 THEN 1 WHEN f.change = 'withdrawn' THEN 2
                      WHEN f.change = 'rejected' THEN 3 WHEN f.change = 'vanished' THEN 4 ELSE 5 END AS sort,
                 iif(f.change = 'new' AND f.days_late > 0, 'late', f.change) AS kind, coalesce(f.days_late, 0) AS number,
                 iif(f.change <> 'vanished' AND (f.change <> 'new' OR f.days_late > 0),
                     iif(length(f.path) > 60, '…' || substr(f.path, -59), f.path)
                         || iif(f.days_late > 0, ' (' || f.days_late || ')', ''), NULL) AS label
          FROM report_file_change f
          UNION ALL
          SELECT 6, 'identity', decided, public_id || coalesce(' / ' || other_public_id, '') FROM report_child_event
          WHERE is_new AND (decided OR event NOT IN ('retired', 'revived'))
          UNION ALL
          SELECT 7, event, 0, NULL FROM report_child_event
          WHERE is_new AND NOT decided AND event IN ('retired', 'revived')
          UNION ALL
          SELECT 8, 'restated', 0, NULL FROM report_figure_change WHERE closed
          UNION ALL
          SELECT 9, 'touched', NOT rewritten, report FROM report_touched)
)
SELECT sort, kind, count(*) AS n,
       coalesce((SELECT group_concat(label, ', ') FROM
                  (SELECT label FROM item i WHERE i.kind = k.kind AND place <= 2 ORDER BY place))
                || iif(count(*) > 2, ' … +' || (count(*) - 2), '') || '. ', '') AS first
FROM item k GROUP BY sort, kind;
