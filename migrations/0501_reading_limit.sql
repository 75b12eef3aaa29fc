-- +goose Up
-- One person's flood fills neither the database nor the list of the team: within an hour at most 30 of their readings of one level
-- or graver are written. What comes beyond them is no row, and no error: the words go out, the card and the case stay as they are. A
-- graver one is always written. The lock lets those who write at the same instant count one after another.
-- +goose StatementBegin
create function safety.keep_readings() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('safety ' || new.person_id, 0));
  if (select count(*) from safety.reading r where r.person_id = new.person_id and r.at > new.at - interval '1 hour'
      and array_position(array['low', 'moderate', 'high', 'critical'], r.level) >= array_position(array['low', 'moderate', 'high', 'critical'], new.level)) >= 30 then
    return null;
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger reading_limit before insert on safety.reading for each row execute function safety.keep_readings();
