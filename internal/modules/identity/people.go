package identity

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
)

// PersonByID reads one person, whatever their status. It asks nobody for permission: modules use it for the people of
// their own records. ErrPersonNotFound.
func (s *Service) PersonByID(ctx context.Context, q db.Querier, id uuid.UUID) (Person, error) {
	people, err := s.PeopleByIDs(ctx, q, []uuid.UUID{id})
	if err != nil {
		return Person{}, err
	}
	p, ok := people[id]
	if !ok {
		return Person{}, ErrPersonNotFound
	}
	return p, nil
}

// PeopleByIDs reads people in one query; ids without a person are absent from the result.
func (s *Service) PeopleByIDs(ctx context.Context, q db.Querier, ids []uuid.UUID) (map[uuid.UUID]Person, error) {
	out := make(map[uuid.UUID]Person, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := queries(q).PeopleByIDs(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		out[r.ID] = toPerson(r)
	}
	return out, nil
}

// Operators are the accounts that letters about the platform itself go to: active, at most 200, the oldest first.
func (s *Service) Operators(ctx context.Context, q db.Querier) ([]Person, error) {
	rows, err := queries(q).Operators(ctx)
	out := make([]Person, len(rows))
	for i, r := range rows {
		out[i] = toPerson(identitydb.PeopleByIDsRow(r))
	}
	return out, err
}

// AccountByEmail finds an account for operators' work such as imports. No answer to a stranger may depend on it.
// ErrPersonNotFound.
func (s *Service) AccountByEmail(ctx context.Context, q db.Querier, email string) (Person, error) {
	row, err := queries(q).AccountByEmail(ctx, NormalizeEmail(email))
	if db.IsNoRows(err) {
		return Person{}, ErrPersonNotFound
	}
	return toPerson(identitydb.PeopleByIDsRow(row)), err
}

// IDsByEmail lists everybody who has an address: the account, and the guests who booked with it; at most 200.
func (s *Service) IDsByEmail(ctx context.Context, q db.Querier, email string) ([]uuid.UUID, error) {
	return queries(q).IDsByEmail(ctx, email)
}
