-- What a week reads of everybody, kept beside the plan that was made from it, and a count of changes that
-- says whether it still is what the lists say. It is not data: whoever deletes all of it loses time alone.

-- Grows with every change of what a week reads of people; province 0 is what belongs to none. Triggers keep
-- it, so that no program and no hand can change a list without it.
CREATE TABLE list_changes (
  province_id BIGINT NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE week_images (
  province_id BIGINT NOT NULL,
  office_code TEXT NOT NULL,
  name TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (province_id, office_code)
);

CREATE TRIGGER persons_insert AFTER INSERT ON persons BEGIN
  INSERT INTO list_changes VALUES (NEW.province_id, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER persons_update AFTER UPDATE ON persons BEGIN
  INSERT INTO list_changes VALUES (NEW.province_id, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER persons_delete AFTER DELETE ON persons BEGIN
  INSERT INTO list_changes VALUES (OLD.province_id, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
  DELETE FROM week_images WHERE province_id = OLD.province_id;
END;
CREATE TRIGGER enrolments_insert AFTER INSERT ON enrolments BEGIN
  INSERT INTO list_changes VALUES (NEW.province_id, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER enrolments_update AFTER UPDATE ON enrolments BEGIN
  INSERT INTO list_changes VALUES (NEW.province_id, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER enrolments_delete AFTER DELETE ON enrolments BEGIN
  INSERT INTO list_changes VALUES (OLD.province_id, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
  DELETE FROM week_images WHERE province_id = OLD.province_id;
END;
CREATE TRIGGER prospects_insert AFTER INSERT ON prospects BEGIN
  INSERT INTO list_changes VALUES (NEW.province_id, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER prospects_update AFTER UPDATE ON prospects BEGIN
  INSERT INTO list_changes VALUES (NEW.province_id, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER prospects_delete AFTER DELETE ON prospects BEGIN
  INSERT INTO list_changes VALUES (OLD.province_id, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
  DELETE FROM week_images WHERE province_id = OLD.province_id;
END;
CREATE TRIGGER consents_insert AFTER INSERT ON consents BEGIN
  INSERT INTO list_changes VALUES (NEW.province_id, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER consents_update AFTER UPDATE ON consents BEGIN
  INSERT INTO list_changes VALUES (NEW.province_id, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER consents_delete AFTER DELETE ON consents BEGIN
  INSERT INTO list_changes VALUES (OLD.province_id, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
  DELETE FROM week_images WHERE province_id = OLD.province_id;
END;
CREATE TRIGGER do_not_call_insert AFTER INSERT ON do_not_call BEGIN
  INSERT INTO list_changes VALUES (0, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER do_not_call_update AFTER UPDATE ON do_not_call BEGIN
  INSERT INTO list_changes VALUES (0, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER do_not_call_delete AFTER DELETE ON do_not_call BEGIN
  INSERT INTO list_changes VALUES (0, 1)
    ON CONFLICT (province_id) DO UPDATE SET number = number + 1;
END;
