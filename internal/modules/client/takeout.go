package client

import (
	"context"

	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/modules/identity"

	"github.com/google/uuid"
)

// maxTakeoutNotes bounds what one file holds in memory.
const maxTakeoutNotes = 20_000

// Own is a client with all that the practitioner wrote about them.
type Own struct {
	Client
	Notes []Note // latest first
}

// Takeout reads the caller's whole list with standing and dated notes, the latest 20,000 of these: for the file of one's own
// data. Who erased their account is not in it. Two queries. Errors: identity's.
func (s *Service) Takeout(ctx context.Context, who identity.Principal) ([]Own, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, err
	}
	q := clientdb.New(s.DB)
	rows, err := q.Everybody(ctx, clientdb.EverybodyParams{OwnerID: who.PersonID, MaxRows: maxClients})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return nil, err
	}
	out, at := make([]Own, len(rows)), make(map[uuid.UUID]*Own, len(rows))
	for i, r := range rows {
		out[i].Client, at[r.ID] = fromRow(r), &out[i]
		if out[i].About, err = openAbout(key, r.ID, r.AboutSealed); err != nil {
			return nil, err
		}
	}
	notes, err := q.AllNotes(ctx, clientdb.AllNotesParams{OwnerID: who.PersonID, MaxRows: maxTakeoutNotes})
	if err != nil {
		return nil, err
	}
	for _, n := range notes {
		plain, err := key.Open(n.WordsSealed, wordsOf(n.ID))
		if err != nil {
			return nil, err
		}
		if c := at[n.ClientID]; c != nil {
			c.Notes = append(c.Notes, noteOf(n.ID, plain, n.WrittenAt, n.EditedAt))
		}
	}
	return out, nil
}
