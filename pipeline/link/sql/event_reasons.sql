-- Why children became one this night, or two again: what a person decided about records of both, else the strongest pair
-- of records of the two. Where neither tells, the record by which child_keep noticed it stays as the reason.
WITH side AS MATERIALIZED ( -- a child that was merged away is told by whose its records were first
    SELECT e.child_event_id, e.event, iif(e.event = 'merged', k.first_child_id, k.child_id) = e.child_id AS own,
           k.link_record_id, l.content_key
    FROM child_event e
    JOIN child_record k ON k.child_id IN (e.child_id, e.other_child_id)
    JOIN link_record l USING (link_record_id)
    WHERE e.run_id = (SELECT run_id FROM setting) AND e.event IN ('merged', 'split', 'revived')
), told AS (
    SELECT a.child_event_id, 1 AS place, 0 AS bits,
           'decision: ' || iif(d.applied = 'revoked', d.applied, d.answer) || coalesce(' (' || d.decided_by || ')', '') AS reason, a.link_record_id AS one,
           b.link_record_id AS other
    FROM side a
    JOIN link_decision d ON d.left_key = a.content_key
                        AND iif(d.applied = 'yes', d.answer = iif(a.event = 'merged', 'same', 'different'),
                                d.applied = 'revoked' AND a.event <> 'merged')
    JOIN side b ON b.child_event_id = a.child_event_id AND b.own <> a.own AND b.content_key = d.right_key
    UNION ALL
    SELECT a.child_event_id, 2, p.weight_bits, coalesce(p.rule, 'weight') || printf(' %+.1f bits', p.weight_bits), p.left_id, p.right_id
    FROM side a
    JOIN link_pair p ON p.left_id = a.link_record_id
    JOIN side b ON b.child_event_id = a.child_event_id AND b.own <> a.own AND b.link_record_id = p.right_id
), best AS (
    SELECT *, row_number() OVER (PARTITION BY child_event_id ORDER BY place, bits DESC, min(one, other), max(one, other)) AS rank FROM told
)
UPDATE child_event SET reason = best.reason || printf(', records %d and %d', min(one, other), max(one, other))
FROM best WHERE best.child_event_id = child_event.child_event_id AND best.rank = 1;
