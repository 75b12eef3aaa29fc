package app

import (
	"context"
	"errors"
	"io"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/config"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// Migrate brings the configured database up to date without serving.
func Migrate(ctx context.Context, cfg *config.Config) error {
	off := false
	cfg.Demo = &off
	a, err := New(ctx, cfg, Options{})
	if err != nil {
		return err
	}
	return a.Close(context.WithoutCancel(ctx))
}

// Errors of GrantAdmin.
var (
	ErrUnprovedAddress = errors.New("this address was not confirmed: open the link that was mailed to it, then try again")
	ErrNotActive       = errors.New("this account is not active")
)

// GrantAdmin makes an account an operator's and ends its sessions: operators' are shorter and begin with a fresh sign-in.
// An address that nobody confirmed is refused: a later registration could take the account over, role and all. Doing it
// again changes nothing. Errors: identity.ErrPersonNotFound, ErrUnprovedAddress, ErrNotActive.
func (a *App) GrantAdmin(ctx context.Context, email string) error {
	return a.db.InTx(ctx, func(tx db.Tx) error {
		p, err := a.people.AccountByEmail(ctx, tx, email)
		switch {
		case err != nil:
			return err
		case !p.Verified:
			return ErrUnprovedAddress
		case p.Status != identity.Active:
			return ErrNotActive
		}
		return a.people.SetRoleTx(ctx, tx, a.clock.Now(), events.System, p.ID, identity.Admin)
	})
}

// ErrNoRazorpay: there are no keys of Razorpay's.
var ErrNoRazorpay = errors.New("no keys of Razorpay are configured")

// LinkRazorpay names the linked account to which a practitioner's payouts go, and its product, by the practice's slug. Errors:
// ErrNoRazorpay; catalog.ErrNoPractitioner; payment.ErrUnknown when Razorpay does not know them; payment.ErrGatewayRefused when
// the practitioner has another account.
func (a *App) LinkRazorpay(ctx context.Context, slug, account, product string) error {
	if a.razorpay == nil {
		return ErrNoRazorpay
	}
	p, _, err := a.catalog.PractitionerBySlug(ctx, slug)
	if err != nil {
		return err
	}
	if err := a.razorpay.Link(ctx, p.ID, account, product); err != nil {
		return err
	}
	return a.payouts.OnNotice(ctx, payment.Notice{About: payment.AboutPayee, Reference: p.ID})
}

// CategorySlugs are the categories an import may refer to without bringing them.
func (a *App) CategorySlugs(ctx context.Context) ([]string, error) {
	tree, err := a.catalog.Categories(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, c := range tree.All() {
		out = append(out, c.Slug)
	}
	return out, nil
}

// Import loads a parsed catalogue and makes it findable at once.
func (a *App) Import(ctx context.Context, f importfile.File, progress func(done, total int)) (catalog.Report, error) {
	r, err := a.catalog.Import(ctx, f, progress)
	if err == nil {
		err = a.search.ReindexAll(ctx)
	}
	return r, err
}

// TryImport says what Import would do.
func (a *App) TryImport(ctx context.Context, f importfile.File, progress func(done, total int)) (catalog.Report, error) {
	return a.catalog.TryImport(ctx, f, progress)
}

// Export writes out the whole catalogue: importing it again changes nothing. Errors: catalog.ErrExportSize.
func (a *App) Export(ctx context.Context) (catalog.Exported, error) { return a.catalog.ExportAll(ctx) }

// ErrNoPractitioner refuses to import clients for an account that is no practitioner's.
var ErrNoPractitioner = errors.New("this is no practitioner's account")

// ImportClients imports a table into the list of the practitioner who signs in by email, or with dryRun says what that
// would do. Errors: identity.ErrPersonNotFound, ErrNoPractitioner, those of client.Import.
func (a *App) ImportClients(ctx context.Context, email string, file io.Reader, dryRun bool, progress func(done, of int)) (client.Report, error) {
	p, err := a.people.AccountByEmail(ctx, a.db, email)
	if err != nil {
		return client.Report{}, err
	}
	if p.Role != identity.Practitioner || p.Status != identity.Active {
		return client.Report{}, ErrNoPractitioner
	}
	who := identity.Principal{PersonID: p.ID, Role: p.Role, Verified: true}
	if dryRun {
		return a.clients.TryImport(ctx, who, file)
	}
	return a.clients.Import(ctx, who, file, progress)
}
