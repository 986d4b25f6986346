/*
 * async_move blocks: where one stands, the values that it uses are copied into its cold struct.
 *
 * In the sequential program a block is a function before the one it stands in, called when it is
 * awaited, with the values from where it stood. An array travels in a struct of its own.
 */
#include "emit/internal.h"

static bool is_array(const struct routine *routine, size_t index) {
    return routine->block && routine->parameters[index]->class == ORACLE_ARRAY;
}

void emit__captures(struct printer *printer, const struct routine *block, const char *place) {
    for (size_t i = 0; i < block->captures.count; i++) {
        const struct symbol *copy = block->captures.items[i];
        const struct oracle_type *type = block->parameters[i];
        bool is_bytes = type->future == ORACLE_PLAIN &&
                        (type->class == ORACLE_RECORD || type->class == ORACLE_ARRAY);
        put(printer,
            is_bytes ? " __builtin_memcpy((void *)&(%s)->arguments.%s, (const void *)&("
                     : " (%s)->arguments.%s = (",
            place, copy->name);
        emit__symbol(printer, copy->captured);
        if (is_bytes)
            put(printer, "), sizeof (%s)->arguments.%s);", place, copy->name);
        else
            put(printer, ");");
        if (type->future == ORACLE_PLAIN)
            continue;
        put(printer, " "); /* a handle moves into the block */
        emit__symbol(printer, copy->captured);
        put(printer, " = 0;");
    }
}

void emit__block_support(struct printer *printer, const struct routine *root) {
    const struct program *program = printer->program;
    const struct routine *outer = printer->routine;
    for (size_t i = 0; i < program->routines.count; i++) {
        const struct routine *routine = program->routines.items[i];
        if (!routine->block || !routine->lowered)
            continue;
        if (root ? program_root(routine) != root : !program_root(routine)->is_async)
            continue;
        printer->routine = routine;
        emit__glue_line(printer, routine->block);
        emit__support(printer, routine);
    }
    printer->routine = outer;
}

/* ---- the sequential program ---- */

const char *emit__erased_capture_type(struct printer *printer, const struct routine *routine,
                                      size_t index) {
    struct arena *arena = printer->program->arena;
    if (is_array(routine, index))
        return arena_format(arena, "struct wok__array_%s_%zu", routine->name, index + 1);
    return arena_format(arena, "__typeof__(%s)",
                        emit__type(printer, routine->parameters[index], NULL));
}

void emit__erased_capture(struct printer *printer, const struct routine *block, size_t index) {
    if (is_array(block, index))
        put(printer, "*(%s *)(void *)&", emit__erased_capture_type(printer, block, index));
    emit__symbol(printer, block->captures.items[index]->captured);
}

void emit__erased_block_call(struct printer *printer, const struct node *node) {
    const struct routine *block = printer->program->routine_at[node->first];
    put(printer, "%s(", block->name);
    for (size_t i = 0; i < block->captures.count; i++) {
        put(printer, i ? ", " : "");
        emit__erased_capture(printer, block, i);
    }
    put(printer, ")");
}

static void put_parameter(struct printer *printer, const struct routine *block, size_t index) {
    put(printer, "%s%s ", index ? ", " : "", emit__erased_capture_type(printer, block, index));
    if (is_array(block, index))
        put(printer, "wok__");
    emit__symbol(printer, block->captures.items[index]);
}

/* There it is a function of its own, outside of the one that declares them. */
static void refuse_local_names(struct printer *printer, const struct routine *block) {
    if (!block->uses_local_names)
        return;
    program_error(printer->program, NULL, DIAGNOSE_UNSUPPORTED, block->block,
                  "this async_move block uses local types or static variables: its sequential form "
                  "is not supported yet");
    diagnose_help(printer->program->diagnostics, "declare them at file scope");
}

static void put_function(struct printer *printer, const struct routine *block) {
    refuse_local_names(printer, block);
    bool is_void = !block->result || block->result->class == ORACLE_VOID;
    emit__line(printer, block->block);
    for (size_t i = 0; i < block->parameter_count; i++)
        if (is_array(block, i))
            put(printer, "%s { __typeof__(%s) items; } __attribute__((__may_alias__)); ",
                emit__erased_capture_type(printer, block, i),
                emit__type(printer, block->parameters[i], NULL));
    emit__code_attributes(printer, block);
    put(printer, "static __typeof__(%s) %s(",
        is_void ? "void" : emit__type(printer, block->result, NULL), block->name);
    for (size_t i = 0; i < block->parameter_count; i++)
        put_parameter(printer, block, i);
    put(printer, block->parameter_count ? ") {" : "void) {");
    for (size_t i = 0; i < block->parameter_count; i++) {
        const struct symbol *copy = block->captures.items[i];
        if (!is_array(block, i))
            continue;
        put(printer, " __typeof__(%s) ", emit__type(printer, block->parameters[i], NULL));
        emit__symbol(printer, copy);
        put(printer, "; __builtin_memcpy(&");
        emit__symbol(printer, copy);
        put(printer, ", &wok__");
        emit__symbol(printer, copy);
        put(printer, ".items, sizeof ");
        emit__symbol(printer, copy);
        put(printer, ");");
    }
    emit__steps(printer, block->lowered->bodies.items[0]->first);
    put(printer, "\n}\n");
}

void emit__erased_blocks(struct printer *printer, const struct routine *root) {
    const struct program *program = printer->program;
    const struct routine *outer = printer->routine;
    for (size_t i = program->routines.count; i-- > 0;) { /* a block in a block before that one */
        const struct routine *routine = program->routines.items[i];
        if (!routine->block || !routine->lowered || program_root(routine) != root)
            continue;
        printer->routine = routine;
        printer->body = routine->lowered->bodies.items[0];
        put_function(printer, routine);
    }
    printer->routine = outer;
}
