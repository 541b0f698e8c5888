# One list of commands. `make help` shows them. Needs Python 3.11+, make and the package registries.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export DENSACH_HOME ?= $(CURDIR)/.home
export PYTHONWARNINGS ?= ignore::SyntaxWarning

.DEFAULT_GOAL := help
.PHONY: help run test test-slow test-postgres check format bench screens lock locale frontend clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1\t/' | expand -t 22

run: $(VENV)/.run  ## set everything up and serve the starter library at http://127.0.0.1:8000
	@DENSACH_DEMO=$${DENSACH_DEMO:-1} $(BIN)/densach setup --demo --quiet-when-done
	@DENSACH_DEMO=$${DENSACH_DEMO:-1} $(BIN)/densach serve --open

test: $(VENV)/.dev  ## set up and pass all but the slow tests, on SQLite (and PostgreSQL where TEST_DATABASE_URL says)
	$(BIN)/python -m pytest -q -n 2 -m "not slow"
	@if [ -n "$$TEST_DATABASE_URL" ]; then \
	  echo "… and on PostgreSQL"; \
	  DATABASE_URL=$$TEST_DATABASE_URL $(BIN)/python -m pytest -q -n 2 -m "not slow and not browser" \
	    --ignore tests/library/formats --ignore tests/library/catalogue --ignore tests/test_house_rules.py; \
	fi

test-slow: $(VENV)/.dev  ## the slow tests: kills, large files, 100,000 records, browser walks
	$(BIN)/python -m pytest -q -n 2 -m slow

check: $(VENV)/.dev  ## format, lint, types, contracts, templates, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy src
	PYTHONPATH=src $(BIN)/lint-imports --no-cache
	$(BIN)/djlint src --lint --quiet
	$(BIN)/python manage.py makemigrations --check --dry-run

format: $(VENV)/.dev  ## put the code into its usual form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev  ## the programs of bench/, small; BENCH=--full for the large ones
	@for program in bench/*.py; do case $$program in */_*) continue;; esac; \
	  echo "== $$program"; $(BIN)/python $$program $(BENCH) || exit 1; done

screens: $(VENV)/.dev  ## pictures of every page, 390 and 1280 wide, light and dark, into screens/
	$(BIN)/python -m tests.journeys.screens

locale: $(VENV)/.run  ## compile the translations
	$(BIN)/python hatch_build.py locale

frontend: $(VENV)/.run  ## build CSS and JavaScript
	$(BIN)/python hatch_build.py frontend

lock:  ## compile requirements/*.txt with hashes, without index lines
	$(BIN)/python requirements/compile.py

clean:  ## take away what was made, not the data
	rm -rf build dist node_modules src/densach/static/dist $(VENV)/.run $(VENV)/.dev

# The environment: made anew when the locks change. The program itself is installed in place; that
# builds the front end and the translations with what the build backend brings along.
$(VENV)/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit("Đèn Sách needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	@echo "Making the environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check "uv==0.13.*"

$(VENV)/.run: $(VENV)/bin/uv requirements/run.txt pyproject.toml hatch_build.py package-lock.json $(shell find frontend src -name '*.js' -o -name '*.css' -o -name '*.po' 2>/dev/null | grep -v static/dist)
	@echo "Installing what the program needs …"
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/run.txt
	@echo "Building the front end and the translations …"
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "Installing what the tests need …"
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@
