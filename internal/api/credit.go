package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/credit"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// credits serves what is owed to clients: their balance, gifts, and what operators give.
type credits struct{ service *credit.Service }

// Credit registers credit/*, gifts/* and bookings/{id}/goodwill.
func Credit(a huma.API, s *credit.Service) {
	h := credits{s}
	const tag = "credit"
	huma.Register(a, op(http.MethodGet, "/credit", "getCredit", "What you may spend on bookings, by currency", tag), h.balances)
	huma.Register(a, op(http.MethodGet, "/credit/history", "creditHistory", "What moved your credit, newest first: the ledger's own lines", tag), h.history)
	once(a, op(http.MethodPost, "/credit/redeem", "redeemGift", "Make a gift your credit by its code", tag), h.redeem)
	huma.Register(a, op(http.MethodPost, "/gifts", "buyGift", "Buy a gift; with the same key it goes on with the same purchase, also after the bank asked something", tag), h.buy)
	huma.Register(a, op(http.MethodGet, "/gifts", "listGifts", "The gifts that you bought, newest first", tag), h.mine)
	huma.Register(a, op(http.MethodGet, "/gifts/{id}", "getGift", "A gift that you bought, with its code while it can be redeemed", tag), h.get)
	once(a, op(http.MethodPost, "/gifts/{id}/refund", "refundGift", "Give a gift back that nobody redeemed, within 14 days", tag), h.refund)
	once(a, op(http.MethodPost, "/bookings/{id}/goodwill", "grantGoodwill", "Give the client of a booking credit, under your name (operators)", tag), h.grant)
}

func (h credits) balances(ctx context.Context, _ *struct{}) (*Out[[]money.Amount], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	list, err := h.service.Balances(ctx, who)
	if err != nil {
		return nil, err
	}
	return OK(ctx, list), nil
}

// CreditLineView is one movement of somebody's credit.
type CreditLineView struct {
	At        time.Time    `json:"at"`
	Kind      credit.Kind  `json:"kind" enum:"gift_redeemed,goodwill,refund_failed,spend,reserve,refund,release,capture,paid_off,credit_moved"`
	BookingID *uuid.UUID   `json:"bookingId,omitempty" doc:"what it was for"`
	Amount    money.Amount `json:"amount" doc:"negative: it was spent"`
}

func (h credits) history(ctx context.Context, _ *struct{}) (*Out[[]CreditLineView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	list, err := h.service.History(ctx, who)
	if err != nil {
		return nil, err
	}
	out := make([]CreditLineView, len(list))
	for i, l := range list {
		out[i] = CreditLineView{At: l.At, Kind: l.Kind, Amount: l.Amount}
		if l.BookingID != uuid.Nil {
			out[i].BookingID = &l.BookingID
		}
	}
	return OK(ctx, out), nil
}

type redeemInput struct {
	MoneyKeyHeader
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"40" doc:"sixteen letters and digits; hyphens, spaces and capitals do not matter"`
	}
}

// RedeemedView is what a gift brought.
type RedeemedView struct {
	Amount money.Amount `json:"amount"`
}

func (h credits) redeem(ctx context.Context, in *redeemInput) (*Out[RedeemedView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	amount, err := h.service.Redeem(ctx, who, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return OK(ctx, RedeemedView{amount}), nil
}

// GiftView is a gift as its buyer sees it.
type GiftView struct {
	ID              uuid.UUID     `json:"id"`
	Amount          money.Amount  `json:"amount"`
	Message         string        `json:"message,omitempty"`
	Recipient       string        `json:"recipient,omitempty"`
	Code            string        `json:"code,omitempty" doc:"while it can be redeemed"`
	Status          credit.Status `json:"status" enum:"unpaid,bought,redeemed,refunded,void"`
	BoughtAt        *time.Time    `json:"boughtAt,omitempty"`
	RefundableUntil *time.Time    `json:"refundableUntil,omitempty" doc:"while nobody has redeemed it"`
	EndedAt         *time.Time    `json:"endedAt,omitempty" doc:"redeemed or given back"`
}

func viewGift(g credit.Gift) GiftView {
	v := GiftView{ID: g.ID, Amount: g.Amount, Message: g.Message, Recipient: g.Recipient, Status: g.Status}
	if g.Code != "" {
		v.Code = credit.Spaced(g.Code)
	}
	if !g.BoughtAt.IsZero() {
		v.BoughtAt = &g.BoughtAt
	}
	if until := g.RefundableUntil(); g.Status == credit.Bought {
		v.RefundableUntil = &until
	}
	if !g.EndedAt.IsZero() {
		v.EndedAt = &g.EndedAt
	}
	return v
}

type buyGiftInput struct {
	MoneyKeyHeader
	Body struct {
		Amount    money.Amount `json:"amount"`
		Message   string       `json:"message,omitempty" maxLength:"300" doc:"printed on the card and sent with the code"`
		Recipient string       `json:"recipient,omitempty" maxLength:"254" doc:"an e-mail address that the code is sent to; left out: you hand it over"`
		Method    MethodBody   `json:"method"`
		ReturnURL string       `json:"returnUrl,omitempty" maxLength:"500" doc:"a path of this site, where the payer comes back to after their bank asked something; {id} in it becomes the gift's"`
	}
}

func (h credits) buy(ctx context.Context, in *buyGiftInput) (*Out[GiftView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	method, err := in.Body.Method.method()
	if err != nil {
		return nil, err
	}
	if err := localPath(in.Body.ReturnURL); err != nil {
		return nil, err
	}
	// Method marshals without its secret: no hash of a card number is kept.
	key, err := idemScoped("gift:"+who.PersonID.String(), in.IdempotencyKey, []any{in.Body.Amount, in.Body.Message, in.Body.Recipient, method, in.Body.ReturnURL})
	if err != nil {
		return nil, err
	}
	g, err := h.service.Buy(ctx, who, credit.BuyRequest{Amount: in.Body.Amount, Message: in.Body.Message, Recipient: in.Body.Recipient, Method: method, ReturnURL: in.Body.ReturnURL}, key)
	if err != nil {
		return nil, err
	}
	return h.get(ctx, &GiftPath{ID: g.ID}) // asked again later, it may be redeemed by now
}

// GiftPath names a gift.
type GiftPath struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (h credits) get(ctx context.Context, in *GiftPath) (*Out[GiftView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	g, err := h.service.Gift(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewGift(g)), nil
}

func (h credits) mine(ctx context.Context, in *PageQuery) (*Out[[]GiftView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	list, total, err := h.service.Gifts(ctx, who, credit.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := make([]GiftView, len(list))
	for i, g := range list {
		out[i] = viewGift(g)
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

type refundGiftInput struct {
	GiftPath
	MoneyKeyHeader
}

func (h credits) refund(ctx context.Context, in *refundGiftInput) (*Out[GiftView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	g, err := h.service.Refund(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewGift(g)), nil
}

type goodwillInput struct {
	ID uuid.UUID `path:"id" format:"uuid"`
	MoneyKeyHeader
	Body struct {
		Amount int64         `json:"amount" minimum:"1" doc:"minor units of the booking's currency, within the limit of one grant"`
		Reason credit.Reason `json:"reason" enum:"practitioner_absent,practitioner_late,session_cut,site_fault,other"`
	}
}

// GoodwillView is credit that an operator gave.
type GoodwillView struct {
	ID        uuid.UUID     `json:"id"`
	BookingID uuid.UUID     `json:"bookingId"`
	Amount    money.Amount  `json:"amount"`
	Reason    credit.Reason `json:"reason" enum:"practitioner_absent,practitioner_late,session_cut,site_fault,other"`
	GrantedBy uuid.UUID     `json:"grantedBy"`
	GrantedAt time.Time     `json:"grantedAt"`
}

func (h credits) grant(ctx context.Context, in *goodwillInput) (*Out[GoodwillView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	g, err := h.service.GrantGoodwill(ctx, who, in.ID, in.Body.Amount, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return OK(ctx, GoodwillView{ID: g.ID, BookingID: g.BookingID, Amount: g.Amount, Reason: g.Reason, GrantedBy: g.By, GrantedAt: g.At}), nil
}
