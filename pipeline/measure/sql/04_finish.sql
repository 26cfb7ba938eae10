-- The views are seen again.
DROP TABLE temp.period_span;
DROP TABLE temp.placed_child;
DROP TABLE temp.retention_cohort;
