-- +goose Up
-- What an adapter must remember of a gateway: under which of the gateway's ids one of our references stands there. It is
-- written after the gateway made an object and before money can move through it, so an object that is not here took
-- nothing, and reading by our reference needs no search at the gateway (searches there lag behind).
create table payment.gateway_ref (
  gateway    text not null,
  kind       text not null check (kind ~ '^[a-z_]{1,40}$'), -- what it is: session, intent, account, …
  reference  uuid not null,                                 -- our payment, person, practitioner or payout
  ref        text not null check (length(ref) between 1 and 200),
  created_at timestamptz not null default now(),
  primary key (gateway, kind, reference)                    -- the first one stands, whoever asks again
);
-- From a message that names only the gateway's id to what it is about.
create index gateway_ref_back on payment.gateway_ref (gateway, ref);

-- Append-only: what money moved through is not forgotten or renamed.
grant select, insert on payment.gateway_ref to klear_app;
