package plans

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/subscription"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// focus is a page on which money is decided.
func (f family) focus(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := f.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Focus, "checkout", p.L.T(title)
	return p
}

func (f family) testCard() string {
	if f.Kit.Sandbox {
		return sandbox.CardSucceeds
	}
	return ""
}

// chooseView reads a plan as the reader would have it. What cannot be chosen does not exist here.
func (f family) chooseView(w http.ResponseWriter, r *http.Request, who identity.Principal, terms, cycle string) (Choose, error) {
	offers, err := f.Plans.Offers(r.Context(), f.of)
	if err != nil {
		return Choose{}, err
	}
	now := f.Plans.Clock.Now()
	for _, p := range offers {
		t, _ := p.At(now)
		price, ok := t.Price(subscription.Cycle(cycle), f.Kit.Brand().Currency)
		if !ok || t.ID.String() != terms {
			continue
		}
		v := Choose{Page: f.focus(w, r, "plans.choose_title"), Base: f.base, Terms: terms, Cycle: cycle, Price: price, DueNow: price,
			Tax: f.Kit.Brand().TaxName, CardFirst: f.testCard()}
		v.Name = subscription.In(p.Name, v.Page.L.Lang())
		if v.TrialDays, err = f.Plans.TrialLeft(r.Context(), who, f.of, t); v.TrialDays > 0 {
			v.DueNow.Minor, v.FirstAt = 0, now.Add(time.Duration(v.TrialDays)*24*time.Hour)
		}
		return v, err
	}
	return Choose{}, subscription.ErrNoPlan
}

func (f family) showChoose(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := f.chooseView(w, r, who, r.URL.Query().Get("terms"), r.URL.Query().Get("cycle"))
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, ChoosePage(v))
	}
	return err
}

func (f family) choose(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := f.Kit.Form(w, r)
	if err != nil {
		return err
	}
	v, err := f.chooseView(w, r, who, form.Get("terms"), form.Get("cycle"))
	if err != nil {
		return err
	}
	shown := amountOf(form.Get("amount"), form.Get("currency"))
	fault := func() error {
		method, err := cardOf(form.Get("card"))
		if err != nil {
			return err
		}
		key, err := idem.New("subscribe:"+who.PersonID.String(), form.Get("key"), []any{v.Terms, v.Cycle, shown})
		if err != nil {
			return err
		}
		_, err = f.Plans.Subscribe(r.Context(), who, subscription.Choice{TermsID: uuid.MustParse(v.Terms), Cycle: subscription.Cycle(v.Cycle),
			DueNow: shown, Method: method, ReturnURL: f.Kit.BaseURL + f.base + "/return"}, key)
		return err
	}()
	status, done, err := f.paid(w, r, &v.Page, fault, "plan_started")
	if !done && err == nil {
		httpx.WritePage(w, r, status, ChoosePage(v))
	}
	return err
}

// paid leads on after money was asked for: to the plan, to the bank, to waiting. What the payer can mend is put into p, and
// the page is to be shown again with status.
func (f family) paid(w http.ResponseWriter, r *http.Request, p *layout.Page, fault error, flash string) (status int, done bool, err error) {
	e, status := httpx.Public(fault)
	switch {
	case fault == nil:
		return 0, true, f.Kit.Done(w, r, flash, f.base)
	case errors.Is(fault, payment.ErrActionRequired):
		http.Redirect(w, r, f.actionURL(fault), http.StatusSeeOther) // the gateway's own word, not the payer's
		return 0, true, nil
	case errors.Is(fault, payment.ErrProcessing), errors.Is(fault, payment.ErrUnknown):
		page.See(w, r, f.base+"/return")
		return 0, true, nil
	case errors.Is(fault, payment.ErrTestCardOnly), errors.Is(fault, payment.ErrMethod):
		p.Errors = ui.FieldErrors(p.L, []apperr.Field{{Path: "card", Code: "invalid", Message: e.Message}})
		return status, false, nil
	case errors.Is(fault, payment.ErrDeclined), errors.Is(fault, subscription.ErrTooMany), errors.Is(fault, identity.ErrUnverified):
		page.Warn(p, e)
		return status, false, nil
	}
	if _, _, ok := page.Refused(fault); !ok {
		return 0, true, fault
	}
	page.Warn(p, e)
	return status, false, nil
}

func (f family) actionURL(err error) string {
	if e, ok := apperr.As(err); ok {
		if d, ok := e.Details.(map[string]string); ok && d["action_url"] != "" {
			return d["action_url"]
		}
	}
	return f.base + "/return"
}

// cardOf wraps what was typed; nothing is no card.
func cardOf(typed string) (payment.Method, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return payment.Method{}, payment.ErrTestCardOnly
	}
	return payment.NewMethod(payment.Card, typed)
}

// amountOf reads an amount that a page showed; no number is none that was shown.
func amountOf(minor, currency string) money.Amount {
	n, err := strconv.ParseInt(minor, 10, 64)
	if err != nil {
		n = -1
	}
	return money.Amount{Minor: n, Currency: currency}
}

// comeBack asks what became of the card and the payment now, and leads on or asks to wait.
func (f family) comeBack(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	sub, err := f.Plans.ComeBack(r.Context(), who, f.of)
	switch {
	case err != nil:
		page.See(w, r, f.base) // it is over, or never was
		return nil
	case sub.Status == subscription.Void:
		f.Kit.Flash(w, ui.Warning, "plan_declined")
		page.See(w, r, f.base)
		return nil
	case sub.Status != subscription.Pending:
		return f.Kit.Done(w, r, "plan_started", f.base)
	}
	w.Header().Set("Refresh", "5") // the page asks again by itself
	httpx.WritePage(w, r, http.StatusOK, WaitPage(Wait{Page: f.focus(w, r, "plans.choose_title"), Base: f.base}))
	return nil
}
