# Klear: `make run` starts everything, `make test` checks everything, `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
GO ?= go
SQLC := CGO_ENABLED=0 $(GO) tool -modfile=tools/sqlc/go.mod sqlc
MODULES := $(patsubst internal/modules/%/sqlc.yaml,%,$(wildcard internal/modules/*/sqlc.yaml))

.PHONY: help
help: ## this list
	@grep -hE '^[a-z][a-z-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

.PHONY: generate
generate: generate-sql generate-templ ## rebuild the generated code (committed)

.PHONY: generate-sql
generate-sql:
	@for m in $(MODULES); do if ls internal/modules/$$m/queries/*.sql >/dev/null 2>&1; then echo "sqlc $$m"; $(SQLC) generate -f internal/modules/$$m/sqlc.yaml; fi; done

.PHONY: generate-templ
generate-templ:
	$(GO) tool templ generate

export CGO_ENABLED ?= 0
BIN := bin/klear
# Flags for the started program, e.g. make run ARGS="--brand loconomy --addr 127.0.0.1:9000"
ARGS ?=

.PHONY: build
build: ## build bin/klear
	@$(GO) build -trimpath -o $(BIN) ./cmd/klear

.PHONY: run
run: ## install what is missing, build, start, and print the address and the demo logins
	@scripts/setup.sh run
	@$(MAKE) --no-print-directory build
	@exec $(BIN) serve $(ARGS)

.PHONY: test
test: setup-test vet lint check-generated test-go ## everything: vet, lint, generated code, unit, database, HTTP and browser tests

.PHONY: setup-test
setup-test:
	@scripts/setup.sh test

.PHONY: vet
vet:
	$(GO) vet ./...

.PHONY: lint
lint: ## staticcheck, pinned in tools/staticcheck
	$(GO) tool -modfile=tools/staticcheck/go.mod staticcheck ./...

.PHONY: check-generated
check-generated: ## the generated code is what the sources say
	@before=$$(scripts/generated-sum.sh); $(MAKE) --no-print-directory generate >/dev/null; \
	 [ "$$before" = "$$(scripts/generated-sum.sh)" ] || { echo "generated code was stale: run 'make generate' and commit"; exit 1; }

.PHONY: test-go
test-go:
	$(GO) test -timeout 60m ./...

.PHONY: test-browser
test-browser: ## every page in every brand, scheme and size, journeys by keyboard, without script, without network; counts and e2e/screenshots
	@scripts/setup.sh test
	@rm -rf e2e/screenshots
	@BROWSER_TESTS=all $(GO) test -count=1 -timeout 60m ./e2e -v | grep --line-buffered -vE '^=== |^    --- PASS'; exit $${PIPESTATUS[0]}

.PHONY: race
race: ## the tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -timeout 30m ./internal/...

LAB := bin/lab
.PHONY: lab
lab: build
	@$(GO) build -trimpath -o $(LAB) ./cmd/lab

.PHONY: smoke
smoke: ## start as `make run` does, one paid booking and its cancellation over HTTP, stop
	@scripts/setup.sh run
	@$(MAKE) --no-print-directory lab
	@$(LAB) smoke

.PHONY: prove-booking
prove-booking: lab ## 1,000 bookers, one slot (N=…)
	@$(LAB) prove-booking -n $(or $(N),1000)

.PHONY: prove-offers
prove-offers: lab ## what is shown is bookable: 1,000 starts at random (N=…, SEED=…)
	@$(LAB) prove-offers -n $(or $(N),1000) --seed $(or $(SEED),0)

.PHONY: prove-import
prove-import: setup-test ## 10,000 clients from a CSV file with the real program: rows, seconds, changes of the second run
	@$(GO) test -count=1 -v -run TestImportOf10000Clients ./cmd/klear | grep -E 'rows|ok|FAIL'

.PHONY: prove-rooms
prove-rooms: lab ## 1,000 bookers of teams, groups and series in rooms: no overlap, fair turns (N=…, SEED=…)
	@$(LAB) prove-rooms -n $(or $(N),1000) --seed $(or $(SEED),0)

.PHONY: prove-crash
prove-crash: lab ## bookings while app and database are killed (N=…, SEED=…)
	@$(LAB) prove-crash -n $(or $(N),10) --seed $(or $(SEED),0)

.PHONY: prove-ledger
prove-ledger: setup-test ## 1,000,000 random commands into the books and into a reference: balances, postings, chain (N=…, SEED=…)
	@$(GO) build -trimpath -o $(LAB) ./cmd/lab
	@$(LAB) prove-ledger -n $(or $(N),1000000) --seed $(or $(SEED),0)

.PHONY: prove-safety
prove-safety: setup-test ## a red team against the companion: guide, and a model that says the worst; no breach, no help withheld (N=…, SEED=…)
	@$(GO) build -trimpath -o $(LAB) ./cmd/lab
	@$(LAB) prove-safety -n $(or $(N),300) --seed $(or $(SEED),0)

.PHONY: prove-saga
prove-saga: lab ## kill -9 between every pair of steps of a booking's money, the gateway failing (N=…, SEED=…)
	@$(GO) build -trimpath -tags faults -o bin/klear-faults ./cmd/klear
	@$(LAB) --binary bin/klear-faults prove-saga -n $(or $(N),20) --seed $(or $(SEED),0)

.PHONY: prove-restore
prove-restore: lab ## an old backup is restored while the gateway knows what happened since: all of it named, nobody paid twice (N=…, SEED=…)
	@$(LAB) prove-restore -n $(or $(N),20) --seed $(or $(SEED),0)

.PHONY: prove-webhooks
prove-webhooks: lab ## a gateway's messages in all 120 orders, 50 at once, forged, stale: one final state (N=…, SEED=…)
	@$(LAB) prove-webhooks -n $(or $(N),120) --seed $(or $(SEED),0)

.PHONY: lighthouse
lighthouse: lab ## scores and budgets of the main pages; needs Node, which Klear itself does not
	@scripts/setup.sh test
	@program=$$(scripts/lighthouse.sh); [ -z "$$program" ] || CHROME_PATH=$${CHROME_PATH:-$$(command -v chromium || command -v google-chrome)} $(LAB) lighthouse "$$program"

.PHONY: bench
bench: lab ## every figure, with the machine's size (SECONDS_EACH=…)
	@$(LAB) bench --seconds $(or $(SECONDS_EACH),8)
