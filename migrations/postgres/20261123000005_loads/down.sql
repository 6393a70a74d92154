ALTER TABLE plan_agents DROP COLUMN stands_in;
ALTER TABLE plan_agents DROP COLUMN week_price;
ALTER TABLE plan_agents DROP COLUMN loads;
ALTER TABLE agents DROP COLUMN least_per_week;
ALTER TABLE agents DROP COLUMN slots_per_week;
