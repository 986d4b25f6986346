/*
 * Suspension points of the sequential program: a call, one branch after the other, the first arm.
 */
#include "emit/internal.h"

/* A struct is copied as bytes: it may have const members. */
static bool is_copied(const struct step *step) {
    return step->temporary && step->temporary->type->class == ORACLE_RECORD;
}

static void put_target(struct printer *printer, const struct step *step) {
    if (is_copied(step))
        put(printer, "{ __typeof__(%s) wok__value = ",
            emit__type(printer, step->temporary->type, step->node));
    else if (step->temporary)
        put(printer, "%s = ", emit__temporary_name(printer, step->temporary));
}

void emit__erased_variable(struct printer *printer, const struct future *future) {
    put(printer, "%s(", future->routine->name);
    for (size_t i = 0; i < future->routine->parameter_count; i++) {
        put(printer, i ? ", " : "");
        emit__symbol(printer, future->variable);
        put(printer, ".a%zu", i + 1);
    }
    put(printer, ")");
}

static void put_join_task(struct printer *printer, const struct future *future) {
    const struct oracle_type *type = program_type(printer->program, future->arguments[0]);
    put(printer, "__extension__ ({ ");
    if (type && type->class != ORACLE_VOID) {
        put(printer, "__typeof__(%s) *wok__to = (", emit__type(printer, type, future->node));
        emit__node(printer, future->arguments[1]);
        put(printer, "); if (wok__to) *wok__to = ");
    }
    put(printer, "(");
    emit__node(printer, future->arguments[0]);
    put(printer, "); 0; })");
}

static void put_await(struct printer *printer, const struct step *step) {
    const struct future *future = step->future;
    emit__line(printer, step->node);
    if (future->kind == FUTURE_BLOCK) {
        put(printer, "{");
        emit__steps(printer, lower_note(future->block)->body->first);
        put(printer, "\n}");
        return;
    }
    put_target(printer, step);
    switch (future->kind) {
    case FUTURE_EMBEDDED:
    case FUTURE_LEAF:
    case FUTURE_CALL:
        emit__evaluate(printer, future->node);
        break;
    case FUTURE_VARIABLE:
        emit__erased_variable(printer, future);
        break;
    case FUTURE_BLOCK:
        break;
    case FUTURE_TASK:
    case FUTURE_BOX:
        put(printer, step->temporary ? "(" : "(void)(");
        emit__node(printer, future->arguments[0]);
        put(printer, ")");
        break;
    case FUTURE_CANCEL:
        put(printer, step->temporary ? "((void)(" : "(void)((void)(");
        emit__node(printer, future->arguments[0]);
        put(printer, "), 0)");
        break;
    case FUTURE_JOIN:
        put_join_task(printer, future);
        break;
    }
    put(printer, ";");
    if (!is_copied(step))
        return;
    emit__copy(printer, step->temporary->type, emit__temporary_name(printer, step->temporary),
               "wok__value");
    put(printer, " }");
}

void emit__erased_suspend(struct printer *printer, const struct step *step) {
    if (step->kind == STEP_AWAIT && step->future->node == step->node)
        return; /* a turn of a loop: there is nobody to give way to */
    if (step->kind == STEP_AWAIT) {
        put_await(printer, step);
        return;
    }
    uint32_t count = step->kind == STEP_RACE ? 1 : step->branch_count;
    for (uint32_t i = 0; i < count; i++) {
        put(printer, " {");
        emit__steps(printer, step->branches[i]->first);
        put(printer, "\n}");
    }
    if (step->kind != STEP_RACE)
        return;
    put(printer, " {");
    emit__steps(printer, step->branches[0]->arm);
    put(printer, "\n}");
}
