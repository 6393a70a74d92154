-- Officers of offices: who follows which areas and which collection organisations, from when to when.
CREATE TABLE officers (
  province_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  office_code TEXT NOT NULL,
  area_codes TEXT,
  organisation_codes TEXT,
  active_from DATE,
  active_to DATE,
  PRIMARY KEY (province_id, code)
) WITHOUT ROWID;
