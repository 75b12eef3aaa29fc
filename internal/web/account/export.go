package account

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/crypto"

	"github.com/google/uuid"
)

// ownData is everything that the deployment holds about a person and that is theirs to take along. Amounts are minor
// units of Currency, instants UTC.
type ownData struct {
	Made        time.Time       `json:"made"`
	Profile     ownProfile      `json:"profile"`
	Preferences ownPreferences  `json:"preferences"`
	Consents    []ownConsent    `json:"consents"`
	Sessions    []ownSession    `json:"sessions"`
	Family      []ownDependant  `json:"family"`
	Saved       []ownSaved      `json:"saved"`
	Bookings    []ownBooking    `json:"bookings"`
	Payments    []ownPayment    `json:"payments"`
	Waiting     []ownWaiting    `json:"waiting"`
	Packages    []ownPackage    `json:"packages"`
	Credit      ownCredit       `json:"credit"`
	Reports     []ownReport     `json:"reports"`
	Businesses  []ownBusiness   `json:"businesses"`
	Invoices    []ownInvoice    `json:"invoices"`
	TaxIdentity *ownTaxIdentity `json:"tax_identity,omitempty"`
	Plans       []ownPlan       `json:"plans"`
	Moods       []ownMood       `json:"moods"`
	MoodWords   []string        `json:"mood_words"`
	TwoWeeks    []ownRound      `json:"two_weeks"`
	Goals       []ownGoal       `json:"goals"`
	Insights    []ownInsight    `json:"insights"`
	Shared      []ownShared     `json:"shared"`
	Contact     *ownContact     `json:"contact,omitempty"`
	Practice    *ownPractice    `json:"practice,omitempty"` // of a practitioner
	Companion   *ownCompanion   `json:"companion,omitempty"`
}

// ownWaiting is a line in which the person stands.
type ownWaiting struct {
	Service      string    `json:"service"`
	Practitioner string    `json:"practitioner"`
	Mode         string    `json:"mode"`
	Part         string    `json:"part"`
	First        string    `json:"first"`
	Last         string    `json:"last"`
	Since        time.Time `json:"since"`
}

type ownPreferences struct {
	Spoken      []string `json:"spoken"`
	RemindDay   bool     `json:"remind_day"`
	RemindHours bool     `json:"remind_hours"`
}

type ownSaved struct {
	PractitionerID string    `json:"practitioner_id"`
	Name           string    `json:"name,omitempty"` // while the practitioner is shown
	Alert          bool      `json:"alert"`
	SavedAt        time.Time `json:"saved_at"`
}

type ownProfile struct {
	ID      string    `json:"id"`
	Email   string    `json:"email"`
	Name    string    `json:"name"`
	Phone   string    `json:"phone"`
	Zone    string    `json:"zone"`
	Locale  string    `json:"locale"`
	Place   string    `json:"place,omitempty"` // where they said they live
	Role    string    `json:"role"`
	Created time.Time `json:"created"`
}

type ownConsent struct {
	Purpose   string     `json:"purpose"`
	Version   string     `json:"version"`
	Given     time.Time  `json:"given"`
	Withdrawn *time.Time `json:"withdrawn,omitempty"`
}

type ownSession struct {
	UserAgent string    `json:"user_agent"`
	Network   string    `json:"network"`
	Started   time.Time `json:"started"`
	LastSeen  time.Time `json:"last_seen"`
}

type ownBooking struct {
	Code         string    `json:"code"`
	Service      string    `json:"service"`
	Practitioner string    `json:"practitioner"`
	Status       string    `json:"status"`
	Mode         string    `json:"mode"`
	Start        time.Time `json:"start"`
	End          time.Time `json:"end"`
	PriceMinor   int64     `json:"price_minor"`
	Currency     string    `json:"currency"`
	For          string    `json:"for,omitempty"`
	Address      string    `json:"address,omitempty"`
	Note         string    `json:"note,omitempty"`
	Reason       string    `json:"reason,omitempty"`
	Forms        []ownForm `json:"forms,omitempty"`
	Series       string    `json:"series,omitempty"` // the same for all that were booked together
	SeriesNo     int       `json:"series_no,omitempty"`
	// Contests are what the person said about the session, that it did not take place.
	Contests []ownContest `json:"contests,omitempty"`
	// GuardianConsent is when the person agreed, as a guardian, to a session of somebody under age.
	GuardianConsent time.Time `json:"guardian_consent,omitzero"`
}

// ownForm is a form as it was answered; Text is what was shown, SHA256 its fingerprint.
type ownForm struct {
	Title     string              `json:"title"`
	Text      string              `json:"text"`
	SHA256    string              `json:"sha256"`
	Answers   map[string][]string `json:"answers"`
	Signature string              `json:"signature,omitempty"`
	Address   string              `json:"ip_address,omitempty"`
	Answered  time.Time           `json:"answered"`
}

// ownContest is what somebody said about a session. Words are their own, never those of the other side.
type ownContest struct {
	Code     string     `json:"code,omitempty"` // of the booking, in a list of a practitioner's answers
	Reason   string     `json:"reason"`
	Words    string     `json:"words,omitempty"`
	Answer   string     `json:"answer,omitempty"`
	Status   string     `json:"status"`
	At       time.Time  `json:"at"`
	ClosedAt *time.Time `json:"closed_at,omitempty"`
}

func viewContest(k booking.Contest) ownContest {
	out := ownContest{Reason: string(k.Reason), Words: k.Words, Answer: k.Answer, Status: string(k.Status), At: k.At}
	if !k.ClosedAt.IsZero() {
		out.ClosedAt = &k.ClosedAt
	}
	return out
}

type ownPayment struct {
	ID            string    `json:"id"`
	Status        string    `json:"status"`
	Method        string    `json:"method"`
	AmountMinor   int64     `json:"amount_minor"`
	RefundedMinor int64     `json:"refunded_minor"`
	Currency      string    `json:"currency"`
	Created       time.Time `json:"created"`
}

// exportPage is how many rows are read at a time.
const exportPage = 100

// export answers with a file.
func (h Handler) export(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	data := ownData{Made: h.Kit.Clock.Now()}
	for _, read := range []func(*http.Request, identity.Principal, *ownData) error{h.ownAccount, h.ownFamily, h.ownSaved, h.ownBookings, h.ownPayments, h.ownWaiting, h.ownPackages, h.ownCredit, h.ownReports, h.ownBusinesses, h.ownInvoices, h.ownTaxes, h.ownPlans, h.ownMoods, h.ownGoals, h.ownInsights, h.ownShared, h.ownContact, h.ownCompanion, h.ownPractice} {
		if err := read(r, who, &data); err != nil {
			return err
		}
	}
	body, err := json.MarshalIndent(data, "", "  ")
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="my-data.json"`)
	header.Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // the client may have gone
	return nil
}

func (h Handler) ownAccount(r *http.Request, who identity.Principal, to *ownData) error {
	p, err := h.People.Profile(r.Context(), who)
	if err != nil {
		return err
	}
	to.Profile = ownProfile{ID: p.ID.String(), Email: p.Email, Name: p.Name, Phone: p.Phone, Zone: p.Zone, Locale: p.Locale, Place: p.Place, Role: string(p.Role), Created: p.CreatedAt}
	chosen, err := h.People.Preferences(r.Context(), who)
	if err != nil {
		return err
	}
	to.Preferences = ownPreferences(chosen)
	consents, err := h.People.Consents(r.Context(), who)
	if err != nil {
		return err
	}
	for _, c := range consents {
		to.Consents = append(to.Consents, ownConsent{Purpose: string(c.Purpose), Version: c.TextVersion, Given: c.GivenAt, Withdrawn: c.WithdrawnAt})
	}
	sessions, err := h.People.Sessions(r.Context(), who)
	for _, s := range sessions {
		to.Sessions = append(to.Sessions, ownSession{UserAgent: s.UserAgent, Network: s.Network, Started: s.CreatedAt, LastSeen: s.LastSeen})
	}
	return err
}

func (h Handler) ownWaiting(r *http.Request, _ identity.Principal, to *ownData) error {
	list, err := h.Bookings.MyWaiting(r.Context(), h.Kit.Caller(r))
	for _, w := range list {
		to.Waiting = append(to.Waiting, ownWaiting{Service: w.Service, Practitioner: w.Practitioner, Mode: w.Mode, Part: string(w.Part),
			First: w.First.Format(time.DateOnly), Last: w.Last.Format(time.DateOnly), Since: w.CreatedAt})
	}
	return err
}

func (h Handler) ownSaved(r *http.Request, who identity.Principal, to *ownData) error {
	for n := 1; ; n++ {
		list, total, err := h.Saved.List(r.Context(), who, n, exportPage)
		if err != nil {
			return err
		}
		for _, e := range list {
			s := ownSaved{PractitionerID: e.PractitionerID.String(), Alert: e.Alert, SavedAt: e.SavedAt}
			if e.Practitioner != nil {
				s.Name = e.Practitioner.DisplayName
			}
			to.Saved = append(to.Saved, s)
		}
		if n*exportPage >= total {
			return nil
		}
	}
}

func (h Handler) ownBookings(r *http.Request, _ identity.Principal, to *ownData) error {
	caller := h.Kit.Caller(r)
	for _, upcoming := range []bool{true, false} {
		for n := 1; ; n++ {
			list, total, err := h.Bookings.Mine(r.Context(), caller, upcoming, n, exportPage)
			if err != nil {
				return err
			}
			whom, err := h.Bookings.Beneficiaries(r.Context(), list)
			if err != nil {
				return err
			}
			forms, err := h.Bookings.FormsOfAll(r.Context(), caller, list)
			if err != nil {
				return err
			}
			for _, b := range list {
				words, err := h.Bookings.WordsOf(r.Context(), b)
				if err != nil && !errors.Is(err, crypto.ErrKeyDestroyed) {
					return err
				}
				own := viewBooking(b, words, whom[b.ID].Name)
				own.Forms = viewForms(forms[b.ID])
				said, err := h.Bookings.Contests(r.Context(), b)
				if err != nil {
					return err
				}
				for _, k := range said {
					own.Contests = append(own.Contests, viewContest(k))
				}
				to.Bookings = append(to.Bookings, own)
			}
			if n*exportPage >= total {
				break
			}
		}
	}
	return nil
}

// viewForms are the answered forms of a booking, each question with its answers.
func viewForms(list []booking.AskedForm) []ownForm {
	var out []ownForm
	for _, f := range list {
		if f.AnsweredAt.IsZero() {
			continue
		}
		own := ownForm{Title: f.Document.Title, Text: f.Text, SHA256: hex.EncodeToString(f.SHA256[:]), Answers: map[string][]string{}, Signature: f.Signature, Address: f.Address, Answered: f.AnsweredAt}
		for _, q := range f.Document.Fields {
			if given := f.Answers[q.Key]; len(given) > 0 {
				own.Answers[q.Label] = given
			}
		}
		out = append(out, own)
	}
	return out
}

func viewBooking(b *booking.Booking, words booking.Words, whom string) ownBooking {
	own := ownBooking{Code: b.Code, Service: b.ServiceName, Practitioner: b.PractitionerName, Status: string(b.Status), Mode: b.Mode, Start: b.Start, End: b.End,
		PriceMinor: b.Price.Minor, Currency: b.Price.Currency, For: whom, Address: words.Address, Note: words.Note, Reason: words.Reason,
		SeriesNo: b.SeriesNo, GuardianConsent: b.GuardianConsentAt}
	if b.SeriesID != uuid.Nil {
		own.Series = b.SeriesID.String()
	}
	return own
}

func (h Handler) ownPayments(r *http.Request, who identity.Principal, to *ownData) error {
	// Asked as a seeker: an operator's export is about the operator, not about everybody.
	self := who
	self.Role = identity.Seeker
	for n := 1; ; n++ {
		list, total, err := h.Payments.History(r.Context(), self, payment.Page{Number: n, Limit: exportPage})
		if err != nil {
			return err
		}
		for _, p := range list {
			to.Payments = append(to.Payments, ownPayment{ID: p.ID.String(), Status: string(p.Status), Method: p.Method, AmountMinor: p.TotalMinor(),
				RefundedMinor: p.BackMinor(), Currency: p.Currency, Created: p.CreatedAt})
		}
		if n*exportPage >= total {
			return nil
		}
	}
}
