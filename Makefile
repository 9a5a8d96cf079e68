# The commands of this project. `make demo` and `make test` are the two to know.

SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
TESTS ?= --reuse-db --numprocesses 3 --no-loadscope-reorder

# or each of the many processes would compile every package anew, ten seconds each
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo code test check soak axe lighthouse bench bench-books words clean lock

demo: $(VENV)/demo.stamp
	@"$(BIN)/python" -m nomi.stack --port "$(PORT)"

code:
	@"$(BIN)/python" -m nomi.demo.second_factor

test: $(VENV)/dev.stamp
	@bash .ci/chromium
	@"$(BIN)/python" -m pytest $(TESTS)

check: $(VENV)/dev.stamp
	@bash .ci/check "$(BIN)"

soak: $(VENV)/dev.stamp
	@EVERY_ROLE=yes "$(BIN)/python" -m pytest -q tests/nomi/staff/test_get_changes_nothing.py
	@EVERY_EXAMPLE=yes "$(BIN)/python" -m pytest -q -m hypothesis
	@EVERY_WORD=yes "$(BIN)/python" -m pytest -q tests/bad_input/test_every_address.py
	@"$(BIN)/python" -m bench.oversell
	@"$(BIN)/python" -m bench.kills
	@"$(BIN)/python" -m bench.day
	@"$(BIN)/python" -m bench.simulation

axe: $(VENV)/dev.stamp
	@bash .ci/chromium
	@"$(BIN)/python" -m bench.axe

lighthouse: $(VENV)/dev.stamp
	@bash .ci/chromium
	@"$(BIN)/python" -m bench.lighthouse

bench: $(VENV)/dev.stamp
	@"$(BIN)/python" -m bench.pages
	@"$(BIN)/python" -m bench.record_sale
	@"$(BIN)/python" -m bench.lists
	@"$(BIN)/python" -m bench.load
	@"$(BIN)/python" -m bench.search
	@"$(BIN)/python" -m bench.publication

bench-books: $(VENV)/dev.stamp
	@"$(BIN)/python" -m bench.books
	@"$(BIN)/python" -m bench.scale

words: $(VENV)/dev.stamp
	@DJANGO_SETTINGS_MODULE=nomi.settings.typecheck "$(BIN)/python" manage.py words

clean:
	@"$(PYTHON)" -m nomi.stack.clean

lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

$(VENV)/demo.stamp: requirements.lock
	@bash .ci/install "$(PYTHON)" "$(VENV)" requirements.lock
	@touch "$@"

$(VENV)/dev.stamp: requirements-dev.lock
	@bash .ci/install "$(PYTHON)" "$(VENV)" requirements-dev.lock
	@touch "$(VENV)/demo.stamp" "$@"
