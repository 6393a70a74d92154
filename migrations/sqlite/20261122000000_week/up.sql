-- The life of a plan: who did what with a version, which lists were handed out, what the week brought.

-- A version's steps in order; its state is that of the last one, and `draft` before the first.
CREATE TABLE plan_steps (
  province_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  number INTEGER NOT NULL,
  action TEXT NOT NULL,
  state TEXT NOT NULL,
  by_name TEXT NOT NULL,
  on_behalf_of TEXT,
  at TIMESTAMP NOT NULL,
  comment TEXT,
  facts TEXT NOT NULL,
  PRIMARY KEY (province_id, version_id, number)
);

-- The lists that a published version hands out: one for each agent and day.
CREATE TABLE call_lists (
  province_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  agent_id BIGINT NOT NULL,
  day DATE NOT NULL,
  touches INTEGER NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (province_id, version_id, agent_id, day)
) WITHOUT ROWID;

-- What became of a closed week, agent by agent.
CREATE TABLE plan_results (
  province_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  agent_id BIGINT NOT NULL,
  planned INTEGER NOT NULL,
  worked INTEGER NOT NULL,
  reached INTEGER NOT NULL,
  due INTEGER NOT NULL,
  due_paid INTEGER NOT NULL,
  joined INTEGER NOT NULL,
  collected BIGINT NOT NULL,
  PRIMARY KEY (province_id, version_id, agent_id)
) WITHOUT ROWID;

-- Who turned out to be somebody else: few of a register, looked for by every list.
CREATE INDEX persons_merged ON persons (province_id, merged_into) WHERE merged_into IS NOT NULL;
