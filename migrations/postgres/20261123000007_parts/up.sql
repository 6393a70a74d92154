-- Part of the day of a touch: morning, afternoon, evening; nothing of a whole day.
ALTER TABLE touches ADD COLUMN part TEXT;
