-- +goose Up
-- What happened in a year is counted (C15): by the time it happened, of everybody.
create index event_at on safety.event (at);
create index case_opened on safety.on_call_case (opened_at);
create index contact_told_at on safety.contact_told (at);
