package client

import (
	"context"
	"strings"

	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// likeWords are signs that mean something in a pattern.
var likeWords = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// List finds the caller's clients by a part of name, address, phone or external id; "" is everybody. Page counts from 1.
// Standing notes are not read. Errors: identity's.
func (s *Service) List(ctx context.Context, who identity.Principal, words string, page, limit int) ([]Client, int, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, 0, err
	}
	rows, err := clientdb.New(s.DB).List(ctx, clientdb.ListParams{OwnerID: who.PersonID, Pattern: "%" + likeWords.Replace(strings.TrimSpace(words)) + "%",
		MaxRows: int32(limit), Skip: int32((page - 1) * limit)})
	if err != nil {
		return nil, 0, err
	}
	out, total := make([]Client, len(rows)), 0
	for i, r := range rows {
		out[i], total = fromRow(r.ClientVClient), int(r.Total)
		if out[i].Sessions = int(r.Sessions); r.Sessions > 0 {
			out[i].LastAt = r.LastAt.UTC()
		}
	}
	return out, total, nil
}

// Get reads one of the caller's clients with the standing note. Errors: ErrNotFound, identity's.
func (s *Service) Get(ctx context.Context, who identity.Principal, id uuid.UUID) (Client, error) {
	if err := may(who, identity.Read); err != nil {
		return Client{}, err
	}
	return s.read(ctx, s.DB, who, id)
}

func (s *Service) read(ctx context.Context, q db.Querier, who identity.Principal, id uuid.UUID) (Client, error) {
	row, err := clientdb.New(q).Get(ctx, clientdb.GetParams{ID: id, OwnerID: who.PersonID})
	if db.IsNoRows(err) {
		return Client{}, ErrNotFound
	} else if err != nil {
		return Client{}, err
	}
	c := fromRow(row)
	if len(row.AboutSealed) > 0 {
		plain, err := s.People.OpenTx(ctx, q, who.PersonID, aboutOf(id), row.AboutSealed)
		if err != nil {
			return Client{}, err
		}
		c.About = string(plain)
	}
	return c, nil
}
