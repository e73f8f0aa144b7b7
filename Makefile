# One definition of clean: the hook, the developer and CI all run `make check`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Most tests wait for a server or a process, so there may be more workers than cores.
WORKERS ?= 4

.PHONY: demo test check format docs servers bench clean

demo: $(STAMP)
	@$(BIN)/minutebot demo

test: $(STAMP)
	@$(BIN)/python -m pytest -q -n $(WORKERS)

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory test

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# what the pages have from the table of commands
docs: $(STAMP)
	$(BIN)/python docs/generate.py

servers:
	@sh tests/servers/install.sh

bench: $(STAMP)
	$(BIN)/python -m benchmarks

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) .servers
