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
