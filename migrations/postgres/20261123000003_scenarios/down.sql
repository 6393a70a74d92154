DROP TABLE scenario_plans;
DROP TABLE scenario_reverts;
DROP TABLE scenarios;
