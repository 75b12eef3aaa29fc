-- name: TaxDocuments :many
-- What the tax office hears of: the platform's own documents with tax, and practitioners' of which something was withheld.
select * from invoice.document d
where d.issued_at >= @since::timestamptz and d.issued_at < @until::timestamptz and (d.by_platform and d.tax_minor <> 0 or d.withheld_minor <> 0)
order by d.issued_at, d.id limit @max_rows;

-- name: TaxSums :many
-- The same, summed, beside what the books owe for the time: the two are equal.
select x.owner, x.currency, sum(x.documents)::bigint as documents_minor, sum(x.ledger)::bigint as ledger_minor from (
  select d.tax_owner as owner, d.currency, sum(d.tax_minor) as documents, 0 as ledger from invoice.document d
  where d.by_platform and d.tax_minor <> 0 and d.issued_at >= @since::timestamptz and d.issued_at < @until::timestamptz group by 1, 2
  union all
  select d.withheld_owner, d.currency, sum(d.withheld_minor), 0 from invoice.document d
  where d.withheld_minor <> 0 and d.issued_at >= @since::timestamptz and d.issued_at < @until::timestamptz group by 1, 2
  union all
  select e.account_owner, e.currency, 0, -sum(e.amount_minor) from ledger.v_entry e
  where e.account_kind in ('tax_payable', 'tcs_payable') and e.occurred_at >= @since::timestamptz and e.occurred_at < @until::timestamptz group by 1, 2
) x group by 1, 2 order by 1, 2;
