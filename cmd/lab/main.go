// Command lab runs the experiments and benchmarks: make smoke, make prove-…, make bench.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"klear/internal/lab"

	"github.com/alecthomas/kong"
)

type cli struct {
	Binary        string           `help:"The klear binary." default:"bin/klear"`
	Smoke         smokeCmd         `cmd:"" help:"One paid booking and its cancellation, start to stop."`
	ProveBooking  proveBookingCmd  `cmd:"" help:"Many bookers, one slot."`
	ProveOffers   proveOffersCmd   `cmd:"" help:"What is shown is bookable."`
	ProveRooms    proveRoomsCmd    `cmd:"" help:"Teams in rooms, all at once."`
	ProveLedger   proveLedgerCmd   `cmd:"" help:"Random business against a reference."`
	ProveSafety   proveSafetyCmd   `cmd:"" help:"A red team against the companion, with the guide and with a language model that says the worst."`
	ProveCrash    proveCrashCmd    `cmd:"" help:"Bookings while app and database are killed."`
	ProveSaga     proveSagaCmd     `cmd:"" help:"Kill -9 between every pair of steps of a booking's money; the binary is built with the tag faults."`
	ProveRestore  proveRestoreCmd  `cmd:"" help:"An old backup is restored while the gateway knows what happened since."`
	ProveWebhooks proveWebhooksCmd `cmd:"" help:"Gateway messages in every order, many times, forged, stale."`
	Lighthouse    lighthouseCmd    `cmd:"" help:"Scores and budgets of the main pages."`
	Bench         benchCmd         `cmd:"" help:"Figures, with the machine's size."`
	Bare          bareCmd          `cmd:"" hidden:"" help:"The handler that the benchmark compares a read with."`
	Catalogue     catalogueCmd     `cmd:"" help:"Write a large catalogue file for klear import."`
}

type smokeCmd struct{}

// Run runs the experiment.
func (smokeCmd) Run(ctx context.Context, c *cli) error { return lab.Smoke(ctx, c.Binary, os.Stdout) }

type proveBookingCmd struct {
	N int `short:"n" help:"How many bookers." default:"1000"`
}

// Run runs the experiment.
func (p proveBookingCmd) Run(ctx context.Context, c *cli) error {
	return lab.ProveBooking(ctx, c.Binary, p.N, os.Stdout)
}

type proveOffersCmd struct {
	N    int    `short:"n" help:"How many of the shown starts." default:"1000"`
	Seed uint64 `help:"Of the choice; 0 takes a fresh one."`
}

// Run runs the experiment.
func (p proveOffersCmd) Run(ctx context.Context, c *cli) error {
	return lab.ProveOffers(ctx, c.Binary, p.N, p.Seed, os.Stdout)
}

type proveRoomsCmd struct {
	N    int    `short:"n" help:"How many bookers." default:"1000"`
	Seed uint64 `help:"Of what they wish; 0 takes a fresh one."`
}

// Run runs the experiment.
func (p proveRoomsCmd) Run(ctx context.Context, c *cli) error {
	return lab.ProveRooms(ctx, c.Binary, p.N, p.Seed, os.Stdout)
}

type proveSafetyCmd struct {
	N    int    `short:"n" help:"How many conversations with each." default:"300"`
	Seed uint64 `help:"Of the conversations; 0 takes a fresh one."`
}

// Run runs the experiment.
func (p proveSafetyCmd) Run(ctx context.Context, _ *cli) error {
	return lab.ProveSafety(ctx, p.N, p.Seed, os.Stdout)
}

type proveLedgerCmd struct {
	N    int    `short:"n" help:"How many commands." default:"1000000"`
	Seed uint64 `help:"Of the commands; 0 takes a fresh one."`
}

// Run runs the experiment.
func (p proveLedgerCmd) Run(ctx context.Context) error {
	return lab.ProveLedger(ctx, p.N, p.Seed, os.Stdout)
}

type proveCrashCmd struct {
	N    int    `short:"n" help:"How often the app is killed; the database half as often." default:"10"`
	Seed uint64 `help:"Of the moments of the kills; 0 takes a fresh one."`
}

// Run runs the experiment.
func (p proveCrashCmd) Run(ctx context.Context, c *cli) error {
	return lab.ProveCrash(ctx, c.Binary, p.N, p.Seed, os.Stdout)
}

type proveSagaCmd struct {
	N    int    `short:"n" help:"How many bookings, each of a seed of its own, are at each place." default:"20"`
	Seed uint64 `help:"Of what goes wrong; 0 takes a fresh one."`
}

// Run runs the experiment.
func (p proveSagaCmd) Run(ctx context.Context, c *cli) error {
	return lab.ProveSaga(ctx, c.Binary, p.N, p.Seed, os.Stdout)
}

type proveRestoreCmd struct {
	N    int    `short:"n" help:"How many payments of each kind since the backup." default:"20"`
	Seed uint64 `help:"Of who books what; 0 takes a fresh one."`
}

// Run runs the experiment.
func (p proveRestoreCmd) Run(ctx context.Context, c *cli) error {
	return lab.ProveRestore(ctx, c.Binary, p.N, p.Seed, os.Stdout)
}

type proveWebhooksCmd struct {
	N    int    `short:"n" help:"How many payments; 120 see every order of five messages once." default:"120"`
	Seed uint64 `help:"Of who gets which order; 0 takes a fresh one."`
}

// Run runs the experiment.
func (p proveWebhooksCmd) Run(ctx context.Context, c *cli) error {
	return lab.ProveWebhooks(ctx, c.Binary, p.N, p.Seed, os.Stdout)
}

type lighthouseCmd struct {
	Program string `arg:"" help:"The lighthouse program."`
}

// Run prints the figures.
func (l lighthouseCmd) Run(ctx context.Context, c *cli) error {
	return lab.Lighthouse(ctx, c.Binary, l.Program, os.Stdout)
}

type benchCmd struct {
	Seconds int `help:"How long each load runs." default:"8"`
}

// Run prints the figures.
func (b benchCmd) Run(ctx context.Context, c *cli) error {
	return lab.Bench(ctx, c.Binary, b.Seconds, os.Stdout)
}

type bareCmd struct {
	Data string `arg:"" help:"The data folder of a running Klear."`
}

// Run serves until it is stopped.
func (b bareCmd) Run(ctx context.Context) error { return lab.Bare(ctx, b.Data, os.Stdout) }

type catalogueCmd struct {
	File string `arg:"" help:"Where to, .csv or .json."`
	N    int    `short:"n" help:"How many practitioners." default:"10000"`
	Seed uint64 `default:"1"`
}

// Run writes the file.
func (m catalogueCmd) Run() error { return lab.MakeCatalogue(m.File, m.N, m.Seed) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c cli
	k := kong.Parse(&c, kong.Name("lab"), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(&c))
	if err := k.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		os.Exit(1)
	}
}
