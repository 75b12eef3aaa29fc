package checkout

import (
	"context"
	"net/url"
	"strings"

	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// maxFields is how many values a checkout may send: the practitioner's forms are part of it.
const maxFields = 1500

// ask fills in the forms of the booking: with what was answered for it, else with what the same person answered to the
// same version within a year.
func (h *Handler) ask(ctx context.Context, v *View, b hold) error {
	forms, err := h.Bookings.FormsOf(ctx, b.caller, b.Booking)
	if err != nil {
		return err
	}
	earlier, err := h.Bookings.EarlierAnswers(ctx, b.caller, forms)
	if err != nil {
		return err
	}
	for _, f := range forms {
		given, before := f.Given, false
		if f.AnsweredAt.IsZero() {
			given, before = earlier[f.FormID], earlier[f.FormID].Answers != nil
		}
		a := page.Ask(v.Page.L, f.FormVersion, given)
		a.Before = before
		v.Forms = append(v.Forms, a)
	}
	return nil
}

// retype shows the forms as they were typed.
func retype(forms []layout.AskForm, form url.Values) {
	for i := range forms {
		f := &forms[i]
		f.Sign.Value, f.Agree.Value = form.Get(f.Sign.ID), form.Get(f.Agree.ID)
		for j := range f.Fields {
			q := &f.Fields[j]
			q.Value = form.Get(q.ID)
			for k := range q.Choices {
				q.Choices[k].Selected = false
				for _, said := range form[q.ID] {
					q.Choices[k].Selected = q.Choices[k].Selected || said == q.Choices[k].Value
				}
			}
		}
	}
}

// nameQuestions puts the question before what is wrong with its answer: there may be many.
func nameQuestions(l *i18n.Localizer, errs []ui.FieldError, forms []layout.AskForm) {
	labels := map[string]string{}
	for _, f := range forms {
		for _, q := range f.Fields {
			labels[q.ID] = q.Label
		}
	}
	for i, e := range errs {
		if label := labels[e.Field]; label != "" {
			errs[i].Message = l.T("forms.wrong", i18n.D{"Label": strings.TrimRight(label, "?.:"), "Message": e.Message})
		}
	}
}
