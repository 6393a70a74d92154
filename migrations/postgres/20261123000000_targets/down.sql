DROP TABLE target_steps;
DROP TABLE target_rows;
DROP TABLE target_revisions;
DROP TABLE figures;
DROP TABLE assigned_targets;
DROP TABLE goals;
DROP TABLE campaigns;
