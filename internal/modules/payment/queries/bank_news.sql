-- name: BankNewsSince :one
select coalesce((select read_to from payment.bank_news where gateway = @gateway), @first::timestamptz)::timestamptz;

-- name: BankNewsRead :exec
insert into payment.bank_news (gateway, read_to) values (@gateway, @read_to::timestamptz)
on conflict (gateway) do update set read_to = greatest(payment.bank_news.read_to, excluded.read_to);
