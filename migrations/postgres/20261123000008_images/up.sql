-- What a week reads of everybody, kept beside the plan that was made from it, and a count of changes that
-- says whether it still is what the lists say. It is not data: whoever deletes all of it loses time alone.

-- Rows are only added, one for each statement, so that writers of one province never wait for each other:
-- the sum grows with every change of what a week reads of people; province 0 is what belongs to none.
-- Triggers keep it, so that no program and no hand can change a list without it.
CREATE TABLE list_changes (
  province_id BIGINT NOT NULL,
  number BIGINT NOT NULL
);
CREATE INDEX list_changes_province ON list_changes (province_id);

CREATE TABLE week_images (
  province_id BIGINT NOT NULL,
  office_code TEXT NOT NULL,
  name TEXT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (province_id, office_code)
);
-- It is packed already.
ALTER TABLE week_images ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE FUNCTION count_list_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' OR TG_TABLE_NAME = 'do_not_call' THEN
    INSERT INTO list_changes VALUES (0, 1);
    -- Of a table that was emptied nobody says whose rows they were.
    IF TG_OP = 'TRUNCATE' THEN
      PERFORM pg_advisory_xact_lock(hashtextextended('week_images', 0));
      DELETE FROM week_images;
    END IF;
  ELSE
    INSERT INTO list_changes SELECT DISTINCT province_id, 1 FROM changed;
    -- Who is erased from the lists is not kept here either. Whoever keeps an image at this moment is waited for,
    -- and nobody keeps one until this transaction ends (hold_erasures in src/store/images.rs).
    IF TG_OP = 'DELETE' THEN
      PERFORM pg_advisory_xact_lock(hashtextextended('week_images', own.province_id))
        FROM (SELECT DISTINCT province_id FROM changed ORDER BY province_id) AS own;
      DELETE FROM week_images WHERE province_id IN (SELECT province_id FROM changed);
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER persons_insert AFTER INSERT ON persons REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER persons_update AFTER UPDATE ON persons REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER persons_delete AFTER DELETE ON persons REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER enrolments_insert AFTER INSERT ON enrolments REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER enrolments_update AFTER UPDATE ON enrolments REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER enrolments_delete AFTER DELETE ON enrolments REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER prospects_insert AFTER INSERT ON prospects REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER prospects_update AFTER UPDATE ON prospects REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER prospects_delete AFTER DELETE ON prospects REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER consents_insert AFTER INSERT ON consents REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER consents_update AFTER UPDATE ON consents REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER consents_delete AFTER DELETE ON consents REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER do_not_call_change AFTER INSERT OR UPDATE OR DELETE ON do_not_call
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER persons_truncate AFTER TRUNCATE ON persons
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER enrolments_truncate AFTER TRUNCATE ON enrolments
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER prospects_truncate AFTER TRUNCATE ON prospects
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER consents_truncate AFTER TRUNCATE ON consents
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
CREATE TRIGGER do_not_call_truncate AFTER TRUNCATE ON do_not_call
  FOR EACH STATEMENT EXECUTE FUNCTION count_list_change();
