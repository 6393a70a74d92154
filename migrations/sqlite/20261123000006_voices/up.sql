-- What agents say before a plan is submitted: how much they can do on which day, and rows that they
-- contest; and what the office decided about those.

-- Overrides the agent's usual slots on one day.
CREATE TABLE capacities (
  province_id BIGINT NOT NULL,
  agent_code TEXT NOT NULL,
  date DATE NOT NULL,
  slots INTEGER NOT NULL,
  visit_slots INTEGER,
  note TEXT,
  PRIMARY KEY (province_id, agent_code, date)
) WITHOUT ROWID;

-- A row of a version that its agent contests. Which household it is about follows from the person who
-- stands for it: versions are never changed, and a household keeps its code no longer than it wants.
CREATE TABLE contests (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  touch_id BIGINT NOT NULL,
  number INTEGER NOT NULL,
  week TEXT NOT NULL,
  office_code TEXT NOT NULL,
  version_id BIGINT NOT NULL,
  contact TEXT NOT NULL,
  head_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  product TEXT NOT NULL,
  commune TEXT NOT NULL,
  planned_on DATE NOT NULL,
  agent_code TEXT NOT NULL,
  reason TEXT NOT NULL,
  preferred_day DATE,
  note TEXT,
  said_at TIMESTAMP NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT,
  decided_at TIMESTAMP,
  answer TEXT,
  PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX contests_row ON contests (province_id, touch_id, number, agent_code);
CREATE INDEX contests_week ON contests (province_id, week, state);
