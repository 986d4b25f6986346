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
        emit__copy(printer, type, "wok__self->wok__result", "wok__value");
    } else if (step->is_truth) {
        put(printer, "wok__self->wok__result = (");
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
        put(printer, " break; }");
        return;
    case STEP_CONTINUE:
        if (step->label)
            put(printer, " goto %s; }", step->label);
        else
            put(printer, " continue; }");
        return;
    case STEP_GOTO:
        put(printer, " goto %s; }", step->name);
        return;
    default:
        put(printer, " }");
        return;
    }
}
