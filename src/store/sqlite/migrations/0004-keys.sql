-- What a resource was found by is removed by the primary key of `search`, value by value, so that this index, which was the
-- largest part of writing a resource, is not needed.
DROP INDEX search_resource;

-- A sender's text is a key as `keyOf` makes it (src/store/sql/key.ts), which the driver gives as key_of.
UPDATE search SET value = key_of(value)
WHERE length(CAST(value AS BLOB)) > 200 OR instr(value, char(0)) > 0 OR value LIKE 'sha256:%';

UPDATE answer SET message_id = key_of(message_id)
WHERE length(CAST(message_id AS BLOB)) > 200 OR instr(message_id, char(0)) > 0 OR message_id LIKE 'sha256:%';

UPDATE once SET id = key_of(id)
WHERE length(CAST(id AS BLOB)) > 200 OR instr(id, char(0)) > 0 OR id LIKE 'sha256:%';
