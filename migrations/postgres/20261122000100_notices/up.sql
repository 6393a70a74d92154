-- What is sent: an intent for each message, its attempts as a chain of digests, and beside the chain
-- what may be erased.

CREATE TABLE notices (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  recipient TEXT NOT NULL,
  purpose TEXT NOT NULL,
  period TEXT NOT NULL,
  channel TEXT NOT NULL,
  step INTEGER NOT NULL,
  person_id BIGINT,
  version_id BIGINT,
  state TEXT NOT NULL,
  reason TEXT,
  made_at TIMESTAMP NOT NULL,
  not_before TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  next_at TIMESTAMP NOT NULL,
  attempts INTEGER NOT NULL,
  doubtful INTEGER NOT NULL,
  worker TEXT,
  lease_until TIMESTAMP,
  address_key TEXT,
  destination TEXT,
  sent_at TIMESTAMP,
  facts TEXT NOT NULL,
  PRIMARY KEY (province_id, id),
  UNIQUE (province_id, recipient, purpose, period, channel, step)
);
CREATE INDEX notices_waiting ON notices (next_at, province_id, id)
  WHERE state IN ('scheduled', 'retry', 'leased', 'unknown');
CREATE INDEX notices_sent ON notices (province_id, address_key, sent_at);
CREATE INDEX notices_period ON notices (province_id, purpose, period);
CREATE INDEX notices_person ON notices (province_id, person_id);
-- Counts are made from this alone, without the rows.
CREATE INDEX notices_counts ON notices (province_id, channel, purpose, state);

-- The cases that a notice speaks of.
CREATE TABLE notice_cases (
  province_id BIGINT NOT NULL,
  notice_id BIGINT NOT NULL,
  number INTEGER NOT NULL,
  person_id BIGINT NOT NULL,
  product TEXT NOT NULL,
  PRIMARY KEY (province_id, notice_id, number)
);
CREATE INDEX notice_cases_person ON notice_cases (province_id, person_id, product);

-- Two links for each attempt, opened before the network call and closed after it; never changed.
CREATE TABLE attempts (
  province_id BIGINT NOT NULL,
  chain TEXT NOT NULL,
  number BIGINT NOT NULL,
  notice_id BIGINT NOT NULL,
  attempt INTEGER NOT NULL,
  event TEXT NOT NULL,
  at TIMESTAMP NOT NULL,
  address_key TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,
  destination TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reply_sha256 TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (province_id, chain, number)
);
CREATE INDEX attempts_notice ON attempts (province_id, notice_id, attempt);

-- What was written to whom and what the server replied. Erasing it breaks no chain.
CREATE TABLE attempt_texts (
  province_id BIGINT NOT NULL,
  notice_id BIGINT NOT NULL,
  attempt INTEGER NOT NULL,
  address TEXT NOT NULL,
  message_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  reply TEXT,
  PRIMARY KEY (province_id, notice_id, attempt)
);

-- The heads of the chains that have grown, day by day, sealed together.
CREATE TABLE chain_seals (
  province_id BIGINT NOT NULL,
  day DATE NOT NULL,
  sealed_at TIMESTAMP NOT NULL,
  heads TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (province_id, day)
);

-- Servers that messages go to, and whether they take any.
CREATE TABLE destinations (
  channel TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  failures INTEGER NOT NULL,
  failing_since TIMESTAMP,
  closed_until TIMESTAMP,
  reason TEXT,
  enabled_at TIMESTAMP,
  enabled_by TEXT,
  PRIMARY KEY (channel, name)
);

-- Keys that are made once and never change: the digests of addresses are made with one of them; and
-- whether the database is real or a rehearsal.
CREATE TABLE made_keys (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
