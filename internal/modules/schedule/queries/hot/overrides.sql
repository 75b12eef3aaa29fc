select practitioner_id, on_date, windows from schedule.date_override
where practitioner_id = any($1::uuid[]) and on_date between $2::date and $3::date
