-- +goose Up
-- Licences that end: the desk shows those that end within 60 days and those that have ended. A newer one that was handed
-- in is said beside it; the profile then waits in the other queue, too.
create view catalog.v_licence_ending as
select p.id as practitioner_id, p.person_id, p.display_name, p.licence_until, p.renewal_at is not null as renewed
from catalog.practitioner p
where p.licence_until is not null and p.verification_status = 'verified' and not p.suspended and p.erased_at is null;
create index practitioner_licence_ending on catalog.practitioner (licence_until)
  where licence_until is not null and verification_status = 'verified' and not suspended and erased_at is null;
grant select on catalog.v_licence_ending to klear_app;
