package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/platform/db"
)

// shared reports whether all writers post to the account.
func (a account) shared() bool {
	switch a.kind {
	case "psp_clearing", "bank", "platform_revenue", "tax_payable", "psp_fees", "goodwill", "dispute_loss", "fx":
		return true
	}
	return false
}

func (a account) real() ledger.Account {
	return ledger.Account{Kind: ledger.Kind(a.kind), Owner: a.owner, Currency: a.currency}
}

// compareOwn looks at the accounts that only this writer uses and that moved since the last look.
func (w *writer) compareOwn(ctx context.Context) error {
	want := map[account]int64{}
	for a := range w.model.touched {
		if !a.shared() {
			want[a] = w.model.sums[a]
		}
	}
	clear(w.model.touched)
	wrong, err := compare(ctx, w.db, want)
	w.compared += len(want)
	w.mismatches += wrong
	return err
}

// compareShared looks at the accounts of all, while nobody writes.
func (p *proof) compareShared(ctx context.Context) error {
	want := p.sums(account.shared)
	wrong, err := compare(ctx, p.db, want)
	p.compared += len(want)
	p.mismatches += wrong
	return err
}

// sums are the models' balances, added up.
func (p *proof) sums(of func(account) bool) map[account]int64 {
	out := map[account]int64{}
	for _, w := range p.writers {
		for a, minor := range w.model.sums {
			if of(a) {
				out[a] += minor
			}
		}
	}
	return out
}

func compare(ctx context.Context, q db.Querier, want map[account]int64) (wrong int, err error) {
	list := make([]ledger.Account, 0, len(want))
	for a := range want {
		list = append(list, a.real())
	}
	got, err := ledger.ReadBalances(ctx, q, list...)
	for a, minor := range want {
		if got[a.real()] != minor {
			wrong++
		}
	}
	return wrong, err
}

// audit believes nothing that was added up before.
func (p *proof) audit(ctx context.Context, out io.Writer) error {
	began := time.Now()
	faults, err := ledger.Verify(ctx, p.db)
	if err != nil {
		return err
	}
	off, err := ledger.VerifyBalances(ctx, p.db)
	if err != nil {
		return err
	}
	tb, err := ledger.ReadTrialBalance(ctx, p.db)
	if err != nil {
		return err
	}
	want, sums := p.sums(func(account) bool { return true }), 0
	for _, b := range tb.Accounts {
		a := account{string(b.Kind), b.Owner, b.Currency}
		if want[a] != b.Minor {
			p.mismatches++
		}
		delete(want, a)
	}
	for _, minor := range want { // accounts that the books do not have
		if minor != 0 {
			p.mismatches++
		}
	}
	for _, sum := range tb.Sums {
		if sum != 0 {
			sums++
		}
	}
	chain, err := ledger.VerifyChain(ctx, p.db, nil, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "accounts: %d\nunbalanced: %d\ncurrencies_off: %d\nkept_balances_off: %d\nmodel_mismatches: %d\nsealed: %d\nchain_breaks: %d\naudit_s: %.1f\n",
		len(tb.Accounts), len(faults), sums, len(off), p.mismatches, chain.Sealed, breaks(chain), time.Since(began).Seconds())
	if len(faults)+sums+len(off)+p.mismatches+breaks(chain) > 0 || chain.Sealed != int64(p.postings) || p.postings == 0 {
		return errors.New("the books do not agree with the reference")
	}
	return nil
}

func breaks(c ledger.Chain) int {
	if c.Break == nil {
		return 0
	}
	return 1
}
