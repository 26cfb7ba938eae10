-- id: staff.counted_as_child
-- stage: validate
-- severity: warning
-- field: full_name
--
-- A name on the children's register that is also on the center's staff list, of somebody who is 17 or older, or
-- of no known age, or has the same phone. Grown-up pupils have names that no teacher has.
SELECT DISTINCT r.raw_row_id, r.submission_id, r.center_code, r.name AS value
FROM staff_name t
CROSS JOIN roll r ON r.name_key = t.name_key AND r.center_code = t.center_code
WHERE r.age_years IS NULL OR r.age_years >= 17 OR t.phone_key = r.phone_key
