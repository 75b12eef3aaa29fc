-- +goose Up
-- Talks with the companion. Every word is sealed with the person's own key; what is readable here is when somebody talked
-- and how a message was judged, which the rules below need; search, ranking and metrics read nothing of it.
create schema companion;

-- What was settled before the first word. Without a row nobody talks.
create table companion.welcome (
  person_id    uuid primary key references identity.person,
  disclosure   text not null check (length(disclosure) between 1 and 40),  -- which version of the first page was shown
  remember     boolean not null default true,                              -- whether the companion keeps facts
  welcomed_at  timestamptz not null
);

create table companion.session (
  id             uuid primary key,
  person_id      uuid not null references identity.person,
  started_at     timestamptz not null,
  ended_at       timestamptz check (ended_at >= started_at),
  mood_before    smallint check (mood_before between 1 and 10),
  mood_after     smallint check (mood_after between 1 and 10),
  summary_sealed bytea check (length(summary_sealed) <= 16384),
  disclosed_at   timestamptz not null,          -- when it was last said that this is software
  messages       int not null default 0 check (messages between 0 and 2000),
  unique (id, person_id)
);
-- One open talk of a person: every device goes on with the same.
create unique index session_open on companion.session (person_id) where ended_at is null;
create index session_of on companion.session (person_id, started_at desc);

create table companion.message (
  id            uuid primary key,
  session_id    uuid not null,
  person_id     uuid not null,
  seq           int not null check (seq > 0),
  author        text not null check (author in ('person', 'guide', 'model', 'safety')),
  body_sealed   bytea not null check (length(body_sealed) <= 65536),           -- the words, the buttons, and what the guide took up
  -- How a person's message was judged; of an answer, how the message was judged that it answers.
  level         text not null check (level in ('none', 'low', 'moderate', 'high', 'critical')),
  answers       uuid,
  device_key    uuid,                                                          -- one message however often it is sent
  sent_at       timestamptz not null,
  foreign key (session_id, person_id) references companion.session (id, person_id) on delete cascade,
  unique (session_id, seq),
  unique (id, level),
  foreign key (answers, level) references companion.message (id, level) on delete cascade,
  check ((author = 'person') = (answers is null)),
  -- At these levels only the fixed words of the safety module answer, whatever a program above would like to say.
  constraint message_urgent_is_answered_by_safety check (author in ('person', 'safety') or level not in ('high', 'critical'))
);
create unique index message_once on companion.message (person_id, device_key) where device_key is not null;
create unique index message_one_answer on companion.message (answers) where answers is not null;
create index message_flagged on companion.message (person_id, sent_at desc) where level in ('moderate', 'high', 'critical');

-- A judgement is never taken back, and words are never exchanged. Deleting is the person's right.
-- +goose StatementBegin
create function companion.message_stands() returns trigger language plpgsql as $$
begin
  raise exception 'what was said and how it was judged is not changed' using errcode = 'KL001';
end $$;
-- +goose StatementEnd
create trigger message_stands before update on companion.message for each row execute function companion.message_stands();

-- How far somebody is in an exercise. One open run of each exercise and person.
create table companion.exercise_run (
  id            uuid primary key,
  person_id     uuid not null references identity.person,
  slot          bytea not null check (length(slot) = 32),       -- which exercise, as a keyed hash: its name tells too much
  run_sealed    bytea not null check (length(run_sealed) <= 131072),
  steps_done    int not null default 0 check (steps_done >= 0),
  version       bigint not null default 1,
  begun_at      timestamptz not null,
  touched_at    timestamptz not null,
  done_at       timestamptz
);
create unique index exercise_run_open on companion.exercise_run (person_id, slot) where done_at is null;
create index exercise_run_of on companion.exercise_run (person_id, touched_at desc);

-- What the companion remembers of a person: shown to them, corrected and deleted by them, of nobody else's use.
create table companion.memory (
  id           uuid primary key,
  person_id    uuid not null references identity.person,
  words_sealed bytea not null check (length(words_sealed) <= 8192),
  from_session uuid references companion.session on delete set null,
  by_person    boolean not null default false,                   -- written or corrected by the person
  kept_at      timestamptz not null,
  touched_at   timestamptz not null
);
create index memory_of on companion.memory (person_id, touched_at desc);

select platform.open_schema('companion');
