package settings

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/settings/internal/settingsdb"
	"klear/internal/platform/db"
	"klear/internal/platform/flags"
	"klear/internal/platform/idem"
)

// FlagState is a flag as it stands for the running brand. Version is Untouched until somebody decided.
type FlagState struct {
	flags.Flag
	On      bool
	Version int64
	Touched
}

// FlagList are all flags that the code knows, in its order. Operators only. Errors: identity's.
func (s *Service) FlagList(ctx context.Context, by identity.Principal) ([]FlagState, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).FlagValues(ctx, s.Brand)
	if err != nil {
		return nil, err
	}
	out := make([]FlagState, len(flags.Known))
	for i, k := range flags.Known {
		out[i] = stateOf(k, rows)
	}
	return out, nil
}

func stateOf(f flags.Flag, rows []settingsdb.FlagValuesRow) FlagState {
	for _, r := range rows {
		if r.Name == string(f.Name) {
			return FlagState{Flag: f, On: r.IsOn, Version: r.Version, Touched: Touched{r.ChangedBy, r.ChangedAt.UTC()}}
		}
	}
	return FlagState{Flag: f, On: f.Default, Version: Untouched}
}

func (s *Service) flagTx(ctx context.Context, tx db.Tx, f flags.Flag) (FlagState, error) {
	rows, err := on(tx).FlagValues(ctx, s.Brand)
	return stateOf(f, rows), err
}

// SetFlag switches an area on or off. version is the one that the decision was made from.
// Operators only. Errors: identity's, ErrNoFlag, ErrChanged.
func (s *Service) SetFlag(ctx context.Context, by identity.Principal, name flags.Name, isOn bool, version int64) (FlagState, error) {
	if err := may(by, identity.Update); err != nil {
		return FlagState{}, err
	}
	known, ok := flags.ByName(name)
	if !ok {
		return FlagState{}, ErrNoFlag
	}
	now := s.Clock.Now()
	var out FlagState
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		was, err := s.flagTx(ctx, tx, known)
		if err != nil {
			return err
		}
		if err := s.writeFlagTx(ctx, tx, settingsdb.UpdateFlagParams{Brand: s.Brand, Name: string(name), IsOn: isOn, Version: version, ChangedBy: by.PersonID, ChangedAt: now}); err != nil {
			return err
		}
		out = FlagState{Flag: known, On: isOn, Version: version + 1, Touched: Touched{by.PersonID, now}}
		return s.recordTx(ctx, tx, by, now, KindFlag, string(name), was.On, isOn)
	})
	if err == nil {
		s.known(ctx)
	}
	return out, err
}

func (s *Service) writeFlagTx(ctx context.Context, tx db.Tx, to settingsdb.UpdateFlagParams) error {
	var n int64
	var err error
	if to.Version == Untouched {
		n, err = on(tx).InsertFlag(ctx, settingsdb.InsertFlagParams{Brand: to.Brand, Name: to.Name, IsOn: to.IsOn, ChangedBy: to.ChangedBy, ChangedAt: to.ChangedAt})
	} else {
		n, err = on(tx).UpdateFlag(ctx, to)
	}
	if err == nil && n == 0 {
		return ErrChanged
	}
	return err
}
