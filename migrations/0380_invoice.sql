-- +goose Up
-- Documents of money: invoices, receipts and credit notes. A number is taken in the transaction of what it documents, and
-- the numbers of a series have no gap: a document needs the one before it.
create schema invoice;

-- Practitioners whose documents are written here, by a short number that begins theirs.
create table invoice.issuer (
  practitioner_id uuid primary key references catalog.practitioner,
  no              int not null unique generated always as identity
);

-- One kind of document of one seller in one fiscal year. Whoever takes a number holds the row until the end of the
-- transaction: the next one waits, and sees the number come back when the first one gave up.
create table invoice.series (
  prefix  text primary key check (prefix ~ '^[A-Z0-9]{3,10}/[0-9-]{4,7}/$'),
  last_no int not null check (last_no > 0)
);

create table invoice.document (
  id          uuid primary key,
  prefix      text not null references invoice.series,
  no          int not null check (no > 0),
  previous_no int generated always as (nullif(no - 1, 0)) stored,
  number      text not null generated always as (prefix || lpad(no::text, greatest(4, length(no::text)), '0')) stored,
  kind        text not null check (kind in ('invoice', 'receipt', 'credit_note')), -- a receipt: its seller is not registered
  role        text not null check (role in ('service', 'client_fee', 'commission', 'plan')),
  issued_on   date not null, -- in the brand's zone
  issued_at   timestamptz not null,
  subject_id  uuid not null, -- what was paid for: the booking, the package, or the period of a plan
  payment_id  uuid,
  reference   text not null check (length(reference) <= 40), -- the code of the booking or package
  by_platform boolean not null, -- the platform is the seller
  practitioner_id        uuid references catalog.practitioner, -- seller, or buyer of the platform's work
  practitioner_person_id uuid references identity.person,
  buyer_id    uuid not null references identity.person,
  country     text not null check (country ~ '^[A-Z]{2}$'),
  place       text not null check (length(place) <= 40), -- of supply: the state's code in India, "" elsewhere
  code        text not null check (length(code) <= 10),  -- HSN or SAC
  currency    text not null check (currency ~ '^[A-Z]{3}$'),
  net_minor   bigint not null,
  tax_minor   bigint not null,
  total_minor bigint not null check (total_minor <> 0), -- less than nothing on a credit note
  taxes       jsonb not null check (jsonb_typeof(taxes) = 'array'), -- the tax taken apart: name, basis points, minor units
  tax_owner   text not null check (length(tax_owner) <= 20), -- whom it is owed to: GST:IN
  withheld_minor bigint not null,   -- collected from the practitioner out of it
  withheld_owner text not null check (length(withheld_owner) <= 20),
  -- Numbers of tax offices are the register's business and stay; names and addresses are sealed with their person's key,
  -- except the platform's own.
  seller_number text not null check (length(seller_number) <= 30),
  buyer_number  text not null check (length(buyer_number) <= 30),
  platform      jsonb check (jsonb_typeof(platform) = 'object'),
  seller_words  bytea check (length(seller_words) <= 4096),
  words         bytea check (length(words) <= 4096), -- the buyer's name and address, and what it was for
  corrects      uuid references invoice.document,
  token         bytea not null check (length(token) = 16), -- opens the page that says it is genuine
  constraint document_number unique (prefix, no),
  -- No gap: whatever code takes the numbers.
  constraint document_follows foreign key (prefix, previous_no) references invoice.document (prefix, no),
  constraint document_token unique (token),
  check (total_minor = net_minor + tax_minor),
  check ((kind = 'credit_note') = (corrects is not null) and (kind = 'credit_note') = (total_minor < 0)),
  check (kind = 'credit_note' and net_minor <= 0 and tax_minor <= 0 or kind <> 'credit_note' and net_minor >= 0 and tax_minor >= 0),
  check (by_platform = (platform is not null) and not (by_platform and seller_words is not null)),
  check (by_platform or practitioner_id is not null),
  check ((practitioner_id is null) = (practitioner_person_id is null))
);
create unique index document_by_number on invoice.document (number);
create index document_subject on invoice.document (subject_id, role, issued_at desc, id desc);
create index document_buyer on invoice.document (buyer_id, issued_at desc, id desc);
create index document_practitioner on invoice.document (practitioner_person_id, issued_at desc, id desc) where practitioner_person_id is not null;
create index document_issued on invoice.document (issued_at desc, id desc);

-- A document is never changed; only whose it is, when a guest's bookings come to their account.
-- +goose StatementBegin
create function invoice.keep_document() returns trigger language plpgsql as $$
begin
  -- previous_no and number are made from the others, after this.
  if to_jsonb(new) - array['buyer_id', 'words', 'previous_no', 'number'] is distinct from to_jsonb(old) - array['buyer_id', 'words', 'previous_no', 'number'] then
    raise exception 'append-only: a document is never changed' using errcode = 'KL001';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger document_kept before update on invoice.document for each row execute function invoice.keep_document();
create trigger document_append_only before delete on invoice.document for each row execute function platform.refuse_change();

select platform.open_schema('invoice');
revoke update, delete on invoice.issuer, invoice.series, invoice.document from klear_app;
grant update (last_no) on invoice.series to klear_app;
grant update (buyer_id, words) on invoice.document to klear_app;

-- What documents say of their parties and of what was paid for.
create view catalog.v_party as select p.id as practitioner_id, p.person_id, p.display_name, p.city, p.country from catalog.practitioner p;
create view booking.v_billed as select b.id as booking_id, b.code, b.service_name from booking.booking b;
create view pack.v_billed as select k.id as pack_id, k.code, k.service_name from pack.pack k;
grant select on catalog.v_party, booking.v_billed, pack.v_billed to klear_app;
