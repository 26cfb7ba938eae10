-- Enrolment spells: what a child's rows on the registers of one center say together. One spell per school
-- year; a child that comes back after a date of leaving begins another.

-- The last day of which any return of a center speaks: a register speaks of its month, like the others.
DROP TABLE IF EXISTS temp.center_heard;
CREATE TEMP TABLE center_heard (center_code TEXT PRIMARY KEY, heard TEXT, attendance TEXT) WITHOUT ROWID;
INSERT INTO temp.center_heard
SELECT center_code, min(max(day), (SELECT as_of FROM setting)), max(day) FILTER (WHERE attendance)
FROM (
    SELECT center_code, date(max(date), 'start of month', '+1 month', '-1 day') AS day, 0 AS attendance
    FROM temp.snapshot GROUP BY center_code
    UNION ALL
    SELECT center_code, date(max(month) || '-01', '+1 month', '-1 day'), 1
    FROM temp.attendance_sent JOIN submission s USING (submission_id, center_code)
    WHERE s.status = 'current' GROUP BY center_code
    UNION ALL
    SELECT center_code, date(max(month) || '-01', '+1 month', '-1 day'), 0
    FROM stg_center_month JOIN submission s USING (submission_id, center_code)
    WHERE s.status = 'current' GROUP BY center_code
)
GROUP BY center_code;

-- Beginning and end of each segment, as its own center tells them.
--   It begins on the entry date; without one, with the school year for who stands on the year's first register,
--   and midway between two registers for who appears on a later one. Who stayed over the turn of the year
--   begins with the year.
--   lost_after ... lost_before: the next register that speaks for the child no longer names it.
DROP TABLE IF EXISTS temp.spell;
CREATE TEMP TABLE spell AS
WITH near AS (
    SELECT g.*, g.rowid AS segment, y.first_day, y.next_first_day, py.next_first_day = y.first_day AS stayed,
           g.next_year IS NOT NULL AND ny.first_day <= y.next_first_day AS goes_on,
           s.previous, s.previous >= y.first_day AS in_year
    FROM temp.segment g
    JOIN temp.school_year y ON y.period_code = g.school_year
    JOIN temp.snapshot s ON s.snapshot_id = g.first_snapshot
    LEFT JOIN temp.school_year py ON py.period_code = g.stayed_from
    LEFT JOIN temp.school_year ny ON ny.period_code = g.next_year
), begun AS (
    SELECT *,
           CASE WHEN coalesce(stayed, 0) THEN first_day
                WHEN entered <= last_seen THEN max(entered, first_day)
                WHEN in_year AND first_seen > first_day AND coalesce(leaving_date > first_seen, 1)
                THEN max(first_day, date((julianday(previous) + julianday(first_seen)) / 2))
                ELSE first_day END AS start_date
    FROM near
)
SELECT b.child_id, b.center_code, b.school_year, b.segment, b.grade_code, b.curriculum, b.student_code, b.boarding,
       b.raw_row_id, b.first_seen, b.last_seen, b.start_date,
       CASE WHEN b.leaving_date IS NOT NULL THEN b.leaving_date
            WHEN b.leaving_reason IS NOT NULL THEN b.last_seen
            WHEN b.goes_on THEN b.next_first_day END AS end_date,
       CASE WHEN b.leaving_date IS NOT NULL OR b.leaving_reason IS NOT NULL
            THEN coalesce(b.leaving_reason, 'not_stated') END AS exit_reason,
       b.destination,
       max(b.last_seen, coalesce(a.day, '')) AS lost_after,
       CASE WHEN b.leaving_date IS NULL AND b.leaving_reason IS NULL AND NOT b.goes_on THEN
           coalesce((SELECT s.date FROM temp.snapshot s
                     WHERE s.center_code = b.center_code AND s.date > b.last_seen
                       AND (s.full OR EXISTS (SELECT 1 FROM temp.snapshot_grade g
                                              WHERE g.snapshot_id = s.snapshot_id AND g.grade_code = b.grade_code))
                     ORDER BY s.date LIMIT 1),
                    CASE WHEN c.closed <= (SELECT as_of FROM setting) THEN max(c.closed, b.last_seen) END)
       END AS lost_before,
       a.day AS last_present, h.heard, h.attendance AS attendance_until
FROM begun b
JOIN center c ON c.center_code = b.center_code
JOIN temp.center_heard h ON h.center_code = b.center_code
LEFT JOIN temp.last_present a ON a.child_id = b.child_id AND a.center_code = b.center_code
-- a segment that ends before it begins has no day on the roll
WHERE coalesce(b.leaving_date > b.start_date, 1)
ORDER BY b.child_id, b.start_date, b.center_code, b.segment;

UPDATE temp.spell
SET lost_after = min(lost_after, lost_before), exit_reason = 'lost_contact',
    end_date = max(start_date,
                   date((julianday(min(lost_after, lost_before)) + julianday(lost_before)) / 2))
WHERE lost_before IS NOT NULL;
CREATE INDEX temp.spell_by_child ON spell (child_id);

-- Lost at one center and seen at another afterwards (up to 120 days after, the span of indicator I5): a
-- transfer, dated by the other center's entry where that lies between the two registers. So, too, where the
-- center itself has fallen silent, or has sent attendance since without the child.
DROP TABLE IF EXISTS temp.moved;
CREATE TEMP TABLE moved AS
SELECT x.rowid AS spell, y.center_code AS destination,
       max(x.start_date, x.lost_after, min(y.start_date, coalesce(x.lost_before, y.start_date))) AS day,
       min(y.start_date || y.center_code) AS first_of_them
FROM temp.spell x
JOIN temp.spell y ON y.child_id = x.child_id AND y.center_code <> x.center_code
                 AND y.last_seen > x.last_seen AND coalesce(y.end_date > x.start_date, 1)
WHERE (x.exit_reason = 'lost_contact' AND x.lost_before IS NOT NULL
       AND y.start_date <= date(x.lost_before, '+120 days'))
   OR (x.end_date IS NULL
       AND (y.first_seen > x.heard
            OR (x.last_present < x.attendance_until AND y.start_date >= date(x.last_present, '-31 days')
                AND date(x.last_present, '+27 days') < x.attendance_until)))
GROUP BY x.rowid;
UPDATE temp.spell AS x
SET exit_reason = 'transfer_mlc', destination = m.destination, end_date = max(x.start_date, m.day)
FROM temp.moved m WHERE m.spell = x.rowid;

-- A stated transfer whose next center is known from that center's own register.
UPDATE temp.spell AS x SET destination = y.center_code
FROM temp.spell y
WHERE x.exit_reason = 'transfer_mlc' AND x.destination IS NULL AND y.child_id = x.child_id
  AND y.center_code <> x.center_code AND y.start_date >= date(x.end_date, '-31 days')
  AND y.start_date <= date(x.end_date, '+120 days')
  AND NOT EXISTS (SELECT 1 FROM temp.spell z WHERE z.child_id = x.child_id AND z.center_code <> x.center_code
                  AND z.start_date >= date(x.end_date, '-31 days') AND z.start_date < y.start_date);

-- Lost at the center and placed in a Thai school or NFE.
UPDATE temp.spell AS x
SET exit_reason = CASE p.placement_type WHEN 'thai_nfe' THEN 'transfer_nfe' ELSE 'transfer_thai' END,
    destination = p.destination, end_date = max(x.start_date, x.lost_after, min(p.start_date, x.lost_before))
FROM (SELECT k.child_id, t.placement_type, t.destination, min(t.start_date) AS start_date
      FROM stg_placement t
      JOIN submission s ON s.submission_id = t.submission_id AND s.status = 'current'
      JOIN temp.row_child k ON k.raw_row_id = t.raw_row_id
      WHERE t.start_date IS NOT NULL AND t.placement_type IN ('thai_school', 'thai_nfe')
      GROUP BY k.child_id) p
WHERE p.child_id = x.child_id AND x.exit_reason = 'lost_contact' AND x.lost_before IS NOT NULL
  AND p.start_date >= x.start_date AND p.start_date <= date(x.lost_before, '+120 days');

INSERT INTO enrolment (child_id, center_code, school_year, grade_code, curriculum, student_code, boarding,
                       start_date, end_date, exit_reason, destination, observed_until, raw_row_id)
SELECT child_id, center_code, school_year, grade_code, curriculum, student_code, boarding, start_date, end_date,
       exit_reason, destination, coalesce(end_date, max(heard, last_seen)), raw_row_id
FROM temp.spell
WHERE coalesce(end_date > start_date, 1)
ORDER BY rowid; -- by child and start
