package main

import (
	"context"
	"fmt"

	"klear/internal/app"
	"klear/internal/platform/config"
)

type adminCmd struct {
	Grant    adminGrantCmd    `cmd:"" help:"Make an account an operator's. Its address must be confirmed."`
	Razorpay adminRazorpayCmd `cmd:"" help:"Name the linked account of Razorpay Route to which a practitioner's payouts go."`
}

type adminGrantCmd struct {
	config.Config
	Email string `arg:"" help:"The account's e-mail address."`
}

// Run grants the role; a second run changes nothing.
func (g *adminGrantCmd) Run(ctx context.Context) error {
	off := false
	g.Demo = &off
	a, err := app.New(ctx, &g.Config, app.Options{Version: version})
	if err != nil {
		return err
	}
	defer a.Close(context.WithoutCancel(ctx))
	if err := a.GrantAdmin(ctx, g.Email); err != nil {
		return fmt.Errorf("%s: %w", g.Email, err)
	}
	fmt.Printf("%s is an operator from the next sign-in on\n", g.Email)
	return nil
}

type adminRazorpayCmd struct {
	config.Config
	Practice string `arg:"" help:"The end of the practice's address: asha-rao."`
	Account  string `arg:"" help:"The linked account: acc_…"`
	Product  string `arg:"" help:"Its product route: acc_prd_…"`
}

// Run links the account; a second run with the same changes nothing.
func (l *adminRazorpayCmd) Run(ctx context.Context) error {
	off := false
	l.Demo = &off
	a, err := app.New(ctx, &l.Config, app.Options{Version: version})
	if err != nil {
		return err
	}
	defer a.Close(context.WithoutCancel(ctx))
	if err := a.LinkRazorpay(ctx, l.Practice, l.Account, l.Product); err != nil {
		return fmt.Errorf("%s: %w", l.Practice, err)
	}
	fmt.Printf("payouts of %s go to %s\n", l.Practice, l.Account)
	return nil
}
