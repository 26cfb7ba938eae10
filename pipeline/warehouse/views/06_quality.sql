-- What came in, how it was understood, and what a person must look at.

CREATE VIEW report_input_file AS
SELECT path, sha256, kind, purpose, read_status, read_reason, rows, present FROM loaded_file;

CREATE VIEW report_submission AS
SELECT s.submission_id, s.path, s.sha256, s.center_code, coalesce(c.district_code, 'unknown') AS district, s.kind, s.period_code,
       s.rows, s.rows_unused, s.status, s.reason
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

-- What only a person can settle, most urgent first. subject: what to look at; detail: why.
CREATE VIEW report_todo AS
SELECT 1 AS sort, 'held_submission' AS kind, center_code, path AS subject, reason AS detail, sha256 AS reference
FROM loaded_submission WHERE status = 'held'
UNION ALL
SELECT 2, 'refused_file', NULL, path, read_reason, sha256 FROM loaded_file
WHERE present AND (read_status = 'refused'
                   OR source_file_id IN (SELECT source_file_id FROM finding WHERE rule = 'file.not_understood'))
UNION ALL
SELECT 3, 'pairs_to_review', coalesce(l.center_code, 'unknown'), CAST(count(*) AS TEXT), NULL, NULL
FROM link_pair p JOIN link_record l ON l.link_record_id = p.right_id
WHERE p.band = 'review' GROUP BY l.center_code
UNION ALL
SELECT 4, 'silent_center', r.center_code, group_concat(r.period_code, ', '), max(r.due), NULL
FROM (SELECT * FROM center_return WHERE kind = 'any' AND NOT received
        AND due < (SELECT last_day FROM calendar_period WHERE period_code = 'PTD') ORDER BY center_code, period_code) r
GROUP BY r.center_code
UNION ALL
SELECT 5, 'vanished_file', NULL, l.path, NULL, l.sha256 FROM loaded_file l JOIN finding f USING (source_file_id)
WHERE f.rule = 'file.vanished' AND NOT l.present -- those on which the officer has not said a word
UNION ALL
SELECT 6, 'errors_to_return', center_code, CAST(count(*) AS TEXT), NULL, NULL
FROM finding WHERE severity = 'error' AND center_code IS NOT NULL GROUP BY center_code;

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
