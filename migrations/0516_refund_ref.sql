-- +goose Up
-- A refund of the gateway is one of ours, and no second one's, also where two find it at once.
create unique index refund_ref_once on payment.refund (payment_id, gateway_ref) where gateway_ref is not null;
