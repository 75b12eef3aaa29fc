package client

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/modules/client/sheet"
	"klear/internal/modules/identity"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Report is what a file changes, or would change.
type Report struct {
	New       int           `json:"new"`
	Changed   int           `json:"changed"`
	Unchanged int           `json:"unchanged"`
	Faulty    int           `json:"faulty" doc:"rows that are left out"`
	Faults    []sheet.Fault `json:"faults" doc:"the first 1,000"`
	Ignored   []string      `json:"ignored" doc:"headings that mean nothing here"`
}

// batch is how many rows go out in one statement.
const batch = 2000

// TryImport says what Import would do, and changes nothing. Errors: ErrFile, ErrTooMany, identity's.
func (s *Service) TryImport(ctx context.Context, who identity.Principal, file io.Reader) (Report, error) {
	f, err := s.readFile(who, file)
	if err != nil {
		return Report{}, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return Report{}, err
	}
	p, err := planTx(ctx, clientdb.New(s.DB), who.PersonID, key, f)
	return p.Report, err
}

// Import stores a file: all rows without a fault, or nothing when the database refuses one. The same file again changes
// nothing. Empty cells leave what is there. progress hears how many rows are written; it may be nil. Errors: ErrFile,
// ErrTooMany, identity's.
func (s *Service) Import(ctx context.Context, who identity.Principal, file io.Reader, progress func(done, of int)) (Report, error) {
	f, err := s.readFile(who, file)
	if err != nil {
		return Report{}, err
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	var out Report
	err = idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		q, key, err := s.writeTx(ctx, tx, who.PersonID)
		if err != nil {
			return err
		}
		p, err := planTx(ctx, q, who.PersonID, key, f)
		if err != nil {
			return err
		}
		if err := s.storeTx(ctx, q, who.PersonID, key, p, progress); err != nil {
			return err
		}
		if err := q.DropUpload(ctx, []uuid.UUID{who.PersonID}); err != nil {
			return err
		}
		out = p.Report
		return s.Events.PublishTx(ctx, tx, s.event(who, "client.imported", s.IDs.ID(), 1, map[string]int{"new": out.New, "changed": out.Changed}))
	})
	return out, err
}

// readFile refuses what is no table. A table with faulty rows is one.
func (s *Service) readFile(who identity.Principal, file io.Reader) (sheet.File, error) {
	if err := may(who, identity.Create); err != nil {
		return sheet.File{}, err
	}
	f := sheet.Parse(file)
	if len(f.Rows) == 0 && len(f.Faults) > 0 && f.Faults[0].Line <= 1 {
		return f, ErrFile.WithMessage("%s", f.Faults[0].Message).WithDetails(f.Faults)
	}
	now := s.Clock.Now()
	f.Rows = slices.DeleteFunc(f.Rows, func(r sheet.Row) bool {
		born := dateOf(r.Birthday)
		if !born.Valid || lived(born.Time, now) {
			return false
		}
		f.Faulty++
		if len(f.Faults) < sheet.MaxFaults {
			f.Faults = append(f.Faults, sheet.Fault{Line: r.Line, Field: "birthday", Code: "born", Message: "Enter a day of birth that has been, at most 130 years ago."})
		}
		return true
	})
	return f, nil
}

// plan is what a file does to a list.
type plan struct {
	Report
	add, change []wanted
}

// wanted is a row as it is to be stored.
type wanted struct {
	id uuid.UUID // of the client that changes
	Details
}

// planTx compares a file with the list, in memory: both are bounded.
func planTx(ctx context.Context, q *clientdb.Queries, owner uuid.UUID, key *crypto.DataKey, f sheet.File) (plan, error) {
	p := plan{Report: Report{Faulty: f.Faulty, Faults: f.Faults, Ignored: f.Ignored}}
	rows, err := q.Everybody(ctx, clientdb.EverybodyParams{OwnerID: owner, MaxRows: maxClients})
	if err != nil {
		return p, err
	}
	known, lines := newBook(rows), map[uuid.UUID]int{}
	for _, r := range f.Rows {
		row, ok := known.find(&r)
		if first, twice := lines[row.ID]; ok && twice {
			p.leaveOut(r.Line, first)
			continue
		}
		d := Details{Name: r.Name, Email: r.Email, Phone: r.Phone, Language: r.Language, Birthday: r.Birthday, ExternalID: r.ExternalID, About: r.Notes}
		if !ok {
			p.add = append(p.add, wanted{Details: d})
			continue
		}
		lines[row.ID] = r.Line
		before := fromRow(row).Details
		if before.About, err = openAbout(key, row.ID, row.AboutSealed); err != nil {
			return p, err
		}
		if d = before.with(d); d == before {
			p.Unchanged++
			continue
		}
		p.change = append(p.change, wanted{row.ID, d})
	}
	p.New, p.Changed = len(p.add), len(p.change)
	if len(rows)+p.New > maxClients {
		return p, ErrTooMany
	}
	return p, nil
}

// leaveOut faults a row that speaks of a client whom an earlier row speaks of.
func (p *plan) leaveOut(line, first int) {
	p.Faulty++
	if len(p.Faults) < sheet.MaxFaults {
		p.Faults = append(p.Faults, sheet.Fault{Line: line, Code: "client_file_twice", Message: fmt.Sprintf("This is the client of line %d again.", first)})
	}
}

// with fills in what a file says; what it leaves empty stays.
func (d Details) with(file Details) Details {
	for _, f := range []struct {
		to   *string
		says string
	}{{&d.Name, file.Name}, {&d.Email, file.Email}, {&d.Phone, file.Phone}, {&d.Language, file.Language}, {&d.Birthday, file.Birthday},
		{&d.ExternalID, file.ExternalID}, {&d.About, strings.TrimSpace(file.About)}} {
		if f.says != "" {
			*f.to = f.says
		}
	}
	return d
}

// book finds clients as a file names them. Each is found once: a second row that means the same one is another.
type book struct {
	byID, byKey map[string]int
	rows        []clientdb.ClientVClient
}

func newBook(rows []clientdb.ClientVClient) book {
	b := book{byID: make(map[string]int, len(rows)), byKey: make(map[string]int, 2*len(rows)), rows: rows}
	add := func(i int, r sheet.Row) {
		if _, ok := b.byKey[r.Key()]; !ok {
			b.byKey[r.Key()] = i
		}
	}
	for i, r := range rows {
		b.byID[ownNumber(r.ID)] = i
		add(i, sheet.Row{Name: r.Name, Email: r.Email, Phone: r.Phone, ExternalID: r.ExternalID})
	}
	for i, r := range rows { // a number that is new does not make a new client
		add(i, sheet.Row{Name: r.Name, Email: r.Email, Phone: r.Phone})
	}
	return b
}

// ownNumber stands in a file of ours for a client without a number of another program.
func ownNumber(id uuid.UUID) string { return "klear-" + id.String() }

// find is the client that a row speaks of. A number of ours is taken out of the row: it is none of another program's.
func (b book) find(r *sheet.Row) (clientdb.ClientVClient, bool) {
	if strings.HasPrefix(r.ExternalID, "klear-") {
		if i, ok := b.byID[r.ExternalID]; ok {
			r.ExternalID = b.rows[i].ExternalID
			return b.rows[i], true
		}
		r.ExternalID = ""
	}
	if i, ok := b.byKey[r.Key()]; ok {
		return b.rows[i], true
	}
	plain := *r
	plain.ExternalID = ""
	if i, ok := b.byKey[plain.Key()]; ok && b.rows[i].ExternalID == "" {
		return b.rows[i], true
	}
	return clientdb.ClientVClient{}, false
}

func (s *Service) storeTx(ctx context.Context, q *clientdb.Queries, owner uuid.UUID, key *crypto.DataKey, p plan, progress func(done, of int)) error {
	done, all := 0, len(p.add)+len(p.change)
	for part := range slices.Chunk(p.add, batch) {
		for i := range part {
			part[i].id = s.IDs.ID()
		}
		c, err := columnsOf(key, part)
		if err != nil {
			return err
		}
		if _, err := q.InsertMany(ctx, clientdb.InsertManyParams{OwnerID: owner, CreatedAt: s.Clock.Now(), Ids: c.ids, Names: c.names, Emails: c.emails,
			Phones: c.phones, Languages: c.languages, Birthdays: c.birthdays, ExternalIds: c.externals, Abouts: c.abouts}); err != nil {
			return exists(err)
		}
		done += len(part)
		progress(done, all)
	}
	for part := range slices.Chunk(p.change, batch) {
		c, err := columnsOf(key, part)
		if err != nil {
			return err
		}
		if _, err := q.UpdateMany(ctx, clientdb.UpdateManyParams{OwnerID: owner, Ids: c.ids, Names: c.names, Emails: c.emails,
			Phones: c.phones, Languages: c.languages, Birthdays: c.birthdays, ExternalIds: c.externals, Abouts: c.abouts}); err != nil {
			return exists(err)
		}
		done += len(part)
		progress(done, all)
	}
	return nil
}

func exists(err error) error {
	if db.Violates(err, matchIndex) {
		return ErrExists
	}
	return err
}

// columns are rows turned on their side, as one statement takes them.
type columns struct {
	ids                                                    []uuid.UUID
	names, emails, phones, languages, birthdays, externals []string
	abouts                                                 [][]byte
}

func columnsOf(key *crypto.DataKey, list []wanted) (c columns, err error) {
	for _, w := range list {
		sealed, err := sealAbout(key, w.id, w.About)
		if err != nil {
			return c, err
		}
		if sealed == nil {
			sealed = []byte{}
		}
		c.ids, c.abouts = append(c.ids, w.id), append(c.abouts, sealed)
		c.names, c.emails, c.phones = append(c.names, w.Name), append(c.emails, w.Email), append(c.phones, w.Phone)
		c.languages, c.birthdays, c.externals = append(c.languages, w.Language), append(c.birthdays, w.Birthday), append(c.externals, w.ExternalID)
	}
	return c, nil
}
