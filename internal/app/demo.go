package app

import (
	"context"
	"fmt"
	"time"

	"klear/internal/demo"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
)

// login is a demo account as it is printed at start.
type login struct {
	what, email, password string
	role                  identity.Role
}

// DemoPassword opens every demo account. Demo accounts exist only where the demo catalogue is loaded.
const DemoPassword = "klear-demo-2026"

// demoLogins are the accounts of the demo catalogue; none when it is not loaded.
func (a *App) demoLogins() []login {
	if !a.cfg.LoadDemo() {
		return nil
	}
	file := demo.Catalogue(a.brand.ID)
	return []login{
		{a.brand.Words["en"]["seeker"], "seeker@demo.klear.example", DemoPassword, identity.Seeker},
		{a.brand.Words["en"]["practitioner"], firstVerified(file).Email, DemoPassword, identity.Practitioner},
		{"operator", "admin@demo.klear.example", DemoPassword, identity.Admin},
	}
}

func firstVerified(f importfile.File) importfile.Practitioner {
	for _, p := range f.Practitioners {
		if p.Verified {
			return p
		}
	}
	return importfile.Practitioner{}
}

// loadData loads the demo catalogue once: the same import an operator uses, then the accounts to sign in with.
func (a *App) loadData(ctx context.Context) error {
	if !a.cfg.LoadDemo() {
		return nil
	}
	var done bool
	if err := a.db.QueryRow(ctx, "select exists (select from platform.setting where key = 'demo')").Scan(&done); err != nil || done {
		return err
	}
	began := time.Now()
	if err := a.makeLogins(ctx); err != nil {
		return err
	}
	report, err := a.catalog.Import(ctx, demo.Catalogue(a.brand.ID), nil)
	if err != nil {
		return fmt.Errorf("loading the demo catalogue: %w", err)
	}
	if err := a.search.ReindexAll(ctx); err != nil {
		return err
	}
	if err := a.bookDemo(ctx); err != nil {
		return err
	}
	if _, err := a.db.Exec(ctx, "insert into platform.setting (key, value) values ('demo', 'true') on conflict do nothing"); err != nil {
		return err
	}
	a.log.Info("loaded the demo catalogue", "practitioners", report.Practitioners.Created, "took", time.Since(began).Round(time.Millisecond))
	return nil
}

// makeLogins makes the accounts before the import, which finds its practitioner's by address.
func (a *App) makeLogins(ctx context.Context) error {
	hash, err := a.passwords.Hash(ctx, DemoPassword)
	if err != nil {
		return err
	}
	names := map[identity.Role]string{identity.Seeker: "Kavya Menon", identity.Admin: "Demo Operator", identity.Practitioner: firstVerified(demo.Catalogue(a.brand.ID)).Name}
	return a.db.InTx(ctx, func(tx db.Tx) error {
		for _, l := range a.demoLogins() {
			_, err := a.people.CreateAccountTx(ctx, tx, a.clock.Now(), identity.NewAccount{Email: l.email, Name: names[l.role], Role: l.role,
				PasswordHash: hash, Verified: true, Zone: a.brand.Zone, Locale: a.brand.Locale})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
