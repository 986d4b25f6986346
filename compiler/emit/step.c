/*
 * Steps that do not suspend: C's own statements again.
 */
#include <string.h>

#include "emit/internal.h"

static void put_block(struct printer *printer, const struct step *first) {
    put(printer, "{");
    emit__steps(printer, first);
    put(printer, "\n}");
}

/* The value of a spilled node is the node itself. */
static void put_value(struct printer *printer, const struct step *step) {
    const struct note *note = lower_note(step->node);
    if (note && note->temporary == step->temporary)
        emit__evaluate(printer, step->node);
    else
        emit__node(printer, step->node);
}

static void put_set(struct printer *printer, const struct step *step) {
    const char *name = emit__temporary_name(printer, step->temporary);
    const struct oracle_type *type = step->temporary->type;
    if (type->class == ORACLE_RECORD && !step->temporary->handle) {
        put(printer, "{ __typeof__(%s) wok__value = (", emit__type(printer, type, step->node));
        put_value(printer, step);
        put(printer, ");");
        emit__copy(printer, type, name, "wok__value");
        put(printer, " }");
        return;
    }
    put(printer, "%s = %s(", name, step->is_truth ? "!!" : "");
    put_value(printer, step);
    put(printer, ");");
}

static void put_if(struct printer *printer, const struct step *step) {
    put(printer, step->negated ? "if (!" : "if (");
    if (step->temporary)
        put(printer, "%s", emit__temporary_name(printer, step->temporary));
    else
        emit__node(printer, step->node);
    put(printer, ") ");
    put_block(printer, step->first);
    if (!step->second)
        return;
    put(printer, " else ");
    put_block(printer, step->second);
}

static void put_body(struct printer *printer, const struct step *step, const char *continue_label) {
    struct target target;
    emit__push_target(printer, &target, /* is_switch */ step->kind == STEP_SWITCH);
    target.continue_label = continue_label;
    put(printer, "{");
    if (step->kind != STEP_SWITCH)
        emit__turn_begin(printer, step);
    bool is_switch_block = step->kind == STEP_SWITCH && step->first &&
                           step->first->kind == STEP_BLOCK && !step->first->next;
    emit__steps(printer, is_switch_block ? step->first->first : step->first);
    if (continue_label)
        put(printer, "\n%s:;", continue_label);
    emit__steps(printer, step->second);
    put(printer, "\n}");
    emit__pop_target(printer, &target);
}

/* Comes in as if true where a resumption goes through the header. */
static void put_condition(struct printer *printer, const struct step *step,
                          const struct node *condition) {
    emit__header_begin(printer, step);
    put(printer, printer->reentry ? "(" : "");
    emit__node(printer, condition);
    put(printer, printer->reentry ? ")" : "");
}

static bool is_of_loop(const char *pragma) {
    return strstr(pragma, "unroll") || strstr(pragma, "ivdep") || strstr(pragma, "clang loop");
}

/* What was set aside until the loop itself stands there. */
static void put_loop_pragmas(struct printer *printer, const struct step *loop) {
    size_t count = printer->loop_pragmas.count;
    printer->loop_pragmas.count = 0;
    for (size_t i = 0; i < count; i++) {
        put(printer, "\n%s\n", printer->loop_pragmas.items[i]);
        emit__line(printer, loop->node);
    }
}

static void put_pragma(struct printer *printer, const struct step *step) {
    size_t room = sizeof printer->loop_pragmas.items / sizeof printer->loop_pragmas.items[0];
    if (is_of_loop(step->name) && printer->loop_pragmas.count < room)
        printer->loop_pragmas.items[printer->loop_pragmas.count++] = step->name;
    else
        put(printer, "%s\n", step->name);
}

static void put_while(struct printer *printer, const struct step *step) {
    const struct node *node = step->node;
    put_loop_pragmas(printer, step);
    switch (node->kind) {
    case NODE_DO:
        put(printer, "do ");
        put_body(printer, step, NULL);
        emit__line(printer, node->children[1]);
        put(printer, " while (");
        emit__node(printer, node->children[1]);
        put(printer, ");");
        return;
    case NODE_WHILE:
        put(printer, "while (");
        put_condition(printer, step, node->children[0]);
        put(printer, ") ");
        put_body(printer, step, NULL);
        return;
    default:
        put(printer, "for (; ");
        if (node->children[1]->kind != NODE_NONE)
            put_condition(printer, step, node->children[1]);
        put(printer, "; ");
        if (node->children[2]->kind != NODE_NONE)
            emit__node(printer, node->children[2]);
        put(printer, ") ");
        put_body(printer, step, NULL);
        return;
    }
}

static void put_loop(struct printer *printer, const struct step *step) {
    put_loop_pragmas(printer, step);
    put(printer, "for (;;) ");
    put_body(printer, step,
             step->label ? emit__label(printer, step->label, step->node->first) : NULL);
}

static void put_switch(struct printer *printer, const struct step *step) {
    put(printer, "switch (");
    emit__node(printer, step->node);
    put(printer, ") ");
    bool dropped_cases = printer->drops_cases;
    printer->drops_cases = false;
    put_body(printer, step, NULL);
    printer->drops_cases = dropped_cases;
}

/* `case 3 ... 5:` or `label:`, up to the statement behind it. */
static void put_label(struct printer *printer, const struct node *node) {
    const struct node *statement = node->child_count ? node->children[node->child_count - 1] : NULL;
    bool has_statement =
        statement && statement->kind != NODE_NONE && statement->first > node->first;
    uint32_t end = has_statement ? statement->first : node->end, first = node->first;
    if (node->kind == NODE_LABEL && printer->copies) {
        const char *name = token_string(printer->program->tokens, node->name);
        put(printer, "%s ", emit__label(printer, name, node->first));
        first++;
    }
    emit__tokens(printer, node, first, end);
    put(printer, ";");
}

static void put_temporary(struct printer *printer, const struct step *step) {
    emit__line(printer, step->node);
    put(printer, "__typeof__(%s) %s __attribute__((__unused__));",
        emit__temporary_type(printer, step->temporary, step->node),
        emit__temporary_name(printer, step->temporary));
}

void emit__plain_step(struct printer *printer, const struct step *step) {
    emit__line(printer, step->node);
    switch (step->kind) {
    case STEP_EXPRESSION:
        emit__evaluate(printer, step->node);
        put(printer, ";");
        return;
    case STEP_SET:
        put_set(printer, step);
        return;
    case STEP_BLOCK:
        put_block(printer, step->first);
        return;
    case STEP_IF:
        put_if(printer, step);
        return;
    case STEP_WHILE:
        put_while(printer, step);
        return;
    case STEP_LOOP:
        put_loop(printer, step);
        return;
    case STEP_BREAK_UNLESS:
        put(printer, "if (!(");
        emit__node(printer, step->node);
        put(printer, ")) ");
        emit__break(printer);
        return;
    case STEP_SWITCH:
        put_switch(printer, step);
        return;
    case STEP_PRAGMA:
        put_pragma(printer, step);
        return;
    case STEP_CASE:
        if (!printer->drops_cases)
            put_label(printer, step->node);
        return;
    case STEP_LABEL:
        put_label(printer, step->node);
        return;
    default:
        if (step->node->kind == NODE_EMPTY && printer->drops_cases)
            return; /* fallthrough, to a case that is none here */
        emit__evaluate(printer, step->node);
        if (step->node->kind == NODE_GOTO_COMPUTED)
            put(printer, ";");
        return;
    }
}

/* Does a resumption come in here, so that loops need a way in? */
static bool has_entries(const struct printer *printer) {
    return printer->mode == EMIT_RESUME && printer->program->backend == BACKEND_FAST &&
           !printer->hides_entries;
}

void emit__steps(struct printer *printer, const struct step *step) {
    emit__steps_until(printer, step, /* end */ NULL);
}

void emit__steps_until(struct printer *printer, const struct step *step, const struct step *end) {
    for (; step != end; step = step->next) {
        const struct step *last =
            step->kind == STEP_LABEL && has_entries(printer) ? emit__region(printer, step) : NULL;
        if (last) {
            step = last;
            continue;
        }
        switch (step->kind) {
        case STEP_ENTER:
            break;
        case STEP_TEMPORARY:
            if (printer->mode != EMIT_RESUME)
                put_temporary(printer, step);
            break;
        case STEP_DECLARE:
            emit__declare(printer, step);
            break;
        case STEP_CALL:
            emit__plain_call(printer, step);
            break;
        case STEP_AWAIT:
        case STEP_JOIN:
        case STEP_RACE:
            if (printer->mode == EMIT_RESUME)
                emit__suspend(printer, step);
            else
                emit__erased_suspend(printer, step);
            break;
        case STEP_RETURN:
        case STEP_BREAK:
        case STEP_CONTINUE:
        case STEP_GOTO:
        case STEP_LEAVE:
            emit__exit(printer, step);
            break;
        case STEP_WHILE:
        case STEP_LOOP:
            if (has_entries(printer) && emit__suspends(step))
                emit__suspending_loop(printer, step);
            else
                emit__plain_step(printer, step);
            break;
        default:
            emit__plain_step(printer, step);
            break;
        }
    }
}
