# Everything starts here: `make help`. Needs python3 (3.11 or newer) and make, nothing else.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .uv/bin/uv
export UV_PYTHON_DOWNLOADS := never
export UV_COMPILE_BYTECODE := 1
export UV_LINK_MODE := copy
# Our own modules compiled anew at every start would cost it a second.
export PYTHONDONTWRITEBYTECODE :=
RUN := .venv/bin/

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Debian's own pip refuses to install beside the system's packages, so uv gets a folder of its own.
# A machine whose python3 lacks pip borrows ensurepip's through a throw-away environment.
$(UV):
	@echo "Installing uv $(UV_VERSION) into .uv" >&2
	@$(PYTHON) -m pip --version >/dev/null 2>&1 \
		&& PIP_DISABLE_PIP_VERSION_CHECK=1 $(PYTHON) -m pip install --quiet --root-user-action=ignore --target .uv uv==$(UV_VERSION) \
		|| { $(PYTHON) -m venv .uv/venv && .uv/venv/bin/pip install --quiet --target .uv uv==$(UV_VERSION) && rm -r .uv/venv; } \
		|| { echo "Neither pip nor venv works here: install Debian's python3-venv (apt-get install python3-venv)" >&2; exit 1; }

.venv/.installed: uv.lock pyproject.toml | $(UV)
	@$(UV) sync --frozen --quiet --no-dev
	@touch $@

.venv/.developed: uv.lock pyproject.toml | $(UV)
	@$(UV) sync --frozen --quiet
	@touch .venv/.installed $@

install: .venv/.installed ## the environment in .venv, with the segmentbot command

develop: .venv/.developed ## the environment with everything that tests and checks need

run: .venv/.installed ## serve the web chat on 127.0.0.1:8080 (Telegram too when a token is set)
	@$(RUN)segmentbot run

chat: .venv/.installed ## talk in the terminal
	@$(RUN)segmentbot chat

browser: .venv/.developed ## find or bring Chromium for the browser tests
	@$(RUN)python -m tests.web.browser

# What a newcomer needs within four minutes of two cores, on SQLite: what the bot knows and says, documents, store
# and turns, the page in Chromium, a conversation through Telegram, a kill after every message. A new folder goes
# here when it needs no process, no PostgreSQL and no patience; all others, and what goes through the whole page,
# wait for `test-all`.
FIRST_TESTS := $(addprefix tests/,knowledge dialogs interview documents docs turns outbox store ops telemetry upkeep content web telegram/test_talk.py whole/test_crash.py)
NOT_FIRST := $(addprefix tests/web/,test_access.py test_axe.py test_wandering.py test_whole_filling.py)
# In the order of tests/conftest.py; pytest-xdist would begin with the files that have the most tests.
PYTEST := $(RUN)python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test: .venv/.developed browser ## everything set up, then the tests that every change needs (minutes)
	@$(PYTEST) --database sqlite $(FIRST_TESTS) $(addprefix --ignore=,$(NOT_FIRST))

test-all: .venv/.developed browser ## everything set up, then all tests
	@$(PYTEST)

soak: .venv/.developed ## the long proofs in full size (hours); figures also in build/soak.txt
	@$(RUN)python -m pytest tests/soak --full

test-postgresql: .venv/.developed browser ## everything that has a database, on PostgreSQL
	@$(PYTEST) --database postgresql $(addprefix tests/,turns outbox store channels documents ops telemetry upkeep) tests/databases tests/telegram tests/whole

check: .venv/.developed ## format, lint, types, layers, content
	@$(RUN)ruff format --check .
	@$(RUN)ruff check .
	@$(RUN)mypy
	@$(RUN)lint-imports
	@$(RUN)segmentbot check

audit: $(UV) ## known vulnerabilities of the locked dependencies (AUDIT=required fails where nobody can be asked)
	@UV=$(UV) .ci/audit

format: .venv/.developed ## put the code into the house format
	@$(RUN)ruff format .
	@$(RUN)ruff check --fix .

QUESTION_SETS := $(addprefix questions/,$(addsuffix .jsonl,dev fresh unseen hard near))

eval: .venv/.installed ## how well questions are understood; fails when a figure dropped by one point
	@$(RUN)segmentbot eval $(QUESTION_SETS) --baseline questions/baseline.json

baseline: .venv/.installed ## keep today's figures as those that must not drop
	@$(RUN)segmentbot eval $(QUESTION_SETS) --baseline questions/baseline.json --keep
	@$(RUN)segmentbot eval $(QUESTION_SETS) --baseline questions/baseline.json --keep --words

bench: .venv/.developed ## our search beside others, and how it grows
	@$(UV) sync --frozen --quiet --group bench
	@$(RUN)python -m benchmarks.search --plot docs/pictures/search.svg

bench-documents: .venv/.developed ## a document beside fpdf2 and python-docx
	@$(UV) sync --frozen --quiet --group bench
	@$(RUN)python -m benchmarks.typesetting

bench-path: .venv/.developed ## update to reply beside other bots; files passed; copies; growth; a step; start
	@$(RUN)python -m benchmarks.path
	@$(RUN)python -m benchmarks.files_passed
	@$(RUN)python -m benchmarks.replicas
	@$(RUN)python -m benchmarks.growth
	@$(RUN)python -m benchmarks.interview
	@$(RUN)python -m benchmarks.start

vectors: .venv/.installed ## encode the shipped content anew, after it was edited
	@$(RUN)python -m benchmarks.ship_vectors

weights: .venv/.developed ## fit the weights of words and meaning by cross-validation
	@$(RUN)python -m benchmarks.fit_words --write
	@$(RUN)python -m benchmarks.fit_weights --write
	@$(RUN)python -m benchmarks.fit_bare --write

clean: ## remove what can be made again (not data/)
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.PHONY: help install develop run chat browser test test-all soak test-postgresql check audit format eval baseline bench bench-documents bench-path vectors weights clean
