-- id: birth.after_entry
-- stage: validate
-- severity: error
-- field: enrolment_date
--
-- Born after entering the center. The entry date is at fault unless the birth also makes a child of less
-- than three years.
SELECT raw_row_id, submission_id, center_code,
       CASE WHEN age_years < 3 THEN 'date_of_birth' ELSE 'enrolment_date' END AS field,
       CASE WHEN age_years < 3 THEN coalesce(birth_text, birth_from) ELSE enrolment_date END AS value,
       CASE WHEN age_years < 3 THEN enrolment_date ELSE birth_from END AS other
FROM roll
WHERE birth_from > enrolment_date
