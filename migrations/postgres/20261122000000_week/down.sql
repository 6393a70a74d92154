DROP INDEX persons_merged;
DROP TABLE plan_results;
DROP TABLE call_lists;
DROP TABLE plan_steps;
