package page

import (
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// Ask is a form to be answered with these answers in it.
func Ask(l *i18n.Localizer, f catalog.FormVersion, given booking.Given) layout.AskForm {
	out := layout.AskForm{ID: f.FormID.String(), Title: f.Document.Title, Intro: f.Document.Intro, Waiver: f.Kind == catalog.Waiver,
		Sign: layout.AskField{ID: catalog.AnswerPath(f.FormID, "sign"), Value: given.Signature}, Agree: layout.AskField{ID: catalog.AnswerPath(f.FormID, "agree")}}
	for _, q := range f.Document.Fields {
		out.Fields = append(out.Fields, ask(l, q, catalog.AnswerPath(f.FormID, q.Key), given.Answers[q.Key]))
	}
	return out
}

func ask(l *i18n.Localizer, q catalog.Field, id string, given []string) layout.AskField {
	f := layout.AskField{ID: id, Kind: string(q.Kind), Label: q.Label, Required: q.Required}
	if len(given) > 0 {
		f.Value = given[0]
	}
	options := q.Options
	if q.Kind == catalog.YesNo {
		options = []string{catalog.Yes, catalog.No}
	}
	for _, o := range options {
		c := ui.Choice{Value: o, Label: o, Selected: slices.Contains(given, o)}
		if q.Kind == catalog.YesNo {
			c.Label = l.T("forms." + o)
		}
		f.Choices = append(f.Choices, c)
	}
	return f
}

// AnswersOf reads what a form that was made with layout.AskForms says; agreed is the tick of a waiver.
func AnswersOf(form url.Values) []booking.FormAnswer {
	var out []booking.FormAnswer
	for _, raw := range form["forms"] {
		id, err := uuid.Parse(raw)
		if err != nil {
			continue
		}
		a := booking.FormAnswer{FormID: id, Answers: catalog.Answers{}, Signature: form.Get(catalog.AnswerPath(id, "sign")), Agreed: form.Get(catalog.AnswerPath(id, "agree")) != ""}
		prefix := catalog.AnswerPath(id, "")
		for name, values := range form {
			if key, ok := strings.CutPrefix(name, prefix); ok {
				a.Answers[key] = values
			}
		}
		out = append(out, a)
	}
	return out
}

// Signed is a form with its answers, to be read in the reader's language; the practitioner's words stay as they are.
func Signed(l *i18n.Localizer, f booking.AskedForm) layout.SignedForm {
	out := layout.SignedForm{Title: f.Document.Title, Intro: f.Document.Intro, Waiver: f.Kind == catalog.Waiver, Signature: f.Signature, At: f.AnsweredAt,
		Address: f.Address, Hash: hex.EncodeToString(f.SHA256[:]), Forgotten: f.Forgotten}
	for _, q := range f.Document.Fields {
		it := layout.SignedItem{Label: q.Label, Statement: q.Kind == catalog.Statement, Answer: strings.Join(f.Answers[q.Key], ", ")}
		switch q.Kind {
		case catalog.YesNo:
			if it.Answer != "" {
				it.Answer = l.T("forms." + it.Answer)
			}
		case catalog.OnDate:
			if on, err := time.Parse(time.DateOnly, it.Answer); err == nil {
				it.Answer = l.DateYear(on, time.UTC)
			}
		}
		out.Items = append(out.Items, it)
	}
	return out
}

// SignedList is Signed of all.
func SignedList(l *i18n.Localizer, list []booking.AskedForm) []layout.SignedForm {
	out := make([]layout.SignedForm, len(list))
	for i, f := range list {
		out[i] = Signed(l, f)
	}
	return out
}
