-- The other facts: what current submissions say about children, centers and the project.

INSERT INTO health_check (child_id, date, vaccination, health_insurance, weight_kg, height_cm, health_condition, raw_row_id)
SELECT child_id, date, vaccination, health_insurance, weight_kg, height_cm, health_condition, raw_row_id
FROM temp.observation
WHERE coalesce(vaccination, health_insurance, weight_kg, height_cm, health_condition) IS NOT NULL
ORDER BY child_id, date, raw_row_id;

INSERT INTO consent (child_id, date, given, raw_row_id)
SELECT child_id, coalesce(consent_date, date), consent, raw_row_id
FROM temp.observation WHERE consent IS NOT NULL
ORDER BY child_id, date, raw_row_id;

INSERT INTO programme_spell (child_id, center_code, programme, start_date, end_date, referred_date, assessed_date,
                             completed_date, score_start, score_end, transition_to, raw_row_id)
SELECT r.child_id, p.center_code, p.programme, p.start_date, p.end_date, p.referred_date, p.assessed_date,
       p.completed_date, p.score_start, p.score_end, p.transition_to, p.raw_row_id
FROM stg_programme p
JOIN submission s ON s.submission_id = p.submission_id AND s.status = 'current'
LEFT JOIN temp.row_child r ON r.raw_row_id = p.raw_row_id
ORDER BY p.stg_programme_id;

INSERT INTO placement (child_id, center_code, placement_type, destination, grade_code, start_date, end_date, raw_row_id)
SELECT r.child_id, p.center_code, coalesce(p.placement_type, 'other'), p.destination, p.grade_code, p.start_date,
       p.end_date, p.raw_row_id
FROM stg_placement p
JOIN submission s ON s.submission_id = p.submission_id AND s.status = 'current'
JOIN temp.row_child r ON r.raw_row_id = p.raw_row_id
ORDER BY p.stg_placement_id;

INSERT INTO out_of_school (child_id, district_code, found_date, enrolled_date, raw_row_id)
SELECT r.child_id, coalesce(o.district_code, c.district_code), o.found_date, o.enrolled_date, o.raw_row_id
FROM stg_out_of_school o
JOIN submission s ON s.submission_id = o.submission_id AND s.status = 'current'
JOIN temp.row_child r ON r.raw_row_id = o.raw_row_id
LEFT JOIN center c ON c.center_code = o.center_code
ORDER BY o.stg_out_of_school_id;

-- An incident is tied to a child by public id or student number only; a name is no ground for that.
DROP TABLE IF EXISTS temp.incident_code;
CREATE TEMP TABLE incident_code (center_code TEXT, student_code TEXT, child_id INTEGER,
                                 PRIMARY KEY (center_code, student_code)) WITHOUT ROWID;
INSERT INTO temp.incident_code
SELECT center_code, student_code, min(child_id)
FROM (SELECT center_code, student_code, min(child_id) AS child_id FROM temp.observation
      WHERE student_code IN (SELECT student_code FROM stg_incident) AND school_year IS NOT NULL
      GROUP BY center_code, student_code, school_year
      HAVING min(child_id) = max(child_id))
GROUP BY center_code, student_code
HAVING min(child_id) = max(child_id);
INSERT INTO incident (child_id, center_code, date, type, status, referral_date, raw_row_id)
SELECT coalesce(c.merged_into, c.child_id, r.child_id),
       i.center_code, coalesce(i.incident_date, CASE WHEN i.period_code GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'
                                                     THEN i.period_code || '-01' END),
       i.incident_type, i.incident_status, i.referral_date, i.raw_row_id
FROM stg_incident i
JOIN submission s ON s.submission_id = i.submission_id AND s.status = 'current'
LEFT JOIN child c ON c.public_id = i.public_id
LEFT JOIN temp.incident_code r ON r.center_code = i.center_code AND r.student_code = i.student_code
ORDER BY i.stg_incident_id;

-- A center's month may come in several rows (one per crop, one per form): figures of the month agree, harvests add up.
INSERT INTO center_month (center_code, month, school_days, days_open, days_closed, days_alternative, children_alternative,
                          feeding_days, meals_served, garden_active, garden_children, harvest_kg, incidents,
                          incidents_nil, drills, children_on_roll, raw_row_id)
SELECT m.center_code, m.month, max(m.school_days), max(m.days_open), max(m.days_closed), max(m.days_alternative),
       max(m.children_alternative), max(m.feeding_days), max(m.meals_served), max(m.garden_active),
       max(m.garden_children), sum(m.harvest_kg), max(m.incidents), max(m.incidents_nil), max(m.drills),
       max(m.children_on_roll), max(m.raw_row_id)
FROM stg_center_month m
JOIN submission s ON s.submission_id = m.submission_id AND s.status = 'current'
GROUP BY m.center_code, m.month
ORDER BY m.center_code, m.month;

INSERT INTO center_profile (center_code, school_year, profile_date, classrooms, toilets, water, electricity, boarding,
                            boarders, registration_status, emergency_plan_date, last_drill_date, contact_tree,
                            protection_policy, code_of_conduct, funding_months, raw_row_id)
SELECT center_code, school_year, profile_date, classrooms, toilets, water, electricity, boarding, boarders,
       registration_status, emergency_plan_date, last_drill_date, contact_tree, protection_policy, code_of_conduct,
       funding_months, raw_row_id
FROM (SELECT p.*, max(coalesce(p.profile_date, '') || printf('%012d', p.raw_row_id))
      FROM stg_center_profile p
      JOIN submission s ON s.submission_id = p.submission_id AND s.status = 'current'
      GROUP BY p.center_code, p.school_year)
ORDER BY center_code, school_year;

INSERT INTO staff (center_code, period_code, teacher_id, sex, nationality, position, qualification, work_permit,
                   hire_date, leaving_date, raw_row_id)
SELECT t.center_code, t.period_code, t.teacher_id, t.sex, t.nationality, t.position, t.qualification, t.work_permit,
       t.hire_date, t.leaving_date, t.raw_row_id
FROM stg_staff t
JOIN submission s ON s.submission_id = t.submission_id AND s.status = 'current'
ORDER BY t.center_code, t.period_code, t.stg_staff_id;

INSERT INTO visit (center_code, date, criteria_met, criteria_total, raw_row_id)
SELECT v.center_code, v.visit_date, max(v.criteria_met), max(v.criteria_total), min(v.raw_row_id)
FROM stg_visit v
JOIN submission s ON s.submission_id = v.submission_id AND s.status = 'current'
WHERE v.visit_date IS NOT NULL
GROUP BY v.center_code, v.visit_date
ORDER BY v.center_code, v.visit_date;

INSERT INTO problem (center_code, category, opened_date, closed_date, raw_row_id)
SELECT v.center_code, v.problem_category, coalesce(v.opened_date, v.visit_date), v.closed_date, v.raw_row_id
FROM stg_visit v
JOIN submission s ON s.submission_id = v.submission_id AND s.status = 'current'
WHERE v.problem IS NOT NULL OR v.problem_category IS NOT NULL OR v.opened_date IS NOT NULL
ORDER BY v.stg_visit_id;

INSERT INTO outreach (center_code, date, type, women, men, girls, boys, raw_row_id)
SELECT o.center_code, o.activity_date, o.activity_type, o.women, o.men, o.girls, o.boys, o.raw_row_id
FROM stg_outreach o
JOIN submission s ON s.submission_id = o.submission_id AND s.status = 'current'
ORDER BY o.stg_outreach_id;

INSERT INTO meeting (date, type, planned, held, decision, decision_status, policy_presented, raw_row_id)
SELECT m.meeting_date, m.meeting_type, m.planned, m.held, m.decision, m.decision_status, m.policy_presented, m.raw_row_id
FROM stg_meeting m
JOIN submission s ON s.submission_id = m.submission_id AND s.status = 'current'
ORDER BY m.stg_meeting_id;
