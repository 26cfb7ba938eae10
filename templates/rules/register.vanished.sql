-- id: register.vanished
-- stage: load
-- severity: warning
-- field: full_name
--
-- A child whom the center's next full register no longer names, without a date or reason of leaving, and who was
-- not seen at any other center: lost contact.
SELECT e.raw_row_id, o.submission_id, e.center_code, c.public_id AS value, e.end_date AS expected
FROM enrolment e
JOIN child c ON c.child_id = e.child_id
LEFT JOIN observation o ON o.raw_row_id = e.raw_row_id
WHERE e.exit_reason = 'lost_contact' AND o.leaving_reason IS NULL AND o.leaving_date IS NULL
