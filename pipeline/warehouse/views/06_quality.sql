-- What came in, how it was understood, and what a person must look at.

-- Internal: what names a file in a line of files.tsv. Twelve digits of its digest are enough, unless a spreadsheet could take
-- them for a number or another file begins alike.
CREATE VIEW file_key AS
SELECT f.sha256,
       iif(substr(f.sha256, 1, 12) GLOB '*[a-df]*' AND NOT EXISTS
             (SELECT 1 FROM source_file o WHERE o.sha256 >= substr(f.sha256, 1, 12) AND o.sha256 < substr(f.sha256, 1, 12) || 'g'
                                            AND o.sha256 <> f.sha256),
           substr(f.sha256, 1, 12), f.sha256) AS file_key
FROM source_file f;

CREATE VIEW report_input_file AS
SELECT l.path, l.sha256, l.kind, l.purpose, l.read_status, l.read_reason, l.rows, l.present,
       (SELECT k.file_key FROM file_key k WHERE k.sha256 = l.sha256) AS file_key
FROM loaded_file l;

CREATE VIEW report_submission AS
SELECT s.submission_id, s.path, s.sha256, s.center_code, coalesce(c.district_code, 'unknown') AS district, s.kind, s.period_code,
       s.rows, s.rows_unused, s.status, s.reason,
       (SELECT k.file_key FROM file_key k WHERE k.sha256 = s.sha256) AS file_key
FROM loaded_submission s LEFT JOIN center c ON c.center_code = s.center_code;

CREATE VIEW report_finding AS
SELECT f.finding_id, f.stage, f.rule, f.severity, coalesce(f.center_code, 'unknown') AS center_code,
       coalesce(c.district_code, 'unknown') AS district, f.path, f.sheet, f.row_number, f.column_number, f.field, f.value,
       f.expected, f.other, f.message_key, h.public_id
FROM finding f
LEFT JOIN center c ON c.center_code = f.center_code
LEFT JOIN child h ON h.child_id = f.child_id;

-- The same for pages that name nobody: what stood in a cell about a person is left out, but for public ids and plain numbers
-- (rows, days). own: the file tells of several centers or of none, so that it goes back to the office and not to a center.
CREATE VIEW report_finding_masked AS
WITH of_person (pattern, number_too) AS (
    VALUES ('*name*', 0), ('headteacher', 0), ('visited_by', 0), ('remarks', 0), ('address', 0),
           ('*phone', 1), ('thai_id13', 1), ('g_code', 1), ('myanmar_nrc', 1), ('birth_certificate', 1)
), told AS (
    SELECT f.*, EXISTS (SELECT 1 FROM of_person o WHERE f.field GLOB o.pattern) AS personal,
           EXISTS (SELECT 1 FROM of_person o WHERE f.field GLOB o.pattern AND o.number_too) AS numbered
    FROM report_finding f
)
SELECT finding_id, stage, rule, severity, center_code, district, path, sheet, row_number, column_number, field, message_key,
       iif(personal AND value NOT LIKE 'MEC-%' AND (numbered OR value GLOB '*[^-0-9]*'), '…', value) AS value,
       iif(personal AND expected NOT LIKE 'MEC-%' AND (numbered OR expected GLOB '*[^-0-9]*'), '…', expected) AS expected,
       iif(personal AND other NOT LIKE 'MEC-%' AND other GLOB '*[^-0-9]*'
           AND other NOT IN (SELECT center_code FROM center), '…', other) AS other,
       path IN (SELECT s.path FROM loaded_submission s WHERE s.status <> 'superseded'
                GROUP BY s.path HAVING count(DISTINCT s.center_code) <> 1) AS own
FROM told;

-- Counts only: rule x severity x center.
CREATE VIEW report_finding_summary AS
SELECT rule, severity, message_key, center_code, district, count(*) AS findings
FROM report_finding GROUP BY rule, severity, message_key, center_code, district;

-- The rows of current registers as they were sent, for a center's feedback: cells as in raw_row, columns as in
-- sheet_mapping. read: it became a record of a child.
CREATE VIEW report_register_row AS
SELECT s.center_code, s.submission_id, s.path, h.name AS sheet, h.number AS sheet_number, w.row_number, w.cells, m.columns,
       k.child_id IS NOT NULL AS read, c.public_id
FROM loaded_submission s
JOIN stg_register r ON r.submission_id = s.submission_id
JOIN raw_row w ON w.raw_row_id = r.raw_row_id
JOIN raw_sheet h ON h.raw_sheet_id = w.raw_sheet_id
LEFT JOIN sheet_mapping m ON m.raw_sheet_id = h.raw_sheet_id AND m.submission_id = s.submission_id
LEFT JOIN link_record l ON l.raw_row_id = r.raw_row_id
LEFT JOIN child_record k ON k.link_record_id = l.link_record_id
LEFT JOIN child c ON c.child_id = k.child_id
WHERE s.status = 'current' AND s.kind = 'register';

-- One row: the whole batch.
CREATE VIEW report_data_quality AS
SELECT (SELECT count(*) FROM loaded_file WHERE purpose = 'submission' AND present) AS files,
       (SELECT count(*) FROM loaded_file WHERE purpose = 'submission' AND present AND read_status = 'refused') AS files_refused,
       (SELECT count(*) FROM loaded_submission WHERE status = 'current') AS submissions,
       (SELECT count(*) FROM loaded_submission WHERE status = 'held') AS submissions_held,
       (SELECT count(*) FROM loaded_submission WHERE status = 'superseded') AS submissions_superseded,
       (SELECT coalesce(sum(rows), 0) FROM loaded_submission WHERE status = 'current') AS rows,
       (SELECT coalesce(sum(rows_unused), 0) FROM loaded_submission WHERE status = 'current') AS rows_unused,
       (SELECT count(*) FROM child_record k JOIN link_record l USING (link_record_id) WHERE l.live) AS records,
       (SELECT count(DISTINCT k.child_id) FROM child_record k JOIN link_record l USING (link_record_id) WHERE l.live) AS children,
       (SELECT count(*) FROM center) AS centers,
       (SELECT count(DISTINCT center_code) FROM loaded_submission WHERE status = 'current') AS centers_heard,
       (SELECT count(*) FROM finding WHERE severity = 'error') AS errors,
       (SELECT count(*) FROM finding WHERE severity = 'warning') AS warnings,
       (SELECT count(*) FROM finding WHERE severity = 'info') AS notes,
       (SELECT count(*) FROM link_pair WHERE band = 'review') AS pairs_to_review,
       (SELECT count(*) FROM link_decision WHERE applied = 'yes') AS decisions;

-- Centers reporting and expected in each period, for "62 of 64 centers reporting".
CREATE VIEW report_coverage AS
SELECT period_code AS period, district, count(*) AS centers_expected, sum(returns_received > 0) AS centers_reporting,
       sum(months_silent > 0) AS centers_with_silence, sum(returns_due) AS returns_due, sum(returns_received) AS returns_received
FROM center_in_period GROUP BY period_code, district;

-- What only a person can settle, most urgent first, and of a kind the worst first. subject: what to look at; detail: why;
-- number: days late, pairs, faults; reference: what a line in the office's registry names it by.
CREATE VIEW report_todo AS
SELECT 1 AS sort, 'silent_center' AS kind, r.center_code, r.center_code AS subject, min(r.period) AS detail,
       CAST(max(julianday(p.last_day) - julianday(r.due)) AS INTEGER) AS number, NULL AS reference
FROM report_silent r JOIN calendar_period p ON p.period_code = 'PTD'
WHERE r.due > date(p.last_day, '-6 months') GROUP BY r.center_code
UNION ALL
SELECT 2, 'held_submission', s.center_code, s.path, s.reason, NULL, k.file_key
FROM loaded_submission s JOIN file_key k USING (sha256) WHERE s.status = 'held'
UNION ALL
SELECT 3, 'refused_file', NULL, l.path, l.read_reason, NULL, l.sha256 FROM loaded_file l
WHERE l.present AND l.purpose = 'submission'
  AND (l.read_status = 'refused' OR l.source_file_id IN (SELECT source_file_id FROM finding WHERE rule = 'file.not_understood'))
UNION ALL
SELECT 4, 'vanished_file', NULL, l.path, NULL, NULL, k.file_key
FROM loaded_file l JOIN finding f USING (source_file_id) JOIN file_key k USING (sha256)
WHERE f.rule = 'file.vanished' AND NOT l.present -- those on which the officer has not said a word
UNION ALL
SELECT 5, 'unknown_heading', center_code, value, field, count(DISTINCT path), NULL
FROM finding WHERE rule = 'column.unknown' GROUP BY value, field, center_code
UNION ALL
SELECT 6, 'pairs_to_review', coalesce(l.center_code, 'unknown'), NULL, NULL, count(*), NULL
FROM link_pair p JOIN link_record l ON l.link_record_id = p.right_id
WHERE p.band = 'review' GROUP BY l.center_code
UNION ALL
SELECT 7, 'unsettled_decision', NULL, coalesce(left_id, '?') || ' / ' || coalesce(right_id, '?'), applied, NULL, NULL
FROM report_decision WHERE applied IN ('contradicted', 'unknown')
UNION ALL
SELECT 8, 'errors_to_return', center_code, center_code, NULL, count(*), NULL
FROM report_finding_masked WHERE severity = 'error' AND center_code <> 'unknown' AND NOT own GROUP BY center_code
UNION ALL
SELECT 9, 'own_faults', NULL, path, NULL, count(*), NULL
FROM report_finding_masked WHERE severity = 'error' AND own AND rule NOT GLOB 'submission.*' AND rule NOT GLOB 'file.*' GROUP BY path;

-- The same on a page: a line a kind, with how many there are and the first of them ("… +9": so many more).
CREATE VIEW report_todo_summary AS
WITH item AS MATERIALIZED (
    SELECT kind, sort, number,
           iif(length(subject) > 60, '…' || substr(subject, -59), subject)
               || iif(kind IN ('silent_center', 'errors_to_return', 'own_faults'), ' (' || number || ')', '') AS label,
           row_number() OVER (PARTITION BY kind ORDER BY number DESC, subject, detail, reference, center_code) AS place
    FROM report_todo
)
SELECT k.sort, k.kind, k.n,
       coalesce((SELECT group_concat(label, ', ') FROM
                  (SELECT label FROM item i WHERE i.kind = k.kind AND place <= k.shown ORDER BY place))
                || iif(k.items > k.shown, ' … +' || (k.items - k.shown), '') || '. ', '') AS first
FROM (SELECT sort, kind, count(*) AS items, iif(kind IN ('silent_center', 'errors_to_return'), 6, 2) AS shown,
             iif(kind IN ('pairs_to_review', 'errors_to_return', 'own_faults'), sum(number), count(*)) AS n
      FROM item GROUP BY sort, kind) k;

-- Pairs in review, side by side. Names: for the officer only.
CREATE VIEW report_pair AS
SELECT p.link_pair_id, p.weight_bits, p.probability, p.evidence, a.center_code AS left_center, b.center_code AS right_center,
       x.public_id AS left_id, y.public_id AS right_id, x.display_name AS left_name, y.display_name AS right_name,
       x.sex AS left_sex, y.sex AS right_sex, x.birth_from AS left_birth, y.birth_from AS right_birth
FROM link_pair p
JOIN link_record a ON a.link_record_id = p.left_id
JOIN link_record b ON b.link_record_id = p.right_id
LEFT JOIN child_record i ON i.link_record_id = p.left_id LEFT JOIN child x ON x.child_id = i.child_id
LEFT JOIN child_record j ON j.link_record_id = p.right_id LEFT JOIN child y ON y.child_id = j.child_id
WHERE p.band = 'review';
