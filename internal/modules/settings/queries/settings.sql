-- name: Revision :one
select n from settings.revision;

-- name: FlagValues :many
select name, is_on, version, changed_by, changed_at from settings.flag_value where brand = @brand order by name;

-- name: InsertFlag :execrows
insert into settings.flag_value (brand, name, is_on, version, changed_by, changed_at)
values (@brand, @name, @is_on, 2, @changed_by, @changed_at) on conflict (brand, name) do nothing;

-- name: UpdateFlag :execrows
update settings.flag_value set is_on = @is_on, version = version + 1, changed_by = @changed_by, changed_at = @changed_at
where brand = @brand and name = @name and version = @version;

-- name: Letters :many
select name, lang, subject, body, version, changed_by, changed_at from settings.letter where brand = @brand order by name, lang;

-- name: InsertLetter :execrows
insert into settings.letter (brand, name, lang, subject, body, version, changed_by, changed_at)
values (@brand, @name, @lang, sqlc.narg('subject'), sqlc.narg('body'), 2, @changed_by, @changed_at) on conflict (brand, name, lang) do nothing;

-- name: UpdateLetter :execrows
update settings.letter set subject = sqlc.narg('subject'), body = sqlc.narg('body'), version = version + 1, changed_by = @changed_by, changed_at = @changed_at
where brand = @brand and name = @name and lang = @lang and version = @version;

-- name: InsertChange :exec
insert into settings.change (id, brand, kind, subject, before, after, person_id, at)
values (@id, @brand, @kind, @subject, sqlc.narg('before'), sqlc.narg('after'), @person_id, @at);
