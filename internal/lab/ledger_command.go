package lab

import (
	"math/rand/v2"

	"klear/internal/modules/payment"
	"klear/internal/platform/ids"

	"github.com/google/uuid"
)

// deed is a kind of command.
type deed int

// What happens to money, in the order of payments.md §5.
const (
	doCapture deed = iota
	doEarn
	doRefund
	doRefundAll
	doRefundFails
	doDispute
	doWin
	doLose
	doSend
	doPaid
	doReturned
	doFee
	doSettle
	doSell
	doDraw
	doBreak
	doVenue
	doRepay
	doSubscribe
	doPeriodEnds
	doRefundPlan
	doConvert
	doCorrect
	doGift
	doRedeem
	doGiftBack
	doGoodwill
	doSpend
	doBegin
	doTake
	doGiveUp
)

// howOften weighs the deeds: most is everyday business.
var howOften = [...]int{doCapture: 22, doEarn: 14, doRefund: 12, doRefundAll: 4, doRefundFails: 3, doDispute: 3, doWin: 2, doLose: 2, doSend: 6, doPaid: 5, doReturned: 2,
	doFee: 8, doSettle: 3, doSell: 3, doDraw: 8, doBreak: 1, doVenue: 3, doRepay: 2, doSubscribe: 4, doPeriodEnds: 4, doRefundPlan: 2, doConvert: 1, doCorrect: 1,
	doGift: 4, doRedeem: 4, doGiftBack: 2, doGoodwill: 4, doSpend: 6, doBegin: 6, doTake: 5, doGiveUp: 2}

// How much one writer's world has at a time. A slot whose content is over, or is not, is taken by the next one.
const (
	places        = 400
	practitioners = 30
	payerCount    = 12 // who have credit: few, so that it is fought for
	tooMuch       = 6  // one refund in so many asks for more than there can be
)

// labCurrencies have 0, 2 and 3 decimals.
var labCurrencies = [...]string{"JPY", "INR", "KWD"}

// command is one thing to do, the same to the books and to the model. Whether it can be done they decide by themselves.
type command struct {
	deed         deed
	id           uuid.UUID // of what is new: the booking, the package, the event
	slot, pack   int
	currency     string
	practitioner int
	client       int
	price, part  int64
	borne        int64 // what the platform adds to price for a promotion
	bps          int64
	keep         bool // of a refund: what is left is earned at once; of a lost dispute: the platform bears it
}

// world draws commands.
type world struct {
	rng    *rand.Rand
	ids    ids.Source
	people [practitioners]uuid.UUID
	payers [payerCount]uuid.UUID
	deck   []deed
}

func newWorld(seed, writer uint64) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, writer)), ids: ids.NewSource(nil)}
	for i := range w.people {
		w.people[i] = w.ids.ID()
	}
	for i := range w.payers {
		w.payers[i] = w.ids.ID()
	}
	for d, n := range howOften {
		for range n {
			w.deck = append(w.deck, deed(d))
		}
	}
	return w
}

// next draws a command. Prices are small, so that the smallest units and their halves occur often, and now and then beyond
// what a float can hold.
func (w *world) next() command {
	price := 1 + w.rng.Int64N(5_000)
	if w.rng.IntN(20_000) == 0 {
		price = payment.MaxAmountMinor - w.rng.Int64N(1_000)
	}
	part := 1 + w.rng.Int64N(price)
	if w.rng.IntN(tooMuch) == 0 {
		part = price
	}
	return command{deed: w.deck[w.rng.IntN(len(w.deck))], id: w.ids.ID(), slot: w.rng.IntN(places), pack: w.rng.IntN(places / 4),
		currency: labCurrencies[w.rng.IntN(len(labCurrencies))], practitioner: w.rng.IntN(practitioners), client: w.rng.IntN(payerCount), price: price, part: part,
		borne: []int64{0, 0, 1, price / 3, min(4*price, payment.MaxAmountMinor)}[w.rng.IntN(5)],
		bps:   []int64{0, 333, 1_500, 2_000, 10_000}[w.rng.IntN(5)], keep: w.rng.IntN(3) == 0}
}
