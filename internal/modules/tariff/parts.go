package tariff

import "klear/internal/platform/money"

// Parts splits a quote over n sessions by rounding the running totals (design/payments.md §3): the parts sum to the whole
// and differ by one step (minor units) at most, and no part owes anything. It is for quotes without a client's side, as packages
// are sold. ListMinor must be a multiple of the step and at least n of it; n and step at least 1.
func (q Quote) Parts(n int, step int64) []Quote {
	out := make([]Quote, n)
	var sum Quote // of the parts before
	for i := range out {
		list := running(q.ListMinor/step, int64(i+1), int64(n)) * step
		p := Quote{RuleID: q.RuleID, TaxOwner: q.TaxOwner, WithheldOwner: q.WithheldOwner, Supply: q.Supply, Commission: q.Commission}
		p.ListMinor = list - sum.ListMinor
		p.FeeMinor = of(q.FeeMinor, sum.FeeMinor, list, q.ListMinor)
		p.SupplyTaxMinor = of(q.SupplyTaxMinor, sum.SupplyTaxMinor, list-sum.FeeMinor-p.FeeMinor, q.ListMinor-q.FeeMinor)
		p.FeeTaxMinor = of(q.FeeTaxMinor, sum.FeeTaxMinor, sum.untaxed()+p.untaxed(), q.untaxed())
		p.WithheldMinor = of(q.WithheldMinor, sum.WithheldMinor, sum.ShareMinor()+p.ShareMinor(), q.ShareMinor())
		out[i], sum = p, sum.Plus(p)
	}
	return out
}

// untaxed is what is left of the price for the tax on the fee and for the practitioner.
func (q Quote) untaxed() int64 { return q.ListMinor - q.FeeMinor - q.SupplyTaxMinor }

// of is what a part takes of whole when sum was taken before: by the running total of what it is taken from, which always
// has room for it.
func of(whole, sum, part, total int64) int64 {
	if total == 0 {
		return 0
	}
	return running(whole, part, total) - sum
}

// Plus is the quote of both, made on the terms of o.
func (q Quote) Plus(o Quote) Quote {
	o.ListMinor += q.ListMinor
	o.FeeMinor += q.FeeMinor
	o.FeeTaxMinor += q.FeeTaxMinor
	o.ClientFeeMinor += q.ClientFeeMinor
	o.ClientTaxMinor += q.ClientTaxMinor
	o.SupplyTaxMinor += q.SupplyTaxMinor
	o.WithheldMinor += q.WithheldMinor
	return o
}

// running is round-half-up(whole × part / of), part being at most of, so that it always fits.
func running(whole, part, of int64) int64 {
	n, err := money.MulDivRound(whole, part, of)
	if err != nil {
		panic(err) // a negative price, which no quote has
	}
	return n
}
