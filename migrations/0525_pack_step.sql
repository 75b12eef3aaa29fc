-- +goose Up
-- What the sessions of a package cost is a multiple of this, in minor units: gateways take dinars in tens of fils, and what is unused
-- of a package goes back through them. What was sold before keeps the parts it was sold in, some of which are odd: 1.
alter table pack.pack add column step_minor smallint not null default 1 check (step_minor >= 1);
