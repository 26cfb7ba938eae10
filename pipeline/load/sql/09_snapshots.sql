-- What the night used and found, copied so that reports read nothing outside its commit.

DROP TABLE IF EXISTS temp.file_path;
CREATE TEMP TABLE file_path AS
SELECT f.source_file_id, coalesce(min(p.path) FILTER (WHERE p.present), min(p.path), f.sha256) AS path,
       coalesce(max(p.present), 0) AS present
FROM source_file f LEFT JOIN source_path p USING (source_file_id)
GROUP BY f.source_file_id;
CREATE UNIQUE INDEX temp.file_path_by_file ON file_path (source_file_id);

INSERT INTO loaded_file (source_file_id, path, sha256, kind, purpose, read_status, read_reason, rows, present)
SELECT f.source_file_id, p.path, f.sha256, f.kind, f.purpose, f.read_status, f.read_reason,
       (SELECT count(*) FROM raw_sheet h JOIN raw_row w USING (raw_sheet_id) WHERE h.source_file_id = f.source_file_id),
       p.present
FROM source_file f JOIN temp.file_path p USING (source_file_id)
ORDER BY f.source_file_id;

INSERT INTO loaded_submission (submission_id, source_file_id, path, sha256, center_code, kind, period_code, rows,
                               rows_unused, status, reason, first_run_id)
SELECT s.submission_id, s.source_file_id, p.path, f.sha256, s.center_code, s.kind, s.period_code, s.rows, s.rows_unused,
       s.status, s.reason, f.first_run_id
FROM submission s JOIN source_file f USING (source_file_id) JOIN temp.file_path p USING (source_file_id)
ORDER BY s.submission_id;

-- Issues of superseded submissions are settled by their successors, those of rejected ones by the officer's word, and those of
-- a file of which nothing could be used by taking it out of the folder.
INSERT INTO finding (stage, rule, severity, center_code, source_file_id, submission_id, path, sheet, row_number, column_number,
                     raw_row_id, child_id, field, value, expected, other, message_key)
SELECT i.stage, i.rule, i.severity, coalesce(i.center_code, s.center_code), coalesce(i.source_file_id, h.source_file_id),
       i.submission_id, p.path, coalesce(i.sheet, h.name), w.row_number, i.column_number, i.raw_row_id, k.child_id, i.field, i.value,
       i.expected, i.other, i.message_key
FROM issue i
LEFT JOIN submission s ON s.submission_id = i.submission_id
LEFT JOIN raw_row w ON w.raw_row_id = i.raw_row_id
LEFT JOIN raw_sheet h ON h.raw_sheet_id = w.raw_sheet_id
LEFT JOIN temp.file_path p ON p.source_file_id = coalesce(i.source_file_id, h.source_file_id)
LEFT JOIN temp.row_child k ON k.raw_row_id = i.raw_row_id
WHERE coalesce(s.status, 'current') NOT IN ('superseded', 'rejected')
  AND (coalesce(p.present, 1) OR EXISTS (SELECT 1 FROM submission x WHERE x.source_file_id = p.source_file_id))
ORDER BY coalesce(i.center_code, s.center_code), p.path, h.number, w.row_number, i.column_number, i.rule, i.issue_id;
