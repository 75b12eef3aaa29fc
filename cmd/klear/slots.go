package main

import (
	"os"

	"klear/internal/modules/schedule/slots/slotcase"
)

type slotsCmd struct {
	Explain explainCmd `cmd:"" help:"Read cases as JSON on standard input and print them with their slots. Format: docs/api/slots-case-format.md."`
}

type explainCmd struct {
	Why bool `help:"Also name, for each refused start, the first rule that refused it."`
}

// Run answers one case, or an array of cases.
func (e explainCmd) Run() error { return slotcase.Explain(os.Stdin, os.Stdout, e.Why) }
