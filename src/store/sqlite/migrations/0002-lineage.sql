-- Which maps read and passed on a message, as JSON; NULL for messages of before this was kept.
ALTER TABLE message ADD COLUMN mapping TEXT;

-- The message that made a version, and 1 where its sender posted just this; NULL for versions of before this was kept.
ALTER TABLE resource_history ADD COLUMN message TEXT;
ALTER TABLE resource_history ADD COLUMN posted BIGINT;
