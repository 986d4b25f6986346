/*
 * --print=flow and --print=live.
 */
#include <ctype.h>
#include <stdio.h>

#include "analyze/flow.h"
#include "analyze/live.h"

/* The node's text on one line, shortened. */
static void print_text(const struct program *program, const struct node *node) {
    enum { WIDTH_MAX = 64 };
    uint32_t offset = node_begin_offset(program->tokens, node);
    uint32_t end = node_end_offset(program->tokens, node);
    unsigned width = 0;
    bool space = false;
    for (; offset < end && width < WIDTH_MAX; offset++) {
        char c = program->source->text[offset];
        if (isspace((unsigned char)c)) {
            space = width > 0;
            continue;
        }
        if (space)
            width += (unsigned)printf(" ");
        space = false;
        width += (unsigned)printf("%c", c);
    }
    if (offset < end)
        printf(" ...");
}

static const char *awaited_name(const struct suspension *suspension) {
    const struct step *step = suspension->step;
    if (step->kind == STEP_JOIN)
        return "a join";
    if (step->kind == STEP_RACE)
        return "a race";
    switch (step->future->kind) {
    case FUTURE_TASK:
        return "a task";
    case FUTURE_CANCEL:
        return "wok_cancel";
    case FUTURE_JOIN:
        return "wok_join";
    case FUTURE_VARIABLE:
        return step->future->variable->name;
    default:
        return step->future->routine                ? step->future->routine->name
               : step->future->kind == FUTURE_BOX   ? "a boxed future"
               : step->future->kind == FUTURE_BLOCK ? "an async block"
                                                    : "a call through a pointer";
    }
}

/* A cleanup has no text of its own to show, but it is something that runs. */
static bool runs_cleanup(const struct block *block) {
    return block->action && block->action->kind != ACTION_DEFER && block->events.count;
}

static bool is_hidden(const struct block *block) {
    return !block->is_reachable ||
           (block->nodes.count == 0 && !block->suspension && !runs_cleanup(block) &&
            block->edges.count == 1 && block->position != NO_TOKEN);
}

/* What an edge leads to, past the blocks that hold nothing. */
static const struct block *shown_target(const struct block *block) {
    for (size_t i = 0; is_hidden(block) && i < 1000000; i++)
        block = block->edges.items[0].to;
    return block;
}

/* Blocks are numbered for people without the hidden ones. */
static unsigned shown_number(const struct flow *flow, const struct block *block) {
    unsigned number = 0;
    for (size_t i = 0; flow->blocks.items[i] != block; i++)
        number += !is_hidden(flow->blocks.items[i]) && flow->blocks.items[i] != flow->finished &&
                  flow->blocks.items[i] != flow->cancelled;
    return number;
}

static void print_edges(const struct flow *flow, const struct block *block) {
    static const char *const arrows[] = {
        [EDGE_NEXT] = "->", [EDGE_PARALLEL] = "=>", [EDGE_CANCEL] = "cancel ->"};
    for (size_t i = 0; i < block->edges.count; i++) {
        const struct block *to = shown_target(block->edges.items[i].to);
        printf("    %s ", arrows[block->edges.items[i].kind]);
        if (to == flow->finished)
            printf("finished\n");
        else if (to == flow->cancelled)
            printf("cancelled\n");
        else
            printf("block %u\n", shown_number(flow, to));
    }
}

static void print_block(const struct flow *flow, const struct block *block) {
    const struct program *program = flow->program;
    printf("  block %u", shown_number(flow, block));
    if (block->body->number)
        printf(" of branch %u", block->body->number);
    if (block->action)
        printf("%s, %s of line %u", block->unwinds ? ", cancelled" : "",
               block->action->kind == ACTION_DEFER               ? "the defer"
               : block->action->kind == ACTION_CLEANUP           ? "the cleanup"
               : block->action->variable->class == VARIABLE_TASK ? "the handle"
                                                                 : "the future",
               flow_line(program, block->action->node));
    printf("\n");
    for (size_t i = 0; i < block->nodes.count; i++) {
        printf("    %u: ", flow_line(program, block->nodes.items[i]));
        print_text(program, block->nodes.items[i]);
        printf("\n");
    }
    if (block->suspension)
        printf("    suspends for %s\n", awaited_name(block->suspension));
    print_edges(flow, block);
    printf("\n");
}

void flow_print(const struct program *program) {
    for (size_t i = 0; i < program->routines.count; i++) {
        const struct flow *flow = flow_of(program->routines.items[i]);
        if (!flow)
            continue;
        printf("%s\n", flow->routine->name);
        for (size_t j = 0; j < flow->blocks.count; j++) {
            const struct block *block = flow->blocks.items[j];
            if (!is_hidden(block) && block != flow->finished && block != flow->cancelled)
                print_block(flow, block);
        }
    }
}

static void print_value(const struct program *program, const struct live_value *value) {
    static const char *const reasons[] = {
        [LIVE_AWAITED] = "awaited here",
        [LIVE_ADDRESS] = "address taken at line",
        [LIVE_CAPTURED] = "used by a branch at line",
        [LIVE_USE] = "used next at line",
        [LIVE_DEFER] = "used by the defer at line",
        [LIVE_CLEANUP] = "cleaned up, as declared at line",
        [LIVE_HANDLE] = "detached if cancelled, declared at line",
    };
    if (value->symbol)
        printf("    %-16s", value->symbol->name ? value->symbol->name : "(unnamed)");
    else
        printf("    [%u]%*s", value->temporary->number, value->temporary->number < 10 ? 13 : 12,
               "");
    bool is_dropped = value->reason == LIVE_HANDLE && value->symbol->class != VARIABLE_TASK;
    printf(" %s", is_dropped ? "dropped if not awaited, declared at line" : reasons[value->reason]);
    if (value->reason != LIVE_AWAITED)
        printf(" %u", flow_line(program, value->node));
    printf("\n");
}

static void print_set(const struct flow *flow, struct live_set *set) {
    const struct program *program = flow->program;
    if (!set->suspension)
        return;
    printf("  suspension %u, line %u: %s\n", set->suspension->number,
           flow_line(program, set->suspension->step->node), awaited_name(set->suspension));
    for (size_t i = 0; i < set->values.count; i++) {
        live_explain(flow, set, &set->values.items[i]);
        print_value(program, &set->values.items[i]);
    }
    if (!set->values.count)
        printf("    nothing\n");
}

void live_print(const struct program *program) {
    for (size_t i = 0; i < program->routines.count; i++) {
        const struct routine *routine = program->routines.items[i];
        if (!routine->analysis || !routine->analysis->live->count)
            continue;
        printf("%s\n", routine->name);
        for (unsigned j = 0; j < routine->analysis->live->count; j++)
            print_set(routine->analysis->flow, &routine->analysis->live->sets[j]);
    }
}
