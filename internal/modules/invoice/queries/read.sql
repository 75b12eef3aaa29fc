-- name: Document :one
select sqlc.embed(d), coalesce(o.number, '')::text as corrected from invoice.document d left join invoice.document o on o.id = d.corrects where d.id = @id;

-- name: DocumentByToken :one
select * from invoice.document where token = @token;

-- name: DocumentByNumber :one
select id from invoice.document where number = @number;

-- name: DocumentsOfBuyer :many
select sqlc.embed(d), count(*) over () as total from invoice.document d
where d.buyer_id = @buyer_id and d.issued_at >= @since::timestamptz and d.issued_at < @until::timestamptz
order by d.issued_at desc, d.id desc limit @max_rows offset @skip;

-- name: DocumentsOfPractitioner :many
-- What a practitioner sold, and what the platform sold to them; not what it sold to their clients.
select sqlc.embed(d), count(*) over () as total from invoice.document d
where d.practitioner_person_id = @person_id and (not d.by_platform or d.buyer_id = @person_id)
  and d.issued_at >= @since::timestamptz and d.issued_at < @until::timestamptz
order by d.issued_at desc, d.id desc limit @max_rows offset @skip;

-- name: DocumentsOfSubject :many
select * from invoice.document where subject_id = @subject_id order by issued_at, id limit 200;

-- name: AllDocuments :many
select sqlc.embed(d), count(*) over () as total from invoice.document d
where d.issued_at >= @since::timestamptz and d.issued_at < @until::timestamptz
order by d.issued_at desc, d.id desc limit @max_rows offset @skip;

-- name: Numbering :one
-- How many series and documents there are, and how many numbers were taken without a document; none, while the
-- constraints hold.
select count(*)::int as series, coalesce(sum(n.n), 0)::int as documents, coalesce(sum(s.last_no - coalesce(n.n, 0)), 0)::int as missing
from invoice.series s left join (select prefix, count(*) as n from invoice.document group by prefix) n on n.prefix = s.prefix;

-- name: DocumentsAfter :many
-- Every document, series by series in the order of its numbers.
select * from invoice.document where (prefix, no) > (@prefix::text, @no::int) order by prefix, no limit @max_rows;

-- name: AllSeries :many
select prefix, last_no from invoice.series order by prefix;
