/*
 * --print=steps: the normal form for people.
 */
#include <stdio.h>

#include "lower/lower.h"

static const char *const step_names[] = {
    [STEP_EXPRESSION] = "do",     [STEP_TEMPORARY] = "temporary",
    [STEP_SET] = "set",           [STEP_DECLARE] = "declare",
    [STEP_AWAIT] = "await",       [STEP_CALL] = "call",
    [STEP_JOIN] = "join",         [STEP_RACE] = "race",
    [STEP_BLOCK] = "block",       [STEP_IF] = "if",
    [STEP_WHILE] = "loop",        [STEP_LOOP] = "loop for ever",
    [STEP_SWITCH] = "switch",     [STEP_BREAK_UNLESS] = "break unless",
    [STEP_CASE] = "case",         [STEP_LABEL] = "label",
    [STEP_ASM] = "as written",    [STEP_PRAGMA] = "pragma",
    [STEP_RETURN] = "return",     [STEP_BREAK] = "break",
    [STEP_CONTINUE] = "continue", [STEP_GOTO] = "goto",
    [STEP_LEAVE] = "leave",       [STEP_ENTER] = "enter",
};

static void print_steps(const struct program *program, const struct step *step, int depth);

static void print_text(const struct program *program, const struct node *node) {
    enum { LENGTH_MAX = 60 };
    uint32_t begin = node_begin_offset(program->tokens, node);
    uint32_t end = node_end_offset(program->tokens, node);
    int written = 0;
    putchar(' ');
    for (uint32_t at = begin; at < end && written < LENGTH_MAX; at++) {
        char letter = program->source->text[at];
        if (letter == '\n')
            break;
        putchar(letter);
        written++;
    }
}

static void print_exit(const struct step *step) {
    for (const struct action *action = step->from; action && action != step->to;
         action = action->outer)
        printf(" run %u", action->number);
}

static void print_inner(const struct program *program, const struct step *step, int depth) {
    if (step->first)
        print_steps(program, step->first, depth + 1);
    if (step->second) {
        printf("%*s%s\n", depth * 4, "", step->kind == STEP_IF ? "else" : "then, each turn");
        print_steps(program, step->second, depth + 1);
    }
    for (uint32_t i = 0; i < step->branch_count; i++) {
        printf("%*sbranch %u\n", depth * 4 + 2, "", step->branches[i]->number);
        print_steps(program, step->branches[i]->first, depth + 1);
        if (!step->branches[i]->arm)
            continue;
        printf("%*swhen it wins\n", depth * 4 + 2, "");
        print_steps(program, step->branches[i]->arm, depth + 1);
    }
}

static void print_steps(const struct program *program, const struct step *step, int depth) {
    for (; step; step = step->next) {
        struct place place =
            source_place(program->source, node_begin_offset(program->tokens, step->node));
        printf("%*s%s", depth * 4, "", step_names[step->kind]);
        if (step->temporary)
            printf(" [%u]", step->temporary->number);
        if (step->name)
            printf(" %s", step->name);
        if (step->suspension)
            printf(" at state %u", step->suspension->state);
        if (step->action)
            printf(" action %u", step->action->number);
        print_exit(step);
        if (step->kind != STEP_BLOCK && step->kind != STEP_TEMPORARY)
            print_text(program, step->node);
        printf("  (line %u)\n", place.line);
        print_inner(program, step, depth);
    }
}

void lower_print(const struct program *program) {
    for (size_t i = 0; i < program->routines.count; i++) {
        const struct routine *routine = program->routines.items[i];
        if (!routine->lowered)
            continue;
        printf("%s %s\n", routine->is_async ? "async function" : "function", routine->name);
        print_steps(program, routine->lowered->bodies.items[0]->first, 1);
    }
}
