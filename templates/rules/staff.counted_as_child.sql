-- id: staff.counted_as_child
-- stage: validate
-- severity: warning
-- field: full_name
--
-- A name on the children's register that is also on the center's staff list, of somebody who is 17 or older, or
-- of no known age, or has the same phone. Grown-up pupils have names that no teacher has.
SELECT r.raw_row_id, r.submission_id, r.center_code, r.name AS value
FROM roll r
WHERE EXISTS (SELECT 1 FROM staff_name t
              WHERE t.center_code = r.center_code AND t.name_key = r.name_key
                AND (r.age_years IS NULL OR r.age_years >= 17 OR t.phone_key = r.phone_key))
