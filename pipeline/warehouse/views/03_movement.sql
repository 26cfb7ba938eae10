-- Spells, entries, exits and transitions. Counts of spells and moves are not counts of children.

-- Spells as they are, for the officer and the ministry: no names.
CREATE VIEW report_enrolment AS
SELECT e.school_year, e.center_code, coalesce(n.district_code, 'unknown') AS district, coalesce(c.sex, 'unknown') AS sex,
       coalesce(e.grade_code, 'unknown') AS grade, coalesce(e.curriculum, 'unknown') AS curriculum, e.start_date, e.end_date,
       e.exit_reason, e.destination, e.observed_until
FROM enrolment e
JOIN child c ON c.child_id = e.child_id
LEFT JOIN center n ON n.center_code = e.center_code;

-- Each exit in each period that it falls in. Going on into the next school year is no exit.
CREATE VIEW report_exit AS
SELECT p.period_code AS period, e.end_date AS date, e.center_code, coalesce(n.district_code, 'unknown') AS district,
       coalesce(c.sex, 'unknown') AS sex, coalesce(k.age_band, 'unknown') AS age_band, coalesce(e.grade_code, 'unknown') AS grade,
       e.exit_reason AS reason, CASE WHEN e.exit_reason = 'transfer_mlc' THEN 'transfer'
            WHEN e.exit_reason IN ('transfer_thai', 'transfer_nfe', 'completed') THEN 'transition'
            WHEN e.exit_reason IN ('death', 'resettled') THEN 'other' ELSE 'dropout' END AS kind
FROM calendar_period p
JOIN enrolment e ON e.end_date BETWEEN p.first_day AND p.last_day AND e.exit_reason IS NOT NULL
JOIN child c ON c.child_id = e.child_id
LEFT JOIN child_period k ON k.period_code = p.period_code AND k.child_id = e.child_id
LEFT JOIN center n ON n.center_code = e.center_code;

-- Each beginning of a spell that is no continuation: new to the network, back after a gap, or from another center.
CREATE VIEW report_entry AS
SELECT p.period_code AS period, e.start_date AS date, e.center_code, coalesce(n.district_code, 'unknown') AS district,
       coalesce(c.sex, 'unknown') AS sex, coalesce(k.age_band, 'unknown') AS age_band, coalesce(e.grade_code, 'unknown') AS grade,
       CASE WHEN NOT EXISTS (SELECT 1 FROM enrolment b WHERE b.child_id = e.child_id AND b.start_date < e.start_date) THEN 'new'
            WHEN EXISTS (SELECT 1 FROM enrolment b WHERE b.child_id = e.child_id AND b.center_code <> e.center_code
                         AND b.start_date < e.start_date AND coalesce(b.end_date, '9999') >= date(e.start_date, '-120 days')) THEN 'transfer'
            ELSE 'return' END AS kind
FROM calendar_period p
JOIN enrolment e ON e.start_date BETWEEN p.first_day AND p.last_day
JOIN child c ON c.child_id = e.child_id
LEFT JOIN child_period k ON k.period_code = p.period_code AND k.child_id = e.child_id
LEFT JOIN center n ON n.center_code = e.center_code
WHERE NOT EXISTS (SELECT 1 FROM enrolment b WHERE b.child_id = e.child_id AND b.center_code = e.center_code
                  AND b.end_date = e.start_date AND b.exit_reason IS NULL);

-- Placements in Thai schools and NFE that begin in the period.
CREATE VIEW report_transition AS
SELECT p.period_code AS period, t.start_date AS date, t.placement_type AS type, t.destination,
       coalesce(t.grade_code, 'unknown') AS grade, t.center_code, coalesce(n.district_code, 'unknown') AS district,
       coalesce(c.sex, 'unknown') AS sex, coalesce(k.age_band, 'unknown') AS age_band,
       t.end_date IS NULL OR t.end_date > p.last_day AS still_there
FROM calendar_period p
JOIN placement t ON t.start_date BETWEEN p.first_day AND p.last_day
JOIN child c ON c.child_id = t.child_id
LEFT JOIN child_period k ON k.period_code = p.period_code AND k.child_id = t.child_id
LEFT JOIN center n ON n.center_code = t.center_code;

CREATE VIEW report_attendance_month AS
SELECT a.month AS period, a.center_code, coalesce(n.district_code, 'unknown') AS district, coalesce(c.sex, 'unknown') AS sex,
       count(*) AS children, sum(a.school_days) AS school_days, sum(a.days_present) AS days_present,
       sum(a.days_present < 0.8 * a.school_days) AS chronic
FROM attendance a
JOIN child c ON c.child_id = a.child_id
LEFT JOIN center n ON n.center_code = a.center_code
WHERE a.school_days > 0 AND a.days_present IS NOT NULL
GROUP BY a.month, a.center_code, n.district_code, c.sex;
