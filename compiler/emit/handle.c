/*
 * Handles: of tasks, and of boxed futures.
 */
#include "emit/internal.h"

const char *emit__handle_type(enum oracle_future_class future) {
    return future == ORACLE_BOXED ? "wok_box_handle" : "wok_task_handle";
}

static void put_place(struct printer *printer, const struct node *node) {
    const struct symbol *symbol =
        node->kind == NODE_NAME ? printer->program->symbol_at[node->first] : NULL;
    if (symbol && !lower_note(node))
        emit__symbol(printer, symbol);
    else
        emit__node(printer, node);
}

void emit__take(struct printer *printer, const struct node *node) {
    node = program_strip((struct node *)node);
    const char *type = emit__handle_type(program_handle(printer->program, node));
    if (printer->mode != EMIT_ERASED && lower_is_place(printer->program, node)) {
        put(printer, "__extension__ ({ %s *wok__place_%u = &(", type, node->first);
        put_place(printer, node);
        put(printer, "); %s wok__taken_%u = *wok__place_%u; *wok__place_%u = 0; wok__taken_%u; })",
            type, node->first, node->first, node->first, node->first);
    } else if (node->kind == NODE_CONDITIONAL && !lower_note(node)) {
        put(printer, "((");
        emit__node(printer, node->children[0]);
        put(printer, ") ? ");
        emit__take(printer, node->children[1]);
        put(printer, " : ");
        emit__take(printer, node->children[2]);
        put(printer, ")");
    } else {
        emit__node(printer, node);
    }
}

void emit__taken(struct printer *printer, const struct node *node, const char *name) {
    put(printer, "%s = ", name);
    emit__take(printer, node);
    put(printer, "; if (!%s) wok_fatal_handle(", name);
    emit__place_arguments(printer, node);
    put(printer, ");");
}

void emit__moved_out(struct printer *printer, const struct symbol *variable) {
    if (printer->mode != EMIT_RESUME || variable->class != VARIABLE_FUTURE ||
        !program_owns_arguments(variable->future_of))
        return;
    put(printer, " ");
    emit__symbol(printer, variable);
    put(printer, ".wok__cold.header.state = WOK_FINISHED;");
}

void emit__give_up(struct printer *printer, const struct symbol *variable) {
    if (variable->class == VARIABLE_FUTURE) {
        put(printer, " wok__drop_%s(&", variable->future_of->name);
        emit__symbol(printer, variable);
        put(printer, ");");
        return;
    }
    put(printer, " if (");
    emit__symbol(printer, variable);
    put(printer, ") { %s(", variable->class == VARIABLE_BOX ? "wok_box_drop" : "wok_task_detach");
    emit__symbol(printer, variable);
    put(printer, "); ");
    emit__symbol(printer, variable);
    put(printer, " = 0; }");
}
