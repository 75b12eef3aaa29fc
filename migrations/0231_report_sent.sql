-- +goose Up
-- Whoever takes their data along takes the reports they sent.
create index report_sent on desk.report (reporter_id, created_at) where reporter_id is not null;
