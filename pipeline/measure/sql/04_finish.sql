-- The views are seen again.
DROP VIEW temp.counted_child;
DROP TABLE temp.period_span;
DROP TABLE temp.placed_child;
DROP VIEW temp.retention_cohort;
DROP VIEW temp.attended_child;
DROP VIEW temp.learner;
DROP VIEW temp.moved_child;
DROP VIEW temp.filled_row;
