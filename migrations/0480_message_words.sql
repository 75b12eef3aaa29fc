-- +goose Up
-- A device's key names a message together with its words: other words under a key that was used are another message, which is
-- judged and kept. The hash is keyed and of the person: it tells nobody else what was said. Older rows have none.
alter table companion.message add column words_hash bytea check (length(words_hash) = 32);
drop index companion.message_once;
create unique index message_once on companion.message (person_id, device_key, words_hash) where device_key is not null;
