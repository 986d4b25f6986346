/*
 * The stage: one routine after the other, and what its files share.
 */
#include "lower/lower.h"

#include <string.h>

#include "lower/internal.h"

struct note *lower_note(const struct node *node) {
    return node->note;
}

bool lower_is_in_body(const struct body *inner, const struct body *outer) {
    while (inner && inner != outer)
        inner = inner->outer;
    return inner == outer;
}

bool lower_runs_on_exit(const struct action *action) {
    return action->kind != ACTION_HANDLE || action->variable->class != VARIABLE_TASK ||
           action->variable->is_shared;
}

struct note *lower__note(struct lowering *lowering, struct node *node) {
    if (!node->note)
        node->note = arena_new(lowering->arena, struct note);
    return node->note;
}

struct step *lower__step(struct lowering *lowering, enum step_kind kind, struct node *node) {
    struct step *step = arena_new(lowering->arena, struct step);
    step->kind = kind;
    step->node = node;
    *lowering->tail = step;
    lowering->tail = &step->next;
    lowering->last = step;
    return step;
}

bool lower__is_void(struct lowering *lowering, const struct oracle_type *type,
                    const struct node *node) {
    return type && type->class == ORACLE_VOID &&
           program_handle(lowering->program, node) == ORACLE_PLAIN;
}

struct temporary *lower__temporary(struct lowering *lowering, const struct oracle_type *type,
                                   struct node *node) {
    enum oracle_future_class handle = program_handle(lowering->program, node);
    bool is_value = type && type->spelling && type->class != ORACLE_ARRAY;
    if (!is_value || (type->class == ORACLE_VOID && handle == ORACLE_PLAIN)) {
        program_error(lowering->program, lowering->routine, DIAGNOSE_UNSUPPORTED, node,
                      "a value %s cannot be kept across an await yet",
                      !type || !type->spelling ? "of an unnamed type" : "of this type");
        diagnose_help(lowering->program->diagnostics,
                      "store it in a variable first, and use the variable");
        return NULL;
    }
    struct temporary *temporary = arena_new(lowering->arena, struct temporary);
    array_push(lowering->arena, &lowering->lowered->temporaries, temporary);
    temporary->number = (unsigned)lowering->lowered->temporaries.count;
    temporary->type = type;
    temporary->handle = handle;
    lower__step(lowering, STEP_TEMPORARY, node)->temporary = temporary;
    return temporary;
}

void lower__capture_begin(struct lowering *lowering, struct capture *capture) {
    capture->tail = lowering->tail;
    capture->first = NULL;
    lowering->tail = &capture->first;
    lowering->last = NULL;
}

struct step *lower__capture_end(struct lowering *lowering, struct capture *capture) {
    lowering->tail = capture->tail;
    lowering->last = NULL;
    return capture->first;
}

static bool encloses(const struct action *outer, const struct action *inner) {
    for (; inner; inner = inner->outer)
        if (inner == outer)
            return true;
    return outer == NULL;
}

/* A goto runs the actions that are live at it and not at its label. Going in is an error. */
static void resolve_gotos(struct lowering *lowering) {
    for (size_t i = 0; i < lowering->gotos.count; i++) {
        struct step *step = lowering->gotos.items[i].step;
        for (size_t k = 0; k < lowering->labels.count; k++) {
            const struct label_place *label = &lowering->labels.items[k];
            if (strcmp(label->name, step->name) != 0)
                continue;
            step->to = label->chain;
            if (!encloses(label->chain, step->from))
                program_error(lowering->program, lowering->routine, DIAGNOSE_JUMP_INTO_DEFER,
                              step->node, "this jump enters the scope of a defer at `%s`",
                              step->name);
        }
    }
}

static void lower_routine(struct program *program, struct routine *routine) {
    struct node *function = routine->definition->node;
    struct lowering lowering = {.program = program, .arena = program->arena, .routine = routine};
    lowering.lowered = arena_new(program->arena, struct lowered);
    lowering.lowered->routine = routine;
    routine->lowered = lowering.lowered;
    struct body *body = arena_new(program->arena, struct body);
    body->routine = routine;
    body->node = function;
    array_push(program->arena, &lowering.lowered->bodies, body);
    lowering.body = body;
    lowering.tail = &body->first;
    for (size_t i = 0; i < routine->symbols.count; i++) {
        struct symbol *symbol = routine->symbols.items[i];
        if (symbol->is_parameter && program_is_handle(symbol))
            lower__enter(&lowering, ACTION_HANDLE, symbol->declaration, symbol, /* body */ NULL);
    }
    if (routine->block)
        lower__block(&lowering, function->children[2], VALUE_RETURNED, /* temporary */ NULL);
    else
        lower__statement(&lowering, function->children[2]);
    resolve_gotos(&lowering);
}

void lower_program(struct program *program) {
    for (size_t i = 0; i < program->routines.count; i++) {
        struct routine *routine = program->routines.items[i];
        if (routine->definition && !routine->is_broken)
            lower_routine(program, routine);
    }
}
