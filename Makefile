# Needs make and Python 3.11 or newer with its venv module; everything else is fetched.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
# One test process more than there are processors: some tests only wait for other programs.
PARALLEL ?= $(shell $(PYTHON) -c "import os; print(1 + (len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count() or 1))")

# How often `make fuzz` sends something to each form.
EXAMPLES ?= 60

.DEFAULT_GOAL := help
.PHONY: help run test lint audit fuzz test-sqlite test-postgres format messages catalogue bench-import bench-matching bench-messages verify-matching mutation backup restore drill environment environment-dev frontend

help: ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

run: environment ## run the demo: web server, worker and beat; Ctrl-C stops all
	@$(BIN)/python -m scripts.run

test: lint test-sqlite test-postgres ## everything that must hold: lint, types, both databases, browser

lint: environment-dev ## style, types, direction of imports, templates, known vulnerabilities of packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m scripts.audit

# What `make lint` tries, and leaves with a line where PyPI cannot be asked.
audit: environment-dev ## look for known vulnerabilities in the pinned packages (needs a network)
	@$(BIN)/python -m scripts.audit --required

test-sqlite: environment-dev frontend ## the suite on SQLite, with the browser
	env -u DATABASE_URL $(PYTEST) -n $(PARALLEL)

# What it finds gets a test of its own in tests/hardening/test_odd_input.py.
fuzz: environment-dev frontend ## send odd input to every form and to the import, on both databases: make fuzz EXAMPLES=60
	FUZZ_EXAMPLES=$(EXAMPLES) env -u DATABASE_URL $(PYTEST) -n $(PARALLEL) tests/fuzz
	FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m scripts.with_postgres $(PYTEST) -n $(PARALLEL) tests/fuzz

# The engine knows no database: its tests ran already.
test-postgres: environment-dev frontend ## the suite on PostgreSQL (DATABASE_URL, else a throw-away server)
	$(BIN)/python -m scripts.with_postgres $(PYTEST) -n $(PARALLEL) -m "not browser and not system" --ignore tests/matching/engine

format: environment-dev ## bring the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

catalogue: environment-dev ## bring docs/privacy.md up to date with the code
	$(BIN)/python -m scripts.messages compile
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py datacatalogue --page

messages: environment-dev ## take new texts into the German catalogue and compile it
	$(BIN)/python -m scripts.messages update; $(BIN)/python -m scripts.messages compile

bench-import: environment-dev ## time the import of 20,000 rows
	$(BIN)/python -m scripts.bench_import

bench-messages: environment-dev ## time messages from the outbox to a mail server, and the scan of 60,000 tandems
	$(BIN)/python -m scripts.bench_messages

mutation: environment-dev ## try small faults in what decides who may do what, and say which no test notices (some minutes)
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-mutation.txt
	$(BIN)/python -m scripts.mutation $(FILES)

backup: environment ## back the database up, while the site runs: make backup TO=/srv/backups
	@$(BIN)/python -m scripts.backups make $(TO)

restore: environment ## restore a backup into an empty database: make restore FROM=/srv/backups/2027-01-15T020000Z
	@$(BIN)/python -m scripts.backups restore $(FROM)

drill: environment-dev frontend ## lose a database and restore it, on SQLite and PostgreSQL
	@$(BIN)/python -m scripts.restore_drill

verify-matching: environment-dev ## compare the matching with exhaustive search and HiGHS on 22,000 cases
	$(BIN)/python -m scripts.verify_matching

bench-matching: environment-dev ## time the matching against SciPy alone and other programs
	$(BIN)/python -m scripts.bench_matching

frontend: environment-dev
	@$(BIN)/python -m scripts.frontend
	@$(BIN)/python -m scripts.messages compile

environment:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing. On Debian: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) scripts/environment.py run

environment-dev:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing. On Debian: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) scripts/environment.py dev
