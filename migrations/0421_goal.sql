-- +goose Up
-- What people set out to do, and how it goes. Figures and states are plain; every word is sealed with the person's key.
create schema goal;

create table goal.state (name text primary key);
insert into goal.state values ('active'), ('paused'), ('done'), ('archived');

-- Which change of a goal there is. What was put away comes back as active, never straight to done.
create table goal.transition (
  from_state text not null references goal.state,
  to_state   text not null references goal.state,
  primary key (from_state, to_state)
);
insert into goal.transition values
  ('active', 'paused'), ('active', 'done'), ('active', 'archived'),
  ('paused', 'active'), ('paused', 'done'), ('paused', 'archived'),
  ('done', 'active'), ('done', 'archived'), ('archived', 'active');

create table goal.goal (
  id           uuid primary key,
  person_id    uuid not null references identity.person,
  title_sealed bytea not null check (length(title_sealed) <= 4096),
  why_sealed   bytea check (length(why_sealed) <= 16384),
  -- days: on how many days of a week it is done (yes or no each day). count: how often altogether. level: a value to reach.
  measure      text not null check (measure in ('days', 'count', 'level')),
  target       integer not null check (target between 1 and 1000000),
  due          date,
  state        text not null default 'active' references goal.state,
  version      bigint not null default 1,
  created_at   timestamptz not null,
  changed_at   timestamptz not null,
  constraint goal_week check (measure <> 'days' or target <= 7)
);
create index goal_of on goal.goal (person_id, created_at, id);

-- The course of a goal's states. The trigger below writes it, so that no change is left out; nobody rewrites it.
create table goal.history (
  goal_id    uuid not null references goal.goal on delete cascade,
  version    bigint not null,
  from_state text not null,
  to_state   text not null,
  at         timestamptz not null,
  primary key (goal_id, version),
  constraint goal_transition foreign key (from_state, to_state) references goal.transition
);

create table goal.progress (
  id          uuid primary key,
  goal_id     uuid not null references goal.goal on delete cascade,
  day         date not null,                                   -- the person's local day
  amount      integer not null check (amount between 0 and 1000000),
  once        boolean not null,                                -- of a goal that a day has or has not
  note_sealed bytea check (length(note_sealed) <= 16384),
  at          timestamptz not null
);
create index progress_of on goal.progress (goal_id, day desc, at desc, id);
-- A day is ticked once, however many taps arrive at the same instant.
create unique index progress_day on goal.progress (goal_id, day) where once;

-- +goose StatementBegin
create function goal.keep_history() returns trigger language plpgsql security definer set search_path = goal, pg_temp as $$
begin
  if new.state is distinct from old.state then
    insert into goal.history (goal_id, version, from_state, to_state, at) values (new.id, new.version, old.state, new.state, new.changed_at);
  end if;
  return null;
end $$;

-- Limits that two who write at the same instant cannot pass together: the lock lets them count one after another.
create function goal.keep_limit() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('goal ' || new.person_id, 0));
  if (select count(*) from goal.goal g where g.person_id = new.person_id) > 100 then
    raise exception 'too many goals' using errcode = 'check_violation', constraint = 'goal_limit', schema = 'goal', table = 'goal';
  end if;
  return null;
end $$;

create function goal.keep_progress_limit() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('progress ' || new.goal_id, 0));
  if (select count(*) from goal.progress p where p.goal_id = new.goal_id and p.day = new.day) > 20 then
    raise exception 'too much progress of a day' using errcode = 'check_violation', constraint = 'progress_limit', schema = 'goal', table = 'progress';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger goal_history after update of state on goal.goal for each row execute function goal.keep_history();
create trigger goal_limit after insert on goal.goal for each row execute function goal.keep_limit();
create trigger progress_limit after insert on goal.progress for each row execute function goal.keep_progress_limit();

select platform.open_schema('goal');
revoke insert, update, delete on goal.state, goal.transition, goal.history from klear_app;
