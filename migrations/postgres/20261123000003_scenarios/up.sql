-- What areas allow from a day to a day. Rows are only added: whoever takes a decision back adds a row of
-- scenario_reverts, so that it stays on record who decided what, when, and by which document.
CREATE TABLE scenarios (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  area_id BIGINT NOT NULL,
  from_date DATE NOT NULL,
  to_date DATE,
  mode TEXT NOT NULL,
  most_people INTEGER,
  source TEXT NOT NULL,
  by_name TEXT NOT NULL,
  decided_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id)
);

-- Decisions that were taken back, each once.
CREATE TABLE scenario_reverts (
  province_id BIGINT NOT NULL,
  scenario_id BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  at TIMESTAMP NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (province_id, scenario_id)
);

-- The versions that were made because a decision was applied or taken back, and what was in force then.
CREATE TABLE scenario_plans (
  province_id BIGINT NOT NULL,
  scenario_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  before_version_id BIGINT NOT NULL,
  action TEXT NOT NULL,
  PRIMARY KEY (province_id, scenario_id, version_id)
);
