-- Periods, districts, grades and centers: what reports group and order by. Every view says "unknown" where a
-- value is missing, so that tables add up to their headlines.

CREATE VIEW report_period AS
SELECT p.period_code AS period, p.kind, p.first_day, p.last_day, min(p.last_day, d.as_of) AS day, d.as_of,
       p.last_day < d.as_of AS closed,
       (SELECT q.period_code FROM calendar_period q
        WHERE q.kind = p.kind AND q.last_day < p.first_day
        ORDER BY q.last_day DESC, q.period_code LIMIT 1) AS previous_period
FROM calendar_period p, (SELECT last_day AS as_of FROM calendar_period WHERE period_code = 'PTD') d;

CREATE VIEW report_district AS
SELECT district_code AS district, name_en, name_th, name_my, in_area, sort FROM district;

CREATE VIEW report_grade AS
SELECT grade_code AS grade, system, name_en, name_th, name_my, isced, thai_equivalent AS grade_th, official_age, sort
FROM grade;

CREATE VIEW report_center AS
SELECT c.center_code, coalesce(c.name_en, c.name_th, c.center_code) AS name_en,
       coalesce(c.name_th, c.name_en, c.center_code) AS name_th, coalesce(c.name_my, c.name_en, c.center_code) AS name_my,
       coalesce(c.district_code, 'unknown') AS district, c.subdistrict, c.support_org, c.curricula, c.calendar, c.opened,
       c.closed, c.boarding, c.contact, c.language
FROM center c;
