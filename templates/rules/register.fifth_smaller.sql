-- id: register.fifth_smaller
-- stage: validate
-- severity: warning
-- field: -
--
-- A register with a fifth fewer children than the center's register before it (hold_drop_share of
-- rollbook.yaml). Children who are listed with a leaving date are not missing and count.
SELECT submission_id, center_code, rows AS value, rows_before AS expected, period_before AS other
FROM register_size
WHERE rows_before >= 10 AND rows < rows_before * (1 - (SELECT hold_drop_share FROM setting))
