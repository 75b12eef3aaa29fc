package catalog

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/platform/db"
)

// detailsOf reads what services answer, in one query; variants answer what their heading does.
func (c *Catalog) detailsOf(ctx context.Context, q db.Querier, list []Service) error {
	headings := map[uuid.UUID]bool{}
	for _, s := range list {
		headings[s.Heading()] = true
	}
	all, err := readDetails(ctx, q, slices.Collect(maps.Keys(headings)))
	for i, s := range list {
		list[i].Details = all[s.Heading()]
	}
	return err
}

func readDetails(ctx context.Context, q db.Querier, headings []uuid.UUID) (map[uuid.UUID]Details, error) {
	if len(headings) == 0 {
		return nil, nil
	}
	rows, err := on(q).AnswersOf(ctx, headings)
	out := map[uuid.UUID]Details{}
	for _, r := range rows {
		if out[r.ServiceID] == nil {
			out[r.ServiceID] = Details{}
		}
		out[r.ServiceID][r.Key] = answerOf(r)
	}
	return out, err
}

func answerOf(r catalogdb.AnswersOfRow) []string {
	switch {
	case r.Flag != nil && *r.Flag:
		return []string{Yes}
	case r.Flag != nil:
		return []string{No}
	case r.Number != nil:
		return []string{strconv.Itoa(int(*r.Number))}
	case r.Words != nil:
		return []string{*r.Words}
	}
	return r.Options
}

// answerRow is the inverse of answerOf, for an answer that was judged.
func answerRow(service uuid.UUID, a Attribute, answer []string) catalogdb.WriteAnswersParams {
	r := catalogdb.WriteAnswersParams{ServiceID: service, AttributeID: a.ID}
	switch a.Kind {
	case AttributeFlag:
		yes := answer[0] == Yes
		r.Flag = &yes
	case AttributeNumber:
		n, _ := strconv.ParseInt(answer[0], 10, 32)
		v := int32(n)
		r.Number = &v
	case AttributeText:
		r.Words = &answer[0]
	default:
		r.Options = answer
	}
	return r
}

// detailTx judges a service's answers over those it had. A variant has its heading's.
func (c *Catalog) detailTx(ctx context.Context, tx db.Tx, tree *Tree, s *Service) error {
	before, err := readDetails(ctx, tx, []uuid.UUID{s.Heading()})
	if err != nil {
		return err
	}
	if s.VariantOf != uuid.Nil {
		s.Details = before[s.VariantOf]
		return nil
	}
	var v checker
	s.Details = tree.detail(&v, "attributes", s.CategoryID, s.Details, before[s.ID], true)
	return v.Err()
}

// writeDetailsTx makes a stored service's answers the only ones.
func (c *Catalog) writeDetailsTx(ctx context.Context, tx db.Tx, tree *Tree, s Service) error {
	if s.VariantOf != uuid.Nil {
		return nil
	}
	kept := slices.AppendSeq([]string{}, maps.Keys(s.Details))
	if err := on(tx).DropAnswers(ctx, catalogdb.DropAnswersParams{ServiceID: s.ID, Kept: kept}); err != nil {
		return err
	}
	return writeAnswers(ctx, tx, tree.answers(s))
}

// answers are a service's for the database, in one order of locks.
func (t *Tree) answers(s Service) []catalogdb.WriteAnswersParams {
	var out []catalogdb.WriteAnswersParams
	for _, a := range t.Attributes(s.CategoryID) {
		if answer := s.Details[a.Key]; len(answer) > 0 {
			out = append(out, answerRow(s.ID, a, answer))
		}
	}
	return out
}

func writeAnswers(ctx context.Context, tx db.Tx, rows []catalogdb.WriteAnswersParams) error {
	if len(rows) == 0 {
		return nil
	}
	var failed error
	on(tx).WriteAnswers(ctx, rows).Exec(func(_ int, err error) { failed = orElse(failed, err) })
	return failed
}

func sameDetails(a, b Details) bool { return maps.EqualFunc(a, b, slices.Equal) }
