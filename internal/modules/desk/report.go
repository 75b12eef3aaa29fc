package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"klear/internal/modules/desk/internal/deskdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
)

// Kinds are what a report can be about, in the order of the form.
var Kinds = []string{"wrong", "unqualified", "conduct", "money", "danger", "other"}

// Complaint is what somebody has against a page.
type Complaint struct {
	Kind  string
	Words string // 10 to 2,000 characters
}

// Reported is the payload of EventReported and what the reporter gets to know.
type Reported struct {
	ReportID       uuid.UUID `json:"report_id"`
	PractitionerID uuid.UUID `json:"practitioner_id"`
	Kind           string    `json:"kind"`
}

// Limits of reports. More open ones about one page would add work and no knowledge.
const (
	minWords      = 10
	MaxWords      = 2000
	maxOpenOfPage = 50
)

// errNoPage is the answer for a page that nobody sees; the code is the catalogue's.
var errNoPage = apperr.New(apperr.NotFound, "practitioner_not_found", "This profile does not exist, or is not shown at present.")

// ReportPage takes a report of a page that is shown, by anybody; by.PersonID is kept when they are signed in. Errors:
// practitioner_not_found, apperr.ErrValidation, ErrReported, ErrTooManyReports.
func (s *Service) ReportPage(ctx context.Context, by identity.Principal, practitioner uuid.UUID, in Complaint) (Reported, error) {
	in.Words = strings.TrimSpace(in.Words)
	if err := in.check(); err != nil {
		return Reported{}, err
	}
	now := s.Clock.Now()
	out := Reported{ReportID: s.IDs.ID(), PractitionerID: practitioner, Kind: in.Kind}
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error { return s.reportTx(ctx, tx, by, now, out, in) })
	if db.Violates(err, "report_once") {
		return Reported{}, ErrReported
	}
	return out, err
}

func (in Complaint) check() error {
	n := utf8.RuneCountInString(in.Words)
	var v apperr.Validation
	v.Check(slices.Contains(Kinds, in.Kind), "kind", "required", "Choose what it is about.")
	v.Check(n >= minWords, "words", "too_short", "Tell us a little more: at least %d characters.", minWords)
	v.Check(n <= MaxWords, "words", "too_long", "At most %d characters.", MaxWords)
	return v.Err()
}

func (s *Service) reportTx(ctx context.Context, tx db.Tx, by identity.Principal, now time.Time, out Reported, in Complaint) error {
	p, err := on(tx).PageByID(ctx, out.PractitionerID)
	if db.IsNoRows(err) {
		return errNoPage
	} else if err != nil {
		return err
	}
	if p.VerificationStatus != "verified" || !p.Listed || p.Suspended {
		return errNoPage
	}
	n, err := on(tx).OpenReports(ctx, p.PractitionerID)
	if err != nil {
		return err
	}
	if n >= maxOpenOfPage {
		return ErrTooManyReports
	}
	sealed, err := s.People.SealTx(ctx, tx, p.PersonID, wordsOf(out.ReportID), []byte(in.Words))
	if err != nil {
		return err
	}
	row := deskdb.InsertReportParams{ID: out.ReportID, PractitionerID: p.PractitionerID, SubjectID: p.PersonID, Kind: in.Kind, WordsSealed: sealed, CreatedAt: now}
	actor := events.Actor{Kind: "guest"}
	if by.SignedIn() {
		row.ReporterID, actor = &by.PersonID, by.Actor()
	}
	if err := on(tx).InsertReport(ctx, row); err != nil {
		return err
	}
	return s.Events.PublishTx(ctx, tx, events.Event{Type: EventReported, AggregateType: "report", AggregateID: out.ReportID, Seq: 1, Actor: actor, At: now, Data: out})
}

func wordsOf(report uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "desk.report", Column: "words_sealed", Row: report}
}

// ReportStatus is where a report stands.
type ReportStatus string

// The statuses. All but Open are decisions.
const (
	Open      ReportStatus = "open"
	Dismissed ReportStatus = "dismissed" // nothing was wrong
	Hidden    ReportStatus = "hidden"    // the page is out of sight until it is mended
	Suspended ReportStatus = "suspended" // the account is stopped
)

// Report is a report with its context.
type Report struct {
	ID             uuid.UUID
	PractitionerID uuid.UUID
	PersonID       uuid.UUID // whose page it is
	Name, Slug     string    // "" when the practitioner was erased
	PageState      string    // shown, hidden or suspended
	ByAccount      bool      // somebody signed in
	Kind           string
	Words          string // "" in lists, and when the person it is about was erased
	Status         ReportStatus
	OtherOpen      int // more open reports of the same page
	Upheld         int // earlier ones that led to something
	Since          time.Time
	DecidedAt      time.Time
	DecidedBy      uuid.UUID
	Reason         string
}

// ReportQueue lists reports in a status, the longest waiting first, without their words. Operators only. Errors: identity's.
func (s *Service) ReportQueue(ctx context.Context, by identity.Principal, status ReportStatus, page, limit int) ([]Report, int, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, 0, err
	}
	page, limit = min(max(page, 1), 10_000), min(max(limit, 1), 100)
	word := string(status)
	total, err := on(s.DB).CountReports(ctx, word)
	if err != nil {
		return nil, 0, err
	}
	rows, err := on(s.DB).Reports(ctx, deskdb.ReportsParams{Status: &word, RowLimit: int32(limit), RowOffset: int32((page - 1) * limit)})
	out := make([]Report, len(rows))
	for i, r := range rows {
		out[i] = reportOf(r)
	}
	return out, int(total), err
}

// Report reads one report with its words. Operators only. Errors: identity's, ErrNoReport.
func (s *Service) Report(ctx context.Context, by identity.Principal, id uuid.UUID) (Report, error) {
	if err := may(by, identity.Read); err != nil {
		return Report{}, err
	}
	rows, err := on(s.DB).Reports(ctx, deskdb.ReportsParams{ID: &id, RowLimit: 1})
	if err != nil {
		return Report{}, err
	}
	if len(rows) == 0 {
		return Report{}, ErrNoReport
	}
	out := reportOf(rows[0])
	words, err := s.People.OpenTx(ctx, s.DB, rows[0].SubjectID, wordsOf(id), rows[0].WordsSealed)
	if err != nil && !errors.Is(err, crypto.ErrKeyDestroyed) {
		return Report{}, err
	}
	out.Words = string(words)
	return out, nil
}

func reportOf(r deskdb.ReportsRow) Report {
	out := Report{ID: r.ID, PractitionerID: r.PractitionerID, PersonID: r.SubjectID, Name: r.DisplayName, Slug: r.Slug, PageState: "shown", ByAccount: r.ReporterID != nil,
		Kind: r.Kind, Status: ReportStatus(r.Status), OtherOpen: int(r.OtherOpen), Upheld: int(r.Upheld), Since: r.CreatedAt.UTC(), Reason: r.Reason}
	switch {
	case r.Suspended:
		out.PageState = "suspended"
	case r.VerificationStatus != "verified":
		out.PageState = "hidden"
	}
	if r.DecidedAt != nil {
		out.DecidedAt = r.DecidedAt.UTC()
	}
	if r.DecidedBy != nil {
		out.DecidedBy = *r.DecidedBy
	}
	return out
}
