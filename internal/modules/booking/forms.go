package booking

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/catalog"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
)

// FormAnswer is what somebody says to one form. Signature and Agreed are of a waiver.
type FormAnswer struct {
	FormID    uuid.UUID
	Answers   catalog.Answers
	Signature string // the name as typed; at most 120 characters
	Agreed    bool
}

// AskedForm is a form that a booking has to answer, with its answer.
type AskedForm struct {
	catalog.FormVersion
	Given
	AnsweredAt time.Time // zero: not yet
	Forgotten  bool      // answered, and the words are gone with the account
}

// Given is an answer as it is kept: sealed, the network's address too.
type Given struct {
	Answers   catalog.Answers `json:"answers"`
	Signature string          `json:"signature,omitempty"`
	Address   string          `json:"address,omitempty"` // IP address it came from
}

const (
	maxSignature = 120
	// prefillFor is how long an answer to the same version is offered again, to be confirmed.
	prefillFor = 365 * 24 * time.Hour
)

// FormsOf lists what b has to answer, with what was answered, for its seeker and its practitioner. Nobody else reads
// answers, an operator included: ErrNotFound.
func (s *Service) FormsOf(ctx context.Context, c Caller, b *Booking) ([]AskedForm, error) {
	if !c.reads(b) {
		return nil, ErrNotFound
	}
	return s.formsTx(ctx, s.DB, b)
}

// FormsOfAll is FormsOf for many bookings in two queries, by booking. Those that the caller may not read are left out.
func (s *Service) FormsOfAll(ctx context.Context, c Caller, list []*Booking) (map[uuid.UUID][]AskedForm, error) {
	return s.allFormsTx(ctx, s.DB, slices.DeleteFunc(slices.Clone(list), func(b *Booking) bool { return !c.reads(b) }))
}

// reads reports whether the caller is one of the two sides of b.
func (c Caller) reads(b *Booking) bool {
	side := c.SignedIn() && (c.PersonID == b.SeekerID || c.PersonID == b.PractitionerPersonID)
	return side || c.holdsSecretOf(b) || c.Guest && c.BookingID == b.ID
}

func (s *Service) formsTx(ctx context.Context, q db.Querier, b *Booking) ([]AskedForm, error) {
	all, err := s.allFormsTx(ctx, q, []*Booking{b})
	return all[b.ID], err
}

func (s *Service) allFormsTx(ctx context.Context, q db.Querier, list []*Booking) (map[uuid.UUID][]AskedForm, error) {
	seekers := make(map[uuid.UUID]uuid.UUID, len(list))
	ids := make([]uuid.UUID, len(list))
	for i, b := range list {
		ids[i], seekers[b.ID] = b.ID, b.SeekerID
	}
	rows, err := bookingdb.New(q).RequiredForms(ctx, ids)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	refs := make([]catalog.FormRef, len(rows))
	for i, r := range rows {
		refs[i] = catalog.FormRef{FormID: r.FormID, Version: int(r.Version)}
	}
	documents, err := s.Catalog.FormVersions(ctx, q, refs)
	if err != nil {
		return nil, err
	}
	out := make(map[uuid.UUID][]AskedForm, len(list))
	for i, r := range rows {
		f := AskedForm{FormVersion: documents[refs[i]], AnsweredAt: instant(r.AnsweredAt), Forgotten: r.AnsweredAt != nil && len(r.AnswersSealed) == 0}
		if f.Given, err = s.openAnswer(ctx, q, seekers[r.BookingID], r.BookingID, r.FormID, r.AnswersSealed); errors.Is(err, crypto.ErrKeyDestroyed) {
			f.Forgotten, err = true, nil
		}
		if err != nil {
			return nil, err
		}
		out[r.BookingID] = append(out[r.BookingID], f)
	}
	return out, nil
}

// EarlierAnswers are the caller's answers to the same versions within a year, to be confirmed: by form.
func (s *Service) EarlierAnswers(ctx context.Context, c Caller, forms []AskedForm) (map[uuid.UUID]Given, error) {
	out := map[uuid.UUID]Given{}
	if !c.SignedIn() || len(forms) == 0 {
		return out, nil
	}
	p := bookingdb.LastAnswersParams{SeekerID: &c.PersonID, Since: s.Clock.Now().Add(-prefillFor)}
	for _, f := range forms {
		p.Forms, p.Versions = append(p.Forms, f.FormID), append(p.Versions, int32(f.Version))
	}
	rows, err := bookingdb.New(s.DB).LastAnswers(ctx, p)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		g, err := s.openAnswer(ctx, s.DB, c.PersonID, r.BookingID, r.FormID, r.AnswersSealed)
		if err != nil {
			return nil, err
		}
		g.Signature, g.Address = "", "" // a signature is given anew
		out[r.FormID] = g
	}
	return out, nil
}

// answerTx keeps what the payer said to the forms of b and refuses a booking that still lacks an answer. The database
// refuses it too. Errors: apperr.ErrValidation, ErrFormMissing (details.form, details.title).
func (s *Service) answerTx(ctx context.Context, tx db.Tx, b *Booking, r PayRequest, now time.Time) error {
	asked, err := s.formsTx(ctx, tx, b)
	if err != nil {
		return err
	}
	var faults []apperr.Field
	kept := map[uuid.UUID]Given{}
	for _, f := range asked {
		said, ok := answerTo(f.FormID, r.Forms)
		if !ok {
			if f.AnsweredAt.IsZero() || f.Forgotten {
				return ErrFormMissing.WithDetails(map[string]string{"form": f.FormID.String(), "title": f.Document.Title})
			}
			continue
		}
		g, wrong := said.check(f.FormVersion)
		faults = append(faults, wrong...)
		g.Address = r.From
		kept[f.FormID] = g
	}
	if len(faults) > 0 {
		return apperr.ErrValidation.WithFields(faults...)
	}
	for _, f := range asked {
		if g, ok := kept[f.FormID]; ok {
			if err := s.saveAnswerTx(ctx, tx, b, f, g, now); err != nil {
				return err
			}
		}
	}
	return nil
}

func answerTo(form uuid.UUID, said []FormAnswer) (FormAnswer, bool) {
	for _, a := range said {
		if a.FormID == form {
			return a, true
		}
	}
	return FormAnswer{}, false
}

// check judges an answer. Faults are at catalog.AnswerPath, a signature's at the keys sign and agree.
func (a FormAnswer) check(f catalog.FormVersion) (Given, []apperr.Field) {
	answers, err := f.Check(a.Answers)
	var v apperr.Validation
	g := Given{Answers: answers}
	if f.Kind == catalog.Waiver {
		g.Signature = strings.Join(strings.Fields(a.Signature), " ")
		v.Check(g.Signature != "", catalog.AnswerPath(f.FormID, "sign"), "signature_required", "Type your name to sign.")
		v.Check(len([]rune(g.Signature)) <= maxSignature, catalog.AnswerPath(f.FormID, "sign"), "too_long", "A name has at most 120 characters.")
		v.Check(a.Agreed, catalog.AnswerPath(f.FormID, "agree"), "agree_required", "Tick that you agree.")
	}
	return g, append(faultsOf(err), faultsOf(v.Err())...)
}

func faultsOf(err error) []apperr.Field {
	e, ok := apperr.As(err)
	if !ok {
		return nil
	}
	return e.Fields
}

func (s *Service) saveAnswerTx(ctx context.Context, tx db.Tx, b *Booking, f AskedForm, g Given, now time.Time) error {
	sealed, err := s.sealAnswer(ctx, tx, b.SeekerID, b.ID, f.FormID, g)
	if err != nil {
		return err
	}
	return bookingdb.New(tx).SaveAnswer(ctx, bookingdb.SaveAnswerParams{BookingID: b.ID, FormID: f.FormID, Version: int32(f.Version),
		DocumentSha256: f.SHA256[:], AnswersSealed: sealed, AnsweredAt: now})
}

// unanswered explains the database's own refusal of a booking whose form is not answered.
func unanswered(err error) error {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == "KL006" {
		return ErrFormMissing.With(err)
	}
	return err
}

// answerAAD ties a sealed answer to its booking and form.
func answerAAD(booking, form uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "booking.form_answer", Column: "answers_sealed " + form.String(), Row: booking}
}

func (s *Service) sealAnswer(ctx context.Context, q db.Querier, person, booking, form uuid.UUID, g Given) ([]byte, error) {
	plain, err := json.Marshal(g)
	if err != nil {
		return nil, err
	}
	return s.People.SealTx(ctx, q, person, answerAAD(booking, form), plain)
}

func (s *Service) openAnswer(ctx context.Context, q db.Querier, person, booking, form uuid.UUID, sealed []byte) (g Given, err error) {
	if len(sealed) == 0 {
		return g, nil
	}
	plain, err := s.People.OpenTx(ctx, q, person, answerAAD(booking, form), sealed)
	if err != nil {
		return g, err
	}
	return g, json.Unmarshal(plain, &g)
}
