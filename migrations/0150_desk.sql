-- +goose Up
-- The operator's desk reads what waits in other modules through views of theirs, so that a number on the desk and the
-- rows behind it come from one place.
create view catalog.v_verification_waiting as
select p.id as practitioner_id, p.display_name, p.created_at as since
from catalog.practitioner p where p.verification_status = 'pending' and p.erased_at is null;

-- What somebody who looks into a report has to know about the page.
create view catalog.v_page as
select p.id as practitioner_id, p.person_id, p.slug, p.display_name, p.verification_status, p.listed, p.suspended, p.version
from catalog.practitioner p where p.erased_at is null;

-- Requests that wait for their practitioner, and those that ran out: a hold that ran out keeps its expiry, a request does not.
create view booking.v_unanswered as
select b.id as booking_id, b.code, b.practitioner_name, b.status, b.created_at, b.expires_at, b.finished_at
from booking.booking b
where b.status = 'pending' or (b.status = 'expired' and b.expires_at is null);
create index booking_unanswered on booking.booking (created_at) where status = 'pending';
create index booking_ran_out on booking.booking (finished_at) where status = 'expired' and expires_at is null;

create view booking.v_code as select b.id as booking_id, b.code from booking.booking b;

create view payment.v_unsettled as
select p.id as payment_id, p.booking_id, p.status, p.created_at, p.amount_minor, p.currency
from payment.payment p where p.status in ('created', 'requires_action', 'processing', 'unknown');
create index payment_unsettled on payment.payment (created_at) where status in ('created', 'requires_action', 'processing', 'unknown');

create view payment.v_refund_failed as
select r.id as refund_id, r.payment_id, p.booking_id, r.amount_minor, r.currency, r.reason, coalesce(r.settled_at, r.created_at) as failed_at
from payment.refund r join payment.payment p on p.id = r.payment_id where r.status = 'failed';
create index refund_failed on payment.refund (created_at) where status = 'failed';

-- Calendars elsewhere that cannot be read. good_at is when the copy we work with was made.
create view schedule.v_failing_calendar as
select s.id as source_id, s.practitioner_id, s.error_code, coalesce(s.fetched_at, s.added_at) as good_at
from schedule.busy_source s where s.kind = 'url' and s.error_code <> '';
create index busy_source_failing on schedule.busy_source (coalesce(fetched_at, added_at)) where kind = 'url' and error_code <> '';

grant select on catalog.v_verification_waiting, catalog.v_page, booking.v_unanswered, booking.v_code,
  payment.v_unsettled, payment.v_refund_failed, schedule.v_failing_calendar to klear_app;

create schema desk;

-- Who of the operators did what, and why. Never changed: the event log points here for the why.
create table desk.action (
  id         uuid primary key,
  person_id  uuid not null references identity.person,
  verb       text not null check (verb ~ '^[a-z_]{3,40}$'),
  subject    text not null check (length(subject) between 1 and 80), -- id of the job, refund, report …
  reason     text not null check (length(reason) between 1 and 500),
  at         timestamptz not null
);
create index action_subject on desk.action (subject, at);
create trigger action_append_only before update or delete on desk.action for each row execute function platform.refuse_change();

-- Failed refunds that somebody took care of by other means: the refund stays failed in the books, and leaves the desk.
create table desk.refund_handled (
  refund_id  uuid primary key references payment.refund,
  action_id  uuid not null references desk.action
);

-- What somebody has against a practitioner's page. The words are sealed with the key of the person the page is about:
-- erasing that person takes them along.
create table desk.report (
  id              uuid primary key,
  practitioner_id uuid not null references catalog.practitioner,
  subject_id      uuid not null references identity.person,
  reporter_id     uuid references identity.person, -- null: a visitor
  kind            text not null check (kind in ('wrong', 'unqualified', 'conduct', 'money', 'danger', 'other')),
  words_sealed    bytea not null check (length(words_sealed) <= 16384),
  status          text not null default 'open' check (status in ('open', 'dismissed', 'hidden', 'suspended')),
  action_id       uuid references desk.action,
  created_at      timestamptz not null,
  decided_at      timestamptz,
  check ((status = 'open') = (action_id is null)),
  check ((status = 'open') = (decided_at is null))
);
create index report_queue on desk.report (status, created_at, id);
create index report_of on desk.report (practitioner_id, status);
-- One open report of one account about one page: the second would tell nothing new.
create unique index report_once on desk.report (practitioner_id, reporter_id) where status = 'open' and reporter_id is not null;

select platform.open_schema('desk');
revoke update, delete on desk.action from klear_app;
revoke update, delete on desk.refund_handled from klear_app;
revoke delete on desk.report from klear_app;
