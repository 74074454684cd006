# Every target is one command of dev/, the sandbox; see `make help`.
PYTHON ?= python3
PORT ?= 8069
DATA ?=
DEMO ?=
ARGS ?=
export PORT DATA DEMO ARGS

TARGETS := run test lint bench backtest shell screenshots smoke pot stop clean help

.DEFAULT_GOAL := help
.PHONY: $(TARGETS)
$(TARGETS):
	@$(PYTHON) -m dev $@
