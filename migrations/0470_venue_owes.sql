-- +goose Up
-- At the venue the platform adds no more for a promotion than the practitioner owes of the money: it is set off against that, and
-- nothing is paid out because somebody said that they were paid.
alter table payment.payment add constraint payment_venue_owes
  check (gateway <> 'venue' or borne_minor <= commission_minor + tax_minor + withheld_minor) not valid; -- what was noted before stays as it was
