ALTER TABLE agents DROP COLUMN least_per_week;
ALTER TABLE agents DROP COLUMN slots_per_week;
