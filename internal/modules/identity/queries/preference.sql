-- name: Preferences :many
select * from identity.preference where person_id = any(@person_ids::uuid[]);

-- name: SavePreferences :exec
insert into identity.preference (person_id, spoken, remind_day, remind_hours) values (@person_id, @spoken, @remind_day, @remind_hours)
on conflict (person_id) do update set spoken = excluded.spoken, remind_day = excluded.remind_day, remind_hours = excluded.remind_hours;

-- name: DeletePreferences :exec
delete from identity.preference where person_id = any(@person_ids::uuid[]);
