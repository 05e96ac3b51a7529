# make env    the environment in .venv, from pinned packages (quick when up to date)
# make demo   code the example stories into a ledger and print its events
# make test   the full test suite
# make lint   style, types
# make bench  speed as ratios to the plain spaCy pipeline, growth, memory; STORIES=news.jsonl N=1000 for your own stories
# make lock   pin the packages anew after a change to pyproject.toml (needs uv)

PYTHON ?= python3
STORIES ?= examples
N ?= 1000
LEDGER ?= out/demo
BIN := .venv/bin

.PHONY: env demo test lint bench lock clean

env: .venv/up-to-date

.venv/up-to-date: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src
	touch $@

demo: env
	$(BIN)/dateline code examples --ledger $(LEDGER) --format table

test: env
	$(BIN)/python -m pytest

lint: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: env
	mkdir -p out
	$(BIN)/python bench/table.py $(STORIES) --stories $(N) --json out/bench.json --plot out/bench.svg

lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.txt

clean:
	rm -rf .venv out .pytest_cache .mypy_cache .ruff_cache
