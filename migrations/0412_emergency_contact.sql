-- +goose Up
-- Whom somebody named, before, as the person to write to when they are in danger (C12). The consent is the row: who, agreed to
-- which words, when, and when it ended. Name and address are sealed with the person's key, and gone when it has ended.
create table safety.contact (
  id           uuid primary key,
  person_id    uuid not null references identity.person,
  name_sealed  bytea check (length(name_sealed) <= 1024),
  email_sealed bytea check (length(email_sealed) <= 2048),
  language     text not null check (language in ('ar', 'en', 'hi')), -- of letters to them
  terms        text not null check (length(terms) between 1 and 40), -- which words were agreed to
  agreed_at    timestamptz not null,
  ended_at     timestamptz,
  ended_by     text check (ended_by in ('person', 'contact', 'erasure')),
  check ((ended_at is null) = (ended_by is null)),
  check (case when ended_at is null then name_sealed is not null and email_sealed is not null else name_sealed is null and email_sealed is null end)
);
create unique index contact_one on safety.contact (person_id) where ended_at is null;
create index contact_of on safety.contact (person_id, agreed_at desc);

-- +goose StatementBegin
create function safety.consent_stands() returns trigger language plpgsql as $$
begin
  if old.ended_at is not null or new.ended_at is null
    or (new.id, new.person_id, new.language, new.terms, new.agreed_at) is distinct from (old.id, old.person_id, old.language, old.terms, old.agreed_at) then
    raise exception 'a consent only ends' using errcode = 'check_violation', constraint = 'consent_stands', schema = 'safety', table = 'contact';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger consent_stands before update on safety.contact for each row execute function safety.consent_stands();

-- That a contact was written to: once a case.
create table safety.contact_told (
  case_id    uuid primary key references safety.on_call_case,
  contact_id uuid not null references safety.contact,
  at         timestamptz not null
);
create index contact_told_of on safety.contact_told (contact_id, at desc);
create trigger contact_told_append_only before update or delete on safety.contact_told for each row execute function platform.refuse_change();

-- What was agreed to: only in immediate danger of the person themselves, and only after they had agreed. The lock lets nobody
-- be told while the consent ends.
-- +goose StatementBegin
create function safety.told_by_consent() returns trigger language plpgsql as $$
begin
  perform from safety.contact c where c.id = new.contact_id for share;
  if not exists (
    select from safety.contact c join safety.on_call_case k on k.person_id = c.person_id
    where c.id = new.contact_id and k.id = new.case_id and c.ended_at is null and c.agreed_at < new.at and k.level = 'critical'
  ) then
    raise exception 'nobody is told without consent' using errcode = 'check_violation', constraint = 'told_by_consent', schema = 'safety', table = 'contact_told';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger told_by_consent before insert on safety.contact_told for each row execute function safety.told_by_consent();

grant select, insert, update on safety.contact to klear_app;
grant select, insert on safety.contact_told to klear_app;
