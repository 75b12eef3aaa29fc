-- +goose Up
-- Attempts to pay or to keep a method that came to nothing, or that nobody has answered about, for an hour: so many of one
-- person or from one address are somebody who tries stolen cards. Both are keyed hashes; the table names nobody.
create table payment.tried (
  subject uuid not null,  -- the payment, or the method that is to be kept
  key     bytea not null check (octet_length(key) = 32),
  most    smallint not null check (most > 0), -- of the key within the hour
  at      timestamptz not null,
  primary key (subject, key)
);
create index tried_key on payment.tried (key, at);
create index tried_at on payment.tried (at);
grant select, insert, delete on payment.tried to klear_app;
revoke update on payment.tried from klear_app;

-- The lock lets those who try in the same instant count one after another.
-- +goose StatementBegin
create function payment.keep_tries() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('tried ' || encode(new.key, 'hex'), 0));
  if (select count(*) from payment.tried t where t.key = new.key and t.at > new.at - interval '1 hour') >= new.most then
    raise exception 'too many attempts to pay' using errcode = 'KL496', constraint = 'tried_limit', schema = 'payment', table = 'tried';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger tried_limit before insert on payment.tried for each row execute function payment.keep_tries();
