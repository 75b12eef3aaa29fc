package schedule

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"slices"

	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/caldav"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// maxAccountCalendars bounds what is offered of an account.
const maxAccountCalendars = 50

// Account is a practitioner's calendar server and what is used of it.
type Account struct {
	Host      string            `json:"host"`
	User      string            `json:"user"`
	Calendars []AccountCalendar `json:"calendars"`
	Error     string            `json:"error,omitempty" doc:"code of the last booking that could not be written; it is tried again"`
	// Edited are bookings whose event was changed in the calendar by hand: we leave it alone.
	Edited []uuid.UUID `json:"edited" doc:"bookings whose event was changed there by hand and is left alone"`
}

// AccountCalendar is one calendar of the account.
type AccountCalendar struct {
	ID    string `json:"id" doc:"stable as long as its address is"`
	Name  string `json:"name"`
	Read  bool   `json:"read" doc:"its events make busy"`
	Write bool   `json:"write" doc:"bookings are written into it"`
}

// secrets is what is sealed of an account. Write is the address of the calendar for bookings; "" is none.
type secrets struct {
	caldav.Account
	Found []caldav.Calendar `json:"found"`
	Write string            `json:"write"`
}

func accountField(practitioner uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "schedule.caldav_account", Row: practitioner, Column: "sealed"}
}

func calendarID(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:8])
}

func (s *Service) dav(acc caldav.Account) (*caldav.Client, error) {
	return caldav.New(s.DAV, acc, s.Insecure)
}

// NewAccount is a calendar server to link.
type NewAccount struct {
	Practitioner, Person uuid.UUID
	caldav.Account
}

// AddAccount signs in, finds the calendars and keeps the account; it replaces an earlier one, with what was read and
// written of it. Nothing is read or written yet: the practitioner chooses. Errors: validation, those of caldav and ssrf.
func (s *Service) AddAccount(ctx context.Context, n NewAccount) (Account, error) {
	var v apperr.Validation
	v.Check(n.URL != "" && len(n.URL) <= 2000, "url", "required", "Give the server's address.")
	v.Check(n.User != "" && len(n.User) <= 254, "user", "required", "Give the name that you sign in with.")
	v.Check(n.Password != "" && len(n.Password) <= 500, "password", "required", "Give the password.")
	if err := v.Err(); err != nil {
		return Account{}, err
	}
	var out Account
	if done, err := idem.Answered(ctx, s.DB, &out); done || err != nil {
		return out, err
	}
	client, err := s.dav(n.Account)
	if err != nil {
		return Account{}, err
	}
	found, err := client.Calendars(ctx)
	if err != nil {
		return Account{}, err
	}
	at, err := url.Parse(n.URL)
	if err != nil {
		return Account{}, caldav.ErrServer.With(err)
	}
	x := secrets{Account: n.Account, Found: found[:min(len(found), maxAccountCalendars)]}
	out = x.view(at.Host, nil)
	err = idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		q := scheduledb.New(tx)
		if err := errors.Join(q.DropAccountSources(ctx, n.Practitioner), q.DropEvents(ctx, n.Practitioner)); err != nil {
			return err
		}
		return s.keepAccountTx(ctx, tx, n.Practitioner, n.Person, at.Host, x)
	})
	return out, err
}

func (s *Service) keepAccountTx(ctx context.Context, tx db.Tx, practitioner, person uuid.UUID, host string, x secrets) error {
	plain, err := json.Marshal(x)
	if err != nil {
		return err
	}
	sealed, err := s.Sealer.SealTx(ctx, tx, person, accountField(practitioner), plain)
	if err != nil {
		return err
	}
	return scheduledb.New(tx).SetAccount(ctx, scheduledb.SetAccountParams{PractitionerID: practitioner, Host: host, Sealed: sealed, Writes: x.Write != "", AddedAt: s.Clock.Now()})
}

// view is the account without its secrets; read are the addresses that are read.
func (x secrets) view(host string, read []string) Account {
	a := Account{Host: host, User: x.User, Calendars: []AccountCalendar{}, Edited: []uuid.UUID{}}
	for _, c := range x.Found {
		a.Calendars = append(a.Calendars, AccountCalendar{ID: calendarID(c.URL), Name: c.Name, Read: slices.Contains(read, c.URL), Write: c.URL == x.Write})
	}
	return a
}

// account reads and opens a practitioner's account. Errors: ErrNotFound.
func (s *Service) account(ctx context.Context, practitioner uuid.UUID) (scheduledb.AccountRow, secrets, uuid.UUID, error) {
	var x secrets
	row, err := scheduledb.New(s.DB).Account(ctx, practitioner)
	if db.IsNoRows(err) {
		return row, x, uuid.Nil, ErrNotFound
	} else if err != nil {
		return row, x, uuid.Nil, err
	}
	owner, err := s.Owner(ctx, practitioner)
	if err != nil {
		return row, x, owner, err
	}
	plain, err := s.Sealer.OpenTx(ctx, s.DB, owner, accountField(practitioner), row.Sealed)
	if err != nil {
		return row, x, owner, err
	}
	return row, x, owner, json.Unmarshal(plain, &x)
}

// Account is a practitioner's calendar server as it was last seen. Errors: ErrNotFound.
func (s *Service) Account(ctx context.Context, practitioner uuid.UUID) (Account, error) {
	row, x, owner, err := s.account(ctx, practitioner)
	if err != nil {
		return Account{}, err
	}
	q := scheduledb.New(s.DB)
	read, _, err := s.addresses(ctx, q, owner, practitioner)
	if err != nil {
		return Account{}, err
	}
	ours, err := q.OurEvents(ctx, practitioner)
	if err != nil {
		return Account{}, err
	}
	a := x.view(row.Host, read)
	a.Error = row.ErrorCode
	for _, e := range ours {
		if e.Edited {
			a.Edited = append(a.Edited, e.BookingID)
		}
	}
	return a, nil
}

// addresses are those of the account's calendars that are read, with their sources.
func (s *Service) addresses(ctx context.Context, q *scheduledb.Queries, owner, practitioner uuid.UUID) (read []string, sources []uuid.UUID, err error) {
	rows, err := q.SourcesOfAccount(ctx, practitioner)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range rows {
		at, err := s.Sealer.OpenTx(ctx, s.DB, owner, sourceField(r.ID), r.UrlSealed)
		if err != nil {
			return nil, nil, err
		}
		read, sources = append(read, string(at)), append(sources, r.ID)
	}
	return read, sources, nil
}

// ChooseCalendars says which calendars of the account make busy, and into which one bookings go ("" for none), by
// AccountCalendar.ID. Read ones are read within a minute; what is booked ahead is written. Changing the calendar for
// bookings leaves the events in the one before. Errors: ErrNotFound, ErrTooManySources, validation.
func (s *Service) ChooseCalendars(ctx context.Context, practitioner uuid.UUID, zone string, read []string, write string) (Account, error) {
	row, x, owner, err := s.account(ctx, practitioner)
	if err != nil {
		return Account{}, err
	}
	byID := map[string]caldav.Calendar{}
	for _, c := range x.Found {
		byID[calendarID(c.URL)] = c
	}
	var v apperr.Validation
	for _, id := range read {
		v.Check(byID[id].URL != "", "read", "invalid", "Choose calendars of the list.")
	}
	v.Check(write == "" || byID[write].URL != "", "write", "invalid", "Choose a calendar of the list.")
	if err := v.Err(); err != nil {
		return Account{}, err
	}
	before := x.Write
	x.Write = byID[write].URL
	have, sources, err := s.addresses(ctx, scheduledb.New(s.DB), owner, practitioner)
	if err != nil {
		return Account{}, err
	}
	var ahead []uuid.UUID
	if x.Write != "" && x.Write != before {
		if ahead, err = s.Ahead(ctx, practitioner); err != nil {
			return Account{}, err
		}
	}
	wanted := make([]string, len(read))
	for i, id := range read {
		wanted[i] = byID[id].URL
	}
	out := x.view(row.Host, wanted)
	err = idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		q := scheduledb.New(tx)
		for i, at := range have {
			if !slices.Contains(wanted, at) {
				if err := q.DropSourceOfAccount(ctx, scheduledb.DropSourceOfAccountParams{ID: sources[i], PractitionerID: practitioner}); err != nil {
					return err
				}
			}
		}
		for _, id := range read {
			if c := byID[id]; !slices.Contains(have, c.URL) {
				if err := s.readTx(ctx, tx, practitioner, owner, zone, c); err != nil {
					return err
				}
			}
		}
		if x.Write != before {
			if err := q.DropEvents(ctx, practitioner); err != nil {
				return err
			}
		}
		if err := s.keepAccountTx(ctx, tx, practitioner, owner, row.Host, x); err != nil {
			return err
		}
		n, err := q.WriteLater(ctx, scheduledb.WriteLaterParams{PractitionerID: practitioner, Bookings: ahead, Now: s.Clock.Now()})
		if err != nil || n == 0 {
			return err
		}
		return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: WriteDue{}, Queue: jobs.QueueBulk})
	})
	return out, err
}

// readTx makes a calendar of the account one that takes its time, from the next round of readings on.
func (s *Service) readTx(ctx context.Context, tx db.Tx, practitioner, owner uuid.UUID, zone string, c caldav.Calendar) error {
	name := []rune(c.Name)
	n := NewSource{Practitioner: practitioner, Person: owner, URL: c.URL}
	p := scheduledb.AddSourceParams{ID: s.IDs.ID(), PractitionerID: practitioner, Kind: kindAccount, Name: string(name[:min(len(name), 120)]), Zone: zone, TentativeBusy: true, AddedAt: s.Clock.Now()}
	return s.addSourceTx(ctx, tx, n, p, nil)
}

// RemoveAccount forgets the account and frees what its calendars took. Events that were written stay where they are.
// Errors: ErrNotFound.
func (s *Service) RemoveAccount(ctx context.Context, practitioner uuid.UUID) error {
	var dropped int64
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &dropped, func(tx db.Tx) (err error) {
		q := scheduledb.New(tx)
		if err := q.DropAccountSources(ctx, practitioner); err != nil {
			return err
		}
		if dropped, err = q.DropAccount(ctx, practitioner); err == nil && dropped == 0 {
			return ErrNotFound
		}
		return err
	})
}
