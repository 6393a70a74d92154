DROP TABLE touch_cases;
DROP TABLE touches;
DROP TABLE plan_communes;
DROP TABLE plan_agents;
DROP TABLE plan_versions;
DROP TABLE plans;
