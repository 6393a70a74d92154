DROP TABLE contests;
DROP TABLE capacities;
