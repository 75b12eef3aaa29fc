package reconcile

import (
	"cmp"
	"slices"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

// pair is a row and the line that is the same movement.
type pair struct{ row, line Item }

// sameness is what a row and a line have in common when they are one movement.
type sameness struct {
	reference uuid.UUID
	currency  string
	minor     int64
}

// match pairs open rows with open lines: first those that were posted from the very row, then those that speak of the same
// payment or payout and the same amount, the same kind before another and the earlier before the later. Each is used once.
func match(rows, lines []Item) []pair {
	free := map[sameness][]Item{}
	posted := map[string]Item{}
	for _, l := range lines {
		posted[l.Subject] = l
		free[l.same()] = append(free[l.same()], l)
	}
	var out []pair
	take := func(row, line Item) {
		out = append(out, pair{row, line})
		delete(posted, line.Subject)
		free[line.same()] = slices.DeleteFunc(free[line.same()], func(l Item) bool { return l.entry == line.entry })
	}
	var rest []Item
	for _, r := range rows {
		key := postingKey(r.Gateway, payment.ReportRow{Ref: r.Subject, Kind: payment.ReportKind(r.Kind)})
		if l, ok := posted[key]; ok && l.Amount == r.Amount {
			take(r, l)
		} else {
			rest = append(rest, r)
		}
	}
	for _, sameKind := range []bool{true, false} {
		rest = slices.DeleteFunc(rest, func(r Item) bool {
			l, ok := earliest(free[r.same()], r, sameKind)
			if ok {
				take(r, l)
			}
			return ok
		})
	}
	return out
}

func (i Item) same() sameness { return sameness{i.Reference, i.Amount.Currency, i.Amount.Minor} }

// earliest is the first of lines that may be r. What names no payment or payout is matched by its posting only.
func earliest(lines []Item, r Item, sameKind bool) (Item, bool) {
	if r.Reference == uuid.Nil {
		return Item{}, false
	}
	lines = slices.DeleteFunc(slices.Clone(lines), func(l Item) bool { return sameKind && !isKind(l.Kind, r.Kind) })
	if len(lines) == 0 {
		return Item{}, false
	}
	return slices.MinFunc(lines, func(a, b Item) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.entry.line, b.entry.line))
	}), true
}

// isKind reports whether an event of the books is what a gateway calls kind.
func isKind(event, kind string) bool {
	switch payment.ReportKind(kind) {
	case payment.ReportPayout:
		return event == "payout_paid"
	case payment.ReportDispute:
		return event == "dispute_opened"
	}
	return event == kind
}
