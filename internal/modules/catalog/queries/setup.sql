-- name: SetupOf :one
select s.* from catalog.setup s where s.practitioner_id = @practitioner_id;

-- name: PassStep :exec
-- A step is passed once; the places of the first service are remembered when the step says them.
insert into catalog.setup as s (practitioner_id, done, modes) values (@practitioner_id, array[@step::text], @modes::text[])
on conflict (practitioner_id) do update set
  done = case when s.done @> excluded.done then s.done else s.done || excluded.done end,
  modes = case when cardinality(excluded.modes) > 0 then excluded.modes else s.modes end;

-- name: ForgetSetup :exec
delete from catalog.setup where practitioner_id = @practitioner_id;
