-- The lists that offices bring: areas, offices, agents, people, cases, consents and results.
-- Keys that grow with people start with the province, so that one database can be partitioned by it.

-- Province 0 holds the series that all provinces share.
CREATE TABLE id_blocks (
  province_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  next_id BIGINT NOT NULL,
  PRIMARY KEY (province_id, name)
);

CREATE TABLE imports (
  id BIGINT PRIMARY KEY,
  province_id BIGINT,
  thing TEXT NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  imported_at TIMESTAMP NOT NULL,
  read_rows BIGINT NOT NULL,
  inserted BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  unchanged BIGINT NOT NULL,
  closed BIGINT NOT NULL,
  rejected BIGINT NOT NULL
);

CREATE TABLE areas (
  id BIGINT PRIMARY KEY,
  code TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT,
  parent_code TEXT,
  population BIGINT,
  lat DOUBLE PRECISION,
  lon DOUBLE PRECISION,
  successor_codes TEXT,
  UNIQUE (code, valid_from)
);

CREATE TABLE offices (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  parent_code TEXT,
  area_codes TEXT NOT NULL,
  email TEXT,
  director TEXT
);

CREATE TABLE organisations (
  province_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  office_code TEXT,
  PRIMARY KEY (province_id, code)
);

CREATE TABLE points (
  province_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  organisation_code TEXT NOT NULL,
  name TEXT NOT NULL,
  area_code TEXT,
  address TEXT,
  PRIMARY KEY (province_id, code)
);

CREATE TABLE agents (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  point_code TEXT,
  area_codes TEXT NOT NULL,
  home_area_code TEXT,
  phone TEXT,
  email TEXT,
  zalo_id TEXT,
  languages TEXT,
  products TEXT,
  slots_per_day INTEGER NOT NULL,
  visit_slots_per_day INTEGER,
  working_days TEXT,
  active_from DATE,
  active_to DATE,
  PRIMARY KEY (province_id, id),
  UNIQUE (province_id, code)
);

CREATE TABLE absences (
  province_id BIGINT NOT NULL,
  agent_code TEXT NOT NULL,
  from_date DATE NOT NULL,
  to_date DATE NOT NULL,
  reason TEXT,
  substitute_code TEXT,
  PRIMARY KEY (province_id, agent_code, from_date)
);

CREATE TABLE holidays (
  date DATE PRIMARY KEY,
  name TEXT NOT NULL,
  name_en TEXT,
  working BOOLEAN NOT NULL
);

CREATE TABLE persons (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  si_number TEXT,
  citizen_id TEXT,
  source_key TEXT,
  name TEXT NOT NULL,
  birth_date DATE,
  sex TEXT,
  area_id BIGINT NOT NULL,
  hamlet TEXT,
  address TEXT,
  household_code TEXT,
  phone TEXT,
  email TEXT,
  zalo_id TEXT,
  language TEXT,
  segments TEXT,
  phone_closed TEXT,
  phone_closed_by BIGINT,
  closed TEXT,
  closed_on DATE,
  merged_into BIGINT,
  PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX persons_si_number ON persons (province_id, si_number);
CREATE UNIQUE INDEX persons_citizen_id ON persons (province_id, citizen_id);
CREATE UNIQUE INDEX persons_source_key ON persons (province_id, source_key)
  WHERE source_key IS NOT NULL;
CREATE INDEX persons_household ON persons (province_id, household_code, area_id);

CREATE TABLE enrolments (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  product TEXT NOT NULL,
  covered_to DATE NOT NULL,
  cycle_months INTEGER,
  chosen_income BIGINT,
  household_order INTEGER,
  support_group TEXT,
  amount BIGINT,
  last_agent_code TEXT,
  as_of DATE,
  closed TEXT,
  closed_on DATE,
  PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX enrolments_case ON enrolments (province_id, person_id, product);

CREATE TABLE prospects (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  product TEXT NOT NULL,
  source TEXT NOT NULL,
  source_ref TEXT,
  segments TEXT,
  as_of DATE,
  closed TEXT,
  closed_on DATE,
  PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX prospects_case ON prospects (province_id, person_id, product, source);

CREATE TABLE consents (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  channel TEXT NOT NULL,
  purpose TEXT NOT NULL,
  basis TEXT NOT NULL,
  given_at TIMESTAMP NOT NULL,
  withdrawn_at TIMESTAMP,
  evidence TEXT,
  PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX consents_record ON consents (province_id, person_id, channel, purpose, given_at);

CREATE TABLE do_not_call (
  phone TEXT PRIMARY KEY,
  calls BOOLEAN NOT NULL,
  messages BOOLEAN NOT NULL,
  as_of DATE
);

CREATE TABLE outcomes (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  product TEXT NOT NULL,
  touch_id BIGINT,
  at TIMESTAMP NOT NULL,
  outcome TEXT NOT NULL,
  call_back_at TIMESTAMP,
  promised_on DATE,
  reason TEXT,
  note TEXT,
  agent_code TEXT,
  PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX outcomes_fact ON outcomes (province_id, person_id, product, at, outcome);
-- A plan looks back some months; the history goes back for years.
CREATE INDEX outcomes_time ON outcomes (province_id, at);

CREATE TABLE payments (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  product TEXT NOT NULL,
  paid_on DATE NOT NULL,
  months INTEGER,
  paid_through DATE,
  amount BIGINT NOT NULL,
  receipt TEXT NOT NULL,
  agent_code TEXT,
  PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX payments_fact ON payments (province_id, person_id, product, paid_on, receipt);
CREATE INDEX payments_receipt ON payments (province_id, receipt);
