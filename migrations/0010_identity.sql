-- +goose Up
create schema identity;

create table identity.person (
  id                uuid primary key,
  -- guest: booked with an e-mail address only. A guest who registers becomes an account; addresses of accounts are unique.
  kind              text not null check (kind in ('account', 'guest')),
  email             text not null check (length(email) between 3 and 254),
  email_verified_at timestamptz,
  name              text not null check (length(name) between 1 and 120),
  phone             text not null default '' check (length(phone) <= 32),
  role              text not null check (role in ('seeker', 'practitioner', 'admin')),
  status            text not null default 'active' check (status in ('active', 'inactive', 'suspended', 'deleted')),
  zone              text not null default '' check (length(zone) <= 64),   -- IANA; empty until the person confirms one
  locale            text not null default '' check (length(locale) <= 35), -- BCP 47
  avatar_key        text not null default '',
  -- Registered by whoever typed the address, not imported by an operator: until the address is verified a later
  -- registration takes the account over, so that nobody can wait inside somebody else's future account.
  self_registered   boolean not null default false,
  status_reason     text not null default '' check (length(status_reason) <= 500),
  claimed_by        uuid references identity.person,                        -- a guest's account, once the address is proved
  version           bigint not null default 1,
  created_at        timestamptz not null,
  updated_at        timestamptz not null default now(),
  deleted_at        timestamptz,
  check (claimed_by is null or kind = 'guest'),
  check ((status = 'deleted') = (deleted_at is not null))
);
create unique index person_account_email on identity.person (lower(email)) where kind = 'account' and status <> 'deleted';
create index person_email on identity.person (lower(email));
create index person_claimed_by on identity.person (claimed_by) where claimed_by is not null;
create trigger person_touch before update on identity.person for each row execute function platform.touch();

-- The wrapped data key of a person. Destroying it makes everything sealed with it unreadable, in backups too.
create table identity.person_key (
  person_id    uuid primary key references identity.person,
  wrapped      bytea,
  created_at   timestamptz not null,
  destroyed_at timestamptz,
  check ((wrapped is null) = (destroyed_at is not null))
);

create table identity.credential (
  person_id     uuid primary key references identity.person,
  password_hash text not null,
  changed_at    timestamptz not null
);

create table identity.consent (
  id           uuid primary key,
  person_id    uuid not null references identity.person,
  purpose      text not null check (purpose in ('terms', 'privacy', 'marketing')),
  text_version text not null,
  given_at     timestamptz not null,
  withdrawn_at timestamptz
);
create index consent_person on identity.consent (person_id, purpose);

-- A session is one signed-in device, by page cookie or by API tokens. Only hashes of secrets are kept.
create table identity.session (
  id           uuid primary key,
  person_id    uuid not null references identity.person,
  kind         text not null check (kind in ('page', 'api')),
  secret_hash  bytea unique check (length(secret_hash) = 32), -- page cookie; null for api sessions
  user_agent   text not null default '' check (length(user_agent) <= 300),
  ip_prefix    text not null default '',                      -- /24 or /48: enough to say "from where"
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  revoke_reason text not null default '',
  check ((kind = 'page') = (secret_hash is not null))
);
create index session_person on identity.session (person_id, created_at);
create index session_expiry on identity.session (expires_at);

-- Every refresh token ever issued to a session, so that the second use of one is seen (RFC 9700 §4.14.2) and ends it.
create table identity.refresh_token (
  token_hash bytea primary key check (length(token_hash) = 32),
  session_id uuid not null references identity.session,
  issued_at  timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index refresh_token_session on identity.refresh_token (session_id);
create index refresh_token_expiry on identity.refresh_token (expires_at);

-- Access tokens that were revoked before they expired.
create table identity.revoked_token (
  jti        uuid primary key,
  expires_at timestamptz not null
);

-- Links that work once: e-mail verification, password reset.
create table identity.one_time_token (
  token_hash bytea primary key check (length(token_hash) = 32),
  person_id  uuid not null references identity.person,
  purpose    text not null check (purpose in ('verify_email', 'reset_password')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index one_time_token_person on identity.one_time_token (person_id, purpose);

-- Token buckets of the attempts that somebody could repeat to guess or to annoy: sign-in, mail. The key is a keyed hash
-- of the address, whether or not an account stands behind it, so the table names nobody and limits reveal nothing.
-- full_at is the instant at which the bucket is full again (the theoretical arrival time of GCRA).
create table identity.attempt (
  key     bytea primary key check (length(key) = 32),
  full_at timestamptz not null,
  taken   bigint not null default 1
);
create index attempt_full_at on identity.attempt (full_at);

select platform.open_schema('identity');
-- A person is anonymised, never deleted: bookings and the ledger point here. Consents are evidence.
revoke delete on identity.person, identity.person_key, identity.consent from klear_app;
