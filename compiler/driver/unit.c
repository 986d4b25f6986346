/*
 *     text → syntax → oracle → program → lower → check, analyze → layout → emit
 *
 * The order of the calls below is the order of the stages. A stage that found errors ends the unit:
 * the stages after it may rely on what it promised.
 */
#include "driver/unit.h"

#include <stdio.h>
#include <string.h>

#include "analyze/flow.h"
#include "analyze/live.h"
#include "check/check.h"
#include "diagnose/diagnose.h"
#include "driver/options.h"
#include "emit/emit.h"
#include "layout/layout.h"
#include "lower/lower.h"
#include "oracle/oracle.h"
#include "program/program.h"
#include "syntax/token.h"
#include "syntax/tree.h"

/* What the stages hand to each other. */
struct unit {
    const struct unit_options *options;
    struct arena *arena;
    struct diagnostics diagnostics;
    struct tokens *tokens;
    struct oracle *oracle;
    struct syntax *syntax;
};

bool unit_may_have_words(const char *text, size_t length) {
    return memmem(text, length, "#pragma wok ", 12) != NULL;
}

static bool is_typedef(void *data, const char *name, size_t length, uint32_t offset) {
    return oracle_is_typedef(data, name, length, offset);
}

static bool uses_async(void *data, uint32_t begin, uint32_t end) {
    return oracle_uses_async(data, begin, end);
}

/* The compiler names the object's source by the text's first line marker; so it has to have one. */
static void begin_with_marker(const struct source *source, struct buffer *output) {
    if (output->length >= 2 && memcmp(output->data, "# ", 2) == 0)
        return;
    struct buffer marked;
    buffer_init(&marked, output->arena);
    buffer_puts(&marked, "# 1 ");
    buffer_put_quoted(&marked, source->main_file);
    buffer_puts(&marked, "\n");
    buffer_append(&marked, output->data, output->length);
    *output = marked;
}

/*
 * The stages from program to emit: true when `output` holds what was asked for. Those up to check
 * skip functions in which an error was found, so that one run reports the errors of all the others.
 */
static bool run_back_stages(struct unit *unit, struct buffer *output) {
    unsigned print = unit->options->print;
    struct program *program =
        program_build(unit->arena, unit->syntax, unit->oracle, &unit->diagnostics);
    program->backend = unit->options->backend;
    program->residence_rule = unit->options->residence_rule;
    program->garbles = unit->options->garbles;
    check_before_lowering(program);
    lower_program(program);
    if (print & PRINT_STEPS)
        lower_print(program);
    analyze_program(program);
    if (print & PRINT_FLOW)
        flow_print(program);
    if (print & PRINT_LIVE)
        live_print(program);
    check_program(program);
    if (unit->diagnostics.error_count > 0)
        return false;
    if (unit->options->erase) {
        emit_erased(program, output);
        return unit->diagnostics.error_count == 0;
    }
    if (program->backend == BACKEND_FAST && lower_plain_calls(program))
        analyze_program(program);
    layout_program(program);
    if (print & PRINT_FRAME)
        layout_print(program);
    emit_program(program, output);
    return unit->diagnostics.error_count == 0;
}

static bool run_front_stages(struct unit *unit) {
    const struct unit_options *options = unit->options;
    if (options->print & PRINT_MARKS)
        tokens_print(unit->tokens);
    if (unit->diagnostics.error_count > 0)
        return false;
    unit->oracle = oracle_open(unit->tokens, options->language_flags, options->language_flag_count,
                               &unit->diagnostics);
    if (unit->diagnostics.error_count > 0)
        return false;
    struct syntax_names names = {unit->oracle, is_typedef, uses_async};
    unit->syntax = syntax_parse(unit->tokens, &names, &unit->diagnostics);
    if (options->print & PRINT_TREE)
        syntax_print(unit->syntax);
    return unit->diagnostics.error_count == 0;
}

static void print_summary(struct diagnostics *diagnostics) {
    diagnose_finish(diagnostics);
    if (diagnostics->error_count > 0 && diagnostics->format == DIAGNOSE_AS_TEXT)
        fprintf(stderr, "wokcc: %u error%s\n", diagnostics->error_count,
                diagnostics->error_count == 1 ? "" : "s");
}

enum unit_answer compile_unit(const struct unit_options *options, struct buffer *output) {
    struct unit unit = {.options = options, .arena = output->arena};
    const struct source *source =
        source_create(unit.arena, options->text, options->length, options->main_file);
    unit.diagnostics.source = source;
    unit.diagnostics.levels = options->levels;
    unit.diagnostics.format = options->format;
    unit.tokens = tokens_read(source, &unit.diagnostics);
    if (!unit.tokens->has_words && unit.diagnostics.error_count == 0)
        return UNIT_PLAIN;
    const unsigned front = PRINT_MARKS | PRINT_TREE;
    bool emits = !options->print || options->print & PRINT_C;
    bool good = run_front_stages(&unit);
    if (good && (emits || options->print & ~front))
        good = run_back_stages(&unit, output);
    if (unit.oracle)
        oracle_close(unit.oracle);
    print_summary(&unit.diagnostics);
    if (!good)
        return UNIT_WRONG;
    if (!emits)
        return UNIT_PRINTED;
    begin_with_marker(source, output);
    return UNIT_EMITTED;
}
