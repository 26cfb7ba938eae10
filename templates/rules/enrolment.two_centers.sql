-- id: enrolment.two_centers
-- stage: load
-- severity: warning
-- field: full_name
--
-- One child on the rolls of two centers on one day, as both of them say: each center's register names the child
-- after the spell at the other began.
SELECT b.raw_row_id, b.center_code, s.submission_id, c.public_id AS value,
       a.center_code AS other, max(a.start_date, b.start_date) AS expected
FROM enrolment a
JOIN enrolment b ON b.child_id = a.child_id AND b.center_code <> a.center_code
                AND b.enrolment_id <> a.enrolment_id
                AND a.start_date < coalesce(b.end_date, '9999') AND b.start_date < coalesce(a.end_date, '9999')
JOIN child c ON c.child_id = b.child_id
LEFT JOIN observation s ON s.raw_row_id = b.raw_row_id
