-- The rhythm of the week: one row for each time at which a task was due, and the processes that keep it.

-- province: the code that the installation is configured with; empty for the only one there is.
-- complete_to: up to here every time at which the line was due has its row in job_runs.
CREATE TABLE job_lines (
  province TEXT NOT NULL,
  task TEXT NOT NULL,
  line TEXT NOT NULL,
  complete_to TIMESTAMP NOT NULL,
  PRIMARY KEY (province, task)
);

CREATE TABLE job_runs (
  province TEXT NOT NULL,
  task TEXT NOT NULL,
  slot TIMESTAMP NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  process TEXT NOT NULL,
  started_at TIMESTAMP NOT NULL,
  lease_until TIMESTAMP NOT NULL,
  ended_at TIMESTAMP,
  report TEXT,
  PRIMARY KEY (province, task, slot)
);

CREATE TABLE processes (
  id TEXT NOT NULL PRIMARY KEY,
  role TEXT NOT NULL,
  started_at TIMESTAMP NOT NULL,
  seen_at TIMESTAMP NOT NULL
);
