select practitioner_id, iso_day, start_min, end_min from schedule.weekly_window where practitioner_id = any($1::uuid[])
