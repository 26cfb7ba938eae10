# rollbook. `make run` and `make test` are all most people need; `make help` lists the rest.
#
# BUILD=debug|release|asan|fuzz chooses the flavour, each in its own folder below build/.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The Debian packages that rollbook needs, in one place.
PACKAGES_RUN := gcc make pkg-config libc6-dev libxlsxwriter-dev libxml2-dev libsqlite3-dev \
    libcmark-dev libhpdf-dev libharfbuzz-dev libicu-dev zlib1g-dev libisal-dev libyaml-dev libseccomp-dev \
    nettle-dev libjansson-dev fonts-noto-core fonts-sil-padauk
PACKAGES_TEST := libcmocka-dev qpdf poppler-utils mupdf-tools unzip sqlite3
PACKAGES_CI := clang clang-format clang-tidy cppcheck libclang-rt-14-dev
LIBRARIES := xlsxwriter libxml-2.0 sqlite3 libcmark harfbuzz icu-uc icu-i18n zlib libisal yaml-0.1 \
    libseccomp nettle jansson

BUILD ?= debug
OUT := build/$(BUILD)
VERSION := 0.1.0

# --- flags ---------------------------------------------------------------------------------------

CC ?= gcc
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
    -Wmissing-prototypes -Wwrite-strings -Wcast-qual -Wformat=2 -Wvla -Wundef \
    -Wdouble-promotion -Wimplicit-fallthrough
FLAGS_debug := -O1 -g
FLAGS_clang := -O0
FLAGS_release := -O2 -g -DNDEBUG
FLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SANITIZE_asan := -fsanitize=address,undefined
SANITIZE_fuzz := -fsanitize=address,undefined
FLAGS_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DFUZZING
ifeq ($(BUILD),fuzz)
CC := clang
endif
# System headers come in as -isystem, so that their warnings are not ours.
LIB_CFLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(LIBRARIES) 2>/dev/null))
LIB_LIBS := $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null) -lhpdf -lm -lpthread
CFLAGS_ALL = -std=c17 -D_GNU_SOURCE -DROLLBOOK_VERSION='"$(VERSION)"' -I. $(WARNINGS) $(WERROR) \
    $(FLAGS_$(BUILD)) $(LIB_CFLAGS) $(CFLAGS)
# Names of libraries are bound once, at the start: not again in each of a thousand reading processes.
LDFLAGS_ALL = $(SANITIZE_$(BUILD)) -Wl,-z,now $(LDFLAGS)

# --- files ---------------------------------------------------------------------------------------

SOURCES := $(sort $(shell find pipeline reports -name '*.c'))
MAIN := pipeline/cli/main.c
OBJECTS := $(patsubst %.c,$(OUT)/%.o,$(filter-out $(MAIN),$(SOURCES))) $(OUT)/assets.o
LIBRARY := $(OUT)/librollbook.a
PROGRAM := $(OUT)/rollbook
# Templates, the SQL of the schema, the views and the stages, the settings that an office begins with, and
# what tells the shipped sample from real submissions.
ASSETS := rollbook.yaml inputs/registry/sample.tsv $(sort $(shell find templates pipeline/warehouse/schema -type f ! -name README.md \
    ! -name '.*') $(shell find pipeline -name '*.sql'))
TEST_SOURCES := $(sort $(shell find tests -name '*_test.c' -not -path 'tests/fuzz/*'))
TESTS := $(patsubst %.c,$(OUT)/%,$(TEST_SOURCES))
SUPPORT := $(patsubst %.c,$(OUT)/%.o,$(sort $(wildcard tests/support/*.c)))
FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/*_fuzz.c))
FUZZERS := $(patsubst %.c,$(OUT)/%,$(FUZZ_SOURCES))

# --- what people call ------------------------------------------------------------------------------

.PHONY: help run test all build deps deps-test deps-ci layers lint format golden clean fuzz bench
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 16

run: ## install what is missing, build, run the nightly batch on the sample inputs
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory -s -j2 build BUILD=release
	@build/release/rollbook run --as-of 2026-11-21; code=$$?; [ $$code -le 1 ] || exit $$code

test: ## install what is missing, build, run all tests
	@$(MAKE) --no-print-directory deps-test
	@$(MAKE) --no-print-directory -j2 run-tests

build: $(PROGRAM) ## build the program: build/$(BUILD)/rollbook
all: $(PROGRAM) $(TESTS)

deps: ; @tests/support/install.sh $(PACKAGES_RUN)
deps-test: ; @tests/support/install.sh $(PACKAGES_RUN) $(PACKAGES_TEST)
deps-ci: ; @tests/support/install.sh $(PACKAGES_RUN) $(PACKAGES_TEST) $(PACKAGES_CI)

.PHONY: run-tests
run-tests: $(PROGRAM) $(TESTS)
	@tests/support/run_tests.sh $(OUT) $(TESTS)

fuzz: ## fuzz every reader for FUZZ_SECONDS each (default 180)
	@$(MAKE) --no-print-directory -s -j2 fuzzers BUILD=fuzz
	@tests/fuzz/run.sh build/fuzz

.PHONY: fuzzers fuzz-replay
fuzzers: $(FUZZERS)
fuzz-replay: ## run the fuzz targets over their seeds only, as CI does
	@$(MAKE) --no-print-directory -s -j2 fuzzers BUILD=fuzz
	@tests/fuzz/run.sh build/fuzz replay

.PHONY: bench-read
bench-read: ## time the readers beside calamine, openpyxl and SheetJS, where these can be had
	@$(MAKE) --no-print-directory -s -j2 build build/release/tests/bench/read_bench BUILD=release
	@tests/bench/read_bench.sh build/release

.PHONY: bench-link
bench-link: ## time and quality of linkage, with Splink beside it where it can be had
	@$(MAKE) --no-print-directory -s -j2 build build/release/tests/bench/link_bench BUILD=release
	@tests/bench/link_bench.sh build/release

.PHONY: bench-names
NAMES_DATA ?= tests/names
bench-names: ## speed and quality of names; NAMES_DATA=FOLDER with pairs_*.tsv
	@$(MAKE) --no-print-directory -s -j2 build/release/tests/bench/names_bench BUILD=release
	@build/release/tests/bench/names_bench speed tests/names/pairs_invented.tsv
	@build/release/tests/bench/names_bench pairs $(NAMES_DATA)
.PHONY: bench-night
bench-night: ## time a first night, one with a single new file, one with nothing new; BENCH_CHILDREN=15000
	@$(MAKE) --no-print-directory -s -j2 build BUILD=release
	@tests/bench/night_bench.sh build/release

bench: bench-names bench-night ## speed of everything

golden: build ## rewrite the expectations of tests/golden; look at the difference
	@GOLDEN=rewrite ROLLBOOK=$(PROGRAM) bash tests/night/golden_test.sh

layers: ## check that dependencies run one way
	@tests/support/layers.sh

PREFIX ?= /usr/local
.PHONY: install
install: ## build and install below PREFIX (/usr/local): program, man page, completions for bash
	@$(MAKE) --no-print-directory -s -j2 build BUILD=release
	install -D -m 755 build/release/rollbook $(DESTDIR)$(PREFIX)/bin/rollbook
	mkdir -p $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	build/release/rollbook --man > $(DESTDIR)$(PREFIX)/share/man/man1/rollbook.1
	build/release/rollbook --completions > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/rollbook

lint: ## cppcheck and clang-format, as CI runs them
	@tests/support/lint.sh

format: ## rewrite the sources in the house style
	clang-format -i $(shell git ls-files '*.c' '*.h')

clean: ## remove what was built; never touches outputs/
	rm -rf build

# --- how it is built -------------------------------------------------------------------------------

$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC $<'
	@$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

# Newer only when it changes: a file that was renamed or removed leaves no newer time behind.
.PHONY: ASSET_LIST
$(OUT)/assets.list: ASSET_LIST
	@mkdir -p $(@D)
	@echo '$(ASSETS)' | cmp -s - $@ || echo '$(ASSETS)' > $@

$(OUT)/assets.S: pipeline/base/embed.sh $(OUT)/assets.list $(ASSETS)
	@mkdir -p $(@D)
	@pipeline/base/embed.sh $(ASSETS) > $@
$(OUT)/assets.o: $(OUT)/assets.S
	@$(CC) -c $< -o $@

$(LIBRARY): $(OBJECTS)
	@rm -f $@
	@echo '  AR $@'
	@$(AR) rcs $@ $(OBJECTS)

$(PROGRAM): $(OUT)/pipeline/cli/main.o $(LIBRARY)
	@echo '  LD $@'
	@$(CC) $(LDFLAGS_ALL) $^ $(LIB_LIBS) -o $@

$(OUT)/tests/%_test: $(OUT)/tests/%_test.o $(SUPPORT) $(LIBRARY)
	@echo '  LD $@'
	@$(CC) $(LDFLAGS_ALL) $^ -lcmocka $(LIB_LIBS) -o $@

$(OUT)/tests/fuzz/%_fuzz: $(OUT)/tests/fuzz/%_fuzz.o $(LIBRARY)
	@echo '  LD $@'
	@$(CC) -fsanitize=fuzzer,address,undefined $^ $(LIB_LIBS) -o $@

$(OUT)/tests/bench/%_bench: $(OUT)/tests/bench/%_bench.o $(SUPPORT) $(LIBRARY)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS_ALL) $^ -lcmocka $(LIB_LIBS) -o $@

.SECONDARY:
-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
