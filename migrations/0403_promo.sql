-- +goose Up
-- Promotions: codes that take something off the price of a booking, and who used them. One deployment is one brand: so are its
-- codes.
create schema promo;

create table promo.promotion (
  id           uuid primary key,
  code         text not null check (code ~ '^[A-Z0-9][A-Z0-9-]{3,23}$'), -- as it is compared: capitals
  bps          int check (bps between 1 and 9000),                       -- of the practitioner's price
  amount_minor bigint check (amount_minor between 1 and 1000000000),
  most_minor   bigint check (most_minor between 1 and 1000000000),       -- of a percentage
  min_minor    bigint not null default 0 check (min_minor between 0 and 1000000000), -- the price must be this at least
  currency     text check (currency ~ '^[A-Z]{3}$'),                     -- of the amounts; null: there are none
  borne_by     text not null check (borne_by in ('platform', 'practitioner')),
  category_id  uuid references catalog.category,                         -- it and all below it; null: every category
  service_id   uuid references catalog.service,                          -- this one only
  first_only   boolean not null,                                         -- of the person, with anybody
  per_person   int not null check (per_person between 1 and 100),
  total_limit  int check (total_limit between 1 and 1000000),
  used         int not null default 0,                                   -- kept by the trigger below
  from_day     date not null,
  until_day    date check (until_day > from_day),                        -- the first day without it
  note         text not null default '' check (length(note) <= 200),
  created_by   uuid not null references identity.person,
  created_at   timestamptz not null,
  ended_by     uuid references identity.person,
  ended_at     timestamptz,                                              -- taken back: from here on nobody may use it
  constraint promotion_code unique (code),
  -- The last use is taken once, however many ask at the same moment.
  constraint promotion_used check (used between 0 and coalesce(total_limit, used)),
  check (num_nulls(bps, amount_minor) = 1),
  check (most_minor is null or bps is not null),
  check ((currency is not null) = (amount_minor is not null or most_minor is not null or min_minor > 0)),
  check (num_nulls(category_id, service_id) >= 1),
  -- A practitioner bears what they agreed to: for a service of theirs.
  check (borne_by = 'platform' or service_id is not null),
  check (num_nulls(ended_by, ended_at) in (0, 2))
);
create index promotion_newest on promo.promotion (id desc);

-- One use: of a hold, and of the booking that it becomes. Given back when nothing came of it.
create table promo.redemption (
  id           uuid primary key,
  promotion_id uuid not null references promo.promotion,
  person_id    uuid not null references identity.person,
  booking_id   uuid not null,
  nth          int not null check (nth >= 1), -- which of this person's uses
  first_only   boolean not null,
  off_minor    bigint not null check (off_minor > 0),
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  used_at      timestamptz not null,
  released_at  timestamptz
);
create unique index redemption_one on promo.redemption (booking_id) where released_at is null;
create unique index redemption_nth on promo.redemption (promotion_id, person_id, nth) where released_at is null;
create unique index redemption_first on promo.redemption (person_id) where first_only and released_at is null; -- whatever the code
create index redemption_of_person on promo.redemption (person_id, id);

-- The counter cannot say anything else than the rows: it is moved by them alone.
-- +goose StatementBegin
create function promo.count_use() returns trigger language plpgsql security definer set search_path = promo, pg_temp as $$
declare most int;
begin
  if tg_op = 'INSERT' then
    update promo.promotion set used = used + 1 where id = new.promotion_id returning per_person into most;
    if new.nth > most then
      raise exception 'promotion % is used up by this person', new.promotion_id using errcode = 'KL403';
    end if;
  elsif old.released_at is null and new.released_at is not null then
    update promo.promotion set used = used - 1 where id = new.promotion_id;
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger redemption_counted after insert or update of released_at on promo.redemption for each row execute function promo.count_use();

-- Codes that were tried and are none: who guesses is stopped for a while.
create table promo.miss (
  id        uuid primary key,
  person_id uuid not null references identity.person,
  at        timestamptz not null
);
create index miss_of_person on promo.miss (person_id, at);

select platform.open_schema('promo');
revoke update, delete on all tables in schema promo from klear_app;
grant update (ended_by, ended_at) on promo.promotion to klear_app;
grant update (released_at) on promo.redemption to klear_app;
grant delete on promo.miss to klear_app;
