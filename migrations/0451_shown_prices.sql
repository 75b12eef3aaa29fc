-- +goose Up
-- document.price_from is what clients pay for the cheapest service: its price with what they pay on top. By which rules that was
-- reckoned last stands here, so that a look each minute costs one row while nothing changed.
create table search.pricing (
  one   boolean primary key default true check (one),
  rules text not null
);
insert into search.pricing (rules) values ('');
grant select, update on search.pricing to klear_app;
comment on column search.document.price_from is 'minor units, what clients pay for the cheapest active service';
