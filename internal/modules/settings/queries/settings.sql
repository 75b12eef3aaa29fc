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

-- name: Look :one
select name, legal_name, support_mail, primary_hue, primary_chroma, accent_hue, accent_chroma, neutral_hue, neutral_chroma, version, changed_by, changed_at
from settings.brand where brand = @brand;

-- name: InsertLook :execrows
insert into settings.brand (brand, name, legal_name, support_mail, primary_hue, primary_chroma, accent_hue, accent_chroma, neutral_hue, neutral_chroma, version, changed_by, changed_at)
values (@brand, sqlc.narg('name'), sqlc.narg('legal_name'), sqlc.narg('support_mail'), sqlc.narg('primary_hue'), sqlc.narg('primary_chroma'), sqlc.narg('accent_hue'),
  sqlc.narg('accent_chroma'), sqlc.narg('neutral_hue'), sqlc.narg('neutral_chroma'), 2, @changed_by, @changed_at) on conflict (brand) do nothing;

-- name: UpdateLook :execrows
update settings.brand set name = sqlc.narg('name'), legal_name = sqlc.narg('legal_name'), support_mail = sqlc.narg('support_mail'),
  primary_hue = sqlc.narg('primary_hue'), primary_chroma = sqlc.narg('primary_chroma'), accent_hue = sqlc.narg('accent_hue'),
  accent_chroma = sqlc.narg('accent_chroma'), neutral_hue = sqlc.narg('neutral_hue'), neutral_chroma = sqlc.narg('neutral_chroma'),
  version = version + 1, changed_by = @changed_by, changed_at = @changed_at
where brand = @brand and version = @version;
