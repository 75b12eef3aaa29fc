select practitioner_id, from_date, to_date from schedule.time_off
where practitioner_id = any($1::uuid[]) and to_date >= $2::date and from_date <= $3::date
