-- Campaigns: what a decision assigns, what others counted, and the targets that were divided from it.

CREATE TABLE campaigns (
  province_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  from_date DATE NOT NULL,
  to_date DATE NOT NULL,
  peak_months TEXT NOT NULL,
  launch_days TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (province_id, code)
) WITHOUT ROWID;

-- What a campaign wants of each group of people, and how the group is reached.
CREATE TABLE goals (
  province_id BIGINT NOT NULL,
  campaign TEXT NOT NULL,
  segment TEXT NOT NULL,
  indicator TEXT NOT NULL,
  approach TEXT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (province_id, campaign, segment, indicator, approach)
) WITHOUT ROWID;

-- What documents assign, one row for each that ever did; the last decided one holds. The period is
-- empty for the whole campaign, else a month or a week. An agent's row has no area.
CREATE TABLE assigned_targets (
  province_id BIGINT NOT NULL,
  campaign TEXT NOT NULL,
  indicator TEXT NOT NULL,
  area_code TEXT NOT NULL,
  agent_code TEXT NOT NULL,
  period TEXT NOT NULL,
  source TEXT NOT NULL,
  decided_on DATE NOT NULL,
  value BIGINT NOT NULL,
  holds TEXT NOT NULL,
  PRIMARY KEY (province_id, campaign, indicator, area_code, agent_code, period, source)
) WITHOUT ROWID;

-- What others counted. Of a flow it is the sum since the first of January.
CREATE TABLE figures (
  province_id BIGINT NOT NULL,
  indicator TEXT NOT NULL,
  area_code TEXT NOT NULL,
  as_of DATE NOT NULL,
  source TEXT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (province_id, indicator, area_code, as_of, source)
) WITHOUT ROWID;

-- The targets of a campaign as they were divided or changed: never changed themselves.
CREATE TABLE target_revisions (
  province_id BIGINT NOT NULL,
  campaign TEXT NOT NULL,
  number INTEGER NOT NULL,
  dated DATE NOT NULL,
  made_at TIMESTAMP NOT NULL,
  by_name TEXT NOT NULL,
  source TEXT NOT NULL,
  why TEXT NOT NULL,
  from_week INTEGER NOT NULL,
  asks TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (province_id, campaign, number)
) WITHOUT ROWID;

-- A node of a revision's tree, with the weeks of one indicator. What is `flow` adds up over weeks, what is
-- `end` is where a stock stands. A node without an agent is an area; no parent: the top.
CREATE TABLE target_rows (
  province_id BIGINT NOT NULL,
  campaign TEXT NOT NULL,
  number INTEGER NOT NULL,
  indicator TEXT NOT NULL,
  what TEXT NOT NULL,
  area_code TEXT NOT NULL,
  agent_code TEXT NOT NULL,
  parent_code TEXT,
  weight BIGINT NOT NULL,
  weeks TEXT NOT NULL,
  PRIMARY KEY (province_id, campaign, number, indicator, what, area_code, agent_code)
) WITHOUT ROWID;

-- Who approved or sent back whose part of a revision.
CREATE TABLE target_steps (
  province_id BIGINT NOT NULL,
  campaign TEXT NOT NULL,
  revision INTEGER NOT NULL,
  area_code TEXT NOT NULL,
  number INTEGER NOT NULL,
  action TEXT NOT NULL,
  by_name TEXT NOT NULL,
  on_behalf_of TEXT,
  at TIMESTAMP NOT NULL,
  comment TEXT,
  PRIMARY KEY (province_id, campaign, revision, area_code, number)
) WITHOUT ROWID;
