-- name: KeepGatewayRef :exec
insert into payment.gateway_ref (gateway, kind, reference, ref) values (@gateway, @kind, @reference, @ref)
on conflict (gateway, kind, reference) do nothing;

-- name: GatewayRef :one
select ref from payment.gateway_ref where gateway = @gateway and kind = @kind and reference = @reference;

-- name: GatewayReference :one
select reference from payment.gateway_ref where gateway = @gateway and ref = @ref and kind = @kind limit 1;
