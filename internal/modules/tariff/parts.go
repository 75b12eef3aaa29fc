package tariff

import "klear/internal/platform/money"

// Parts splits a quote over n sessions by rounding the running totals (design/payments.md §3): the parts sum to the whole
// and differ by one unit at most, and no part owes anything. ListMinor must be at least n; n at least 1.
func (q Quote) Parts(n int) []Quote {
	out := make([]Quote, n)
	var sum Quote // of the parts before
	for i := range out {
		list := running(q.ListMinor, int64(i+1), int64(n))
		p := q
		p.ListMinor = list - sum.ListMinor
		p.FeeMinor = running(q.FeeMinor, list, q.ListMinor) - sum.FeeMinor
		p.ClientFeeMinor = running(q.ClientFeeMinor, list, q.ListMinor) - sum.ClientFeeMinor
		out[i] = p
		sum.ListMinor, sum.FeeMinor, sum.ClientFeeMinor = sum.ListMinor+p.ListMinor, sum.FeeMinor+p.FeeMinor, sum.ClientFeeMinor+p.ClientFeeMinor
	}
	return out
}

// Plus is the quote of both, made on the terms of q.
func (q Quote) Plus(o Quote) Quote {
	q.ListMinor += o.ListMinor
	q.FeeMinor += o.FeeMinor
	q.ClientFeeMinor += o.ClientFeeMinor
	return q
}

// running is round-half-up(whole × part / of), part being at most of, so that it always fits.
func running(whole, part, of int64) int64 {
	n, err := money.MulDivRound(whole, part, of)
	if err != nil {
		panic(err) // a negative price, which no quote has
	}
	return n
}
