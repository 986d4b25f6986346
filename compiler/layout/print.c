/*
 * --print=frame in the reference back end: what the frame holds. Bytes are the type's own size; the C
 * compiler adds padding.
 */
#include <stdio.h>

#include "layout/frame.h"

static const char *child_name(const struct step *step) {
    const struct future *future = step->future;
    if (!future)
        return step->kind == STEP_JOIN ? "join" : "race";
    if (future->routine)
        return future->routine->name;
    return future->kind == FUTURE_CALL    ? "a call through a pointer"
           : future->kind == FUTURE_BOX   ? "a boxed future"
           : future->kind == FUTURE_BLOCK ? "an async block"
                                          : "a task";
}

static const char *child_kind(const struct step *step) {
    if (!step->future)
        return "the branches, each a strand";
    switch (step->future->kind) {
    case FUTURE_EMBEDDED:
        return "its frame, by value";
    case FUTURE_LEAF:
        return "a hand-written future, by value";
    case FUTURE_CALL:
        return "a pointer to its frame on the strand";
    case FUTURE_BOX:
        return "its handle";
    case FUTURE_BLOCK:
        return "nothing more: it is a strand in this frame";
    case FUTURE_VARIABLE:
        return "nothing more: it lives in its variable";
    case FUTURE_TASK:
    case FUTURE_CANCEL:
    case FUTURE_JOIN:
        return "the wait for a task, 32 bytes";
    }
    return "";
}

static unsigned line_of(const struct program *program, const struct node *node) {
    return source_place(program->source, node_begin_offset(program->tokens, node)).line;
}

static void print_value(const char *name, const struct oracle_type *type, const char *why,
                        unsigned line) {
    printf("  %-24s %6lld  %s", name, type ? type->size : -1, why);
    if (line)
        printf(" (line %u)", line);
    printf("\n");
}

static void print_routine(const struct program *program, const struct routine *routine) {
    printf("frame of %s\n  %-24s %6s  %s\n", routine->name, "slot", "bytes", "why");
    printf("  %-24s %6d  %s\n", "header", 16, "every frame has one");
    for (size_t i = 0; i < routine->symbols.count; i++) {
        const struct symbol *symbol = routine->symbols.items[i];
        if (!residence_has_slot(symbol->residence))
            continue;
        print_value(symbol->name, symbol->type,
                    symbol->is_parameter               ? "an argument"
                    : symbol->block                    ? "an async block, a strand"
                    : symbol->class == VARIABLE_FUTURE ? "a future by value"
                    : symbol->is_address_taken         ? "a local whose address is taken"
                                                       : "a local of a scope that suspends",
                    line_of(program, symbol->declaration));
    }
    for (size_t i = 0; i < routine->lowered->temporaries.count; i++) {
        char name[32];
        const struct temporary *temporary = routine->lowered->temporaries.items[i];
        snprintf(name, sizeof name, "temporary %u", temporary->number);
        print_value(name, temporary->type, "a value inside an expression", 0);
    }
    for (size_t i = 0; i < routine->lowered->bodies.count; i++) {
        const struct body *body = routine->lowered->bodies.items[i];
        for (size_t k = 0; k < body->suspensions.count; k++) {
            const struct step *step = body->suspensions.items[k]->step;
            printf("  %-24s %6s  %s (line %u; shared with the body's other awaits)\n",
                   child_name(step), "", child_kind(step), line_of(program, step->node));
        }
    }
    if (routine->result && routine->result->class != ORACLE_VOID)
        print_value("result", routine->result, "read by whoever awaits it", 0);
}

void layout_print(const struct program *program) {
    for (size_t i = 0; i < program->ordered_count; i++)
        if (program->ordered[i]->frame)
            layout__print_ruler(program, program->ordered[i]->frame);
        else if (program->ordered[i]->lowered)
            print_routine(program, program->ordered[i]);
}
