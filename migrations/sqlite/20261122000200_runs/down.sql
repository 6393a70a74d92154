DROP TABLE processes;
DROP TABLE job_runs;
DROP TABLE job_lines;
