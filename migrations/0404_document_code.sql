-- +goose Up
-- What a code means for a document, in the currency's minor units; less than nothing on a credit note. A discount that is known
-- at the supply lowers what is taxed only if the invoice says it (CGST Act 2017 s. 15(3)(a); Directive 2006/112/EC art. 79(b)):
-- off_minor, which is not in the total any more. What the platform pays of the price instead of the buyer is consideration of a third
-- party (s. 2(31); art. 73): borne_minor, which is in the total and taxed.
alter table invoice.document
  add column off_minor bigint not null default 0,
  add column borne_minor bigint not null default 0,
  add constraint document_code check (off_minor = 0 and borne_minor = 0 or role = 'service');
