-- How payments ended, how many of them in each way; of their captures in the books and their messages that were handled, all.
select state, count(*), sum(captures), sum(messages)
from (
  select concat_ws(' ', 'payment', p.status, case when p.captured_minor = p.amount_minor then 'in_full' else 'in_part' end, 'refunded', p.refunded_minor,
           'booking', b.status,
           'books', (select string_agg(t.kind, '+' order by t.seq) from ledger.transaction t where t.payment_id = p.id),
           'news', (select string_agg(e.type, '+' order by e.aggregate_seq) from events.event e where e.aggregate_id = p.id)) as state,
         (select count(*) from ledger.transaction t where t.payment_id = p.id and t.kind = 'capture') as captures,
         (select count(*) from payment.webhook w where w.reference = p.id and w.handled_at is not null) as messages
  from payment.payment p join booking.booking b on b.id = p.booking_id
  where p.id = any($1)
) x
group by state order by count(*) desc
