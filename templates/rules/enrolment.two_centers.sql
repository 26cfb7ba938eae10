-- id: enrolment.two_centers
-- stage: load
-- severity: warning
-- field: full_name
--
-- One child on the rolls of two centers on one day. Each of the two centers is told.
SELECT b.raw_row_id, o.submission_id, b.center_code, c.public_id AS value, a.center_code AS other,
       max(a.start_date, b.start_date) AS expected
FROM enrolment b
JOIN enrolment a ON a.child_id = b.child_id AND a.center_code <> b.center_code
                AND a.start_date < coalesce(b.end_date, '9999') AND b.start_date < coalesce(a.end_date, '9999')
JOIN child c ON c.child_id = b.child_id
LEFT JOIN observation o ON o.raw_row_id = b.raw_row_id
