package payment

import (
	"context"
	"errors"

	"github.com/google/uuid"
)

func saveKey(reference uuid.UUID) string { return "save:" + reference.String() }

// KeptMethod names a method that a gateway keeps for charges made while the payer is away.
type KeptMethod struct {
	Gateway string
	Ref     string // the gateway's
}

// Keeper names the gateway that keeps methods for charges in a currency. Errors: ErrCannotKeep, ErrPrice when there is no
// gateway for the currency.
func (s *Service) Keeper(currency string) (string, error) {
	w, err := s.WayToKeep(currency)
	return w.Gateway, err
}

// WayToKeep says how somebody gives a method that is to be kept. Errors: those of Keeper.
func (s *Service) WayToKeep(currency string) (Way, error) {
	g, err := s.choose(currency, "")
	if err != nil {
		return Way{}, err
	}
	if _, ok := g.(Vault); !ok {
		return Way{}, ErrCannotKeep
	}
	return wayOf(g), nil
}

// Keep asks a gateway to keep a method, with the payer's consent. It calls the network: never inside a transaction. No
// answer is not the end of it: what the gateway knows is read once. Then the status is one of those of SavedMethod, or
// Unknown. Errors: ErrCannotKeep, ErrTriedTooOften, and the gateway's own refusals; nothing is kept then.
func (s *Service) Keep(ctx context.Context, gateway string, r SaveRequest) (SavedMethod, error) {
	vault, err := s.vault(gateway)
	if err != nil {
		return SavedMethod{}, err
	}
	if _, hosted := vault.(Hosted); hosted && r.Method.Kind != Online {
		return SavedMethod{}, ErrMethod // a card number has no business here
	}
	if err := s.try(ctx, r.Reference, r.Payer); err != nil {
		return SavedMethod{}, err
	}
	r.IdempotencyKey, r.ReturnURL = saveKey(r.Reference), s.whole(r.ReturnURL)
	callCtx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	kept, err := vault.Save(callCtx, r)
	if err == nil {
		return s.counted(ctx, r.Reference, kept)
	}
	if refusal, ok := certain(err); ok {
		return SavedMethod{}, refusal
	}
	s.log.WarnContext(ctx, "payment: the gateway gave no answer about a method", "reference", r.Reference, "gateway", gateway, "error", err)
	kept, err = s.FindKept(ctx, gateway, r.Reference)
	if errors.Is(err, ErrNoIntent) { // it may yet arrive there
		return SavedMethod{Reference: r.Reference, Status: Unknown}, nil
	}
	return kept, err
}

// FindKept reads what a gateway knows of a method: status Unknown when it cannot be reached. It calls the network.
// Errors: ErrCannotKeep; ErrNoIntent when the gateway never heard of it.
func (s *Service) FindKept(ctx context.Context, gateway string, reference uuid.UUID) (SavedMethod, error) {
	vault, err := s.vault(gateway)
	if err != nil {
		return SavedMethod{}, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readTimeout)
	defer cancel()
	kept, err := vault.FindSaved(ctx, reference)
	if err == nil {
		return s.counted(ctx, reference, kept)
	}
	if refusal, ok := certain(err); ok {
		return SavedMethod{}, refusal
	}
	return SavedMethod{Reference: reference, Status: Unknown}, nil
}

// counted takes what is kept out of the count of attempts.
func (s *Service) counted(ctx context.Context, reference uuid.UUID, kept SavedMethod) (SavedMethod, error) {
	if kept.Status != Authorised {
		return kept, nil
	}
	return kept, s.forgetTries(ctx, s.db, reference)
}

// Forget makes a kept method unusable; again changes nothing. It calls the network.
func (s *Service) Forget(ctx context.Context, m KeptMethod) error {
	vault, err := s.vault(m.Gateway)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	return vault.Forget(ctx, m.Ref)
}

// ChargeKept is Authorise, with capture, of a method that the payment's own gateway keeps. With away the payer is not
// there: a bank that wants to ask something declines. Errors: those of Authorise.
func (s *Service) ChargeKept(ctx context.Context, id uuid.UUID, m KeptMethod, away bool, returnURL string) (Outcome, error) {
	return s.authorise(ctx, id, AuthoriseRequest{Method: Method{Saved, m.Ref}, Capture: true, OffSession: away, ReturnURL: returnURL})
}

func (s *Service) vault(gateway string) (Vault, error) {
	g, err := s.gateway(gateway)
	if err != nil {
		return nil, err
	}
	v, ok := g.(Vault)
	if !ok {
		return nil, ErrCannotKeep
	}
	return v, nil
}
