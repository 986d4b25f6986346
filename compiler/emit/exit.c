/*
 * Leaving a scope: what has to run, innermost first, then the jump.
 */
#include "emit/internal.h"

void emit__actions(struct printer *printer, const struct action *from, const struct action *to) {
    for (const struct action *action = from; action && action != to; action = action->outer) {
        switch (action->kind) {
        case ACTION_DEFER:
            put(printer, " {");
            emit__steps(printer, action->body);
            emit__glue_line(printer, action->node);
            put(printer, "}");
            break;
        case ACTION_CLEANUP:
            emit__line(printer, action->node);
            put(printer, "%s(&", action->variable->cleanup);
            emit__symbol(printer, action->variable);
            put(printer, ");");
            break;
        case ACTION_HANDLE:
            if (lower_runs_on_exit(action) && printer->mode != EMIT_ERASED &&
                (printer->mode == EMIT_RESUME || program_is_handle(action->variable))) {
                emit__glue_line(printer, action->node);
                emit__give_up(printer, action->variable);
            }
            break;
        }
    }
}

static void put_return_of_resume(struct printer *printer, const struct step *step) {
    put(printer, "{ ");
    const struct oracle_type *type = printer->routine->result;
    if (step->is_truth && type->class == ORACLE_RECORD && type->future == ORACLE_PLAIN) {
        put(printer, "__typeof__(%s) wok__value = (", emit__type(printer, type, step->node));
        emit__node(printer, step->node);
        put(printer, ");");
        emit__copy(printer, type, emit__result(printer->body), "wok__value");
    } else if (step->is_truth) {
        put(printer, "%s = (", emit__result(printer->body));
        emit__node(printer, step->node);
        put(printer, ");");
    }
    emit__actions(printer, step->from, /* to */ NULL);
    put(printer, " goto wok__finish; }");
}

/* The value is computed before the defers run. */
static void put_return(struct printer *printer, const struct step *step) {
    const struct routine *routine = printer->routine;
    if (!step->from) {
        put(printer, "return ");
        if (step->is_truth)
            emit__node(printer, step->node);
        put(printer, ";");
        return;
    }
    put(printer, "{ ");
    if (step->is_truth) {
        put(printer, "__typeof__(%s) wok__result = (",
            emit__value_type(printer, routine->result, step->node));
        emit__node(printer, step->node);
        put(printer, ");");
    }
    emit__actions(printer, step->from, /* to */ NULL);
    put(printer, step->is_truth ? " return wok__result; }" : " return; }");
}

void emit__push_target(struct printer *printer, struct target *target, bool is_switch) {
    *target = (struct target){.outer = printer->targets, .is_switch = is_switch};
    printer->targets = target;
}

void emit__pop_target(struct printer *printer, const struct target *target) {
    printer->targets = target->outer;
}

void emit__break(struct printer *printer) {
    struct target *target = printer->targets;
    if (!target || !target->break_label) {
        put(printer, "break;");
        return;
    }
    target->break_used = true;
    put(printer, "goto %s;", target->break_label);
}

static void put_continue(struct printer *printer) {
    struct target *target = printer->targets;
    while (target && target->is_switch)
        target = target->outer;
    if (!target || !target->continue_label) {
        put(printer, "continue;");
        return;
    }
    target->continue_used = true;
    put(printer, "goto %s;", target->continue_label);
}

void emit__exit(struct printer *printer, const struct step *step) {
    emit__line(printer, step->node);
    if (step->kind == STEP_RETURN) {
        if (printer->mode == EMIT_RESUME)
            put_return_of_resume(printer, step);
        else
            put_return(printer, step);
        return;
    }
    put(printer, "{");
    emit__actions(printer, step->from, step->to);
    switch (step->kind) {
    case STEP_BREAK:
        put(printer, " ");
        emit__break(printer);
        put(printer, " }");
        return;
    case STEP_CONTINUE:
        put(printer, " ");
        put_continue(printer);
        put(printer, " }");
        return;
    case STEP_GOTO:
        put(printer, " goto %s; }", emit__goto_label(printer, step->name));
        return;
    default:
        put(printer, " }");
        return;
    }
}
