\set n random(1, 1000000000000)
\set at random(1, 100000000)
begin;
insert into schedule.occupancy (id, practitioner_id, service_id, status, starts_at, ends_at, blocked, expires_at)
values (md5('o' || :n::text)::uuid, :'practitioner', :'service', 'hold', '2200-01-01'::timestamptz + :at * interval '1 hour', '2200-01-01'::timestamptz + :at * interval '1 hour' + interval '1 hour',
  tstzrange('2200-01-01'::timestamptz + :at * interval '1 hour', '2200-01-01'::timestamptz + :at * interval '1 hour' + interval '1 hour'), now() + interval '15 minutes')
on conflict do nothing;
insert into booking.booking (id, code, practitioner_id, practitioner_person_id, practitioner_name, practitioner_slug, service_id, service_name, occupancy_id, status, mode,
  starts_at, ends_at, practitioner_zone, seeker_zone, price_minor, currency, commission_minor, free_cancel_hours, late_cancel_fee_bps, confirmation, expires_at, access_hash, created_at)
values (md5('b' || :n::text)::uuid, upper(translate(substr(md5('c' || :n::text), 1, 8), '01', 'XY')), :'practitioner', :'person', 'A practitioner', 'a-practitioner', :'service', 'A service',
  md5('o' || :n::text)::uuid, 'held', 'online', now() + interval '1 day', now() + interval '25 hours', 'Asia/Kolkata', 'Asia/Kolkata', 120000, 'INR', 18000, 24, 5000, 'instant',
  now() + interval '15 minutes', sha256(:n::text::bytea), now());
insert into events.event values (md5('e' || :n::text)::uuid, now(), 'booking.held', 'booking', md5('b' || :n::text)::uuid, 1, 'guest', null, md5('r' || :n::text), '{"booking_id": "00000000-0000-0000-0000-000000000000", "status": "held"}');
end;
begin;
insert into identity.person (id, kind, email, name, role, created_at) values (md5('p' || :n::text)::uuid, 'guest', 'guest@example.org', 'Lab Guest', 'seeker', now());
update booking.booking set seeker_id = md5('p' || :n::text)::uuid, version = version + 1 where id = md5('b' || :n::text)::uuid;
insert into payment.payment (id, booking_id, payer_id, practitioner_id, practitioner_person_id, gateway, status, amount_minor, commission_minor, currency, checked_at, created_at)
values (md5('y' || :n::text)::uuid, md5('b' || :n::text)::uuid, md5('p' || :n::text)::uuid, :'practitioner', :'person', 'sandbox', 'created', 120000, 18000, 'INR', now(), now());
insert into jobs.river_job (kind, args, queue, max_attempts, state, scheduled_at, priority) values ('lab_row', '{"booking_id": "00000000-0000-0000-0000-000000000000"}', 'lab', 12, 'scheduled', now() + interval '1 day', 1);
end;
insert into sandbox_gateway.intent (id, idempotency_key, reference, amount_minor, captured_minor, currency, status, capture, method, created_at)
values ('lab_' || :n::text, 'auth:' || :n::text, md5('y' || :n::text)::uuid, 120000, 120000, 'INR', 'captured', true, 'Test card ending 4242', now());
insert into sandbox_gateway.movement (id, kind, reference, amount_minor, currency, at)
values ('lab_c_' || :n::text, 'capture', md5('y' || :n::text)::uuid, 120000, 'INR', now()), ('lab_f_' || :n::text, 'fee', md5('y' || :n::text)::uuid, -2700, 'INR', now());
begin;
update schedule.occupancy set status = 'confirmed', expires_at = null where id = md5('o' || :n::text)::uuid;
update booking.booking set status = 'confirmed', expires_at = null, version = version + 1 where id = md5('b' || :n::text)::uuid;
update payment.payment set status = 'captured', captured_minor = 120000, gateway_ref = 'lab_' || :n::text, version = version + 1 where id = md5('y' || :n::text)::uuid;
insert into ledger.account (id, kind, owner, currency) values (md5('a' || :n::text)::uuid, 'booking_escrow', 'lab' || :n::text, 'INR'),
  ('00000000-0000-0000-0000-00000000000a', 'psp_clearing', 'lab', 'INR') on conflict do nothing;
insert into ledger.transaction (id, lines, event_key, kind, booking_id, payment_id, occurred_at)
values (md5('t' || :n::text)::uuid, 2, 'cap' || :n::text, 'capture', md5('b' || :n::text)::uuid, md5('y' || :n::text)::uuid, now());
insert into ledger.entry (transaction_id, lines, line, account_id, currency, amount_minor)
values (md5('t' || :n::text)::uuid, 2, 1, '00000000-0000-0000-0000-00000000000a', 'INR', 120000), (md5('t' || :n::text)::uuid, 2, 2, md5('a' || :n::text)::uuid, 'INR', -120000);
insert into events.event values
  (md5('f' || :n::text)::uuid, now(), 'payment.captured', 'payment', md5('y' || :n::text)::uuid, 2, 'gateway', null, '', '{"v": 1, "status": "captured", "amount_minor": 120000}'),
  (md5('g' || :n::text)::uuid, now(), 'booking.confirmed', 'booking', md5('b' || :n::text)::uuid, 3, 'guest', null, md5('r' || :n::text), '{"booking_id": "00000000-0000-0000-0000-000000000000", "status": "confirmed"}');
insert into jobs.river_job (kind, args, queue, max_attempts, state, scheduled_at, priority)
select 'lab_row', '{"booking_id": "00000000-0000-0000-0000-000000000000", "type": "booking.confirmed"}', 'lab', 12, 'scheduled', now() + interval '1 day', 1 from generate_series(1, 3);
end;
insert into payment.webhook (gateway, event_id, reference, payload, received_at, handled_at)
values ('sandbox', 'lab' || :n::text, md5('y' || :n::text)::uuid, '{"id": "evt_00000000000000000000", "type": "payment.succeeded"}', now(), now()),
  ('sandbox', 'labc' || :n::text, md5('y' || :n::text)::uuid, '{"id": "evt_00000000000000000000", "type": "payment.created"}', now(), now()),
  ('sandbox', 'labf' || :n::text, md5('y' || :n::text)::uuid, '{"id": "evt_00000000000000000000", "type": "payment.fee_known"}', now(), now());
