# Two commands matter: `make run` and `make test`. `make` alone lists them all.
# The first Python that is new enough; only set-up uses it, everything else runs in .venv.
PYTHON := $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; \
	done; echo python3)
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
# Tests that need neither database nor store; every other test under tests/ is `integration`.
UNIT := tests/domain tests/analysis tests/specimens

.DEFAULT_GOAL := help
.PHONY: help bootstrap bootstrap-test run demo test lint types unit integration e2e e2e-engines coverage \
	accuracy bench budget lighthouse webhook-faults specimens fix clean migration translations

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  accuracy, bench, webhook-faults and specimens take OPTIONS, such as OPTIONS=--help."
	@echo "  make run reads PORT, HOST, DATA_DIR, S3_PORT, WORKERS and LOG_LEVEL."

bootstrap: ## Set up what `make run` needs: packages, models, portraits
	@$(PYTHON) -m scripts.bootstrap run

bootstrap-test:
	@$(PYTHON) -m scripts.bootstrap test

run: bootstrap ## Run the portal on this machine: storage, web, worker (PORT=8000)
	@exec $(BIN)/python -m scripts.supervise

demo: bootstrap ## Play a customer against the portal that `make run` started
	@$(BIN)/python -m scripts.demo

ifdef T
test: bootstrap-test ## Check everything: lint, types, tests, browser tests (T=path for one)
	@$(PYTEST) $(T)
else
test: lint types
	@$(PYTEST) -n 3 --dist worksteal tests
	@$(PYTEST) -n 3 --dist worksteal e2e
endif

lint: bootstrap-test ## Check style and who imports whom
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || \
		{ echo "Some files are not formatted as agreed; make fix does it."; exit 1; }
	@$(BIN)/lint-imports --no-logo
	@echo "lint: all good"

types: bootstrap-test ## Check types
	@$(BIN)/mypy

unit: bootstrap-test ## Run the tests that need neither database nor store
	@$(PYTEST) $(UNIT)

integration: bootstrap-test ## Run the tests on databases, a store and real processes
	@$(PYTEST) -n 3 --dist worksteal tests $(addprefix --ignore=,$(UNIT))

e2e: bootstrap-test ## Run the journeys in a browser
	@$(PYTEST) -n 3 --dist worksteal e2e

e2e-engines: bootstrap-test ## Walk one journey in Firefox and WebKitGTK
	@$(BIN)/python -m scripts.engines $(OPTIONS)

coverage: bootstrap-test ## Tell which lines and branches the tests reach
	@$(PYTEST) -n 3 --dist worksteal --cov --cov-report=term tests

accuracy: bootstrap-test ## Measure how well papers and faces are read
	@$(BIN)/python -m scripts.accuracy $(OPTIONS)

bench: bootstrap-test ## Measure speed: every program in benchmarks/
	@for file in benchmarks/[a-z]*.py; do \
		echo "== $$(basename $$file .py)"; \
		$(BIN)/python -m benchmarks.$$(basename $$file .py) $(OPTIONS) || exit; done

bench-%: bootstrap-test
	@$(BIN)/python -m benchmarks.$(if $(filter journey,$*),pick_to_verdict,$(subst -,_,$*)) $(OPTIONS)

budget: bootstrap-test ## Weigh the pages against their byte budgets
	@$(BIN)/python -m scripts.budget

lighthouse: bootstrap-test ## Measure the pages on a simulated slow line
	@$(BIN)/python -m scripts.lighthouse $(OPTIONS)

webhook-faults: bootstrap-test ## Kill the worker while webhooks go to receivers that fail
	@$(BIN)/python -m scripts.webhook_faults $(OPTIONS)

specimens: bootstrap-test ## Draw specimen papers with their truth
	@$(BIN)/python scripts/specimens.py $(OPTIONS)

translations: bootstrap-test ## Collect the portal's texts and bring every language up to date
	@$(BIN)/python -m scripts.translations $(OPTIONS)

fix: bootstrap-test ## Mend style and format
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

migration: bootstrap-test ## Write a migration from what the models changed (NAME="add a column")
	@$(BIN)/python -m scripts.new_migration "$(NAME)"

clean: ## Remove what set-up and tests made; keeps the data in var/
	@rm -rf .venv .tools .models .portraits .verifiers .coverage* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache test-results
	@find app scripts tests e2e -name __pycache__ -type d -prune -exec rm -rf {} +
