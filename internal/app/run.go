package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"klear/internal/platform/httpx"
)

// sandboxTick is how often the sandbox gateway settles late payments and delivers its webhooks.
const sandboxTick = 500 * time.Millisecond

// Run works jobs and serves until ctx ends, then stops: first no new requests, then no new jobs, then the database. No
// request that was accepted is lost.
func (a *App) Run(ctx context.Context) error {
	work := context.WithoutCancel(ctx)
	if err := a.jobs.Start(work); err != nil {
		return errors.Join(err, a.stop(work))
	}
	bank, stopBank := context.WithCancel(work)
	go a.sandbox.Run(bank, sandboxTick, func(err error) { a.log.Warn("the sandbox gateway could not deliver", "error", err) })
	looking, stopLooking := context.WithCancel(work)
	go a.settings.Run(looking)
	stopMetrics := a.serveMetrics(work)
	err := httpx.Serve(ctx, httpx.ServerConfig{Addr: a.cfg.Addr, Listener: a.listener, Grace: a.cfg.ShutdownGrace, DrainDelay: a.cfg.DrainDelay,
		Health: a.health, Logger: a.log, Listening: a.greet}, a.handler)
	a.log.Info("stopping")
	stopBank()
	stopLooking()
	return errors.Join(err, stopMetrics(), a.stop(work))
}

func (a *App) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.ShutdownGrace+10*time.Second)
	defer cancel()
	return errors.Join(a.jobs.Stop(ctx), a.Close(ctx))
}

// greet tells the person at the terminal where to go. With port 0 the address is only known now.
func (a *App) greet(at net.Addr) {
	url := a.cfg.BaseURL()
	if a.cfg.PublicURL == "" {
		url = "http://" + at.String()
	}
	fmt.Fprintf(a.opt.Out, "\n%s is ready at %s\n", a.brand.Name, url)
	if a.mailbox != nil {
		fmt.Fprintf(a.opt.Out, "Mail it sends is at %s/dev/mail\n", url)
	}
	for _, l := range a.demoLogins() {
		fmt.Fprintf(a.opt.Out, "Demo %-13s %s  password %s\n", l.what+":", l.email, l.password)
	}
	fmt.Fprintln(a.opt.Out)
}
