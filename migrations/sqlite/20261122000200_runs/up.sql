-- The rhythm of the week: one row for each time at which a task was due, and the processes that keep it.

CREATE TABLE job_runs (
  task TEXT NOT NULL,
  slot TIMESTAMP NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  process TEXT NOT NULL,
  started_at TIMESTAMP NOT NULL,
  lease_until TIMESTAMP NOT NULL,
  ended_at TIMESTAMP,
  report TEXT,
  PRIMARY KEY (task, slot)
);

CREATE TABLE processes (
  id TEXT NOT NULL PRIMARY KEY,
  role TEXT NOT NULL,
  started_at TIMESTAMP NOT NULL,
  seen_at TIMESTAMP NOT NULL
);
