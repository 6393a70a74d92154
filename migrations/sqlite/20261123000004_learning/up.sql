-- What rates are learnt from, and what a plan learnt.

-- Touches without success before this one; unknown of touches of older programs.
ALTER TABLE touches ADD COLUMN attempts INTEGER;
-- The segment that counts for the chance, and the chance by which the plan went, in millionths.
ALTER TABLE touch_cases ADD COLUMN chance_segment TEXT;
ALTER TABLE touch_cases ADD COLUMN chance INTEGER;

-- The rates that a version went by, one line for each cell.
CREATE TABLE plan_rates (
  province_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (province_id, version_id)
);

-- Who was left in peace: one row for each case of a household that a version holds out.
CREATE TABLE held_out (
  province_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  product TEXT NOT NULL,
  segment TEXT,
  commune TEXT NOT NULL,
  period TEXT NOT NULL,
  day DATE NOT NULL,
  PRIMARY KEY (province_id, version_id, person_id, product)
) WITHOUT ROWID;
CREATE INDEX held_out_day ON held_out (province_id, day);

-- As for the lists: neither a province nor a version is a selective key.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('held_out', 'held_out', '1000000 1000000 10000 1 1'),
  ('held_out', 'held_out_day', '1000000 1000000 10000');
ANALYZE sqlite_schema;
