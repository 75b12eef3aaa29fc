package client

import (
	"context"

	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// maxPerhaps is how many clients may be named as perhaps the same.
const maxPerhaps = 5

// Perhaps lists who may be the same client: entered by hand with the address that somebody booked with, or the other way
// round. An address that is not proved is no reason to take them for one; the practitioner may know (see Join). At most five.
// Errors: identity's.
func (s *Service) Perhaps(ctx context.Context, who identity.Principal, c Client) ([]Client, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, err
	}
	if c.Erased || c.Email == "" {
		return nil, nil
	}
	q := clientdb.New(s.DB)
	var out []Client
	if c.Booked() {
		rows, err := q.Entered(ctx, clientdb.EnteredParams{OwnerID: who.PersonID, Email: c.Email, MaxRows: maxPerhaps})
		for _, r := range rows {
			out = append(out, Client{ID: r.ID, Details: Details{Name: r.Name, Email: r.Email}})
		}
		return out, err
	}
	people, err := s.People.IDsByEmail(ctx, s.DB, identity.NormalizeEmail(c.Email))
	if err != nil {
		return nil, err
	}
	rows, err := q.BookedBy(ctx, clientdb.BookedByParams{OwnerID: who.PersonID, People: people, MaxRows: maxPerhaps})
	for _, r := range rows {
		out = append(out, fromRow(r))
	}
	return out, err
}

// Join makes one client of two of the caller's: somebody who booked, and somebody entered by hand. What was entered stays,
// its gaps are filled from the other, and the notes of both are there; a second standing note becomes a dated one. The
// entered one's id is the client's from here on, and nothing takes them apart again. Errors: ErrNotFound, ErrJoin, ErrErased,
// ErrExists, identity's.
func (s *Service) Join(ctx context.Context, who identity.Principal, one, other uuid.UUID) (Client, error) {
	if err := may(who, identity.Update); err != nil {
		return Client{}, err
	}
	var out Client
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		if err := clientdb.New(tx).LockOwner(ctx, who.PersonID.String()); err != nil {
			return err
		}
		booked, err := s.read(ctx, tx, who, one)
		if err != nil {
			return err
		}
		entered, err := s.read(ctx, tx, who, other)
		if err != nil {
			return err
		}
		if !booked.Booked() {
			booked, entered = entered, booked
		}
		if !booked.Booked() || entered.Booked() {
			return ErrJoin
		}
		if booked.Erased {
			return ErrErased
		}
		out, err = s.joinTx(ctx, tx, who, booked, entered)
		return err
	})
	return out, err
}

func (s *Service) joinTx(ctx context.Context, tx db.Tx, who identity.Principal, booked, entered Client) (Client, error) {
	q, key, err := s.writeTx(ctx, tx, who.PersonID)
	if err != nil {
		return Client{}, err
	}
	row, err := q.Lock(ctx, clientdb.LockParams{ID: booked.ID, OwnerID: who.PersonID})
	if err != nil {
		return Client{}, err
	}
	if _, err := becomeTx(ctx, q, entered.ID, row); err != nil {
		return Client{}, err
	}
	// What the person says shows through by itself: only what was written into their row is carried over.
	written := Details{Email: row.Email, Phone: row.Phone, Language: row.Language, Birthday: dateText(row.Birthday), ExternalID: row.ExternalID, About: booked.About}
	d := written.with(entered.Details)
	p := clientdb.UpdateParams{ID: entered.ID, Name: d.Name, Email: d.Email, Phone: d.Phone, Language: d.Language, Birthday: dateOf(d.Birthday), ExternalID: d.ExternalID}
	if p.AboutSealed, err = sealAbout(key, entered.ID, d.About); err != nil {
		return Client{}, err
	}
	seq, err := q.Update(ctx, p)
	if db.Violates(err, matchIndex) {
		return Client{}, ErrExists
	} else if err != nil {
		return Client{}, err
	}
	if booked.About != "" && booked.About != d.About {
		note := clientdb.AddNoteParams{ID: s.IDs.ID(), ClientID: entered.ID, WrittenAt: s.Clock.Now()}
		if note.WordsSealed, err = key.Seal([]byte(booked.About), wordsOf(note.ID)); err != nil {
			return Client{}, err
		}
		if err := q.AddNote(ctx, note); err != nil {
			return Client{}, err
		}
	}
	if err := s.Events.PublishTx(ctx, tx, s.event(who, "client.joined", entered.ID, seq, map[string]uuid.UUID{"joined_id": booked.ID})); err != nil {
		return Client{}, err
	}
	return s.read(ctx, tx, who, entered.ID)
}
