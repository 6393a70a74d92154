-- What is planned: versions that are never changed, with all that is needed to recheck them.

CREATE TABLE plans (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  office_code TEXT NOT NULL,
  week TEXT NOT NULL,
  PRIMARY KEY (province_id, id),
  UNIQUE (province_id, office_code, week)
);

CREATE TABLE plan_versions (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  plan_id BIGINT NOT NULL,
  number INTEGER NOT NULL,
  made_at TIMESTAMP NOT NULL,
  seed BIGINT NOT NULL,
  snapshot_digest TEXT NOT NULL,
  configuration TEXT NOT NULL,
  proof TEXT NOT NULL,
  summary TEXT NOT NULL,
  rows_digest TEXT NOT NULL,
  PRIMARY KEY (province_id, id),
  UNIQUE (province_id, plan_id, number)
);

CREATE TABLE plan_agents (
  province_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  agent_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  home TEXT,
  communes TEXT NOT NULL,
  languages TEXT NOT NULL,
  products TEXT NOT NULL,
  slots TEXT NOT NULL,
  visits TEXT NOT NULL,
  slot_prices TEXT NOT NULL,
  visit_prices TEXT NOT NULL,
  PRIMARY KEY (province_id, version_id, agent_id)
);

CREATE TABLE plan_communes (
  province_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  commune TEXT NOT NULL,
  contacts INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (province_id, version_id, commune)
);

CREATE TABLE touches (
  province_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  contact TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  commune TEXT NOT NULL,
  agent_id BIGINT NOT NULL,
  day DATE NOT NULL,
  bucket INTEGER NOT NULL,
  channel TEXT NOT NULL,
  phone_person_id BIGINT,
  call_back_at TIMESTAMP,
  position INTEGER NOT NULL,
  gain BIGINT NOT NULL,
  price BIGINT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX touches_list ON touches (province_id, version_id, agent_id, day, position);

CREATE TABLE touch_cases (
  province_id BIGINT NOT NULL,
  touch_id BIGINT NOT NULL,
  number INTEGER NOT NULL,
  person_id BIGINT NOT NULL,
  product TEXT NOT NULL,
  state TEXT NOT NULL,
  covered_to DATE,
  last_useful_day DATE,
  amount BIGINT,
  segment TEXT,
  PRIMARY KEY (province_id, touch_id, number)
);
