DROP TABLE held_out;
DROP TABLE plan_rates;
ALTER TABLE touch_cases DROP COLUMN chance;
ALTER TABLE touch_cases DROP COLUMN chance_segment;
ALTER TABLE touches DROP COLUMN attempts;
