/*
 * Futures that are built here and run elsewhere: spawn, wok_block_on, cold variables.
 */
#include "emit/internal.h"
#include "layout/layout.h"

/* The arguments as written, each behind `before` or a comma. */
void emit__arguments(struct printer *printer, const struct future *future, const char *before) {
    for (uint32_t i = 0; i < future->argument_count; i++) {
        buffer_puts(printer->buffer, i ? ", " : before);
        emit__node(printer, future->arguments[i]);
    }
    const struct routine *block = future->routine;
    for (size_t i = 0; block && i < block->captures.count; i++) {
        buffer_puts(printer->buffer, i ? ", " : before);
        emit__erased_capture(printer, block, i);
    }
}

const char *emit__future_struct(struct printer *printer, const struct routine *routine) {
    return routine->is_leaf
               ? routine->declaration->future_struct
               : arena_format(printer->program->arena, "struct wok__cold_%s", routine->name);
}

void emit__pointer_cold(struct printer *printer, const struct future *future, const char *name) {
    put(printer, "struct { struct wok_frame header;");
    if (future->argument_count) {
        const size_t *order = layout_argument_order(printer->program->arena, future->parameters,
                                                    future->parameter_count);
        put(printer, " struct {");
        for (size_t i = 0; i < future->parameter_count; i++)
            put(printer, " __typeof__(%s) a%zu;",
                emit__value_type(printer, future->parameters[order[i]], future->node),
                order[i] + 1);
        put(printer, " } arguments;");
    }
    put(printer, " } %s = { .header = { .function = (const struct wok_function *)(const void *)(",
        name);
    emit__node(printer, future->callee);
    put(printer, ") }");
    if (future->argument_count) {
        put(printer, ", .arguments = {");
        for (uint32_t i = 0; i < future->argument_count; i++) {
            put(printer, "%s .a%u = ", i ? "," : "", i + 1);
            emit__node(printer, future->arguments[i]);
        }
        put(printer, " }");
    }
    put(printer, " };");
}

void emit__begin(struct printer *printer, const struct future *future, const char *place) {
    const struct routine *routine = future->routine;
    if (routine->block) {
        put(printer, "wok_frame_begin(&(%s)->header, &wok__function_%s, 0);", place, routine->name);
        emit__captures(printer, routine, place);
        return;
    }
    if (routine->is_leaf)
        put(printer, "%s(%s", routine->declaration->future_init, place);
    else
        put(printer, "wok__begin_%s(%s", routine->name, place);
    emit__arguments(printer, future, ", ");
    put(printer, ");");
}

void emit__named_cold(struct printer *printer, const struct future *future, const char *name) {
    put(printer, "struct wok__cold_%s %s; ", future->routine->name, name);
    emit__begin(printer, future, arena_format(printer->program->arena, "&%s", name));
}

/* `type, &cold, size` of a future: the arguments of the runtime's functions that start one. */
static void put_start_arguments(struct printer *printer, const struct future *future,
                                const char *cold) {
    const struct routine *routine = future->routine;
    if (!routine)
        put(printer, "&%s.header.function->future, &%s, sizeof %s", cold, cold, cold);
    else if (routine->is_leaf)
        put(printer, "&wok__type_%s, &%s, sizeof %s", routine->name, cold, cold);
    else
        put(printer, "&wok__function_%s.future, &%s, sizeof %s", routine->name, cold, cold);
}

/* Declares what is started as a variable, unless it is one already; returns its name. */
static const char *put_cold(struct printer *printer, const struct node *node,
                            const struct future *future) {
    struct arena *arena = printer->program->arena;
    if (future->kind == FUTURE_VARIABLE) {
        struct buffer name;
        buffer_init(&name, arena);
        struct printer inner = *printer;
        inner.buffer = &name;
        emit__symbol(&inner, future->variable);
        bool is_frame = printer->mode == EMIT_RESUME && !future->routine->is_leaf;
        return is_frame ? arena_format(arena, "%s.wok__cold", name.data) : name.data;
    }
    const char *name = arena_format(arena, "wok__cold_%u", node->first);
    if (!future->routine) {
        emit__pointer_cold(printer, future, name);
        return name;
    }
    put(printer, "%s %s; ", emit__future_struct(printer, future->routine), name);
    emit__begin(printer, future, arena_format(arena, "&%s", name));
    return name;
}

static void put_erased_call(struct printer *printer, const struct node *node,
                            const struct future *future) {
    if (future->kind == FUTURE_VARIABLE)
        emit__erased_variable(printer, future);
    else
        emit__node(printer, node->children[0]);
}

/* The sequential form of a started future is its value, computed now. */
static void put_erased_value(struct printer *printer, const struct node *node,
                             const struct future *future) {
    if (future->result && future->result->class == ORACLE_VOID) {
        put(printer, "__extension__ ({ ");
        put_erased_call(printer, node, future);
        put(printer, "; (char)0; })");
    } else {
        put(printer, "(");
        put_erased_call(printer, node, future);
        put(printer, ")");
    }
}

/* A box that is adopted, as the argument of the runtime's function. */
static const char *put_box(struct printer *printer, const struct node *node,
                           const struct future *future) {
    const char *box = arena_format(printer->program->arena, "wok__box_%u", node->first);
    put(printer, "wok_box_handle ");
    emit__taken(printer, future->arguments[0], box);
    return box;
}

static void put_started(struct printer *printer, const struct node *node, const char *starts) {
    const struct note *note = lower_note(node);
    if (!note || !note->future)
        return;
    if (printer->mode == EMIT_ERASED) {
        put_erased_value(printer, node, note->future);
        return;
    }
    put(printer, "__extension__ ({ ");
    if (note->future->kind == FUTURE_BOX) {
        const char *box = put_box(printer, node, note->future);
        bool local = token_spawns_local(printer->program->tokens, node->first);
        put(printer, " %s(%s); })", local ? "wok_spawn_local_box" : "wok_spawn_box", box);
        return;
    }
    const char *cold = put_cold(printer, node, note->future);
    const struct symbol *variable = note->future->variable;
    if (variable && printer->mode == EMIT_RESUME && !note->future->routine->is_leaf) {
        put(printer, " __typeof__(%s(0, 0, 0)) wok__started_%u = %s(", starts, node->first, starts);
        put_start_arguments(printer, note->future, cold);
        put(printer, ");");
        emit__moved_out(printer, variable);
        put(printer, " wok__started_%u; })", node->first);
        return;
    }
    put(printer, " %s(", starts);
    put_start_arguments(printer, note->future, cold);
    put(printer, "); })");
}

void emit__spawn(struct printer *printer, const struct node *node) {
    bool local = token_spawns_local(printer->program->tokens, node->first);
    put_started(printer, node, local ? "wok_spawn_local_future" : "wok_spawn_future");
}

void emit__box(struct printer *printer, const struct node *node) {
    put_started(printer, node, "wok_box_create");
}

static void put_erased_block_on(struct printer *printer, const struct node *node,
                                const struct future *future) {
    bool is_void = future->result && future->result->class == ORACLE_VOID;
    if (node->kind == NODE_BLOCK_ON) {
        put(printer, "(");
        put_erased_call(printer, node, future);
        put(printer, ")");
        return;
    }
    put(printer, "__extension__ ({ ");
    if (!is_void) {
        put(printer, "*(");
        emit__node(printer, node->children[1]);
        put(printer, ") = ");
    }
    put_erased_call(printer, node, future);
    put(printer, "; 0; })");
}

void emit__block_on(struct printer *printer, const struct node *node) {
    const struct note *note = lower_note(node);
    if (!note || !note->future)
        return;
    const struct future *future = note->future;
    bool has_result = future->result && future->result->class != ORACLE_VOID;
    bool tries = node->kind == NODE_TRY_BLOCK_ON;
    if (printer->mode == EMIT_ERASED) {
        put_erased_block_on(printer, node, future);
        return;
    }
    put(printer, "__extension__ ({ ");
    bool is_box = future->kind == FUTURE_BOX;
    const char *cold = is_box ? put_box(printer, node, future) : put_cold(printer, node, future);
    if (has_result && !tries)
        put(printer, " __typeof__(%s) wok__result_%u;", emit__type(printer, future->result, node),
            node->first);
    put(printer, " wok_%sblock_on_%s(", tries ? "try_" : "", is_box ? "box" : "future");
    if (is_box)
        put(printer, "%s", cold);
    else
        put_start_arguments(printer, future, cold);
    if (tries) {
        put(printer, ", ");
        emit__node(printer, node->children[1]);
        put(printer, "); })");
        return;
    }
    if (has_result)
        put(printer, ", &wok__result_%u, ", node->first);
    else
        put(printer, ", 0, ");
    emit__place_arguments(printer, node);
    put(printer, ");");
    if (has_result)
        put(printer, " wok__result_%u;", node->first);
    put(printer, " })");
}

/* A variable is zeroed, so that its scope's end does not give the handle back again. */
void emit__detach(struct printer *printer, const struct node *node) {
    const struct node *handle = program_strip(node->children[0]);
    if (printer->mode == EMIT_ERASED) {
        put(printer, "((void)(");
        emit__node(printer, handle);
        put(printer, "))");
        return;
    }
    if (handle->kind == NODE_SPAWN || handle->kind == NODE_CALL) {
        put(printer, "wok_task_detach(");
        emit__node(printer, handle);
        put(printer, ")");
        return;
    }
    put(printer, "__extension__ ({ wok_task_handle *wok__detached_%u = &(", node->first);
    emit__node(printer, handle);
    put(printer, "); if (!*wok__detached_%u) wok_fatal_handle(", node->first);
    emit__place_arguments(printer, node);
    put(printer, "); wok_task_detach(*wok__detached_%u); *wok__detached_%u = 0; (void)0; })",
        node->first, node->first);
}
