// Command klear is the whole platform in one binary: the server and the operator's commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // zones come with the binary: the same rules on every machine

	"klear/internal/platform/config"

	"github.com/alecthomas/kong"
)

// version is set at release: -ldflags "-X main.version=1.2.3".
var version = "development"

// cli is every command with its flags; each command's Run is in a file of its own.
type cli struct {
	Serve   serveCmd   `cmd:"" help:"Start Klear."`
	Migrate migrateCmd `cmd:"" help:"Bring the database up to date and stop."`
	Import  importCmd  `cmd:"" help:"Load data from files."`
	Export  exportCmd  `cmd:"" help:"Write data to files."`
	Slots   slotsCmd   `cmd:"" help:"Ask the slot engine."`
	Ledger  ledgerCmd  `cmd:"" help:"Look into the books."`
	Admin   adminCmd   `cmd:"" help:"Look after operators."`
	Safety  safetyCmd  `cmd:"" help:"Measure and train the safety assessment."`
	Gateway gatewayCmd `cmd:"" name:"gateway-simulator" help:"Start the simulated payment gateway as a company of its own."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run() error {
	fmt.Println("klear", version)
	return nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c cli
	parser, err := kong.New(&c, kong.Name("klear"), kong.Description("Find, book, pay and meet."), kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		fail(err)
	}
	k, err := parser.Parse(os.Args[1:])
	if err != nil {
		fail(err)
	}
	if err := k.Run(); err != nil {
		fail(err)
	}
}

// fail says what is wrong and exits non-zero: one line, or for several bad settings a line each.
func fail(err error) {
	text := err.Error()
	if _, several := errors.AsType[config.Faults](err); !several {
		text = strings.Join(strings.Fields(text), " ")
	}
	fmt.Fprintln(os.Stderr, "klear:", text)
	os.Exit(1)
}
