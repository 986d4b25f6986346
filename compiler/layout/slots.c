/*
 * The slots of a frame, and the bytes that each of them needs.
 *
 * Sizes are the oracle's, and those of the frames that were laid out before: callees come first. What
 * neither knows (a type that the oracle cannot measure, an alignment that is an expression) is left to
 * the C compiler, and such a slot is placed behind all others.
 */
#include <stdlib.h>

#include "layout/frame.h"

static const struct oracle_extent unknown = {-1, -1};
static const struct oracle_extent pointer = {sizeof(void *), _Alignof(void *)};

struct oracle_extent layout__extent(const struct oracle_type *type) {
    if (!type)
        return unknown;
    if (type->future != ORACLE_PLAIN)
        return pointer;
    return (struct oracle_extent){type->size, type->align};
}

/* What a task yields is a value, even where the oracle calls its type that of the task. */
static struct oracle_extent value_extent(const struct oracle_type *type) {
    return type ? (struct oracle_extent){type->size, type->align} : unknown;
}

/* aligned(64), _Alignas(64): the number; 0 if there is none, -1 if it is no plain number. */
static long long attribute_alignment(const struct tokens *tokens, const struct node *attribute) {
    long long alignment = 0;
    for (uint32_t token = attribute->first; token < attribute->end; token++) {
        if (!token_is(tokens, token, "_Alignas") && !token_is(tokens, token, "alignas") &&
            !token_is(tokens, token, "aligned") && !token_is(tokens, token, "__aligned__"))
            continue;
        bool is_number = token + 3 < attribute->end + 1 && token_is(tokens, token + 1, "(") &&
                         tokens->items[token + 2].kind == TOKEN_NUMBER &&
                         token_is(tokens, token + 3, ")");
        char *end;
        long long number = is_number ? strtoll(token_string(tokens, token + 2), &end, 0) : -1;
        if (number <= 0 || *end)
            return -1;
        alignment = number > alignment ? number : alignment;
    }
    return alignment;
}

/* The strictest of what the declaration asks for; -1 if it cannot be said. */
static long long declared_alignment(const struct tokens *tokens, const struct node *node) {
    long long alignment = 0;
    for (uint32_t i = 0; i < node->child_count; i++) {
        const struct node *child = node->children[i];
        long long found = 0;
        if (child->kind == NODE_DECLARATOR)
            found = declared_alignment(tokens, child);
        else if (child->kind == NODE_ATTRIBUTE && !(child->flags & NODE_IS_CLEANUP))
            found = attribute_alignment(tokens, child);
        if (found < 0)
            return -1;
        alignment = found > alignment ? found : alignment;
    }
    return alignment;
}

static void fill_in(struct slot *slot, struct oracle_extent extent) {
    bool is_known = extent.size >= 0 && extent.align >= 1;
    slot->size = is_known ? extent.size : -1;
    slot->align = is_known ? extent.align : -1;
    slot->used = slot->size > 0 ? slot->size : is_known ? 1 : -1;
}

/* A future by value: a frame that was laid out before, or a hand-written struct. */
static void fill_in_future(const struct program *program, struct slot *slot,
                           const struct routine *routine) {
    if (routine->is_leaf) {
        fill_in(slot, oracle_named_extent(program->oracle, routine->declaration->future_struct));
        return;
    }
    const struct frame *frame = routine->frame;
    fill_in(slot, frame ? (struct oracle_extent){frame->size, frame->align} : unknown);
    if (slot->size < 0)
        return;
    slot->used = frame->used;
    slot->lead = layout_is_merged(routine) ? HEADER_SIZE : 0;
}

static void fill_in_variable(const struct program *program, struct slot *slot,
                             const struct symbol *symbol) {
    if (symbol->class == VARIABLE_FUTURE) {
        fill_in_future(program, slot, symbol->future_of);
        if (slot->size >= 0 && !symbol->future_of->is_leaf)
            slot->size = symbol->future_of->frame->whole;
        slot->used = slot->size; /* it may be copied whole, and started */
        slot->lead = 0;
        return;
    }
    if (program_is_handle(symbol)) {
        fill_in(slot, pointer);
        return;
    }
    const struct tokens *tokens = program->tokens;
    struct oracle_extent extent =
        symbol->is_parameter ? layout__extent(symbol->type) : value_extent(symbol->type);
    long long alignments[] = {declared_alignment(tokens, symbol->declaration->children[0]),
                              symbol->declarator ? declared_alignment(tokens, symbol->declarator)
                                                 : 0};
    for (size_t i = 0; i < 2; i++) {
        if (alignments[i] < 0)
            extent = unknown;
        else if (alignments[i] > extent.align && extent.align > 0)
            extent.align = alignments[i];
    }
    fill_in(slot, extent);
}

static void fill_in_child(const struct program *program, struct slot *slot,
                          const struct future *future) {
    switch (future->kind) {
    case FUTURE_EMBEDDED:
    case FUTURE_LEAF:
        fill_in_future(program, slot, future->routine);
        return;
    case FUTURE_CALL:
    case FUTURE_BOX:
        fill_in(slot, pointer);
        return;
    case FUTURE_TASK:
    case FUTURE_CANCEL:
    case FUTURE_JOIN:
        fill_in(slot, (struct oracle_extent){WAIT_SIZE, _Alignof(void *)});
        return;
    case FUTURE_VARIABLE:
    case FUTURE_BLOCK:
        return; /* no slot: it lives in its variable */
    }
}

static struct slot *add(struct program *program, struct frame *frame, enum slot_kind kind,
                        const char *member, size_t thing) {
    struct slot slot = {
        .kind = kind, .member = member, .thing = thing, .size = -1, .align = -1, .offset = -1};
    array_push(program->arena, &frame->slots, slot);
    return &frame->slots.items[frame->slots.count - 1];
}

static bool lives_in_itself(const struct step *step) {
    return step->future &&
           (step->future->kind == FUTURE_VARIABLE || step->future->kind == FUTURE_BLOCK);
}

static void add_branch(struct program *program, struct frame *frame, const struct body *body,
                       size_t thing) {
    bool is_merged = layout_is_headless(body);
    const char *member = is_merged ? arena_format(program->arena, "wok__state_%u", body->number)
                                   : arena_format(program->arena, "wok__branch_%u", body->number);
    struct slot *slot = add(program, frame, SLOT_BRANCH, member, thing);
    slot->body = body;
    long long state = layout_state_size(body);
    fill_in(slot, is_merged ? (struct oracle_extent){state, state}
                            : (struct oracle_extent){BRANCH_SIZE, _Alignof(void *)});
}

static void add_suspension(struct program *program, struct frame *frame,
                           const struct suspension *suspension,
                           const struct thing_numbers *numbers) {
    struct slot *slot;
    unsigned number = suspension->number;
    const struct step *step = suspension->step;
    if (lives_in_itself(step))
        return;
    if (step->future) {
        slot =
            add(program, frame, SLOT_CHILD, arena_format(program->arena, "wok__child_%u", number),
                numbers->children + number - 1);
        slot->suspension = suspension;
        fill_in_child(program, slot, step->future);
        return;
    }
    if (step->kind == STEP_JOIN)
        return;
    slot = add(program, frame, SLOT_WINNER, arena_format(program->arena, "wok__winner_%u", number),
               numbers->children + number - 1);
    slot->suspension = suspension;
    if (layout_merges_branches(step))
        fill_in(slot, (struct oracle_extent){1, 1});
    else
        fill_in(slot, (struct oracle_extent){sizeof(int), _Alignof(int)});
}

static void add_values(struct program *program, struct frame *frame,
                       const struct thing_numbers *numbers) {
    const struct routine *routine = frame->routine;
    for (size_t i = 0; i < routine->symbols.count; i++) {
        const struct symbol *symbol = routine->symbols.items[i];
        /* An argument is in its place when the function begins, wherever it is kept after. */
        if ((!residence_has_slot(symbol->residence) && !symbol->is_parameter) || symbol->block)
            continue;
        const char *member = symbol->field;
        if (symbol->is_parameter)
            member = arena_format(program->arena, "wok__cold.arguments.%s", symbol->name);
        struct slot *slot =
            add(program, frame, symbol->is_parameter ? SLOT_ARGUMENT : SLOT_VARIABLE, member,
                symbol->index);
        slot->symbol = symbol;
        fill_in_variable(program, slot, symbol);
    }
    for (size_t i = 0; i < routine->lowered->temporaries.count; i++) {
        const struct temporary *temporary = routine->lowered->temporaries.items[i];
        if (!residence_has_slot(temporary->residence))
            continue;
        struct slot *slot = add(program, frame, SLOT_TEMPORARY,
                                arena_format(program->arena, "wok__t%u", temporary->number),
                                numbers->temporaries + temporary->number - 1);
        slot->temporary = temporary;
        fill_in(slot, temporary->handle ? pointer : value_extent(temporary->type));
    }
}

void layout__collect(struct program *program, struct frame *frame) {
    const struct routine *routine = frame->routine;
    const struct lowered *lowered = routine->lowered;
    struct thing_numbers numbers = layout__thing_numbers(routine);
    add_values(program, frame, &numbers);
    for (size_t i = 0; i < lowered->literals.count; i++) {
        const struct note *note = lower_note(lowered->literals.items[i]);
        struct slot *slot =
            add(program, frame, SLOT_LITERAL,
                arena_format(program->arena, "wok__%s", note->storage), numbers.literals + i);
        slot->literal = lowered->literals.items[i];
        fill_in(slot, layout__extent(note->storage_type));
    }
    for (size_t i = 0; i < lowered->bodies.count; i++) {
        const struct body *body = lowered->bodies.items[i];
        if (body->outer)
            add_branch(program, frame, body, numbers.branches + body->number);
        for (size_t k = 0; k < body->suspensions.count; k++)
            add_suspension(program, frame, body->suspensions.items[k], &numbers);
    }
    if (routine->result && routine->result->class != ORACLE_VOID)
        fill_in(add(program, frame, SLOT_RESULT, "wok__result", numbers.result),
                layout__extent(routine->result));
    if (frame->height) {
        long long size = layout_state_size(lowered->bodies.items[0]);
        fill_in(add(program, frame, SLOT_STATE, "wok__state", numbers.state),
                (struct oracle_extent){size, size});
    }
}
