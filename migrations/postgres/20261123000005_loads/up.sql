-- How much an agent works in a week.

-- slots_per_week: most touches of a week; none: as many as the days hold.
-- least_per_week: touches that the agent should have, as far as there is anybody to touch; none: no wish.
ALTER TABLE agents ADD COLUMN slots_per_week INTEGER;
ALTER TABLE agents ADD COLUMN least_per_week INTEGER;
