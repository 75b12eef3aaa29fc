select practitioner_id, lower(during), upper(during) from schedule.busy
where practitioner_id = any($1::uuid[]) and during && tstzrange($2::timestamptz, $3::timestamptz)
