# Two commands do everything: `make demo` and `make test`. They need Linux, make and Python 3.11 or newer.

# The first Python that is new enough; say PYTHON=… to choose another.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$each && break; done)
BIN := .venv/bin
# Node and npm come with the development environment; npm's programs find them by the path.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --silent

.PHONY: demo test check contract audit openapi client release-contract configuration lock clean

demo: .venv/demo-installed ## the whole service with demonstration data on 127.0.0.1:8000
	@$(BIN)/attune demo

test: check ## everything: formatting, lint, types, import contracts, tests
	$(BIN)/pytest

check: .venv/dev-installed contract
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/hadolint Dockerfile
	@# The migrations up to this one came before any release: no table was live that they could lock.
	$(BIN)/attune db sql 0005 > .venv/migrations.sql
	$(BIN)/squawk .venv/migrations.sql

configuration: .venv/dev-installed ## write the table of all settings anew
	$(BIN)/attune configuration

contract: node_modules/.installed ## the contract linted; the client current, type-checked and built
	$(NPM) run lint
	$(NPM) --workspace clients/typescript run current
	$(NPM) --workspace clients/typescript run types
	$(NPM) --workspace clients/typescript run test
	$(NPM) --workspace clients/typescript run build

# Needs an index that tells of vulnerabilities, so it is no part of `check`. Fails on findings, and where it could not ask.
audit: .venv/dev-installed .venv/audit-installed ## known vulnerabilities of everything locked
	@$(BIN)/pip-audit --requirement requirements/dev.lock --require-hashes --disable-pip --timeout 15 \
		--progress-spinner off --format json | $(BIN)/python .ci/audit.py

openapi: .venv/dev-installed ## write the contract anew
	$(BIN)/attune openapi

release-contract: openapi ## from now on, today's contract is the one that nothing may break
	$(BIN)/python -c 'from pathlib import Path; from app.main import VERSION; here = Path("openapi"); \
	(here / "released" / f"{VERSION}.json").open("xb").write((here / "openapi.json").read_bytes())'

client: node_modules/.installed openapi ## write the contract and its client anew
	$(NPM) --workspace clients/typescript run generate

# From the locks alone: names, versions and hashes. Nothing is resolved, nothing unlisted gets in.
.venv/%-installed: requirements/%.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Attune needs Python 3.11 or newer with its venv module" \
		"(Debian: the package python3-venv)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what $< lists …"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes --no-deps -r $<
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps \
		--no-index -e .
	@touch $@

# Likewise: `npm ci` takes what the lock names, by its hash. Later runs need no network.
node_modules/.installed: package-lock.json package.json .npmrc clients/typescript/package.json .venv/dev-installed
	@echo "Installing what $< lists …"
	@$(NPM) ci
	@touch $@

RESOLVE := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

lock: ## resolve anew (needs uv)
	uv pip compile $(RESOLVE) pyproject.toml -o requirements/serve.lock
	uv pip compile $(RESOLVE) --extra embedded pyproject.toml requirements/build.in -o requirements/demo.lock
	uv pip compile $(RESOLVE) --extra dev pyproject.toml requirements/build.in -o requirements/dev.lock
	uv pip compile $(RESOLVE) -c requirements/dev.lock requirements/audit.in -o requirements/audit.lock
	$(NPM) update --package-lock-only

clean: ## remove the environment and the demonstration
	rm -rf .venv .attune node_modules clients/typescript/dist
