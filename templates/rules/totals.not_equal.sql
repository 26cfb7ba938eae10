-- id: totals.not_equal
-- stage: validate
-- severity: warning
-- field: -
--
-- A totals row whose figure is not the sum of its column (attendance), or whose only figure is not the number
-- of children above it (registers).
SELECT raw_row_id, submission_id, center_code, field, value, expected
FROM totals_cell
WHERE abs(CAST(value AS REAL) - CAST(expected AS REAL)) > 0.001
