# Two commands do everything: `make demo` and `make test`. They need Linux, make and Python 3.11 or newer.

# The first Python that is new enough; say PYTHON=… to choose another.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$each && break; done)
BIN := .venv/bin
# Node and npm come with the development environment; npm's programs find them by the path.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --silent

# Every process of the tests finds the modules compiled, whatever the surroundings say.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test browser check code contract audit audited openapi client client-package release-contract configuration pictures lock clean

demo: .venv/demo-installed ## the whole service with demonstration data on 127.0.0.1:8000
	@$(BIN)/attune demo

test: ## everything: formatting, lint, types, imports, known vulnerabilities, tests
	@$(MAKE) --jobs=2 --output-sync=target check audited browser
	$(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal

# Tests in a real browser are skipped where there is none, and nobody may install it.
browser: .venv/dev-installed
	@command -v chromium chromium-browser > .venv/browser || { test "$$(id -u)" = 0 && echo "Installing Chromium …" \
		&& apt-get -qq update && apt-get -qq install --yes --no-install-recommends chromium > .venv/browser; } \
		|| echo "There is no Chromium: tests in a browser are skipped"

check: code contract

code: .venv/dev-installed
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/hadolint Dockerfile
	@# All but Alembic's own table. After a release: from its last migration on, as its tables are live then.
	$(BIN)/attune db sql base | sed '/^CREATE TABLE alembic_version/,/;$$/d' > .venv/migrations.sql
	$(BIN)/squawk .venv/migrations.sql

configuration: .venv/dev-installed ## write the table of all settings anew
	$(BIN)/attune configuration

contract: node_modules/.installed ## the contract linted; the clients current and type-checked
	$(NPM) run lint
	$(NPM) --workspace clients/typescript run current
	$(NPM) --workspace clients/typescript run types
	$(NPM) --workspace clients/typescript run test
	$(NPM) --workspace clients/typescript run build
	$(NPM) --workspace clients/web run types
	$(NPM) --workspace clients/web run current
	$(BIN)/python clients/python/generate.py --check
	MYPYPATH=clients/python/src $(BIN)/mypy --package attune_client
	MYPYPATH=clients/python/src $(BIN)/mypy clients/python/generate.py clients/python/examples/caseload.py

# Both ask somebody else, who may be out of reach: for two minutes at most.
ASK_PYPI = timeout 120 $(BIN)/pip-audit --requirement requirements/dev.lock --require-hashes --disable-pip \
	--timeout 5 --progress-spinner off --format json 2> .venv/audit.log
ASK_NPM = PATH="$(CURDIR)/$(BIN):$$PATH" timeout 60 npm --silent audit --omit=dev --json --fetch-timeout=5000 \
	--fetch-retries=0

audit: .venv/dev-installed .venv/audit-installed node_modules/.installed ## known vulnerabilities of what is locked
	@$(ASK_PYPI) | $(BIN)/python .ci/audit.py pypi
	@$(ASK_NPM) | $(BIN)/python .ci/audit.py npm

# The same as a part of `make test`, which must do without a network: fails on findings (1); where it could not
# ask (2), not even for pip-audit itself, that is told and no more.
audited: .venv/dev-installed node_modules/.installed
	-@timeout 120 $(MAKE) --silent .venv/audit-installed
	@$(ASK_PYPI) | $(BIN)/python .ci/audit.py pypi || test $$? -eq 2
	@$(ASK_NPM) | $(BIN)/python .ci/audit.py npm || test $$? -eq 2

openapi: .venv/dev-installed ## write the contract anew
	$(BIN)/attune openapi

release-contract: openapi ## from now on, today's contract is the one that nothing may break
	$(BIN)/python -c 'from pathlib import Path; from app.main import VERSION; here = Path("openapi"); \
	(here / "released" / f"{VERSION}.json").open("xb").write((here / "openapi.json").read_bytes())'

client: node_modules/.installed openapi ## write the contract and its clients anew
	$(NPM) --workspace clients/typescript run generate
	$(BIN)/python clients/python/generate.py

# From the locks alone: names, versions and hashes. Nothing is resolved, nothing unlisted gets in. What is never
# imported is never compiled: that is most of it, and was half of the time.
.venv/%-installed: requirements/%.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Attune needs Python 3.11 or newer with its venv module" \
		"(Debian: the package python3-venv)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what $< lists …"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-compile --require-hashes --no-deps -r $<
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps \
		--no-index -e .
	@touch $@

# Likewise: `npm ci` takes what the lock names, by its hash. Later runs need no network.
node_modules/.installed: package-lock.json package.json .npmrc clients/typescript/package.json \
		clients/web/package.json .venv/dev-installed
	@echo "Installing what $< lists …"
	@$(NPM) ci --ignore-scripts
	@touch $@

RESOLVE := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

lock: ## resolve anew (needs uv)
	uv pip compile $(RESOLVE) pyproject.toml -o requirements/serve.lock
	uv pip compile $(RESOLVE) --extra embedded pyproject.toml requirements/build.in -o requirements/demo.lock
	uv pip compile $(RESOLVE) --extra dev pyproject.toml requirements/build.in -o requirements/dev.lock
	uv pip compile $(RESOLVE) -c requirements/dev.lock requirements/audit.in -o requirements/audit.lock
	$(NPM) update --package-lock-only

# Of a demonstration that is running.
pictures: .venv/dev-installed browser ## take the pictures of docs/tour.md anew
	$(BIN)/python -m tests.browser.pictures

client-package: node_modules/.installed ## pack the TypeScript client: clients/typescript/attune-client-….tgz
	cd clients/typescript && PATH="$(CURDIR)/$(BIN):$$PATH" npm --silent pack

clean: ## remove the environment and the demonstration
	rm -rf .venv .attune node_modules clients/typescript/dist
