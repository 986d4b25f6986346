/*
 * Steps that do not suspend: C's own statements again.
 */
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

static void put_while(struct printer *printer, const struct step *step) {
    const struct node *node = step->node;
    switch (node->kind) {
    case NODE_DO:
        put(printer, "do ");
        put_block(printer, step->first);
        emit__line(printer, node->children[1]);
        put(printer, " while (");
        emit__node(printer, node->children[1]);
        put(printer, ");");
        return;
    case NODE_WHILE:
        put(printer, "while (");
        emit__node(printer, node->children[0]);
        put(printer, ") ");
        put_block(printer, step->first);
        return;
    default:
        put(printer, "for (; ");
        if (node->children[1]->kind != NODE_NONE)
            emit__node(printer, node->children[1]);
        put(printer, "; ");
        if (node->children[2]->kind != NODE_NONE)
            emit__node(printer, node->children[2]);
        put(printer, ") ");
        put_block(printer, step->first);
        return;
    }
}

static void put_loop(struct printer *printer, const struct step *step) {
    put(printer, "for (;;) {");
    emit__steps(printer, step->first);
    if (step->label)
        put(printer, "\n%s:;", step->label);
    emit__steps(printer, step->second);
    put(printer, "\n}");
}

static void put_switch(struct printer *printer, const struct step *step) {
    put(printer, "switch (");
    emit__node(printer, step->node);
    put(printer, ") ");
    if (step->first && step->first->kind == STEP_BLOCK && !step->first->next)
        put_block(printer, step->first->first);
    else
        put_block(printer, step->first);
}

/* `case 3 ... 5:` or `label:`, up to the statement behind it. */
static void put_label(struct printer *printer, const struct node *node) {
    const struct node *statement = node->child_count ? node->children[node->child_count - 1] : NULL;
    bool has_statement =
        statement && statement->kind != NODE_NONE && statement->first > node->first;
    emit__tokens(printer, node, node->first, has_statement ? statement->first : node->end);
    put(printer, ";");
}

static void put_temporary(struct printer *printer, const struct step *step) {
    emit__line(printer, step->node);
    put(printer, "__typeof__(%s) %s __attribute__((__unused__));",
        emit__temporary_type(printer, step->temporary, step->node),
        emit__temporary_name(printer, step->temporary));
}

static void put_one(struct printer *printer, const struct step *step) {
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
        put(printer, ")) break;");
        return;
    case STEP_SWITCH:
        put_switch(printer, step);
        return;
    case STEP_PRAGMA:
        put(printer, "%s\n", step->name);
        return;
    case STEP_CASE:
    case STEP_LABEL:
        put_label(printer, step->node);
        return;
    default:
        emit__evaluate(printer, step->node);
        if (step->node->kind == NODE_GOTO_COMPUTED)
            put(printer, ";");
        return;
    }
}

void emit__steps(struct printer *printer, const struct step *step) {
    for (; step; step = step->next) {
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
        default:
            emit__line(printer, step->node);
            put_one(printer, step);
            break;
        }
    }
}
