package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"klear/internal/platform/apperr"
	"klear/internal/platform/i18n"
)

func inputType(p FieldProps) string {
	if p.Type == "" {
		return "text"
	}
	return p.Type
}

func fieldAttrs(p FieldProps) templ.OrderedAttributes {
	var a templ.OrderedAttributes
	set := func(k, v string) {
		if v != "" {
			a = append(a, templ.KV[string, any](k, v))
		}
	}
	set("aria-describedby", describedBy(p.ID, p.Hint, p.Error))
	if p.Error != "" {
		set("aria-invalid", "true")
	}
	set("autocomplete", p.Autocomplete)
	set("inputmode", p.InputMode)
	set("enterkeyhint", p.EnterKey)
	set("placeholder", p.Placeholder)
	set("list", p.List)
	if p.MaxLength > 0 {
		set("maxlength", strconv.Itoa(p.MaxLength))
	}
	if p.MinLength > 0 {
		set("minlength", strconv.Itoa(p.MinLength))
	}
	if p.Rows > 0 {
		set("rows", strconv.Itoa(p.Rows))
		if p.Value != "" {
			set("dir", "auto") // what somebody wrote runs as they wrote it; an empty field runs as the page does
		}
	}
	if p.Type == "email" || strings.HasPrefix(p.Autocomplete, "one-time") {
		set("autocapitalize", "none")
		set("spellcheck", "false")
	}
	if p.ReadOnly {
		a = append(a, templ.KV[string, any]("readonly", true))
	}
	if p.Autofocus {
		a = append(a, templ.KV[string, any]("autofocus", true))
	}
	return a
}

func selectName(p SelectProps) string {
	if p.Name == "" {
		return p.ID
	}
	return p.Name
}

func selectAttrs(p SelectProps) templ.OrderedAttributes {
	return fieldAttrs(FieldProps{ID: p.ID, Hint: p.Hint, Error: p.Error, Autocomplete: p.Autocomplete})
}

// describedBy lists the hint, then the error, as screen readers should read them.
func describedBy(id, hint, wrong string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, id+"-hint")
	}
	if wrong != "" {
		ids = append(ids, id+"-error")
	}
	return strings.Join(ids, " ")
}

func radioID(name string, i int) string {
	if i == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(i)
}

// FieldErrors turns a module's wrong fields into what a form shows. The words come from the catalogue, under
// "error.<field>.<code>" or "error.<code>"; a code without words keeps the module's own message.
func FieldErrors(l *i18n.Localizer, fields []apperr.Field) []FieldError {
	out := make([]FieldError, 0, len(fields))
	for _, f := range fields {
		e := FieldError{Field: f.Path, Message: f.Message}
		for _, key := range []string{"error." + f.Path + "." + f.Code, "error." + f.Code} {
			if l.Has(key) {
				e.Message = l.T(key)
				break
			}
		}
		out = append(out, e)
	}
	return out
}
