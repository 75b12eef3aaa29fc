-- name: IssuerNo :one
select no from invoice.issuer where practitioner_id = @practitioner_id;

-- name: AddIssuer :exec
-- Of two first documents at once one waits here, and both then read the same number.
insert into invoice.issuer (practitioner_id) values (@practitioner_id) on conflict do nothing;

-- name: NextNo :one
insert into invoice.series as s (prefix, last_no) values (@prefix, 1) on conflict (prefix) do update set last_no = s.last_no + 1 returning last_no;

-- name: Issued :many
-- What the documents of a subject sum to so far, by role, and the one that a credit note corrects.
select d.role, sum(d.net_minor)::bigint as net_minor, sum(d.tax_minor)::bigint as tax_minor, sum(d.withheld_minor)::bigint as withheld_minor,
  sum(d.off_minor)::bigint as off_minor, sum(d.borne_minor)::bigint as borne_minor,
  (array_agg(d.id order by d.issued_at desc, d.id desc) filter (where d.kind <> 'credit_note'))[1]::uuid as last_id
from invoice.document d where d.subject_id = @subject_id group by d.role;

-- name: About :one
-- What was paid for and who takes part; empty where there is no such thing.
select coalesce(b.code, k.code, '')::text as reference, coalesce(b.service_name, k.service_name, '')::text as about,
  coalesce(p.display_name, '')::text as practitioner_name, coalesce(p.city, '')::text as city, coalesce(p.country, '')::text as country,
  coalesce(c.name, '')::text as buyer_name
from (select 1) one
left join booking.v_billed b on b.booking_id = @subject_id
left join pack.v_billed k on k.pack_id = @subject_id
left join catalog.v_party p on p.practitioner_id = @practitioner_id
left join identity.v_contact c on c.id = @buyer_id;

-- name: InsertDocument :one
insert into invoice.document (id, prefix, no, kind, role, issued_on, issued_at, subject_id, payment_id, reference, by_platform, practitioner_id, practitioner_person_id,
  buyer_id, country, place, code, currency, net_minor, tax_minor, total_minor, taxes, tax_owner, withheld_minor, withheld_owner, seller_number, buyer_number,
  off_minor, borne_minor, platform, seller_words, words, corrects, token, seal)
values (@id, @prefix, @no, @kind, @role, @issued_on, @issued_at, @subject_id, sqlc.narg(payment_id)::uuid, @reference, @by_platform, sqlc.narg(practitioner_id)::uuid,
  sqlc.narg(practitioner_person_id)::uuid, @buyer_id, @country, @place, @code, @currency, @net_minor, @tax_minor, @total_minor, @taxes, @tax_owner,
  @withheld_minor, @withheld_owner, @seller_number, @buyer_number, @off_minor, @borne_minor, sqlc.narg(platform)::jsonb, sqlc.narg(seller_words)::bytea, sqlc.narg(words)::bytea,
  sqlc.narg(corrects)::uuid, @token, @seal)
returning *;

-- name: DocumentsOfBuyers :many
select * from invoice.document where buyer_id = any(@people::uuid[]) order by id;

-- name: Claim :exec
update invoice.document set buyer_id = @buyer_id, words = sqlc.narg(words)::bytea where id = @id;
