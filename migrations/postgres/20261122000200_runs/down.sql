DROP TABLE processes;
DROP TABLE job_runs;
