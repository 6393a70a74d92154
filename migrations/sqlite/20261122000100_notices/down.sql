DROP TABLE made_keys;
DROP TABLE destinations;
DROP TABLE chain_seals;
DROP TABLE attempt_texts;
DROP TABLE attempts;
DROP TABLE notice_cases;
DROP TABLE notices;
