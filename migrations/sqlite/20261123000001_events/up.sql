-- Conferences, livestreams and meetings: who can hold them where, how many are to be held, what plans
-- propose, and what became of each.

CREATE TABLE event_hosts (
  province_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  area_codes TEXT,
  kinds TEXT,
  events_per_week INTEGER,
  unavailable TEXT,
  email TEXT,
  PRIMARY KEY (province_id, code)
) WITHOUT ROWID;

-- A venue without a commune is a platform; its audience lives in `audience`.
CREATE TABLE event_venues (
  province_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  area_code TEXT,
  audience TEXT,
  capacity INTEGER NOT NULL,
  kinds TEXT,
  unavailable TEXT,
  address TEXT,
  PRIMARY KEY (province_id, code)
) WITHOUT ROWID;

CREATE TABLE event_quotas (
  province_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  area_code TEXT NOT NULL,
  month TEXT NOT NULL,
  required INTEGER NOT NULL,
  source TEXT,
  PRIMARY KEY (province_id, kind, area_code, month)
) WITHOUT ROWID;

-- The choice of events of a version: the numbers that it was made from, and the prices that bound it.
CREATE TABLE plan_event_choices (
  province_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  value BIGINT NOT NULL,
  bound BIGINT NOT NULL,
  problem TEXT NOT NULL,
  prices TEXT NOT NULL,
  names TEXT NOT NULL,
  PRIMARY KEY (province_id, version_id)
);

CREATE TABLE plan_events (
  province_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  number INTEGER NOT NULL,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  mode TEXT NOT NULL,
  host TEXT NOT NULL,
  venue TEXT NOT NULL,
  area TEXT NOT NULL,
  date DATE NOT NULL,
  part TEXT NOT NULL,
  starts_at TIMESTAMP NOT NULL,
  ends_at TIMESTAMP NOT NULL,
  size INTEGER NOT NULL,
  expected BIGINT NOT NULL,
  turnout INTEGER NOT NULL,
  adds INTEGER NOT NULL,
  invitations INTEGER NOT NULL,
  candidate INTEGER NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (province_id, version_id, number)
);

CREATE INDEX plan_events_date ON plan_events (province_id, date);

CREATE TABLE plan_invitations (
  province_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  event INTEGER NOT NULL,
  contact TEXT NOT NULL,
  commune TEXT NOT NULL,
  worth BIGINT NOT NULL,
  PRIMARY KEY (province_id, version_id, person_id)
) WITHOUT ROWID;

-- Events that somebody decided about; the steps say who, when and why.
CREATE TABLE events (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  code TEXT NOT NULL,
  office_code TEXT NOT NULL,
  kind TEXT NOT NULL,
  mode TEXT NOT NULL,
  host TEXT NOT NULL,
  venue TEXT NOT NULL,
  area TEXT NOT NULL,
  date DATE NOT NULL,
  part TEXT NOT NULL,
  starts_at TIMESTAMP NOT NULL,
  ends_at TIMESTAMP NOT NULL,
  size INTEGER NOT NULL,
  expected INTEGER NOT NULL,
  turnout INTEGER NOT NULL,
  state TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  changed_at TIMESTAMP NOT NULL,
  attended INTEGER,
  joined INTEGER,
  PRIMARY KEY (province_id, id),
  UNIQUE (province_id, code)
);

CREATE INDEX events_date ON events (province_id, date);

CREATE TABLE event_steps (
  province_id BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  number INTEGER NOT NULL,
  action TEXT NOT NULL,
  state TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TIMESTAMP NOT NULL,
  comment TEXT,
  facts TEXT NOT NULL,
  PRIMARY KEY (province_id, event_id, number)
);

-- Who came: `who` is `#` and a person's key, or the telephone of somebody whom no list knows.
CREATE TABLE event_attendance (
  province_id BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  who TEXT NOT NULL,
  person_id BIGINT,
  status TEXT NOT NULL,
  PRIMARY KEY (province_id, event_id, who)
) WITHOUT ROWID;
