-- Centers in a period: children and teachers, returns, conditions, activities.

-- One row per center and period: how many children, what came.
CREATE VIEW report_center_period AS
SELECT p.period_code AS period, p.center_code, p.district, coalesce(k.children, 0) AS children,
       coalesce(k.girls, 0) AS girls, coalesce(k.boys, 0) AS boys, coalesce(k.reached, 0) AS reached,
       coalesce(k.not_observed, 0) AS not_observed,
       (SELECT count(DISTINCT coalesce(t.teacher_id, t.staff_id)) FROM staff t
        WHERE t.center_code = p.center_code AND coalesce(t.hire_date <= p.last_day, 1)
          AND coalesce(t.leaving_date > p.last_day, 1)
          AND t.period_code = (SELECT max(u.period_code) FROM staff u WHERE u.center_code = p.center_code)) AS teachers,
       p.returns_due, p.returns_received, p.months_silent
FROM center_in_period p
LEFT JOIN center_period k ON k.period_code = p.period_code AND k.center_code = p.center_code;

CREATE VIEW report_return AS
SELECT r.period_code AS period, r.kind, r.center_code, coalesce(c.district_code, 'unknown') AS district, r.due, r.received,
       r.days_late, NOT r.received AND r.due < (SELECT last_day FROM calendar_period WHERE period_code = 'PTD') AS missing
FROM center_return r LEFT JOIN center c ON c.center_code = r.center_code
WHERE r.kind <> 'any';

-- Months of which a center said nothing at all.
CREATE VIEW report_silent AS
SELECT r.period_code AS period, r.center_code, coalesce(c.district_code, 'unknown') AS district, r.due
FROM center_return r LEFT JOIN center c ON c.center_code = r.center_code
WHERE r.kind = 'any' AND NOT r.received AND r.due < (SELECT last_day FROM calendar_period WHERE period_code = 'PTD');

CREATE VIEW report_center_month AS
SELECT m.month AS period, m.center_code, coalesce(c.district_code, 'unknown') AS district, m.school_days, m.days_open,
       m.days_closed, m.days_alternative, m.children_alternative, m.feeding_days, m.meals_served, m.garden_active,
       m.garden_children, m.harvest_kg, m.drills, m.children_on_roll
FROM center_month m LEFT JOIN center c ON c.center_code = m.center_code;

-- Operating conditions, from the newest profile of each center and school year.
CREATE VIEW report_center_condition AS
SELECT p.school_year AS period, p.center_code, coalesce(c.district_code, 'unknown') AS district, p.profile_date,
       p.classrooms, p.toilets, p.water, p.electricity, p.boarding, p.boarders,
       coalesce(p.registration_status, 'unknown') AS registration_status, p.emergency_plan_date, p.last_drill_date,
       p.contact_tree, p.protection_policy, p.code_of_conduct, p.funding_months
FROM center_profile p LEFT JOIN center c ON c.center_code = p.center_code;

-- Teachers of the newest staff list of each center.
CREATE VIEW report_staff AS
SELECT t.period_code AS period, t.center_code, coalesce(c.district_code, 'unknown') AS district,
       coalesce(t.sex, 'unknown') AS sex, coalesce(t.nationality, 'unknown') AS nationality,
       coalesce(t.position, 'unknown') AS position, coalesce(t.qualification, 'unknown') AS qualification,
       coalesce(t.work_permit, 'unknown') AS work_permit, t.hire_date, t.leaving_date
FROM staff t LEFT JOIN center c ON c.center_code = t.center_code
WHERE t.period_code = (SELECT max(u.period_code) FROM staff u WHERE u.center_code = t.center_code);

-- Programme cases with the steps that fall in the period. No case is tied to a child here.
CREATE VIEW report_programme AS
SELECT p.period_code AS period, s.programme, s.center_code, coalesce(c.district_code, 'unknown') AS district,
       coalesce(h.sex, 'unknown') AS sex, s.start_date BETWEEN p.first_day AND p.last_day AS started,
       s.referred_date BETWEEN p.first_day AND p.last_day AS referred,
       s.assessed_date BETWEEN p.first_day AND p.last_day AS assessed,
       s.completed_date BETWEEN p.first_day AND p.last_day AS completed,
       coalesce(s.start_date <= p.last_day, 0) AND coalesce(s.end_date > p.last_day, 1) AS active,
       s.transition_to IS NOT NULL AS transition
FROM calendar_period p
JOIN programme_spell s ON coalesce(s.start_date, s.referred_date, s.assessed_date, s.completed_date) <= p.last_day
                      AND coalesce(s.end_date >= p.first_day, 1)
LEFT JOIN child h ON h.child_id = s.child_id
LEFT JOIN center c ON c.center_code = s.center_code;

CREATE VIEW report_incident AS
SELECT p.period_code AS period, coalesce(c.district_code, 'unknown') AS district, coalesce(i.type, 'other') AS type,
       coalesce(i.status, 'reported') AS status, count(*) AS incidents,
       sum(coalesce(julianday(i.referral_date) - julianday(i.date) <= 3, 0)) AS referred_in_72_hours
FROM calendar_period p
JOIN incident i ON i.date BETWEEN p.first_day AND p.last_day AND coalesce(i.status, '') <> 'dismissed'
LEFT JOIN center c ON c.center_code = i.center_code
GROUP BY p.period_code, c.district_code, i.type, i.status;

CREATE VIEW report_visit AS
SELECT p.period_code AS period, v.center_code, coalesce(c.district_code, 'unknown') AS district, v.date, v.criteria_met,
       v.criteria_total
FROM calendar_period p
JOIN visit v ON v.date BETWEEN p.first_day AND p.last_day
LEFT JOIN center c ON c.center_code = v.center_code;

-- Problems that were open on some day of the period.
CREATE VIEW report_problem AS
SELECT p.period_code AS period, b.center_code, coalesce(c.district_code, 'unknown') AS district,
       coalesce(b.category, 'other') AS category, b.opened_date, b.closed_date, coalesce(b.closed_date <= p.last_day, 0) AS solved
FROM calendar_period p
JOIN problem b ON b.opened_date <= p.last_day AND coalesce(b.closed_date >= p.first_day, 1)
LEFT JOIN center c ON c.center_code = b.center_code;

CREATE VIEW report_meeting AS
SELECT p.period_code AS period, m.date, m.type, m.planned, m.held, m.decision, m.decision_status, m.policy_presented
FROM calendar_period p JOIN meeting m ON m.date BETWEEN p.first_day AND p.last_day;

CREATE VIEW report_outreach AS
SELECT p.period_code AS period, o.center_code, coalesce(c.district_code, 'unknown') AS district, o.date, o.type, o.women,
       o.men, o.girls, o.boys
FROM calendar_period p
JOIN outreach o ON o.date BETWEEN p.first_day AND p.last_day
LEFT JOIN center c ON c.center_code = o.center_code;
