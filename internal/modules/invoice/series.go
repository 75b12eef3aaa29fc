package invoice

import (
	"context"
	"fmt"
	"time"

	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// letters begin the numbers of the platform, and follow the practitioner's own number in theirs.
var letters = map[Kind][2]string{Invoice: {"INV", "I"}, Receipt: {"RCT", "R"}, CreditNote: {"CRN", "C"}}

// fiscalYear is how the year of a day is written in numbers: India's begins in April and is named after both its years.
func fiscalYear(country string, day time.Time) string {
	if country != "IN" {
		return fmt.Sprint(day.Year())
	}
	year := day.AddDate(0, -3, 0).Year()
	return fmt.Sprintf("%02d-%02d", year%100, (year+1)%100)
}

// numberTx takes the next number of the seller's series; others wait for it until the transaction ends. India allows 16
// characters, which is enough for a million documents a year of the platform.
func (s *Service) numberTx(ctx context.Context, tx db.Tx, practitioner uuid.UUID, k Kind, country string, day time.Time) (prefix string, no int32, err error) {
	head := letters[k][0]
	if practitioner != uuid.Nil {
		n, err := issuerTx(ctx, tx, practitioner)
		if err != nil {
			return "", 0, err
		}
		head = fmt.Sprintf("P%d%s", n, letters[k][1])
	}
	prefix = head + "/" + fiscalYear(country, day) + "/"
	no, err = on(tx).NextNo(ctx, prefix)
	return prefix, no, err
}

func issuerTx(ctx context.Context, tx db.Tx, practitioner uuid.UUID) (int32, error) {
	n, err := on(tx).IssuerNo(ctx, practitioner)
	if !db.IsNoRows(err) {
		return n, err
	}
	if err := on(tx).AddIssuer(ctx, practitioner); err != nil {
		return 0, err
	}
	return on(tx).IssuerNo(ctx, practitioner)
}
