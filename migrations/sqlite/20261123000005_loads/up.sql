-- How much an agent works in a week, and for whom an agent stands in.

-- slots_per_week: most touches of a week; none: as many as the days hold.
-- least_per_week: touches that the agent should have, as far as there is anybody to touch; none: no wish.
ALTER TABLE agents ADD COLUMN slots_per_week INTEGER;
ALTER TABLE agents ADD COLUMN least_per_week INTEGER;

-- loads: what the touches of the week cost, cheapest first, "UNITS:COST;UNITS:COST"; empty: nothing limits
-- the week but its days. week_price: price of one more touch in the week.
-- stands_in: "AGENT@BUCKET,BUCKET@COMMUNE,COMMUNE;…" for absent agents, by key.
ALTER TABLE plan_agents ADD COLUMN loads TEXT NOT NULL DEFAULT '';
ALTER TABLE plan_agents ADD COLUMN week_price BIGINT NOT NULL DEFAULT 0;
ALTER TABLE plan_agents ADD COLUMN stands_in TEXT NOT NULL DEFAULT '';
