-- +goose Up
-- The desk of disputes: what a practitioner says about one, and what the platform answers the bank. The dispute itself and its
-- money are payment's (0331).
create view payment.v_dispute as
select d.id as dispute_id, d.payment_id, d.booking_id, p.purpose, p.practitioner_id, p.practitioner_person_id, d.gateway, d.gateway_ref, d.status, d.reason,
  d.amount_minor, d.fee_minor, d.lost_minor, d.currency, d.evidence_due, d.borne_by, d.opened_at, d.decided_at
from payment.dispute d join payment.payment p on p.id = d.payment_id;
grant select on payment.v_dispute to klear_app;

-- Of a booking's earnings that were not paid out: while it is disputed, this is what is frozen.
create view payout.v_unpaid as
select e.booking_id, e.currency, e.amount_minor from payout.earning e
where not exists (select from payout.line l where l.transaction_id = e.transaction_id and not l.released);
grant select on payout.v_unpaid to klear_app;

create schema dispute;

-- One row per dispute that anybody did something about: whoever writes here locks it, so that what is sent is what was read.
create table dispute.brief (
  dispute_id  uuid primary key references payment.dispute,
  note_sealed bytea check (length(note_sealed) <= 16384), -- what the practitioner says, sealed with their key
  version     bigint not null default 1
);

-- Papers of the practitioner. Name and content are sealed with their key. Four places, so that four is the most there can be.
create table dispute.file (
  id           uuid primary key,
  dispute_id   uuid not null references dispute.brief,
  place        int not null check (place between 1 and 4),
  name_sealed  bytea not null check (length(name_sealed) <= 1024),
  blob_key     text not null check (length(blob_key) between 1 and 200),
  content_type text not null check (content_type in ('application/pdf', 'image/jpeg', 'image/png')),
  size_bytes   int not null check (size_bytes between 1 and 1048576),
  sha256       bytea not null check (length(sha256) = 32),
  added_at     timestamptz not null,
  constraint file_place unique (dispute_id, place)
);

-- What the platform answers, once and for all: banks read one answer. The document is kept as it was sent.
create table dispute.answer (
  dispute_id      uuid not null references dispute.brief,
  kind            text not null check (kind in ('evidence', 'accepted')),
  person_id       uuid not null references identity.person, -- the operator
  reason          text not null check (length(reason) between 1 and 500),
  sealed_for      uuid references identity.person, -- whose key seals it: the practitioner's, or the operator's where there is none
  document_sealed bytea check (length(document_sealed) <= 32768), -- null: the loss was accepted
  status          text not null default 'sending' check (status in ('sending', 'sent', 'refused')),
  answered_at     timestamptz not null,
  settled_at      timestamptz, -- when the gateway had it, or said that it does not take it
  constraint answer_once primary key (dispute_id),
  check ((kind = 'evidence') = (document_sealed is not null)),
  check ((document_sealed is null) = (sealed_for is null)),
  check ((status = 'sending') = (settled_at is null))
);
create index answer_sending on dispute.answer (answered_at) where status = 'sending';

-- After the answer nothing of what it was made from changes: whoever asks later sees what the bank was shown.
-- +goose StatementBegin
create function dispute.refuse_late() returns trigger language plpgsql as $$
declare about uuid := case when tg_op = 'DELETE' then old.dispute_id else new.dispute_id end;
begin
  if exists (select from dispute.answer a where a.dispute_id = about) then
    raise exception 'dispute %: it was answered', about using errcode = 'KL008';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
-- +goose StatementEnd
create trigger brief_before_answer before update of note_sealed on dispute.brief for each row execute function dispute.refuse_late();
create trigger file_before_answer before insert or update or delete on dispute.file for each row execute function dispute.refuse_late();

-- A dispute as both sides see it: with its booking, its answer, and what of the booking is earned and not paid out for it.
create view dispute.desk as
select d.dispute_id, d.payment_id, d.booking_id, d.purpose, d.practitioner_id, d.practitioner_person_id, d.gateway, d.gateway_ref, d.status, d.reason,
  d.amount_minor, d.fee_minor, d.lost_minor, d.currency, d.evidence_due, d.borne_by, d.opened_at, d.decided_at,
  coalesce(c.code, '')::text as code, coalesce(p.display_name, '')::text as practitioner,
  a.kind as answer, a.person_id as answered_by, a.reason as answer_reason, a.status as answer_status, a.answered_at, a.settled_at,
  (select coalesce(sum(u.amount_minor), 0) from payout.v_unpaid u where d.status in ('open', 'review') and u.booking_id = d.booking_id and u.currency = d.currency)::bigint as frozen_minor
from payment.v_dispute d
left join booking.v_code c on c.booking_id = d.booking_id
left join catalog.v_page p on p.practitioner_id = d.practitioner_id
left join dispute.answer a on a.dispute_id = d.dispute_id;

select platform.open_schema('dispute');
revoke delete on dispute.brief, dispute.answer from klear_app;
revoke update on dispute.file from klear_app;
