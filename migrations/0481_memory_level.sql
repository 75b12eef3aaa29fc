-- +goose Up
-- How grave the sentence is that is remembered: what speaks of danger is shown to its person and never called to mind aloud.
-- What the companion kept by itself was harmless; how what people wrote there before was judged is not known, and it stays unsaid.
alter table companion.memory add column level text check (level in ('none', 'low', 'moderate', 'high', 'critical'));
update companion.memory set level = 'none' where not by_person;
